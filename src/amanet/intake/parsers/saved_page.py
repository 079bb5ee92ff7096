"""Web pages that somebody saved: HTML alone, in one file with its pictures (MHTML, SingleFile), or in a zip with its folder.

The page becomes headings, paragraphs, rows and notes (hidden words) in its own order. Files that came with it are attached;
those it speaks of and that are not there are attached as missing. Addresses outside are counted and never fetched.

A page is what a program saved. That a site sent it so, the file does not prove; "saved from" is that program's word too.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> page = b"<meta charset=utf-8><title>Lists</title><h1>Missing</h1><p>Nobody <i>answered</i>."
>>> reading = PARSER.parse(io.BytesIO(page), Sample("a.html", "text/html", len(page), page), Answers()).reading
>>> [(one.kind, reading.said(one)) for one in reading.segments]
[('heading', 'Lists'), ('heading', 'Missing'), ('paragraph', 'Nobody answered.')]
"""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from amanet.intake.parsers.charsets import Decoded, declared_encoding, decode_page
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import decode_text, read_whole
from amanet.intake.parsers.markup import Page, read_markup
from amanet.intake.parsers.page_files import Surroundings, archive_around, message_around, nothing_around
from amanet.intake.parsers.parsing import Answers, Inside, Parsed, Sample
from amanet.intake.parsers.room import Room

__all__ = ["PARSER", "write_page"]

_ZIP = b"PK\x03\x04"
_NAMES: Final = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_MESSAGES: Final = (".mht", ".mhtml")
_NOT_OURS: Final = (
    "[Content_Types].xml",
    "datapackage.json",
    "mimetype",
    "_chat.txt",
    "META-INF/MANIFEST.MF",
)
_FIRST_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE)
_SAVED_MESSAGE = re.compile(
    rb"^(?:Snapshot-Content-Location:|From: <Saved by |X-MAF-)", re.IGNORECASE | re.MULTILINE
)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


class _SavedPage:
    name = "html"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        name, head = sample.name.lower(), sample.head
        if head.startswith(_ZIP):
            return _zip_holds_page(head)
        if _is_message(sample):
            return True
        return _begins_as_page(head[:8192]) or (name.endswith(_NAMES) and b"<" in head)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        composer = Composer(self.name)
        around = self._around(file, sample, answers)
        inside: list[Inside] = []
        room = Room("saved page")
        for number, (name, data, sent_as) in enumerate(around.pages):
            decoded = _decode(data, sent_as, answers)
            page = read_markup(decoded.text)
            if len(around.pages) > 1:
                composer.add("heading", name, details={"file": name})
            write_page(composer, page, decoded, room, where=name or "the page", language=answers.language)
            inside += around.attach(composer, room, page, name, last=number == len(around.pages) - 1)
        return Parsed(composer.reading(), tuple(inside))

    def _around(self, file: BinaryIO, sample: Sample, answers: Answers) -> Surroundings:
        if sample.head.startswith(_ZIP):
            return archive_around(file)
        return message_around(file) if _is_message(sample) else nothing_around(read_whole(file))


def write_page(
    composer: Composer, page: Page, decoded: Decoded, room: Room, *, where: str, language: str | None
) -> None:
    """The page's words as segments, and what it says of itself into the reading's details."""
    if decoded.remark:
        composer.oddity(where, f"{decoded.remark}; it was read as {decoded.encoding}")
    if page.crude:
        composer.oddity(where, "it nests so deeply that only its words were read; hidden ones are among them")
    for name, value in page.facts.items():
        composer.details.setdefault(name, value)
    for name, told in (("title", page.title), ("language", page.language), ("encoding", decoded.encoding)):
        if told:
            composer.details.setdefault(name, told)
    for block in page.words:
        room.take(len(block.text))
        composer.add(block.kind, block.text, language=block.language or language, details=block.details)


def _decode(data: bytes, sent_as: str | None, answers: Answers) -> Decoded:
    """Who says an encoding has seen that the page's own word gives nonsense; theirs counts."""
    if answers.encoding is None:
        return decode_page(data, sent_as, answers)
    declared = declared_encoding(data)
    remark = "its own word for its encoding is another than the one given" if declared else None
    return Decoded(decode_text(data, answers), answers.encoding, remark)


def _is_message(sample: Sample) -> bool:
    head = sample.head[:8192]
    if not _RELATED.search(head.replace(b"\r\n", b"\n")):
        return False
    return sample.name.lower().endswith(_MESSAGES) or bool(
        _SAVED_MESSAGE.search(head.replace(b"\r\n", b"\n"))
    )


def _begins_as_page(head: bytes) -> bool:
    """After its comments, in any encoding in which a tag is written in ASCII or in ASCII with zero bytes between."""
    rest = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    while rest.startswith((b"<!--", b"<?xml")):
        rest = rest.partition(b"-->" if rest.startswith(b"<!--") else b"?>")[2].lstrip()
    return bool(_FIRST_TAG.match(rest))


def _zip_holds_page(head: bytes) -> bool:
    names = list(_names_in(head))
    if any(name in _NOT_OURS for name in names):
        return False
    return any(name.lower().endswith((*_NAMES, *_MESSAGES)) or "_files/" in name for name in names)


def _names_in(head: bytes) -> Iterator[str]:
    """The names in the local headers that the beginning of a zip shows (APPNOTE 4.3.7)."""
    at = head.find(_ZIP)
    while 0 <= at <= len(head) - 30:
        packed, _, length, extra = struct.unpack_from("<IIHH", head, at + 18)
        yield head[at + 30 : at + 30 + length].decode("utf-8", "replace")
        at = head.find(_ZIP, at + 30 + length + extra + packed)


PARSER = _SavedPage()
