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

__all__ = ["align", "align_many"]


def align(rows: Iterable[dict[int, int]], columns: Sequence[tuple[int, int]]) -> int:
    """The heaviest chain of gains: `rows` gives, for each unit of one word, its gains by unit of the other; `columns` are the other's
    units with their places, last first."""
    best = [0] * (len(columns) + 1)
    end = len(best)
    for gains in rows:
        for place, unit in columns:
            if unit in gains:
                value = best[place] + gains[unit]
                above = place + 1
                while above < end and best[above] < value:
                    best[above] = value
                    above += 1
    return best[-1]


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
