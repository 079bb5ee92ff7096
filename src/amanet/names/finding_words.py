"""The different words of a text and where they stand, how each may be read, and which pairs of words are neighbours.

A text of a million words has a tenth of that in different ones: what is slow is done once for each of those. Two words are neighbours if
nothing or one other word stands between them (a father's name, an initial). Words that are written together or apart (Abd Rahman, Memet
jan) are also taken together as one. A word is read as it stands, without its longest ending, and without an Arabic clitic.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from amanet.names.finding_endings import BINDING_FIRST, BINDING_LAST, heard_clitics, heard_endings
from amanet.names.finding_hashes import hashes_of
from amanet.names.finding_letters import Letters, is_han

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Neighbours", "Readings", "Words", "distinct", "neighbours", "read_words", "readings_of"]

_LONGEST = 64
_FARTHEST = 64  # characters between two neighbours
_SHORTEST_STEM = 3
_SLOT_BITS = 21


@dataclass(frozen=True)
class Words:
    """`ids[i]` is the number of the i-th word of the text; `begins` and `ends` are where one word of each number stands in the letters.
    After the words of the text come those taken together, whose first words are `together`, in `of_together`."""

    letters: Letters
    ids: "NDArray[np.int64]"
    begins: "NDArray[np.int64]"
    ends: "NDArray[np.int64]"
    together: "NDArray[np.int64]"
    of_together: "NDArray[np.int64]"

    def __len__(self) -> int:
        return len(self.begins)

    def folded(self, word: int) -> str:
        return self.letters.folded[self.begins[word] : self.ends[word]]

    def written(self, word: int) -> str:
        return self.letters.as_spelled(int(self.begins[word]), int(self.ends[word]))

    @property
    def alphabetic(self) -> "NDArray[np.bool_]":
        """Neither Han, which has no words, nor longer than any name."""
        found: NDArray[np.bool_] = ~is_han(self.letters.codes[self.begins])
        return found & (self.ends - self.begins <= _LONGEST)


@dataclass(frozen=True)
class Readings:
    """Stretches of letters, and the word each reads; the first of them are the words themselves."""

    words: "NDArray[np.int64]"
    begins: "NDArray[np.int64]"
    ends: "NDArray[np.int64]"


@dataclass(frozen=True)
class Neighbours:
    """Pairs of words by their numbers, the first and last word of the text that each pair takes up, and whether a word stands between."""

    one: "NDArray[np.int64]"
    other: "NDArray[np.int64]"
    first: "NDArray[np.int64]"
    last: "NDArray[np.int64]"
    apart: bool


def read_words(letters: Letters) -> Words:
    import numpy as np

    hashes = letters.hashes.of(letters.starts[:-1], letters.starts[1:])
    ids, examples = distinct(hashes)
    begins, ends = letters.starts[examples], letters.starts[examples + 1]
    firsts = _written_together(ids, hashes[examples])
    keys = ids[firsts] * max(len(begins), 1) + ids[firsts + 1]
    of_together, which = distinct(keys.astype(np.uint64))
    together = firsts[which]
    begins = np.concatenate((begins, letters.starts[together]))
    ends = np.concatenate((ends, letters.starts[together + 2]))
    return Words(letters, ids, begins, ends, firsts, of_together + len(examples))


def distinct(hashes: "NDArray[np.uint64]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """For each hash the number of its kind, and of each kind the place of one. Not by sorting: each hash looks who sits in its slot."""
    import numpy as np

    slots = (hashes * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _SLOT_BITS)
    table = np.zeros(1 << _SLOT_BITS, dtype=np.int64)
    table[slots] = np.arange(len(hashes))
    sits = table[slots]
    clash = np.flatnonzero(hashes[sits] != hashes)
    _, first, which = np.unique(hashes[clash], return_index=True, return_inverse=True)
    sits[clash] = clash[first[which]]
    stands_for_all = np.zeros(len(hashes), dtype=np.bool_)
    stands_for_all[sits] = True
    return (np.cumsum(stands_for_all) - 1)[sits], np.flatnonzero(stands_for_all)


def readings_of(words: Words) -> Readings:
    import numpy as np

    every = np.arange(len(words))
    stems, cut = _without_ending(words)
    bare, before = _without_clitic(words)
    return Readings(
        np.concatenate((every, stems, bare)),
        np.concatenate((words.begins, words.begins[stems], words.begins[bare] + before)),
        np.concatenate((words.ends, words.ends[stems] - cut, words.ends[bare])),
    )


def neighbours(words: Words, wanted: "NDArray[np.bool_]", apart: "NDArray[np.bool_]") -> Iterator[Neighbours]:
    """All pairs of neighbours of which both are `wanted`, or wanted although a word stands between them (`apart`)."""
    import numpy as np

    far = _far_from_next(words.letters)
    for step, chosen in ((1, wanted), (2, apart)):
        if len(words.ids) <= step:
            continue
        near = ~far if step == 1 else ~(far[:-1] | far[1:])
        of_text = chosen[words.ids]
        kept = np.flatnonzero(near & of_text[:-step] & of_text[step:])
        yield Neighbours(words.ids[kept], words.ids[kept + step], kept, kept + step, step > 1)
    if len(words.together):
        yield from _of_words_together(words, wanted)


def _of_words_together(words: Words, wanted: "NDArray[np.bool_]") -> Iterator[Neighbours]:
    import numpy as np

    count = len(words.ids)
    first, ids = words.together, words.of_together
    at = np.full(count + 2, -1, dtype=np.int64)
    at[first] = ids
    for step in (2, 3):
        kept = first + step < count
        pairs = ids[kept], words.ids[first[kept] + step], first[kept], first[kept] + step
        yield _wanted(*pairs, wanted, apart=step > 2)
    for step in (1, 2):
        kept = first >= step
        pairs = words.ids[first[kept] - step], ids[kept], first[kept] - step, first[kept] + 1
        yield _wanted(*pairs, wanted, apart=step > 1)
    kept = at[np.minimum(first + 2, count)] >= 0
    yield _wanted(ids[kept], at[first[kept] + 2], first[kept], first[kept] + 3, wanted, apart=False)


def _wanted(
    one: "NDArray[np.int64]",
    other: "NDArray[np.int64]",
    first: "NDArray[np.int64]",
    last: "NDArray[np.int64]",
    wanted: "NDArray[np.bool_]",
    *,
    apart: bool,
) -> Neighbours:
    kept = wanted[one] & wanted[other]
    return Neighbours(one[kept], other[kept], first[kept], last[kept], apart)


def _far_from_next(letters: Letters) -> "NDArray[np.bool_]":
    ends = letters.origins[letters.starts[1:-1] - 1]
    begins = letters.origins[letters.starts[1:-1]]
    far: NDArray[np.bool_] = begins - ends > _FARTHEST
    return far


def _written_together(ids: "NDArray[np.int64]", hashes: "NDArray[np.uint64]") -> "NDArray[np.int64]":
    """The words that are also taken as one with the next."""
    import numpy as np

    first, last = _binding()
    opens, closes = np.isin(hashes, first), np.isin(hashes, last)
    found: NDArray[np.int64] = np.flatnonzero(opens[ids[:-1]] | closes[ids[1:]])
    return found


def _without_ending(words: Words) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Which words have an ending that would hide their consonants, and how long the longest is."""
    import numpy as np

    known, longest = _endings()
    cut = np.zeros(len(words), dtype=np.int64)
    lengths = np.where(words.alphabetic, words.ends - words.begins, 0)
    for size in range(1, longest + 1):
        long = np.flatnonzero(lengths - size >= _SHORTEST_STEM)
        hashes = words.letters.hashes.of(words.ends[long] - size, words.ends[long])
        cut[long[np.isin(hashes, known[size])]] = size
    stems = np.flatnonzero(cut)
    return stems, cut[stems]


def _without_clitic(words: Words) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    import numpy as np

    codes = words.letters.codes[words.begins]
    cut = np.zeros(len(words), dtype=np.int64)
    lengths = np.where((codes >= 0x620) & (codes < 0x700) & words.alphabetic, words.ends - words.begins, 0)
    for size, clitics in _clitics().items():
        long = np.flatnonzero(lengths - size >= _SHORTEST_STEM)
        hashes = words.letters.hashes.of(words.begins[long], words.begins[long] + size)
        cut[long[np.isin(hashes, clitics)]] = size
    bare = np.flatnonzero(cut)
    return bare, cut[bare]


@cache
def _binding() -> "tuple[NDArray[np.uint64], NDArray[np.uint64]]":
    return hashes_of(sorted(BINDING_FIRST)), hashes_of(sorted(BINDING_LAST))


@cache
def _endings() -> "tuple[dict[int, NDArray[np.uint64]], int]":
    by_size = _by_size(heard_endings())
    return by_size, max(by_size)


@cache
def _clitics() -> "dict[int, NDArray[np.uint64]]":
    return _by_size(heard_clitics())


def _by_size(endings: frozenset[str]) -> "dict[int, NDArray[np.uint64]]":
    longest = max(map(len, endings))
    return {
        size: hashes_of(sorted(each for each in endings if len(each) == size))
        for size in range(1, longest + 1)
    }
