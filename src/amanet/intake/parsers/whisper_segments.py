"""One segment of a transcript by Whisper, in the layouts of the programs that write it.

openai-whisper, faster-whisper and WhisperX: `{"start": 0.0, "end": 2.5, "text": " They", "words": [{"word": " They", "start": …}]}`.
whisper.cpp: `{"offsets": {"from": 0, "to": 2500}, "text": " They", "tokens": [{"text": " Th", "offsets": …, "p": 0.9}]}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.cue_markup import is_language
from amanet.intake.parsers.exact_json import as_detail, milliseconds

__all__ = ["Spoken", "read_segment", "read_transcription"]

_KEPT = "The item is kept as it is."
_READ = frozenset(("start", "end", "text", "speaker", "language", "words", "tokens", "offsets", "timestamps"))
_SCORES = ("probability", "score", "p")
_NEAR = 64  # characters in which the next word is looked for
_MOST_MILLISECONDS = 10**12


@dataclass(frozen=True)
class Spoken:
    words: str
    from_ms: int | None
    to_ms: int | None
    speaker: str | None = None
    language: str | None = None
    details: Mapping[str, JSON] = field(default_factory=dict)


def read_segment(segment: Any, number: int, composer: Composer) -> Spoken:
    """One of `segments`, times in seconds. Raises `BadData` naming the segment."""
    text = _text_of(segment, number)
    times = [milliseconds(segment.get(name)) for name in ("start", "end")]
    return _spoken(segment, text, times, segment.get("words"), number, composer)


def read_transcription(segment: Any, number: int, composer: Composer) -> Spoken:
    """One of whisper.cpp's `transcription`, times in milliseconds."""
    text = _text_of(segment, number)
    tokens = segment.get("tokens")
    # Tokens are pieces of words; those in brackets are signs between the program and its model.
    said = [one for one in tokens if not _is_sign(one)] if isinstance(tokens, list) else None
    return _spoken(segment, text, _offsets_of(segment), said, number, composer)


def _text_of(segment: Any, number: int) -> str:
    if not isinstance(segment, dict) or not isinstance(segment.get("text"), str):
        raise BadData(f'Segment {number} has no "text": it is not one of Whisper\'s. {_KEPT}')
    return str(segment["text"]).strip()


def _offsets_of(one: Any) -> list[int | None]:
    offsets = one.get("offsets") if isinstance(one, dict) else None
    values = [offsets.get(name) if isinstance(offsets, dict) else None for name in ("from", "to")]
    return [value if type(value) is int and 0 <= value <= _MOST_MILLISECONDS else None for value in values]


def _is_sign(token: Any) -> bool:
    text = token.get("text") if isinstance(token, dict) else None
    return isinstance(text, str) and text.startswith("[_") and text.endswith("]")


def _spoken(
    segment: dict[str, Any], text: str, times: list[int | None], words: Any, number: int, composer: Composer
) -> Spoken:
    where = f"segment {number}"
    if None in times:
        composer.oddity(where, "it has no times, or what stands there is no time")
    speaker, language = (_name(segment.get(name)) for name in ("speaker", "language"))
    details = _plain_details(segment, where, composer)
    placed = _place_words(words, text) if isinstance(words, list) else []
    if placed:
        details["words"] = placed
    if len({one["speaker"] for one in placed if "speaker" in one} | ({speaker} - {None})) > 1:
        composer.oddity(where, "the program heard several speakers in it; it is kept under the one it chose")
    known = language if language and is_language(language) else None
    return Spoken(text, times[0], times[1], speaker, known, details)


def _name(value: Any) -> str | None:
    """A label as written; whisper.cpp and others number their speakers."""
    if type(value) is int:
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _plain_details(segment: dict[str, Any], where: str, composer: Composer) -> dict[str, JSON]:
    details: dict[str, JSON] = {}
    unread = 0
    for key, value in segment.items():
        if key in _READ or value is None:
            continue
        if isinstance(value, str | int | Decimal) and key.isascii():
            details[key] = as_detail(value)
        else:
            unread += 1
    if unread:
        composer.oddity(where, f"{unread} of its fields are none of Whisper's and were not read")
    return details


def _place_words(words: list[Any], text: str) -> list[dict[str, JSON]]:
    """Where in the segment each word stands. One that is not found there is kept as it is written."""
    placed: list[dict[str, JSON]] = []
    at = 0
    for one in words:
        word = one.get("word", one.get("text")) if isinstance(one, dict) else None
        if not isinstance(word, str) or not word.strip():
            continue
        stripped = word.strip()
        start = text.find(stripped, at, at + len(stripped) + _NEAR)
        entry: dict[str, JSON] = (
            {"word": stripped} if start < 0 else {"start": start, "end": start + len(stripped)}
        )
        at = at if start < 0 else start + len(stripped)
        placed.append({**entry, **_told_of_word(one)})
    return placed


def _told_of_word(one: dict[str, Any]) -> dict[str, JSON]:
    times = (
        _offsets_of(one) if "offsets" in one else [milliseconds(one.get(name)) for name in ("start", "end")]
    )
    score = next((one[name] for name in _SCORES if isinstance(one.get(name), int | Decimal)), None)
    told: dict[str, JSON] = {
        "from_ms": times[0],
        "to_ms": times[1],
        "score": None if score is None else str(score),
        "speaker": _name(one.get("speaker")),
    }
    return {name: value for name, value in told.items() if value is not None}
