"""A paragraph of a DOCX as it is found: its words, what is true of stretches of them, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from amanet.canonical import JSON

__all__ = ["MOST_KEPT", "Deletion", "OpenParagraph", "Paragraph", "Reference", "Table"]

MOST_KEPT: Final = 1000  # spans of one kind in a paragraph; who has more has a machine's document


@dataclass(frozen=True)
class Reference:
    """To a footnote, an endnote or a comment; `kind` says which."""

    kind: str
    id: str


@dataclass
class Deletion:
    """Words that somebody struck out and that are still in the file. `how` is "deleted" or "moved away"."""

    how: str
    author: str
    date: str
    words: str


@dataclass
class Paragraph:
    """`bold` is how many characters from the start are bold; `relations` the ids of pictures and files in it; `links` are
    (start, end, relation); `owner` is the note or comment it is part of, with what that says of itself.
    """

    words: str = ""
    style: str | None = None
    outline: int | None = None
    bold: int = 0
    deletions: list[Deletion] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    boxes: list["Paragraph"] = field(default_factory=list)
    details: dict[str, JSON] = field(default_factory=dict)
    owner: Reference | None = None
    owner_told: dict[str, str] = field(default_factory=dict)
    alternate: bool = False
    # False where words stand outside any paragraph, which the format does not know.
    understood: bool = True

    def has_anything(self) -> bool:
        return bool(self.words.strip() or self.deletions or self.references or self.relations)


class OpenParagraph:
    """A paragraph while its runs come in."""

    def __init__(self) -> None:
        self.paragraph = Paragraph()
        self.length = 0
        self._parts: list[str] = []
        self._spans: dict[str, list[list[JSON]]] = {}
        self._all_bold = True

    def add(self, words: str, bold: bool, marks: Sequence[str]) -> None:
        if not words:
            return
        for name in marks:
            self.span(name, self.length, self.length + len(words))
        self._parts.append(words)
        self.length += len(words)
        self._all_bold = self._all_bold and (bold or not words.strip())
        if self._all_bold:
            self.paragraph.bold = self.length

    def delete(self, how: str, author: str, date: str, words: str) -> None:
        last = self.paragraph.deletions[-1] if self.paragraph.deletions else None
        if last is not None and (last.how, last.author, last.date) == (how, author, date):
            last.words += words
        else:
            self.paragraph.deletions.append(Deletion(how, author, date, words))

    def span(self, name: str, start: int, end: int, *more: str) -> None:
        """A stretch of the words that something is true of; one that goes on is one."""
        spans = self._spans.setdefault(name, [])
        if start >= end:
            return
        if spans and not more and spans[-1][1] == start:
            spans[-1][1] = end
        elif len(spans) < MOST_KEPT:
            spans.append([start, end, *more])

    def note(self, name: str, *values: JSON) -> None:
        spans = self._spans.setdefault(name, [])
        if len(spans) < MOST_KEPT:
            spans.append(list(values))

    def finish(self) -> Paragraph:
        self.paragraph.words = "".join(self._parts)
        self.paragraph.details.update({name: spans for name, spans in self._spans.items() if spans})
        return self.paragraph


class Table:
    """Which cell we are in, counted from 1; a cell that spans columns counts for all of them."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._row = self._column = 0
        self._width = 1

    def next_row(self) -> None:
        self._row += 1
        self._column, self._width = 0, 1

    def next_cell(self) -> None:
        self._column += self._width if self._column else 1
        self._width = 1

    def widen(self, columns: str) -> None:
        if columns.isdecimal() and len(columns) <= 3:
            self._width = max(int(columns), 1)

    def place(self) -> dict[str, JSON]:
        return {"table": self._number, "row": self._row, "column": self._column}
