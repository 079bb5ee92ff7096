"""Signal chats as sigtop writes them in its format `text`: a block of fields for each message, an empty line, the words.

    From: Aygul (+123)
    Type: incoming
    Sent: Thu, 4 Mar 2021 12:00:59 +0100
    Attachment: gate.jpg (image/jpeg, 1234 bytes)

    They took him.

A quoted message stands before the words with "> " before each line, and is a `note`. An edited message has all its versions, each line
after a "|": they are kept as they stand, in one message with `edited`. Times have their offset.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from amanet.canonical import JSON
from amanet.intake.parsers.chat_archive import ChatFiles
from amanet.intake.parsers.signal_lines import find_messages
from amanet.intake.parsers.whatsapp_bodies import is_voice
from amanet.record.reading import Mark, Segment

__all__ = ["block_segments", "has_blocks"]

_FIRST = re.compile(
    r"\s{0,10}Conversation: [^\n]{1,400}\n\r?\n(?:From: [^\n]{1,400}\n)?Type: [a-z0-9-]{1,60}\r?\n"
)
_BLOCK = re.compile(
    r"(?:(?<=\n\n)|(?<=\n\r\n))(?:From: (?P<from>[^\r\n]{1,400})\r?\n)?Type: (?P<type>[a-z0-9-]{1,60})\r?\n"
    r"(?:Sent: (?P<sent>[^\r\n]{1,60})\r?\n)?(?:Received: [^\r\n]{1,60}\r?\n)?"
    r"(?P<fields>(?:(?:Attachment|Reaction|Edited): [^\r\n]{0,1000}\r?\n){0,1000})"
)
_ATTACHMENT = re.compile(
    r"^Attachment: (?P<name>[^\n]{1,800}) \((?P<type>[^\s,()]{0,100}), \d+ bytes\)\r?$", re.MULTILINE
)
_REACTION = re.compile(r"^Reaction: (?P<what>[^\r\n]+)", re.MULTILINE)
_QUOTE = re.compile(r"\r?\n((?:> ?[^\n]*(?:\n|$))+)")
_SENT = re.compile(r"\w{3}, (\d{1,2}) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)", re.ASCII)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def has_blocks(text: str) -> bool:
    return _FIRST.match(text) is not None


def block_segments(text: str, files: ChatFiles) -> Iterator[Segment]:
    blocks = find_messages(_BLOCK, text)
    at = 0
    for number, block in enumerate(blocks):
        end = blocks[number + 1].start() if number + 1 < len(blocks) else len(text)
        for segment in _one(text, block, end, files):
            if segment.start > at:
                yield Segment("frame", at, segment.start)
            yield segment
            at = segment.end
    if at < len(text):
        yield Segment("frame", at, len(text))


def _one(text: str, block: re.Match[str], end: int, files: ChatFiles) -> Iterator[Segment]:
    quote = _QUOTE.match(text, block.end(), end)
    notes = () if quote is None else (_note(text, quote),)
    start = block.end() if quote is None else quote.end()
    end = _last(text, start, end)
    start = end - len(text[start:end].lstrip("\r\n"))
    segment = _message(text, block, start, end, files)
    # Without words of its own a message stands at its type, before what it quotes.
    yield from (*notes, segment) if segment.start == start else (segment, *notes)


def _note(text: str, quote: re.Match[str]) -> Segment:
    start, end = quote.span(1)
    return Segment("note", start, _last(text, start, end), details={"quote": True})


def _message(text: str, block: re.Match[str], start: int, end: int, files: ChatFiles) -> Segment:
    places = _attached(block["fields"], files)
    details = _details(
        block, [files.attached[place].name for place in places if files.attached[place].missing]
    )
    kind, speaker = (
        ("message", block["from"]) if block["type"] in ("incoming", "outgoing") else ("system", None)
    )
    marks: tuple[Mark, ...] = ()
    if start >= end:
        # Nothing was said, and no segment is empty: the type stands for it.
        start, end = block.span("type")
        marks = (Mark("label", start, end),)
        details["empty"] = True
    said_at = _said_at(block["sent"])
    return Segment(kind, start, end, speaker, None, None, None, said_at, marks, places, details)


def _last(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip("\r\n"))


def _attached(fields: str, files: ChatFiles) -> tuple[int, ...]:
    places: list[int] = []
    for one in _ATTACHMENT.finditer(fields):
        voice: dict[str, JSON] = {"voice": True} if is_voice(one["name"]) else {}
        if one["name"] == "no filename":
            places.append(files.add_missing(one["name"], voice, one["type"] or None))
        else:
            places += files.attach(one["name"], voice, one["type"] or None)
    return tuple(dict.fromkeys(places))


def _details(block: re.Match[str], missing: list[str]) -> dict[str, JSON]:
    details: dict[str, JSON] = {"type": block["type"]}
    reactions: list[JSON] = [one["what"] for one in _REACTION.finditer(block["fields"])]
    if reactions:
        details["reactions"] = reactions
    if "Edited: " in block["fields"]:
        details["edited"] = True
    if missing:
        details["missing"] = list(missing)
    return details


def _said_at(sent: str | None) -> str | None:
    match = _SENT.fullmatch(sent or "")
    if match is None or match[2] not in _MONTHS:
        return None
    written = f"{match[3]}-{_MONTHS[match[2]]:02}-{int(match[1]):02}T{match[4]}{match[5]}:{match[6]}"
    try:
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        return None
