"""A workbook as a reading: each sheet its heading, its rows, and what stands beside its cells; pictures at their rows."""

import mimetypes
import posixpath
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from amanet.canonical import JSON
from amanet.intake.parsers.parsing import Inside, Parsed
from amanet.intake.parsers.table_margins import Margins
from amanet.intake.parsers.table_reading import NoteCounts, TableComposer
from amanet.intake.parsers.table_workbook import Workbook
from amanet.intake.parsers.table_xlsx import Sheet
from amanet.record.mapping.row import cell_name, column_letters
from amanet.record.reading import Attached

__all__ = ["read_workbook"]

_FOLDERS: Final = ("xl/media/", "xl/embeddings/")
_LISTED: Final = 1000
_TYPES: Final = mimetypes.MimeTypes(filenames=()).types_map[True]


def read_workbook(workbook: Workbook, sheets: Iterable[Sheet]) -> Parsed:
    composer = TableComposer()
    parts = [name for folder in _FOLDERS for name in workbook.package.names(folder)]
    places = {name.lower(): place for place, name in enumerate(parts)}
    composer.attached = [_attached(name) for name in parts]
    composer.details = {"sheets": [_read_sheet(composer, sheet, places) for sheet in sheets]}
    _say_of_the_whole(composer, workbook)
    inside = tuple(Inside(place, partial(workbook.package.stream, name)) for place, name in enumerate(parts))
    return Parsed(composer.reading(), inside)


def _attached(part: str) -> Attached:
    name = posixpath.basename(part)
    return Attached(name, _TYPES.get(posixpath.splitext(name)[1].lower()))


def _say_of_the_whole(composer: TableComposer, workbook: Workbook) -> None:
    if workbook.since_1904:
        composer.details["dates_since"] = 1904
    if workbook.links_outside:
        composer.details["links_outside"] = workbook.links_outside
        composer.oddity(
            "the workbook", f"it refers to {workbook.links_outside} other workbooks; none was looked for"
        )
    if workbook.macros:
        composer.oddity("the workbook", "it holds macros; they were not run")


def _read_sheet(composer: TableComposer, sheet: Sheet, places: Mapping[str, int]) -> JSON:
    pictures = _pictures(sheet.margins, places)
    counts, rows, hidden = NoteCounts(), 0, 0
    composer.add("heading", sheet.part.name, {"sheet": sheet.part.name})
    for row in sheet.rows():
        composer.add_row(row, tuple(pictures.pop(row.number, ())))
        counts.add(row)
        rows += 1
        hidden += row.hidden
    for row_number, attached in pictures.items():
        at: dict[str, JSON] = {"sheet": sheet.part.name, "kind": "picture"}
        composer.add("note", "", {**at, "row": row_number} if row_number else at, tuple(attached))
    _add_remarks(composer, sheet)
    where = f"sheet {sheet.part.number}"
    for sentence in (*_sentences(sheet, hidden), *counts.sentences()):
        composer.oddity(where, sentence)
    return {"name": sheet.part.name, "rows": rows, **_details(sheet)}


def _pictures(margins: Margins, places: Mapping[str, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for picture in margins.pictures:
        place = places.get(picture.part.lower())
        if place is not None and place not in found.setdefault(picture.row, []):
            found[picture.row].append(place)
    return {row: attached for row, attached in found.items() if attached}


def _add_remarks(composer: TableComposer, sheet: Sheet) -> None:
    for remark in sheet.margins.remarks:
        details: dict[str, JSON] = {"sheet": sheet.part.name, "kind": remark.kind}
        if remark.cell:
            details["cell"] = remark.cell
        if remark.by:
            details["by"] = remark.by
        composer.add("note", remark.words, details)


def _sentences(sheet: Sheet, hidden_rows: int) -> Iterable[str]:
    if sheet.part.kind != "worksheet":
        yield "it is no sheet of cells (a chart, or macros); nothing of it was read"
    if sheet.part.state != "visible":
        yield "it is hidden; it was read"
    if hidden_rows:
        yield f"{hidden_rows} rows are hidden or filtered away; they were read"
    if sheet.margins.hidden_columns:
        yield f"columns are hidden ({', '.join(_hidden(sheet.margins))}); they were read"
    if sheet.margins.merged:
        yield f"{len(sheet.margins.merged)} areas are merged"
    if sheet.margins.links_outside:
        yield f"{sheet.margins.links_outside} links lead outside; none was followed"


def _details(sheet: Sheet) -> dict[str, JSON]:
    details: dict[str, JSON] = {}
    if sheet.part.state != "visible":
        details["state"] = sheet.part.state
    if sheet.margins.hidden_columns:
        details["hidden_columns"] = _hidden(sheet.margins)
    if sheet.margins.merged:
        details["merged"] = [
            f"{cell_name(area.left, area.top)}:{cell_name(area.right, area.bottom)}"
            for area in sheet.margins.merged[:_LISTED]
        ]
    return details


def _hidden(margins: Margins) -> list[str]:
    return [
        column_letters(first) if first == last else f"{column_letters(first)}–{column_letters(last)}"
        for first, last in margins.hidden_columns[:_LISTED]
    ]
