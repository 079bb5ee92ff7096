"""Which pairs of neighbouring words may be two parts of one name: a join over codes, all in numpy.

A word and a part each have some codes (their letters; their skeletons of consonants, also with one left out). A pair of words meets a pair
of parts if a code of the first word is a code of the first part and one of the second word is one of the second part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Codes", "PairTable", "codes_from"]

_AT_ONCE = 4_000_000
_SIEVE_BITS = 24


@dataclass(frozen=True)
class Codes:
    """Codes by owner: those of `owner` are `values[starts[owner] : starts[owner + 1]]`."""

    starts: "NDArray[np.int64]"
    values: "NDArray[np.int64]"

    @property
    def counts(self) -> "NDArray[np.int64]":
        counts: NDArray[np.int64] = self.starts[1:] - self.starts[:-1]
        return counts

    def of(self, owner: int) -> "NDArray[np.int64]":
        return self.values[self.starts[owner] : self.starts[owner + 1]]


def codes_from(owners: "NDArray[np.int64]", values: "NDArray[np.int64]", count: int) -> Codes:
    """In order and without repetition, for the owners 0 to `count` - 1."""
    import numpy as np

    owners, values = _distinct_rows(owners, values)
    return Codes(np.searchsorted(owners, np.arange(count + 1)), values)


class PairTable:
    """Pairs of parts (each in both orders), looked up by pairs of codes. Codes are below `vocabulary`."""

    def __init__(
        self, codes: Codes, one: "NDArray[np.int64]", other: "NDArray[np.int64]", vocabulary: int
    ) -> None:
        import numpy as np

        self._vocabulary = vocabulary
        keys, pairs = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for rows in _pieces(codes.counts[one] * codes.counts[other]):
            row, first, second = _crossed(codes, one[rows], other[rows])
            keys.append(first * vocabulary + second)
            pairs.append(rows[row])
        order_by = np.concatenate(keys)
        order = np.argsort(order_by, kind="stable")
        self._keys, self._pairs = order_by[order], np.concatenate(pairs)[order]
        self._sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        self._sieve[_hashed(self._keys)] = True

    def meet(
        self, codes: Codes, one: "NDArray[np.int64]", other: "NDArray[np.int64]"
    ) -> "Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]":
        """The rows of `one` and `other` (owners of `codes`) that meet a pair, and that pair; in pieces, each without repetition."""
        import numpy as np

        for rows in _pieces(codes.counts[one] * codes.counts[other]):
            row, first, second = _crossed(codes, one[rows], other[rows])
            keys = first * self._vocabulary + second
            kept = np.flatnonzero(self._sieve[_hashed(keys)])
            row, keys = rows[row[kept]], keys[kept]
            left, right = (
                np.searchsorted(self._keys, keys, "left"),
                np.searchsorted(self._keys, keys, "right"),
            )
            met = np.repeat(row, right - left)
            places = _ranges(left, right - left)
            yield _distinct_rows(met, self._pairs[places])


def _crossed(
    codes: Codes, one: "NDArray[np.int64]", other: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]":
    """Every code of `one` with every code of `other`, row by row."""
    import numpy as np

    ones, others = codes.counts[one], codes.counts[other]
    totals = ones * others
    row = np.repeat(np.arange(len(one)), totals)
    within = _ranges(np.zeros(len(one), dtype=np.int64), totals)
    width = others[row]
    first = codes.values[codes.starts[one][row] + within // np.maximum(width, 1)]
    second = codes.values[codes.starts[other][row] + within % np.maximum(width, 1)]
    return row, first, second


def _ranges(starts: "NDArray[np.int64]", counts: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """`starts[i]`, `starts[i] + 1` … for `counts[i]` numbers each, end to end."""
    import numpy as np

    before = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return numbers


def _pieces(sizes: "NDArray[np.int64]") -> "list[NDArray[np.int64]]":
    """The rows whose size is not nothing, in pieces of bounded size together."""
    import numpy as np

    rows = np.flatnonzero(sizes)
    if not len(rows):
        return []
    piece = np.cumsum(sizes[rows]) // _AT_ONCE
    return np.split(rows, np.flatnonzero(np.diff(piece)) + 1)


def _hashed(keys: "NDArray[np.int64]") -> "NDArray[np.uint64]":
    import numpy as np

    hashes: NDArray[np.uint64] = (keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(
        64 - _SIEVE_BITS
    )
    return hashes


def _distinct_rows(
    one: "NDArray[np.int64]", other: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    import numpy as np

    if not len(one):
        return one, other
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    kept = np.concatenate(([True], (one[1:] != one[:-1]) | (other[1:] != other[:-1])))
    return one[kept], other[kept]
