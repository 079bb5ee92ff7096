"""SRT (SubRip, application/x-subrip): numbered cues with times, as programs and people really leave them.

There is no standard. What is forgiven, each time with the line named: missing or wrong numbers, a missing empty line, empty
lines inside the words, dots for commas, spaces and another arrow in the times (machine translation writes "00: 00: 01,000 ->"),
cues that overlap or stand out of order. Styles (`<i>`, `<font …>`, `{\\an8}`) are taken out of the words; those that say more than
"slanted" or "bold" stand in the details. What is above the first cue, and cues whose times cannot be told or run backwards,
are "not understood", and kept.

Refused, with `BadData`: a file in which no line has the times of a cue.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> file = b"1\\n00:00:01,000 --> 00:00:02,500\\nAYGUL: They took <i>him</i>.\\n"
>>> reading = PARSER.parse(io.BytesIO(file), Sample("a.srt", "", len(file), file), Answers()).reading
>>> reading.segments[0].speaker, reading.said(reading.segments[0])
('AYGUL', 'They took him.')
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import read_text
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.subtitles import Aside, Cue, Piece, head_of, lines_of, milliseconds, write_cues
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["PARSER", "SrtParser"]

_COLON = r"[ \t]{0,3}:[ \t]{0,3}"
_STAMP = rf"([0-9]{{1,6}}){_COLON}([0-9]{{1,2}}){_COLON}([0-9]{{1,2}})(?:[ \t]{{0,3}}[.,][ \t]{{0,3}}([0-9]{{3}}))?"
_TIMES = re.compile(rf"[ \t]*{_STAMP}[ \t]*(?:--?|–|—)>[ \t]*{_STAMP}(?:[ \t]+(?P<settings>\S.*))?[ \t]*")
_STRICT = re.compile(r"[0-9]{2,}:[0-9]{2}:[0-9]{2},[0-9]{3} --> [0-9]{2,}:[0-9]{2}:[0-9]{2},[0-9]{3}")
_NUMBER = re.compile(r"[ \t]*([0-9]{1,9})[ \t]*")
_STYLE = re.compile(
    r"</?(?P<plain>[biusBIUS])>|</?[fF][oO][nN][tT](?:[ \t][^<>\n]{0,500})?>|\{\\[^{}\n]{0,500}\}"
)
_ARROW = "-->"
_LINES_TO_KNOW_IT = 12


class SrtParser:
    name = "srt"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        if sample.name.lower().endswith(".srt"):
            return True
        head = [line for line in lines_of(head_of(sample)) if line.strip()][:2]
        return any(_STRICT.match(line) for line in head)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        lines = lines_of(read_text(file, answers).removeprefix("\ufeff"))
        composer = Composer(self.name)
        heads = list(_heads(lines, composer))
        if not any(head.times is not None for head in heads):
            raise BadData(
                "No line of this file has the times of a cue (00:00:01,000 --> 00:00:02,000): this is no SRT file. "
                "The item is kept as it is. If it is a transcript without times, read it as text."
            )
        write_cues(composer, list(_parts(lines, heads, composer)), answers, answers.language)
        return Parsed(composer.reading())


PARSER = SrtParser()


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a cue begins: indexes of its first line (the number, if there is one) and of its times, None if broken."""

    first: int
    at: int
    number: int | None
    times: re.Match[str] | None


def _heads(lines: Sequence[str], composer: Composer) -> Iterator[_Head]:
    """Every line of times begins a cue; so does a line with an arrow where times are expected, and is broken."""
    number, after = 0, 0  # of the cue before, and the index past its times
    for index, line in enumerate(lines):
        times = _TIMES.fullmatch(line)
        if times is None and not (_ARROW in line and _expects_times(lines, index, after)):
            continue
        own = _number_above(lines, index, after, number)
        _tell_number(composer, index, own, number, above=index - 1 > after and lines[index - 2].strip() != "")
        yield _Head(index if own is None else index - 1, index, own, times)
        number, after = (number + 1 if own is None else own), index + 1


def _expects_times(lines: Sequence[str], index: int, after: int) -> bool:
    above = lines[index - 1] if index > after else ""
    return not above.strip() or _NUMBER.fullmatch(above) is not None


def _number_above(lines: Sequence[str], index: int, after: int, last: int) -> int | None:
    """The number of the cue with its times at `index`. A year that someone says in the line above is none."""
    match = _NUMBER.fullmatch(lines[index - 1]) if index > after else None
    if match is None:
        return None
    stands_alone = index - 1 == after or not lines[index - 2].strip()
    return int(match[1]) if stands_alone or int(match[1]) == last + 1 else None


def _tell_number(composer: Composer, index: int, own: int | None, last: int, *, above: bool) -> None:
    where = f"line {index + 1}"
    if own is None:
        composer.oddity(where, "this cue has no number")
    elif own != last + 1 and last:
        composer.oddity(where, f"this cue has the number {own} and follows number {last}")
    if above and own is not None:
        composer.oddity(where, "the empty line before this cue is missing")


def _parts(lines: Sequence[str], heads: Sequence[_Head], composer: Composer) -> Iterator[Aside | Cue]:
    above = "\n".join(lines[: heads[0].first]).strip("\n")
    if above.strip():
        yield Aside(
            1, NOT_UNDERSTOOD, above, "these lines stand above the first cue; they were kept as they are"
        )
    for place, head in enumerate(heads):
        end = heads[place + 1].first if place + 1 < len(heads) else len(lines)
        yield _read_cue(lines, head, end, composer)


def _read_cue(lines: Sequence[str], head: _Head, end: int, composer: Composer) -> Aside | Cue:
    line = head.at + 1
    from_ms, to_ms = _times_of(head.times)
    if from_ms is None or to_ms is None or to_ms < from_ms:
        backwards = from_ms is not None and to_ms is not None
        why = "this cue ends before it begins" if backwards else "the times of this cue are no times"
        raw = "\n".join(lines[head.first : end]).strip("\n")
        return Aside(line, NOT_UNDERSTOOD, raw, why + "; its lines were kept as they are")
    assert head.times is not None
    if not _STRICT.match(head.times[0].strip()):
        composer.oddity(
            f"line {line}", "these times are not written as SRT writes them; they were understood"
        )
    words = _without_empty_edges(lines[head.at + 1 : end])
    if any(not one.strip() for one in words):
        composer.oddity(f"line {line}", "there is an empty line among the words of this cue; all were kept")
    piece, details = _unstyled("\n".join(words)), _cue_details(head)
    return Cue(line, from_ms, to_ms, [piece], details)


def _times_of(match: re.Match[str] | None) -> tuple[int | None, int | None]:
    if match is None:
        return None, None
    return milliseconds(*match.group(1, 2, 3, 4)), milliseconds(*match.group(5, 6, 7, 8))


def _without_empty_edges(lines: Sequence[str]) -> Sequence[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _cue_details(head: _Head) -> dict[str, JSON]:
    details: dict[str, JSON] = {}
    if head.number is not None:
        details["cue"] = str(head.number)
    if head.times is not None and head.times["settings"]:
        details["settings"] = head.times["settings"]
    return details


def _unstyled(words: str) -> Piece:
    """Slanted, bold, underlined and struck out are left out; a colour or a place may tell voices apart, so it is kept."""
    styles = dict.fromkeys(
        match[0] for match in _STYLE.finditer(words) if not match["plain"] and not match[0].startswith("</")
    )
    return Piece(_STYLE.sub("", words).strip(), details={"styles": list(styles)} if styles else {})
