"""One date as somebody states it (a day, a month, a year, a feast, in some calendar), and what it means.

A year from 1300 to 1499 is a year of the Solar Hijri, of the lunar Hijri or of the Gregorian calendar. Which, the words say (an era, a
month's name), or the caller; else `Undecided` is raised. Other years are Gregorian from 1500 to 2199; years outside need the
calendar named, because the Kurdish, Thai and Coptic calendars count there.

A month of one calendar with a year of another ("Ramadan 2018") is every such month that came in that year, wholly or in part: some
years have two.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Literal

from amanet.errors import BadData
from amanet.record.dates.calendars import Window, days_in, within
from amanet.record.dates.lunar import CHINESE_YEARS, chinese, chinese_year
from amanet.record.dates.meaning import Meaning, from_windows
from amanet.record.dates.parts import Choice, Point

__all__ = [
    "AMBIGUOUS_YEARS",
    "FEASTS",
    "QUESTIONS",
    "Feast",
    "Hemisphere",
    "Stated",
    "Undecided",
    "meaning_of",
]

Hemisphere = Literal["north", "south"]
AMBIGUOUS_YEARS: Final = range(1300, 1500)
_GREGORIAN_YEARS: Final = range(1500, 2200)
# Up to here a lunar month may also be told with a Solar Hijri year, as in Afghanistan; 1421 is the year 2042.
_LAST_SOLAR_YEAR: Final = 1420
_SOUTHERN: Final = 8


@dataclass(frozen=True)
class Feast:
    """A feast on a day of a calendar, kept for so many days."""

    calendar: str
    month: int
    day: int
    days: int = 1


FEASTS: Final = {
    "fitr": Feast("islamic", 10, 1, 3),
    "adha": Feast("islamic", 12, 10, 4),
    "ashura": Feast("islamic", 1, 10),
    "nowruz": Feast("persian", 1, 1),
    "spring festival": Feast("chinese", 1, 1, 15),
    "lantern festival": Feast("chinese", 1, 15),
    "dragon boat festival": Feast("chinese", 5, 5),
    "mid-autumn festival": Feast("chinese", 8, 15),
}
# By conversion Nowruz is 20 or 21 March; it is kept on 21 or 22 March in Central Asia, whatever the equinox.
_NOWRUZ_KEPT: Final = timedelta(days=1)


class Undecided(BadData):
    """The words leave something open. `question` is what (`calendar`, `date_order`, `century`), `choices` the answers there are."""

    def __init__(self, question: str, choices: tuple[str, ...]) -> None:
        super().__init__(QUESTIONS[question])
        self.question = question
        self.choices = choices


QUESTIONS: Final = {
    "calendar": "The year may be of several calendars: say which (gregorian, persian or islamic), or write the era behind it.",
    "date_order": "Day and month can be read in either order: say which comes first (dmy or mdy).",
    "century": "The year has two digits: write all four.",
    "reading": "These words have several meanings: say them more exactly.",
    "short_range": "The last two digits may be a month or a year: write the year with four digits on both sides.",
    "month_or_year": "The number may be a day or a year: write the year with four digits.",
}


@dataclass(frozen=True)
class Stated:
    """`month_calendar` is that of a month's name (None: the month is a number); `eras` the calendars that the words name;
    `short_year` a year of two digits, which has to be asked about; `bare` that a number behind a month's name may be one as well.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    month_calendar: str | None = None
    leap: bool = False
    season: int | None = None
    feast: str | None = None
    weekday: int | None = None
    eras: tuple[str, ...] = ()
    short_year: str | None = None
    bare: bool = field(default=False, compare=False)

    @property
    def has_year(self) -> bool:
        return self.year is not None or self.short_year is not None

    def filled_from(self, other: "Stated") -> "Stated":
        """With what only the other end of a range says: its year, and its month where this is a day alone."""
        takes_month = self.month is None and self.day is not None
        return replace(
            self,
            year=self.year if self.has_year else other.year,
            short_year=self.short_year if self.has_year else other.short_year,
            month=other.month if takes_month else self.month,
            month_calendar=other.month_calendar if takes_month else self.month_calendar,
            eras=self.eras or other.eras,
        )


def meaning_of(stated: Stated, assumed: str | None, hemisphere: Hemisphere) -> Meaning:
    """Raises `BadData` for what no calendar has, `Undecided` where the year does not tell."""
    if "chinese" in (stated.month_calendar, _calendar_of_feast(stated), *stated.eras):
        return _chinese(stated)
    if stated.year is None:
        return _yearless(stated, hemisphere)
    calendars = _calendars_of_year(stated, assumed)
    if len(calendars) > 1:
        if assumed not in calendars:
            raise Undecided("calendar", calendars)
        calendars = (assumed,)
    meaning = _in_year_of(calendars[0], stated, hemisphere)
    _verify_weekday(stated, meaning)
    return meaning


def _calendars_of_year(stated: Stated, assumed: str | None) -> tuple[str, ...]:
    year = stated.year or 0
    lunar = stated.month_calendar == "islamic" or _calendar_of_feast(stated) == "islamic"
    if stated.eras:
        return ("islamic",) if len(stated.eras) > 1 and year > _LAST_SOLAR_YEAR else stated.eras
    if year in AMBIGUOUS_YEARS:
        if lunar:
            return ("islamic", "persian") if year <= _LAST_SOLAR_YEAR else ("islamic",)
        solar = stated.month_calendar == "persian" or _calendar_of_feast(stated) == "persian"
        return ("persian",) if solar else ("persian", "islamic", "gregorian")
    if year in _GREGORIAN_YEARS or assumed == "gregorian":
        return ("gregorian",)
    raise BadData(
        "A year before 1500 or after 2199 is taken only with its calendar: write the era behind it, or say the calendar."
    )


def _calendar_of_feast(stated: Stated) -> str | None:
    return FEASTS[stated.feast].calendar if stated.feast else None


def _in_year_of(calendar: str, stated: Stated, hemisphere: Hemisphere) -> Meaning:
    if stated.feast:
        return _feast(calendar, stated, FEASTS[stated.feast])
    if stated.season:
        return _season(calendar, stated, hemisphere)
    of_month = stated.month_calendar or calendar
    if of_month == calendar == "gregorian":
        return Meaning(_point(stated))
    year = _year_window(calendar, stated.year or 0)
    if of_month == calendar:
        return from_windows([days_in(calendar, stated.year or 0, stated.month, stated.day)], calendar)
    if of_month == "gregorian":
        return _gregorian_within(stated, year, calendar)
    return _found(within(of_month, year, stated.month or 1, stated.day), of_month)


def _year_window(calendar: str, year: int) -> Window:
    if calendar != "gregorian":
        return days_in(calendar, year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Window(first, last, first, last)


def _found(windows: tuple[Window, ...], calendar: str) -> Meaning:
    if not windows:
        raise BadData(
            "That year has no such day in that calendar, or lies outside the years that are converted."
        )
    return from_windows(windows, calendar)


def _gregorian_within(stated: Stated, year: Window, calendar: str) -> Meaning:
    points = []
    for number in range(year.first.year, year.last.year + 1):
        one = Meaning(_point(replace(stated, year=number)))
        if one.first and one.last and one.first <= year.last and year.first <= one.last:
            points.append(one.value)
    only = [point for point in points if isinstance(point, Point)]
    return Meaning(only[0] if len(only) == 1 else Choice(tuple(only)), calendar)


def _feast(calendar: str, stated: Stated, feast: Feast) -> Meaning:
    year = _year_window(calendar, stated.year or 0)
    if feast.calendar == calendar:
        days: tuple[Window, ...] = (days_in(calendar, stated.year or 0, feast.month, feast.day),)
    else:
        days = within(feast.calendar, year, feast.month, feast.day)
    return _found(tuple(_kept(day, feast) for day in days), feast.calendar)


def _kept(day: Window, feast: Feast) -> Window:
    """The days a feast is kept on, of which the words do not say which."""
    more = _NOWRUZ_KEPT if feast.calendar == "persian" else timedelta(days=feast.days - 1)
    return Window(day.first, day.last + more, day.begins_by, day.ends_from)


def _season(calendar: str, stated: Stated, hemisphere: Hemisphere) -> Meaning:
    season = stated.season or 0
    if calendar == "gregorian":
        return Meaning(Point(f"{stated.year:04}", f"{_code(season, hemisphere)}", None, (0, 0)))
    if calendar != "persian":
        raise BadData(
            "A season of a lunar year is not a time of the year. Give the year of another calendar."
        )
    begins = days_in(calendar, stated.year or 0, 3 * season - 2)
    ends = days_in(calendar, stated.year or 0, 3 * season)
    return from_windows([Window(begins.first, ends.last, begins.begins_by, ends.ends_from)], calendar)


def _code(season: int, hemisphere: Hemisphere) -> int:
    return 20 + season + (_SOUTHERN if hemisphere == "south" else 0)


def _point(stated: Stated) -> Point:
    year = "XXXX" if stated.year is None else f"{stated.year:04}"
    month = None if stated.month is None else f"{stated.month:02}"
    if stated.month is not None and not 1 <= stated.month <= 12:
        raise BadData("There is no such month: the number is not from 1 to 12.")
    if stated.day is None:
        return Point(year, month, None, (0,) * (1 if month is None else 2))
    _verify_day(stated)
    return Point(year, month, f"{stated.day:02}", (0, 0, 0))


def _verify_day(stated: Stated) -> None:
    try:
        date(stated.year or 2000, stated.month or 1, stated.day or 0)
    except ValueError as problem:
        raise BadData("That month does not have that day. Look at the original again.") from problem


def _yearless(stated: Stated, hemisphere: Hemisphere) -> Meaning:
    if (
        stated.month_calendar not in (None, "gregorian")
        or stated.feast
        or stated.eras
        or stated.month is None
    ):
        if stated.season and not stated.eras:
            return Meaning(Point("XXXX", f"{_code(stated.season, hemisphere)}", None, (0, 0)))
        raise BadData("The year is missing, and without it this cannot be told as a date.")
    return Meaning(_point(stated))


def _verify_weekday(stated: Stated, meaning: Meaning) -> None:
    """A weekday that does not fit means that one of the two is wrong, and nobody here knows which."""
    if stated.weekday is None:
        return
    if stated.day is None:
        raise BadData("A day of the week needs a whole date beside it.")
    first, last = meaning.first, meaning.last
    if first is None or last is None:
        return
    days = {(first + timedelta(days=more)).weekday() for more in range(min((last - first).days + 1, 7))}
    if stated.weekday not in days:
        raise BadData(
            "The day of the week does not fit the date: one of the two is wrong. Enter the one that is meant."
        )


def _chinese(stated: Stated) -> Meaning:
    if stated.year is None:
        raise BadData("The year is missing, and without it this cannot be told as a date.")
    feast = FEASTS.get(stated.feast or "")
    month, day = (feast.month, feast.day) if feast else (stated.month, stated.day)
    if month is None:
        if stated.year not in CHINESE_YEARS or stated.season:
            raise BadData("A Chinese lunar year is converted from 1902 to 2096, and has months, not seasons.")
        return from_windows([chinese_year(stated.year)], "chinese")
    windows = list(chinese(stated.year, month, day, leap=stated.leap))
    if month >= 11:  # the last months of a lunar year come, in part, in the next Gregorian one
        before = chinese(stated.year - 1, month, day, leap=stated.leap)
        year = _year_window("gregorian", stated.year)
        windows = [window for window in before if window.touches(year)] + windows
    return _found(tuple(_kept(one, feast) if feast else one for one in windows), "chinese")
