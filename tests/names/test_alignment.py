"""The alignment against a slow and obvious one, and one word against many as one against each."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from amanet.names.alignment import align, align_many

UNITS = 5
GAINS = st.lists(st.lists(st.integers(0, 90), min_size=UNITS, max_size=UNITS), max_size=6)
WORD = st.lists(st.integers(0, UNITS - 1), max_size=7)


def obvious(gains: list[list[int]], word: list[int]) -> int:
    """Every way of setting units against each other in order."""

    @cache
    def best(i: int, j: int) -> int:
        if i == len(gains) or j == len(word):
            return 0
        return max(best(i + 1, j), best(i, j + 1), gains[i][word[j]] + best(i + 1, j + 1))

    return best(0, 0)


def fast(gains: list[list[int]], word: list[int]) -> int:
    return align(gains, lambda row: [row[unit] for unit in reversed(word)], len(word))


@given(GAINS, WORD)
def test_it_finds_the_heaviest_chain(gains: list[list[int]], word: list[int]) -> None:
    assert fast(gains, word) == obvious(gains, word)


@given(GAINS, st.lists(WORD, min_size=1, max_size=5))
def test_many_are_aligned_as_each_would_be(gains: list[list[int]], words: list[list[int]]) -> None:
    columns = np.full((max(map(len, words)), len(words)), UNITS, dtype=np.int16)
    for place, word in enumerate(words):
        columns[: len(word), place] = word
    padded = np.array([[*row, 0] for row in gains], dtype=np.int16).reshape(len(gains), UNITS + 1)
    assert align_many(padded, columns).tolist() == [fast(gains, word) for word in words]
