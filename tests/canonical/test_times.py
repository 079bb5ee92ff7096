"""Moments in one form only."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import format_utc, parse_utc
from amanet.errors import BadData

FIRST, LAST = -62_135_596_800, 253_402_300_799  # 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z


@settings(deadline=None)
@given(st.integers(FIRST, LAST))
def test_whole_seconds_go_there_and_back(seconds: int) -> None:
    text = format_utc(seconds)
    assert len(text) == 20
    assert parse_utc(text) == seconds
    assert datetime.fromisoformat(text) == datetime.fromtimestamp(seconds, UTC)


@settings(deadline=None)
@given(st.integers(0, LAST), st.floats(0, 0.999))
def test_parts_of_a_second_are_cut_off(seconds: int, part: float) -> None:
    if int(seconds + part) == seconds:
        assert format_utc(seconds + part) == format_utc(seconds)


def test_a_known_moment() -> None:
    assert format_utc(1_795_342_500) == "2026-11-22T10:15:00Z"


@pytest.mark.parametrize("seconds", [FIRST - 1, LAST + 1, 10**18, -(10**18), float("inf"), float("nan")])
def test_a_time_that_no_calendar_of_four_digits_has_is_refused(seconds: float) -> None:
    with pytest.raises(BadData):
        format_utc(seconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22T10:15:00",
        "2026-11-22T10:15:00z",
        "2026-11-22T10:15:00+00:00",
        "2026-11-22T10:15:00.0Z",
        "2026-11-22 10:15:00Z",
        "2026-11-22T10:15:00Z\n",
        "2026-1-2T3:4:5Z",
        "2026-02-30T10:15:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:15:60Z",
        "٢٠٢٦-11-22T10:15:00Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(BadData):
        parse_utc(text)
