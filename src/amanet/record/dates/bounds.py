"""The first and the last day that a date with open parts can mean, as days of the proleptic Gregorian calendar.

None is "no bound". Days before year 1 and after year 9999 cannot be told: a date out there has the end of the range as its
one bound, which is true though wide. `plain_bounds` takes the date as it stands; `bounds` widens what is marked
uncertain or approximate, by rule (docs/dates.md), because the standard does not say how far "about" reaches:

- one unit of what is marked, on both sides; two for `%`, which is both;
- the unit of a day is a week; of a month, a year, a decade one of its kind; of a season three months;
- of several marked parts in a row the finest counts; a row further right adds its own.

A season is as wide as any of its common definitions: by calendar months, by equinox and solstice, and, in the north, by the
solar terms of the Chinese calendar. The one that spans New Year may be named for either year.

A time with `Z` is a machine's: where it was written, any day may have been that some clock on earth (UTC-12 to UTC+14) showed.
With an offset, or none, the day is the one written.
"""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Final

from amanet.record.dates.parts import Choice, Edtf, Point, Run, Span

__all__ = [
    "SEASONS",
    "Bounds",
    "bounds",
    "comes_after",
    "first_day",
    "has_days",
    "last_day",
    "plain_bounds",
    "shift_months",
]

Bounds = tuple[date | None, date | None]
_Day = tuple[int, int, int]

_Season = tuple[int, _Day, _Day]

# Months of one unit, then (years added, month, day) of the first and the last day it can have.
_SPRING: Final[_Season] = (3, (0, 2, 3), (0, 6, 21))
_SUMMER: Final[_Season] = (3, (0, 5, 5), (0, 9, 23))
_AUTUMN: Final[_Season] = (3, (0, 8, 7), (0, 12, 22))
_WINTER: Final[_Season] = (3, (-1, 11, 7), (1, 3, 20))
# 21 to 24 name no hemisphere, 25 to 28 the northern, 29 to 32 the southern one; the former are read as northern.
SEASONS: Final[dict[int, _Season]] = {
    **dict(enumerate((_SPRING, _SUMMER, _AUTUMN, _WINTER) * 2, 21)),
    29: (3, (0, 9, 1), (0, 12, 22)),
    30: (3, (-1, 12, 1), (1, 3, 20)),
    31: (3, (0, 3, 1), (0, 6, 21)),
    32: (3, (0, 6, 1), (0, 9, 23)),
    33: (3, (0, 1, 1), (0, 3, 31)),
    34: (3, (0, 4, 1), (0, 6, 30)),
    35: (3, (0, 7, 1), (0, 9, 30)),
    36: (3, (0, 10, 1), (0, 12, 31)),
    37: (4, (0, 1, 1), (0, 4, 30)),
    38: (4, (0, 5, 1), (0, 8, 31)),
    39: (4, (0, 9, 1), (0, 12, 31)),
    40: (6, (0, 1, 1), (0, 6, 30)),
    41: (6, (0, 7, 1), (0, 12, 31)),
}
_WEEK: Final = 7
_NOBODY_KNOWS: Final = "XXXX"
_BEYOND: Final = 10**6


def bounds(value: Edtf) -> Bounds:
    """Inclusive, widened by what is marked uncertain or approximate."""
    if isinstance(value, Span):
        return _first(value.start, widened=True), _last(value.end, widened=True)
    if isinstance(value, Choice):
        return _around(
            (_first(_start(member), widened=True), _last(_stop(member), widened=True))
            for member in value.members
        )
    return _widened(value)


def plain_bounds(point: Point) -> Bounds:
    """Inclusive, of the date as it stands, whatever is marked."""
    if point.year == _NOBODY_KNOWS:
        return None, None
    if point.time.endswith("Z"):
        return _anywhere(point)
    return first_day(_extreme(point, last=False)), last_day(_extreme(point, last=True))


def has_days(point: Point) -> bool:
    """Whether the calendar has any day that the parts (not a season) allow."""
    return _completion(point, last=False) is not None


def comes_after(first: Point, second: Point) -> bool:
    """Whether no day of the first comes before, or is, one of the second, as they stand."""
    return _extreme(first, last=False) > _extreme(second, last=True)


def first_day(day: _Day) -> date | None:
    """A day as a lower bound, within what can be told."""
    if day[0] < 1:
        return None
    return date.max if day[0] > 9999 else date(*day)


def last_day(day: _Day) -> date | None:
    """A day as an upper bound, within what can be told."""
    if day[0] > 9999:
        return None
    return date.min if day[0] < 1 else date(*day)


def shift_months(day: _Day, months: int) -> _Day:
    """The same day so many months on; the last one where the month is shorter."""
    year, month = divmod(day[0] * 12 + day[1] - 1 + months, 12)
    return year, month + 1, min(day[2], _length(year, month + 1))


def _start(member: Point | Run) -> Point | None:
    return member.start if isinstance(member, Run) else member


def _stop(member: Point | Run) -> Point | None:
    return member.end if isinstance(member, Run) else member


def _first(end: Point | str | None, *, widened: bool) -> date | None:
    if not isinstance(end, Point):
        return None
    return (_widened(end) if widened else plain_bounds(end))[0]


def _last(end: Point | str | None, *, widened: bool) -> date | None:
    if not isinstance(end, Point):
        return None
    return (_widened(end) if widened else plain_bounds(end))[1]


def _around(several: Iterable[Bounds]) -> Bounds:
    pairs = list(several)
    earliest = [pair[0] for pair in pairs]
    latest = [pair[1] for pair in pairs]
    return (
        None if None in earliest else min(day for day in earliest if day),
        None if None in latest else max(day for day in latest if day),
    )


def _anywhere(point: Point) -> Bounds:
    said = datetime.fromisoformat(f"{point.year}-{point.month}-{point.day}{point.time[:-1]}")
    try:
        return (said - timedelta(hours=12)).date(), (said + timedelta(hours=14)).date()
    except OverflowError:
        return None, None


def _extreme(point: Point, *, last: bool) -> _Day:
    if point.is_season:
        _, begins, ends = SEASONS[int(point.month or 0)]
        years, month, day = ends if last else begins
        return next(_years(point, last=last)) + years, month, day
    found = _completion(point, last=last)
    if found is None:
        raise AssertionError("a point has at least one day: read_edtf refuses others")
    return found


def _completion(point: Point, *, last: bool) -> _Day | None:
    """The first or the last day that fits the parts, X standing for any digit."""
    months = _fitting(point.month, range(1, 13), last)
    for year in _years(point, last=last):
        for month in months:
            for day in _fitting(point.day, range(1, _length(year, month) + 1), last):
                return year, month, day
    return None


def _years(point: Point, *, last: bool) -> Iterator[int]:
    """The years that fit, the first (or last) one first."""
    negative = point.year.startswith("-")
    digits = point.year.lstrip("-")
    if point.year.startswith("Y"):
        yield -_BEYOND if point.year[1] == "-" else _BEYOND
    elif point.significant:
        numbers = _significant(int(digits), point.significant)
        yield from sorted((-number if negative else number for number in numbers), reverse=last)
    else:
        any_digit = "9876543210" if negative != last else "0123456789"
        for one in product(*(any_digit if digit == "X" else digit for digit in digits)):
            yield -int("".join(one)) if negative else int("".join(one))


def _significant(number: int, digits: int) -> list[int]:
    unit = 10 ** max(0, len(str(number)) - digits)
    low = number // unit * unit
    return [low, low + unit - 1]


def _fitting(pattern: str | None, numbers: range, last: bool) -> list[int]:
    """The numbers of two digits that fit the pattern, the wanted one first."""
    if pattern and pattern.isdigit():
        return [int(pattern)] if int(pattern) in numbers else []
    found = [number for number in numbers if pattern is None or _fits(f"{number:02}", pattern)]
    return found[::-1] if last else found


def _fits(digits: str, pattern: str) -> bool:
    return all(wanted in ("X", digit) for digit, wanted in zip(digits, pattern, strict=True))


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _widened(point: Point) -> Bounds:
    if not any(point.qualified) or point.year == _NOBODY_KNOWS:
        return plain_bounds(point)
    months, days = _reach(point)
    first, last = _extreme(point, last=False), _extreme(point, last=True)
    return (
        _days_on(first_day(shift_months(first, -months)), -days),
        _days_on(last_day(_month_end_kept(last, months)), days),
    )


def _reach(point: Point) -> tuple[int, int]:
    """How far the marks reach: months, and days beyond them."""
    months = days = 0
    for place, mark in enumerate(point.qualified):
        goes_on = place + 1 < len(point.qualified) and point.qualified[place + 1]
        if not mark or goes_on:
            continue
        run = _run_of(point.qualified, place)
        times = 2 if any(one == 3 for one in run) or {1, 2} <= set(run) else 1
        more_months, more_days = _unit(point, place)
        months, days = months + times * more_months, days + times * more_days
    return months, days


def _run_of(qualified: tuple[int, ...], place: int) -> tuple[int, ...]:
    start = place
    while start and qualified[start - 1]:
        start -= 1
    return qualified[start : place + 1]


def _unit(point: Point, place: int) -> tuple[int, int]:
    if place == 2:
        return (0, _WEEK) if point.day != "XX" else (1, 0)
    if place == 1:
        if point.is_season:
            return SEASONS[int(point.month or 0)][0], 0
        return (1, 0) if point.month != "XX" else (12, 0)
    return 12 * _year_unit(point), 0


def _year_unit(point: Point) -> int:
    if point.year.startswith("Y"):
        return 1
    digits = point.year.lstrip("-")
    if point.significant:
        return int(10 ** max(0, len(str(int(digits))) - point.significant))
    return int(10 ** (len(digits) - len(digits.rstrip("X"))))


def _days_on(day: date | None, days: int) -> date | None:
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return None


def _month_end_kept(day: _Day, months: int) -> _Day:
    """So many months on; the last day of a month stays the last of its month."""
    shifted = shift_months(day, months)
    if day[2] == _length(day[0], day[1]) and months:
        return shifted[0], shifted[1], _length(shifted[0], shifted[1])
    return shifted
