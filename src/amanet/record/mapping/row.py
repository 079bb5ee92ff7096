"""One row of a table as it was read: words in cells, at the place where the user's spreadsheet shows them.

Rows are counted from 1, heading included, and columns carry letters, so that every message can say "C12" and be found. A
cell is text, whatever it looks like: `=cmd()` is nine characters and is never computed.

>>> from amanet.record.mapping import Row, cell_name
>>> row = Row("List", 12, ("7", "Aygul", "2018-03"))
>>> cell_name(2, row.number)
'C12'
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["NOTES", "CellNote", "Row", "cell_name", "column_letters"]

# What a reader of spreadsheets can know of a cell that its words do not show.
NOTES: Final = frozenset(
    ("formula", "no value", "merged", "digits", "no year", "error", "number", "odd date")
)


@dataclass(frozen=True, slots=True)
class CellNote:
    """`kind` is one of `NOTES`, `column` counts from 0.

    `formula`: the words are what the spreadsheet computed last. `no value`: a formula that was never computed. `merged`: the cell
    lies under the cell `what`, which says `value`. `digits`: a number longer than spreadsheets keep. `no year`: the cell
    shows no year, whatever is stored. `error`: the spreadsheet shows an error. `number`: shown otherwise than written
    here. `odd date`: a number in a date's format that is no date.
    """

    column: int
    kind: str
    what: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`sheet` is the name as written, "" where the format has none; `values` end with the last cell that was filled."""

    sheet: str
    number: int
    values: tuple[str, ...]
    notes: tuple[CellNote, ...] = ()
    hidden: bool = False


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(column: int, row: int) -> str:
    return f"{column_letters(column)}{row}"
