"""EDTF text: the examples of the specification, round trips, and what is refused, with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.dates import parse_edtf
from amanet.record.dates.edtf import read_edtf
from amanet.record.dates.parts import Edtf

# Forms of the specification (Library of Congress, 4 February 2019), levels 0, 1 and 2.
CANONICAL = [
    "1985-04-12",
    "1985-04",
    "1985",
    "1985-04-12T23:20:30",
    "1985-04-12T23:20:30Z",
    "1985-04-12T23:20:30-04",
    "1985-04-12T23:20:30+04:30",
    "1964/2008",
    "2004-06/2006-08",
    "2004-02-01/2005-02-08",
    "2004-02-01/2005-02",
    "2004-02-01/2005",
    "2005/2006-02",
    "Y170000002",
    "Y-170000002",
    "2001-21",
    "1984?",
    "2004-06~",
    "2004-06-11%",
    "201X",
    "20XX",
    "2004-XX",
    "1985-04-XX",
    "1985-XX-XX",
    "1985-04-12/..",
    "1985-04/..",
    "1985/..",
    "../1985-04-12",
    "../1985",
    "1985-04-12/",
    "1985/",
    "/1985-04-12",
    "/1985",
    "1984~/2004-06",
    "1984-06-02?/2004-08-08~",
    "1984?/2004%",
    "-1985",
    "Y-17E7",
    "1950S2",
    "Y171010000S3",
    "Y3388E2S3",
    "2001-34",
    "2001-41",
    "[1667,1668,1670..1672]",
    "[..1760-12-03]",
    "[1760-12..]",
    "[1760-01,1760-02,1760-12..]",
    "[1667,1760-12]",
    "{1667,1668,1670..1672}",
    "{1960,1961-12}",
    "{..1984}",
    "2004-06~-11",
    "2004?-06-11",
    "2004-06-~11",
    "2004-%06-11",
    "156X-12-25",
    "15XX-12-25",
    "XXXX-12-XX",
    "1XXX-XX",
    "1XXX-12",
    "1984-1X",
    "2004-06-~01/2004-06-~20",
    "2004-06-XX/2004-07-03",
    "2018-05-03T10:15",
    "0000",
    "XXXX",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_forms_of_the_specification_are_canonical(text: str) -> None:
    assert read_edtf(text).text() == text
    assert parse_edtf(text).edtf == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("?2004-06-~11", "2004?-06-~11"),
        ("~2004-~06-11", "2004-06~-11"),
        ("2004-06?-11~", "2004-06%-~11"),
        ("?2004-?06-?11", "2004-06-11?"),
        ("?2004~", "2004%"),
    ],
)
def test_one_meaning_has_one_spelling(written: str, canonical: str) -> None:
    assert parse_edtf(written) == parse_edtf(canonical)
    assert parse_edtf(written).edtf == canonical


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("last winter", 1),
        ("2018-5", 6),
        ("2018-05-3", 9),
        ("2018-05-03x", 11),
        ("2018-13", 1),
        ("2018-20", 1),
        ("2018-42", 1),
        ("2018-02-30", 1),
        ("2019-02-29", 1),
        ("2018-XX-32", 1),
        ("2018-21-01", 9),
        ("-0000", 1),
        ("Y2018", 1),
        ("Y0", 1),
        ("2018S5", 5),
        ("20X8S2", 1),
        ("2018/2017", 1),
        ("-0005/-0010", 1),
        ("2018-05/2018-04-30", 1),
        ("/", 1),
        ("../..", 1),
        ("..", 3),
        ("2018/2019/2020", 10),
        ("[2018", 6),
        ("[]", 2),
        ("[2018,..2019]", 1),
        ("[2018..,2019]", 1),
        ("[2019..2018]", 1),
        ("{2018]", 6),
        ("2018-05-03T25:00:00", 11),
        ("2018-05-03T10:60", 11),
        ("2018-05T10:15:00", 8),
        ("2018-05-03~T10:15:00", 12),
        ("2018-05-03T10:15:00/2018-05-04", 1),
        ("2018-uu", 6),
        ("2018-05-03T10:15:00+15", 20),
        ("٢٠١٨", 1),
    ],
)
def test_what_is_no_edtf_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(BadData, match=rf"at character {place}\b"):
        read_edtf(text)


def test_errors_never_repeat_the_text() -> None:
    with pytest.raises(BadData) as caught:
        read_edtf("2018 Testova was seen")
    assert "Testova" not in str(caught.value)


def test_long_texts_are_refused_at_once() -> None:
    with pytest.raises(BadData, match="2000 characters"):
        read_edtf("[" + "2018," * 10_000 + "2018]")


@given(st.data())
def test_a_value_written_and_read_is_the_value(values: st.SearchStrategy[Edtf], data: st.DataObject) -> None:
    value = data.draw(values)
    assert read_edtf(value.text()) == value


@given(st.text("0123456789X?~%/.,[]{}-SYETZ:+", max_size=30))
def test_any_text_is_read_or_refused_and_its_canonical_text_is_stable(text: str) -> None:
    try:
        value = read_edtf(text)
    except BadData:
        return
    assert read_edtf(value.text()) == value
