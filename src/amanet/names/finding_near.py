"""Names whose parts stand near each other, in any order, inflected, respelled or in another script: folded and fuzzy finding.

A sieve over codes (`finding_pairs`) finds the pairs of neighbouring words that may be two parts of one name; each different word and part
that is left is then compared once, first by rough sounds, then by what `amanet.names.compare` has learned. How far the sieve reaches and
how many bits are asked for depends on how many names are looked for, never on the text.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING

from amanet.names.finding_hashes import Known
from amanet.names.finding_heard import Codes, Heard, codes_from, crossed, hear
from amanet.names.finding_hits import InWords
from amanet.names.finding_initials import Initials
from amanet.names.finding_lettered import LetteredParts
from amanet.names.finding_likeness import Alike, Likeness
from amanet.names.finding_names import SplitName
from amanet.names.finding_pairs import DistinctPairs, Pair, gathered
from amanet.names.finding_parts import NameParts, Reach
from amanet.names.finding_sieve import PairSieve
from amanet.names.finding_single import SingleNames
from amanet.names.finding_usage import LEAST_ASKED, Usage
from amanet.names.finding_words import Words, neighbours, readings_of
from amanet.names.scripts import script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NearNames"]

_MISJUDGED = 3.0  # bits that the estimate may lack
_AT_MOST = 1.2  # of what a part is worth, for a word that is like it
_LEAST, _LEAST_OF_HAN = 2.0, -6.0  # bits of each part: what is written in characters is less sure
_SURE, _SURE_OF_HAN = 7.0, 6.5  # bits beside those that the number of names asks for
_ONE_SCRIPT = 7.0  # more bits, if both words are in the script of the name: ordinary words are alike by chance more often
_ENOUGH_OF_MANY = 8.0  # bits of each part, if many names are looked for: what one lacks is asked for of both
_MORE_OF_HAN = 1.5  # bits more then
_WORD_BETWEEN = 5.0  # more bits, if a word that is no part stands between


class NearNames:
    """Names, prepared. Those in Han characters are counted and looked for apart."""

    def __init__(self, names: Sequence[SplitName]) -> None:
        self.parts = NameParts(names)
        self._lettered = LetteredParts(self.parts.by_letters)
        han = sum(name.han for name in names)
        self.reach, self.reach_of_han = (
            Reach.for_count(len(names) - han, _SURE),
            Reach.for_count(han, _SURE_OF_HAN),
        )
        of_han = self.parts.is_han[self.parts.one] | self.parts.is_han[self.parts.other]
        self._sieve = PairSieve(self.parts, ~of_han, self.reach)
        self._han_sieve = PairSieve(self.parts, of_han, self.reach_of_han)
        self._pairs = _by_parts(self.parts)
        self._initials = Initials(self.parts)
        self._single = SingleNames(names, self.parts, self.reach)

    def find(self, words: Words) -> Iterator[InWords]:
        """Names of one word, and pairs of parts: those of one name that hang together as one."""
        if not len(self.parts):
            return
        heard = hear(words, readings_of(words))
        likeness = Likeness(words, heard, self.parts, self._lettered.find(words))
        usage = Usage.of(words)
        yield from self._single.find(words, heard, likeness, usage)
        by_name: dict[int, list[Pair]] = defaultdict(list)
        for name, pair in self._initials.find(words, likeness):
            by_name[name].append(pair)
        for name, pair in self._of_pairs(words, heard, likeness, usage):
            by_name[name].append(pair)
        for name, found in by_name.items():
            yield from gathered(name, found)

    def _of_pairs(
        self, words: Words, heard: Heard, likeness: Likeness, usage: Usage
    ) -> Iterator[tuple[int, Pair]]:
        lettered = _marked({word for word, _ in likeness.same}, len(words))
        read = heard.codes.counts > 0
        for pairs in neighbours(words, read, read if self.reach_of_han.far else lettered):
            distinct_pairs = DistinctPairs(pairs, len(words))
            yield from self._alike(distinct_pairs, words, heard, likeness, lettered, usage)

    def _alike(
        self,
        pairs: DistinctPairs,
        words: Words,
        heard: Heard,
        likeness: Likeness,
        lettered: "NDArray[np.bool_]",
        usage: Usage,
    ) -> Iterator[tuple[int, Pair]]:
        """Which pairs of words are which pairs of parts: by their letters, by their sounds, and by those that Han keeps."""
        import numpy as np

        more = pairs.least_asked(usage)
        met = [self._by_letters(pairs, likeness, lettered)]
        if self.reach.far or not pairs.apart:
            met.append(self._sieved(self._sieve, pairs, heard.codes, likeness, self.reach, more))
        if self.reach_of_han.far or not pairs.apart:
            met.append(
                self._sieved(self._han_sieve, pairs, heard.codes.coarse(), likeness, self.reach_of_han, more)
            )
        rows, of_parts = np.concatenate([row for row, _ in met]), np.concatenate([pair for _, pair in met])
        judged: dict[int, list[tuple[int, float, tuple[Alike, Alike]]]] = defaultdict(list)
        for row, pair in dict.fromkeys(zip(rows.tolist(), of_parts.tolist(), strict=True)):
            answer = self._judged(pairs, row, pair, likeness)
            if answer is not None:
                judged[row].append((pair, *answer))
        for row, first, last, asked in pairs.places(list(judged), usage):
            for pair, spare, (one, other) in judged[row]:
                if spare < asked:
                    continue
                of_pair = int(self.parts.one[pair]), int(self.parts.other[pair])
                reasons = one.reason, other.reason
                yield (
                    int(self.parts.of_name[pair]),
                    Pair(first, last, of_pair, one.folded and other.folded, (one.bits, other.bits), reasons),
                )

    def _by_letters(
        self, pairs: DistinctPairs, likeness: Likeness, lettered: "NDArray[np.bool_]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        import numpy as np

        table = np.array(sorted(likeness.same) or np.zeros((0, 2)), dtype=np.int64)
        codes = codes_from(table[:, 0], table[:, 1].astype(np.uint64), len(lettered))
        rows = np.flatnonzero(lettered[pairs.one] & lettered[pairs.other])
        row, one, other = crossed(codes, pairs.one[rows], pairs.other[rows])
        places, found = self._pairs.meet(one * np.uint64(len(self.parts)) + other)
        return rows[row[places]], found

    def _sieved(
        self,
        sieve: PairSieve,
        pairs: DistinctPairs,
        codes: Codes,
        likeness: Likeness,
        reach: Reach,
        more: "NDArray[np.float32]",
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """Those that sound alike, and about weigh what is asked (`more`: of each pair of words beside what is asked of all)."""
        import numpy as np

        rows, met = sieve.alike(
            pairs, codes, likeness, np.float32(reach.bits) + np.maximum(more, np.float32(0))
        )
        needed = more[rows] + (reach.bits - _MISJUDGED + _WORD_BETWEEN * pairs.apart)
        first = likeness.estimate(pairs.one[rows], self.parts.one[met])
        hopeful = first >= needed - _AT_MOST * self.parts.worth[self.parts.other[met]]
        rows, met, first, needed = rows[hopeful], met[hopeful], first[hopeful], needed[hopeful]
        likely = first + likeness.estimate(pairs.other[rows], self.parts.other[met]) >= needed
        return rows[likely], met[likely]

    def _judged(
        self, pairs: DistinctPairs, row: int, pair: int, likeness: Likeness
    ) -> tuple[float, tuple[Alike, Alike]] | None:
        """Those that weigh enough, with the bits that they have to spare."""
        of_words = int(pairs.one[row]), int(pairs.other[row])
        parts = int(self.parts.one[pair]), int(self.parts.other[pair])
        one, other = (likeness.of(word, part) for word, part in zip(of_words, parts, strict=True))
        if one.folded and other.folded:
            return inf, (one, other)
        han = bool(self.parts.is_han[parts[0]] or self.parts.is_han[parts[1]])
        reach, least = (self.reach_of_han, _LEAST_OF_HAN) if han else (self.reach, _LEAST)
        alphabets = [
            script_of(likeness.written(word)) is self.parts.read[part].script
            for word, part in zip(of_words, parts, strict=True)
        ]
        needed = reach.bits + _ONE_SCRIPT * all(alphabets) + _WORD_BETWEEN * pairs.apart
        if not self.reach.far:
            needed += _MORE_OF_HAN if han else max(_ENOUGH_OF_MANY - min(one.bits, other.bits), 0.0)
        spare = one.bits + other.bits - needed
        return (spare, (one, other)) if min(one.bits, other.bits) >= least and spare >= LEAST_ASKED else None


def _by_parts(parts: NameParts) -> Known:
    import numpy as np

    keys = parts.one.astype(np.uint64) * np.uint64(len(parts)) + parts.other.astype(np.uint64)
    return Known(keys, np.arange(len(keys)))


def _marked(places: set[int], count: int) -> "NDArray[np.bool_]":
    import numpy as np

    marked = np.zeros(count, dtype=np.bool_)
    marked[list(places)] = True
    return marked
