"""Transcripts by Whisper as JSON: openai-whisper, faster-whisper, WhisperX (with speakers and words), whisper.cpp.

Three layouts: an object with `segments` (seconds), a list of such segments, and whisper.cpp's `transcription` (`offsets` in
milliseconds). A segment becomes a turn with its times, and its speaker where a diarisation wrote one ("SPEAKER_00" is a
guess of that program's, kept as a label). What a machine says of its certainty stands in the details as text (`avg_logprob`,
`no_speech_prob`), the words as `words`: offsets into the segment, milliseconds, score. Token numbers are not kept. All of it is
a machine's reading of a recording: an oddity says so, because Whisper also writes what nobody said.

Refused, with `BadData`: what is no strict JSON (NaN, a key twice), and segments that are not of these layouts.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> file = b'{"segments": [{"start": 0.0, "end": 2.5, "text": " They took him."}], "language": "en"}'
>>> reading = PARSER.parse(io.BytesIO(file), Sample("a.json", "application/json", len(file), file), Answers()).reading
>>> reading.text, reading.segments[0].to_ms, reading.segments[0].language
('They took him.', 2500, 'en')
"""

import re
from decimal import Decimal
from typing import Any, BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.cue_markup import is_language
from amanet.intake.parsers.decoding import read_text
from amanet.intake.parsers.exact_json import as_detail, parse_json
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.subtitles import head_of
from amanet.intake.parsers.whisper_segments import Spoken, read_segment, read_transcription
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["PARSER", "WhisperParser"]

_SEGMENTS = re.compile(r'"segments"\s*:\s*\[|"transcription"\s*:\s*\[')
_SEGMENT_KEYS = re.compile(r'"(?:start|offsets|end|timestamps)"\s*:')
# A long interview's whole text stands before its segments, beyond what is seen of the file.
_LONG_TEXT = re.compile(r'\{\s*"text"\s*:\s*"(?:[^"\\]|\\.)*\Z', re.DOTALL)
_LIST = re.compile(r"\[\s*\{")
_KEPT = "The item is kept as it is."


class WhisperParser:
    name = "whisper"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = head_of(sample).lstrip()
        if head.startswith("{"):
            if _SEGMENTS.search(head):
                return _SEGMENT_KEYS.search(head) is not None or sample.size > len(sample.head)
            return _LONG_TEXT.match(head) is not None and "<p" not in head and "<span" not in head
        first = head[: head.find("}") + 1]
        return _LIST.match(head) is not None and all(f'"{key}"' in first for key in ("start", "end", "text"))

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        content = parse_json(read_text(file, answers).removeprefix("\ufeff"))
        composer = Composer(self.name)
        whole = {"segments": content} if isinstance(content, list) else content
        spoken = _read_whole(whole, composer)
        language = _language(whole, composer, answers)
        _write(composer, spoken, language)
        _write_whole_text(composer, whole.get("text"), spoken, language)
        composer.oddity("the whole", "a machine wrote this; hear the recording before it is relied on")
        return Parsed(composer.reading())


PARSER = WhisperParser()


def _read_whole(whole: Any, composer: Composer) -> list[Spoken]:
    if not isinstance(whole, dict):
        raise BadData(f"This JSON is neither an object nor a list: no transcript by Whisper. {_KEPT}")
    read = read_transcription if "transcription" in whole else read_segment
    segments = whole.get("transcription", whole.get("segments"))
    if not isinstance(segments, list):
        raise BadData(
            f'This JSON has no list of "segments" or "transcription": no transcript by Whisper. {_KEPT}'
        )
    return [read(one, number, composer) for number, one in enumerate(segments, 1)]


def _write_whole_text(composer: Composer, text: Any, spoken: list[Spoken], language: str | None) -> None:
    """The whole text says the same as the segments together. Where it does not, somebody edited one of them."""
    if not isinstance(text, str) or not text.strip():
        return
    if "".join(text.split()) != "".join("".join(one.words.split()) for one in spoken):
        composer.add("note", text.strip(), language=language, details={"part": "whole text"})
        composer.oddity("the whole", "the text of the whole is not that of its segments; both were kept")


def _language(whole: dict[str, Any], composer: Composer, answers: Answers) -> str | None:
    """What Whisper was told, or heard. Where it translated, the words are English whatever was spoken."""
    result, params = (whole.get(name) for name in ("result", "params"))
    told = result.get("language") if isinstance(result, dict) else whole.get("language")
    translated = whole.get("task") == "translate" or (
        isinstance(params, dict) and params.get("translate") is True
    )
    if isinstance(told, str) and told:
        composer.details["spoken_language" if translated else "language"] = told
    _keep_circumstances(whole, composer)
    if translated:
        composer.oddity(
            "the whole", "the words are Whisper's own translation into English, not what was said"
        )
        return "en"
    if isinstance(told, str) and is_language(told):
        return told
    if told:
        composer.oddity("the whole", "the language is not given as a code; say it (--language)")
    return answers.language


def _keep_circumstances(whole: dict[str, Any], composer: Composer) -> None:
    params, model = whole.get("params"), whole.get("model")
    told = {
        "model": params.get("model") if isinstance(params, dict) else model,
        "model_type": model.get("type") if isinstance(model, dict) else None,
        "duration": whole.get("duration"),
    }
    for name, value in told.items():
        if isinstance(value, str | int | Decimal):
            composer.details[name] = as_detail(value)


def _write(composer: Composer, spoken: list[Spoken], language: str | None) -> None:
    before = 0
    for number, one in enumerate(spoken, 1):
        where = f"segment {number}"
        details: dict[str, JSON] = dict(one.details)
        kind = "turn"
        if one.from_ms is not None and one.to_ms is not None and one.to_ms < one.from_ms:
            composer.oddity(
                where, "it ends before it begins; its words were kept, and its times in the details"
            )
            kind, details["times"] = NOT_UNDERSTOOD, [one.from_ms, one.to_ms]
        elif one.from_ms is not None:
            if one.from_ms < before:
                composer.oddity(where, "it begins before the one above begins; both were kept")
            before = one.from_ms
        known = kind == "turn"
        composer.add(
            kind, one.words, speaker=one.speaker, language=one.language or language,
            from_ms=one.from_ms if known else None, to_ms=one.to_ms if known else None,
            details=details, where=where,
        )  # fmt: skip
