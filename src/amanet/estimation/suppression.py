"""What of a table may be shown to everybody: no count under five, nor one from which such a count can be worked out.

Published are n, the totals of the lists rounded to tens, and the larger cells. Everything else, empty cells too, is one and the same
mark. A cell that stands alone could be had by subtraction, so larger cells are withheld with it (complementary suppression) until
what can be worked out of every small one, by linear programming over all that is published, reaches from 1 or less to 5 or more.

The hash of a table would give small cells away to whoever tries them all: what is public is bound by a commitment instead, the hash
with a secret salt that stays with the team and can be shown to a reviewer.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from amanet.canonical import tagged_hash
from amanet.errors import Misuse
from amanet.estimation.table import CaptureTable

__all__ = ["SMALLEST", "PublicTable", "commitment", "public_table"]

SMALLEST = 5
_ROUNDED = 10


@dataclass(frozen=True)
class PublicTable:
    """`cells`: (mask, count) of those shown; `totals` rounded; every other cell is withheld."""

    lists: tuple[str, ...]
    n: int
    totals: tuple[int, ...]
    cells: tuple[tuple[int, int], ...]
    withheld: int

    @cached_property
    def shown(self) -> dict[int, int]:
        return dict(self.cells)


def public_table(table: CaptureTable) -> PublicTable:
    """The table as it may be shown. Deterministic: the smallest cells go first, by mask where they are alike."""
    shown = {mask: count for mask, count in table.cells if count >= SMALLEST}
    small = [mask for mask, count in table.cells if count < SMALLEST]
    totals = tuple(_rounded(table.totals[name]) for name in table.lists)
    while shown and any(_can_be_told(mask, table, shown, totals) for mask in small):
        least = min(shown, key=lambda mask: (shown[mask], mask))
        del shown[least]
    return PublicTable(
        table.lists, table.n, totals, tuple(sorted(shown.items())), len(table.cells) - len(shown)
    )


def commitment(data_hash: str, salt: bytes) -> str:
    """Binds a published number to its data without giving them away."""
    if len(salt) < 16:
        raise Misuse("A salt has at least 16 random bytes.")
    return tagged_hash("amanet/capture-commitment/v1", salt + bytes.fromhex(data_hash)).hex()


def _rounded(count: int) -> int:
    return (count + _ROUNDED // 2) // _ROUNDED * _ROUNDED


def _can_be_told(mask: int, table: CaptureTable, shown: dict[int, int], totals: tuple[int, ...]) -> bool:
    """Whether what is published leaves a small cell less room than from 1 to 5."""
    low, high = _room(mask, table, shown, totals)
    return low > 1 or high < SMALLEST


def _room(
    mask: int, table: CaptureTable, shown: dict[int, int], totals: tuple[int, ...]
) -> tuple[float, float]:
    import numpy as np
    from scipy.optimize import linprog

    hidden = [cell for cell in range(1, 1 << len(table.lists)) if cell not in shown]
    inside: Any = np.array([[cell >> j & 1 for cell in hidden] for j in range(len(table.lists))], dtype=float)
    left = np.array(
        [total - sum(c for m, c in shown.items() if m >> j & 1) for j, total in enumerate(totals)]
    )
    goal = np.array([float(cell == mask) for cell in hidden])
    ends = []
    for sign in (1.0, -1.0):
        answer = linprog(
            sign * goal,
            A_ub=np.vstack((inside, -inside)),
            b_ub=np.concatenate((left + _ROUNDED / 2, _ROUNDED / 2 - left)),
            A_eq=np.ones((1, len(hidden))),
            b_eq=[table.n - sum(shown.values())],
        )
        ends.append(float(sign * answer.fun) if answer.success else float("nan"))
    return ends[0], ends[1]
