"""The value of a statement: canonical, kept and read again, compared by its bounds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.dates import PartialDate, may_overlap, parse_edtf, surely_before
from amanet.record.dates.parts import Edtf

Values = st.SearchStrategy[Edtf]


def test_words_that_are_the_edtf_are_not_kept_twice() -> None:
    assert PartialDate("2018-05-03", "2018-05-03").to_json() == {"edtf": "2018-05-03"}
    assert PartialDate("2018-05-03", "3 May 2018").words == "3 May 2018"


def test_json_has_only_what_is_known() -> None:
    full = PartialDate("2018~", "two years ago", "persian", date(2017, 9, 5), date(2018, 12, 31))
    assert full.to_json() == {
        "edtf": "2018~",
        "words": "two years ago",
        "calendar": "persian",
        "earliest": "2017-09-05",
        "latest": "2018-12-31",
    }
    assert PartialDate.from_json(full.to_json()) == full


def test_given_bounds_stand_for_those_of_the_edtf() -> None:
    assert PartialDate("2018~", earliest=date(2018, 3, 1)).bounds() == (date(2018, 3, 1), date(2019, 12, 31))


@given(st.data())
def test_what_was_kept_is_read_again(values: Values, data: st.DataObject) -> None:
    one = PartialDate(data.draw(values).text(), "words")
    assert PartialDate.from_json(one.to_json()) == one
    assert parse_edtf(one.edtf).edtf == one.edtf


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"edtf": 2018},
        {"edtf": "hello"},
        {"edtf": "2018", "day": "2018-05-03"},
        {"edtf": "2018", "calendar": "julian"},
        {"edtf": "2018", "earliest": "2018-5-3"},
        {"edtf": "2018", "earliest": "20180503"},
        {"edtf": "2018", "earliest": "2018-12-01", "latest": "2018-01-01"},
        {"edtf": "2018", "words": None},
        ["2018"],
    ],
)
def test_what_is_no_date_is_refused(content: object) -> None:
    with pytest.raises(BadData):
        PartialDate.from_json(content)  # type: ignore[arg-type]


def test_calling_it_2018_does_not_make_it_the_first_of_january() -> None:
    """A detention in 2018 and a release on 1 March 2018 contradict nothing."""
    assert not surely_before(parse_edtf("2018-03-01"), parse_edtf("2018"))
    assert may_overlap(parse_edtf("2018"), parse_edtf("2018-03-01"))


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2017", "2018", True),
        ("2018", "2017", False),
        ("2017~", "2018", False),
        ("2017~", "2019", True),
        ("2017", "XXXX", False),
        ("2017/..", "2019", False),
        ("[..2017]", "2018", True),
        ("2018-05-03", "2018-05-03", False),
        ("2018-05-03", "2018-05-04", True),
        ("2018-05-03T22:30:00Z", "2018-05-04", False),
    ],
)
def test_surely_before(first: str, second: str, before: bool) -> None:
    assert surely_before(parse_edtf(first), parse_edtf(second)) is before


@given(st.data())
def test_comparisons_agree_with_each_other(values: Values, data: st.DataObject) -> None:
    first, second = parse_edtf(data.draw(values).text()), parse_edtf(data.draw(values).text())
    assert not (surely_before(first, second) and surely_before(second, first))
    assert may_overlap(first, second) == may_overlap(second, first)
    assert may_overlap(first, second) != (surely_before(first, second) or surely_before(second, first))
    assert may_overlap(first, first)


@given(st.dates(), st.dates())
def test_of_two_days_the_calendar_decides(first: date, second: date) -> None:
    one, other = parse_edtf(first.isoformat()), parse_edtf(second.isoformat())
    assert surely_before(one, other) == (first < second)
    assert may_overlap(one, other) == (first == second)
