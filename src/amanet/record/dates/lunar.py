"""Months and days of the Chinese calendar as spans of days that surely hold them.

This is no ephemeris. It rests on two facts of the calendar (GB/T 33661-2017, "Calculation and promulgation of the Chinese
calendar"): a month begins on the day of a new moon, China time, and a month that is no leap month holds the solar term it is
numbered by (month 8 the autumnal equinox). The mean new moon is never further than 0.6 days from the true one, and the mean
solar term never further than 0.07 days, from 1900 to 2100 (J. Meeus, "Astronomical Algorithms", chapters 27 and 49; the tests compare each
month with PyMeeus). What remains open is a day on either side and, where a term falls next to a new moon, which of two months it was:
then both are given. Two months of these years hold another term than their own; they are named.

>>> chinese(2018, 8, 15)[0].first, chinese(2018, 8, 15)[0].last
(datetime.date(2018, 9, 23), datetime.date(2018, 9, 25))
"""

import math
from datetime import date, timedelta
from typing import Final

from amanet.errors import BadData
from amanet.record.dates.calendars import Window

__all__ = ["CHINESE_YEARS", "chinese", "chinese_year"]

_CONVERTED: Final = range(1902, 2098)
CHINESE_YEARS: Final = _CONVERTED[:-1]  # a year ends where the next begins
# month: years added, and when its solar term came in the year 2000, as a day number of `date`, by the clock of China
_TERMS: Final = {
    1: (0, 730169.684),
    2: (0, 730199.645),
    3: (0, 730230.106),
    4: (0, 730261.071),
    5: (0, 730292.403),
    6: (0, 730323.857),
    7: (0, 730355.151),
    8: (0, 730386.051),
    9: (0, 730416.440),
    10: (0, 730446.336),
    11: (0, 730475.890),
    12: (1, 730140.093),
}
_YEAR: Final = 365.2422
# Months that hold another term than their own: (year, month) and which moon it is instead.
_ODD_MONTHS: Final = {(1984, 12): 1, (2033, 10): -1}
_LUNATION: Final = 29.530588861
_FIRST: Final = 730126.09766 - 0.5 + 8 / 24  # the new moon of 6 January 2000
_MOON_UNSURE: Final = 0.6
_TERM_UNSURE: Final = 0.07
_DAY: Final = timedelta(days=1)


def chinese(year: int, month: int, day: int | None = None, *, leap: bool = False) -> tuple[Window, ...]:
    """A month, or a day of it, of the year that begins in the Gregorian `year`. Two where it may have been either.

    Raises `BadData` out of range, and for a leap month that the year cannot have.
    """
    if year not in _CONVERTED:
        raise BadData(f"Chinese lunar years are converted from {_CONVERTED[0]} to {_CONVERTED[-1]}.")
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 30):
        raise BadData("A Chinese lunar year has months 1 to 12 and a month at most 30 days.")
    odd = _ODD_MONTHS.get((year, month), 0)
    moons = [moon + leap + odd for moon in _moons_with_term(year, month)]
    if leap:
        moons = [moon for moon in moons if moon + 1 in _moons_after(year, month)]
    if not moons:
        raise BadData("That Chinese lunar year has no such leap month.")
    return tuple(_window(moon, day) for moon in moons)


def chinese_year(year: int) -> Window:
    starts, ends = chinese(year, 1), chinese(year + 1, 1)
    return Window(starts[0].first, ends[-1].begins_by - _DAY, starts[-1].begins_by, ends[0].first - _DAY)


def _moons_with_term(year: int, month: int) -> list[int]:
    added, term_of_2000 = _TERMS[month]
    term = term_of_2000 + _YEAR * (year + added - 2000)
    earliest, latest = _days_around(term, _TERM_UNSURE)
    about = math.floor((term - _FIRST) / _LUNATION)
    return [
        moon
        for moon in range(about - 1, about + 3)
        if _begins(moon)[0] <= latest and _begins(moon + 1)[1] > earliest
    ]


def _moons_after(year: int, month: int) -> list[int]:
    return _moons_with_term(year + month // 12, month % 12 + 1)


def _window(moon: int, day: int | None) -> Window:
    (first, begins_by), (next_first, next_by) = _begins(moon), _begins(moon + 1)
    if day is not None:
        later = timedelta(days=day - 1)
        return Window(first + later, begins_by + later, begins_by + later, first + later)
    return Window(first, next_by - _DAY, begins_by, next_first - _DAY)


def _begins(moon: int) -> tuple[date, date]:
    """The days that a month can begin on, by the number of its new moon."""
    return _days_around(_FIRST + _LUNATION * moon, _MOON_UNSURE)


def _days_around(moment: float, unsure: float) -> tuple[date, date]:
    return date.fromordinal(math.floor(moment - unsure)), date.fromordinal(math.floor(moment + unsure))
