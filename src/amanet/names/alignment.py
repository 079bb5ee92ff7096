"""Aligns the units of two words and adds up what each answer weighs, in bits: the best path of a weighted edit distance.

Setting unit u against v weighs `log2 P(u,v) / P(u)P(v)`, leaving one out or putting one in weighs what silence weighs; a path adds these
up, so the sum says how many bits speak for one word behind both rather than two by chance.

Every path can be seen as leaving out everything, and then gaining, for each pair that is set against each other, what that pair weighs more
than the two silences. So it is enough to look for the heaviest chain of gains that keeps the order of both words, and only gains above
nothing count: few of all pairs. `align` does one pair that way, `align_many` one word against many.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["align", "align_many"]


def align(rows: Iterable[Sequence[int]], pick: Callable[[Sequence[int]], Sequence[int]], count: int) -> int:
    """The heaviest chain of gains: `rows` gives, for each unit of one word, its gains by unit of the other; `pick` takes from them those
    of the other's `count` units, last first."""
    best, places = [0] * (count + 1), range(count)
    for row in rows:
        picked = pick(row)
        # One in five gains anything: the others are passed over outside of Python.
        for above in compress(places, picked):
            value = best[above + 1] + picked[above]
            while above >= 0 and best[above] < value:
                best[above] = value
                above -= 1
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
