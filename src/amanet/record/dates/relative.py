"""Words that count from when they were said: "two years ago", "last winter", "last Friday". Without that day they are no date.

The rules, chosen so that what a speaker can have meant lies within (docs/dates.md gives each with an example):

- yesterday, the day before: that day. This or last month or year: the one of the calendar. Last week: any of the 13 days before, so that it
  does not matter with which day a week begins; this week: any within 6 days.
- N days ago: up to six, a day more or less; from seven on, about that day. N weeks ago: about that day. N months ago: about that month. N years ago:
  about that year, from N and a half years before to the end of that calendar year (or N less a half before, if later).
- last winter: the last that was over when it was said. As long as it is over by one way of counting and not by another, that one or the
  one before. Last March: the one before this month, or a year earlier; last Friday: the one before that day, or a week earlier.

Where the day of saying is itself not known to the day, the result covers all days it may have been.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from amanet.errors import BadData
from amanet.record.dates.bounds import Bounds, first_day, last_day, shift_months
from amanet.record.dates.meaning import Meaning, day_point, members_of, one_of_days
from amanet.record.dates.parts import APPROXIMATE, Choice, Edtf, Point
from amanet.record.dates.stated import Hemisphere
from amanet.record.dates.wording import Lexicon

__all__ = ["RELATIVE", "read_relative"]

_DAYS_COUNTED: Final = 6
# (month, day) of the first day of a season by any definition, and of the last by the earliest and by the latest one
_SEASONS: Final = {
    "north": (((2, 3), (5, 4), (6, 21)), ((5, 5), (8, 6), (9, 23)), ((8, 7), (11, 6), (12, 22)), ((11, 7), (2, 2), (3, 20))),
    "south": (((9, 1), (11, 30), (12, 22)), ((12, 1), (2, 28), (3, 20)), ((3, 1), (5, 31), (6, 21)), ((6, 1), (8, 31), (9, 23))),
}  # fmt: skip
_Told = Callable[[date], Edtf]


def read_relative(
    meaning: str, found: re.Match[str], lexicon: Lexicon, said: Bounds, hemisphere: Hemisphere
) -> Meaning:
    """`said` are the bounds of when the words were said. Raises `BadData` where there are none."""
    earliest, latest = said
    if earliest is None or latest is None:
        raise BadData(
            "These words count from the day they were said, and that day is not given. Say when (said at)."
        )
    try:
        return _read(meaning, found, lexicon, earliest, latest, hemisphere)
    except (OverflowError, ValueError) as problem:
        raise BadData("These words lead out of the calendar.") from problem


def _read(
    meaning: str,
    found: re.Match[str],
    lexicon: Lexicon,
    earliest: date,
    latest: date,
    hemisphere: Hemisphere,
) -> Meaning:
    if meaning == "ago" and lexicon.units[found["unit"]] == "year":
        return _years_ago(_number(found, lexicon), earliest, latest)
    told = RELATIVE[meaning](found, lexicon, hemisphere)
    return Meaning(_covering(told(earliest), told(latest)))


def _covering(first: Edtf, second: Edtf) -> Edtf:
    """All that lies between what was told for the earliest and for the latest day of saying."""
    if first == second:
        return first
    begins, ends = Meaning(first).first, Meaning(second).last
    if begins is None or ends is None:
        raise BadData("These words lead out of the calendar.")
    return one_of_days(begins, ends)


def _number(found: re.Match[str], lexicon: Lexicon) -> int:
    """ "A year ago" has no number in some languages."""
    words = found.groupdict().get("n") or "1"
    return int(words) if words.isdigit() else lexicon.numbers[words]


def _day_before(days: int) -> _Told:
    return lambda said: day_point(said - timedelta(days=days))


def _month_point(day: date, months: int, mark: int = 0) -> Point:
    year, month, _ = shift_months((day.year, day.month, 1), months)
    return Point(f"{year:04}", f"{month:02}", None, (mark, mark))


def _this(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    return _unit_before(lexicon.units[found["unit"]], 0)


def _last(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    return _unit_before(lexicon.units[found["unit"]], 1)


def _unit_before(unit: str, count: int) -> _Told:
    if unit == "day":
        return _day_before(count)
    if unit == "week":
        reach = (13, -1) if count else (6, 6)
        return lambda said: one_of_days(said - timedelta(days=reach[0]), said + timedelta(days=reach[1]))
    if unit == "month":
        return lambda said: _month_point(said, -count)
    return lambda said: Point(f"{said.year - count:04}")


def _ago(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    count, unit = _number(found, lexicon), lexicon.units[found["unit"]]
    if unit == "month":
        return lambda said: _month_point(said, -count, APPROXIMATE)
    days = count * (7 if unit == "week" else 1)
    if unit == "day" and count <= _DAYS_COUNTED:
        return lambda said: one_of_days(
            said - timedelta(days=count + 1), said - timedelta(days=max(count - 1, 1))
        )
    return lambda said: _about_day(said - timedelta(days=days))


def _about_day(day: date) -> Point:
    return Point(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}", (APPROXIMATE,) * 3)


def _years_ago(count: int, earliest: date, latest: date) -> Meaning:
    first, last = earliest.year - count, latest.year - count
    if first < 2:
        raise BadData("These words lead out of the calendar.")
    value: Edtf = _about_year(first)
    if first != last:
        value = Choice((*members_of(_about_year(first)), *members_of(_about_year(last))))
    half_before = shift_months((earliest.year, earliest.month, earliest.day), -12 * count - 6)
    half_after = shift_months((latest.year, latest.month, latest.day), -12 * count + 6)
    return Meaning(value, earliest=first_day(min(half_before, (first, 1, 1))),
                   latest=last_day(min(max(half_after, (last, 12, 31)), (latest.year, latest.month, latest.day))))  # fmt: skip


def _about_year(year: int) -> Point:
    return Point(f"{year:04}", None, None, (APPROXIMATE,))


def _last_weekday(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    weekday = lexicon.names_of("weekday")[found["weekday"]]

    def told(said: date) -> Edtf:
        day = said - timedelta(days=(said.weekday() - weekday - 1) % 7 + 1)
        return Choice((day_point(day - timedelta(days=7)), day_point(day)))

    return told


def _last_month_of_name(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    month = lexicon.names_of("month")[found["month"]]

    def told(said: date) -> Edtf:
        last = said.year - (month >= said.month)
        return Choice(tuple(Point(f"{year:04}", f"{month:02}", None, (0, 0)) for year in (last - 1, last)))

    return told


def _last_season(found: re.Match[str], lexicon: Lexicon, hemisphere: Hemisphere) -> _Told:
    season = _SEASONS[hemisphere][lexicon.names_of("season")[found["season"]] - 1]
    return lambda said: _season_before(said, *season)


def _season_before(said: date, begins: tuple[int, int], over: tuple[int, int], ends: tuple[int, int]) -> Edtf:
    """The last that was over by its earliest definition; and the one before, while it was not over by the latest."""
    year = said.year if date(said.year, *over) < said else said.year - 1
    begin_year = year - (begins > ends)
    first, last = date(begin_year, *begins), date(year, *ends)
    if last >= said:
        first, last = date(begin_year - 1, *begins), said
    return one_of_days(first, last)


RELATIVE: Final[dict[str, Callable[[re.Match[str], Lexicon, Hemisphere], _Told]]] = {
    "today": lambda found, lexicon, hemisphere: _day_before(0),
    "yesterday": lambda found, lexicon, hemisphere: _day_before(1),
    "day before yesterday": lambda found, lexicon, hemisphere: _day_before(2),
    "this year": lambda found, lexicon, hemisphere: _unit_before("year", 0),
    "last year": lambda found, lexicon, hemisphere: _unit_before("year", 1),
    "year before last": lambda found, lexicon, hemisphere: _unit_before("year", 2),
    "ago": _ago,
    "this": _this,
    "last": _last,
    "last season": _last_season,
    "last weekday": _last_weekday,
    "last month of name": _last_month_of_name,
}
