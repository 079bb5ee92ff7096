"""The words of an HTML page that a reader would see, in the order of the page, and what the page says of itself.

Headings, paragraphs and table rows become blocks; scripts, styles, `noscript` and templates are no words. What the page hides
(`hidden`, `display:none`) is kept as a `note` that says so. Nothing is fetched: addresses of pictures, scripts and frames
are counted and listed, no more.

lxml (libxml2) reads the markup and hands over events, so there is no tree and no recursion, however deep a page nests. One
of its loops is quadratic: an end tag without a start tag is looked for through all that is open. What that could cost is
summed up, and past a budget the page is read without following its structure (`Page.crude`): no word is lost, but hidden
words are no longer told apart.

>>> [(block.kind, block.text) for block in read_markup("<h1>List</h1><p>A <b>b</b><script>x</script>").blocks]
[('heading', 'List'), ('paragraph', 'A b')]
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from amanet.canonical import JSON
from amanet.intake.parsers.crude_markup import crude_pieces
from amanet.intake.parsers.html_elements import BLOCKS, BREAKS, CELLS, HEADINGS, SKIPPED
from amanet.intake.parsers.page_facts import Facts

__all__ = ["Block", "Page", "read_markup"]

_CHUNK = 64 << 10
# Steps of libxml2's search through open elements, 5 to 7 ns each.
_BUDGET = 500_000_000
# One space alone is what it shall become: most are.
_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_SPACES = re.compile("  +")
_AROUND_BREAK = re.compile(r" ?([\n\t]) ?")
_HIDING = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,5}")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is one of a segment's. `quoted`: inside `<blockquote>`; `hidden`: the page does not show it."""

    kind: str
    text: str
    language: str | None = None
    level: int = 0
    quoted: bool = False
    hidden: bool = False

    @property
    def details(self) -> dict[str, JSON]:
        told: dict[str, JSON] = {"level": self.level, "quoted": self.quoted, "hidden": self.hidden}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Page:
    """`facts` is what the page says of itself, and counts; `local` the addresses without a scheme, `embedded` its data URIs."""

    title: str | None
    language: str | None
    blocks: tuple[Block, ...] = field(repr=False)
    facts: Mapping[str, JSON]
    local: tuple[str, ...] = field(repr=False)
    embedded: tuple[str, ...] = field(repr=False)
    crude: bool = False

    @property
    def words(self) -> Iterator[Block]:
        """The blocks with the title before them, which is on no page but above it."""
        if self.title:
            yield Block("heading", self.title, self.language)
        yield from self.blocks


def read_markup(text: str) -> Page:
    """Never raises: what is no markup is text."""
    reader = _Reader()
    if _feed(reader, text):
        return reader.page()
    reader = _Reader()
    for piece in crude_pieces(text):
        reader.add_crude(piece)
    return reader.page(crude=True)


def _feed(reader: "_Reader", text: str) -> bool:
    """Whether the whole text was read, within the budget."""
    from lxml import etree

    parser = etree.HTMLParser(target=cast(Any, reader), huge_tree=True, remove_blank_text=False)
    spent = 0
    try:
        for at in range(0, len(text), _CHUNK):
            chunk = text[at : at + _CHUNK]
            ends = chunk.count("</")
            if spent + ends * reader.depth > _BUDGET:
                return False
            parser.feed(chunk)
            spent += ends * reader.depth
        if text:
            parser.close()
    except etree.LxmlError:
        return False
    return True


class _State(NamedTuple):
    """What an element inherits from those around it."""

    skipped: bool = False
    hidden: bool = False
    quoted: bool = False
    raw: bool = False
    language: str | None = None


class _Words:
    """The words of one block while they come in. White space is that of HTML: a no-break space is a character."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._pieces: list[str] = []
        self._first: _State | None = None
        self._raw = False
        self.row = False

    def add(self, text: str, state: _State) -> None:
        if self._first is None and text.strip():
            self._first = state
        if state.raw:
            self._raw = True
        else:
            text = _SPACE.sub(" ", text)
        self._pieces.append(text)

    def mark(self, separator: str) -> None:
        self._pieces.append(separator)

    def take(self, kind: str, level: int, hidden: bool) -> Block | None:
        pieces, first, raw, row = self._pieces, self._first, self._raw, self.row
        if not pieces:
            return None
        self._start()
        if first is None:
            return None
        text = "".join(pieces)
        if not raw:
            text = _AROUND_BREAK.sub(r"\1", _SPACES.sub(" ", text))
        text = text.strip("\n") if raw else text.strip(" \n").rstrip("\t")
        return Block(
            "row" if row and kind == "paragraph" else kind, text, first.language, level, first.quoted, hidden
        )


class _Reader:
    """The target of lxml's events."""

    def __init__(self) -> None:
        self._states = [_State()]
        self._shown, self._hidden = _Words(), _Words()
        self._waiting: list[Block] = []
        self._blocks: list[Block] = []
        self._level = 0
        self._cells = 0
        self._drawings = 0
        self._title: list[str] | None = None
        self._in_title = False
        self._language: str | None = None
        self.facts = Facts()

    @property
    def depth(self) -> int:
        return len(self._states)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        above = self._states[-1]
        state = self._entered(tag, attributes, above) if attributes or tag in _SPECIAL else above
        if tag in BLOCKS or tag in HEADINGS:
            self._end_block(above)
            self._level = HEADINGS.get(tag, self._level)
            self._cells = 0 if tag == "tr" else self._cells
        elif tag in BREAKS:
            self._words(above).mark("\n")
        elif tag in CELLS:
            self._start_cell(above)
        elif tag == "svg":
            self._drawings += 1
        elif tag == "title" and not self._drawings and self._title is None:
            self._title, self._in_title = [], True
        self._states.append(state)
        if attributes:
            self.facts.element(tag, attributes)

    def end(self, tag: str) -> None:
        state = self._states.pop()
        if tag in BLOCKS or tag in HEADINGS:
            self._end_block(state)
            if tag in HEADINGS:
                self._level = 0
        elif tag == "svg":
            self._drawings -= 1
        elif tag == "title":
            self._in_title = False
        if state.hidden and not self._states[-1].hidden:
            self._end_hidden()

    def data(self, text: str) -> None:
        state = self._states[-1]
        if self._in_title and self._title is not None:
            self._title.append(text)
        elif not state.skipped:
            self._words(state).add(text, state)

    def comment(self, text: str) -> None:
        self.facts.comment(text)

    def pi(self, target: str, text: str | None = None) -> None:
        """A processing instruction is nothing that a browser shows."""

    def close(self) -> "_Reader":
        return self

    def add_crude(self, text: str | None) -> None:
        """Words of a page whose structure is not followed; None between two blocks."""
        if text is None:
            self._end_block(_State())
        else:
            self._shown.add(text, _State())

    def page(self, *, crude: bool = False) -> Page:
        self._end_hidden()
        self._end_block(_State())
        title = _SPACE.sub(" ", "".join(self._title or ())).strip() or None
        facts = self.facts.as_json()
        hidden = sum(len(block.text) for block in self._blocks if block.hidden)
        if hidden:
            facts["hidden_characters"] = hidden
        return Page(
            title,
            self._language,
            tuple(self._blocks),
            facts,
            tuple(self.facts.local),
            tuple(self.facts.embedded),
            crude,
        )

    def _words(self, state: _State) -> _Words:
        return self._hidden if state.hidden else self._shown

    def _entered(self, tag: str, attributes: Mapping[str, str], above: _State) -> _State:
        language = _language(attributes) or above.language
        if tag == "html" and self._language is None:
            self._language = language
        return _State(
            above.skipped
            or tag in SKIPPED
            or (tag == "title" and (self._title is not None or self._drawings > 0)),
            above.hidden or "hidden" in attributes or bool(_HIDING.search(attributes.get("style", ""))),
            above.quoted or tag == "blockquote",
            above.raw or tag in ("pre", "textarea", "plaintext", "xmp", "listing"),
            language,
        )

    def _start_cell(self, state: _State) -> None:
        if self._cells:
            self._words(state).row = True
            self._words(state).mark("\t")
        self._cells += 1

    def _end_block(self, state: _State) -> None:
        if state.hidden:
            self._end_hidden()
            return
        block = self._shown.take("heading" if self._level else "paragraph", self._level, False)
        self._blocks.extend([block] if block else [])
        self._blocks.extend(self._waiting)
        self._waiting = []

    def _end_hidden(self) -> None:
        """Hidden words stand after the visible ones they were hidden in."""
        block = self._hidden.take("note", 0, True)
        self._waiting.extend([block] if block else [])


_SPECIAL: Final = SKIPPED | {"blockquote", "pre", "textarea", "plaintext", "xmp", "listing", "title", "html"}


def _language(attributes: Mapping[str, str]) -> str | None:
    told = attributes.get("lang") or attributes.get("xml:lang") or ""
    return told if _LANGUAGE.fullmatch(told) else None
