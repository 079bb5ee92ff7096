"""The paragraphs of one XML part of a DOCX (ECMA-376 part 1, section 17), in order and with nothing left out.

python-docx is not used: it knows neither tracked changes nor text boxes nor footnotes, and would load the whole archive
unlimited. Here the part is one stream of events, so depth and size cost no stack and no tree. A paragraph's words are its runs
with tabs and line breaks; inserted text is among them, deleted text beside them; so are text boxes, which come after the paragraph
that they are anchored in. What stands in a part twice for old programs (`mc:Fallback`) comes once, unless it differs.
"""

from dataclasses import dataclass

from amanet.errors import BadData
from amanet.intake.parsers.docx_pieces import MOST_KEPT, OpenParagraph, Paragraph, Reference, Table
from amanet.intake.parsers.docx_styles import WORD_PREFIXES, Styles, is_on
from amanet.intake.parsers.safe_xml import read_xml

__all__ = ["read_paragraphs"]

_MOST_OPEN_COMMENTS = 100
_TEXT = frozenset(("w:t", "w:delText", "m:t", "a:t"))
_FIELD = frozenset(("w:instrText", "w:delInstrText"))
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}  # fmt: skip
_OLD_PROPERTIES = frozenset(("w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:tcPrChange", "w:trPrChange"))
_TRACKED = {"w:ins": "inserted", "w:moveTo": "moved here", "w:del": "deleted", "w:moveFrom": "moved away"}
_GONE = frozenset(("deleted", "moved away"))
_OWNERS = {"w:footnote": "footnote", "w:endnote": "endnote", "w:comment": "comment"}
_REFERENCES = {
    "w:footnoteReference": "footnote",
    "w:endnoteReference": "endnote",
    "w:commentReference": "comment",
}
_BRANCHES = frozenset(("mc:Choice", "mc:Fallback"))
_NO_FILES = frozenset(
    ("w:hyperlink", "w:headerReference", "w:footerReference", "a:hlinkClick", "a:hlinkHover")
)


def read_paragraphs(data: bytes, part: str, styles: Styles) -> list[Paragraph]:
    events = _ParagraphEvents(styles)
    read_xml(data, events, part, WORD_PREFIXES)
    if not events.root.startswith("w:"):
        raise BadData(f"{part}: this is XML, but not that of a Word document. The item is kept as it is.")
    return events.found


_LIGHTEST_SEEN, _LEAST_HALF_POINTS = 0xE6, 6


@dataclass
class _Run:
    bold: bool = False
    hidden: bool = False
    faint: bool = False


class _ParagraphEvents:
    """Where we are in the part. Each of the stacks grows and shrinks with the elements that it is named for."""

    def __init__(self, styles: Styles) -> None:
        self.found: list[Paragraph] = []
        self.root = ""
        self._styles = styles
        self._path: list[str] = []
        self._open: list[OpenParagraph] = []
        self._runs: list[_Run] = []
        self._tracked: list[tuple[str, str, str]] = []
        self._tables: list[Table] = []
        self._table_count = 0
        self._branches: list[int] = []
        self._links: list[tuple[OpenParagraph | None, int, str]] = []
        self._comments: dict[str, int] = {}
        self._owner: tuple[Reference, dict[str, str]] | None = None
        self._words: list[str] | None = None
        self._old = 0
        self._ruby = 0
        self._boxes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self.root = self.root or name
        if name in _OLD_PROPERTIES or self._old:
            self._old += 1
        elif name in _TEXT or name in _FIELD:
            self._words = []
        elif name in _STARTS:
            _STARTS[name](self, attributes)
        elif name in _TRACKED:
            self._tracked.append(
                (_TRACKED[name], attributes.get("w:author", ""), attributes.get("w:date", ""))
            )
        elif name in _OWNERS:
            self._begin_owner(name, attributes)
        elif name in _REFERENCES:
            self._refer(name, attributes)
        elif name in _BRANCHES:
            self._begin_branch()
        elif name in _SIGNS and self._parent() == "w:r":
            self._add(_SIGNS[name])
        elif self._parent() in {"w:rPr", "w:pPr", "w:numPr", "w:tcPr", "w:trPr"}:
            self._property(name, attributes)
        if attributes and not self._old and name not in _NO_FILES:
            self._files(attributes)

    def end(self, name: str) -> None:
        self._path.pop()
        if self._old:
            self._old -= 1
        elif name in _TEXT:
            self._add("".join(self._words or ()))
            self._words = None
        elif name in _FIELD:
            self._field("".join(self._words or ()))
            self._words = None
        elif name in _ENDS:
            _ENDS[name](self)
        elif name in _TRACKED:
            self._tracked.pop()
        elif name in _OWNERS:
            self._owner = None
        elif name in _BRANCHES:
            self._end_branch()

    def text(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def _parent(self) -> str:
        return self._path[-2] if len(self._path) > 1 else ""

    # Words

    def _add(self, words: str) -> None:
        here = self._here()
        tracked = next((one for one in reversed(self._tracked) if one[0] in _GONE), None)
        if self._ruby:
            here.note("ruby", here.length, words)
        elif tracked is not None:
            here.delete(*tracked, words)
        else:
            run = self._runs[-1] if self._runs else _Run()
            marks = ["hidden"] if run.hidden else []
            marks += ["faint"] if run.faint else []
            marks += [self._tracked[-1][0].replace(" ", "_")] if self._tracked else []
            here.add(words, run.bold, marks)
        if not self._open:
            here.paragraph.understood = False
            self.found.append(here.finish())

    def _here(self) -> OpenParagraph:
        return self._open[-1] if self._open else OpenParagraph()

    def _symbol(self, attributes: dict[str, str]) -> None:
        """A sign by its number in a font. It is kept as the number says; the font tells what it looks like."""
        code = attributes.get("w:char", "")
        number = int(code, 16) if len(code) <= 6 and all(one in "0123456789abcdefABCDEF" for one in code) and code else 0  # fmt: skip
        whole = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
        if self._open:
            self._open[-1].note("symbols", self._open[-1].length, code[:8], attributes.get("w:font", ""))
        self._add(chr(number) if whole else "\ufffd")

    def _field(self, code: str) -> None:
        if self._open and code.strip():
            self._open[-1].note("fields", self._open[-1].length, code.strip())

    def _simple_field(self, attributes: dict[str, str]) -> None:
        self._field(attributes.get("w:instr", ""))

    # Paragraphs, boxes, tables

    def _begin_paragraph(self, attributes: dict[str, str]) -> None:
        self._open.append(OpenParagraph())

    def _end_paragraph(self) -> None:
        here = self._open.pop()
        if not self._open:  # a comment may go on over paragraphs, not into a box inside one
            for id, start in self._comments.items():
                here.span("comments", start, here.length, id)
            self._comments = dict.fromkeys(self._comments, 0)
        self._place(here.finish())

    def _place(self, paragraph: Paragraph) -> None:
        """Into the paragraph around it, or into the part."""
        if self._owner is not None:
            paragraph.owner, paragraph.owner_told = self._owner
        if self._tables:
            paragraph.details.update(self._tables[-1].place())
        if self._boxes:
            paragraph.details["part"] = "text box"
        if self._open:
            self._open[-1].paragraph.boxes.append(paragraph)
        else:
            self.found.append(paragraph)

    def _begin_box(self, attributes: dict[str, str]) -> None:
        self._boxes += 1

    def _end_box(self) -> None:
        self._boxes -= 1

    def _begin_alternates(self, attributes: dict[str, str]) -> None:
        self._branches.append(0)

    def _end_alternates(self) -> None:
        self._branches.pop()

    def _begin_branch(self) -> None:
        """The first branch is read as if it stood there alone; of the others, a paragraph of its own gathers all."""
        if self._branches:
            self._branches[-1] += 1
        if not self._branches or self._branches[-1] > 1:
            self._open.append(OpenParagraph())
            self._open[-1].paragraph.alternate = True

    def _end_branch(self) -> None:
        if not self._branches or self._branches[-1] > 1:
            self._place(self._open.pop().finish())

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self._table_count += 1
        self._tables.append(Table(self._table_count))

    def _end_table(self) -> None:
        self._tables.pop()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].next_row()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].next_cell()

    # Runs and properties

    def _begin_run(self, attributes: dict[str, str]) -> None:
        self._runs.append(_Run())

    def _end_run(self) -> None:
        self._runs.pop()

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        within, value = self._path[-3] if len(self._path) > 2 else "", attributes.get("w:val", "")
        if within == "w:r" and self._runs:
            self._run_property(self._runs[-1], name, attributes)
        elif name == "w:gridSpan" and self._tables:
            self._tables[-1].widen(value)
        elif not self._open:
            return
        elif name == "w:pStyle" and within == "w:p":
            self._open[-1].paragraph.style = value
        elif name == "w:outlineLvl" and within == "w:p" and value.isdecimal() and len(value) == 1:
            self._open[-1].paragraph.outline = int(value)
        elif name == "w:ilvl" and within == "w:pPr" and value.isdecimal() and len(value) == 1:
            self._open[-1].paragraph.details["list"] = int(value)

    def _run_property(self, run: _Run, name: str, attributes: dict[str, str]) -> None:
        if name in {"w:b", "w:bCs"}:
            run.bold = run.bold or is_on(attributes)
        elif name == "w:vanish":
            run.hidden = is_on(attributes)
        elif name in {"w:color", "w:sz"}:
            run.faint = run.faint or _is_faint(name, attributes.get("w:val", ""))
        elif name == "w:rStyle":
            run.bold = run.bold or self._styles.is_bold(attributes.get("w:val"))
            run.hidden = run.hidden or self._styles.is_hidden(attributes.get("w:val"))

    def _begin_ruby(self, attributes: dict[str, str]) -> None:
        self._ruby += 1

    def _end_ruby(self) -> None:
        self._ruby -= 1

    # Notes, comments, links, files

    def _begin_owner(self, name: str, attributes: dict[str, str]) -> None:
        told = {key.removeprefix("w:"): attributes[key] for key in ("w:author", "w:date", "w:type") if key in attributes}  # fmt: skip
        self._owner = (Reference(_OWNERS[name], attributes.get("w:id", "")), told)

    def _refer(self, name: str, attributes: dict[str, str]) -> None:
        if self._open:
            reference = Reference(_REFERENCES[name], attributes.get("w:id", ""))
            self._open[-1].paragraph.references.append(reference)
            if reference.kind != "comment":
                self._open[-1].note("notes", self._open[-1].length, reference.kind, reference.id)

    def _begin_comment(self, attributes: dict[str, str]) -> None:
        if len(self._comments) < _MOST_OPEN_COMMENTS:
            self._comments[attributes.get("w:id", "")] = self._open[-1].length if self._open else 0

    def _end_comment(self, attributes: dict[str, str]) -> None:
        id = attributes.get("w:id", "")
        start = self._comments.pop(id, None)
        if start is not None and self._open:
            self._open[-1].span("comments", start, self._open[-1].length, id)

    def _begin_link(self, attributes: dict[str, str]) -> None:
        here = self._open[-1] if self._open else None
        self._links.append((here, here.length if here else 0, attributes.get("r:id", "")))

    def _end_link(self) -> None:
        here, start, relation = self._links.pop()
        if here is not None and relation and len(here.paragraph.links) < MOST_KEPT:
            here.paragraph.links.append((start, here.length, relation))

    def _files(self, attributes: dict[str, str]) -> None:
        ids = [attributes[name] for name in ("r:embed", "r:link", "r:id", "r:dm") if name in attributes]
        if not ids:
            return
        if self._open:
            self._open[-1].paragraph.relations.extend(ids)
        else:
            self.found.append(Paragraph(relations=ids))

    def _describe(self, attributes: dict[str, str]) -> None:
        """What somebody wrote to describe a picture."""
        for name in ("descr", "title"):
            if self._open and attributes.get(name, "").strip():
                self._open[-1].note("described", attributes[name])


_STARTS = {
    "w:p": _ParagraphEvents._begin_paragraph,
    "w:r": _ParagraphEvents._begin_run,
    "w:sym": _ParagraphEvents._symbol,
    "w:fldSimple": _ParagraphEvents._simple_field,
    "w:txbxContent": _ParagraphEvents._begin_box,
    "w:tbl": _ParagraphEvents._begin_table,
    "w:tr": _ParagraphEvents._begin_row,
    "w:tc": _ParagraphEvents._begin_cell,
    "w:rt": _ParagraphEvents._begin_ruby,
    "w:commentRangeStart": _ParagraphEvents._begin_comment,
    "w:commentRangeEnd": _ParagraphEvents._end_comment,
    "w:hyperlink": _ParagraphEvents._begin_link,
    "wp:docPr": _ParagraphEvents._describe,
    "mc:AlternateContent": _ParagraphEvents._begin_alternates,
}
_ENDS = {
    "w:p": _ParagraphEvents._end_paragraph,
    "w:r": _ParagraphEvents._end_run,
    "w:txbxContent": _ParagraphEvents._end_box,
    "w:tbl": _ParagraphEvents._end_table,
    "w:rt": _ParagraphEvents._end_ruby,
    "w:hyperlink": _ParagraphEvents._end_link,
    "mc:AlternateContent": _ParagraphEvents._end_alternates,
}


def _is_faint(name: str, value: str) -> bool:
    """White or nearly, or under three points: seen by nobody on white paper."""
    if name == "w:sz":
        return value.isdecimal() and len(value) < 5 and int(value) < _LEAST_HALF_POINTS
    if len(value) != 6 or any(one not in "0123456789abcdefABCDEF" for one in value):
        return False
    return min(int(value[at : at + 2], 16) for at in (0, 2, 4)) >= _LIGHTEST_SEEN
