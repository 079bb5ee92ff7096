"""Who speaks, in which language and since when, while the lines of a transcript are read one after the other.

A voice begins with a label and speaks until another begins or something that nobody said ends it (`end_voice`). Words, notes and times
come in the order of the text; what they do to the segments is decided here: a language note in the middle begins a new segment of
the same voice, a time is a frame and says when the next words begin.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from amanet.canonical import JSON
from amanet.intake.parsers.transcript_labels import Label
from amanet.intake.parsers.transcript_lines import trimmed
from amanet.intake.parsers.transcript_notes import Note
from amanet.intake.parsers.transcript_segments import SegmentsInOrder
from amanet.intake.parsers.transcript_times import Timecode
from amanet.record.reading import Segment

__all__ = ["Speech", "WhatWasOdd"]

_NOT_ONE_LANGUAGE = "a note names a language that is not known here, or more than one: none was set"


@dataclass
class WhatWasOdd:
    """Oddities by offset; transcript.py turns those into lines."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, offset: int, what: str) -> None:
        self.found.append((offset, what))


@dataclass
class _Voice:
    """Who speaks, and in which language since when it was last said."""

    speaker: str | None
    language: str | None


class Speech:
    """`kind` is that of the segments that hold words; `language` that of words of which no note names one.

    `waits` says that a label was read and no words yet.
    """

    def __init__(
        self, text: str, kind: str, language: str | None, odd: WhatWasOdd, *, times_known: bool
    ) -> None:
        self.segments = SegmentsInOrder()
        self.waits = False
        self._text = text
        self._kind = kind
        self._language = language
        self._odd = odd
        self._times_known = times_known
        self._voice: _Voice | None = None
        self._has_words = False
        self._time: tuple[int | None, int | None] = (None, None)

    @property
    def has_voice(self) -> bool:
        return self._voice is not None

    def begin_voice(self, speaker: str | None, start: int) -> None:
        """Somebody begins to speak at an offset; None is nobody that we know."""
        self._voice = _Voice(speaker, self._language)
        self._begin(start)

    def end_voice(self, kind: str, start: int, details: Mapping[str, JSON] | None = None) -> None:
        """Something that nobody said begins: what follows without a label is nobody's."""
        self.segments.begin(kind, start, details)
        self._voice = None
        self.waits = False

    def begin_label(self, begin: int, start: int, label: Label) -> None:
        """A turn that begins with a label. Its marks stand end to end, commas and colon in them; values are the words alone."""
        self._take(label.time)
        self.begin_voice(label.name or None, begin)
        self.waits = True
        ends = [*(part.start for part in label.parts), label.end]
        self.segments.mark("label", begin, start + ends[0], label.name or None)
        for part, end in zip(label.parts, ends[1:], strict=True):
            self.segments.mark(part.kind, start + part.start, start + end, part.value)
            if part.kind == "language":
                self._speaks(part.value, start + part.start)

    def say(self, start: int, end: int, notes: Iterable[Note] = (), line: int = 0) -> None:
        """What is said from `start` to `end`, and the notes within it, whose offsets count from `line`."""
        for note in notes:
            self._words(start, line + note.start)
            self._note(line, note)
            start = line + note.end
        self._words(start, end)

    def frame(self, start: int, time: Timecode) -> None:
        """A time that stands alone: the next words begin there."""
        self._take(time)
        from_ms, to_ms = self._time
        self.segments.begin("frame", start, from_ms=from_ms, to_ms=to_ms)

    def finish(self, end: int) -> tuple[Segment, ...]:
        return self.segments.finish(end)

    def _words(self, start: int, end: int) -> None:
        start, end = trimmed(self._text, start, end) if start < end else (end, end)
        if start < end:
            self._go_on(start)
            self.waits, self._has_words = False, True

    def _note(self, line: int, note: Note) -> None:
        start = line + note.start
        if note.time is not None:
            self.frame(start, note.time)
            return
        if note.kind == "language" and self._has_words:
            self._begin(start)
        self._go_on(start)
        self.segments.mark(note.kind, start, line + note.end, note.value)
        if note.kind == "language":
            self._speaks(note.value, start)

    def _go_on(self, start: int) -> None:
        """The voice speaks: in the segment that is open, or in a new one after a note or a time."""
        if self.segments.kind != self._kind:
            self._begin(start)

    def _begin(self, start: int) -> None:
        voice = self._voice or _Voice(None, self._language)
        (from_ms, to_ms), self._time = self._time, (None, None)
        self.segments.begin(
            self._kind, start, speaker=voice.speaker, language=voice.language, from_ms=from_ms, to_ms=to_ms
        )
        self._has_words = False

    def _speaks(self, tag: str | None, offset: int) -> None:
        if self._voice is not None:
            self._voice.language = tag
        self.segments.set(language=tag)
        if tag is None:
            self._odd.add(offset, _NOT_ONE_LANGUAGE)

    def _take(self, time: Timecode | None) -> None:
        if time is not None and self._times_known:
            self._time = (time.from_ms, time.to_ms)
