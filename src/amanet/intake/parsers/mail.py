"""Mail: one message (EML, RFC 5322) with what is attached to it.

A message becomes a `heading` (its subject) and the paragraphs of its text. Their speaker is the From line as it is written: who
that is, and whether they sent it, a mail does not prove. Lines that quote another message have no speaker. Received lines are
kept as they stand; signatures (DKIM, S/MIME, OpenPGP) are noted, not verified. Nothing a mail points to is fetched.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> mail = b"From: Aygul <a@example.org>\\nSubject: The list\\nDate: Mon, 1 Jan 2018 10:00:00 +0600\\n\\nHe is on it.\\n"
>>> reading = PARSER.parse(io.BytesIO(mail), Sample("a.eml", "", len(mail), mail), Answers()).reading
>>> [(one.kind, reading.said(one), one.speaker, one.said_at) for one in reading.segments][1]
('paragraph', 'He is on it.', 'Aygul <a@example.org>', '2018-01-01T10:00:00+06:00')
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.charsets import decode_declared, decode_page
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import LARGEST_TEXT
from amanet.intake.parsers.mail_headers import describe, moment_of, shown
from amanet.intake.parsers.mail_words import Paragraph, differ, is_body, paragraphs, same_text
from amanet.intake.parsers.markup import read_markup
from amanet.intake.parsers.mime import Message, Part, find_parts
from amanet.intake.parsers.mime_bodies import KNOWN_ENCODINGS, body_pieces, transfer_encoding
from amanet.intake.parsers.mime_headers import decode_words, parse_parameters
from amanet.intake.parsers.parsing import Answers, Inside, Parsed, Sample
from amanet.intake.parsers.room import Room
from amanet.intake.parsers.spans import gather, opener, size_of
from amanet.record.reading import NOT_UNDERSTOOD, Attached

__all__ = ["PARSER", "Correspondence"]

_LARGEST_ATTACHED = 4 << 30
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_OF_MAIL: Final = frozenset(
    (b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to", b"cc")
)  # fmt: skip
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_OF_SAVED_PAGES = (b"snapshot-content-location:", b"from: <saved by ")


class Correspondence:
    """Writes messages of one file into a composer, one after the other. `inside` are the files attached to them.

    `asks`: a text of unknown encoding raises `NeedsAnswer`; otherwise, among many messages, it is kept as a file and told.
    `unquotes_from`: the file is mboxrd, and a `>` before `>From ` or `From ` was put there by its writer.
    """

    def __init__(
        self,
        file: BinaryIO,
        composer: Composer,
        room: Room,
        answers: Answers,
        *,
        asks: bool,
        unquotes_from: bool = False,
    ) -> None:
        self._file, self._composer, self._room, self._answers = file, composer, room, answers
        self._asks, self._unquotes_from = asks, unquotes_from
        self.inside: list[Inside] = []

    def add(self, start: int, end: int, name: str = "") -> dict[str, JSON]:
        """The message in `file[start:end]`; `name` says which one it is. Gives what was told of it."""
        message = find_parts(self._file, start, end)
        prefix = f"{name}, " if name else ""
        for where, what in message.oddities:
            self._composer.oddity(prefix + where, what)
        sent = moment_of(message.headers)
        details, remarks = describe(message, sent, self._answers.encoding)
        for remark in remarks:
            self._composer.oddity(prefix + "headers", remark)
        said, files = self._read(message, prefix)
        places = [self._attach(part, **more) for part, more in files]
        self._write(message, sent, details, said, places, name)
        return details

    def _read(
        self, message: Message, prefix: str
    ) -> tuple[list[Paragraph], list[tuple[Part, dict[str, str]]]]:
        """What the message says, and the parts that are files."""
        files: list[tuple[Part, dict[str, str]]]
        files = [(part, {}) for part in message.parts if not is_body(part)]
        said: list[Paragraph] = []
        for plain, marked_up in same_text(filter(is_body, message.parts)):
            texts = [self._words_of(part, prefix, files) for part in plain]
            pages = [self._words_of(part, prefix, files) for part in marked_up]
            first, second = ([each for text in one for each in text] for one in (texts, pages))
            if not first or not second:
                said += first or second
            elif differ((one.text for one in first), (one.text for one in second if one.kind != "note")):
                where = f"{prefix}part {marked_up[0].number}"
                self._composer.oddity(
                    where, "its HTML says something else than its plain text; both were read"
                )
                said += first + [
                    replace(one, details=one.details | {"alternative": "html"}) for one in second
                ]
            else:
                said += first
                files += [(part, {"is": "the same text as HTML"}) for part in marked_up]
        return said, files

    def _words_of(self, part: Part, prefix: str, files: list[tuple[Part, dict[str, str]]]) -> list[Paragraph]:
        where = f"{prefix}part {part.number}"
        if transfer_encoding(part) not in KNOWN_ENCODINGS:
            self._composer.oddity(where, "its transfer encoding is not known; it was read as it stands")
        data = gather(body_pieces(self._file, part), LARGEST_TEXT)
        if data is None:
            self._composer.oddity(where, f"its text is over {LARGEST_TEXT >> 20} MiB; it was kept as a file")
            files.append((part, {"is": "text, too long to read"}))
            return []
        if self._unquotes_from:
            data = _QUOTED_FROM.sub(rb"\1", data)
        try:
            return self._decoded(part, data, where)
        except BadData:
            if self._asks:
                raise
        self._composer.oddity(where, "nobody says in which encoding its text is; it was kept as a file")
        files.append((part, {"is": "text of unknown encoding"}))
        return []

    def _decoded(self, part: Part, data: bytes, where: str) -> list[Paragraph]:
        charset = part.parameters.get("charset")
        marked_up = part.media_type == "text/html"
        decode = decode_page if marked_up else decode_declared
        decoded = decode(data, charset, self._answers)
        if decoded.remark:
            self._composer.oddity(where, f"{decoded.remark}; it was read as {decoded.encoding}")
        told: dict[str, JSON] = {"part": part.number}
        if not marked_up:
            kind = NOT_UNDERSTOOD if part.broken else "paragraph"
            return [replace(one, kind=kind, details=told) for one in paragraphs(decoded.text)]
        page = read_markup(decoded.text)
        if page.crude:
            self._composer.oddity(where, "its HTML nests so deeply that only its words were read")
        external = page.facts.get("external")
        if external:
            told["external"] = external
        return [
            Paragraph(one.kind, one.text, one.quoted, one.language, told | one.details) for one in page.blocks
        ]

    def _write(
        self,
        message: Message,
        sent: str | None,
        details: dict[str, JSON],
        said: Iterable[Paragraph],
        places: list[int],
        name: str,
    ) -> None:
        sender = shown(message.headers.words("from", self._answers.encoding))
        subject = shown(message.headers.words("subject", self._answers.encoding))
        # A message without a subject still begins somewhere: the first thing it says of itself stands there.
        heading = subject or sender or shown(message.headers.words("message-id")) or name or "message"
        self._room.take(len(heading))
        self._composer.add("heading", heading, speaker=sender, said_at=sent, attached=places, details=details)
        for one in said:
            self._room.take(len(one.text))
            told = one.details | ({"quoted": True} if one.quoted else {})
            self._composer.add(
                one.kind,
                one.text,
                speaker=None if one.quoted or one.kind == NOT_UNDERSTOOD else sender,
                language=one.language or self._answers.language,
                said_at=None if one.quoted else sent,
                details=told,
            )

    def _attach(self, part: Part, **more: str) -> int:
        self._room.take_attached()
        details: dict[str, JSON] = {"part": part.number, **more}
        for header in ("content-id", "content-location", "content-description"):
            if raw := part.headers.raw(header):
                details[header.replace("-", "_")] = decode_words(raw[:2000]).text
        disposition, parameters = parse_parameters(part.headers.raw("content-disposition") or b"")
        if disposition.lower() == "inline":
            details["inline"] = True
        name = parameters.get("filename") or part.parameters.get("name") or ""
        name = decode_words(name.encode("utf-8", "backslashreplace")).text
        place = self._composer.attach(
            Attached(name or f"part {part.number}", part.media_type, details=details)
        )
        self.inside.append(Inside(place, opener(lambda: body_pieces(self._file, part), _LARGEST_ATTACHED)))
        return place


class _Mail:
    name = "mail"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = sample.head.lstrip(b"\r\n")
        names = _field_names(head)
        if not names or any(mark in head[:8192].lower() for mark in _OF_SAVED_PAGES):
            return False
        known = len(names & _OF_MAIL)
        return known >= 2 or (known >= 1 and sample.name.lower().endswith((".eml", ".email")))

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        size = size_of(file)
        composer = Composer(self.name)
        letters = Correspondence(file, composer, Room("mail"), answers, asks=True)
        composer.details |= letters.add(0, size)
        composer.details["messages"] = 1
        return Parsed(composer.reading(), tuple(letters.inside))


def _field_names(head: bytes) -> set[bytes]:
    """Names of the header fields that a file begins with; empty where its first lines are something else."""
    names: set[bytes] = set()
    for line in head[: 32 << 10].split(b"\n"):
        if found := _FIELD.match(line):
            names.add(found[0].rstrip(b" \t:").lower())
        elif not line.strip() or (line[:1] not in b" \t" and names):
            break
        elif line[:1] not in b" \t":
            return set()
    return names


PARSER = _Mail()
