"""What is said around a date: about, before, since, between, early, or. One function for each meaning of `Wording.phrases`.

Where something happened at one time that is not known better, the value is a choice: "before March 2019" is `[..2019-02]` and "between
March and May 2019" `[2019-03..2019-05]`, as EDTF has it. Where it lasted, it is an interval: "since March 2019" is `2019-03/..`, and "from
March to May 2019" `2019-03/2019-05`.

A part of a time is taken wide, because it is said loosely: "early" and "late" reach over two fifths of it, "mid" over its middle half, "beginning"
and "end" over a third of a month and a quarter of a year.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from amanet.errors import BadData
from amanet.record.dates.bounds import shift_months
from amanet.record.dates.calendars import Window
from amanet.record.dates.meaning import Meaning, day_point, from_windows, marked, members_of, one_of_days
from amanet.record.dates.parts import APPROXIMATE, OPEN, UNCERTAIN, Choice, Edtf, Point, Run, Span
from amanet.record.dates.stated import AMBIGUOUS_YEARS

__all__ = ["PHRASES", "Reads", "pair"]

_DAY: Final = timedelta(days=1)


class Reads(Protocol):
    """What a phrase asks of the reader: the meaning of what stands in its holes."""

    def read(self, text: str) -> Meaning: ...

    def read_both(self, first: str, second: str) -> tuple[Meaning, Meaning]: ...


Phrase = Callable[[re.Match[str], Reads], Meaning]


def _about(found: re.Match[str], reader: Reads) -> Meaning:
    return _marked(reader.read(found["date0"]), APPROXIMATE)


def _uncertain(found: re.Match[str], reader: Reads) -> Meaning:
    return _marked(reader.read(found["date0"]), UNCERTAIN)


def _marked(meaning: Meaning, mark: int) -> Meaning:
    return meaning.with_value(marked(meaning.value, mark))


def _unknown(found: re.Match[str], reader: Reads) -> Meaning:
    return Meaning(Point("XXXX"))


def _before(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    end = _neighbour(meaning.value, -1) or _shifted(meaning.known_begin(), -_DAY)
    return meaning.with_value(Choice((Run(None, end),)))


def _after(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    start = _neighbour(meaning.value, 1) or _shifted(meaning.known_end(), _DAY)
    return meaning.with_value(Choice((Run(start, None),)))


def _by(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    return meaning.with_value(Choice((Run(None, _end_point(meaning)),)))


def _from(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    return meaning.with_value(Choice((Run(_start_point(meaning), None),)))


def _since(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    return meaning.with_value(Span(_start_point(meaning), OPEN))


def _until(found: re.Match[str], reader: Reads) -> Meaning:
    meaning = reader.read(found["date0"])
    return meaning.with_value(Span(OPEN, _end_point(meaning)))


def _between(found: re.Match[str], reader: Reads) -> Meaning:
    first, second = pair(found["date0"], found["date1"], reader)
    return _of_two(first, second, Choice((Run(_start_point(first), _end_point(second)),)))


def _range(found: re.Match[str], reader: Reads) -> Meaning:
    first, second = pair(found["date0"], found["date1"], reader)
    return _of_two(first, second, Span(_start_point(first), _end_point(second)))


def _or(found: re.Match[str], reader: Reads) -> Meaning:
    first, second = reader.read_both(found["date0"], found["date1"])
    return _of_two(first, second, Choice((*members_of(first.value), *members_of(second.value))))


def pair(first: str, second: str, reader: Reads) -> tuple[Meaning, Meaning]:
    """Both ends of a range. Raises `BadData` where the second lies before the first."""
    start, end = reader.read_both(first, second)
    if start.first and end.last and start.first > end.last:
        raise BadData("The range ends before it begins. If it goes over New Year, write both years.")
    return start, end


def _of_two(first: Meaning, second: Meaning, value: Edtf) -> Meaning:
    return Meaning(value, first.calendar if first.calendar == second.calendar else "gregorian")


def _start_point(meaning: Meaning) -> Point:
    """Where it begins: the date itself where it is one, else the first day it can be."""
    if isinstance(meaning.value, Point):
        return _untimed(meaning.value)
    return _day_of(meaning.first)


def _end_point(meaning: Meaning) -> Point:
    if isinstance(meaning.value, Point):
        return _untimed(meaning.value)
    return _day_of(meaning.last)


def _untimed(point: Point) -> Point:
    return Point(point.year, point.month, point.day, point.qualified, point.significant)


def _day_of(day: date | None) -> Point:
    if day is None:
        raise BadData("A range needs a date at each end.")
    return day_point(day)


def _shifted(day: date | None, by: timedelta) -> Point:
    try:
        return _day_of(day + by if day else None)
    except OverflowError as problem:
        raise BadData("These words lead out of the calendar.") from problem


def _neighbour(value: Edtf, by: int) -> Point | None:
    """The year, month or day next to one, as exact as it is; None for anything else."""
    if not isinstance(value, Point) or not value.is_plain:
        return None
    year = int(value.year)
    if value.month is None:
        return Point(f"{year + by:04}") if 1 < year < 9999 else None
    if value.day is None:
        year, month, _ = shift_months((year, int(value.month), 1), by)
        return Point(f"{year:04}", f"{month:02}", None, (0, 0)) if 1 <= year <= 9999 else None
    return _shifted(date(year, int(value.month), int(value.day)), by * _DAY)


@dataclass(frozen=True)
class _Part:
    """From one share of a time to another, and as months of a year, days of a month and years of a decade."""

    from_share: float
    to_share: float
    months: tuple[int, int]
    days: tuple[int, int]
    years: tuple[int, int]

    def __call__(self, found: re.Match[str], reader: Reads) -> Meaning:
        meaning = reader.read(found["date0"])
        value = meaning.value
        if isinstance(value, Point) and not any(value.qualified):
            return meaning.with_value(self._of_point(value))
        if not isinstance(value, Choice) or meaning.begins_by is None or meaning.calendar == "gregorian":
            raise BadData("A part of that time cannot be told: give the time itself.")
        return self._of_windows(meaning)

    def _of_point(self, point: Point) -> Edtf:
        if point.month is None and re.fullmatch(r"\d{3}X", point.year):
            first, last = (Point(f"{point.year[:3]}{one}") for one in self.years)
            return Choice((Run(first, last),))
        if not point.is_plain or point.day is not None:
            raise BadData("A part of that time cannot be told: give the time itself.")
        if point.month is None:
            first, last = (Point(point.year, f"{one:02}", None, (0, 0)) for one in self.months)
            return Choice((Run(first, last),))
        end = Meaning(point).last
        if end is None:
            raise AssertionError("a month has a last day")
        return one_of_days(end.replace(day=self.days[0]), end.replace(day=min(self.days[1], end.day)))

    def _of_windows(self, meaning: Meaning) -> Meaning:
        windows = []
        members = [Meaning(Choice((member,))) for member in members_of(meaning.value)]
        slack = _slack(members[-1], meaning)
        for whole in members:
            if whole.first is None or whole.last is None:
                raise AssertionError("a month of a calendar has a first and a last day")
            length = (whole.last - whole.first).days - slack.days
            first = whole.first + timedelta(days=int(length * self.from_share))
            last = min(whole.first + timedelta(days=int(length * self.to_share) + 1) + slack, whole.last)
            windows.append(Window(first, last, first + slack, last - slack))
        return from_windows(windows, meaning.calendar)


def _slack(whole: Meaning, meaning: Meaning) -> timedelta:
    """How far its beginning is open."""
    if whole.first is None or meaning.begins_by is None:
        return timedelta(0)
    return max(meaning.begins_by - whole.first, timedelta(0))


def _half(code: str) -> Phrase:
    def phrase(found: re.Match[str], reader: Reads) -> Meaning:
        return _season_of_year(reader.read(found["date0"]), code)

    return phrase


def _quarter(found: re.Match[str], reader: Reads) -> Meaning:
    return _season_of_year(reader.read(found["date0"]), str(32 + int(found["quarter"])))


def _season_of_year(meaning: Meaning, code: str) -> Meaning:
    point = meaning.value
    if isinstance(point, Point) and point.is_plain and point.month is None:
        return Meaning(Point(point.year, code, None, (0, 0)))
    if isinstance(point, Point) and point.is_plain and point.day is None and code in ("40", "41"):
        days = (1, 15) if code == "40" else (15, 31)
        return meaning.with_value(_Part(0, 1, (1, 1), days, (0, 0))._of_point(point))
    raise BadData("Only of a year can a quarter be told, of a year or a month a half.")


def _decade(found: re.Match[str], reader: Reads) -> Meaning:
    year = found["decade"]
    if int(year) in AMBIGUOUS_YEARS:
        raise BadData("The decade may be of several calendars: give its years, with the era.")
    if year.endswith("00"):
        raise BadData("These words may be a decade or a century: give the years, such as 1900/1909.")
    return Meaning(Point(f"{year[:3]}X"))


def _winter_of(found: re.Match[str], reader: Reads) -> Meaning:
    """ "winter 2018/19": the one that spans the New Year between."""
    year, after = int(found["year"]), found["next"]
    if int(after) not in (year + 1, (year + 1) % 100) or not 1 <= year < 9999:
        raise BadData("A winter over New Year has two years that follow each other.")
    return Meaning(one_of_days(date(year, 11, 7), date(year + 1, 3, 20)))


PHRASES: Final[dict[str, Phrase]] = {
    "unknown": _unknown,
    "uncertain": _uncertain,
    "about": _about,
    "by": _by,
    "from": _from,
    "before": _before,
    "after": _after,
    "since": _since,
    "until": _until,
    "between": _between,
    "range": _range,
    "or": _or,
    "first half": _half("40"),
    "second half": _half("41"),
    "quarter": _quarter,
    "beginning": _Part(0, 1 / 3, (1, 3), (1, 10), (0, 2)),
    "end": _Part(2 / 3, 1, (10, 12), (20, 31), (7, 9)),
    "early": _Part(0, 2 / 5, (1, 5), (1, 12), (0, 4)),
    "mid": _Part(1 / 4, 3 / 4, (4, 9), (9, 22), (3, 7)),
    "late": _Part(3 / 5, 1, (8, 12), (19, 31), (5, 9)),
    "decade": _decade,
    "winter of": _winter_of,
}
