"""The cells of one row of a sheet: the words they show, and what is to be known of them (`CellNote`).

A formula is never computed: the value that the spreadsheet computed last stands for it, the formula is noted, and one that
was never computed is noted as having no value.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from amanet.errors import BadData
from amanet.intake.parsers.table_formats import Format, date_words, number_words
from amanet.intake.parsers.table_margins import LAST_COLUMN, parse_cell
from amanet.intake.parsers.table_workbook import Workbook, unescaped, words_of
from amanet.record.mapping.row import CellNote, cell_name

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["CellReader"]

# Cells are counted with the empty ones before them: a row may name its last column alone, a million times.
_MOST_CELLS: Final = 60_000_000
_NUMBER: Final = Format()
_WHOLE_DATE: Final = frozenset("ymd")
_DAMAGED: Final = "it is damaged. The item is kept as it is."


class CellReader:
    """Reads rows of one sheet in order; counts what it read."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._cells = 0
        self._row = 0
        self._columns: dict[str, int] = {}
        self._notes: list[CellNote] = []

    def read(self, row: "_Element", number: int) -> tuple[list[str], list[CellNote]]:
        """The words of the cells up to the last that shows any, and the notes."""
        values: list[str] = []
        self._notes, self._row = [], number
        column = -1
        prefix = str(row.tag)[:-3]
        for cell in row:
            if cell.tag != f"{prefix}c":
                continue
            column = self._column(cell.get("r"), column, number)
            words = self._words(cell, column, prefix)
            if words:
                values.extend([""] * (column - len(values)))
                values.append(words)
        self._count(len(values), number)
        return values, self._notes

    def _column(self, name: str | None, before: int, row: int) -> int:
        if name is None:
            return before + 1
        letters = name.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            place = parse_cell(f"{letters}1")
            column = self._columns[letters] = place[1] if place else -1
        if not before < column < LAST_COLUMN:
            raise BadData(f"Row {row} of a sheet names its cells out of order: {_DAMAGED}")
        return column

    def _count(self, cells: int, row: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise BadData(
                f"By row {row} a sheet has over {_MOST_CELLS} cells, counting empty ones before the last, more than are read. The item "
                "is kept as it is. Save it as CSV, or cut a copy into parts."
            )

    def _words(self, cell: "_Element", column: int, prefix: str) -> str:
        raw = inline = formula = None
        for child in cell:
            tag = child.tag
            if tag == f"{prefix}v":
                raw = child.text
            elif tag == f"{prefix}f":
                formula = child.text or ""
            elif tag == f"{prefix}is":
                inline = words_of(child)
        if formula is not None:
            self._notes.append(CellNote(column, "formula", formula))
            if raw is None and inline is None and cell.get("t") != "str":
                self._notes.append(CellNote(column, "no value"))
        if raw is None:
            return inline or ""
        return self._shown(raw, cell, column)

    def _shown(self, raw: str, cell: "_Element", column: int) -> str:
        kind = cell.get("t", "n")
        if kind == "s":
            return self._shared(raw)
        if kind == "n":
            return self._number(raw, cell.get("s"), column)
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "e":
            self._notes.append(CellNote(column, "error", raw))
        return unescaped(raw)

    def _shared(self, raw: str) -> str:
        try:
            place = int(raw)
            if place >= 0:
                return self._workbook.strings[place]
        except (ValueError, IndexError):
            pass
        raise BadData(f"A cell of a sheet names a text that the workbook does not have: {_DAMAGED}")

    def _number(self, raw: str, style: str | None, column: int) -> str:
        format = self._format(style)
        if format.kind != "number":
            words = date_words(raw, format, since_1904=self._workbook.since_1904)
            if words is not None:
                self._note_year(raw, format, words, column)
                return words
            self._notes.append(CellNote(column, "odd date", format.code))
        elif format.code:
            self._notes.append(CellNote(column, "number", format.code))
        return self._plain_number(raw, format.digits, column)

    def _plain_number(self, raw: str, digits: int, column: int) -> str:
        found = number_words(raw, digits)
        if found is None:
            raise BadData(
                f"Cell {cell_name(column, self._row)} of a sheet holds a number that is none: {_DAMAGED}"
            )
        if found[1]:
            self._notes.append(CellNote(column, "digits"))
        return found[0]

    def _note_year(self, raw: str, format: Format, words: str, column: int) -> None:
        if words.startswith("XXXX"):
            whole = replace(format, parts=_WHOLE_DATE)
            stored = date_words(raw, whole, since_1904=self._workbook.since_1904)
            self._notes.append(CellNote(column, "no year", stored or ""))

    def _format(self, style: str | None) -> Format:
        if style is None:
            return _NUMBER
        try:
            return self._workbook.formats[int(style)]
        except (ValueError, IndexError):
            return _NUMBER
