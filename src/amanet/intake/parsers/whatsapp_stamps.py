"""The date and time before each message of a WhatsApp chat, as the phone's language wrote them.

WhatsApp writes stamps with the date and time patterns of the phone (CLDR's): "01/02/19, 11:25 - ", "[1.2.19, 11:25:30] ",
"2019/2/1 上午11:25 - ", "٢٠١٩/٢/١، ١١:٢٥ ص - ". One export has one layout throughout, that of its first line; a line that looks
like a stamp of another layout (a pasted chat) is part of a message, and is told as an oddity. Dates with the name of a
month, and those without a year that exports before 2015 had, are not read.

Which number is the day is decided by `whatsapp_dates`. Where the year is not ours (another calendar, a clock that was never
set) a message has no `said_at`, but its stamp `as_written`, and an oddity says so.

>>> from datetime import date
>>> from amanet.intake.parsers.parsing import Answers
>>> from amanet.intake.parsers.whatsapp_stamps import find_stamps
>>> text = "31/01/19, 11:25 - Aygul: Hello\\n01/02/19, 00:08 - Li: Hello"
>>> [(stamp.said_at, text[stamp.start : stamp.end]) for stamp in find_stamps(text, Answers(), date.today())]
[('2019-01-31T11:25:00', '31/01/19, 11:25 - '), ('2019-02-01T00:08:00', '01/02/19, 00:08 - ')]
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final, NamedTuple

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers
from amanet.intake.parsers.whatsapp_dates import (
    ORDERS,
    Numbers,
    Written,
    can_be,
    day_of,
    decide_order,
    line_of,
    steps_back,
)
from amanet.intake.parsers.whatsapp_words import MARKS, SPACES, hours_of, joins_date_and_time
from amanet.record.reading import Oddity

__all__ = ["MOST_MESSAGES", "Stamp", "Stamps", "find_stamps", "looks_stamped", "places"]

_M, _S = f"[{MARKS}]*", f"[{SPACES}]"
_IN_DATE = rf"{_M}(?:{_S}?[./\-\u2010-\u2013年月년월]{_S}?|{_S}){_M}"
_IN_TIME = rf"{_M}(?:[:.٫：]|{_S}?h{_S}?){_M}"
_SECONDS = rf"(?:(?:{_IN_TIME}|{_S}min{_S})\d{{1,2}})?"
_DATE = rf"\d{{1,4}}{_IN_DATE}\d{{1,2}}{_IN_DATE}\d{{1,4}}"
_TIME = rf"\d{{1,2}}{_IN_TIME}\d{{1,2}}{_SECONDS}"
_BETWEEN = r"[^\d\n\[\]:]{1,32}"
_AFTER = r"[^\d\n\[\]:]{0,24}?"
_CLOSE = rf"{_M}\]{_S}?|{_S}[-–—]{_S}|:{_S}"
# No two neighbours that repeat without bound share a character, so a hostile line costs what it is long.
_LOOSE: Final = re.compile(
    rf"^{_M}(?:(?P<open>\[){_M})?(?:"
    rf"(?P<date>{_DATE})(?P<rest>(?P<between>{_BETWEEN})(?P<time>{_TIME})(?P<after>{_AFTER})(?P<close>{_CLOSE}))"
    rf"|(?P<time_first>{_TIME})(?P<between_too>{_BETWEEN})(?P<date_last>{_DATE})"
    rf"(?P<rest_too>(?P<after_too>{_AFTER})(?P<close_too>{_CLOSE}))){_M}",
    re.MULTILINE,
)
_DIGITS = re.compile(r"\d+")
_EDGE = re.compile(rf"^[{SPACES}{MARKS},،、.()（）\-–日일]+|[{SPACES}{MARKS},،、()（）\-–日일]+$")
_NOT_SHAPE = re.compile(rf"[{MARKS}]+")
_CLOSING = re.compile(rf"[{MARKS}{SPACES}]+")
_AT_SPACE = re.compile(f"{_S}+")

# WhatsApp itself writes 40,000 at most. A file of 64 MiB could have millions, and their segments gigabytes.
MOST_MESSAGES: Final = 300_000


class Stamp(NamedTuple):
    """`text[start:end]`: from the start of its line to where the name or the words begin, which reach to `until`.

    Where there is no `said_at`, `as_written` is the date in its own numbers and the time of day.
    """

    start: int
    end: int
    until: int
    said_at: str | None
    as_written: str | None


@dataclass(frozen=True)
class Stamps:
    """The stamps of one chat, in order, each made when it is come to.

    `order` is `dmy`, `mdy` or `ymd`, and `decided_by` says how it was found.
    """

    order: str
    decided_by: str
    oddities: tuple[Oddity, ...]
    start: int
    _found: Sequence[Written] = field(repr=False)
    _days: Mapping[Numbers, str | None] = field(repr=False)
    _length: int = field(repr=False)

    def __iter__(self) -> Iterator[Stamp]:
        ends = chain((one.start for one in self._found[1:]), (self._length,))
        for (start, end, numbers, time, date_written), until in zip(self._found, ends, strict=True):
            day = self._days[numbers]
            if day is None:
                yield Stamp(start, end, until, None, f"{date_written} {time}")
            else:
                yield Stamp(start, end, until, day + time, None)


def looks_stamped(text: str) -> bool:
    """Whether the first line with anything in it begins with a stamp."""
    start = re.search(rf"[^\s{MARKS}]", text)
    if start is None:
        return False
    line = text.rfind("\n", 0, start.start()) + 1
    match = _LOOSE.match(text, line)
    return match is not None and _Reader().read(match) is not None


def find_stamps(text: str, answers: Answers, today: date) -> Stamps:
    """Every stamp of the layout of the file, in order. Raises `BadData` where there is none, `NeedsAnswer` for the order."""
    found, others = _of_one_layout(text)
    if not found:
        raise BadData(
            "No line of this text begins with a date and time in any layout of WhatsApp that is known here. The item is kept. "
            "If it is a WhatsApp chat, tell the developers how its first line begins, with other numbers and no name."
        )
    order, decided_by, told = decide_order(text, found, answers, today)
    days = _days(found, order)
    oddities = [
        *told,
        *_odd_lines(text, others, "looks like a stamp of another layout; it stays part of a message"),
        *_odd_days(text, found, days, order),
    ]
    kept = [one for one in found if one.numbers in days]
    return Stamps(order, decided_by, tuple(oddities), kept[0].start, kept, days, len(text))


def _days(found: Sequence[Written], order: str) -> dict[Numbers, str | None]:
    """How an ISO time begins, for each date; None where the year is not ours. What is no date in that order is left out."""
    days = {
        numbers: day_of(numbers, order)
        for numbers in {one.numbers for one in found}
        if can_be(numbers, order)
    }
    return {numbers: None if day is None else f"{day.isoformat()}T" for numbers, day in days.items()}


def _odd_days(
    text: str, found: Sequence[Written], days: Mapping[Numbers, str | None], order: str
) -> Iterator[Oddity]:
    foreign = [one.start for one in found if one.numbers not in days]
    unread = [one.start for one in found if days.get(one.numbers, "") is None]
    back = [one.start for one in steps_back(found, order)]
    yield from _odd_lines(text, foreign, f"has a date that cannot be {order}; it stays part of a message")
    yield from _odd_lines(
        text, unread, "has a year of another calendar, or of a wrong clock; no time is read"
    )
    yield from _odd_lines(text, back, "is more than a day earlier than the message before it")


class _Reader:
    """Takes matches apart: the stamp, and its layout, which is what all stamps of one export have in common.

    The same dates and times come again and again, so what was understood of them is remembered.
    """

    def __init__(self) -> None:
        self._dates: dict[str, tuple[Numbers, str] | None] = {}
        self._times: dict[tuple[str | None, ...], tuple[str, str] | None] = {}

    def read(self, match: re.Match[str]) -> tuple[tuple[str, str], Written] | None:
        when = match["date"] or match["date_last"]
        beside = (
            match["open"],
            match["rest"] or match["time_first"],
            match["between_too"],
            match["rest_too"],
        )
        if when not in self._dates:
            self._dates[when] = _read_date(when)
        if beside not in self._times:
            self._times[beside] = _read_beside(match)
        day, clock = self._dates[when], self._times[beside]
        if day is None or clock is None:
            return None
        return (day[1], clock[1]), Written(match.start(), match.end(), day[0], clock[0], when)


def _read_beside(match: re.Match[str]) -> tuple[str, str] | None:
    first = match["time_first"]
    if first is None:
        clock = _read_time(match["between"], match["time"], match["after"])
    else:
        clock = _read_time(match["between_too"], first, match["after_too"])
    close = match["close"] or match["close_too"]
    if clock is None or (match["open"] is not None) != ("]" in close):
        return None
    return clock[0], f"{clock[1]}{'' if first is None else ' first'}{_CLOSING.sub('', close)}"


def _read_date(written: str) -> tuple[Numbers, str] | None:
    first, middle, last = numbers = tuple(_DIGITS.findall(written))
    if not any(can_be((first, middle, last), order) for order in ORDERS):
        return None
    separators = _DIGITS.sub("", _NOT_SHAPE.sub("", written))
    widths = "".join("y" if len(number) > 2 else "n" for number in numbers)
    return (first, middle, last), f"{widths}{_AT_SPACE.sub(' ', separators)}"


def _read_time(between: str, time: str, after: str) -> tuple[str, str] | None:
    """The time as "HH:MM:SS", and its shape; None where a word beside it is unknown or contradicts the hour."""
    joined, hours = _beside(between)
    ended, hours_after = _beside(after)
    if joined is None or ended is None or (hours and hours_after):
        return None
    numbers = [int(number) for number in _DIGITS.findall(time)]
    hour = _hour(numbers[0], hours or hours_after)
    if hour is None or max(numbers[1:]) > 59:
        return None
    second = numbers[2] if len(numbers) > 2 else 0
    half = "<" if hours else ">" if hours_after else ""
    separator = _NOT_SHAPE.sub("", _DIGITS.sub("", time))[:1]
    return f"{hour:02}:{numbers[1]:02}:{second:02}", f"{joined}{half}{separator}{len(numbers)}{ended}"


def _beside(words: str) -> tuple[str | None, frozenset[int] | None]:
    """What stands between date and time or after both: its fixed part, and the hours that a word for the day's part allows.

    None for the fixed part: there is a word that no language here is known to write there.
    """
    core = _EDGE.sub("", words)
    if not core:
        return _AT_SPACE.sub("", _NOT_SHAPE.sub("", words)), None
    if hours := hours_of(core):
        return "", hours
    if joins_date_and_time(core):
        return core, None
    for split in _AT_SPACE.finditer(core):
        before, behind = core[: split.start()], core[split.end() :]
        if joins_date_and_time(before) and (hours := hours_of(behind)):
            return before, hours
        if joins_date_and_time(behind) and (hours := hours_of(before)):
            return behind, hours
    return None, None


def _hour(written: int, allowed: frozenset[int] | None) -> int | None:
    """Of 0 to 23. With a word for the part of the day, 0 and 12 are the same ("00:08 a. m.", "午後0:08")."""
    if allowed is None:
        return written if written < 24 else None
    if written > 12:
        return written if written in allowed else None
    fitting = {written % 12, written % 12 + 12} & allowed
    return fitting.pop() if len(fitting) == 1 else None


def _of_one_layout(text: str) -> tuple[list[Written], list[int]]:
    """The stamps of the file's layout, and where lines begin that look like stamps of another.

    The layout is the first line's; where the file was cut at its start, the one that is met most often.
    """
    reader = _Reader()
    read: dict[tuple[str, str], list[Written]] = {}
    others: list[int] = []
    for number, match in enumerate(_LOOSE.finditer(text)):
        if number >= MOST_MESSAGES:
            raise BadData(
                f"This chat has over {MOST_MESSAGES} messages, more than is read at once. The item is kept as it is; "
                "cut a copy into parts and add those."
            )
        one = reader.read(match)
        if one is None:
            others.append(match.start())
        else:
            read.setdefault(one[0], []).append(one[1])
    if not read:
        return [], others
    chosen = next(iter(read))
    if text[: read[chosen][0].start].strip():
        chosen = max(read, key=lambda layout: len(read[layout]))
    others += [written.start for layout, found in read.items() if layout != chosen for written in found]
    return read[chosen], sorted(others)


def _odd_lines(text: str, starts: Sequence[int], what: str) -> list[Oddity]:
    return [Oddity(places(text, starts), what)] if starts else []


def places(text: str, starts: Sequence[int], most: int = 5) -> str:
    """ "line 3", "lines 3, 8", "lines 3, 8, 11, 12, 20 and 71 more": for an oddity that many lines may have."""
    lines = ", ".join(str(line_of(text, start)) for start in starts[:most])
    more = f" and {len(starts) - most} more" if len(starts) > most else ""
    return f"line {lines}" if len(starts) == 1 else f"lines {lines}{more}"
