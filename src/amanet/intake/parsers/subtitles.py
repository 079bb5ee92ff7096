"""What WebVTT and SRT have in common: lines, times, cues, and how cues become segments of a reading.

A cue is shown for a while and may hold the words of several people. Each gets a segment of their own with the times of the
cue. Who speaks is known from markup (`<v Aygul>`) or from labels (`repeated_labels`); dashes only say that someone else
speaks, so they stay in the words and an oddity names the line. A cue whose times cannot be right is not understood, and kept.

Neither webvtt-py nor srt is used for reading: the first drops notes, regions, header and inner times, the second joins or skips
what is damaged, and neither tells where in the file a cue stood. The tests hold this parser against both.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amanet.canonical import JSON
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.repeated_labels import find_label, speaking_labels
from amanet.record.reading import NOT_UNDERSTOOD, Mark

__all__ = ["Aside", "Cue", "Piece", "head_of", "lines_of", "milliseconds", "write_cues"]

# Not str.splitlines: that also splits at characters that are text (U+2028, U+0085, form feed).
_LINE_END = re.compile("\r\n|\n|\r")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DASH = re.compile(r"^[ \t]{0,8}[-–—](?=[^-–—])", re.MULTILINE)
_SIXTY = 60
# Details of a piece that are offsets into its words.
_OFFSETS = frozenset(("times", "languages"))


@dataclass(frozen=True, slots=True)
class Piece:
    """What one voice says in a cue. `details` may hold offsets into `words`: `times` and `languages`."""

    words: str
    speaker: str | None = None
    language: str | None = None
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """`line` is that of its times, from 1. `details` belong to each piece."""

    line: int
    from_ms: int
    to_ms: int
    pieces: Sequence[Piece]
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is no cue: a note, or lines that are not understood, for the reason `why`."""

    line: int
    kind: str
    words: str
    why: str = ""


def head_of(sample: Sample) -> str:
    """The beginning of a file for `Parser.takes`: never raises, and times and keywords are ASCII in every encoding."""
    for mark, encoding in _MARKS:
        if sample.head.startswith(mark):
            return sample.head.decode(encoding, "replace").removeprefix("\ufeff")
    return sample.head.decode("utf-8", "replace")


def lines_of(text: str) -> list[str]:
    return _LINE_END.split(text)


def milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str | None) -> int | None:
    """None where minutes or seconds are over 59. Digits are bounded by the caller."""
    if int(minutes) >= _SIXTY or int(seconds) >= _SIXTY:
        return None
    whole = (int(hours or 0) * _SIXTY + int(minutes)) * _SIXTY + int(seconds)
    return whole * 1000 + int(thousandths or 0)


def write_cues(
    composer: Composer, parts: Sequence[Cue | Aside], answers: Answers, language: str | None
) -> None:
    """All parts in the order of the file. `language` is that of cues that name none."""
    speakers = _speakers(parts, answers)
    before = _Before()
    for part in parts:
        if isinstance(part, Aside):
            _write_aside(composer, part)
        else:
            before.look_at(composer, part)
            _write_cue(composer, part, speakers, answers.speakers, language)
    before.tell_overlaps(composer)


class _Before:
    """What the cues above say of times, so that odd ones are pointed out."""

    def __init__(self) -> None:
        self._from_ms = self._to_ms = 0
        self._overlapping = 0
        self._first_line = 0

    def look_at(self, composer: Composer, cue: Cue) -> None:
        if cue.from_ms == cue.to_ms:
            composer.oddity(f"line {cue.line}", "this cue ends when it begins")
        if cue.from_ms < self._from_ms:
            composer.oddity(f"line {cue.line}", "this cue begins before the one above begins; both were kept")
        elif cue.from_ms < self._to_ms:
            self._overlapping += 1
            self._first_line = self._first_line or cue.line
        self._from_ms, self._to_ms = cue.from_ms, cue.to_ms

    def tell_overlaps(self, composer: Composer) -> None:
        if self._overlapping:
            count = self._overlapping
            composer.oddity(
                f"line {self._first_line}",
                f"{count} cues, from this line on, begin before the one above has ended; all were kept",
            )


def _speakers(parts: Sequence[Cue | Aside], answers: Answers) -> frozenset[str]:
    """Labels that are speakers in this file. Subtitles write a voice that is heard once in capitals: "MAN: Go!"."""
    found = (
        label.name
        for part in parts
        if isinstance(part, Cue)
        for piece in part.pieces
        if piece.speaker is None
        for line in piece.words.split("\n")
        if (label := find_label(line, answers.speakers)) is not None
    )
    return speaking_labels(found, answers.speakers, capitals=True)


def _write_aside(composer: Composer, aside: Aside) -> None:
    where = f"line {aside.line}"
    composer.add(aside.kind, aside.words, where=where)
    if aside.kind == NOT_UNDERSTOOD:
        composer.oddity(where, aside.why)


def _write_cue(
    composer: Composer, cue: Cue, speakers: frozenset[str], told: Sequence[str], language: str | None
) -> None:
    where = f"line {cue.line}"
    pieces = [
        (one, marks)
        for piece in cue.pieces
        for one, marks in _by_label(piece, speakers, told)
        if one.words.strip()
    ]
    if not pieces:
        composer.oddity(where, "this cue has no words; it was left out")
    for piece, marks in pieces:
        if piece.speaker is None and _DASH.search(piece.words):
            composer.oddity(
                where,
                "dashes say that someone else speaks; who, the file does not say: they stay in the words",
            )
        composer.add(
            "turn",
            piece.words,
            speaker=piece.speaker,
            language=piece.language or language,
            from_ms=cue.from_ms,
            to_ms=cue.to_ms,
            marks=marks,
            details={**cue.details, **piece.details},
        )


def _by_label(
    piece: Piece, speakers: frozenset[str], told: Sequence[str]
) -> Iterator[tuple[Piece, tuple[Mark, ...]]]:
    """A piece cut before each line that begins with a speaker's label; one with offsets in it stays whole."""
    if piece.speaker is not None:
        yield piece, ()
        return
    chunks = [piece.words] if _OFFSETS & piece.details.keys() else _cut(piece.words, speakers, told)
    for chunk in chunks:
        label = find_label(chunk, told)
        if label is None or label.name not in speakers:
            yield Piece(chunk, None, piece.language, piece.details), ()
        else:
            yield Piece(chunk, label.name, piece.language, piece.details), (label.mark(),)


def _cut(words: str, speakers: frozenset[str], told: Sequence[str]) -> list[str]:
    chunks: list[list[str]] = [[]]
    for line in words.split("\n"):
        label = find_label(line, told)
        if chunks[-1] and label is not None and label.name in speakers:
            chunks.append([])
        chunks[-1].append(line)
    return ["\n".join(chunk) for chunk in chunks]
