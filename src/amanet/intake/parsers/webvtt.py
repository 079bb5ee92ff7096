"""WebVTT (W3C, text/vtt): subtitles and transcripts with times, voices and languages.

Cues become turns, one for each voice; notes become notes; STYLE and REGION blocks and the header go into the details of the
reading. Blocks that are none of these, and cues whose times are no times or run backwards, are kept as "not understood" with
the line named. `details` of a turn: `cue` (its identifier), `settings` (as written), `classes`, and with offsets into the
words `times` ([offset, ms] of times inside the cue) and `languages`; `ruby` ([base, text]).

Refused, with `BadData`: a file without the line "WEBVTT" and without a single cue.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> file = b"WEBVTT\\n\\n00:01.000 --> 00:02.500\\n<v Aygul>They took him."
>>> reading = PARSER.parse(io.BytesIO(file), Sample("a.vtt", "text/vtt", len(file), file), Answers()).reading
>>> reading.segments[0].speaker, reading.segments[0].from_ms, reading.text
('Aygul', 1000, 'They took him.')
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.cue_markup import is_language, pieces_of
from amanet.intake.parsers.decoding import read_text
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.subtitles import Aside, Cue, head_of, lines_of, milliseconds, write_cues
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["PARSER", "WebVttParser"]

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_STAMP = r"(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{3})"
_TIMES = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t](?P<settings>.*))?")
_STRICT = re.compile(r"(?:[0-9]{2,}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}")
_NOTE = re.compile(r"NOTE(?:[ \t]+|$)")
_STYLE_OR_REGION = re.compile(r"(STYLE|REGION)[ \t]*")
_ARROW = "-->"


class WebVttParser:
    name = "webvtt"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        first = lines_of(head_of(sample)[:1024])[0]
        return _HEADER.fullmatch(first) is not None or sample.name.lower().endswith(".vtt")

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        lines = lines_of(read_text(file, answers).removeprefix("\ufeff"))
        composer = Composer(self.name)
        start = _read_header(lines, composer)
        parts = [part for block in _blocks(lines, start) for part in _read_block(block, composer)]
        language = composer.details.get("language")
        known = language if isinstance(language, str) and is_language(language) else answers.language
        write_cues(composer, parts, answers, known)
        return Parsed(composer.reading())


PARSER = WebVttParser()


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without an empty one between them; `line` is the number of the first, from 1."""

    line: int
    lines: Sequence[str]

    def after(self, count: int) -> "_Block":
        return _Block(self.line + count, self.lines[count:])

    def words(self) -> str:
        return "\n".join(self.lines)


def _read_header(lines: list[str], composer: Composer) -> int:
    """Takes what the header says; the index of the line that follows it."""
    if _HEADER.fullmatch(lines[0]) is None:
        if not any(_TIMES.fullmatch(line) for line in lines):
            raise BadData(
                "Line 1 is not WEBVTT, and no line of the file has the times of a cue: this is no WebVTT file. "
                "The item is kept as it is. If it is a transcript without times, read it as text."
            )
        composer.oddity("line 1", "the line WEBVTT is missing; the cues were read all the same")
        return 0
    if title := lines[0].removeprefix("WEBVTT").strip():
        composer.details["title"] = title
    end = 1
    while end < len(lines) and lines[end] and _ARROW not in lines[end]:
        end += 1
    _read_fields(lines[1:end], composer)
    return end


def _read_fields(lines: Sequence[str], composer: Composer) -> None:
    """Old WebVTT names language and kind in the header. Everything there is kept as written, too."""
    if lines:
        composer.details["header"] = list(lines)
    for number, line in enumerate(lines, 2):
        name, _, value = line.partition(":")
        if name.strip().lower() in {"language", "kind"} and value.strip():
            composer.details[name.strip().lower()] = value.strip()
        if line.startswith("X-TIMESTAMP-MAP"):
            composer.oddity(f"line {number}", "times count from a point in a stream, not from the beginning")


def _blocks(lines: Sequence[str], start: int) -> Iterator[_Block]:
    first = None
    for index in range(start, len(lines) + 1):
        if index == len(lines) or not lines[index]:
            if first is not None:
                yield _Block(first + 1, lines[first:index])
            first = None
        elif first is None:
            first = index


def _read_block(block: _Block, composer: Composer) -> Iterator[Aside | Cue]:
    """A block is one thing, unless a line of times in it begins another: an empty line was forgotten there."""
    starts = [index for index, line in enumerate(block.lines) if _TIMES.fullmatch(line)]
    if not starts or starts[0] > 1:
        end = starts[0] if starts else len(block.lines)
        yield from _read_other(_Block(block.line, block.lines[:end]), composer)
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(block.lines)
        begins = 0 if start == 1 else start  # the line above the first times is the identifier
        if begins > 0:
            composer.oddity(f"line {block.line + start}", "the empty line before this cue is missing")
        yield _read_cue(_Block(block.line + begins, block.lines[begins:end]), start - begins, composer)


def _read_other(block: _Block, composer: Composer) -> Iterator[Aside]:
    first = block.lines[0]
    if note := _NOTE.match(first):
        yield Aside(block.line, "note", "\n".join([first[note.end() :], *block.lines[1:]]).strip("\n"))
    elif special := _STYLE_OR_REGION.fullmatch(first):
        _keep_special(composer, special[1].lower() + "s", "\n".join(block.lines[1:]))
    else:
        times = any(_ARROW in line for line in block.lines[:2])
        why = "the times of this cue are no times" if times else "this is no cue, note, style or region"
        yield Aside(block.line, NOT_UNDERSTOOD, block.words(), why + "; its lines were kept as they are")


def _keep_special(composer: Composer, name: str, content: str) -> None:
    kept = composer.details.setdefault(name, [])
    assert isinstance(kept, list)
    kept.append(content)


def _read_cue(block: _Block, times_at: int, composer: Composer) -> Aside | Cue:
    """`times_at` is 1 where the first line is an identifier, else 0."""
    line = block.line + times_at
    match = _TIMES.fullmatch(block.lines[times_at])
    assert match is not None
    from_ms, to_ms = milliseconds(*match.group(1, 2, 3, 4)), milliseconds(*match.group(5, 6, 7, 8))
    if from_ms is None or to_ms is None or to_ms < from_ms:
        why = "this cue ends before it begins" if from_ms and to_ms else "the times of this cue are no times"
        return Aside(line, NOT_UNDERSTOOD, block.words(), why + "; its lines were kept as they are")
    _tell_odd_times(composer, line, match)
    pieces, unknown = pieces_of("\n".join(block.lines[times_at + 1 :]))
    if unknown:
        composer.oddity(f"line {line}", f"{unknown} times '<' begins no tag of WebVTT; it was kept as words")
    return Cue(
        line, from_ms, to_ms, pieces, _cue_details(block.lines[0] if times_at else "", match["settings"])
    )


def _tell_odd_times(composer: Composer, line: int, match: re.Match[str]) -> None:
    stamps = match[0].partition(_ARROW)
    if not all(_STRICT.match(stamp.strip()) for stamp in (stamps[0], stamps[2])):
        composer.oddity(
            f"line {line}", "these times are not written as WebVTT writes them; they were understood"
        )


def _cue_details(identifier: str, settings: str | None) -> dict[str, JSON]:
    told = {"cue": identifier, "settings": (settings or "").strip()}
    return {name: value for name, value in told.items() if value}
