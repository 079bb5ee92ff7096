"""Finding who and what is called by another writing of a name: another script, another spelling.

The words asked for give keys, the keys (and those nearest to them) give words of names in the vault (`vault.name_keys`). Some hundred of
these are compared, then the likeliest names as a whole (`names.compare`), and only that decides what is found, in which order and
why. What is found is a proposal with its reasons. Nothing is stored, merged or concluded of anybody, and one name is asked for at a time.

`ENOUGH` bits are wanted. Among 1,000 pairs a language of the NETransliteration words with English, 8 bits keep .94 (Arabic), .95 (Russian) and
.83 (Chinese) of the true pairs; of words that have a key in common by chance, one in 5,000 to 25,000 reaches them. 4 bits would keep
hardly more, 12 lose every tenth.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from amanet.names.spellings import spellings_in
from amanet.vault.full_text import searchable
from amanet.vault.name_keys import NAMES_AT_ONCE, Likely, Naming, name_in
from amanet.work.hits import Allowed, Why

if TYPE_CHECKING:
    from amanet.names import Comparison

__all__ = ["ENOUGH", "MOST", "Rendering", "find_alike", "find_renderings"]

ENOUGH: Final = 8.0
MOST: Final = 20
_WORDS_COMPARED = 800
_NAMES_COMPARED = 100
_MOST_WORDS = 6
_A_LITTLE = 3.0  # bits from which a word may answer another; the whole name decides

Kind = Literal["person", "place"]
Skip = Callable[[Collection[int]], Collection[int | None]]
_KINDS: Final[tuple[Kind, ...]] = ("person", "place")


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
    allowed: Allowed, name: str, *, skip: Skip | None = None, limit: int = MOST
) -> list[Rendering]:
    """Who and what is called by another writing of the name, each word of it: best first, what was entered first where they are equal.
    Not those whose name has the very words, nor those of some entities that `skip` says are found otherwise.
    """
    return _best(_Asked(allowed, name, True, True, skip), ENOUGH)[:limit]


def find_alike(
    allowed: Allowed, name: str, *, besides: int | None, limit: int, enough: float
) -> list[Rendering]:
    """Who and what may be called so, or by one of several spellings ("Ablet or Ablat"), the same writing included; one of the two names may
    have words that the other has not.
    """
    asked = dict.fromkeys((name, *spellings_in(name)))
    found = [
        one
        for each in asked
        for one in _best(_Asked(allowed, each, False, False, lambda _: {besides}), enough)
    ]
    best: dict[int, Rendering] = {}
    for one in sorted(found, key=_order):
        best.setdefault(one.entity, one)
    return list(best.values())[:limit]


@dataclass(frozen=True)
class _Asked:
    """`whole`: every word asked for is answered. `others`: only by other writings."""

    allowed: Allowed
    name: str
    whole: bool
    others: bool
    skip: Skip | None


def _best(asked: _Asked, enough: float) -> list[Rendering]:
    """Of each entity the best name."""
    from amanet.names import compare

    if not asked.allowed.vault.views.name_keys.are_of_this_version():
        return []
    best: dict[int, Rendering] = {}
    for naming in _candidates(asked):
        kind: Kind = "person" if naming.is_person else "place"
        called = name_in(asked.allowed.body(naming.statement)) or ""
        if asked.whole and not _numbers_in(asked.name, kind) <= _numbers_in(called, kind):
            continue
        found = Rendering(naming.entity, naming.statement, compare(asked.name, called, kind=kind))
        if asked.whole and not _initials_agree(asked.name, kind, found):
            continue
        before = best.get(naming.entity)
        if found.comparison.bits >= enough and (before is None or _order(found) < _order(before)):
            best[naming.entity] = found
    return sorted(best.values(), key=_order)


def _order(one: Rendering) -> tuple[float, int, int]:
    return -one.comparison.bits, one.entity, one.statement


def _candidates(asked: _Asked) -> Iterator[Naming]:
    """The statements most likely to give such a name, each once."""
    seen: set[int] = set()
    for (words, kind), people in _ways_to_read(asked).items():
        likely = [one for place in range(len(words)) for one in _likely(asked, words, place, kind)]
        if not likely or (asked.whole and len({one.place for one in likely}) < len(words)):
            continue
        # Who has these very words is found by them only where these are the words that were asked for: not of "Mr Ablet", "Abdu Rahman".
        others = asked.others and {searchable(word) for word in words} == set(
            map(searchable, asked.name.split())
        )
        found = (
            one
            for one in _namings(asked, likely, others)
            if one.is_person in people and one.statement not in seen
        )
        for naming in islice(found, _NAMES_COMPARED):
            seen.add(naming.statement)
            yield naming


def _namings(asked: _Asked, likely: Sequence[Likely], others: bool) -> Iterator[Naming]:
    """Those that count."""
    allowed = asked.allowed
    found = allowed.vault.views.name_keys.named_with(
        likely,
        whole=asked.whole,
        others=others,
        everything=allowed.as_of is not None,
        without=allowed.without,
    )
    counting = (naming for naming in found if allowed.statement(naming.statement))
    while some := list(islice(counting, NAMES_AT_ONCE)):
        skipped = asked.skip({naming.entity for naming in some}) if asked.skip is not None else ()
        for naming in some:
            if naming.entity not in skipped and allowed.counts(naming.entity):
                yield naming


def _initials_agree(name: str, kind: Kind, found: Rendering) -> bool:
    """Whether each initial that was asked for begins a word of the name that was found, or is one of its initials."""
    from amanet.names.parts import parse_name

    wanted = len(parse_name(name, kind).initials)
    return sum(reason.what == "the initial agrees" for reason in found.comparison.reasons) >= wanted


def _numbers_in(name: str, kind: Kind) -> frozenset[str]:
    from amanet.names.parts import Role, parse_name

    return parse_name(name, kind).groups.get(Role.NUMBER, frozenset())


def _ways_to_read(asked: _Asked) -> dict[tuple[tuple[str, ...], Kind], set[bool]]:
    """The words to look for, and whether in names of persons, of all else, or (mostly) of both."""
    ways: dict[tuple[str, ...], Kind] = {}
    of: dict[tuple[tuple[str, ...], Kind], set[bool]] = {}
    for kind in _KINDS:
        for words in _words_as(kind, asked):
            of.setdefault((words, ways.setdefault(words, kind)), set()).add(kind == "person")
    return of


def _words_as(kind: Kind, asked: _Asked) -> list[tuple[str, ...]]:
    """The words of the name that are not titles or particles, in their order; and with two neighbours joined, as some write them.
    A letter alone answers too much to be looked for: the other words are, and the names that they find have to have its word too.
    """
    from amanet.names.parts import parse_name

    parsed = parse_name(asked.name, kind)
    if parsed.is_unknown or parsed.of_relative:
        return []
    written = asked.name.casefold()
    found = sorted(
        {part.word.casefold() for part in parsed.words}, key=lambda word: (written.find(word), word)
    )
    words = tuple(found[:_MOST_WORDS])
    joined = [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]
    return [words, *joined] if words else []


def _likely(asked: _Asked, words: Sequence[str], place: int, kind: Kind) -> list[Likely]:
    """The words of the vault that may be writings of one."""
    from amanet.names import keys
    from amanet.names.lookup_keys import near_keys

    word = words[place]
    form = searchable(word).strip()
    found = keys(word)
    most = _WORDS_COMPARED // len(words)
    known = asked.allowed.vault.views.name_keys.sharing(found, near_keys(found), most)
    met = ((one, _bits(word, one.text, kind)) for one in known)
    return [
        Likely(place, one.word, bits, form in searchable(one.text)) for one, bits in met if bits >= _A_LITTLE
    ]


def _bits(word: str, other: str, kind: Kind) -> float:
    """One word is looked for in names of persons and of places at once; in Han the kind of a place is written in the same word."""
    from amanet.names import Script, compare, script_of

    bits = compare(word, other, kind=kind).bits
    if bits < _A_LITTLE and kind == "person" and Script.HAN in (script_of(word), script_of(other)):
        return max(bits, compare(word, other, kind="place").bits)
    return bits
