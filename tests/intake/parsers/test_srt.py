"""SRT as it is really found: whatever was forgotten or damaged, no word is lost, and nothing is guessed silently."""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Sample
from amanet.intake.parsers.srt_subtitles import PARSER
from amanet.record.reading import NOT_UNDERSTOOD, Reading


def read(data: str | bytes, name: str = "a.srt", answers: Answers | None = None) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    sample = Sample(name, "application/x-subrip", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    return PARSER.parse(io.BytesIO(data), sample, answers or Answers()).reading


def rows(reading: Reading) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [(one.kind, one.speaker, one.from_ms, one.to_ms, reading.said(one)) for one in reading.segments]


def lines_told(reading: Reading) -> list[str]:
    return [one.where for one in reading.oddities]


PLAIN = """1
00:00:01,000 --> 00:00:02,500
They took him
in the night.

2
01:00:02,500 --> 01:00:03,000
AYGUL: When?
"""


def test_a_plain_file() -> None:
    reading = read(PLAIN)
    assert rows(reading) == [
        ("turn", None, 1000, 2500, "They took him\nin the night."),
        ("turn", "AYGUL", 3602500, 3603000, "When?"),
    ]
    assert [one.details for one in reading.segments] == [{"cue": "1"}, {"cue": "2"}]
    assert reading.oddities == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_marked_encodings_make_no_difference(end: str, encoding: str) -> None:
    assert rows(read(PLAIN.replace("\n", end).encode(encoding))) == rows(read(PLAIN))


def test_another_encoding_is_asked_for() -> None:
    data = PLAIN.replace("night", "ночь").encode("cp1251")
    with pytest.raises(NeedsAnswer, match="Line 4"):
        read(data)
    assert "ночь" in read(data, answers=Answers(encoding="cp1251")).text


def test_styles_leave_the_words_and_those_that_tell_something_are_kept() -> None:
    reading = read(
        '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>They</i> <font color="#ff0">took</font> him <3 {sic}'
    )
    assert reading.text == "They took him <3 {sic}"
    assert reading.segments[0].details["styles"] == ["{\\an8}", '<font color="#ff0">']


DAMAGED = """00:00:01,000 --> 00:00:02,000
no number
2
00:00:02.000 --> 0:00:03,000 X1:40 X2:600
dots, and no empty line above

4
00: 00: 03,000 -> 00: 00: 04
translated by a machine

5
00:00:04,000 --> 00:00:06,000
she left in

1984
00:00:05,000 --> 00:00:06,000
overlapping
"""


def test_damage_is_forgiven_and_told() -> None:
    reading = read(DAMAGED)
    assert rows(reading) == [
        ("turn", None, 1000, 2000, "no number"),
        ("turn", None, 2000, 3000, "dots, and no empty line above"),
        ("turn", None, 3000, 4000, "translated by a machine"),
        ("turn", None, 4000, 6000, "she left in"),
        ("turn", None, 5000, 6000, "overlapping"),
    ]
    assert reading.segments[1].details == {"cue": "2", "settings": "X1:40 X2:600"}
    assert {"line 1", "line 4", "line 8", "line 16"} <= set(lines_told(reading))


def test_a_year_that_ends_the_words_is_no_number() -> None:
    reading = read(
        "1\n00:00:01,000 --> 00:00:02,000\nshe left in\n1984\n00:00:03,000 --> 00:00:04,000\nalone"
    )
    assert [words for *_, words in rows(reading)] == ["she left in\n1984", "alone"]


def test_an_empty_line_among_the_words_loses_none() -> None:
    reading = read(
        "1\n00:00:01,000 --> 00:00:02,000\none\n\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n\n"
    )
    assert [words for *_, words in rows(reading)] == ["one\n\n\ntwo", "three"]
    assert lines_told(reading) == ["line 2"]


@pytest.mark.parametrize(
    "cue",
    [
        "2\n00:00:05,000 --> 00:00:04,000\nback",
        "2\n00:00:xx,000 --> 00:00:04,000\nbroken",
        "2\n00:61:00,000 --> 01:00:00,000\nno minute",
    ],
)
def test_what_is_not_understood_is_kept_with_its_line(cue: str) -> None:
    reading = read(
        f"1\n00:00:01,000 --> 00:00:02,000\none\n\n{cue}\n\n3\n00:00:07,000 --> 00:00:08,000\nthree"
    )
    assert rows(reading)[1] == (NOT_UNDERSTOOD, None, None, None, cue)
    assert rows(reading)[2][-1] == "three"
    assert "line 6" in lines_told(reading)


def test_what_stands_above_the_first_cue_is_kept() -> None:
    reading = read("subtitles by nobody\n\n1\n00:00:01,000 --> 00:00:02,000\none")
    assert rows(reading)[0] == (NOT_UNDERSTOOD, None, None, None, "subtitles by nobody")


def test_a_short_fraction_could_mean_two_times_and_is_not_guessed() -> None:
    reading = read("1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,5 --> 00:00:04,000\ntwo")
    assert rows(reading)[1][0] == NOT_UNDERSTOOD


def test_voices_in_one_cue_are_told_apart_by_labels_and_not_by_dashes() -> None:
    reading = read(
        "1\n00:00:01,000 --> 00:00:02,000\n- ALI: a\n- SARA: b\n\n2\n00:00:02,000 --> 00:00:03,000\n- Who?\n- Him."
    )
    assert rows(reading) == [
        ("turn", "ALI", 1000, 2000, "a"),
        ("turn", "SARA", 1000, 2000, "b"),
        ("turn", None, 2000, 3000, "- Who?\n- Him."),
    ]
    assert lines_told(reading) == ["line 7"]


def test_a_cue_without_words_is_told() -> None:
    reading = read("1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n\n2\n00:00:02,000 --> 00:00:03,000\n\n")
    assert (reading.text, lines_told(reading)) == ("", ["line 2", "line 6"])


def test_a_file_without_one_cue_is_refused() -> None:
    for content in ["", "They took him.", "1\n00:00:01 -- 2\nx"]:
        with pytest.raises(BadData, match="No line of this file"):
            read(content)


@pytest.mark.parametrize(
    ("head", "name", "taken"),
    [
        (PLAIN.encode(), "x", True),
        (b"\xef\xbb\xbf\r\n" + PLAIN.encode(), "x", True),
        (PLAIN.encode("utf-16"), "x.txt", True),
        (b"", "A.SRT", True),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n", "x", False),
        (b"They took him.\n" * 9 + PLAIN.encode(), "x.txt", False),
        (b"", "x", False),
    ],
)
def test_it_takes_its_own_and_nothing_else(head: bytes, name: str, taken: bool) -> None:
    assert PARSER.takes(Sample(name, "text/plain", len(head), head)) is taken


@pytest.mark.parametrize("piece", [" ", "{\\", "<font ", "0", "-->\n", "\n", "A:"])
def test_a_hostile_file_takes_no_longer_than_it_is_long(piece: str, matches_as_it_is_long: Any) -> None:
    cue = "1\n00:00:01,000 --> 00:00:02,000\n"
    matches_as_it_is_long(lambda length: read(cue + piece * (length // len(piece))), 300_000)


@given(
    st.binary(max_size=300) | st.binary(max_size=200).map(lambda junk: PLAIN.encode() + junk + PLAIN.encode())
)
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):  # NeedsAnswer is one, too
        encode(read(data).to_json())


_PIECES = [
    "1",
    "2",
    "\n",
    "00:00:01,000 --> 00:00:02,000",
    "-->",
    "x y",
    " ",
    "A: ",
    "- ",
    "<i>",
    "{\\an8}",
    "00:00:09,000 --> 00:00:02,000",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_however_a_file_is_damaged_no_word_is_lost(pieces: list[str]) -> None:
    content = "".join(pieces)
    with contextlib.suppress(BadData):
        reading = read(content)
        assert reading.text.count("x") == content.count("x")


_WORDS = (
    st.text(st.sampled_from("aбئ字&-. 1\u2028\u200f"), min_size=1, max_size=30).map(str.strip).filter(bool)
)
_CUES = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), _WORDS), min_size=1, max_size=20)


def stamp(ms: int) -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def written(cues: list[tuple[int, int, str]]) -> str:
    return "\n".join(
        f"{number}\n{stamp(begin)} --> {stamp(begin + length)}\n{words}\n"
        for number, (begin, length, words) in enumerate(cues, 1)
    )


@given(_CUES)
def test_times_and_words_come_back(cues: list[tuple[int, int, str]]) -> None:
    assert rows(read(written(cues))) == [
        ("turn", None, begin, begin + length, words) for begin, length, words in cues
    ]


@given(_CUES)
def test_the_srt_library_reads_the_same(cues: list[tuple[int, int, str]]) -> None:
    import srt

    ours = [
        (one.from_ms, one.to_ms, words)
        for one, (*_, words) in zip(read(written(cues)).segments, rows(read(written(cues))), strict=True)
    ]
    theirs = [
        (round(one.start.total_seconds() * 1000), round(one.end.total_seconds() * 1000), one.content)
        for one in srt.parse(written(cues))
    ]
    assert ours == theirs
