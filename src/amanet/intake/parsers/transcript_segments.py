"""The segments of a transcript while they are made: each begins where the last one ends, so that none is missing or twice.

Whitespace between two segments belongs to the first; what stands before the first belongs to it as well.

>>> from amanet.intake.parsers.transcript_segments import SegmentsInOrder
>>> segments = SegmentsInOrder()
>>> segments.begin("heading", 2)
>>> segments.begin("turn", 9, speaker="AYGUL")
>>> segments.mark("label", 9, 15, "AYGUL")
>>> [(one.kind, one.start, one.end, one.speaker) for one in segments.finish(30)]
[('heading', 0, 9, None), ('turn', 9, 30, 'AYGUL')]
"""

from collections.abc import Mapping
from typing import Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.reading import Mark, Segment

__all__ = ["MOST_MARKS", "MOST_SEGMENTS", "SegmentsInOrder"]

# A hearing of a hundred hours has some 60,000 turns; a million segments fill the memory a parser gets.
MOST_SEGMENTS: Final = 1_000_000
MOST_MARKS: Final = 2 * MOST_SEGMENTS
_NOTHING: Final[Mapping[str, JSON]] = {}


class SegmentsInOrder:
    """`begin` ends the segment before, or takes the place of one that has nothing in it; `mark` and `set` concern the last."""

    def __init__(self) -> None:
        self._made: list[Segment] = []
        self._kind = ""
        self._start = self._begun = 0
        self._values: dict[str, str | int | None] = {}
        self._marks: list[Mark] = []
        self._marks_left = MOST_MARKS
        self._details: Mapping[str, JSON] = _NOTHING

    @property
    def kind(self) -> str:
        """The kind of the segment begun last; empty before the first."""
        return self._kind

    def begin(
        self, kind: str, start: int, details: Mapping[str, JSON] | None = None, **values: str | int | None
    ) -> None:
        """`values` are fields of `Segment`: speaker, language, from_ms, to_ms."""
        if self._kind and start > self._begun:
            self._end(start)
            self._start = start
        self._begun = start
        self._kind, self._values, self._marks = kind, values, []
        self._details = details or _NOTHING

    def mark(self, kind: str, start: int, end: int, value: str | None = None) -> None:
        self._marks.append(Mark(kind, start, end, value))
        self._marks_left -= 1
        if self._marks_left < 0:
            raise _too_many(MOST_MARKS, "labels and notes")

    def set(self, **values: str | int | None) -> None:
        self._values.update(values)

    def finish(self, end: int) -> tuple[Segment, ...]:
        """All of them. What has no line with words is one `frame`, or nothing."""
        if not self._kind and end:
            self._kind = "frame"
        if self._kind:
            self._end(end)
        return tuple(self._made)

    def _end(self, end: int) -> None:
        values: dict[str, object] = {**self._values, "marks": tuple(self._marks), "details": self._details}
        self._made.append(Segment(self._kind, self._start, end, **values))  # type: ignore[arg-type]
        if len(self._made) > MOST_SEGMENTS:
            raise _too_many(MOST_SEGMENTS, "turns")


def _too_many(most: int, what: str) -> BadData:
    return BadData(
        f"This text has more than {most} {what}, which no transcript has. The item is kept as it is; if it really is one, "
        "cut a copy into parts and add those."
    )
