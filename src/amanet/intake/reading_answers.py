"""What a confined child says of an item it read, made into values: strictly, because the item may have taken it over.

Every field has a type and a bound here, and what does not fit ends the talk with `BadData`. That the segments are the whole
text, each character once, `record.reading.Reading` holds itself to. Messages are for people: bounded, on one line, and
nothing in them that moves a cursor.

>>> from amanet.intake.reading_answers import Gathered
>>> found = Gathered("srt")
>>> found.take(b"T", b"Hello")
>>> found.take(b"G", b'[{"kind":"turn","start":0,"end":5}]')
>>> found.reading().segments
(Segment(kind='turn', start=0, end=5, speaker=None, language=None, from_ms=None, to_ms=None, said_at=None, marks=(), attached=(), details={}),)
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from amanet.canonical import JSON, decode_any_json, readable_name
from amanet.canonical.encoding import LARGEST_INTEGER
from amanet.errors import BadData
from amanet.intake.parsers.parsing import NeedsAnswer
from amanet.record.reading import Attached, Mark, Oddity, Reading, Segment

__all__ = ["MOST_ATTACHED", "MOST_CHARACTERS", "MOST_SEGMENTS", "Gathered", "failure_from"]

MOST_CHARACTERS: Final = 64 << 20
MOST_SEGMENTS: Final = 2_000_000
MOST_ATTACHED: Final = 100_000
_MOST_ODDITIES: Final = 20_000
_MOST_BYTES: Final = 768 << 20
_LONGEST_MESSAGE: Final = 3000
_QUESTIONS: Final = frozenset(("date_order", "encoding", "language", "speakers", "format"))
_MOST_CHOICES, _LONGEST_CHOICE = 50, 200
# What a parser's own failure is called, and what to do.
_CUT = "Cut a copy into parts, and add those."
_REASONS: Final = {
    "MemoryError": ("needed more memory than reading an item may take", _CUT),
    "RecursionError": ("is nested too deeply", "It is damaged, or made to do that."),
}
_UNNAMED: Final = "(without a name)"
_REPORT: Final = "If another format fits, say so (--as); otherwise report it, with the kind of file it is."

_Made = TypeVar("_Made")


class Gathered:
    """The pieces of one reading, as they come."""

    def __init__(self, format_name: str) -> None:
        self._format = format_name
        self._text: list[str] = []
        self._characters = 0
        self._bytes = 0
        self._segments: list[Segment] = []
        self._attached: list[Attached] = []
        self._oddities: list[Oddity] = []
        self._details: Mapping[str, JSON] = {}

    def take(self, kind: bytes, message: bytes) -> None:
        """Raises `BadData` for what is no piece of a reading, and for more than one reading holds."""
        self._bytes += len(message)
        if self._bytes > _MOST_BYTES:
            raise BadData("it says more than one reading may hold.")
        if kind == b"T":
            self._take_text(message)
        elif kind == b"G":
            _extend(self._segments, message, _segment, MOST_SEGMENTS)
        elif kind == b"A":
            _extend(self._attached, message, _attached, MOST_ATTACHED)
        elif kind == b"O":
            _extend(self._oddities, message, _oddity, _MOST_ODDITIES)
        elif kind == b"D":
            self._details = _object(_parse(message))
        else:
            raise BadData("it is of no known kind, or came too early.")

    def reading(self) -> Reading:
        """Raises `BadData` where the segments are not the whole text."""
        text = "".join(self._text)
        self._text.clear()
        return Reading(
            self._format,
            text,
            tuple(self._segments),
            tuple(self._attached),
            self._details,
            tuple(self._oddities),
        )

    def _take_text(self, message: bytes) -> None:
        try:
            piece = message.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise BadData("its text is not UTF-8.") from problem
        self._characters += len(piece)
        if self._characters > MOST_CHARACTERS:
            raise BadData(f"its text has over {MOST_CHARACTERS} characters.")
        self._text.append(piece)


def failure_from(message: bytes, what: str) -> BadData:
    """Why the child could not read `what`, to be raised; `NeedsAnswer` where a person can help. Raises `BadData` for a message that
    is none.
    """
    told = _object(decode_any_json(message))
    kind, text, question = told.get("kind"), told.get("message"), told.get("question")
    if kind not in ("bad", "failed") or not isinstance(text, str):
        raise BadData("its reason is none.")
    if kind == "failed":
        happened, advice = _REASONS.get(text, (f"upset its parser ({_for_people(text, 60)})", _REPORT))
        return BadData(f"{what} {happened}. Nothing of it was read, and the item is kept as it is. {advice}")
    if question is None:
        return BadData(_for_people(text, _LONGEST_MESSAGE))
    return NeedsAnswer(
        _for_people(text, _LONGEST_MESSAGE), _question(question), _choices(told.get("choices"))
    )


def _question(question: object) -> str:
    if not isinstance(question, str) or question not in _QUESTIONS:
        raise BadData("it asks what nobody can answer.")
    return question


def _choices(choices: object) -> tuple[str, ...]:
    if not isinstance(choices, list) or len(choices) > _MOST_CHOICES:
        raise BadData("its choices are none.")
    if not all(isinstance(one, str) and one.isprintable() and len(one) <= _LONGEST_CHOICE for one in choices):
        raise BadData("its choices are none.")
    return tuple(choices)


def _for_people(text: str, longest: int) -> str:
    shown = readable_name(" ".join(text.split()))
    return shown if len(shown) <= longest else shown[:longest] + " …"


def _extend(found: list[Any], message: bytes, make: Callable[[JSON], object], most: int) -> None:
    entries = _parse(message)
    if not isinstance(entries, list) or len(found) + len(entries) > most:
        raise BadData(f"a list was expected, and {most} of its kind at most.")
    found.extend(map(make, entries))


def _parse(message: bytes) -> Any:
    """JSON without floats; quicker than `decode_any_json`, because all of it is looked at once more when it is kept."""
    try:
        return json.loads(message, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise BadData("it is not the JSON that is spoken here.") from problem


def _refuse(_number: str) -> NoReturn:
    raise ValueError


def _segment(value: JSON) -> Segment:
    given = _fields(value, _SEGMENT)
    if "marks" in given:
        given["marks"] = tuple(map(_mark, given["marks"]))
    if "attached" in given:
        if not all(type(place) is int for place in given["attached"]):
            raise BadData("a place of what is attached is no number.")
        given["attached"] = tuple(given["attached"])
    return _made(Segment, given)


def _mark(value: object) -> Mark:
    if not isinstance(value, list) or [type(one) for one in value] not in _MARKS:
        raise BadData("a mark is none.")
    return Mark(*value)


def _attached(value: JSON) -> Attached:
    return _made(Attached, {"name": _UNNAMED, **_fields(value, _ATTACHED)})


def _oddity(value: JSON) -> Oddity:
    if not isinstance(value, list) or [type(one) for one in value] != [str, str]:
        raise BadData("an oddity is none.")
    return Oddity(*value)


def _fields(value: object, types: Mapping[str, type]) -> dict[str, Any]:
    given = _object(value)
    for name, inner in given.items():
        if type(inner) is not types.get(name) or (type(inner) is int and abs(inner) > LARGEST_INTEGER):
            raise BadData("a field of it is none, or of another type.")
    return given


def _made(kind: type[_Made], given: dict[str, Any]) -> _Made:
    try:
        return kind(**given)
    except TypeError as problem:
        raise BadData("a field of it is missing.") from problem


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadData("an object was expected.")
    return value


_MARKS: Final = ([str, int, int], [str, int, int, str])
_SEGMENT: Final[Mapping[str, type]] = {
    "kind": str,
    "start": int,
    "end": int,
    "speaker": str,
    "language": str,
    "from_ms": int,
    "to_ms": int,
    "said_at": str,
    "marks": list,
    "attached": list,
    "details": dict,
}
_ATTACHED: Final[Mapping[str, type]] = {"name": str, "media_type": str, "missing": bool, "details": dict}
