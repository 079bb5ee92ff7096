"""Dates and quantities as stretches of a line, so that one can be seen to lie within another, or apart from it.

A date is one stretch of days, several where it is one of several dates. Where it is neither (the 3rd of some month, all of
several dates, a time of day) the stretch holds more days than the date does: such a date can lie within another, but only
the same date lies within it.

Quantities are compared in one unit. Months and days do not convert: a month is 28 to 31 days. So each length of time in months also has
the days it lies within for sure, and the days that lie within it for sure.

>>> from amanet.corroboration.extents import QuantityExtent
>>> year = QuantityExtent.of({"about": "1", "approximate": True, "unit": "years"})
>>> QuantityExtent.of({"about": "12", "unit": "months"}).within(year), year.within(year)
(True, True)
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, Final

from amanet.errors import BadData
from amanet.record.dates import PartialDate
from amanet.record.dates.bounds import bounds
from amanet.record.dates.parts import Choice, Point, Run, Span
from amanet.record.quantities.durations import add_up
from amanet.record.quantities.quantity import Quantity

__all__ = ["DateExtent", "QuantityExtent", "Stretch", "first_and_last", "folded", "known_date"]

# A number, and 1 or -1 where the number itself is left out on that side.
End = tuple[Decimal, int]

_ENDLESS: Final = Decimal("Infinity")
_IN_MONTHS: Final = {"years": 12, "months": 1}
_IN_SECONDS: Final = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
_IN_HUNDREDTHS: Final = {"%": 1, "share": 100}
_IN_ONE: Final = {
    unit: (name, Decimal(times))
    for name, units in (("months", _IN_MONTHS), ("seconds", _IN_SECONDS), ("%", _IN_HUNDREDTHS))
    for unit, times in units.items()
}
_DAY: Final = Decimal(_IN_SECONDS["days"])
# A thousand years, past which months are not counted in days.
_MOST_MONTHS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `low` to `high`. One that holds nothing ("more than 60 and at most 60") is apart from nothing."""

    low: End
    high: End

    def within(self, other: "Stretch") -> bool:
        return self.low >= other.low and self.high <= other.high

    def apart(self, other: "Stretch") -> bool:
        if self.low > self.high or other.low > other.high:
            return False
        return self.high < other.low or other.high < self.low


@dataclass(frozen=True, slots=True)
class DateExtent:
    """`stretches` in order and apart from each other; `only` where nothing but the same date lies within this one."""

    stretches: tuple[Stretch, ...]
    only: str | None = None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "DateExtent":
        """Of a date as records hold it. Raises `BadData` where it is none."""
        return _date_extent(known_date(content))

    def within(self, other: "DateExtent") -> bool:
        if other.only is not None:
            return self == other
        if len(self.stretches) == len(other.stretches) == 1:  # most of them
            return self.stretches[0].within(other.stretches[0])
        return all(any(one.within(wider) for wider in other.stretches) for one in self.stretches)

    def apart(self, other: "DateExtent") -> bool:
        if len(self.stretches) == len(other.stretches) == 1:
            return self.stretches[0].apart(other.stretches[0])
        return all(one.apart(another) for one in self.stretches for another in other.stretches)


@dataclass(frozen=True, slots=True)
class QuantityExtent:
    """`surely` and `at_most` are of lengths of time, in seconds: what lies within it for sure, and within what it lies for sure."""

    unit: str | None
    stretch: Stretch
    surely: Stretch | None = None
    at_most: Stretch | None = None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "QuantityExtent":
        """Of a quantity as records hold it. Raises `BadData` where it is none."""
        return _quantity_extent(tuple(sorted((key, one) for key, one in content.items() if key != "words")))

    def within(self, other: "QuantityExtent") -> bool:
        if self.unit == other.unit:
            return self.stretch.within(other.stretch)
        return bool(self.at_most and other.surely and self.at_most.within(other.surely))

    def apart(self, other: "QuantityExtent") -> bool:
        if self.unit == other.unit:
            return self.stretch.apart(other.stretch)
        return bool(self.at_most and other.at_most and self.at_most.apart(other.at_most))


def folded(text: str) -> str:
    """Letter case, white space and compatibility forms do not count."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def known_date(content: Mapping[str, Any]) -> PartialDate:
    """A date as records hold it. Its words and calendar are left out: they say nothing more of when it was."""
    return _known_date(str(content.get("edtf", "")), content.get("earliest"), content.get("latest"))


def first_and_last(content: Mapping[str, Any] | None) -> tuple[date | None, date | None]:
    """The first and the last day that a date as records hold it can mean; None where there is no such bound, or no date."""
    if content is None:
        return None, None
    return _bounds(str(content.get("edtf", "")), content.get("earliest"), content.get("latest"))


@lru_cache(maxsize=1 << 16)
def _bounds(edtf: str, earliest: str | None, latest: str | None) -> tuple[date | None, date | None]:
    try:
        return _known_date(edtf, earliest, latest).bounds()
    except BadData:
        return None, None


@lru_cache(maxsize=1 << 16)
def _known_date(edtf: str, earliest: str | None, latest: str | None) -> PartialDate:
    given = {"edtf": edtf, "earliest": earliest, "latest": latest}
    return PartialDate.from_json({name: value for name, value in given.items() if value is not None})


@lru_cache(maxsize=1 << 16)
def _date_extent(partial: PartialDate) -> DateExtent:
    parts = partial.parts
    said = partial.earliest or partial.latest
    if isinstance(parts, Choice) and not said and not parts.every and _ends_are_whole(parts.members):
        return DateExtent(tuple(_joined(sorted(map(_of_member, parts.members), key=_order))))
    stretch = _days(*partial.bounds())
    told_by_bounds = partial.earliest is not None and partial.latest is not None
    return DateExtent((stretch,), None if told_by_bounds or _is_whole(parts) else partial.edtf)


def _of_member(member: Point | Run) -> Stretch:
    if isinstance(member, Point):
        return _days(*bounds(member))
    first = bounds(member.start)[0] if member.start else None
    last = bounds(member.end)[1] if member.end else None
    return _days(first, last)


def _ends_are_whole(members: tuple[Point | Run, ...]) -> bool:
    ends = [end for one in members for end in ((one.start, one.end) if isinstance(one, Run) else (one,))]
    return all(end is None or _is_whole(end) for end in ends)


def _is_whole(parts: Point | Span | Choice) -> bool:
    """Whether every day between the bounds is one that it can mean."""
    if isinstance(parts, Choice):
        return False
    if isinstance(parts, Span):
        return all(isinstance(end, str) or _is_whole(end) for end in (parts.start, parts.end))
    digits = "".join(parts.parts)
    tells_days = parts.year[0] not in "-Y" and parts.year not in ("0000", "XXXX")
    return tells_days and not parts.time and "X" not in digits.rstrip("X")


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Those that touch or overlap as one."""
    current = stretches[0]
    for one in stretches[1:]:
        if one.low[0] <= current.high[0] + 1:
            current = Stretch(current.low, max(current.high, one.high))
        else:
            yield current
            current = one
    yield current


def _order(stretch: Stretch) -> tuple[End, End]:
    return stretch.low, stretch.high


def _days(first: date | None, last: date | None) -> Stretch:
    low = -_ENDLESS if first is None else Decimal(first.toordinal())
    high = _ENDLESS if last is None else Decimal(last.toordinal())
    return Stretch((low, 0), (high, 0))


@lru_cache(maxsize=1 << 14)
def _quantity_extent(content: tuple[tuple[str, Any], ...]) -> QuantityExtent:
    quantity = Quantity.from_json(dict(content))
    unit, times = _IN_ONE.get(quantity.unit or "", (quantity.unit and folded(quantity.unit), Decimal(1)))
    stretch = _stretch_of(quantity, times)
    if unit == "seconds":
        return QuantityExtent(unit, stretch, stretch, stretch)
    if unit == "months" and _is_countable(stretch):
        return QuantityExtent(unit, stretch, _days_within(stretch), _days_around(stretch))
    return QuantityExtent(unit, stretch)


def _stretch_of(quantity: Quantity, times: Decimal) -> Stretch:
    least, most = quantity.bounds()
    # Where the bound itself is only about right, leaving it out says nothing.
    firm = not quantity.approximate or quantity.about is not None
    low = Decimal(0) if least is None else least * times
    high = _ENDLESS if most is None else most * times
    return Stretch((low, int(quantity.more_than and firm)), (high, -int(quantity.less_than and firm)))


def _is_countable(stretch: Stretch) -> bool:
    return all(end[0] <= _MOST_MONTHS or end[0] == _ENDLESS for end in (stretch.low, stretch.high))


def _days_around(months: Stretch) -> Stretch:
    return Stretch(
        (_shortest(months.low[0], ROUND_FLOOR), 0),
        (_longest(months.high[0], ROUND_CEILING), 0),
    )


def _days_within(months: Stretch) -> Stretch:
    return Stretch(
        (_longest(months.low[0], ROUND_CEILING), months.low[1]),
        (_shortest(months.high[0], ROUND_FLOOR), months.high[1]),
    )


def _shortest(months: Decimal, rounding: str) -> Decimal:
    return _in_seconds(months, rounding)[0]


def _longest(months: Decimal, rounding: str) -> Decimal:
    return _in_seconds(months, rounding)[1]


@lru_cache(maxsize=1 << 12)
def _in_seconds(months: Decimal, rounding: str) -> tuple[Decimal, Decimal]:
    if months == _ENDLESS:
        return _ENDLESS, _ENDLESS
    whole = months.to_integral_value(rounding)
    least, most, _ = add_up([(whole, "months"), (Decimal(0), "days")])
    return least * _DAY, most * _DAY
