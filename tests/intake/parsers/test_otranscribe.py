"""oTranscribe: lines, times and labels out of a piece of HTML, and nothing lost that somebody typed."""

import contextlib
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.otranscribe import PARSER
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.record.reading import Reading


def read(data: bytes, answers: Answers | None = None) -> Reading:
    sample = Sample("a.otr", "application/json", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    return PARSER.parse(io.BytesIO(data), sample, answers or Answers()).reading


def read_html(html: str, **more: object) -> Reading:
    return read(json.dumps({"text": html, **more}).encode())


def rows(reading: Reading) -> list[tuple[str, str | None, int | None, str]]:
    return [(one.kind, one.speaker, one.from_ms, reading.said(one)) for one in reading.segments]


def stamp(seconds: str, shown: str = "0:00") -> str:
    return f'<span class="timestamp" contenteditable="false" data-timestamp="{seconds}">{shown}</span>'


def test_an_interview() -> None:
    html = (
        f"<p>{stamp('3.2')}&nbsp;AYGUL: They <b>took</b> him.<br>In the night. {stamp('7.0005')}Then &lt;silence&gt;.</p>"
        f"<p><br></p>\n<p>{stamp('12.345678')} Q: When?</p><p><b>AYGUL:</b></p><p>In   winter &amp;\n snow.</p><p>Q: Ok</p>"
    )
    reading = read_html(html, media="tape one.mp3", **{"media-time": 12.34, "media-source": ""})
    assert rows(reading) == [
        ("turn", "AYGUL", 3200, "They took him."),
        ("paragraph", None, None, "In the night. Then <silence>."),
        ("turn", "Q", 12346, "When?"),
        ("turn", "AYGUL", None, "In winter & snow."),
        ("turn", "Q", None, "Ok"),
    ]
    assert reading.segments[1].details == {"times": [[14, 7000]], "follows": "AYGUL"}
    assert reading.details == {"media": "tape one.mp3", "media_time": "12.34"}
    assert reading.oddities == ()


def test_a_time_alone_on_its_line_is_that_of_the_next() -> None:
    assert rows(read_html(f"<p>{stamp('5')}</p><p>words</p>")) == [("paragraph", None, 5000, "words")]


def test_a_time_is_what_it_shows_where_the_file_tells_none() -> None:
    shown = '<span class="timestamp">1:02:03</span> words'
    assert rows(read_html(shown)) == [("paragraph", None, 3723000, "words")]


def test_a_time_that_is_none_stays_in_the_words() -> None:
    reading = read_html('<p><span class="timestamp" data-timestamp="NaN">later</span> words</p>')
    assert rows(reading) == [("paragraph", None, None, "later words")]
    assert [one.where for one in reading.oddities] == ["line 1 of the transcript"]


def test_words_typed_into_a_time_are_kept() -> None:
    reading = read_html(f"<p>{stamp('5', '0:05 and then')} he</p>")
    assert rows(reading) == [("paragraph", None, 5000, "0:05 and then he")]


def test_times_that_go_back_and_pictures_are_told() -> None:
    reading = read_html(f"<p>{stamp('9')}a</p><p>{stamp('3')}b<img src='data:x'></p>")
    assert {one.where for one in reading.oddities} == {"line 2 of the transcript"}
    assert len(reading.oddities) == 2


@pytest.mark.parametrize("words", ["a < b > c", "<3", "1 &lt 2", "<!-- x -->", "a<b"])
def test_what_is_no_tag_is_words(words: str) -> None:
    assert read_html(f"<p>{words}</p>").text == words


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "Line 1"),
        (b'{"text": "a",\n\n "text": "b"}', "the same key twice"),
        (b'{"text": "a", "media-time": NaN}', "NaN"),
        (b'{"text": 3}', 'no "text"'),
        (b"[]", 'no "text"'),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b'{"text": "a", "media": "\\udfff"}', "surrogate"),
        (b'{"text": "a", "media-time": 1e99999999999999999999}', "beyond"),
    ],
)
def test_what_is_not_of_the_format_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadData, match=message):
        read(data)


def test_it_takes_its_own_and_nothing_else() -> None:
    def takes(head: bytes, name: str = "x") -> bool:
        return PARSER.takes(Sample(name, "application/json", len(head), head))

    own = json.dumps({"text": f"<p>{stamp('1')}a</p>"}).encode()
    assert [takes(own), takes(b'{"text": "a"}', "A.otr")] == [True, True]
    assert [takes(b'{"text": "a"}'), takes(b"[]", "a.otr"), takes(b""), takes(b'{"segments": []}')] == [
        False
    ] * 4


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("<span ", "class=a ", ">"),
        ("", "<a ", ""),
        ("", "<p>", ""),
        ("", "<b>", ""),
        ("", "<!--", ""),
        ("", "&#1", ""),
        ("", stamp("1"), ""),
    ],
)
def test_a_hostile_file_takes_no_longer_than_it_is_long(
    before: str, piece: str, after: str, matches_as_it_is_long: Any
) -> None:
    matches_as_it_is_long(lambda length: read_html(before + piece * (length // len(piece)) + after), 400_000)


@given(st.binary(max_size=100) | st.binary(max_size=60).map(lambda junk: b'{"text": "<p>' + junk + b'</p>"}'))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):
        encode(read(data).to_json())


_PIECES = [
    "<p>",
    "</p>",
    "<br>",
    "x",
    " ",
    "A: ",
    stamp("3.5"),
    '<span class="timestamp">',
    "</span>",
    "<b>",
    "</b>",
    "&nbsp;",
    "<",
    ">",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_no_word_is_lost(pieces: list[str]) -> None:
    reading = read_html("".join(pieces))
    encode(reading.to_json())
    assert reading.text.count("x") == pieces.count("x")


_LINES = st.lists(st.tuples(st.integers(0, 10**7), st.text("aбئ字&<1", min_size=1, max_size=9)), max_size=20)


@given(_LINES)
def test_times_and_words_come_back(lines: list[tuple[int, str]]) -> None:
    html = "".join(
        f"<p>{stamp(f'{ms // 1000}.{ms % 1000:03}')}{words.replace('&', '&amp;').replace('<', '&lt;')}</p>"
        for ms, words in lines
    )
    assert rows(read_html(html)) == [("paragraph", None, ms, words) for ms, words in lines]
