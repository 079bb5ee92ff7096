"""What the number format of a spreadsheet's cell says of the number in it: a date, and how much of one; a duration; a number.

A spreadsheet keeps "March 2018" as a whole day and shows a month. What is read is what was shown: 2018-03, never a day that
nobody wrote. Serial numbers count days from 1900 (with the 29 February 1900 that never was, serial 60) or from 1904; format
codes and their numbers are those of ECMA-376 part 1, sections 18.8.30 and 18.8.31.

>>> from amanet.intake.parsers.table_formats import date_words, read_format
>>> date_words("43191", read_format("mmm yyyy"), since_1904=False)
'2018-04'
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final

__all__ = ["Format", "builtin_format", "date_words", "number_words", "read_format"]

_SECONDS: Final = 86_400
_LAST_SERIAL: Final = 2_958_466  # the day after 9999-12-31
# Formats of Chinese, Japanese and Korean spreadsheets; the number alone does not tell which of the three, so their
# dates are taken whole.
_EASTERN_DATES: Final = frozenset((*range(27, 32), 36, *range(50, 55), 57, 58))
_EASTERN_TIMES: Final = frozenset((*range(32, 36), 55, 56))
_SILENT = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE
)  # literals, colours, locales
_PART = re.compile(r"\[[hms]+\]|am/pm|a/p|general|y+|e+(?![+-])|b+|m+|d+|h+|s+")
_PADDED = re.compile(r"0{2,}")
_PLAIN = re.compile(r"[#0,.?()*; _\\-]*|general|@|0(\.0+)?e\+0+", re.IGNORECASE)
_INTEGER = re.compile(r"-?[0-9]+")
_MOST_DIGITS: Final = 15


@dataclass(frozen=True)
class Format:
    """`kind` is "number", "date", "time" or "duration"; `parts` holds y, m, d, t as far as a date shows them.

    `code` stands where the format shows a number otherwise than plain; `digits` is how many it is filled up to with zeros.
    """

    kind: str = "number"
    parts: frozenset[str] = frozenset()
    code: str = ""
    digits: int = 0


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format:
    """What a format code says. Never raises: a code that cannot be understood is one of numbers."""
    first = code.partition(";")[0]
    silent = _SILENT.sub("", first)
    parts = _date_parts(_PART.findall(silent.lower()))
    if "elapsed" in parts:
        return Format("duration", code=code)
    if parts & {"y", "m", "d"}:
        return Format("date", parts, code)
    if "t" in parts:
        return Format("time", parts, code)
    if _PADDED.fullmatch(code):
        return Format(digits=len(code))
    return Format(code="" if silent == first and _PLAIN.fullmatch(first) else code)


def builtin_format(number: int) -> Format:
    """The format of an id that the file itself gives no code for."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    if number in _EASTERN_DATES:
        return Format("date", frozenset("ymd"), f"format {number}")
    if number in _EASTERN_TIMES:
        return Format("time", frozenset("t"), f"format {number}")
    return read_format(BUILTIN_FORMATS.get(number, "General"))


def _date_parts(found: list[str]) -> frozenset[str]:
    """y, m, d, t for time, "elapsed". An m beside hours or seconds is minutes; ddd is a weekday, no day."""
    if "general" in found:
        return frozenset()
    parts: set[str] = set()
    for place, part in enumerate(found):
        letter = part[0]
        if letter == "[":
            parts.add("elapsed")
        elif letter == "m":
            before, after = found[place - 1 : place], found[place + 1 : place + 2]
            beside = any(one[0] == "h" for one in before) or any(one[0] == "s" for one in after)
            parts.add("t" if beside else "m")
        elif letter in "yeb":
            parts.add("y")
        elif letter == "d":
            parts.add("d" if len(part) < 3 else "weekday")
        else:
            parts.add("t")
    return frozenset(parts)


def date_words(serial: str, format: Format, *, since_1904: bool) -> str | None:
    """ISO 8601 as far as the format shows it (XXXX for a year that is not shown); None where the number is no date."""
    try:
        number = float(serial)
    except ValueError:
        return None
    if not 0 <= number < _LAST_SERIAL:
        return None
    days, seconds = divmod(round(number * _SECONDS), _SECONDS)
    if format.kind == "duration":
        return _clock(days * _SECONDS + seconds)
    if format.kind == "time" and days == 0:
        return _clock(seconds)
    return _calendar_words(days, seconds, format.parts, since_1904)


def _calendar_words(days: int, seconds: int, parts: frozenset[str], since_1904: bool) -> str | None:
    if since_1904:
        moment = datetime(1904, 1, 1)
    elif days == 0 or days == 60:
        return None
    else:
        moment = datetime(1899, 12, 31 if days < 60 else 30)
    try:
        moment += timedelta(days, seconds)
    except OverflowError:
        return None
    words = _day_words(moment, parts)
    return f"{words}T{_clock(seconds)}" if len(words) == 10 and (seconds or "t" in parts) else words


def _day_words(moment: datetime, parts: frozenset[str]) -> str:
    year = f"{moment.year:04}" if "y" in parts or not parts & {"m", "d"} else "XXXX"
    if not parts & {"y", "m", "d"} or "d" in parts:
        return f"{year}-{moment.month:02}-{moment.day:02}"
    return f"{year}-{moment.month:02}" if "m" in parts else year


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def number_words(raw: str, digits: int = 0) -> tuple[str, bool] | None:
    """A number as a spreadsheet shows it, and whether it has more digits than spreadsheets keep; None for no number.

    Whole numbers stay as they are written; others are shown to 15 digits, as far as a spreadsheet's arithmetic goes.
    """
    if len(raw) <= _MOST_DIGITS and not digits and raw.isascii() and raw.isdigit():
        return raw, False
    if _INTEGER.fullmatch(raw):
        bare = raw.lstrip("-")
        filled = ("-" if raw[0] == "-" else "") + bare.zfill(digits)
        return filled, len(bare.lstrip("0")) > _MOST_DIGITS
    try:
        number = float(raw)
        words = format(Decimal(f"{number:.{_MOST_DIGITS}g}"), "f")
    except (ValueError, ArithmeticError):
        return None
    if not isfinite(number):
        return None
    whole, _, part = words.partition(".")
    part = part.rstrip("0")
    shown = f"{whole}.{part}" if part else whole.zfill(digits)
    return shown, len(whole.lstrip("-")) > _MOST_DIGITS
