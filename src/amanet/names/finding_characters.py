"""How much a word in an alphabet and one in Han characters say for each other, asked in three ways.

- *learned*: which letters were met for which character, in pairs of names (`finding_bits`).
- *read*: what the characters stand for in the names of Uyghurs, Kazakhs and their neighbours (`han_renderings.tsv`, else their Pinyin), and
  how the letters answer to that.
- *heard*: the consonants, in the classes that Han renderings keep.

Each of them is now and then far from the truth, seldom two at once: the mean of the best two is what counts.

    >>> latin_readings("吐尔逊")
    ('tursun', 'tulsun')
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import log2
from typing import TYPE_CHECKING

from amanet.names.finding_bits import Units, learned_bits, read_units
from amanet.names.finding_hashes import ranges
from amanet.names.tables import read_rows
from amanet.names.units import han_readings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Readings", "agreed", "latin_readings", "read_bits", "units_of_readings"]

Readings = tuple[tuple[Units, float], ...]

_MOST_READINGS = 24
_MOST_OF_CHARACTER = 3
_LEAST = -12.0  # bits: how far from the truth one of the three may be and not decide


def latin_readings(word: str) -> tuple[str, ...]:
    """What the characters may stand for, the likeliest first."""
    return tuple(reading for reading, _ in _readings(word))


def _readings(word: str) -> list[tuple[str, float]]:
    """Each with the bits that choosing it costs: its characters need not stand for the first that is known of them."""
    found = {"": 0.0}
    for character in word:
        stands_for = _renderings().get(character) or tuple(
            syllable for _, syllable in han_readings(character)
        )
        longer: dict[str, float] = {}
        for read, cost in found.items():
            for place, each in enumerate(stands_for[:_MOST_OF_CHARACTER] or ("",), start=1):
                longer.setdefault(read + each, cost + log2(place))
        found = dict(sorted(longer.items(), key=lambda item: item[1])[:_MOST_READINGS])
    return list(found.items())


@cache
def _renderings() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split()) for row in read_rows("han_renderings.tsv")}


@lru_cache(maxsize=1 << 14)
def units_of_readings(word: str) -> Readings:
    return tuple([(read_units(reading), cost) for reading, cost in _readings(word)])


def read_bits(
    letters: Sequence[Units],
    characters: Sequence[Readings],
    one: "NDArray[np.int64]",
    other: "NDArray[np.int64]",
) -> "NDArray[np.float32]":
    """Of the words `one` in letters against the readings of `other`, row by row: the best reading."""
    import numpy as np

    counts = np.array([len(readings) for readings in characters], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    every = [reading for readings in characters for reading, _ in readings]
    costs = np.array([cost for readings in characters for _, cost in readings], dtype=np.float32)
    of_row = counts[other]
    rows = ranges(starts[other], of_row)
    bits = learned_bits(letters, every, np.repeat(one, of_row), rows) - costs[rows]
    best: NDArray[np.float32] = np.maximum.reduceat(bits, np.cumsum(of_row) - of_row)
    return best


def agreed(
    learned: "NDArray[np.float32]", read: "NDArray[np.float32]", heard: "NDArray[np.float32]"
) -> "NDArray[np.float32]":
    """The mean of the best two."""
    import numpy as np

    three = np.sort(np.maximum(np.stack((learned, read, heard)), np.float32(_LEAST)), axis=0)
    best: NDArray[np.float32] = (three[1] + three[2]) / np.float32(2)
    return best
