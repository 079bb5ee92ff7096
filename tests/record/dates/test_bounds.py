"""Bounds hold every day a date can mean; marks only widen; the rules are those of docs/dates.md."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amanet.record.dates import parse_edtf
from amanet.record.dates.bounds import bounds, plain_bounds
from amanet.record.dates.parts import APPROXIMATE, Choice, Edtf, Point, Run, Span

Points = st.SearchStrategy[Point]
Values = st.SearchStrategy[Edtf]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2018-05-03", "2018-05-03", "2018-05-03"),
        ("2018~", "2017-01-01", "2019-12-31"),
        ("2018%", "2016-01-01", "2020-12-31"),
        ("2018-03~", "2018-02-01", "2018-04-30"),
        ("2018-01?", "2017-12-01", "2018-02-28"),
        ("2018-05-03~", "2018-04-26", "2018-05-10"),
        ("2018-05-03%", "2018-04-19", "2018-05-17"),
        ("2004-06~-11", "2004-05-11", "2004-07-11"),
        ("2004?-06-~11", "2003-06-04", "2005-06-18"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("199X~", "1980-01-01", "2009-12-31"),
        ("19XX~", "1800-01-01", "2099-12-31"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("201X-02-29", "2012-02-29", "2016-02-29"),
        ("2018-1X", "2018-10-01", "2018-12-31"),
        ("2018-XX-31", "2018-01-31", "2018-12-31"),
        ("2018-21", "2018-02-03", "2018-06-21"),
        ("2018-24", "2017-11-07", "2019-03-20"),
        ("2018-30", "2017-12-01", "2019-03-20"),
        ("2018-33~", "2017-10-01", "2018-06-30"),
        ("2018-37", "2018-01-01", "2018-04-30"),
        ("2018-41", "2018-07-01", "2018-12-31"),
        ("2017/2018-05~", "2017-01-01", "2018-06-30"),
        ("2017/..", "2017-01-01", None),
        ("/2018", None, "2018-12-31"),
        ("[2017,2019-05]", "2017-01-01", "2019-05-31"),
        ("[..2019-02]", None, "2019-02-28"),
        ("{2017..2019}", "2017-01-01", "2019-12-31"),
        ("XXXX", None, None),
        ("XXXX-05-03~", None, None),
        ("0000", None, "0001-01-01"),
        ("-0044", None, "0001-01-01"),
        ("Y170000002", "9999-12-31", None),
        ("9999~", "9998-01-01", None),
        ("0001~", None, "0002-12-31"),
        ("2018-05-03T10:15:00", "2018-05-03", "2018-05-03"),
        ("2018-05-03T10:15:00+06:00", "2018-05-03", "2018-05-03"),
        ("2018-05-03T23:15Z", "2018-05-03", "2018-05-04"),
        ("2018-05-03T00:15:00Z", "2018-05-02", "2018-05-03"),
    ],
)
def test_known_bounds(text: str, earliest: str | None, latest: str | None) -> None:
    found = parse_edtf(text).bounds()
    assert found == tuple(date.fromisoformat(one) if one else None for one in (earliest, latest))


def completions(point: Point) -> set[date]:
    """The slow, obvious way: every number in place of every X."""
    found = set()
    for year, month, day in product(
        _filled(point.year), _filled(point.month or "XX"), _filled(point.day or "XX")
    ):
        if year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            found.add(date(year, month, day))
    return found


def _filled(pattern: str) -> list[int]:
    return [
        int("".join(one)) for one in product(*("0123456789" if sign == "X" else sign for sign in pattern))
    ]


@given(st.data())
def test_bounds_are_the_first_and_last_completion(points: Points, data: st.DataObject) -> None:
    point = replace(data.draw(points))
    assume(not point.is_season and point.year.count("X") < 3 and not point.year.startswith("0"))
    days = completions(point)
    assert plain_bounds(point) == (min(days), max(days))
    earliest, latest = bounds(point)
    assert earliest is None or earliest <= min(days)
    assert latest is None or latest >= max(days)


@given(st.data())
def test_a_mark_never_narrows(points: Points, data: st.DataObject) -> None:
    plain = replace(data.draw(points), time="")
    unmarked = replace(plain, qualified=(0,) * len(plain.qualified))
    assert holds(bounds(plain), bounds(unmarked))


@given(st.data(), st.sampled_from([1, 2]))
def test_both_marks_reach_no_less_than_one(points: Points, data: st.DataObject, mark: int) -> None:
    point = data.draw(points)
    one = replace(point, qualified=(mark,) * len(point.qualified))
    both = replace(point, qualified=(3,) * len(point.qualified))
    assert holds(bounds(both), bounds(one))


@given(st.data())
def test_bounds_of_a_span_or_choice_hold_their_points(values: Values, data: st.DataObject) -> None:
    value = data.draw(values)
    earliest, latest = bounds(value)
    assert earliest is None or latest is None or earliest <= latest
    for point in points_of(value):
        low, high = bounds(point)
        if isinstance(value, Choice):
            assert earliest is None or (low is not None and earliest <= low)
            assert latest is None or (high is not None and high <= latest)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_about_a_day_is_within_a_week(day: date) -> None:
    point = Point(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}", (APPROXIMATE,) * 3)
    assert bounds(point) == (day - timedelta(days=7), day + timedelta(days=7))


def holds(wider: tuple[date | None, date | None], narrower: tuple[date | None, date | None]) -> bool:
    lower = wider[0] is None or (narrower[0] is not None and wider[0] <= narrower[0])
    higher = wider[1] is None or (narrower[1] is not None and wider[1] >= narrower[1])
    return lower and higher


def points_of(value: Edtf) -> list[Point]:
    if isinstance(value, Point):
        return [value]
    ends = [value.start, value.end] if isinstance(value, Span) else []
    if isinstance(value, Choice):
        for member in value.members:
            ends.extend((member.start, member.end) if isinstance(member, Run) else (member,))
    return [end for end in ends if isinstance(end, Point)]
