"""Tables: CSV, TSV and their kin, and XLSX, as a reading of rows, or row by row for an import of any size.

Text of the reading: one segment a row, its cells as they are with a tab between them. A row in which a cell has a tab itself
says the lengths of its cells (`details["cells"]`), so that cells come back to the letter, whatever they hold: line
ends, quotes, formulas that would run elsewhere. Before the rows of a sheet stands its name as a heading, after
them what stands beside its cells as notes: comments, addresses of links, words in shapes. Pictures are attached to their row.
Nothing is computed, followed or run, and nothing hidden is left out.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> from amanet.intake.parsers.table import PARSER, cells_of
>>> file = io.BytesIO("Name;Note\\nAygul;\\"one\\ntwo\\"\\n".encode())
>>> reading = PARSER.parse(file, Sample("a.csv", "text/csv", 27, b""), Answers()).reading
>>> [(row.number, row.values) for row in cells_of(reading)]
[(1, ('Name', 'Note')), (2, ('Aygul', 'one\\ntwo'))]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.table_csv import open_text_table
from amanet.intake.parsers.table_reading import cells_of, read_text_table
from amanet.intake.parsers.table_workbook_reading import read_workbook
from amanet.intake.parsers.table_xlsx import open_sheets
from amanet.record.mapping.row import Row

__all__ = ["PARSER", "TableParser", "cells_of", "read_rows"]

_TEXT_TYPES: Final = ("text/csv", "text/tab-separated-values", "application/csv")
_TEXT_ENDINGS: Final = (".csv", ".tsv", ".tab")
_WORKBOOK_TYPES: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroenabled.12",
)
_WORKBOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
# How a zip archive begins, and a workbook with a password: whoever says that this is a table means a workbook.
_ARCHIVES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Spreadsheets that are not read, taken so that the answer says what to do.
_OTHER_ENDINGS: Final = (".xls", ".xlsb", ".ods", ".numbers")


@dataclass(frozen=True)
class TableParser:
    name: str = "table"
    version: str = "1"

    def takes(self, sample: Sample) -> bool:
        name = sample.name.lower()
        by_name = name.endswith((*_TEXT_ENDINGS, *_WORKBOOK_ENDINGS, *_OTHER_ENDINGS))
        return by_name or sample.media_type in (*_TEXT_TYPES, *_WORKBOOK_TYPES)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        """A reading of all rows. Raises `BadData` for a table too large to be kept as one; `read_rows` has no such bound."""
        _verify_readable(sample)
        if _is_workbook(sample):
            return read_workbook(*open_sheets(file))
        return Parsed(read_text_table(open_text_table(file, sample, answers)))


PARSER: Final = TableParser()


def read_rows(file: BinaryIO, sample: Sample, answers: Answers) -> Iterator[Row]:
    """The rows of all sheets, hidden ones too, in memory that does not grow with their number.

    The whole file was verified before the first row comes for text; for a workbook, damage shows where it lies.
    """
    _verify_readable(sample)
    if _is_workbook(sample):
        for sheet in open_sheets(file)[1]:
            yield from sheet.rows()
        return
    yield from open_text_table(file, sample, answers).rows()


def _is_workbook(sample: Sample) -> bool:
    by_name = sample.media_type in _WORKBOOK_TYPES or sample.name.lower().endswith(_WORKBOOK_ENDINGS)
    return by_name or sample.head.startswith(_ARCHIVES)


def _verify_readable(sample: Sample) -> None:
    if sample.media_type not in _WORKBOOK_TYPES and sample.name.lower().endswith(_OTHER_ENDINGS):
        raise BadData(
            "This is a spreadsheet of a kind that is not read. The item is kept as it is. Open it in a spreadsheet program, save it as "
            ".xlsx, and add that too."
        )
