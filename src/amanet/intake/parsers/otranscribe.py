"""oTranscribe (.otr): JSON with the transcript as a piece of HTML, times as `<span class="timestamp" data-timestamp="12.3">`.

Each line (a paragraph, or what stands between two `<br>`) is a segment: a turn where a speaker's label begins it, else a paragraph
(`labelled_paragraphs`). `from_ms` is the time at the start of the line; times further inside are in the details as
[offset, ms]. The file tells no ends, so there are none. The name and address of the recording stand in the details; nothing
is fetched.

Refused, with `BadData`: what is no strict JSON, or has no "text".

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> file = b'{"text": "<p><span class=\\\\"timestamp\\\\" data-timestamp=\\\\"1.5\\\\">0:01</span> They took him.</p>", "media": "a.mp3"}'
>>> reading = PARSER.parse(io.BytesIO(file), Sample("a.otr", "", len(file), file), Answers()).reading
>>> reading.text, reading.segments[0].from_ms, reading.details
('They took him.', 1500, {'media': 'a.mp3'})
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import read_text
from amanet.intake.parsers.exact_json import as_detail, parse_json
from amanet.intake.parsers.labelled_paragraphs import Spoken, with_labels
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.stamped_lines import StampedLine, lines_of_html
from amanet.intake.parsers.subtitles import head_of

__all__ = ["PARSER", "OTranscribeParser"]

_STAMP_IN_JSON = re.compile(r'class=\\"timestamp\\"')
_DETAILS = {"media": "media", "media-source": "media_source", "media-time": "media_time", "title": "title"}


class OTranscribeParser:
    name = "otranscribe"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = head_of(sample).lstrip()
        named = sample.name.lower().endswith(".otr")
        return head.startswith("{") and (named or _STAMP_IN_JSON.search(head) is not None)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        content = parse_json(read_text(file, answers).removeprefix("\ufeff"))
        composer = Composer(self.name)
        lines = list(lines_of_html(_html_of(content), composer))
        for spoken in with_labels([(line, "paragraph") for line in lines], frozenset(answers.speakers)):
            _write(composer, spoken, answers.language)
        _tell_order(composer, lines)
        composer.details.update(_details_of(content))
        return Parsed(composer.reading())


PARSER = OTranscribeParser()


def _html_of(content: Any) -> str:
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        raise BadData(
            'This JSON has no "text" as oTranscribe writes it. The item is kept as it is; '
            "export the transcript once more, as .otr or as text."
        )
    return str(content["text"])


def _write(composer: Composer, spoken: Spoken[StampedLine], language: str | None) -> None:
    times: list[tuple[int, int]] = []
    offset = 0
    for line in spoken.paragraphs:
        times += [(offset + at, ms) for at, ms in line.times]
        offset += len(line.words) + 1
    from_ms = times.pop(0)[1] if times and times[0][0] == 0 else None
    details: dict[str, JSON] = {}
    if times:
        details["times"] = [[at, ms] for at, ms in times]
    if spoken.follows is not None:
        details["follows"] = spoken.follows
    composer.add(
        spoken.kind, spoken.words, speaker=spoken.speaker, language=language, from_ms=from_ms,
        marks=spoken.marks, details=details,
    )  # fmt: skip


def _tell_order(composer: Composer, lines: list[StampedLine]) -> None:
    before = 0
    for number, line in enumerate(lines, 1):
        for _, ms in line.times:
            if ms < before:
                composer.oddity(f"line {number} of the transcript", "its time is before the one above")
            before = ms


def _details_of(content: dict[str, Any]) -> Iterator[tuple[str, JSON]]:
    for theirs, ours in _DETAILS.items():
        value = content.get(theirs)
        if isinstance(value, str | int | Decimal) and value not in ("", 0):
            yield ours, as_detail(value)
