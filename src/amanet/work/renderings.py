"""Finding who and what is called by another writing of a name: another script, another spelling.

The words asked for give keys, the keys give words of names in the vault (`vault.name_keys`), each of those is compared; the
likeliest names are then compared as a whole (`names.compare`), and only that decides what is found, in which order and why. What is
found is a proposal with its reasons. Nothing is stored, merged or concluded of anybody, and one name is asked for at a time.

`ENOUGH` bits are wanted. Among 1,000 pairs a language of the NETransliteration words with English, 8 bits keep .94 (Arabic), .95 (Russian) and
.83 (Chinese) of the true pairs; of words that have a key in common by chance, one in 5,000 to 25,000 reaches them. 4 bits would keep
hardly more, 12 lose every tenth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from amanet.vault.name_keys import Likely, Naming, name_in
from amanet.work.hits import Allowed, Why

if TYPE_CHECKING:
    from amanet.names import Comparison

__all__ = ["ENOUGH", "MOST", "Kind", "Rendering", "find_renderings"]

ENOUGH: Final = 8.0
MOST: Final = 20
_WORDS_COMPARED = 400
_NAMES_COMPARED = 100
_MOST_WORDS = 6
_A_LITTLE = 3.0  # bits from which a word may answer another; the whole name decides

Kind = Literal["person", "place"]


@dataclass(frozen=True)
class Rendering:
    """An entity, the statement that calls it so, and how that name compares with the one asked for."""

    entity: int
    statement: int
    comparison: "Comparison"

    @property
    def why(self) -> Why:
        return Why(self.entity, self.comparison.bits, tuple(map(str, self.comparison.reasons)))


def find_renderings(
    allowed: Allowed, name: str, *, kind: Kind, whole: bool = True, limit: int = MOST, enough: float = ENOUGH
) -> list[Rendering]:
    """Of each entity the best name, best first, what was entered first where they are equal; `kind` "person" looks among persons and
    sources, "place" among all else. `whole`: every word asked for is answered by the name. Else one of the two may have more.
    """
    from amanet.names import compare

    if not allowed.vault.views.name_keys.are_of_this_version():
        return []
    best: dict[int, Rendering] = {}
    for naming in _candidates(allowed, name, kind, whole):
        called = name_in(allowed.body(naming.statement))
        if called is None or (whole and not _numbers_in(name, kind) <= _numbers_in(called, kind)):
            continue
        found = Rendering(naming.entity, naming.statement, compare(name, called, kind=kind))
        before = best.get(naming.entity)
        if found.comparison.bits >= enough and (before is None or _order(found) < _order(before)):
            best[naming.entity] = found
    return sorted(best.values(), key=_order)[:limit]


def _order(one: Rendering) -> tuple[float, int, int]:
    return -one.comparison.bits, one.entity, one.statement


def _candidates(allowed: Allowed, name: str, kind: Kind, whole: bool) -> Iterator[Naming]:
    """The statements most likely to give such a name, each once."""
    keys = allowed.vault.views.name_keys
    seen: set[int] = set()
    for words in _ways_to_read(name, kind, whole):
        likely = [one for place, word in enumerate(words) for one in _likely(allowed, place, word, kind)]
        if whole and len({one.place for one in likely}) < len(words):
            continue
        compared = 0
        namings = keys.named_with(
            likely,
            people=kind == "person",
            whole=whole,
            everything=allowed.as_of is not None,
            without=allowed.without,
        )
        for naming in namings:
            if naming.statement in seen or not (
                allowed.statement(naming.statement) and allowed.counts(naming.entity)
            ):
                continue
            seen.add(naming.statement)
            yield naming
            compared += 1
            if compared == _NAMES_COMPARED:
                break


def _numbers_in(name: str, kind: Kind) -> frozenset[str]:
    from amanet.names.parts import Role, parse_name

    return parse_name(name, kind).groups.get(Role.NUMBER, frozenset())


def _ways_to_read(name: str, kind: Kind, whole: bool) -> list[tuple[str, ...]]:
    """The words of the name that are not titles or particles, in their order; and with two neighbours joined, as some write them.
    A letter alone answers too much to be looked for.
    """
    from amanet.names.parts import parse_name

    parsed = parse_name(name, kind)
    if parsed.is_unknown or parsed.of_relative or (whole and parsed.initials):
        return []
    written = name.casefold()
    found = sorted(
        {part.word.casefold() for part in parsed.words}, key=lambda word: (written.find(word), word)
    )
    words = tuple(found[:_MOST_WORDS])
    joined = [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]
    return [words, *joined] if words else []


def _likely(allowed: Allowed, place: int, word: str, kind: Kind) -> Sequence[Likely]:
    """The words of the vault that may be writings of one."""
    from amanet.names import compare, keys

    known = allowed.vault.views.name_keys.sharing(keys(word), _WORDS_COMPARED)
    met = ((one.word, compare(word, one.text, kind=kind).bits) for one in known)
    return [Likely(place, number, bits) for number, bits in met if bits >= _A_LITTLE]
