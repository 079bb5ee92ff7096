"""Signal chats that programs write as lines of text, each message beginning with a stamp and a name.

| program | begins with |
|---|---|
| signal-export (`sigexport`), `chat.md` or `index.md` | `[2021-03-04 12:00:59] Name: ` (also without seconds, or with a comma) |
| signalbackup-tools `--exporttxt` | `[Mar 04, 2021 12:00:59] <Name> `, notices and files `[…] *** ` |
| sigtop, format `text-short` | `2021-03-04 12:00 Name: ` |

Nothing marks where a message ends, so words of a person that look like a stamp are read as one. What the program wrote into a
message is marked: links to media, stickers, reactions (`sigexport`; those of signalbackup-tools stay words), "[edited, 1 attachment]".
A quoted message is a `note`: it is not what this person said.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.chat_archive import ChatFiles
from amanet.intake.parsers.whatsapp_bodies import is_voice
from amanet.record.reading import Mark, Segment

__all__ = ["MOST_MESSAGES", "Layout", "find_messages", "layout_of", "segments_of"]

MOST_MESSAGES: Final = 300_000
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Layout(NamedTuple):
    """`pattern` finds beginnings: groups y, m, d, time (with or without seconds) and name, or none for what nobody said."""

    program: str
    pattern: re.Pattern[str]


_LAYOUTS: Final = (
    Layout(
        "signal-export",
        re.compile(
            r"^\[(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d),? (?P<time>\d\d:\d\d(?::\d\d)?)\] (?P<name>[^\n]{1,200}?):(?: |(?=\r?$))",
            re.MULTILINE | re.ASCII,
        ),
    ),
    Layout(
        "signalbackup-tools",
        re.compile(
            rf"^\[(?P<m>{'|'.join(_MONTHS)}) (?P<d>\d\d), (?P<y>\d{{4}}) (?P<time>\d\d:\d\d:\d\d)\] "
            r"(?:<(?P<name>[^\n]{1,200}?)> |\*\*\* (?:<(?P<sender>[^\n]{1,200}?)>(?= sent file))?)",
            re.MULTILINE | re.ASCII,
        ),
    ),
    Layout(
        "sigtop",
        re.compile(
            r"^(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d) (?P<time>\d\d:\d\d) (?P<name>[^\n]{1,200}?):(?: |(?=\r?$))",
            re.MULTILINE | re.ASCII,
        ),
    ),
)
# The exporting person: without one of these the first and the last layout are also those of a program's log.
_OWN_NAME: Final = re.compile(
    r"^(?:\[[\d ,:-]{16,20}\] (?:Me|No-Sender)|\d{4}-\d\d-\d\d \d\d:\d\d You):", re.MULTILINE
)
_HARD_BREAK: Final = re.compile(r"\S  $", re.MULTILINE)

_QUOTE = re.compile(r"\n\n((?:> [^\n]*(?:\n|$)|>(?:\n|$))+)\n?")
_MEDIA = re.compile(r"!?\[[^\]\n]{0,255}\]\(\./(?P<path>media/[^)\n]{1,400})\)")
_REACTIONS = re.compile(r"(?:^|\n)\(- [^\n]{1,1000}? -\)")
_STICKER = re.compile(
    r"(?:^|\n)\(\( [^\n]{0,20}? \)\)|\[[^\]\n]{0,40}\]\(\.\./exported_stickers/[^)\n]{1,200}\)"
)
_DELETED = "(This message was deleted)"
_SENT_FILE = re.compile(
    r" sent file(?: (?:\"(?P<name>[^\"\n]{1,255})\"|of type (?P<type>[^\s]{1,100})))?[^\n]{0,500}"
)
_ONE_OF = r"(?:reply to [^\n\]]{1,200}? on [\d-]{10} [\d:]{5}|edited|\d{1,4} attachments?)"
_SHORT = re.compile(rf"\[(?P<what>{_ONE_OF}(?:, {_ONE_OF}){{0,2}})\](?: |$)")
_SHORT_NOTICE = re.compile(r"\[[a-z0-9-]{1,60} message\]")


def layout_of(name: str, text: str) -> Layout | None:
    """The layout of the first line with anything in it. `text` may be the beginning of a file only."""
    start = len(text) - len(text.lstrip("\r\n"))
    for layout in _LAYOUTS:
        if not layout.pattern.match(text, start):
            continue
        # A chat of signal-export looks much like one of WhatsApp on some iPhones.
        if layout.program == "signalbackup-tools" or _OWN_NAME.search(text):
            return layout
        if layout.program == "signal-export" and (name.lower().endswith(".md") or _HARD_BREAK.search(text)):
            return layout
    return None


def find_messages(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Where messages begin. Raises `BadData` for too many."""
    matches = list(islice(pattern.finditer(text), MOST_MESSAGES + 1))
    if len(matches) > MOST_MESSAGES:
        raise BadData(
            f"This chat has over {MOST_MESSAGES} messages, more than is read at once. The item is kept as it is; "
            "cut a copy into parts and add those."
        )
    return matches


def segments_of(text: str, layout: Layout, files: ChatFiles) -> Iterator[Segment]:
    """Raises `BadData` for too many messages."""
    matches = find_messages(layout.pattern, text)
    at = 0
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        for segment in _one(text, match, _trimmed(text, match.end(), end), files):
            if segment.start > at:
                yield Segment("frame", at, segment.start)
            yield segment
            at = segment.end
    if at < len(text):
        yield Segment("frame", at, len(text))


def _trimmed(text: str, start: int, end: int) -> int:
    """Without the line ends and the two spaces that the programs put behind a message."""
    return start + len(text[start:end].rstrip(" \r\n"))


def _said_at(match: re.Match[str]) -> str | None:
    month = match["m"] if match["m"].isdigit() else f"{_MONTHS.index(match['m']) + 1:02}"
    try:
        return datetime.fromisoformat(f"{match['y']}-{month}-{match['d']}T{match['time']}").isoformat()
    except ValueError:
        return None


def _one(text: str, match: re.Match[str], end: int, files: ChatFiles) -> Iterator[Segment]:
    named = match.groupdict()
    start, said_at = match.end(), _said_at(match)
    speaker = named.get("name") or named.get("sender")
    quote = _QUOTE.match(text, start, end) if speaker is not None else None
    note = _note(text, quote) if quote is not None else ()
    start = start if quote is None else quote.end()
    if start >= end:
        yield _empty(match, speaker, said_at)
        yield from note
        return
    yield from note
    if speaker is None or _SHORT_NOTICE.fullmatch(text, start, end):
        yield Segment("system", start, end, said_at=said_at)
        return
    marks, names, details = _marks(text, start, end, bool(named.get("sender")))
    places = [
        place for name in names for place in files.attach(name, {"voice": True} if is_voice(name) else {})
    ]
    missing = [files.attached[place].name for place in places if files.attached[place].missing]
    if missing:
        details["missing"] = list(missing)
    attached = tuple(dict.fromkeys(places))
    yield Segment("message", start, end, speaker, None, None, None, said_at, marks, attached, details)


def _note(text: str, quote: re.Match[str]) -> tuple[Segment]:
    start, end = quote.span(1)
    return (Segment("note", start, _trimmed(text, start, end), details={"quote": True}),)


def _empty(match: re.Match[str], speaker: str | None, said_at: str | None) -> Segment:
    """Nothing was said, and no segment is empty: what ends the stamp (":", "***") stands for it."""
    start = match.start() + len(match[0].rstrip()) - 1
    mark = Mark("label", start, match.end())
    kind = "message" if speaker else "system"
    return Segment(kind, start, match.end(), speaker, None, None, None, said_at, (mark,), (), {"empty": True})


def _marks(
    text: str, start: int, end: int, sent_file: bool
) -> tuple[tuple[Mark, ...], list[str], dict[str, JSON]]:
    marks: list[Mark] = []
    names: list[str] = []
    details: dict[str, JSON] = {}
    if text[start:end] == _DELETED:
        return (Mark("action", start, end, "deleted"),), [], {"deleted": True}
    if sent_file and (file := _SENT_FILE.match(text, start, end)):
        names.append(file["name"] or file["type"] or "file")
        return (Mark("attachment", start, end, names[0]),), names, details
    if short := _SHORT.match(text, start, end):
        details = {"told": short["what"]}
        marks.append(Mark("action", start, short.start() + len(short["what"]) + 2))
    for link in _MEDIA.finditer(text, start, end):
        names.append(link["path"].replace("%20", " "))
        marks.append(Mark("attachment", link.start(), link.end(), names[-1]))
    for pattern, kind, value in ((_REACTIONS, "action", "reactions"), (_STICKER, "attachment", "sticker")):
        marks += [Mark(kind, one.start(), one.end(), value) for one in pattern.finditer(text, start, end)]
    return _apart(marks), names, details


def _apart(marks: list[Mark]) -> tuple[Mark, ...]:
    """In order; of two that overlap the first."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda one: one.start):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)
