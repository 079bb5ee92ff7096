"""Dates written in digits alone: 2018-05-03, 03.05.2018, 5/2018, 20180503, with a time or without.

The year stands first or has four digits; an order of day and month that both numbers allow is asked for, never guessed. A stated order
that the numbers contradict (13 for a month) is an error, not a hint to read it the other way.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from amanet.errors import BadData
from amanet.record.dates.stated import Stated, Undecided

__all__ = ["ORDERS", "Numeric", "read_numeric"]

ORDERS: Final = ("dmy", "mdy", "ymd")
_TIME: Final = (
    r"(?:(?:t|,? )(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r" ?(?P<zone>z|[+-](?:0\d|1[0-4]):?(?:[0-5]\d)?)?)?"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?: ?([./-]) ?(\d{1,2})(?: ?\2 ?(\d{1,2})\.?" + _TIME + ")?)?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})" + _TIME)
_MONTH_YEAR: Final = re.compile(r"(\d{1,2}) ?[./-] ?(\d{4})")
_COMPACT: Final = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True)
class Numeric:
    stated: Stated
    time: str = ""


def read_numeric(text: str, order: str | None, century: str | None) -> Numeric | None:
    """None where the text is no such date. Raises `Undecided` or `BadData` where it is one and cannot be read."""
    for pattern, read in _LAYOUTS:
        found = pattern.fullmatch(text)
        if found:
            return read(found, order, century)
    return None


def _year_first(found: re.Match[str], order: str | None, century: str | None) -> Numeric | None:
    year, separator, month, day = found.group(1, 2, 3, 4)
    if month and not day and (int(month) > 12 or (separator == "-" and len(month) < 2)):
        return None  # 2018-19 is two years, 2020-21 a season or two years
    if month and not day and separator == "/" and int(month) > int(year[2:]):
        return None  # 2010/11
    return Numeric(
        Stated(int(year), int(month) if month else None, int(day) if day else None),
        _time(found) if day else "",
    )


def _year_last(found: re.Match[str], order: str | None, century: str | None) -> Numeric:
    first, second = int(found[1]), int(found[3])
    if order == "ymd" and len(found[4]) == 2:
        raise Undecided("century", ("19", "20"))
    if order == "ymd":
        raise BadData("By the order that was said the year comes first, and here it comes last.")
    chosen = order or _only_order(first, second)
    day, month = (first, second) if chosen == "dmy" else (second, first)
    if month > 12:
        raise BadData("By the order that was said, the month has a number over 12. Look at the order again.")
    return Numeric(Stated(_whole_year(found[4], century), month, day), _time(found))


def _only_order(first: int, second: int) -> str:
    if first == second or second > 12:
        return "dmy" if first == second else "mdy"
    if first > 12:
        return "dmy"
    raise Undecided("date_order", ("dmy", "mdy"))


def _whole_year(digits: str, century: str | None) -> int:
    if len(digits) == 4:
        return int(digits)
    if century is None:
        raise Undecided("century", ("19", "20"))
    return int(century + digits)


def _month_year(found: re.Match[str], order: str | None, century: str | None) -> Numeric:
    return Numeric(Stated(int(found[2]), int(found[1])))


def _compact(found: re.Match[str], order: str | None, century: str | None) -> Numeric | None:
    year, month, day = (int(part) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Numeric(Stated(year, month, day))


def _time(found: re.Match[str]) -> str:
    """As EDTF has it. Parts of a second are left to the words."""
    hour, minute, second, zone = found.group("hour", "minute", "second", "zone")
    if not hour:
        return ""
    written = f"T{int(hour):02}:{minute}" + (f":{second}" if second else "")
    if not zone or zone == "z":
        return written + (zone or "").upper()
    digits = zone[1:].replace(":", "")
    return f"{written}{zone[0]}{digits[:2]}" + (f":{digits[2:]}" if digits[2:] else "")


_LAYOUTS: Final = (
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_MONTH_YEAR, _month_year),
    (_COMPACT, _compact),
)
