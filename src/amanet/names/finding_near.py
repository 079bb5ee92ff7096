"""Names whose parts stand near each other, in any order, inflected, respelled or in another script: folded and fuzzy finding.

A sieve over codes (`finding_pairs`) finds the pairs of neighbouring words that may be two parts of one name; each different word and part
that is left is then compared once, first by rough sounds, then by what `amanet.names.compare` has learned. How far the sieve reaches and
how many bits are asked for depends on how many names are looked for, never on the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanet.names.finding_codes import NameParts, Reach, word_codes
from amanet.names.finding_hits import InWords
from amanet.names.finding_likeness import Likeness
from amanet.names.finding_names import SplitName
from amanet.names.finding_pairs import Codes, PairTable
from amanet.names.finding_single import SingleNames
from amanet.names.finding_words import DistinctPairs, Words, neighbours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NearNames"]

_GLANCE = 0.35
_BOTH_THE_SAME = 2.0
_LEAST, _LEAST_OF_HAN = 2.0, -6.0  # bits of each part: what is written in characters is less sure
_MORE_OF_HAN = 2.0  # bits, for the same reason
_WORD_BETWEEN = 5.0  # more bits, if a word that is no part stands between
_BESIDE_AN_INITIAL = 12.0


@dataclass(frozen=True)
class _Pair:
    """Two parts of a name, in the words `first` to `last`."""

    first: int
    last: int
    parts: tuple[int, int]
    folded: bool
    bits: tuple[float, float]
    reasons: tuple[str, str]


class NearNames:
    """Names, prepared."""

    def __init__(self, names: Sequence[SplitName]) -> None:
        self.reach = Reach.for_count(len(names))
        self.parts = NameParts(names, self.reach)
        self._table = PairTable(self.parts.codes, self.parts.one, self.parts.other, self.parts.vocabulary)
        self._single = SingleNames(names, self.parts)

    def find(self, words: Words) -> Iterator[InWords]:
        """Names of one word, and pairs of parts: those of one name that hang together as one."""
        if not self.parts.vocabulary:
            return
        codes, same = word_codes(words, self.parts)
        likeness = Likeness(words, self.parts, same)
        yield from self._single.find(words, codes, likeness)
        by_name: dict[int, list[_Pair]] = defaultdict(list)
        for pairs in neighbours(words, *self._wanted(codes, same)):
            distinct = DistinctPairs(pairs, len(words.folded))
            for rows, met in self._table.meet(codes, distinct.one, distinct.other):
                for row, pair in self._likely(distinct, rows, met, likeness):
                    by_name[int(self.parts.of_name[pair])] += self._judged(
                        distinct, row, pair, likeness, words
                    )
        for name, found in by_name.items():
            yield from _gathered(name, found)

    def _wanted(
        self, codes: Codes, same: set[tuple[int, int]]
    ) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
        """Words that may be parts; of many names, with a word between, those that are parts by their letters."""
        import numpy as np

        wanted = codes.counts > 0
        if self.reach.likeness_apart:
            return wanted, wanted
        lettered = np.zeros(len(wanted), dtype=np.bool_)
        lettered[[word for word, _ in same]] = True
        return wanted, lettered

    def _likely(
        self, distinct: DistinctPairs, rows: "NDArray[np.int64]", met: "NDArray[np.int64]", likeness: Likeness
    ) -> Iterable[tuple[int, int]]:
        """Those that sound alike at a glance."""
        import numpy as np

        one, other = self.parts.one[met], self.parts.other[met]
        first = likeness.glance(distinct.one[rows], one)
        second = likeness.glance(distinct.other[rows], other)
        initial = np.array(self.parts.is_initial, dtype=np.bool_)
        discount = self.reach.discount
        worth = self.parts.worth[one] * (first - discount * (1 - first)) + self.parts.worth[other] * (
            second - discount * (1 - second)
        )
        alike = (np.minimum(first, second) >= _GLANCE) & (first + second >= self.reach.glances)
        alike &= (worth >= self.reach.bits) | (first + second == _BOTH_THE_SAME)
        kept = alike | initial[one] | initial[other]
        return zip(rows[kept].tolist(), met[kept].tolist(), strict=True)

    def _judged(
        self, distinct: DistinctPairs, row: int, pair: int, likeness: Likeness, words: Words
    ) -> Iterator[_Pair]:
        """Those that weigh enough, at every place where the two words stand."""
        of_words = int(distinct.one[row]), int(distinct.other[row])
        parts = int(self.parts.one[pair]), int(self.parts.other[pair])
        one, other = (likeness.of(word, part) for word, part in zip(of_words, parts, strict=True))
        initials = [self.parts.is_initial[part] for part in parts]
        needed = _BESIDE_AN_INITIAL if any(initials) else self.reach.bits + _WORD_BETWEEN * distinct.apart
        folded = one.folded and other.folded and not any(initials)
        han = any(self.parts.is_han[part] for part in parts)
        least, needed = (_LEAST_OF_HAN, needed + _MORE_OF_HAN) if han else (_LEAST, needed)
        if not folded and (min(one.bits, other.bits) < least or one.bits + other.bits < needed):
            return
        for first, last in distinct.places(row):
            if not any(initials) or _stands_for_a_word(words, (first, last)[initials.index(True)]):
                yield _Pair(first, last, parts, folded, (one.bits, other.bits), (one.reason, other.reason))


def _stands_for_a_word(words: Words, word: int) -> bool:
    """A full stop follows the letter."""
    end = words.letters.span(0, int(words.letters.starts[word + 1]))[1]
    return words.letters.text[end : end + 1] in (".", "．", "·")


def _gathered(name: int, pairs: list[_Pair]) -> Iterator[InWords]:
    """Pairs that share a word become one finding, unless they take the word for different parts."""
    groups: list[_Group] = []
    owner: dict[int, _Group] = {}
    for pair in sorted(
        pairs,
        key=lambda pair: (not pair.folded, pair.last - pair.first, -sum(pair.bits), pair.first, pair.parts),
    ):
        met = {id(group): group for place in (pair.first, pair.last) if (group := owner.get(place))}
        if len(met) > 1 or any(not group.takes(pair) for group in met.values()):
            continue
        group = next(iter(met.values()), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(pair)
        owner[pair.first] = owner[pair.last] = group
    for group in groups:
        bits, reasons = (
            sum(group.bits.values()),
            tuple(group.reasons[place] for place in sorted(group.reasons)),
        )
        yield InWords(name, min(group.parts), group.last, group.folded, bits, reasons)


class _Group:
    """The parts of a name by the words they stand in."""

    def __init__(self) -> None:
        self.parts: dict[int, int] = {}
        self.bits: dict[int, float] = {}
        self.reasons: dict[int, str] = {}
        self.last = 0
        self.folded = False

    def takes(self, pair: _Pair) -> bool:
        known = [
            (self.parts.get(place, part), part)
            for place, part in zip((pair.first, pair.last), pair.parts, strict=True)
        ]
        new = [
            part
            for place, part in zip((pair.first, pair.last), pair.parts, strict=True)
            if place not in self.parts
        ]
        return all(one == other for one, other in known) and not set(new) & set(self.parts.values())

    def add(self, pair: _Pair) -> None:
        for place, part, bits, reason in zip(
            (pair.first, pair.last), pair.parts, pair.bits, pair.reasons, strict=True
        ):
            self.parts[place], self.bits[place], self.reasons[place] = part, bits, reason
        self.last = max(self.last, pair.last)
        self.folded |= pair.folded
