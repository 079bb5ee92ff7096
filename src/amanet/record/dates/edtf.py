"""EDTF text to its parts: levels 0, 1 and 2 (Library of Congress, 4 February 2019; ISO 8601-2:2019).

All of the three levels is read, with these decisions: a time may leave out its seconds (ISO 8601-1, and what chats write);
times do not stand in intervals (as in EDTF); a date that no calendar has (30 February) or an interval that ends before it
begins is refused. Errors give the place by character and never repeat the text.

>>> read_edtf("2018-05~/..").text()
'2018-05~/..'
"""

import re
from typing import Final, NoReturn

from amanet.errors import BadData
from amanet.record.dates.bounds import comes_after, has_days
from amanet.record.dates.parts import MARKS, OPEN, UNKNOWN, Choice, Edtf, Point, Run, Span

__all__ = ["read_edtf"]

LONGEST: Final = 2_000
_MARK: Final = re.compile(r"[?~%]?")
_YEAR: Final = re.compile(r"(-?[0-9X]{4})(?:S([1-4]))?(?![0-9X])")
_LONG_YEAR: Final = re.compile(r"Y(-?[1-9][0-9]{0,17})(?:E([0-9]{1,3}))?(?:S([0-9]{1,3}))?(?![0-9XES])")
_PART: Final = re.compile(r"[0-9X]{2}(?![0-9X])")
_TIME: Final = re.compile(
    r"T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?(?!\d)", re.ASCII
)
_LAST_SEASON: Final = 41


def read_edtf(text: str) -> Edtf:
    """Raises `BadData` with the place of what is no EDTF."""
    if len(text) > LONGEST:
        raise BadData(f"An EDTF date has at most {LONGEST} characters here; this has {len(text)}.")
    scanner = _Scanner(text)
    found = _choice(scanner) if text[:1] in ("[", "{") else _point_or_span(scanner)
    if scanner.at != len(text):
        scanner.refuse("the end")
    return found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def take(self, literal: str) -> bool:
        taken = self.text.startswith(literal, self.at)
        if taken:
            self.at += len(literal)
        return taken

    def refuse(self, expected: str, at: int | None = None) -> NoReturn:
        place = (self.at if at is None else at) + 1
        raise BadData(
            f"This is not an EDTF date: at character {place}, {expected} was expected. "
            "Dates look like 2018, 2018-05, 2018-05-03, 2018~, 2018-05/2018-07 or [2017,2018]."
        )


def _point_or_span(scanner: _Scanner) -> Edtf:
    start = _end(scanner)
    if not scanner.take("/"):
        if isinstance(start, str):
            scanner.refuse("a year or '/'")
        return start
    end = _end(scanner)
    span = Span(start, end)
    _verify_span(scanner, span)
    return span


def _verify_span(scanner: _Scanner, span: Span) -> None:
    if isinstance(span.start, str) and isinstance(span.end, str):
        scanner.refuse("a date on one side of '/' at least", 0)
    if any(isinstance(end, Point) and end.time for end in (span.start, span.end)):
        scanner.refuse("dates without a time of day in an interval", 0)
    if isinstance(span.start, Point) and isinstance(span.end, Point):
        _verify_order(scanner, span.start, span.end)


def _verify_order(scanner: _Scanner, start: Point, end: Point) -> None:
    if comes_after(start, end):
        scanner.refuse("a later date after an earlier one", 0)


def _end(scanner: _Scanner) -> Point | str:
    if scanner.take(".."):
        return OPEN
    if scanner.at == len(scanner.text) or scanner.text[scanner.at] == "/":
        return UNKNOWN
    return _point(scanner)


def _choice(scanner: _Scanner) -> Choice:
    every = scanner.take("{")
    if not every:
        scanner.take("[")
    members = [_member(scanner)]
    while scanner.take(","):
        members.append(_member(scanner))
    if not scanner.take("}" if every else "]"):
        scanner.refuse("',' or '}'" if every else "',' or ']'")
    _verify_choice(scanner, members)
    return Choice(tuple(members), every)


def _member(scanner: _Scanner) -> Point | Run:
    if scanner.take(".."):
        return Run(None, _point(scanner))
    start = _point(scanner)
    if not scanner.take(".."):
        return start
    closed = scanner.text[scanner.at : scanner.at + 1] not in ("]", "}", ",", "")
    end = _point(scanner) if closed else None
    if end:
        _verify_order(scanner, start, end)
    return Run(start, end)


def _verify_choice(scanner: _Scanner, members: list[Point | Run]) -> None:
    if any(isinstance(member, Run) and member.start is None for member in members[1:]):
        scanner.refuse("'..' before a date at the beginning only", 0)
    if any(isinstance(member, Run) and member.end is None for member in members[:-1]):
        scanner.refuse("'..' after a date at the end only", 0)


def _point(scanner: _Scanner) -> Point:
    if scanner.text.startswith("Y", scanner.at):
        return _long_year(scanner)
    began = scanner.at
    left = _mark(scanner)
    year = scanner.match(_YEAR)
    if not year or year[1] == "-0000":
        scanner.refuse("a year of four digits (or X for one that is not known)", began if year else None)
    parts, marks = [year[1]], [left]
    _qualify(marks, _mark(scanner))
    significant = int(year[2]) if year[2] else None
    if significant:
        _verify_significant(scanner, year)
    else:
        _more_parts(scanner, parts, marks)
    return _whole(scanner, parts, marks, significant, began)


def _verify_significant(scanner: _Scanner, year: re.Match[str]) -> None:
    if "X" in year[1] or int(year[2]) > len(str(abs(int(year[1])))):
        scanner.refuse("a year in digits with no more significant ones than it has", year.start())


def _more_parts(scanner: _Scanner, parts: list[str], marks: list[int]) -> None:
    while len(parts) < 3 and scanner.take("-"):
        left = _mark(scanner)
        part = scanner.match(_PART)
        if not part:
            scanner.refuse(f"a {('month', 'day')[len(parts) - 1]} of two digits")
        if len(parts) == 2 and parts[1].isdigit() and int(parts[1]) > 12:
            scanner.refuse("no day after a season", part.start())
        parts.append(part[0])
        marks.append(left)
        _qualify(marks, _mark(scanner))


def _whole(
    scanner: _Scanner, parts: list[str], marks: list[int], significant: int | None, began: int
) -> Point:
    year, (month, day) = parts[0], (*parts[1:], None, None)[:2]
    point = Point(year, month, day, tuple(marks), significant)
    if point.is_season:
        if not 21 <= int(parts[1]) <= _LAST_SEASON:
            scanner.refuse("a month from 01 to 12 or a season from 21 to 41", began)
    elif not significant and not has_days(point):
        scanner.refuse("a date that the calendar has", began)
    return _with_time(scanner, point)


def _with_time(scanner: _Scanner, point: Point) -> Point:
    if not scanner.text.startswith("T", scanner.at):
        return point
    if len(point.parts) != 3 or not point.is_plain:
        scanner.refuse("a time of day only after a whole date", scanner.at)
    time = scanner.match(_TIME)
    if not time:
        scanner.refuse("a time such as T10:15:00, with Z or an offset such as +06:00 or nothing", scanner.at)
    return Point(point.year, point.month, point.day, point.qualified, time=time[0])


def _long_year(scanner: _Scanner) -> Point:
    began = scanner.at
    year = scanner.match(_LONG_YEAR)
    if not year:
        scanner.refuse("'Y' and a year of more than four digits")
    digits = len(year[1].lstrip("-")) + int(year[2] or 0)
    if digits < 5 or (year[3] and not 1 <= int(year[3]) <= digits):
        scanner.refuse("'Y' before a year of more than four digits only", began)
    text = f"Y{year[1]}" + (f"E{int(year[2])}" if year[2] else "")
    return Point(text, qualified=(_mark(scanner),), significant=int(year[3]) if year[3] else None)


def _mark(scanner: _Scanner) -> int:
    found = scanner.match(_MARK)
    return MARKS.index(found[0]) if found else 0


def _qualify(marks: list[int], mark: int) -> None:
    """A qualifier to the right of a part is said of it and of all parts to its left."""
    for place in range(len(marks)):
        marks[place] |= mark
