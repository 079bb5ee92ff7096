"""Aligns the units of two words and adds up what each answer weighs, in bits: the best path of a weighted edit distance.

Setting unit u against v weighs `log2 P(u,v) / P(u)P(v)`, leaving one out or putting one in weighs what silence weighs; a path adds these
up, so the sum says how many bits speak for one word behind both rather than two by chance.

Every path can be seen as leaving out everything, and then gaining, for each pair that is set against each other, what that pair weighs more
than the two silences. So it is enough to look for the heaviest chain of gains that keeps the order of both words, and only gains above
nothing count: few of all pairs. `align` does one pair that way, `align_many` one word against many.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Row", "align", "align_many", "row_of"]

# What a unit gains with every unit of the other word's script: for each unit a byte, which says where the gain stands in the list. The first of
# the list is no gain.
Row = tuple[bytes, list[int]]

_HEAVIEST = 1 << 30  # no chain weighs more


def row_of(gains: Sequence[int]) -> Row:
    """Of at most 256 units."""
    different = sorted({0, *gains})
    places = {gain: place for place, gain in enumerate(different)}
    return bytes([places[gain] for gain in gains]).ljust(256, b"\0"), different


def align(rows: Iterable[Row], column: bytes) -> int:
    """The heaviest chain of gains: `rows` has a row for each unit of one word; `column` has the units of the other, the last one first."""
    best = [0] * (len(column) + 1)
    best.append(_HEAVIEST)  # is found at -1: no walk goes past the first unit
    for numbers, gains in rows:
        for above, number in enumerate(column.translate(numbers), 1):
            if number:
                value = best[above] + gains[number]
                place = above - 1
                while best[place] < value:
                    best[place] = value
                    place -= 1
    return best[0]


def align_many(gains: "np.ndarray", columns: "np.ndarray") -> "np.ndarray":
    """As `align` for one word against many: `gains` has a row for each unit of the word; each column of `columns` is a word of the many,
    padded below with a unit that gains nothing."""
    import numpy as np

    best = np.zeros((len(columns) + 1, columns.shape[1]), dtype=np.int16)
    for row in gains:
        reached = best[:-1] + row[columns]
        np.maximum(best[1:], reached, out=best[1:])
        for place in range(1, len(best)):
            np.maximum(best[place], best[place - 1], out=best[place])
    result: np.ndarray = best[-1]
    return result
