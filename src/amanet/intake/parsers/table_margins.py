"""What a sheet of a workbook holds beside its cells: merged areas, hidden columns, links, comments, headers, pictures.

Spreadsheet libraries that read row by row leave these out, and they hold evidence: a comment says who told it, a
merged cell holds for ten people, a photograph stands beside a name. All of it is listed by the cell it belongs to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from amanet.errors import BadData
from amanet.intake.parsers.table_workbook import words_of
from amanet.intake.parsers.table_xml import Package, Relation, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["LAST_COLUMN", "LAST_ROW", "Area", "Margins", "Picture", "Remark", "parse_cell", "read_margins"]

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
# Merged areas are gone through cell by cell: an invented million of large ones must not take hours.
_MOST_MERGED_CELLS: Final = 5_000_000
_MOST_REMARKS: Final = 100_000
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LETTERS: Final = {chr(65 + place): place + 1 for place in range(26)}
_TAGS: Final = ("col", "mergeCell", "hyperlink", "oddHeader", "oddFooter", "evenHeader", "evenFooter")
_FIRST_PAGE: Final = ("firstHeader", "firstFooter")


@dataclass(frozen=True)
class Area:
    """From the cell at the left above to the one at the right below; rows count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Remark:
    """Words at a cell ("" for the sheet). `kind` is comment, link, header, footer or shape."""

    kind: str
    cell: str
    words: str
    by: str = ""


@dataclass(frozen=True)
class Picture:
    part: str
    row: int
    column: int


@dataclass
class Margins:
    merged: list[Area] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links_outside: int = 0


def parse_cell(name: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of "C12", or None."""
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + _LETTERS[letter]
    row = int(found[2])
    return (row, column - 1) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def read_margins(package: Package, part: str) -> Margins:
    """Goes through a sheet once, past its rows."""
    margins = Margins()
    relations = package.relations(part)
    for element in package.each(part, [*_TAGS, *_FIRST_PAGE, "row"]):
        _take(margins, element, relations)
    for relation in relations.values():
        if relation.kind == "comments" and relation.target in package:
            margins.remarks.extend(_comments(package, relation.target))
        elif relation.kind == "drawing" and relation.target in package:
            _take_drawing(margins, package, relation.target)
    if len(margins.remarks) > _MOST_REMARKS:
        raise BadData(
            f"A sheet has over {_MOST_REMARKS} comments and links, more than are read. The item is kept as it is."
        )
    _verify_merged(margins.merged)
    return margins


def _take(margins: Margins, element: "_Element", relations: dict[str, Relation]) -> None:
    name = local_name(element)
    if name == "mergeCell":
        margins.merged.append(_area(element.get("ref", "")))
    elif name == "hyperlink":
        _take_link(margins, element, relations)
    elif name == "col" and element.get("hidden", "0") in ("1", "true"):
        margins.hidden_columns.append(_columns(element))
    elif name.endswith(("Header", "Footer")) and element.text:
        margins.remarks.append(Remark(name[-6:].lower(), "", element.text))


def _take_link(margins: Margins, element: "_Element", relations: dict[str, Relation]) -> None:
    """The address of a link that shows other words. One inside the workbook leads nowhere else and is left."""
    ids = [str(value) for name, value in element.attrib.items() if str(name).endswith("}id")]
    relation = relations.get(ids[0]) if ids else None
    if relation is None or not relation.external:
        return
    margins.links_outside += 1
    cell = element.get("ref", "")
    margins.remarks.append(Remark("link", cell if _CELL.match(cell) else "", relation.target))


def _columns(element: "_Element") -> tuple[int, int]:
    try:
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
    except ValueError:
        first, last = 1, 1
    return max(first, 1) - 1, min(last, LAST_COLUMN) - 1


def _area(words: str) -> Area:
    first, _, last = words.partition(":")
    above, below = parse_cell(first), parse_cell(last or first)
    if above is None or below is None or above[0] > below[0] or above[1] > below[1]:
        raise BadData("A sheet names merged cells that cannot be: it is damaged. The item is kept as it is.")
    return Area(*above, *below)


def _verify_merged(merged: list[Area]) -> None:
    cells = sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in merged)
    if cells > _MOST_MERGED_CELLS:
        raise BadData(
            f"Merged areas of a sheet cover over {_MOST_MERGED_CELLS} cells, more than are read. The item is kept as it is. "
            "In a copy, take the merging away and add that."
        )


def _comments(package: Package, part: str) -> Iterator[Remark]:
    authors: list[str] = []
    for element in package.each(part, ["author", "comment"]):
        if local_name(element) == "author":
            authors.append(element.text or "")
            continue
        number = element.get("authorId", "")
        known = number.isascii() and number.isdigit() and int(number[:9]) < len(authors)
        words = "".join(words_of(child) for child in element if local_name(child) == "text")
        yield Remark("comment", element.get("ref", ""), words, authors[int(number)] if known else "")


def _take_drawing(margins: Margins, package: Package, part: str) -> None:
    relations = package.relations(part)
    for anchor in package.each(part, ["twoCellAnchor", "oneCellAnchor", "absoluteAnchor"]):
        row, column = _anchor_cell(anchor)
        for inner in anchor.iter("{*}blip", "{*}t"):
            if local_name(inner) == "t":
                margins.remarks.append(Remark("shape", "", inner.text or ""))
                continue
            ids = [
                str(value) for name, value in inner.attrib.items() if str(name).endswith(("}embed", "}link"))
            ]
            relation = relations.get(ids[0]) if ids else None
            if relation is not None and relation.external:
                margins.links_outside += 1
            elif relation is not None and relation.target in package:
                margins.pictures.append(Picture(relation.target, row, column))


def _anchor_cell(anchor: "_Element") -> tuple[int, int]:
    """Where a picture's upper left corner lies; row 0 for one that floats."""
    found = {"row": -1, "col": 0}
    for place in anchor.iterfind("{*}from/*"):
        name, text = local_name(place), (place.text or "").strip()
        if name in found and text.isascii() and text.isdigit() and len(text) < 8:
            found[name] = int(text)
    return found["row"] + 1, found["col"]
