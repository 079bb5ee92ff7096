"""What was learned from pairs of names: how much each unit of one script speaks for each unit of another, in eighths of a bit.

`data/weights.bin` is written by `bench/learn_names.py` and holds no name: a line of JSON (the units of each script, the tables in order,
the information of each unit) and the tables as signed bytes, compressed. It is read when the first comparison needs it.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from amanet.names.scripts import Script
from amanet.names.tables import read_bytes
from amanet.names.units import han_chain

if TYPE_CHECKING:
    import numpy as np

__all__ = ["EIGHTHS", "ORDER", "Column", "Row", "Table", "Weights", "weights"]

EIGHTHS = 8
_NO_ANSWER = -40  # what weighs less answers nothing: the two are left out instead, which keeps the chains to look through few
# Which of two scripts is the rows of their table: the earlier one.
ORDER = {Script.HAN: 0, Script.ARABIC: 1, Script.CYRILLIC: 2, Script.LATIN: 3, Script.OTHER: 4}


Row = tuple[tuple[Sequence[int], ...], int, int]
Column = tuple[Callable[[Sequence[int]], Sequence[int]], int, int, int]


@dataclass(frozen=True, eq=False)
class Table:
    """Of one pair of scripts, the first as rows: what unit u weighs for v more than both weigh against nothing (see `alignment`)."""

    gains: "np.ndarray"
    left_out: list[int]
    put_in: list[int]
    best_of_row: list[int]
    best_of_column: list[int]
    learned: bool
    _gains_of: dict[int, list[int]] = field(default_factory=dict)

    def as_row(self, units: Sequence[int]) -> Row:
        """A word as the first of two: its gains by unit, what leaving it out weighs, and the most it could reach."""
        gains = tuple(self._gains(unit) for unit in units)
        return (
            gains,
            sum(self.left_out[unit] for unit in units),
            sum(self.best_of_row[unit] for unit in units),
        )

    def as_column(self, units: Sequence[int]) -> Column:
        """A word as the second: what takes the gains of its units out of a row, last first, how many these are, and the same two numbers."""
        return (
            _picking(units[::-1]),
            len(units),
            sum(self.put_in[unit] for unit in units),
            sum(self.best_of_column[unit] for unit in units),
        )

    def _gains(self, unit: int) -> list[int]:
        known = self._gains_of.get(unit)
        if known is None:
            known = self._gains_of[unit] = self.gains[unit].tolist()
        return known


def _picking(units: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """All that are wanted of a row at once, and always as several."""
    if len(units) > 1:
        return itemgetter(*units)
    return lambda row: [row[unit] for unit in units]


@dataclass(frozen=True, eq=False)
class Weights:
    numbers: dict[Script, dict[str, int]]
    parts: dict[str, int]
    information: dict[Script, list[int]]
    tables: dict[tuple[Script, Script], Table]

    def table(self, one: Script, other: Script) -> Table:
        return self.tables[one, other]

    def coded(self, units: Sequence[str], script: Script) -> tuple[int, ...]:
        """The numbers of units; a Han unit that was too rare to be learned is read by its more general forms."""
        numbers = self.numbers[script]
        if script is Script.HAN:
            chains = (
                next((numbers[name] for name in han_chain(unit) if name in numbers), None) for unit in units
            )
            return tuple(number for number in chains if number is not None)
        return tuple(numbers[unit] for unit in units if unit in numbers)

    def coded_by_parts(self, units: Sequence[str]) -> tuple[int, ...]:
        """The numbers of the parts of readings, for the tables that know no single Han characters."""
        return tuple(self.parts[part] for unit in units if (part := han_chain(unit)[-1]) in self.parts)


@cache
def weights() -> Weights:
    head_line, _, body = zlib.decompress(read_bytes("weights.bin")).partition(b"\n")
    head = json.loads(head_line)
    numbers = {
        Script(name): {unit: place for place, unit in enumerate(units)}
        for name, units in head["units"].items()
    }
    information = {Script(name): bits for name, bits in head["information"].items()}
    parts = {part: place for place, part in enumerate(head["parts"])}
    return Weights(numbers, parts, information, _tables(head["tables"], body))


def _tables(described: list[dict[str, Any]], body: bytes) -> dict[tuple[Script, Script], Table]:
    import numpy as np

    tables, start = {}, 0
    for table in described:
        rows, columns = table["shape"]
        sizes = (rows * columns, rows, columns)
        blocks = []
        for size in sizes:
            blocks.append(np.frombuffer(body, dtype=np.int8, count=size, offset=start))
            start += size
        answers = blocks[0].reshape(rows, columns).astype(np.int16)
        one, other = (Script(name) for name in table["scripts"])
        best = answers.max(1).tolist(), answers.max(0).tolist()
        gains = np.maximum(
            answers - blocks[1][:, None].astype(np.int16) - blocks[2][None, :].astype(np.int16), 0
        )
        gains[answers < _NO_ANSWER] = 0
        tables[one, other] = Table(gains, blocks[1].tolist(), blocks[2].tolist(), *best, table["learned"])
    return tables
