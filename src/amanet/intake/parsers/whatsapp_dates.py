"""Which of the three numbers of a WhatsApp date is the day: decided over the whole chat, or asked for, never guessed.

In this order; what the numbers alone do not decide is told as an oddity:

1. the answer that was given (`--date-order`);
2. numbers that can be no month or day, the sign for a year (年), years before there was WhatsApp (01/01/19 is not of 2001);
3. dots: no language of CLDR writes month.day with dots between (the tests look);
4. today: no message is from the future (the day is passed in; with a later one more is asked, never another answer given);
5. the order of the messages, where in every other order time would run back by more than a day;
6. the dates in the names that WhatsApp gives to attached files;
7. `NeedsAnswer("date_order")`.

A year is ours (Gregorian) in four digits from 1970 to 2199 and in two from 09 to 39. Others are of another calendar (Solar
Hijri 1398, Hijri 1441, Buddhist 2562 or 62) or of a clock that was never set, and there is no day for them.

>>> from datetime import date
>>> from amanet.intake.parsers.parsing import Answers
>>> from amanet.intake.parsers.whatsapp_dates import Written, decide_order
>>> found = [
...     Written(0, 18, ("02", "01", "19"), "11:25:00", "02/01/19"),
...     Written(40, 58, ("31", "01", "19"), "09:00:00", "31/01/19"),
... ]
>>> decide_order("", found, Answers(), date(2026, 1, 1)).order
'dmy'
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, NeedsAnswer
from amanet.record.reading import Oddity

__all__ = [
    "ORDERS",
    "Decision",
    "Numbers",
    "Written",
    "can_be",
    "day_of",
    "decide_order",
    "line_of",
    "steps_back",
]

Numbers = tuple[str, str, str]
ORDERS: Final = ("dmy", "mdy", "ymd")

# A year in two digits is 20yy, and WhatsApp began in 2009.
_FIRST_SHORT, _LAST_SHORT = 9, 39
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_LONGEST_NAME = 200
# In names that WhatsApp gives: IMG-20210304-WA0001.jpg, 00000012-PHOTO-2021-03-04-10-11-12.jpg
_DATED_NAME = re.compile(
    r"\b(?:[A-Z]{3}-(\d{4})(\d\d)(\d\d)-WA\d+|\d{8}-[A-Z]+-(\d{4})-(\d\d)-(\d\d)-)", re.ASCII
)


class Written(NamedTuple):
    """A stamp at `text[start:end]`, taken apart: its three numbers, its time of day ("11:25:00"), its date as it stands there."""

    start: int
    end: int
    numbers: Numbers
    time: str
    date: str


class Decision(NamedTuple):
    order: str
    decided_by: str
    oddities: tuple[Oddity, ...] = ()


def can_be(numbers: Numbers, order: str) -> bool:
    """Whether this is a date at all in that order; for years of other calendars only roughly."""
    year, month, day = _arranged(numbers, order)
    if len(month) > 2 or len(day) > 2 or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return False
    gregorian = _gregorian_year(year)
    return gregorian is None or _exists(gregorian, int(month), int(day))


def day_of(numbers: Numbers, order: str) -> date | None:
    """None where the year is not ours, or there is no such date."""
    year, month, day = _arranged(numbers, order)
    gregorian = _gregorian_year(year)
    return date(gregorian, int(month), int(day)) if gregorian and can_be(numbers, order) else None


def _arranged(numbers: Numbers, order: str) -> Numbers:
    return numbers[order.index("y")], numbers[order.index("m")], numbers[order.index("d")]


def _gregorian_year(written: str) -> int | None:
    year = int(written)
    if len(written) <= 2:
        return 2000 + year if _FIRST_SHORT <= year <= _LAST_SHORT else None
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def decide_order(text: str, found: Sequence[Written], answers: Answers, today: date) -> Decision:
    """Raises `NeedsAnswer` where the dates can be read in several ways, or in no single one."""
    dates = dict.fromkeys(written.numbers for written in found)
    if answers.date_order:
        return _answered(text, found, answers.date_order)
    possible = [order for order in _allowed(found) if all(can_be(numbers, order) for numbers in dates)]
    if not possible:
        raise _contradiction(text, found)
    ours = [order for order in possible if all(day_of(numbers, order) for numbers in dates)]
    if not any(day_of(numbers, order) for numbers in dates for order in possible):
        return Decision(possible[0], "nothing: no year is one of ours")
    plausible = ours or possible
    if len(plausible) == 1:
        return Decision(plausible[0], "the numbers")
    return _by_evidence(text, found, plausible, today)


def _allowed(found: Sequence[Written]) -> Sequence[str]:
    return ("ymd",) if re.search("[年년]", found[0].date) else ORDERS


def _answered(text: str, found: Sequence[Written], order: str) -> Decision:
    if order not in ORDERS:
        raise BadData(f"There is no date order {order!r}: it is dmy, mdy or ymd.")
    if not any(can_be(written.numbers, order) for written in found):
        raise BadData(
            f"No date of this chat can be {order}, beginning with line {line_of(text, found[0].start)}. "
            "Say another order of its dates (--date-order)."
        )
    return Decision(order, "the answer given")


def _by_evidence(text: str, found: Sequence[Written], orders: list[str], today: date) -> Decision:
    # Notices are stamped anew when a chat is opened, so of time only lines with a name say anything.
    said = [written for written in found if _has_name(text, written.end)]
    ways: tuple[tuple[str, Callable[[list[str]], list[str]]], ...] = (
        ("the dots between them", partial(_with_dots, found)),
        ("that none is from the future", partial(_until, today, found)),
        ("the order of the messages", partial(_in_time, said)),
        ("the dates in the names of attached files", partial(_by_names, text, said)),
    )
    for what, way in ways:
        left = way(orders)
        if len(left) == 1:
            told = f"that the dates are {left[0]} is not told by their numbers, but by {what}"
            return Decision(left[0], what, (Oddity("the whole", told),))
        orders = left or orders
    raise NeedsAnswer(
        "The dates of this chat can be read in more than one way, and nothing in the file decides it "
        f"(line {line_of(text, found[0].start)} is the first). Say which it is (--date-order {orders[0]}, for example).",
        "date_order",
        tuple(orders),
    )


def _has_name(text: str, start: int) -> bool:
    return ": " in text[start : start + _LONGEST_NAME].partition("\n")[0]


def _with_dots(found: Sequence[Written], orders: list[str]) -> list[str]:
    numbers = found[0].numbers
    between = found[0].date[len(numbers[0]) :].lstrip("\u200e\u200f")
    return [order for order in orders if order != "mdy"] if between.startswith(".") else orders


def _until(today: date, found: Sequence[Written], orders: list[str]) -> list[str]:
    tomorrow = today.toordinal() + 1  # somewhere on earth it already is
    return [
        order
        for order in orders
        if all(day is None or day <= tomorrow for day in _ordinals(found, order).values())
    ]


def _in_time(said: Sequence[Written], orders: list[str]) -> list[str]:
    return [order for order in orders if next(steps_back(said, order), None) is None]


def _by_names(text: str, said: Sequence[Written], orders: list[str]) -> list[str]:
    agreeing: Counter[str] = Counter()
    for written in said:
        line_end = text.find("\n", written.end)
        name = _DATED_NAME.search(text, written.end, line_end if line_end >= 0 else len(text))
        if name is None:
            continue
        told = [int(number) for number in name.groups() if number]
        for order in orders:
            day = day_of(written.numbers, order)
            agreeing[order] += day is not None and [day.year, day.month, day.day] == told
    return [order for order in orders if agreeing[order]]


def steps_back(found: Sequence[Written], order: str) -> Iterator[Written]:
    """What stands more than a day before the one before it. A message can come late, and keeps the time it was sent."""
    days = _ordinals(found, order)
    before = 0
    for written in found:
        day = days[written.numbers]
        if day is None:
            continue
        if day + 1 < before:
            yield written
        before = day


def _ordinals(found: Sequence[Written], order: str) -> Mapping[Numbers, int | None]:
    days = {numbers: day_of(numbers, order) for numbers in {written.numbers for written in found}}
    return {numbers: None if day is None else day.toordinal() for numbers, day in days.items()}


def _contradiction(text: str, found: Sequence[Written]) -> NeedsAnswer:
    orders = tuple(order for order in ORDERS if any(can_be(one.numbers, order) for one in found))
    against = "; ".join(
        f"line {line_of(text, next(one.start for one in found if not can_be(one.numbers, order)))} cannot be {order}"
        for order in orders
    )
    return NeedsAnswer(
        f"The dates of this chat contradict each other: {against}. Two chats may have been joined, or one was pasted into "
        "a message. Add each chat on its own, or say the order of its dates (--date-order): then lines that it does not fit are "
        "read as words of the message before them.",
        "date_order",
        orders,
    )


def line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
