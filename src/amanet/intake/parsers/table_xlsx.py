"""XLSX workbooks (ECMA-376) read sheet by sheet and row by row in bounded memory, up to what a spreadsheet can hold.

openpyxl's streaming reader gives the values but loses merged cells, hidden rows and columns, comments, links and
formulas, cannot be held to one pass over hostile XML, and took six times as long; so the XML is read here (`table_xml`) and openpyxl only
knows the numbers of formats. Rows come as the sheet counts them, hidden ones too, and say that they are hidden.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from amanet.errors import BadData
from amanet.intake.parsers.table_cells import CellReader
from amanet.intake.parsers.table_margins import LAST_ROW, Area, Margins, read_margins
from amanet.intake.parsers.table_workbook import SheetPart, Workbook, open_workbook
from amanet.intake.parsers.table_xml import open_package
from amanet.record.mapping.row import CellNote, Row, cell_name

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Sheet", "open_sheets"]

_NOT_A_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """`rows` can be asked for again, one pass at a time. A chart has no rows."""

    workbook: Workbook
    part: SheetPart
    margins: Margins

    def rows(self) -> Iterator[Row]:
        """The rows in which anything stands. Raises `BadData` for damage, with the row."""
        if self.part.kind != "worksheet":
            return
        reader, merged, number = CellReader(self.workbook), _Merged(self.margins.merged), 0
        for element in self.workbook.package.each(self.part.part, ["row"]):
            number = _row_number(element, number)
            values, notes = reader.read(element, number)
            notes += merged.notes(number, values)
            if values or any(note.kind == "no value" for note in notes):
                hidden = element.get("hidden", "0") in ("1", "true")
                yield Row(self.part.name, number, tuple(values), tuple(notes), hidden)


def open_sheets(file: BinaryIO) -> tuple[Workbook, Iterator[Sheet]]:
    """The workbook and its sheets in the order of their tabs. Raises `BadData`."""
    file.seek(0)
    if file.read(4) == _NOT_A_WORKBOOK:
        raise BadData(
            "This is an Excel file with a password, or of before 2007. The item is kept as it is. Open it in a spreadsheet "
            "program, save it as .xlsx without a password, and add that too."
        )
    workbook = open_workbook(open_package(file))
    return workbook, (Sheet(workbook, part, _margins(workbook, part)) for part in workbook.sheets)


def _margins(workbook: Workbook, part: SheetPart) -> Margins:
    return read_margins(workbook.package, part.part) if part.part in workbook.package else Margins()


def _row_number(element: "_Element", before: int) -> int:
    words = element.get("r")
    if words is None:
        return before + 1
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 8 else 0
    if not before < number <= LAST_ROW:
        raise BadData(
            f"After row {before}, a sheet goes on with a row that cannot follow: it is damaged. The item is kept as it is."
        )
    return number


class _Merged:
    """Which cells of a row lie under a merged one that has words. Rows are asked for in order."""

    def __init__(self, areas: list[Area]) -> None:
        self._coming = sorted(areas, key=lambda area: area.top, reverse=True)
        self._open: list[tuple[Area, str]] = []

    def notes(self, number: int, values: list[str]) -> list[CellNote]:
        while self._coming and self._coming[-1].top <= number:
            area = self._coming.pop()
            words = values[area.left] if area.top == number and area.left < len(values) else ""
            self._open.append((area, words))
        if not self._open:
            return []
        self._open = [(area, words) for area, words in self._open if area.bottom >= number and words]
        return [note for area, words in self._open for note in _under(area, words, number)]


def _under(area: Area, words: str, number: int) -> Iterator[CellNote]:
    origin = cell_name(area.left, area.top)
    for column in range(area.left, area.right + 1):
        if number > area.top or column > area.left:
            yield CellNote(column, "merged", origin, words)
