"""Years, months and days of the lunar Hijri and the Solar Hijri calendar as days of the Gregorian one, with what is not sure.

**Islamic (lunar Hijri).** Converted by hijridate: Saudi Arabia's Umm al-Qura calendar, years 1343 to 1500. Months of
people's lives begin with a sighting of the moon, announced country by country and town by town. The calendar's makers reckon with a
first sighting up to two days after its date, and announcements before it are on record (R. H. van Gent, "The Umm al-Qura Calendar of
Saudi Arabia", Utrecht University, page on adjustments); and the day begins at sunset of the day before. So every beginning may lie up to
`MOON` = 2 days to either side, and a month has 29 or 30 days.

**Persian (Solar Hijri; Iran, Afghanistan; the month names of Kurdish and Pashto are names for the same months).** Converted by convertdate,
from year 1304, when the calendar took its form. Exact. Afghanistan's months followed the zodiac signs until 1335 (1956/57) and began
up to a day apart, so that before 1336 a month or day lies within a day on either side.

Nothing here decides which calendar was meant.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from amanet.errors import BadData

__all__ = ["ISLAMIC_YEARS", "PERSIAN_YEARS", "Window", "days_in", "islamic", "persian", "within"]

ISLAMIC_YEARS: Final = range(1343, 1501)
PERSIAN_YEARS: Final = range(1304, 1500)
_AFGHAN_MONTHS_FIXED: Final = 1336
MOON: Final = timedelta(days=2)
_DAY: Final = timedelta(days=1)
_LONGEST_MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Window:
    """Days of which one, or some, is meant: from `first` to `last`, beginning at `begins_by` and ending at `ends_from` at the latest
    and at the earliest.
    """

    first: date
    last: date
    begins_by: date
    ends_from: date

    @classmethod
    def around(cls, begins: date, ends: date, unsure: timedelta) -> "Window":
        return cls(begins - unsure, ends + unsure, begins + unsure, ends - unsure)

    def touches(self, other: "Window") -> bool:
        return self.first <= other.last and other.first <= self.last


def days_in(calendar: str, year: int, month: int | None = None, day: int | None = None) -> Window:
    """A year, month or day of a calendar. Raises `BadData` for a day it does not have, or a year out of range."""
    if calendar == "islamic":
        return islamic(year, month, day)
    if calendar == "persian":
        return persian(year, month, day)
    raise AssertionError(f"no conversion for {calendar}")


def within(calendar: str, window: Window, month: int, day: int | None = None) -> tuple[Window, ...]:
    """Every time that a month, or a day of it, came in a span of days: none, one or two in a year."""
    about = window.first.year - 622
    years = range(about - 1, window.last.year - 622 + 2)
    if calendar == "islamic":
        years = range(about * 33 // 32 - 1, (window.last.year - 622) * 33 // 32 + 3)
    found = (_maybe(calendar, year, month, day) for year in years)
    return tuple(one for one in found if one and one.touches(window))


def _maybe(calendar: str, year: int, month: int, day: int | None) -> Window | None:
    if year not in (ISLAMIC_YEARS if calendar == "islamic" else PERSIAN_YEARS):
        return None
    try:
        return days_in(calendar, year, month, day)
    except BadData:  # a leap day in a year without one
        return None


def islamic(year: int, month: int | None = None, day: int | None = None) -> Window:
    if year not in ISLAMIC_YEARS:
        raise BadData(
            f"Years of the lunar Hijri calendar are converted from {ISLAMIC_YEARS[0]} to {ISLAMIC_YEARS[-1]}."
        )
    begins = _islamic_month(year, month or 1)
    if day is not None:
        # Until 1364 the table has some months of 28 and of 31 days.
        longest = max(_LONGEST_MONTH, (_islamic_month_after(year, month or 1) - begins).days)
        if not 1 <= day <= longest:
            raise BadData(f"That month of the lunar Hijri calendar has at most {longest} days.")
        # Counted from the month's beginning: a month of 29 days in one place has 30 in another.
        one = begins + timedelta(days=day - 1)
        return Window.around(one, one, MOON)
    return Window.around(begins, _islamic_month_after(year, month or 12) - _DAY, MOON)


def persian(year: int, month: int | None = None, day: int | None = None) -> Window:
    if year not in PERSIAN_YEARS:
        raise BadData(
            f"Years of the Solar Hijri calendar are converted from {PERSIAN_YEARS[0]} to {PERSIAN_YEARS[-1]}."
        )
    begins = _persian_month(year, month or 1)
    ends = _persian_month(year + (month in (12, None)), (month or 12) % 12 + 1) - _DAY
    if day is not None:
        begins = ends = _persian_day(begins, ends, day)
    moved = month is not None and year < _AFGHAN_MONTHS_FIXED
    return Window.around(begins, ends, _DAY if moved else timedelta(0))


def _persian_day(begins: date, ends: date, day: int) -> date:
    if not 1 <= day <= (ends - begins).days + 1:
        raise BadData("That month of the Solar Hijri calendar does not have that day.")
    return begins + timedelta(days=day - 1)


def _persian_month(year: int, month: int) -> date:
    return _persian_new_year(year) + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0))


@lru_cache(maxsize=256)
def _persian_new_year(year: int) -> date:
    # One conversion computes equinoxes for some 30 ms; the months behind it are of fixed length.
    from convertdate import persian as solar_hijri  # type: ignore[import-untyped]

    return date(*solar_hijri.to_gregorian(year, 1, 1))


def _islamic_month_after(year: int, month: int) -> date:
    from hijridate import Hijri

    return _islamic_month(year, month) + timedelta(days=Hijri(year, month, 1).month_length())


def _islamic_month(year: int, month: int) -> date:
    from hijridate import Hijri

    found = Hijri(year, month, 1).to_gregorian()
    return date(found.year, found.month, found.day)
