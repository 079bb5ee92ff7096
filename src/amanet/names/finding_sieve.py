"""Which pairs of neighbouring words may be which pairs of parts: by the consonants of both words, and then those that sound alike at a glance.

Two ways that give the same: with arrays, and for long texts compiled (`finding_kernel`), which does not keep what is thrown away again.
"""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from amanet.names.finding_heard import Codes, Heard, crossed
from amanet.names.finding_joints import Joints, joined
from amanet.names.finding_likeness import Likeness
from amanet.names.finding_pairs import DistinctPairs
from amanet.names.finding_parts import NameParts, Reach
from amanet.names.finding_sounds import coarse, lengths_of, skeletons

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from amanet.names.finding_kernel import Sounds, Table

__all__ = ["PairSieve"]

_GLANCE = 0.35
_BOTH_THE_SAME = 2.0
_MANY_PAIRS = 20_000  # from here on it is worth while to load the compiler
_SLOT_BITS = 20


class PairSieve:
    """Pairs of parts, prepared: the `chosen` of them, in every reading of each of the two parts."""

    def __init__(self, parts: NameParts, chosen: "NDArray[np.bool_]", reach: Reach) -> None:
        import numpy as np

        self._parts, self._reach = parts, reach
        pairs = np.flatnonzero(chosen)
        readings = [skeletons(parts.sounds), skeletons(parts.second_sounds)]
        codes = [
            joined(one[parts.one[pairs]], lengths_of(one)[parts.one[pairs]], other[parts.other[pairs]])
            for one in readings
            for other in readings
        ]
        joints, owners = np.concatenate(codes), np.tile(pairs, len(codes))
        self._joints = Joints(joints, owners, fewest=reach.fewest, slips=reach.slips)

    def alike(
        self, pairs: DistinctPairs, codes: Codes, likeness: Likeness, asked: "NDArray[np.float32]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """Rows of `pairs` with the pairs of parts they may be. `asked`: what the parts have to be worth, by row."""
        if not len(self._joints) or not len(pairs.one):
            return _nothing()
        if len(pairs.one) >= _MANY_PAIRS and _can_compile():
            return self._compiled(pairs, codes, likeness.heard, asked)
        return self._with_arrays(pairs, codes, likeness, asked)

    def _with_arrays(
        self, pairs: DistinctPairs, codes: Codes, likeness: Likeness, asked: "NDArray[np.float32]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        import numpy as np

        lengths = lengths_of(codes.values)
        longest = np.maximum.reduceat(lengths, np.minimum(codes.starts[:-1], len(lengths) - 1))
        enough = np.flatnonzero(longest[pairs.one] + longest[pairs.other] >= self._reach.fewest - 1)
        row, one, other = crossed(codes, pairs.one[enough], pairs.other[enough])
        joint = joined(one, lengths_of(one), other)
        rows, met = self._joints.meet(joint, enough[row])
        for glance in (likeness.glance_at_most, likeness.glance):
            first = glance(pairs.one[rows], self._parts.one[met])
            second = glance(pairs.other[rows], self._parts.other[met])
            alike = self._sound_alike(first, second, met, asked[rows])
            rows, met = rows[alike], met[alike]
        return rows, met

    def _sound_alike(
        self,
        first: "NDArray[np.float32]",
        second: "NDArray[np.float32]",
        met: "NDArray[np.int64]",
        asked: "NDArray[np.float32]",
    ) -> "NDArray[np.bool_]":
        """Whether glances at both words say enough, and how much the parts are worth by them."""
        import numpy as np

        discount = np.float32(self._reach.discount)
        worth = self._parts.worth[self._parts.one[met]] * (first - discount * (1 - first))
        worth += self._parts.worth[self._parts.other[met]] * (second - discount * (1 - second))
        alike = (np.minimum(first, second) >= _GLANCE) & (first + second >= self._reach.glances)
        found: NDArray[np.bool_] = alike & ((worth >= asked) | (first + second == _BOTH_THE_SAME))
        return found

    def _compiled(
        self, pairs: DistinctPairs, codes: Codes, heard: Heard, asked: "NDArray[np.float32]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        import numpy as np

        from amanet.names.finding_kernel import Least, alike

        letters = np.frombuffer(heard.lines, dtype=np.uint8)
        rows, met = alike(
            pairs.one, pairs.other, codes.starts, codes.values, heard.row_starts, heard.rows,
            _sounds(letters), _coarse_of(), self._table, self._parts.one, self._parts.other, self._of_parts,
            self._parts.is_han, self._parts.worth, asked,
            Least(_GLANCE, self._reach.glances, self._reach.discount),
        )  # fmt: skip
        order = np.lexsort((met, rows))
        return rows[order], met[order]

    @cached_property
    def _table(self) -> "Table":
        from amanet.names.finding_kernel import Table

        starts, codes, owners = self._joints.in_slots(_SLOT_BITS)
        sieve = self._joints.sieve
        return Table(starts, codes, owners, sieve, 64 - _SLOT_BITS, self._joints.fewest, self._joints.slips)

    @cached_property
    def _of_parts(self) -> "Sounds":
        import numpy as np

        return _sounds(np.frombuffer(("\n".join(self._parts.sounds) + "\n").encode("ascii"), dtype=np.uint8))


@cache
def _can_compile() -> bool:
    """The compiler keeps what it made beside the package or in the user's folder, and refuses where it may write in neither."""
    try:
        import amanet.names.finding_kernel  # noqa: F401
    except RuntimeError:
        return False
    return True


def _sounds(lines: "NDArray[np.uint8]") -> "Sounds":
    import numpy as np

    from amanet.names.finding_kernel import Sounds

    ends = np.flatnonzero(lines == ord("\n"))
    return Sounds(lines, np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1)), ends)


def _coarse_of() -> "NDArray[np.uint8]":
    import numpy as np

    letters = [chr(code) for code in range(128)]
    return np.array([ord(each) for each in coarse(["".join(letters[32:])])[0].rjust(128)], dtype=np.uint8)


def _nothing() -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    import numpy as np

    nothing = np.zeros(0, dtype=np.int64)
    return nothing, nothing
