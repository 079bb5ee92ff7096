"""What an XLSX workbook says of the whole: its sheets, its epoch, shared words, styles, and what is outside it.

Words in runs are joined as they are shown. Readings above Chinese and Japanese words (phonetic runs) are no part of the words.
Addresses outside the workbook are counted and never followed; macros are named and never run.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amanet.errors import BadData
from amanet.intake.parsers.table_formats import Format, builtin_format, read_format
from amanet.intake.parsers.table_xml import Package, Relation, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["SheetPart", "Workbook", "open_workbook", "unescaped", "words_of"]

_MOST_STRINGS: Final = 4_000_000
_LARGEST_STRINGS: Final = 256 << 20
_LARGEST_STYLES: Final = 32 << 20
_MOST_SHEETS: Final = 1000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetPart:
    """`number` counts from 1 in the order of the tabs; `state` is visible, hidden or veryHidden."""

    number: int
    name: str
    state: str
    kind: str
    part: str


@dataclass(frozen=True)
class Workbook:
    """`links_outside` counts other workbooks that this one refers to."""

    package: Package
    sheets: tuple[SheetPart, ...]
    since_1904: bool
    strings: list[str]
    formats: list[Format]
    links_outside: int
    macros: bool


def open_workbook(package: Package) -> Workbook:
    """Raises `BadData` where there is no workbook in the package."""
    main = _target(package, "", "officeDocument")
    if main is None:
        raise BadData("There is no workbook in this file, whatever its name says. The item is kept as it is.")
    relations = package.relations(main)
    sheets, since_1904 = _sheets(package, main, relations)
    strings = _part(relations, "sharedStrings")
    styles = _part(relations, "styles")
    return Workbook(
        package,
        sheets,
        since_1904,
        _shared_strings(package, strings) if strings in package else [],
        _formats(package, styles) if styles in package else [],
        sum(one.kind == "externalLink" for one in relations.values()),
        any(one.kind == "vbaProject" for one in relations.values()),
    )


def words_of(element: "_Element") -> str:
    """The words of a shared string, an inline one or a comment: its runs, without phonetic ones."""
    pieces = []
    for child in element:
        name = local_name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(inner.text or "" for inner in child if local_name(inner) == "t")
    return unescaped("".join(pieces))


def unescaped(words: str) -> str:
    """`_x000D_` is how XLSX writes characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19). Half pairs stay escaped."""
    return _ESCAPED.sub(_character, words) if "_x" in words else words


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    return escape[0] if 0xD800 <= number < 0xE000 or number == 0 else chr(number)


def _target(package: Package, name: str, kind: str) -> str | None:
    return _part(package.relations(name), kind) or None


def _part(relations: dict[str, Relation], kind: str) -> str:
    """The name of the part of that kind, or ""."""
    return next((one.target for one in relations.values() if one.kind == kind and not one.external), "")


def _sheets(
    package: Package, main: str, relations: dict[str, Relation]
) -> tuple[tuple[SheetPart, ...], bool]:
    found: list[SheetPart] = []
    since_1904 = False
    for element in package.each(main, ["sheet", "workbookPr"], largest=_LARGEST_STYLES):
        if local_name(element) == "workbookPr":
            since_1904 = element.get("date1904", "0").lower() in ("1", "true", "on")
            continue
        ids = [value for name, value in element.attrib.items() if str(name).endswith("}id")]
        relation = relations.get(str(ids[0]) if ids else "")
        if relation is None or relation.external or len(found) >= _MOST_SHEETS:
            raise BadData(f"Sheet {len(found) + 1} of this workbook is not in it. The item is kept as it is.")
        state = element.get("state", "visible")
        found.append(
            SheetPart(len(found) + 1, element.get("name", ""), state, relation.kind, relation.target)
        )
    return tuple(found), since_1904


def _shared_strings(package: Package, part: str) -> list[str]:
    strings: list[str] = []
    for element in package.each(part, ["si"], largest=_LARGEST_STRINGS):
        strings.append(words_of(element))
        if len(strings) > _MOST_STRINGS:
            raise BadData(
                f"This workbook has over {_MOST_STRINGS} different texts, more than is read. Save its sheets as CSV and add those."
            )
    return strings


def _formats(package: Package, part: str) -> list[Format]:
    """The format of each style, by its place. Custom codes stand before the styles that use them."""
    codes: dict[str, str] = {}
    formats: list[Format] = []
    for element in package.each(part, ["numFmt", "xf"], largest=_LARGEST_STYLES):
        parent = element.getparent()
        if local_name(element) == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif parent is not None and local_name(parent) == "cellXfs":
            formats.append(_format(element.get("numFmtId", "0"), codes))
    return formats


def _format(number: str, codes: dict[str, str]) -> Format:
    if number in codes:
        return read_format(codes[number])
    return (
        builtin_format(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else Format()
    )
