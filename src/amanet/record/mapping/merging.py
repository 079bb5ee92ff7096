"""Cells that lie under a merged one: what the mapping says they hold.

A merged cell over ten rows may say one thing of ten people or one thing of the first; the spreadsheet does not tell. With
`merged = "repeat"` its words hold in its own column for all its rows; with "first" for the first alone. Sideways nothing
is repeated: a wide cell is one cell.
"""

from collections.abc import Iterator

from amanet.record.mapping.planned import CellProblem
from amanet.record.mapping.row import Row, column_letters

__all__ = ["find_merged_problems", "unmerged"]

_UNSAID = 'it lies under a merged cell. Say in [table] merged = "repeat" (that holds for all its rows) or "first" (for the first).'
_HIDDEN = "it lies under a merged cell and holds words of its own, which the spreadsheet does not show. Take the merging away in a copy."


def unmerged(row: Row, merged: str | None) -> tuple[str, ...]:
    """The values of the row, with what is repeated from above."""
    if merged != "repeat" or not row.notes:
        return row.values
    values = list(row.values)
    for note in row.notes:
        letters = note.what.rstrip("0123456789")
        if note.kind == "merged" and letters == column_letters(note.column) and not _at(values, note.column):
            values.extend([""] * (note.column + 1 - len(values)))
            values[note.column] = note.value
    return tuple(values)


def find_merged_problems(row: Row, merged: str | None, used: frozenset[int]) -> Iterator[CellProblem]:
    for note in row.notes:
        if note.kind == "merged" and note.column in used:
            if _at(row.values, note.column):
                yield CellProblem(row.number, note.column, _HIDDEN)
            elif merged is None:
                yield CellProblem(row.number, note.column, _UNSAID)


def _at(values: list[str] | tuple[str, ...], column: int) -> str:
    return values[column] if column < len(values) else ""
