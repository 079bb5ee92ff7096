"""The rows of a table put together as a reading, and taken out of it again, to the letter."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import MOST_ODDITIES
from amanet.intake.parsers.decoding import LARGEST_TEXT
from amanet.intake.parsers.table_csv import TextTable
from amanet.intake.parsers.table_records import DELIMITERS
from amanet.record.mapping.row import CellNote, Row, cell_name
from amanet.record.reading import Attached, Oddity, Reading, Segment

__all__ = ["MOST_ROWS", "TableComposer", "cells_of", "read_text_table"]

# A reading is held in memory whole, with half a kilobyte a segment.
MOST_ROWS: Final = 300_000
_NAMED: Final = 5
_WHAT: Final = {
    "formula": "are formulas; what the spreadsheet computed last is taken",
    "no value": "are formulas that were never computed; open the workbook in a spreadsheet program and save it",
    "merged": "lie under a merged cell; its words stand in its first cell alone",
    "digits": "are numbers of over 15 digits; spreadsheets keep 15, so the last ones may be wrong (as in identity numbers)",
    "no year": "are dates that show no year; the one stored may have been put in by the spreadsheet",
    "error": "show an error of the spreadsheet",
    "number": "are numbers that the spreadsheet shows otherwise (percent, a currency); see their format",
    "odd date": "are numbers in a format for dates that are no date",
}


class TableComposer:
    """Every segment ends with a line end of its own, so that a row of empty cells is one too."""

    def __init__(self) -> None:
        self.details: dict[str, JSON] = {}
        self.attached: list[Attached] = []
        self.oddities: list[Oddity] = []
        self._words: list[str] = []
        self._segments: list[Segment] = []
        self._at = 0

    def add(self, kind: str, words: str, details: Mapping[str, JSON], attached: tuple[int, ...] = ()) -> None:
        """Raises `BadData` past what a reading can hold."""
        end = self._at + len(words) + 1
        if end > LARGEST_TEXT or len(self._segments) >= MOST_ROWS:
            raise BadData(
                f"This table has over {MOST_ROWS} rows or {LARGEST_TEXT >> 20} million characters: too much to be read in one piece. "
                "The item is kept as it is. An import with a mapping takes it row by row."
            )
        self._segments.append(Segment(kind, self._at, end, attached=attached, details=details))
        self._words.append(words)
        self._at = end

    def add_row(self, row: Row, attached: tuple[int, ...] = ()) -> None:
        details: dict[str, JSON] = {"row": row.number}
        if row.sheet:
            details["sheet"] = row.sheet
        if row.hidden:
            details["hidden"] = True
        if row.notes:
            details["notes"] = [_note_to_json(note) for note in row.notes]
        if not row.values or any("\t" in value for value in row.values):
            details["cells"] = [len(value) for value in row.values]
        self.add("row", "\t".join(row.values), details, attached)

    def oddity(self, where: str, what: str) -> None:
        if len(self.oddities) < MOST_ODDITIES:
            self.oddities.append(Oddity(where, what))

    def reading(self) -> Reading:
        text = "".join(f"{words}\n" for words in self._words)
        return Reading(
            "table", text, tuple(self._segments), tuple(self.attached), self.details, tuple(self.oddities)
        )


class NoteCounts:
    """What kinds of notes the cells of a sheet have, and the first cells of each."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._named: dict[str, list[str]] = {}

    def add(self, row: Row) -> None:
        for note in row.notes:
            self._counts[note.kind] = self._counts.get(note.kind, 0) + 1
            named = self._named.setdefault(note.kind, [])
            if len(named) < _NAMED:
                named.append(cell_name(note.column, row.number))

    def sentences(self) -> Iterator[str]:
        for kind, count in self._counts.items():
            named = ", ".join(self._named[kind]) + (", …" if count > _NAMED else "")
            yield f"{count} cell{'s' if count > 1 else ''} ({named}) {_WHAT[kind]}"


def read_text_table(table: TextTable) -> Reading:
    composer = TableComposer()
    composer.details = {"delimiter": DELIMITERS[table.delimiter], "encoding": table.encoding}
    for row in table.rows():
        composer.add_row(row)
    return composer.reading()


def cells_of(reading: Reading) -> Iterator[Row]:
    """The rows that were read, in order. Raises `BadData` for a reading of something else."""
    if reading.format != "table":
        raise BadData("This is not the reading of a table.")
    for segment in reading.segments:
        if segment.kind == "row":
            details: Mapping[str, Any] = segment.details
            words = reading.text[segment.start : segment.end - 1]
            yield Row(
                details.get("sheet", ""),
                details["row"],
                _cells(words, details.get("cells")),
                tuple(CellNote(*note) for note in details.get("notes", ())),
                details.get("hidden", False),
            )


def _cells(words: str, lengths: list[int] | None) -> tuple[str, ...]:
    if lengths is None:
        return tuple(words.split("\t"))
    cells, at = [], 0
    for length in lengths:
        cells.append(words[at : at + length])
        at += length + 1
    return tuple(cells)


def _note_to_json(note: CellNote) -> JSON:
    values: list[JSON] = [note.column, note.kind, note.what, note.value]
    while values[-1] == "":
        values.pop()
    return values
