"""What a reader sees of the words of an office document, a saved page, a mail or subtitles, read in a confined process.

Comments, struck-out and hidden words, other wordings for old programs, attachments, properties and the head of a mail are not among them.

>>> seen_words(document, "docx")  # doctest: +SKIP
['The list of Selkum', 'Nobody answered.']
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from amanet.errors import BadData
from amanet.intake.item_reader import ItemReader, Known
from amanet.intake.parsers.parsing import Answers
from amanet.protect.documents.rebuilt import CannotRebuild
from amanet.record.reading import Reading, Segment

__all__ = ["read_confined", "seen_words"]

_NOTES_SEEN: Final = ("footnote", "endnote")
_ASIDES: Final = ("header", "footer")
_NEVER_SEEN: Final = ("tracked", "comment", "alternate")
_PARTLY: Final = ("hidden", "faint")
_MOST_SPANS: Final = 1000  # a reader keeps so many of one kind
_SHOWN_KINDS: Final = ("turn", "heading", "message", "system", "paragraph", "row")
_SUBTITLES: Final = ("srt", "webvtt")


def read_confined(
    content: bytes, format_name: str, *, media_type: str = "", encoding: str | None = None
) -> Reading:
    """Raises `CannotRebuild` for what its reader does not read, or reads in several ways."""
    view = memoryview(content)
    known = Known("", len(content), media_type)
    try:
        with ItemReader(lambda offset, length: bytes(view[offset : offset + length]), known) as reader:
            reader.prepare(format_name)
            return reader.read(Answers(encoding=encoding))
    except BadData as problem:
        raise CannotRebuild(str(problem)) from problem


def seen_words(content: bytes, format_name: str, *, encoding: str | None = None) -> list[str]:
    """A paragraph each, in order."""
    reading = read_confined(content, format_name, encoding=encoding)
    if format_name in _SUBTITLES:
        return [
            words
            for words in map(_cue, *zip(*((reading, one) for one in reading.segments), strict=True))
            if words
        ]
    return [words for one in reading.segments for words in _seen(reading, one)]


def _seen(reading: Reading, segment: Segment) -> Iterator[str]:
    details: Mapping[str, Any] = segment.details
    if any(name in details for name in _NEVER_SEEN) or not _is_shown(segment.kind, details):
        return
    words = reading.text[segment.start : segment.end]
    spans = [span for name in _PARTLY for span in _spans(details.get(name))]
    if len(spans) >= _MOST_SPANS:
        raise CannotRebuild("It has a paragraph with more hidden words than are told apart.")
    kept = "".join(one for at, one in enumerate(words) if not any(start <= at < end for start, end in spans))
    if kept.strip():
        yield kept.strip("\n")


def _is_shown(kind: str, details: Mapping[str, Any]) -> bool:
    """A list of what is, so that what a reader learns to tell later stays out until somebody puts it here."""
    if kind == "note":
        is_seen = any(name in details for name in _NOTES_SEEN) or details.get("part") in _ASIDES
        return is_seen and details.get("hidden") is not True
    return kind in _SHOWN_KINDS and details.get("hidden") is not True


def _spans(told: object) -> Iterator[tuple[int, int]]:
    for one in told if isinstance(told, list | tuple) else ():
        if isinstance(one, list | tuple) and len(one) > 1 and all(type(at) is int for at in one[:2]):
            yield one[0], one[1]


def _cue(reading: Reading, segment: Segment) -> str:
    """With the time at which it is said."""
    words = " ".join(reading.said(segment).split()) if segment.kind == "turn" else ""
    if not words or segment.from_ms is None:
        return words
    minutes, seconds = divmod(segment.from_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02} {words}"
