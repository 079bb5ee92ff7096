"""Whisper's JSON in the layouts of four programs: times exact to the millisecond, no float anywhere."""

import contextlib
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.whisper_json import PARSER
from amanet.record.reading import NOT_UNDERSTOOD, Reading

MACHINE = "a machine wrote this; hear the recording before it is relied on"


def read(data: Any, answers: Answers | None = None) -> Reading:
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    sample = Sample("a.json", "application/json", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    reading = PARSER.parse(io.BytesIO(data), sample, answers or Answers()).reading
    encode(reading.to_json())
    return reading


def rows(reading: Reading) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [
        (one.kind, one.speaker, one.from_ms, one.to_ms, reading.text_of(one).rstrip("\n"))
        for one in reading.segments
    ]


def told(reading: Reading) -> list[str]:
    return [one.what for one in reading.oddities if one.what != MACHINE]


OPENAI = {
    "text": " They took him. When?",
    "segments": [
        {
            "id": 0, "seek": 0, "start": 0.0, "end": 12.3, "text": " They took him.", "tokens": [50364, 814],
            "temperature": 0.0, "avg_logprob": -0.2578125, "compression_ratio": 1.1, "no_speech_prob": 0.01,
            "words": [
                {"word": " They", "start": 0.0, "end": 0.34, "probability": 0.98},
                {"word": " took", "start": 0.34, "end": 0.6, "probability": 0.7},
            ],
        },
        {"id": 1, "seek": 0, "start": 12.3, "end": 13.0006, "text": " When?"},
    ],
    "language": "en",
}  # fmt: skip


def test_openai_whisper() -> None:
    reading = read(OPENAI)
    assert rows(reading) == [
        ("turn", None, 0, 12300, "They took him."),
        ("turn", None, 12300, 13001, "When?"),
    ]
    assert {one.language for one in reading.segments} == {"en"}
    assert reading.segments[0].details == {
        "id": 0,
        "seek": 0,
        "temperature": "0.0",
        "avg_logprob": "-0.2578125",
        "compression_ratio": "1.1",
        "no_speech_prob": "0.01",
        "words": [
            {"start": 0, "end": 4, "from_ms": 0, "to_ms": 340, "score": "0.98"},
            {"start": 5, "end": 9, "from_ms": 340, "to_ms": 600, "score": "0.7"},
        ],
    }
    assert told(reading) == []


def test_a_list_of_segments_as_people_save_it_from_faster_whisper() -> None:
    assert rows(read([{"start": 1, "end": 2.5, "text": "a"}])) == [("turn", None, 1000, 2500, "a")]


def test_whisperx_names_speakers_and_not_every_word_has_times() -> None:
    words = [
        {"word": "Bu", "start": 0.031, "end": 0.2, "score": 0.9, "speaker": "SPEAKER_01"},
        {"word": "1984"},
    ]
    reading = read(
        {
            "segments": [
                {"start": 0.031, "end": 1.1, "text": " Bu 1984", "speaker": "SPEAKER_01", "words": words}
            ],
            "word_segments": words,
            "language": "ug",
        }
    )
    assert rows(reading) == [("turn", "SPEAKER_01", 31, 1100, "Bu 1984")]
    assert reading.segments[0].details["words"] == [
        {"start": 0, "end": 2, "from_ms": 31, "to_ms": 200, "score": "0.9", "speaker": "SPEAKER_01"},
        {"start": 3, "end": 7},
    ]
    assert told(reading) == []


def test_a_word_said_twice_is_found_twice() -> None:
    reading = read([{"start": 0, "end": 1, "text": "no no", "words": [{"word": "no"}, {"word": "no"}]}])
    assert reading.segments[0].details["words"] == [{"start": 0, "end": 2}, {"start": 3, "end": 5}]


def test_several_speakers_in_one_segment_are_told() -> None:
    words = [{"word": "a", "speaker": "S0"}, {"word": "b", "speaker": "S1"}]
    assert len(told(read([{"start": 0, "end": 1, "text": "a b", "speaker": "S0", "words": words}]))) == 1


def test_a_word_that_is_not_in_the_text_is_kept_as_written() -> None:
    reading = read(
        [{"start": 0, "end": 1, "text": "a c", "words": [{"word": "a"}, {"word": "b"}, {"word": "c"}]}]
    )
    assert reading.segments[0].details["words"] == [
        {"start": 0, "end": 1},
        {"word": "b"},
        {"start": 2, "end": 3},
    ]


CPP = {
    "systeminfo": "AVX = 1",
    "model": {"type": "base", "multilingual": True},
    "params": {"model": "models/ggml-base.bin", "language": "auto", "translate": False},
    "result": {"language": "ru"},
    "transcription": [
        {
            "timestamps": {"from": "00:00:00,000", "to": "00:00:10,500"},
            "offsets": {"from": 0, "to": 10500},
            "text": " Они ушли.",
            "tokens": [
                {"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}, "id": 50364, "p": 0.99},
                {"text": " Они", "offsets": {"from": 30, "to": 400}, "id": 1, "p": 0.875},
            ],
        }
    ],
}  # fmt: skip


def test_whisper_cpp() -> None:
    reading = read(CPP)
    assert rows(reading) == [("turn", None, 0, 10500, "Они ушли.")]
    assert reading.segments[0].language == "ru"
    assert reading.segments[0].details["words"] == [
        {"start": 0, "end": 3, "from_ms": 30, "to_ms": 400, "score": "0.875"}
    ]
    assert reading.details == {"language": "ru", "model": "models/ggml-base.bin", "model_type": "base"}


def test_what_whisper_translated_is_english_whatever_was_spoken() -> None:
    reading = read({**CPP, "params": {"translate": True}})
    assert reading.segments[0].language == "en"
    assert reading.details["spoken_language"] == "ru"
    assert len(told(reading)) == 1


def test_a_language_that_is_no_code_is_the_users_to_say() -> None:
    content = {"segments": [{"start": 0, "end": 1, "text": "a"}], "language": "uyghur"}
    assert read(content, Answers(language="ug")).segments[0].language == "ug"
    assert len(told(read(content))) == 1


def test_a_text_that_differs_from_its_segments_is_kept_too() -> None:
    reading = read({**OPENAI, "text": "They took her. When?"})
    assert rows(reading)[-1] == ("note", None, None, None, "They took her. When?")
    assert len(told(reading)) == 1


def test_odd_times_are_told_and_nothing_is_lost() -> None:
    times = [(5, 9), (7, 6), (1, 2), (None, 3), ("4", 5), (-1, 5), (True, 5), (1e300, 5)]
    reading = read(
        [{"start": begin, "end": end, "text": f"t{number}"} for number, (begin, end) in enumerate(times)]
    )
    assert [row[0] for row in rows(reading)] == ["turn", NOT_UNDERSTOOD, *["turn"] * 6]
    assert rows(reading)[1][2:] == (None, None, "t1")
    assert {row[2] for row in rows(reading)[3:]} == {None}
    assert len(told(reading)) == 7


def test_a_segment_without_words_is_told() -> None:
    reading = read([{"start": 0, "end": 1, "text": " "}])
    assert (reading.text, len(told(reading))) == ("", 1)


def test_numbers_beyond_a_records_become_text_and_what_is_nested_is_told() -> None:
    reading = read([{"start": 0, "end": 1, "text": "a", "id": 2**60, "mine": {"x": 1}, "имя": 1}])
    assert reading.segments[0].details == {"id": str(2**60)}
    assert len(told(reading)) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"segments": [{"start": NaN, "end": 1, "text": "a"}]}', "NaN"),
        (b'{"segments": [], "segments": []}', "the same key twice"),
        (b'{"segments":\n [', "Line 2"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"segments": ' * 3000, "nested too deeply|no JSON"),
        (b'{"segments": {}}', "no list"),
        (b"3", "neither"),
        (b'{"segments": [{"text": "a", "start": 0, "end": 1}, {"start": 1}]}', "Segment 2"),
        (b'{"segments": ["a"]}', "Segment 1"),
        (b'[{"start": 0, "end": 1, "text": "\\ud83d"}]', "surrogate"),
        (b'[{"start": 0, "end": 1, "text": "a", "speaker": "\\ud83d"}]', "surrogate"),
        (b'[{"start": ' + b"9" * 5000 + b', "end": 1, "text": "a"}]', "digits"),
    ],
)
def test_what_is_not_of_the_format_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadData, match=message):
        read(data)


@pytest.mark.parametrize(
    ("head", "taken"),
    [
        (json.dumps(OPENAI).encode(), True),
        (json.dumps(OPENAI, indent=2).encode("utf-16"), True),
        (json.dumps(CPP).encode(), True),
        (b'[{"start": 0, "end": 1, "text": "a"}]', True),
        (b'{"text": "' + b"They took him. " * 9, True),
        (b'{"text": "<p>They took him. ', False),
        (b'{"text": "a", "media": "b"}', False),
        (b'[{"date": "2020", "text": "a"}]', False),
        (b'{"messages": [{"text": "a"}]}', False),
        (b"", False),
    ],
)
def test_it_takes_its_own_and_nothing_else(head: bytes, taken: bool) -> None:
    assert PARSER.takes(Sample("x", "application/json", len(head), head)) is taken


def test_a_hostile_file_takes_no_longer_than_it_is_long(grows_as_it_is_long: Any) -> None:
    def hold(length: int) -> None:
        words = [{"word": "a"}] * length
        read([{"start": 0, "end": 1, "text": "b" * 10 * length, "words": words}])

    grows_as_it_is_long(hold, 4_000)


@given(
    st.binary(max_size=100)
    | st.binary(max_size=60).map(lambda junk: b'[{"start": 0, "end": 1, "text": "' + junk + b'"}]')
)
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):
        read(data)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "to", "word", "start", "p"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_NAMES = st.sampled_from(["start", "end", "text", "speaker", "words", "tokens", "offsets", "language", "id"])


@given(st.lists(st.dictionaries(_NAMES, _VALUES)), st.sampled_from(["segments", "transcription"]))
def test_no_shape_does_more_than_be_refused(segments: list[Any], name: str) -> None:
    with contextlib.suppress(BadData):
        read({name: segments})


@given(
    st.lists(
        st.tuples(st.integers(0, 10**10), st.integers(0, 10**7), st.text("aбئ字", min_size=1)), max_size=20
    )
)
def test_every_millisecond_comes_back(spoken: list[tuple[int, int, str]]) -> None:
    """Written as seconds with a point, as the programs do, through floats of theirs and no float of ours."""
    segments = [
        {"start": begin / 1000, "end": (begin + length) / 1000, "text": words}
        for begin, length, words in spoken
    ]
    assert rows(read(segments)) == [
        ("turn", None, begin, begin + length, words) for begin, length, words in spoken
    ]
