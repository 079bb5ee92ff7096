"""Dates written in digits alone: 2018-05-03, 03.05.2018, 5/2018, 20180503; and the time of day behind any date.

The year stands first or has four digits; an order of day and month that both numbers allow is asked for, never guessed. A stated order
that the numbers contradict (13 for a month) is an error, not a hint to read it the other way.
"""

import re
from datetime import date
from typing import Final

from amanet.errors import BadData
from amanet.record.dates.stated import Stated, Undecided

__all__ = ["ORDERS", "read_numeric", "split_time"]

ORDERS: Final = ("dmy", "mdy", "ymd")
_TIME: Final = re.compile(
    r"(?:(?<=\d)t|,? (?:at )?)(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>z|[+-](?:0\d|1[0-4]):?(?:[0-5]\d)?))?$"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?: ?([./-]) ?(\d{1,2})(?: ?\2 ?(\d{1,2})\.?)?)?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2}) ?[./-] ?(\d{4})")
_COMPACT: Final = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)")


def read_numeric(text: str, order: str | None, century: str | None) -> Stated | None:
    """None where the text is no such date. Raises `Undecided` or `BadData` where it is one and cannot be read."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _year_first(found)
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(found, order, century)
    if found := _MONTH_YEAR.fullmatch(text):
        return Stated(int(found[2]), int(found[1]))
    return _compact(text)


def _year_first(found: re.Match[str]) -> Stated | None:
    year, separator, month, day = found.groups()
    if month and not day:
        if int(month) > 12:
            return None  # 2018-19 is two years, 2020-21 a season or two years
        if separator == "/" and len(month) == 2 and int(month) > int(year[2:]):
            return None  # 2010/11
    return Stated(int(year), int(month) if month else None, int(day) if day else None)


def _year_last(found: re.Match[str], order: str | None, century: str | None) -> Stated:
    first, second = int(found[1]), int(found[3])
    if order == "ymd":
        if len(found[4]) == 2 and len(found[1]) == 2:
            return Stated(_whole_year(found[1], century), second, int(found[4]))
        raise BadData("By the order that was said the year comes first, and here it comes last.")
    chosen = order or _only_order(first, second)
    day, month = (first, second) if chosen == "dmy" else (second, first)
    if month > 12:
        raise BadData("The number of the month is over 12. Look at the order of day and month again.")
    return Stated(_whole_year(found[4], century), month, day)


def _only_order(first: int, second: int) -> str:
    if first == second or first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    raise Undecided("date_order", ("dmy", "mdy"))


def _whole_year(digits: str, century: str | None) -> int:
    if len(digits) == 4:
        return int(digits)
    if century is None:
        raise Undecided("century", ("19", "20"))
    return int(century + digits)


def _compact(text: str) -> Stated | None:
    found = _COMPACT.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Stated(year, month, day)


def split_time(text: str) -> tuple[str, str]:
    """The date before a time of day, and the time as EDTF has it. Parts of a second are left to the words."""
    found = _TIME.search(text) if ":" in text else None
    if not found:
        return text, ""
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        return text, ""
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    second = f":{found['second']}" if found["second"] else ""
    return text[: found.start()], f"T{hour:02}:{found['minute']}{second}{_zone(found['zone'])}"


def _zone(zone: str | None) -> str:
    if not zone or zone == "z":
        return (zone or "").upper()
    digits = zone[1:].replace(":", "")
    return f"{zone[0]}{digits[:2]}" + (f":{digits[2:]}" if digits[2:] else "")
