"""Any EDTF value, for property tests."""

import pytest
from hypothesis import strategies as st

from amanet.record.dates.bounds import has_days
from amanet.record.dates.parts import APPROXIMATE, OPEN, UNCERTAIN, UNKNOWN, Choice, Edtf, Point, Run, Span

_MARKS = st.sampled_from([0, UNCERTAIN, APPROXIMATE, UNCERTAIN | APPROXIMATE])
_DIGIT = st.sampled_from("0123456789X")


@st.composite
def _points(draw: st.DrawFn) -> Point:
    """Any year, month, season or day, with open digits and marks; the calendar has it."""
    year = (
        draw(st.text(_DIGIT, min_size=4, max_size=4))
        if draw(st.booleans())
        else f"{draw(st.integers(1, 9999)):04}"
    )
    kind = draw(st.sampled_from(["year", "month", "season", "day"]))
    if kind == "year":
        return Point(year, None, None, (draw(_MARKS),))
    if kind == "season":
        return Point(year, str(draw(st.integers(21, 41))), None, (draw(_MARKS), draw(_MARKS)))
    month = draw(st.sampled_from([*(f"{one:02}" for one in range(1, 13)), "XX", "0X", "1X", "X2"]))
    if kind == "month":
        return Point(year, month, None, (draw(_MARKS), draw(_MARKS)))
    day = draw(st.sampled_from([*(f"{one:02}" for one in range(1, 29)), "XX", "2X", "X1"]))
    point = Point(year, month, day, (draw(_MARKS), draw(_MARKS), draw(_MARKS)))
    return point if has_days(point) else Point(year, month, None, point.qualified[:2])


@st.composite
def _values(draw: st.DrawFn) -> Edtf:
    kind = draw(st.sampled_from(["point", "span", "choice"]))
    if kind == "point":
        return draw(_points())
    if kind == "span":
        known = draw(_points())
        other = draw(st.sampled_from([OPEN, UNKNOWN]))
        return Span(known, other) if draw(st.booleans()) else Span(other, known)
    members: list[Point | Run] = list(draw(st.lists(_points(), min_size=1, max_size=4)))
    if draw(st.booleans()):
        members = [Run(None, draw(_points())), *members]
    if draw(st.booleans()):
        members = [*members, Run(draw(_points()), None)]
    return Choice(tuple(members), draw(st.booleans()))


@pytest.fixture(scope="session")
def points() -> st.SearchStrategy[Point]:
    return _points()


@pytest.fixture(scope="session")
def values() -> st.SearchStrategy[Edtf]:
    return _values()
