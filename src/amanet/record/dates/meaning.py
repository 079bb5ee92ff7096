"""What words turned out to mean, before it is written down: an EDTF value, the calendar it was said in, and how sure its ends are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from amanet.record.dates.bounds import bounds, plain_bounds
from amanet.record.dates.calendars import Window
from amanet.record.dates.partial import PartialDate
from amanet.record.dates.parts import Choice, Edtf, Point, Run, Span

__all__ = ["Meaning", "day_point", "from_windows", "marked", "members_of", "one_of_days"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`begins_by` and `ends_from`: the latest day it can begin and the earliest it can end, where that is known better than
    the value tells. "Before Ramadan" ends before the latest day on which Ramadan can have begun.
    """

    value: Edtf
    calendar: str = "gregorian"
    begins_by: date | None = None
    ends_from: date | None = None
    earliest: date | None = None
    latest: date | None = None

    def dated(self, words: str) -> PartialDate:
        return PartialDate(self.value.text(), words, self.calendar, self.earliest, self.latest)

    @property
    def first(self) -> date | None:
        return self.earliest or bounds(self.value)[0]

    @property
    def last(self) -> date | None:
        return self.latest or bounds(self.value)[1]

    def known_begin(self) -> date | None:
        """The latest day it can begin."""
        if self.begins_by:
            return self.begins_by
        start = self.value.start if isinstance(self.value, Span) else self.value
        return plain_bounds(start)[0] if isinstance(start, Point) and start.is_plain else self.last

    def known_end(self) -> date | None:
        """The earliest day it can end."""
        if self.ends_from:
            return self.ends_from
        end = self.value.end if isinstance(self.value, Span) else self.value
        return plain_bounds(end)[1] if isinstance(end, Point) and end.is_plain else self.first

    def with_value(self, value: Edtf) -> "Meaning":
        return Meaning(value, self.calendar)


def day_point(day: date) -> Point:
    return Point(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}", (0, 0, 0))


def one_of_days(first: date, last: date) -> Point | Choice:
    """Some day between two, both included."""
    return day_point(first) if first == last else Choice((Run(day_point(first), day_point(last)),))


def from_windows(windows: Sequence[Window], calendar: str) -> Meaning:
    """One window, or one of several."""
    value: Edtf
    if len(windows) == 1:
        only = windows[0]
        return Meaning(one_of_days(only.first, only.last), calendar, only.begins_by, only.ends_from)
    runs: list[Point | Run] = []
    for window in windows:
        runs.extend(members_of(one_of_days(window.first, window.last)))
    value = Choice(tuple(runs))
    return Meaning(value, calendar, windows[-1].begins_by, windows[0].ends_from)


def members_of(value: Edtf) -> tuple[Point | Run, ...]:
    """The value as members of a choice. A span becomes all that it can touch."""
    if isinstance(value, Choice):
        return value.members
    if isinstance(value, Point):
        return (value,)
    start = value.start if isinstance(value.start, Point) else None
    end = value.end if isinstance(value.end, Point) else None
    return (Run(start, end),)


def marked(value: Edtf, mark: int) -> Edtf:
    """The whole value uncertain or approximate."""
    if isinstance(value, Point):
        return replace(value, qualified=tuple(one | mark for one in value.qualified), time="")
    if isinstance(value, Span):
        return Span(_marked_end(value.start, mark), _marked_end(value.end, mark))
    return Choice(tuple(_marked_member(member, mark) for member in value.members), value.every)


def _marked_end(end: Point | str, mark: int) -> Point | str:
    return end if isinstance(end, str) else _marked_point(end, mark)


def _marked_member(member: Point | Run, mark: int) -> Point | Run:
    if isinstance(member, Point):
        return _marked_point(member, mark)
    return Run(
        _marked_point(member.start, mark) if member.start else None,
        _marked_point(member.end, mark) if member.end else None,
    )


def _marked_point(point: Point, mark: int) -> Point:
    return replace(point, qualified=tuple(one | mark for one in point.qualified))
