"""What finds the names that a pair of words may be: the consonants of both, joined to one number, and looked up.

Two joined skeletons meet if they are equal or, if long enough, differ by one consonant: one that is missing, one too many, another. Where
the one word ends and the other begins is no part of the number, so that words may be cut in other places than in the name.
"""

from typing import TYPE_CHECKING

from amanet.names.finding_hashes import BASE, Known
from amanet.names.finding_sounds import LONGEST, lengths_of, without_one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Joints", "joined", "once"]

_AT_ONCE = 1_000_000


def joined(
    one: "NDArray[np.uint64]", lengths: "NDArray[np.int64]", other: "NDArray[np.uint64]"
) -> "NDArray[np.uint64]":
    """The consonants of `one` (`lengths` many) and then those of `other`, as many as there is room for."""
    import numpy as np

    room = np.uint64((1 << 4 * LONGEST) - 1)
    found: NDArray[np.uint64] = (one | (other << (4 * lengths).astype(np.uint64))) & room
    return found


class Joints:
    """The joined skeletons of `owners`, prepared: those of `slips` consonants and more also with one left out."""

    def __init__(
        self, codes: "NDArray[np.uint64]", owners: "NDArray[np.int64]", *, fewest: int, slips: int
    ) -> None:
        import numpy as np

        self.fewest, self.slips = fewest, slips
        enough = lengths_of(codes) >= fewest
        codes, owners = once(codes[enough], owners[enough])
        shorter, of_shorter = without_one(codes, owners, shortest=slips)
        self._known = Known(np.concatenate((codes, shorter)), np.concatenate((owners, of_shorter)))

    def __len__(self) -> int:
        return len(self._known.hashes)

    @property
    def sieve(self) -> "NDArray[np.uint8]":
        return self._known.sieve

    def in_slots(self, bits: int) -> "tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.int64]]":
        """Where the codes of each slot begin, the codes in the order of their slots, and their owners."""
        import numpy as np

        slots = (self._known.hashes * np.uint64(BASE)) >> np.uint64(64 - bits)
        order = np.argsort(slots, kind="stable")
        counts = np.bincount(slots.astype(np.int64), minlength=1 << bits)
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return starts, self._known.hashes[order], self._known.numbers[order]

    def meet(
        self, codes: "NDArray[np.uint64]", rows: "NDArray[np.int64]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """Which `rows` meet which owners, each pair once."""
        import numpy as np

        found = []
        for first in range(0, len(codes), _AT_ONCE):
            piece, of_piece = codes[first : first + _AT_ONCE], rows[first : first + _AT_ONCE]
            lengths = lengths_of(piece)
            enough = lengths >= self.fewest - 1
            piece, of_piece = piece[enough], of_piece[enough]
            shorter, of_shorter = without_one(piece, of_piece, shortest=self.slips)
            for each, of_each in ((piece, of_piece), (shorter, of_shorter)):
                places, owners = self._known.meet(each)
                found.append(once(of_each[places], owners))
        if not found:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        return once(np.concatenate([row for row, _ in found]), np.concatenate([owner for _, owner in found]))


def once(one: "NDArray", other: "NDArray[np.int64]") -> "tuple[NDArray, NDArray[np.int64]]":  # type: ignore[type-arg]
    """The rows of both, without repetition."""
    import numpy as np

    if not len(one):
        return one, other
    width = np.uint64(int(other.max()) + 1)
    keys = np.sort(one.astype(np.uint64) * width + other.astype(np.uint64))
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return (keys // width).astype(one.dtype), (keys % width).astype(np.int64)
