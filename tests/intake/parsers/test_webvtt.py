"""WebVTT: cues, voices and times are read as W3C says; what is damaged is kept, told, and never guessed."""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.webvtt import PARSER
from amanet.record.reading import NOT_UNDERSTOOD, Reading


def read(data: str | bytes, name: str = "a.vtt", answers: Answers | None = None) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    sample = Sample(name, "text/vtt", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    return PARSER.parse(io.BytesIO(data), sample, answers or Answers()).reading


def rows(reading: Reading) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [(one.kind, one.speaker, one.from_ms, one.to_ms, reading.said(one)) for one in reading.segments]


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in reading.oddities]


BROADCAST = """WEBVTT - The road to Aqtash
Kind: captions
Language: ug

STYLE
::cue(.loud) { color: red }

REGION
id:fred
width:40%

NOTE typed by hand,
second evening

intro
00:01.000 --> 00:02.500 align:start line:0
<v.loud Aygul Tursun>They <i>took</i> him &amp; <b>left</b>.</v>
<v Li>When? <00:00:02.000>Now?

01:00:03.000 --> 01:00:04.000
Nobody said &lt;who&gt;.
"""


def test_a_whole_file_is_read() -> None:
    reading = read(BROADCAST)
    assert rows(reading) == [
        ("note", None, None, None, "typed by hand,\nsecond evening"),
        ("turn", "Aygul Tursun", 1000, 2500, "They took him & left."),
        ("turn", "Li", 1000, 2500, "When? Now?"),
        ("turn", None, 3603000, 3604000, "Nobody said <who>."),
    ]
    assert reading.details == {
        "title": "- The road to Aqtash",
        "header": ["Kind: captions", "Language: ug"],
        "kind": "captions",
        "language": "ug",
        "styles": ["::cue(.loud) { color: red }"],
        "regions": ["id:fred\nwidth:40%"],
    }
    assert {one.language for one in reading.segments} == {None, "ug"}
    assert reading.segments[1].details == {
        "cue": "intro",
        "settings": "align:start line:0",
        "classes": ["loud"],
    }
    assert reading.segments[2].details["times"] == [[6, 2000]]
    assert told(reading) == []


def test_the_words_are_one_text_with_a_line_end_between_two_segments() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:02.000 --> 00:03.000\ntwo\n")
    assert reading.text == "one\ntwo"
    assert [(one.start, one.end) for one in reading.segments] == [(0, 4), (4, 7)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_marked_encodings_make_no_difference(end: str, encoding: str) -> None:
    assert rows(read(BROADCAST.replace("\n", end).encode(encoding))) == rows(read(BROADCAST))


def test_a_language_is_that_of_all_the_words_or_stands_with_its_stretch() -> None:
    reading = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<lang ug>keldi</lang>\n\n00:02.000 --> 00:03.000\nHe <lang ug>keldi</lang>."
    )
    assert [(one.language, dict(one.details)) for one in reading.segments] == [
        ("ug", {}),
        (None, {"languages": [[3, 8, "ug"]]}),
    ]


def test_a_voice_ends_where_it_is_closed_and_offsets_count_from_its_first_word() -> None:
    reading = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Li>Who?</v> [silence] <v Aygul> Him <lang ug>keldi</lang></v>"
    )
    assert [(one.speaker, reading.said(one)) for one in reading.segments] == [
        ("Li", "Who?"),
        (None, "[silence]"),
        ("Aygul", "Him keldi"),
    ]
    assert reading.segments[2].details == {"languages": [[4, 9, "ug"]]}


def test_the_language_of_a_file_that_names_none_is_the_users_to_say() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\nkeldi", answers=Answers(language="ug"))
    assert reading.segments[0].language == "ug"


def test_ruby_stands_beside_the_words() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>和<rt>hé</rt>田<rt>tián</rt></ruby> x")
    assert reading.text == "和田 x"
    assert reading.segments[0].details == {"ruby": [["和", "hé"], ["田", "tián"]]}


@pytest.mark.parametrize(
    "words",
    [
        "a < b and c > d",
        "<3",
        "<unknown>x",
        "AT&T &notit; &#1; &#99999999;",
        "</>",
        "<v",
        "<00:99:00.000>x",
        "x -> y",
    ],
)
def test_nothing_that_may_be_words_is_taken_for_markup(words: str) -> None:
    assert read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}").text == words


def test_an_arrow_in_the_words_is_words() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\nfrom here --> there\nand on")
    assert rows(reading) == [("turn", None, 1000, 2000, "from here --> there\nand on")]


def test_labels_are_speakers_where_they_are_in_capitals_or_come_back() -> None:
    cues = [
        "MAN: Go!",
        "Aygul Tursun: one",
        "Li: once",
        "ALI: a\nSARA: b",
        "Aygul Tursun: two",
        "at 10:30",
        "He said: no",
    ]
    reading = read(
        "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n}.500\n{cue}" for n, cue in enumerate(cues))
    )
    assert [(one.speaker, reading.said(one)) for one in reading.segments] == [
        ("MAN", "Go!"),
        ("Aygul Tursun", "one"),
        (None, "Li: once"),
        ("ALI", "a"),
        ("SARA", "b"),
        ("Aygul Tursun", "two"),
        (None, "at 10:30"),
        (None, "He said: no"),
    ]
    answered = read("WEBVTT\n\n00:01.000 --> 00:02.000\nLi: once", answers=Answers(speakers=("Li",)))
    assert answered.segments[0].speaker == "Li"


def test_dashes_are_told_and_are_no_speakers() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\n- Who?\n- Him.")
    assert rows(reading) == [("turn", None, 1000, 2000, "- Who?\n- Him.")]
    assert [where for where, _ in told(reading)] == ["line 3"]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("00:05.000 --> 00:02.000\nback", 3),
        ("7\n00:61.000 --> 00:62.000\nno time", 4),
        ("00:0x.000 --> 00:02.000\nbroken", 3),
        ("words without a time", 3),
    ],
)
def test_what_is_not_understood_is_kept_with_its_line(block: str, line: int) -> None:
    reading = read(f"WEBVTT\n\n{block}\n\n00:07.000 --> 00:08.000\nand on")
    assert rows(reading)[0] == (NOT_UNDERSTOOD, None, None, None, block)
    assert rows(reading)[1][-1] == "and on"
    assert told(reading)[0][0] == f"line {line}"


def test_a_missing_empty_line_and_odd_stamps_are_understood_and_told() -> None:
    reading = read("WEBVTT\n\n0:1.000 --> 00:02,000\none\n00:02.000 --> 00:03.000\ntwo")
    assert rows(reading) == [("turn", None, 1000, 2000, "one"), ("turn", None, 2000, 3000, "two")]
    assert [where for where, _ in told(reading)] == ["line 3", "line 5"]


def test_odd_times_are_told_and_kept() -> None:
    cues = [
        "00:05.000 --> 00:09.000\na",
        "00:07.000 --> 00:08.000\nb",
        "00:01.000 --> 00:01.000\nc",
        "00:02.000 --> 00:03.000\n<c> </c>",
    ]
    reading = read("WEBVTT\n\n" + "\n\n".join(cues))
    assert [words for *_, words in rows(reading)] == ["a", "b", "c"]
    assert [where for where, _ in told(reading)] == ["line 9", "line 9", "line 12", "line 6"]


def test_times_that_count_from_within_a_stream_are_told() -> None:
    reading = read("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:01.000 --> 00:02.000\na")
    assert [where for where, _ in told(reading)] == ["line 2"]


def test_a_file_without_its_first_line_is_read_if_it_has_cues() -> None:
    assert read("00:01.000 --> 00:02.000\na").text == "a"
    with pytest.raises(BadData, match="Line 1"):
        read("They took him.\n")


@pytest.mark.parametrize(
    ("head", "name", "taken"),
    [
        (b"WEBVTT\n\n", "x", True),
        (b"\xef\xbb\xbfWEBVTT kind\r\n", "x", True),
        ("WEBVTT".encode("utf-16"), "x", True),
        (b"", "A.VTT", True),
        (b"WEBVTTX\n", "x", False),
        (b"1\n00:00:01,000 --> 00:00:02,000\n", "x", False),
        (b"", "x", False),
    ],
)
def test_it_takes_its_own_and_nothing_else(head: bytes, name: str, taken: bool) -> None:
    assert PARSER.takes(Sample(name, "text/plain", len(head), head)) is taken


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("<v", " "),
        ("", "<v x"),
        ("", "<c.a"),
        ("", "&#1"),
        ("", "<i>"),
        ("", "A"),
        ("", "00:01.000 --> 00:02.000\n"),
    ],
)
def test_a_hostile_file_takes_no_longer_than_it_is_long(
    before: str, piece: str, matches_as_it_is_long: Any
) -> None:
    cue = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{before}"
    pieces = 50_000 if piece.endswith("\n") else 300_000 // len(piece)
    matches_as_it_is_long(lambda count: read(cue + piece * count), pieces)


@given(st.binary(max_size=400).map(lambda junk: b"WEBVTT\n\n" + junk) | st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):  # NeedsAnswer is one, too
        encode(read(data).to_json())


_TAGS = [
    "<v Li>",
    "</v>",
    "<lang ug>",
    "</lang>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<00:00:01.000>",
    "<c.x>",
    "&lt;",
    "&",
    "<",
    ">",
    "-->",
    "A: ",
]


@given(
    st.lists(
        st.sampled_from([*_TAGS, "words", " ", "\n", "00:01.000 --> 00:02.000\n", "NOTE ", "STYLE\n"]),
        max_size=40,
    )
)
def test_any_markup_gives_a_reading(pieces: list[str]) -> None:
    encode(read("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "".join(pieces)).to_json())


_WORDS = (
    st.text(st.sampled_from("aбئ字<>&-:. 1\u2028\u200f"), min_size=1, max_size=30).map(str.strip).filter(bool)
)
_CUES = st.lists(
    st.tuples(
        st.integers(0, 10**9), st.integers(0, 10**6), st.sampled_from(["Aygul", "Li Na", "ئايگۈل"]), _WORDS
    ),
    max_size=20,
)


def stamp(ms: int) -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


@given(_CUES)
def test_times_speakers_and_words_come_back(cues: list[tuple[int, int, str, str]]) -> None:
    blocks = [
        f"{stamp(begin)} --> {stamp(begin + length)}\n<v {who}>{words.replace('&', '&amp;').replace('<', '&lt;')}"
        for begin, length, who, words in cues
    ]
    assert rows(read("WEBVTT\n\n" + "\n\n".join(blocks))) == [
        ("turn", who, begin, begin + length, words) for begin, length, who, words in cues
    ]


@given(_CUES)
def test_webvtt_py_reads_the_same(cues: list[tuple[int, int, str, str]]) -> None:
    """The other library, on files without damage and markup: the same cues."""
    import webvtt

    plain = [
        (begin, length, "".join(one for one in words if one.isalnum())) for begin, length, _, words in cues
    ]
    content = "WEBVTT\n\n" + "\n\n".join(
        f"{stamp(begin)} --> {stamp(begin + length)}\n{words}" for begin, length, words in plain if words
    )
    theirs = [(one.start, one.end, one.text) for one in webvtt.from_string(content)]
    ours = [
        (stamp(one.from_ms or 0), stamp(one.to_ms or 0), words)
        for one, (*_, words) in zip(read(content).segments, rows(read(content)), strict=True)
    ]
    assert ours == theirs
