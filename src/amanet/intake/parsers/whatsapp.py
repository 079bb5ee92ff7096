"""WhatsApp chats as "Export chat" writes them: the text, or the archive of the text and its media.

`Reading.text` is the decoded chat exactly, and every character belongs to one segment: before each message a `frame` (the line
end of the one before, the stamp, the name), then the `message`, whose text is its words, with the label as written and the time
as the phone showed it (without an offset, since the file tells none). Lines without a name are `system`, and so is the notice of
encryption that iPhones write under a name. What WhatsApp wrote into a message is marked (`whatsapp_bodies`). A line whose name
has no space behind its colon ("Name:.") is `not understood`, and what stands before the first stamp too.

Labels are never merged: two names that look alike, or one with another emoji, are two. A name is what stands before the first
colon and space; where that cannot be right (a quotation that is opened and not closed: `X changed the subject to "A: b"`) the
line is a notice. A name with a colon and space in it ("Dr: X") is read as too short, which an oddity tells.

Files are tied to the messages that name them (`chat_archive`); a file that nobody names is attached to no message, with an
oddity. Reading is all or nothing: a damaged archive or a chat cut within a character raises `BadData`. A chat cut between two
characters cannot be known from a whole one; where the text does not end with a line end, an oddity says so.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> from amanet.intake.parsers.whatsapp import PARSER
>>> chat = b"31/01/19, 11:25 - Aygul: They took him.\\n01/02/19, 11:26 - Li left\\n"
>>> reading = PARSER.parse(io.BytesIO(chat), Sample("chat.txt", "text/plain", len(chat), chat), Answers()).reading
>>> [(segment.kind, reading.text_of(segment), segment.said_at) for segment in reading.segments if segment.kind != "frame"]
[('message', 'They took him.', '2019-01-31T11:25:00'), ('system', 'Li left', '2019-02-01T11:26:00')]
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.chat_archive import (
    ChatFiles,
    beginning_of,
    chat_bytes,
    decode_chat,
    is_archive,
    member_name,
    members_at_head,
    open_archive,
)
from amanet.intake.parsers.decoding import read_whole
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.signal_text import is_signal_text
from amanet.intake.parsers.whatsapp_bodies import Body, is_voice, look_at
from amanet.intake.parsers.whatsapp_stamps import Stamp, find_stamps, looks_stamped, places
from amanet.intake.parsers.whatsapp_words import SPACES, bare, is_encryption_notice
from amanet.record.reading import NOT_UNDERSTOOD, Mark, Oddity, Reading, Segment

__all__ = ["PARSER", "WhatsApp"]

_LONGEST_NAME = 200
_SAME_BEGINNINGS, _LONGEST_BEGINNING = 3, 40
_FIRST_LINES = 6
_MOST_TEXTS = 200  # that are looked into for the chat
_AROUND_NAME = 16  # marks of direction, a no-break space
_SPACE: Final = frozenset(re.findall(f"[{SPACES}]", "".join(map(chr, range(0x3001)))))
_SPACE_OR_LINE_END: Final = _SPACE | {"\r", "\n"}
_MEDIA_NAME = re.compile(
    r"[A-Z]{3}-\d{8}-WA\d+\.|(?:.*/)?_chat\.txt$|(?:.*/)?\d{8}-[A-Z]+-\d{4}-\d\d-\d\d-", re.ASCII
)
_QUOTES: Final = (("“", "”"), ("„", "“”"), ("«", "»"), ("「", "」"), ("『", "』"))
_OPEN_QUOTE = re.compile(r'(?:^|\s)"')
_NO_DETAILS: Final[Mapping[str, JSON]] = {}


class WhatsApp:
    name = "whatsapp"
    version = "1"

    def __init__(self, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._today = today

    def takes(self, sample: Sample) -> bool:
        if is_archive(sample.head):
            return any(
                _MEDIA_NAME.match(name) or (name.endswith(".txt") and _is_chat(name, begins))
                for name, begins in members_at_head(sample.head)
            )
        return _is_chat(sample.name, sample.head)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        if not is_archive(sample.head):
            files = ChatFiles()
            return Parsed(self._read(decode_chat(read_whole(file), answers), answers, files, {}))
        archive = open_archive(file)
        member = _chat_member(archive, sample)
        files = ChatFiles(archive, member)
        text = decode_chat(chat_bytes(archive, member), answers)
        reading = self._read(text, answers, files, {"file": member_name(member)})
        return Parsed(reading, tuple(files.inside))

    def _read(self, text: str, answers: Answers, files: ChatFiles, details: Mapping[str, JSON]) -> Reading:
        stamps = find_stamps(text, answers, self._today())
        chat = _Chat(text, stamps.start, files)
        for stamp in stamps:
            chat.add(stamp)
        segments = chat.finish()
        rest = files.attach_rest(_voice)
        oddities = [*stamps.oddities, *chat.oddities()]
        if rest:
            told = f"{len(rest)} files of the archive are named by no message; they are attached to none"
            oddities.append(Oddity("the archive", told))
        told_of_all = {**details, "date_order": stamps.order, "date_order_from": stamps.decided_by}
        return Reading(self.name, text, segments, tuple(files.attached), told_of_all, tuple(oddities))


PARSER: Final = WhatsApp()


def _is_chat(name: str, head: bytes) -> bool:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head.decode(encoding, "replace")
    return looks_stamped(text) and not is_signal_text(name, text)


def _chat_member(archive: zipfile.ZipFile, sample: Sample) -> zipfile.ZipInfo:
    """The text of the chat. A chat may have been sent another chat's text as a document: that one is a file beside it."""
    texts = [member for member in archive.infolist() if member_name(member).endswith(".txt")]
    own_name = sample.name.rpartition(".")[0]
    for wanted in ("_chat.txt", f"{own_name}.txt"):
        named = [member for member in texts if member_name(member).rpartition("/")[2] == wanted]
        if len(named) == 1:
            return named[0]
    chats = [member for member in texts[:_MOST_TEXTS] if _begins_as_chat(archive, member)]
    if len(chats) != 1:
        raise BadData(
            f"This archive has {len(chats)} texts that are WhatsApp chats, and one is needed. The item is kept as it is. "
            "Add each chat's export on its own."
        )
    return chats[0]


def _begins_as_chat(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    return _is_chat(member_name(member), beginning_of(archive, member))


def _before_line_end(text: str, end: int, start: int) -> int:
    """Without one line end; never before `start`."""
    if end > start and text[end - 1] == "\n":
        end -= 1
        if end > start and text[end - 1] == "\r":
            end -= 1
    return end


def _colon(text: str, start: int, end: int) -> int:
    """Of the first colon, no further than a name is long, that a space or the end of the line follows; -1 where there is none."""
    last = min(end, start + _LONGEST_NAME + _AROUND_NAME)
    at = text.find(":", start, last)
    while at >= 0 and at + 1 < end and text[at + 1] not in _SPACE_OR_LINE_END:
        at = text.find(":", at + 1, last)
    return at


def _name(written: str) -> str | None:
    """What stands before a colon as a label, without the marks around it; None where it can be none."""
    label = bare(written)
    if not label or len(label) > _LONGEST_NAME or "\n" in label or is_encryption_notice(label):
        return None
    # A straight mark inside a word is a letter in Hebrew abbreviations.
    if label.count('"') % 2 and _OPEN_QUOTE.search(label):
        return None
    closed = all(label.count(opened) <= sum(map(label.count, closing)) for opened, closing in _QUOTES)
    return label if closed else None


class _Beginnings:
    """How the messages of one label begin, as long as all of them begin alike with a colon."""

    def __init__(self) -> None:
        self.shared: str | None = None
        self.starts: list[int] = []

    def add(self, text: str, start: int, end: int) -> None:
        if self.shared == "":
            return
        colon = text.find(": ", start, min(end, start + _LONGEST_BEGINNING))
        begins = text[start:colon] if colon > 0 else ""
        self.shared = begins if self.shared in (None, begins) else ""
        self.starts.append(start)

    def suspicious(self) -> bool:
        return bool(self.shared) and len(self.starts) >= _SAME_BEGINNINGS


class _Chat:
    """Segments, put one behind the other, and what is odd about them. Use once: `add` each stamp, then `finish`."""

    def __init__(self, text: str, start: int, files: ChatFiles) -> None:
        """`start` is where the first stamp begins."""
        self._text = text
        self._files = files
        self._segments: list[Segment] = []
        self._at = 0
        self._names: dict[str, str | None] = {}
        self._labels: dict[str, _Beginnings] = {}
        self._without_space: list[tuple[int, str]] = []
        self._odd: dict[str, list[int]] = {}
        if text[:start].strip():
            self._segments.append(Segment(NOT_UNDERSTOOD, 0, start))
            self._at = start
            self._note(
                "stands before the first stamp: the chat was cut at its start, or this is none of it", 0
            )

    def add(self, stamp: Stamp) -> None:
        text = self._text
        end = _before_line_end(text, stamp.until, stamp.end)
        colon = _colon(text, stamp.end, end)
        written = text[stamp.end : colon] if colon >= 0 else ""
        if written not in self._names:
            self._names[written] = _name(written)
        label = self._names[written]
        segment = self._notice(stamp, end) if label is None else self._message(stamp, label, colon, end)
        if segment is not None:
            self._segments.append(_frame(self._at, segment.start))
            self._segments.append(segment)
            self._at = segment.end

    def finish(self) -> tuple[Segment, ...]:
        for place, label in self._without_space:
            if label in self._labels:
                segment = self._segments[place]
                self._segments[place] = replace(segment, kind=NOT_UNDERSTOOD)
                self._note(
                    "has a name and a colon without a space: neither a message nor a notice, kept as it is",
                    segment.start,
                )
        if self._at < len(self._text):
            self._segments.append(_frame(self._at, len(self._text)))
        else:
            self._note("ends without a line end: if the chat was cut, then in this message", self._at)
        return tuple(self._segments)

    def oddities(self) -> Iterator[Oddity]:
        for what, starts in self._odd.items():
            yield Oddity(places(self._text, starts), what)
        for of_one in self._labels.values():
            if of_one.suspicious():
                where = places(self._text, of_one.starts)
                yield Oddity(where, "all begin alike, with a colon: it may be a part of the name before it")

    def _note(self, what: str, start: int) -> None:
        self._odd.setdefault(what, []).append(start)

    def _notice(self, stamp: Stamp, end: int) -> Segment | None:
        if stamp.end == end:
            self._note("has a stamp and nothing behind it", stamp.start)
            return None
        head, colon, _ = self._text[stamp.end : end].partition(":")
        if colon:
            self._without_space.append((len(self._segments) + 1, bare(head)))
        return _system(stamp, stamp.end, end)

    def _message(self, stamp: Stamp, label: str, colon: int, end: int) -> Segment:
        text, start = self._text, colon + 1
        if start < end and text[start] in _SPACE:
            start += 1
        if label not in self._labels:
            self._labels[label] = _Beginnings()
        self._labels[label].add(text, start, end)
        if start >= end:
            return _empty(stamp, label, colon, end)
        # On iPhones the notice stands under the name of the person or the group.
        if (len(self._segments) < _FIRST_LINES or text[start] in "\u200e\u200f") and is_encryption_notice(
            text[start : start + _LONGEST_NAME]
        ):
            return _system(stamp, start, end)
        body = look_at(text, start, end, self._files.holds)
        attached, details = self._attached(stamp, body) if body.names else ((), body.details)
        if stamp.as_written is not None:
            details = {**details, "written": stamp.as_written}
        return Segment(
            "message", start, end, label, None, None, None, stamp.said_at, body.marks, attached, details
        )

    def _attached(self, stamp: Stamp, body: Body) -> tuple[tuple[int, ...], Mapping[str, JSON]]:
        found = [self._files.attach(name, _voice(name)) for name in body.names]
        if any(len(at) > 1 for at in found):
            self._note("names a file that the archive holds more than once; all are tied to it", stamp.start)
        attached = tuple(dict.fromkeys(place for at in found for place in at))
        missing = [
            name for name, at in zip(body.names, found, strict=True) if self._files.attached[at[0]].missing
        ]
        return attached, {**body.details, "missing": missing} if missing else body.details


def _frame(start: int, end: int) -> Segment:
    return Segment("frame", start, end, None, None, None, None, None, (), (), _NO_DETAILS)


def _system(stamp: Stamp, start: int, end: int) -> Segment:
    return Segment("system", start, end, said_at=stamp.said_at, details=_when(stamp))


def _empty(stamp: Stamp, label: str, colon: int, end: int) -> Segment:
    """Nothing was said, and a segment is not empty: the colon stands for it."""
    mark = Mark("label", colon, end)
    details = {"empty": True, **_when(stamp)}
    return Segment("message", colon, end, label, None, None, None, stamp.said_at, (mark,), (), details)


def _when(stamp: Stamp) -> Mapping[str, JSON]:
    """A stamp that could not be read stays as it was written."""
    return _NO_DETAILS if stamp.as_written is None else {"written": stamp.as_written}


def _voice(name: str) -> Mapping[str, JSON]:
    return {"voice": True} if is_voice(name) else {}
