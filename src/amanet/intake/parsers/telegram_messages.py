"""One message of a Telegram export: its words, what of them nobody said, and everything else that the export tells of it.

The words are `text`, whose parts are put together without anything between them, as Telegram Desktop takes them apart. Exports that
some other programs wrote have lost the space between two marked parts; where a part that Telegram itself recognises (a link, a
mention) stands directly on another marked part, and there is no `text_entities` that would show the whole, one space is set there,
`details["spaced"]` says where, and an oddity how often.

A poll's question and answers are words of who sent it. A shared contact, a place and a sticker's emoji are words too, but
marked, so that they are not taken for what was said.

>>> from amanet.intake.parsers.telegram_messages import Words, words_of
>>> words_of({"text": [{"type": "bold", "text": "Now:"}, " see ", {"type": "link", "text": "https://example.org"}]}).text
'Now: see https://example.org'
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from amanet.record.reading import Mark

__all__ = ["KEYS_OF_FILES", "Words", "is_left_out", "said_at", "service_words", "words_of"]

# Parts that begin a word of their own wherever they stand.
_RECOGNISED: Final = frozenset(
    ("link", "email", "mention", "hashtag", "cashtag", "bot_command", "phone", "bank_card")
)
KEYS_OF_FILES: Final = ("photo", "file", "contact_vcard", "thumbnail")
_LEFT_OUT: Final = re.compile(r"\((?:File|Photo) (?:not included|exceeds maximum size|unavailable)")
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_LAST_SECOND: Final = 253_402_300_799  # of the year 9999


class Words(NamedTuple):
    """`spaced` is where spaces were set; `parts` what parts of the words carry besides (the address behind a link): where
    they begin and end, their kind, and the rest of what the export says of them."""

    text: str
    marks: tuple[Mark, ...] = ()
    spaced: tuple[int, ...] = ()
    parts: tuple[tuple[int, int, str, Mapping[str, Any]], ...] = ()


def words_of(message: Mapping[str, Any]) -> Words:
    """All offsets are into `text` of what is returned."""
    written = _text(message)
    lines = [(written.text, "", None), *_further(message)]
    at = 0
    marks: list[Mark] = []
    kept: list[str] = []
    for words, kind, value in lines:
        if not words.strip():
            continue
        if kind:
            marks.append(Mark(kind, at, at + len(words), value))
        kept.append(words)
        at += len(words) + 1
    own = written if written.text.strip() else Words("")
    return Words("\n".join(kept), tuple(marks), own.spaced, own.parts)


def _text(message: Mapping[str, Any]) -> Words:
    written = message.get("text") or message.get("text_entities") or ""
    if isinstance(written, str):
        return Words(written)
    whole = "text_entities" in message
    at, before, marked_before = 0, "", False
    pieces: list[str] = []
    spaced: list[int] = []
    parts: list[tuple[int, int, str, Mapping[str, Any]]] = []
    for part in written if isinstance(written, list) else ():
        words, kind, further = _part(part)
        if not words:
            continue
        joined = marked_before and kind in _RECOGNISED and not whole
        if joined and not before[-1].isspace() and not words[0].isspace():
            spaced.append(at)
            pieces.append(" ")
            at += 1
        if further:
            parts.append((at, at + len(words), kind, further))
        pieces.append(words)
        at += len(words)
        before, marked_before = words, bool(kind)
    return Words("".join(pieces), (), tuple(spaced), tuple(parts))


def _part(part: Any) -> tuple[str, str, Mapping[str, Any]]:
    """Its words, its kind ("" for plain text) and what else it carries."""
    if isinstance(part, dict) and isinstance(part.get("text"), str):
        further = {key: value for key, value in part.items() if key not in ("text", "type")}
        kind = str(part.get("type", ""))
        return part["text"], "" if kind == "plain" else kind, further
    return part if isinstance(part, str) else "", "", {}


def _further(message: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Words beside the text, each a line, with the kind of mark that takes them out of what was said."""
    poll = message.get("poll")
    if isinstance(poll, dict):
        answers = poll.get("answers")
        yield _text({"text": poll.get("question")}).text, "", None
        for answer in answers if isinstance(answers, list) else ():
            yield _text(answer).text if isinstance(answer, dict) else "", "", None
    contact = message.get("contact_information")
    if isinstance(contact, dict):
        values = (contact.get(key) for key in ("first_name", "last_name", "phone_number"))
        yield " ".join(value for value in values if isinstance(value, str) and value), "attachment", "contact"
    for key in ("place_name", "address"):
        yield _plain(message.get(key)), "place", None
    location = message.get("location_information")
    if isinstance(location, dict):
        yield f"{location.get('latitude')}, {location.get('longitude')}", "place", None
    for key in ("sticker_emoji", "game_title", "game_description"):
        yield _plain(message.get(key)), "attachment", key


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def service_words(message: Mapping[str, Any]) -> str:
    """What happened, in the words of the export: "create_group: The gate, Aygul, Li"."""
    told = [_plain(message.get(key)) for key in ("title", "new_title", "information_text")]
    members = message.get("members")
    told += [one for one in members if isinstance(one, str)] if isinstance(members, list) else []
    told.append(_text(message).text)
    action = _plain(message.get("action")) or "notice"
    words = ", ".join(filter(None, told))
    return f"{action}: {words}" if words else action


def said_at(message: Mapping[str, Any], key: str = "date") -> str | None:
    """In UTC where the export tells seconds since 1970, otherwise as the exporting computer's clock showed it."""
    seconds = str(message.get(f"{key}_unixtime", ""))
    if seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12 and int(seconds) <= _LAST_SECOND:
        return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%S}Z"
    local = _plain(message.get(key))
    return local if _LOCAL.fullmatch(local) else None


def is_left_out(path: str) -> bool:
    """Where a file was not exported, a sentence stands in the place of its path."""
    return _LEFT_OUT.search(path) is not None
