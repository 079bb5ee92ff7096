"""What a hit is, and what becomes of the findings of one name that overlap: the surest is kept, of equally sure ones the longest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from amanet.names.comparison import compare
from amanet.names.finding_endings import is_ending
from amanet.names.finding_joined import Found
from amanet.names.finding_letters import Letters

__all__ = ["Findings", "Hit", "How", "InLetters", "InWords"]

How = Literal["exact", "folded", "fuzzy"]
_STRENGTH: dict[How, int] = {"exact": 0, "folded": 1, "fuzzy": 2}
_STRETCH = 64
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013’'ʼ")


@dataclass(frozen=True, slots=True)
class Hit:
    """`start` to `end` in the text is the name with its ending, nothing else; `name` is its place in the names that were given."""

    start: int
    end: int
    name: int
    how: How
    bits: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class InWords:
    """A name in the words `first` to `last` of a text, whole: by their letters, or by likeness."""

    name: int
    first: int
    last: int
    folded: bool
    bits: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class InLetters:
    """Something like a name in the letters `begin` to `end` of a text."""

    name: int
    begin: int
    end: int
    bits: float
    reasons: tuple[str, ...]


class Findings:
    """Everything found in one text, by name."""

    def __init__(self, letters: Letters, names: list[str]) -> None:
        self._letters = letters
        self._names = names
        self._hits: dict[int, list[Hit]] = defaultdict(list)

    def add_whole(self, name: int, as_given: bool, found: Found) -> None:
        start, end = self._letters.span(found.begin - len(found.before), found.end + len(found.ending))
        end = self._with_ending(found.end + len(found.ending), end)
        if self._letters.text[start:end] == self._names[name].strip():
            self._add(start, end, name, "exact", _worth(self._names[name]), ("as it was given",))
        else:
            reasons = ["the same letters" if as_given else "the same parts in another order"]
            reasons += [f"with -{found.ending}"] if found.ending else []
            reasons += [f"with {found.before}-"] if found.before else []
            self._add(start, end, name, "folded", _worth(self._names[name]), tuple(reasons))

    def add_words(self, found: InWords) -> None:
        begin, after = int(self._letters.starts[found.first]), int(self._letters.starts[found.last + 1])
        start, end = self._letters.span(begin, after)
        end = self._with_ending(after, end)
        how: How = "folded" if found.folded else "fuzzy"
        if found.folded and self._letters.text[start:end] == self._names[found.name].strip():
            how = "exact"
        self._add(start, end, found.name, how, round(found.bits, 3), found.reasons)

    def add_letters(self, found: InLetters) -> None:
        start, end = self._letters.span(found.begin, found.end)
        self._add(start, end, found.name, "fuzzy", round(found.bits, 3), found.reasons)

    def kept(self) -> Iterator[Hit]:
        for hits in self._hits.values():
            yield from _without_overlaps(hits)

    def _add(self, start: int, end: int, name: int, how: How, bits: float, reasons: tuple[str, ...]) -> None:
        self._hits[name].append(Hit(start, end, name, how, bits, reasons))

    def _with_ending(self, after: int, end: int) -> int:
        """Where an ending that follows a hyphen (Tursun-ning) ends; `after` is the place of the next letter."""
        letters = self._letters
        if end >= len(letters.text) or letters.text[end] not in _HYPHENS or after >= len(letters.codes):
            return end
        word = int(letters.starts.searchsorted(after))
        if int(letters.origins[after]) != end + 1 or not is_ending(letters.word(word)):
            return end
        return letters.span(after, int(letters.starts[word + 1]))[1]


def _without_overlaps(hits: list[Hit]) -> Iterator[Hit]:
    """Never two that overlap. What is kept is looked up by stretches of the text, so that many hits cost no more each than few."""
    kept: dict[int, list[Hit]] = defaultdict(list)
    for hit in sorted(set(hits), key=_surest_first):
        stretches = range(hit.start // _STRETCH, (hit.end - 1) // _STRETCH + 1)
        if any(hit.start < other.end and other.start < hit.end for each in stretches for other in kept[each]):
            continue
        for each in stretches:
            kept[each].append(hit)
        yield hit


def _surest_first(hit: Hit) -> tuple[int, int, int, float, tuple[str, ...]]:
    return _STRENGTH[hit.how], hit.start - hit.end, hit.start, -hit.bits, hit.reasons


@lru_cache(maxsize=1 << 16)
def _worth(name: str) -> float:
    return compare(name, name).bits
