"""What a parser understood of an item: a text, cut into segments without a gap, and what was attached.

A reading never improves on its original. For plain text, `text` is the decoded original to the last character; for other
formats it is the words in order, one line end between two of them. Segments stand end to end: every character belongs to
exactly one, and what a parser did not understand is a segment too (`NOT_UNDERSTOOD`), never dropped. Offsets are code points.

A speaker is a label as it was written ("MALE SPEAKER", a phone number); who that is, a person says later.

>>> from amanet.record.reading import Mark, Reading, Segment
>>> text = "AYGUL:\\n[Speaking Uyghur] They took him."
>>> turn = Segment("turn", 0, 39, speaker="AYGUL", language="ug", marks=(Mark("label", 0, 7), Mark("language", 7, 24, "ug")))
>>> Reading("transcript", text, (turn,)).said(turn)
'They took him.'
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = [
    "KINDS",
    "MARKS",
    "NOT_UNDERSTOOD",
    "Attached",
    "Mark",
    "Oddity",
    "Reading",
    "Segment",
]

NOT_UNDERSTOOD: Final = "not understood"
# What a segment can be. `frame` is what nobody said: the stamp and the name before a chat message, line ends.
KINDS: Final = frozenset(
    ("turn", "heading", "note", "message", "system", "paragraph", "row", "frame", NOT_UNDERSTOOD)
)
# What a part of a segment can be: who speaks (`label`), how that person was described, which language a note
# names, what happened ("crying"), an introduction on the screen, a place, an attachment's name.
MARKS: Final = frozenset(("label", "description", "language", "action", "caption", "place", "attachment"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a segment that is not what was said. Offsets are into the reading's text."""

    kind: str
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a reading, `text[start:end]`.

    `speaker` is the label as written; `language` a BCP 47 tag; `from_ms` and `to_ms` are milliseconds into the recording;
    `said_at` the time of a message as written, ISO 8601 (with an offset only where the file tells one); `attached` the
    places in `Reading.attached` that belong to it; `details` whatever else the format says.
    """

    kind: str
    start: int
    end: int
    speaker: str | None = None
    language: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    said_at: str | None = None
    marks: tuple[Mark, ...] = ()
    attached: tuple[int, ...] = ()
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came inside the item (a voice message in a chat's archive, a mail's attachment), or that is spoken of
    and was not there (`missing`).
    """

    name: str
    media_type: str | None = None
    missing: bool = False
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a person should know of the reading: where (line, row, part; never its words) and what."""

    where: str
    what: str


@dataclass(frozen=True)
class Reading:
    """`format` is the parser's name for what it read; `details` what the format says of the whole (title, date, producer)."""

    format: str
    text: str = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    attached: tuple[Attached, ...] = ()
    details: Mapping[str, JSON] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()

    def __post_init__(self) -> None:
        self.verify()

    def verify(self) -> None:
        """Raises `BadData` unless the segments are the whole text, in order, each once, and nothing points outside."""
        end = 0
        for number, segment in enumerate(self.segments, 1):
            if segment.kind not in KINDS or segment.start != end or segment.end <= segment.start:
                raise BadData(
                    f"Segment {number} of a reading does not follow on the one before, or is of no known kind."
                )
            end = segment.end
            _verify_inside(segment, number, len(self.attached))
        if end != len(self.text):
            raise BadData(f"A reading's segments end at {end}, its text at {len(self.text)}.")

    def text_of(self, segment: Segment) -> str:
        return self.text[segment.start : segment.end]

    def said(self, segment: Segment) -> str:
        """The words alone: without marks, and without space around them."""
        pieces, at = [], segment.start
        for mark in segment.marks:
            pieces.append(self.text[at : mark.start])
            at = mark.end
        pieces.append(self.text[at : segment.end])
        return " ".join(filter(None, (piece.strip() for piece in pieces)))

    def speakers(self) -> dict[str, int]:
        """The labels in order of appearance, with the number of their segments. Labels that look alike stay apart."""
        found: dict[str, int] = {}
        for segment in self.segments:
            if segment.speaker is not None:
                found[segment.speaker] = found.get(segment.speaker, 0) + 1
        return found

    def to_json(self) -> dict[str, JSON]:
        """Without the text, which stands apart; absent things are left out."""
        content: dict[str, JSON] = {
            "format": self.format,
            "segments": [_segment_to_json(segment) for segment in self.segments],
        }
        if self.attached:
            content["attached"] = [_attached_values(one) for one in self.attached]
        if self.details:
            content["details"] = dict(self.details)
        if self.oddities:
            content["oddities"] = [[one.where, one.what] for one in self.oddities]
        return content

    @classmethod
    def from_json(cls, text: str, content: Mapping[str, Any]) -> "Reading":
        """Raises `BadData` for anything but what `to_json` gives."""
        try:
            return cls(
                str(content["format"]),
                text,
                tuple(map(_segment_from_json, content["segments"])),
                tuple(Attached(**one) for one in content.get("attached", ())),
                content.get("details", {}),
                tuple(Oddity(*one) for one in content.get("oddities", ())),
            )
        except (KeyError, TypeError, AttributeError) as problem:
            raise BadData("What was kept of a reading is not a reading. Read the item again.") from problem


def _verify_inside(segment: Segment, number: int, attached: int) -> None:
    at = segment.start
    for mark in segment.marks:
        if mark.kind not in MARKS or not at <= mark.start < mark.end <= segment.end:
            raise BadData(f"A mark of segment {number} of a reading lies outside it or over another one.")
        at = mark.end
    if not all(0 <= place < attached for place in segment.attached):
        raise BadData(f"Segment {number} of a reading speaks of an attachment that there is not.")


def _segment_to_json(segment: Segment) -> JSON:
    values: dict[str, JSON] = {"kind": segment.kind, "start": segment.start, "end": segment.end}
    for name in ("speaker", "language", "from_ms", "to_ms", "said_at"):
        value = getattr(segment, name)
        if value is not None:
            values[name] = value
    if segment.marks:
        values["marks"] = [list(_mark_values(mark)) for mark in segment.marks]
    if segment.attached:
        values["attached"] = list(segment.attached)
    if segment.details:
        values["details"] = dict(segment.details)
    return values


def _segment_from_json(values: Mapping[str, Any]) -> Segment:
    given = dict(values)
    given["marks"] = tuple(Mark(*mark) for mark in given.get("marks", ()))
    given["attached"] = tuple(given.get("attached", ()))
    return Segment(**given)


def _mark_values(mark: Mark) -> Iterator[JSON]:
    yield from (mark.kind, mark.start, mark.end)
    if mark.value is not None:
        yield mark.value


def _attached_values(one: Attached) -> dict[str, JSON]:
    values: dict[str, JSON] = {"name": one.name}
    if one.media_type is not None:
        values["media_type"] = one.media_type
    if one.missing:
        values["missing"] = True
    if one.details:
        values["details"] = dict(one.details)
    return values
