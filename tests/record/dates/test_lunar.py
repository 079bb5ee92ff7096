"""The Chinese calendar, a second time: from the new moons and solar terms that PyMeeus computes, by the rules of the standard."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from amanet.errors import BadData
from amanet.record.dates.lunar import chinese, chinese_year

# Both exceptional years (1984, 2033) are among them.
YEARS = range(1975, 2036)
_SOLSTICE = 270


def china_day(julian: float) -> date:
    from pymeeus.Epoch import Epoch

    universal = julian - Epoch.tt2ut(int(Epoch(julian).get_date()[0]), 6) / 86400
    return date.fromordinal(math.floor(universal + 8 / 24 + 0.5) - 1721425)


@cache
def term(year: int, longitude: int) -> date:
    """The day of a year when the sun stands at a multiple of 30 degrees."""
    from pymeeus.Epoch import Epoch
    from pymeeus.Sun import Sun

    julian = Epoch(year, 3, 20).jde() + longitude * 365.2422 / 360 - (365.2422 if longitude >= 300 else 0)
    for _ in range(4):
        away = float(Sun.apparent_geocentric_position(Epoch(julian))[0])
        julian += ((longitude - away + 180) % 360 - 180) * 365.2422 / 360
    return china_day(julian)


@cache
def new_moon(number: int) -> date:
    from pymeeus.Epoch import Epoch
    from pymeeus.Moon import Moon

    return china_day(Moon.moon_phase(Epoch(2451550.09766 + 29.530588861 * number), "new").jde())


def moon_of(day: date) -> int:
    number = math.floor((day.toordinal() + 1721424.5 - 2451550.09766) / 29.530588861) + 2
    while new_moon(number) > day:
        number -= 1
    return number


def months(year: int) -> Iterator[tuple[date, date, int, bool]]:
    """First day, last day, number and whether it is a leap month, from one winter solstice's month to before the next one's."""
    first, last = moon_of(term(year - 1, _SOLSTICE)), moon_of(term(year, _SOLSTICE))
    terms = [term(year - 1, _SOLSTICE), *(term(year, longitude) for longitude in range(0, 360, 30))]
    number, leap_left = 11, last - first == 13
    for moon in range(first, last):
        begins, ends = new_moon(moon), new_moon(moon + 1) - timedelta(days=1)
        is_leap = leap_left and moon > first and not any(begins <= day <= ends for day in terms)
        leap_left = leap_left and not is_leap
        number = number if is_leap or moon == first else number % 12 + 1
        yield begins, ends, number, is_leap


@pytest.mark.parametrize("year", YEARS)
def test_every_month_lies_within_what_is_given_for_it(year: int) -> None:
    for begins, ends, number, is_leap in months(year):
        lunar_year = year - 1 if number >= 11 else year
        windows = chinese(lunar_year, number, leap=is_leap)
        assert len(windows) <= 2
        assert any(
            window.first <= begins <= window.begins_by and window.ends_from <= ends <= window.last
            for window in windows
        )
        fifteenth = begins + timedelta(days=14)
        assert any(
            day.first <= fifteenth <= day.last for day in chinese(lunar_year, number, 15, leap=is_leap)
        )


def test_leap_months_that_there_are_not_are_refused() -> None:
    wrong = 0
    for year in range(2000, 2020):
        leaps = {number for _, _, number, is_leap in months(year) if is_leap}
        for number in range(1, 11):
            try:
                chinese(year, number, leap=True)
            except BadData:
                assert number not in leaps
            else:
                wrong += number not in leaps
    assert wrong < 20  # next to a new moon a term leaves it open


@pytest.mark.parametrize(
    ("year", "day"), [(2017, "2017-01-28"), (2018, "2018-02-16"), (2019, "2019-02-05"), (2020, "2020-01-25")]
)
def test_known_new_years(year: int, day: str) -> None:
    (window,) = chinese(year, 1, 1)
    assert window.first <= date.fromisoformat(day) <= window.last
    assert chinese_year(year).first == window.first


def test_years_and_days_out_of_range() -> None:
    for year, month, day in ((1901, 1, 1), (2098, 1, 1), (2018, 13, 1), (2018, 0, 1), (2018, 1, 31)):
        with pytest.raises(BadData):
            chinese(year, month, day)
