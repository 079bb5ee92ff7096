"""What in the words of a WhatsApp message was written by WhatsApp: the name of an attached file, that one was left out, that
the message was deleted or edited.

None of it is taken out. It is marked, so that `Reading.said` gives what the person said, and told in `details`:
`deleted`, `edited`, `omitted` (a kind), `voice`, and `app_mark` where words that are in no table stand after the mark of direction that
WhatsApp puts before its own (a poll, a missed call): they stay words of that message.

>>> from amanet.intake.parsers.whatsapp_bodies import look_at
>>> text = "IMG-20210304-WA0001.jpg (file attached)\\nThis is the gate."
>>> body = look_at(text, 0, len(text), lambda name: False)
>>> body.names, [text[mark.start : mark.end] for mark in body.marks]
(('IMG-20210304-WA0001.jpg',), ['IMG-20210304-WA0001.jpg (file attached)'])
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from amanet.canonical import JSON
from amanet.intake.parsers.whatsapp_words import (
    ATTACHED,
    DELETED,
    EDITED,
    MARKS,
    OMITTED,
    SPACES,
    TAGS,
    bare,
    folded,
)
from amanet.record.reading import Mark

__all__ = ["PLAIN", "Body", "is_voice", "look_at"]

_LONGEST_PHRASE = 90
_PHRASES = DELETED | OMITTED.keys()
_APP_MARKS: Final = ("\u200e", "\u200f")
_GIVEN_NAME = re.compile(r"[A-Z]{3}-\d{8}-WA\d+\.\w+|\d{8}-.*\.\w+", re.ASCII)
_VOICE = re.compile(r"PTT-|.*\.opus$|\d{8}-AUDIO-", re.IGNORECASE)
# Bounded throughout: what repeats without bound beside something like it costs the square of a hostile line's length.
_TAG = re.compile(
    rf"<[{MARKS}]{{0,4}}(?P<words>[^<>:：\n]{{1,40}})[:：][{SPACES}{MARKS}]{{0,4}}(?P<name>[^<>\n]{{1,255}})>"
)
# "IMG-20210304-WA0001.jpg (file attached)", "Report.pdf • 3 pages (fichier joint)"; on old phones "x.jpg <attached>".
_NAME_FIRST = re.compile(r"(?P<name>[^\n]{1,300})[(（<](?P<words>[^()（）<>\n]{1,60})[)）>]")
_BLANK = re.compile(f"[{MARKS}{SPACES}\n\r]")

Holds = Callable[[str], bool]


class Body(NamedTuple):
    """`names` are of attached files, as written; offsets of `marks` are into the whole text."""

    marks: tuple[Mark, ...] = ()
    names: tuple[str, ...] = ()
    details: Mapping[str, JSON] = {}


PLAIN: Final = Body()


def is_voice(name: str) -> bool:
    return _VOICE.match(name.rpartition("/")[2]) is not None


def look_at(text: str, start: int, end: int, holds: Holds) -> Body:
    """`text[start:end]` is a message. `holds` says whether a file of a name came with the chat."""
    words = text[start:end]
    line = words.partition("\n")[0]
    marked = line.startswith(_APP_MARKS)
    if not marked and not _may_be_of_the_app(line, words):
        return PLAIN
    edited = _edited(words)
    if edited is not None:
        words, line = words[:edited], line[:edited]
    found = list(_tags(words, holds)) or list(_name_first(line, holds)) or list(_phrases(line, words))
    details = {key: value for one in found for key, value in one.details.items()}
    marks = [mark for one in found for mark in one.marks]
    if edited is not None:
        details["edited"] = True
        marks.append(Mark("action", edited, end - start, "edited"))
    if marked and not marks:
        details["app_mark"] = True
    moved = tuple(Mark(mark.kind, start + mark.start, start + mark.end, mark.value) for mark in marks)
    return Body(moved, tuple(name for one in found for name in one.names), details)


def _may_be_of_the_app(line: str, words: str) -> bool:
    """Quick, for a hundred thousand messages: most have neither brackets nor marks, and are in no table."""
    if "<" in words or ")" in line or "）" in line or "\u200e" in line or "\u200f" in line:
        return True
    if len(line) > _LONGEST_PHRASE:
        return False
    if "\u00a0" in line:
        line = line.replace("\u00a0", " ")
    return line.strip(" \r.。।۔").casefold() in _PHRASES


def _edited(words: str) -> int | None:
    """Where the note that a message was edited begins, with the space before it."""
    at = words.rfind("<")
    if at < 0 or folded(words[at:]) not in EDITED:
        return None
    while at > 0 and _BLANK.match(words[at - 1]):
        at -= 1
    return at


def _tags(words: str, holds: Holds) -> Iterator[Body]:
    for tag in _TAG.finditer(words) if "<" in words else ():
        name = bare(tag["name"])
        if name and (folded(tag["words"]) in TAGS or holds(name) or _GIVEN_NAME.fullmatch(name)):
            yield _file(_with_marks(words, tag.start()), tag.end(), name)


def _with_marks(words: str, at: int) -> int:
    while at > 0 and words[at - 1] in _APP_MARKS:
        at -= 1
    return at


def _name_first(line: str, holds: Holds) -> Iterator[Body]:
    match = _NAME_FIRST.fullmatch(bare(line))
    if match is None:
        return
    written = bare(match["name"])
    name = written if holds(written) else bare(written.partition(" • ")[0])
    words = folded(match["words"])
    if name and (words in ATTACHED or words in TAGS or holds(name) or _GIVEN_NAME.fullmatch(name)):
        yield _file(0, len(line), name)


def _file(start: int, end: int, name: str) -> Body:
    details: dict[str, JSON] = {"voice": True} if is_voice(name) else {}
    return Body((Mark("attachment", start, end, name),), (name,), details)


def _phrases(line: str, words: str) -> Iterator[Body]:
    """The first line is nothing but a phrase, begins with one in brackets, or ends in one ("x.pdf • ‎document omitted")."""
    if not line:
        return
    if line == words and folded(line) in DELETED:
        yield Body((Mark("action", 0, len(line), "deleted"),), (), {"deleted": True})
        return
    tag_end = line.find(">") + 1 if line.lstrip("".join(_APP_MARKS)).startswith("<") else 0
    last_mark = max(line.rfind(mark) for mark in _APP_MARKS)
    for start, end in ((0, len(line)), (0, tag_end), (last_mark, len(line))):
        kind = OMITTED.get(folded(line[start:end])) if 0 <= start < end else None
        if kind is not None:
            yield Body((Mark("attachment", start, end),), (), {"omitted": kind})
            return
