"""Other calendars: day by day as the libraries convert, and wide enough for what people lived by."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.dates.calendars import MOON, Window, days_in, islamic, persian, within


def year_window(year: int) -> Window:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Window(first, last, first, last)


def test_every_islamic_day_is_two_days_around_the_one_of_umm_al_qura() -> None:
    from hijridate import Gregorian

    day, last = date(1924, 8, 1), date(2077, 11, 16)
    while day <= last:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        found = islamic(hijri.year, hijri.month, hijri.day)
        assert (found.first, found.last) == (day - MOON, day + MOON)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "month", "day", "kept_on"),
    [  # as announced in Saudi Arabia and in Pakistan
        (1438, 9, 1, "2017-05-27"),
        (1438, 9, 1, "2017-05-28"),
        (1438, 10, 1, "2017-06-25"),
        (1438, 10, 1, "2017-06-26"),
        (1438, 12, 10, "2017-09-01"),
        (1438, 12, 10, "2017-09-02"),
        (1439, 9, 1, "2018-05-17"),
        (1440, 9, 1, "2019-05-06"),
        (1440, 9, 1, "2019-05-07"),
        (1441, 9, 1, "2020-04-24"),
        (1441, 9, 1, "2020-04-25"),
    ],
)
def test_days_as_they_were_announced_lie_within(year: int, month: int, day: int, kept_on: str) -> None:
    found = islamic(year, month, day)
    assert found.first <= date.fromisoformat(kept_on) <= found.last


def test_an_islamic_month_reaches_from_its_earliest_to_its_latest_day() -> None:
    ramadan = islamic(1439, 9)
    assert (ramadan.first, ramadan.last) == (date(2018, 5, 14), date(2018, 6, 16))
    assert (ramadan.begins_by, ramadan.ends_from) == (date(2018, 5, 18), date(2018, 6, 12))


def test_a_thirtieth_day_may_be_kept_where_the_table_has_29() -> None:
    from hijridate import Hijri

    assert Hijri(1440, 9, 1).month_length() == 29
    assert islamic(1440, 9, 30).first == islamic(1440, 10, 1).first


@settings(max_examples=20)  # convertdate takes some 30 ms a day
@given(st.dates(date(1925, 3, 21), date(2060, 1, 1)))
def test_persian_days_are_those_of_convertdate(day: date) -> None:
    from convertdate import persian as solar_hijri

    found = persian(*solar_hijri.from_gregorian(day.year, day.month, day.day))
    assert found.first <= day <= found.last
    assert found.first == found.last or day < date(1957, 3, 21)


def test_persian_days_follow_each_other_without_a_gap() -> None:
    day = persian(1390, 1, 1).first
    for year in range(1390, 1410):
        for month in range(1, 13):
            window = persian(year, month)
            assert window.first == day
            for number in range(1, (window.last - window.first).days + 2):
                assert persian(year, month, number).first == day
                day += timedelta(days=1)


def test_persian_leap_years_are_those_of_the_33_year_cycle() -> None:
    """The cycle is right for these centuries, and shares nothing with the equinox that convertdate computes."""
    for year in range(1380, 1414):
        days = (persian(year).last - persian(year).first).days + 1
        assert (days == 366) == (year % 33 in (1, 5, 9, 13, 17, 22, 26, 30))


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        (1357, 11, 22, "1979-02-11"),
        (1397, 5, 12, "2018-08-03"),
        (1399, 12, 30, "2021-03-20"),
        (1404, 1, 1, "2025-03-21"),
    ],
)
def test_known_persian_days(year: int, month: int, day: int, gregorian: str) -> None:
    found = persian(year, month, day)
    assert found.first == found.last == date.fromisoformat(gregorian)


def test_before_1336_persian_days_have_a_day_on_either_side() -> None:
    assert (persian(1335, 5, 12).last - persian(1335, 5, 12).first).days == 2
    assert persian(1335).first == date(1956, 3, 21)


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [
        ("islamic", 1342, None, None),
        ("islamic", 1501, None, None),
        ("islamic", 1440, 9, 31),
        ("islamic", 1440, 9, 0),
        ("persian", 1303, None, None),
        ("persian", 1500, None, None),
        ("persian", 1398, 12, 30),
        ("persian", 1398, 7, 31),
    ],
)
def test_days_that_a_calendar_does_not_have(
    calendar: str, year: int, month: int | None, day: int | None
) -> None:
    with pytest.raises(BadData):
        days_in(calendar, year, month, day)


@settings(max_examples=40)
@given(st.integers(1930, 2070), st.integers(1, 12))
def test_every_time_a_month_came_in_a_year_is_found(year: int, month: int) -> None:
    from hijridate import Gregorian

    windows = within("islamic", year_window(year), month)
    assert windows
    assert all(window.touches(year_window(year)) for window in windows)
    day = date(year, 1, 1)
    while day.year == year:
        if Gregorian(day.year, day.month, day.day).to_hijri().month == month:
            assert any(window.first <= day <= window.last for window in windows)
        day += timedelta(days=1)


def test_a_year_may_have_two_ramadans_and_two_deys() -> None:
    assert len(within("islamic", year_window(1997), 9)) == 2
    assert len(within("islamic", year_window(2018), 9)) == 1
    assert [window.first for window in within("persian", year_window(2018), 10)] == [
        date(2017, 12, 22),
        date(2018, 12, 22),
    ]
