"""Hashes of any stretch of a stream of letters, all at once: what words, endings and whole names are looked up by.

Of two equal stretches the hashes are equal; where the opposite matters, the letters themselves are compared afterwards.

    >>> bool(hashes_of(["memet", "tursun", "memet"])[0] == hashes_of(["memet"])[0])
    True
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BASE", "SIEVE_BITS", "Known", "StreamHashes", "hashes_of", "mixed", "ranges"]

BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(BASE, -1, 1 << 64)
SIEVE_BITS = 24


class StreamHashes:
    """Of the letters `begin` to `end`: a difference of two sums, brought back to the first place."""

    def __init__(self, codes: "NDArray[np.uint32]") -> None:
        import numpy as np

        self._powers = np.full(len(codes) + 1, BASE, dtype=np.uint64)
        self._powers[0] = 1
        np.cumprod(self._powers, out=self._powers)
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        worth = mixed(codes.astype(np.uint64) + np.uint64(1))
        worth *= self._powers[:-1]
        np.cumsum(worth, out=self._sums[1:])
        self._powers = np.full(len(codes) + 1, _INVERSE, dtype=np.uint64)
        self._powers[0] = 1
        np.cumprod(self._powers, out=self._powers)

    def of(self, begins: "NDArray[np.int64]", ends: "NDArray[np.int64]") -> "NDArray[np.uint64]":
        hashes: NDArray[np.uint64] = (self._sums[ends] - self._sums[begins]) * self._powers[begins]
        return hashes


class Known:
    """Hashes, each with a number, and whether others are among them."""

    def __init__(self, hashes: "NDArray[np.uint64]", numbers: "NDArray[np.int64]") -> None:
        import numpy as np

        order = np.argsort(hashes, kind="stable")
        self.hashes, self.numbers = hashes[order], numbers[order]
        self.sieve = np.zeros(1 << (SIEVE_BITS - 3), dtype=np.uint8)
        slots = _slots(self.hashes)
        np.bitwise_or.at(self.sieve, slots >> np.uint64(3), _bits(slots))

    def __reduce__(self) -> "tuple[type[Known], tuple[NDArray[np.uint64], NDArray[np.int64]]]":
        """Without the sieve, which is large and made anew."""
        return Known, (self.hashes, self.numbers)

    def seen(self, hashes: "NDArray[np.uint64]") -> "NDArray[np.int64]":
        """The places of those that may be known: nearly all others are left out."""
        import numpy as np

        slots = _slots(hashes)
        found: NDArray[np.int64] = np.flatnonzero(self.sieve[slots >> np.uint64(3)] & _bits(slots))
        return found

    def meet(self, hashes: "NDArray[np.uint64]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """Places in `hashes` with the numbers known by them, one row for each."""
        import numpy as np

        if not len(self.hashes):
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        places = self.seen(hashes)
        order = np.argsort(hashes[places], kind="stable")  # neighbours are looked up faster
        places = places[order]
        left = np.searchsorted(self.hashes, hashes[places], "left")
        right = np.searchsorted(self.hashes, hashes[places], "right")
        return np.repeat(places, right - left), self.numbers[ranges(left, right - left)]


def hashes_of(words: Sequence[str]) -> "NDArray[np.uint64]":
    import numpy as np

    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.cumsum([len(word) for word in words], dtype=np.int64) if words else np.zeros(0, dtype=np.int64)
    return StreamHashes(codes).of(
        np.concatenate((ends[:0], [0], ends[:-1])).astype(np.int64)[: len(ends)], ends
    )


def mixed(values: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    """Spread over all bits."""
    import numpy as np

    spread: NDArray[np.uint64] = values * np.uint64(0xD6E8FEB86659FD93)
    spread ^= spread >> np.uint64(32)
    spread *= np.uint64(0xD6E8FEB86659FD93)
    return spread


def ranges(starts: "NDArray[np.int64]", counts: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """`starts[i]`, `starts[i] + 1` … for `counts[i]` numbers each, end to end."""
    import numpy as np

    before = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return numbers


def _slots(hashes: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    import numpy as np

    slots: NDArray[np.uint64] = (hashes * np.uint64(BASE)) >> np.uint64(64 - SIEVE_BITS)
    return slots


def _bits(slots: "NDArray[np.uint64]") -> "NDArray[np.uint8]":
    import numpy as np

    bits: NDArray[np.uint8] = np.left_shift(1, slots & np.uint64(7), dtype=np.uint64).astype(np.uint8)
    return bits
