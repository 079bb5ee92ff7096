"""The one door to making a document anew: by what it was found to be, never by its name.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import Hidden, WordProtector
>>> protector = WordProtector([Hidden("7", "person", ("Aynur Tokhti",), "Alder")])
>>> rebuild(b"Aynur came.", "text/plain", protector, Level("pseudonym", words=True, place="exact", date="day")).content
b'Alder came.'
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from amanet.consent.levels import Level
from amanet.errors import BadData
from amanet.intake.parsers.decoding import LARGEST_TEXT, decode_text
from amanet.intake.parsers.parsing import Answers
from amanet.protect.documents.pages import rebuilt_pages
from amanet.protect.documents.plain import rebuilt_text
from amanet.protect.documents.rebuilt import CannotRebuild, Rebuilt
from amanet.protect.documents.seen_words import seen_words
from amanet.protect.documents.tables import Columns, rows_of_text, rows_of_workbook, written_rows
from amanet.protect.documents.words_anew import pdf_of_words
from amanet.protect.words import WordProtector

__all__ = ["MADE_ANEW", "Wanted", "rebuild"]

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Read by amanet's own readers: the name of the format, and whether new pages or plain words come of it.
_READ: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        _WORD: ("docx", "pdf"),
        "text/html": ("html", "txt"),
        "application/xhtml+xml": ("html", "txt"),
        "message/rfc822": ("mail", "txt"),
        "application/x-subrip": ("srt", "txt"),
        "text/srt": ("srt", "txt"),
        "text/vtt": ("webvtt", "txt"),
    }
)
_TABLES: Final = ("text/csv", "text/tab-separated-values", "application/csv")
_JSON: Final = ("application/json", "text/json")
MADE_ANEW: Final = frozenset(("application/pdf", "text/plain", _SHEET, *_READ, *_TABLES, *_JSON))
_TABLE_NOTE: Final = "comments, formulas, pictures, names of sheets, and rows, columns and sheets that are not shown were left out"
_READ_NOTE: Final = "comments, struck-out and hidden words, pictures, attachments, properties and the heads of mails were left out"


@dataclass(frozen=True)
class Wanted:
    """How a copy is to be made. `withhold`: a PDF's pictures, and its pages without words, are left out instead of stopping it all.
    `words_alone`: of a PDF the words on new pages, not the pages themselves, so that nobody can measure what was hidden. `encoding` of text that
    does not say it.
    """

    withhold: bool = False
    words_alone: bool = False
    columns: Columns = field(default_factory=Columns)
    encoding: str | None = None


def rebuild(
    content: bytes, media_type: str, protector: WordProtector, level: Level, wanted: Wanted | None = None
) -> Rebuilt:
    """The copy. The same document gives the same bytes. Raises `CannotRebuild`."""
    wanted = wanted or Wanted()
    if media_type == "application/pdf":
        return rebuilt_pages(
            content, protector, level, withhold=wanted.withhold, words_alone=wanted.words_alone
        )
    if media_type in _TABLES:
        rows = rows_of_text(content, media_type, wanted.encoding)
        return Rebuilt("csv", *written_rows(rows, wanted.columns, protector, level))
    if media_type == _SHEET:
        return _rebuilt_workbook(content, protector, level, wanted.columns)
    if media_type in _READ:
        return _rebuilt_words(content, *_READ[media_type], protector, level, wanted)
    if media_type in _JSON:
        return Rebuilt("txt", *rebuilt_text(_plain_json(_decoded(content, wanted)), protector, level))
    if media_type == "text/plain":
        return Rebuilt("txt", *rebuilt_text(_decoded(content, wanted), protector, level))
    raise CannotRebuild("A copy that holds cannot be made of this kind of file.")


def _rebuilt_words(
    content: bytes, format_name: str, ending: str, protector: WordProtector, level: Level, wanted: Wanted
) -> Rebuilt:
    """All words as one stretch, so that a name across the end of a paragraph is found."""
    words = "\n".join(seen_words(content, format_name, encoding=wanted.encoding))
    if not words.strip():
        raise CannotRebuild("It holds no words that are seen.")
    made, changed = rebuilt_text(words, protector, level)
    copy = pdf_of_words(made.decode("utf-8").split("\n")) if ending == "pdf" else made
    return Rebuilt(ending, copy, changed, (_READ_NOTE,))


def _rebuilt_workbook(content: bytes, protector: WordProtector, level: Level, columns: Columns) -> Rebuilt:
    """The sheets one after another, an empty line between two."""
    sheets = [written_rows(rows, columns, protector, level) for rows in rows_of_workbook(content, _SHEET)]
    if not any(written.strip() for written, _ in sheets):
        raise CannotRebuild("It holds no cells that are seen and may leave.")
    changed = tuple(one for _, here in sheets for one in here)
    return Rebuilt("csv", b"\r\n".join(written for written, _ in sheets), changed, (_TABLE_NOTE,))


def _plain_json(text: str) -> str:
    """With every letter as itself: a name may be written by the numbers of its letters. Raises `CannotRebuild`."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError, MemoryError) as problem:
        raise CannotRebuild("It is called JSON and is none, or is nested too deeply.") from problem


def _decoded(content: bytes, wanted: Wanted) -> str:
    if len(content) > LARGEST_TEXT:
        raise CannotRebuild(f"It is over {LARGEST_TEXT >> 20} MiB, more than is made anew in one piece.")
    try:
        return decode_text(content, Answers(encoding=wanted.encoding))
    except BadData as problem:
        raise CannotRebuild(str(problem)) from problem
