"""Pseudonyms: stable within one release, another in the next, and drawn from a list without regard to whom they are for.

Nothing about a person goes into their pseudonym: neither name, sex, place nor the order of entry. A source and the person that the source
is get two pseudonyms, for that they are one is told by nobody else. Who appears without any name gets none, and cannot be followed from one
statement to the next.

>>> from amanet.disclosure.pseudonyms import LISTS
>>> LISTS["trees"][:3]
('Alder', 'Aspen', 'Beech')
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from amanet.errors import BadData, Misuse

__all__ = ["LISTS", "NUMBERS", "Draw", "draw_pseudonyms", "read_list", "shuffled"]

# Gives that many random bytes.
Draw = Callable[[int], bytes]

NUMBERS: Final = "numbers"
_TREES: Final = (
    "Alder Aspen Beech Birch Cedar Chestnut Cypress Elm Fir Hawthorn Hornbeam Juniper Larch Maple Oak Pine Plane Poplar Spruce Sycamore "
    "Tamarisk Walnut Yew"
)
_STONES: Final = (
    "Agate Basalt Chalk Flint Gneiss Granite Gypsum Limestone Marble Obsidian Onyx Quartz Sandstone Schist Shale Slate Talc Travertine Tuff "
    "Zeolite"
)
# Words that are no given names where our users work; checked against the vault's names by the leak check, not here.
LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "trees": tuple(_TREES.split()),
        "stones": tuple(_STONES.split()),
    }
)
_LONGEST_LIST: Final = 10_000
_LONGEST_NAME: Final = 60


def draw_pseudonyms(entities: Mapping[str, str], names: Sequence[str], draw: Draw) -> dict[str, str]:
    """One for each of `entities` (kind – `Person`, `Source` – by id). Without `names`, and where the list ends, kind and number."""
    order = shuffled(sorted(entities), draw)
    chosen = shuffled(list(dict.fromkeys(names)), draw)[: len(order)]
    found = dict(zip(order, chosen, strict=False))
    numbers: dict[str, int] = {}
    for entity in order[len(chosen) :]:
        kind = entities[entity]
        numbers[kind] = numbers.get(kind, 0) + 1
        found[entity] = f"{kind} {numbers[kind]}"
    return found


def read_list(lines: Iterable[str]) -> tuple[str, ...]:
    """A list of a member's own, one name a line. Raises `BadData` for one that is not fit to be a list."""
    names = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    if not names or len(names) > _LONGEST_LIST:
        raise BadData(f"A list of pseudonyms has 1 to {_LONGEST_LIST} lines, one name on each.")
    if any(len(name) > _LONGEST_NAME or not name.isprintable() for name in names):
        raise BadData(f"A pseudonym has at most {_LONGEST_NAME} characters, all of them visible.")
    return names


def named_list(name: str) -> tuple[str, ...]:
    """`numbers`, or one of `LISTS`. Raises `Misuse`."""
    if name == NUMBERS:
        return ()
    if name not in LISTS:
        raise Misuse(
            f"A list of pseudonyms is {NUMBERS}, {', '.join(LISTS)}, or a file with one name on each line."
        )
    return LISTS[name]


def shuffled(values: Sequence[str], draw: Draw) -> list[str]:
    """In an order that says nothing."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int.from_bytes(draw(16), "big") % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order
