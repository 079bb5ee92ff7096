"""What the styles of a DOCX say that matters for reading it: which paragraphs are headings, what is hidden, what is bold.

Word keeps the names of its own styles in English in every language ("heading 1"), and only shows them translated.
"""

import re
from dataclasses import dataclass

from amanet.intake.parsers.safe_xml import read_xml

__all__ = ["WORD_PREFIXES", "Style", "Styles", "is_on", "read_styles"]

# Each namespace twice: as most programs write it, and as strict Office Open XML (ISO/IEC 29500) does.
WORD_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LONGEST_CHAIN = 20  # of styles based on styles; a circle ends here too
_BODY_TEXT = 9  # the outline level that is none


def is_on(attributes: dict[str, str]) -> bool:
    """A switch such as `<w:b/>`, which is on unless it says otherwise."""
    return attributes.get("w:val", "true") not in {"0", "false", "off"}


@dataclass
class Style:
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    bold: bool | None = None
    hidden: bool | None = None


class Styles:
    """Styles by id, with what they take over from the style they are based on."""

    def __init__(self) -> None:
        self.by_id: dict[str, Style] = {}

    def name(self, id: str | None) -> str:
        return self.by_id[id].name if id in self.by_id else ""

    def is_hidden(self, id: str | None) -> bool:
        return any(style.hidden for style in self._first_that_says(id, "hidden"))

    def is_bold(self, id: str | None) -> bool:
        return any(style.bold for style in self._first_that_says(id, "bold"))

    def heading_level(self, id: str | None, outline: int | None) -> int | None:
        """From 1; 0 is the title of the whole. `outline` is what the paragraph itself says."""
        if outline is not None:
            return outline + 1 if 0 <= outline < _BODY_TEXT else None
        for style in self._chain(id):
            if match := _HEADING.fullmatch(style.name):
                return int(match[1])
            if style.name.lower() in {"title", "subtitle"}:
                return 0
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline < _BODY_TEXT else None
        return None

    def _first_that_says(self, id: str | None, what: str) -> list[Style]:
        return [style for style in self._chain(id) if getattr(style, what) is not None][:1]

    def _chain(self, id: str | None) -> list[Style]:
        found: list[Style] = []
        while id in self.by_id and len(found) < _LONGEST_CHAIN:
            found.append(self.by_id[id])
            id = found[-1].based_on
        return found


def read_styles(data: bytes, part: str) -> Styles:
    events = _StyleEvents()
    read_xml(data, events, part, WORD_PREFIXES)
    return events.styles


class _StyleEvents:
    def __init__(self) -> None:
        self.styles = Styles()
        self._path: list[str] = []
        self._style: Style | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name == "w:style":
            self._style = self.styles.by_id.setdefault(attributes.get("w:styleId", ""), Style())
        elif self._style is not None:
            self._property(self._style, "/".join(self._path[-3:]), attributes)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "w:style":
            self._style = None

    def text(self, data: str) -> None:
        pass

    @staticmethod
    def _property(style: Style, path: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        if path.endswith("w:style/w:name"):
            style.name = value
        elif path.endswith("w:style/w:basedOn"):
            style.based_on = value
        elif path == "w:style/w:pPr/w:outlineLvl" and value.isdecimal() and len(value) == 1:
            style.outline = int(value)
        elif path == "w:style/w:rPr/w:b":
            style.bold = is_on(attributes)
        elif path == "w:style/w:rPr/w:vanish":
            style.hidden = is_on(attributes)
