"""Lengths of time: as told ("12 months") and as dates give them ("17 to 19 months"), one beside the other.

A length that was told is read as its unit allows: "12 months" may be anything over 11 and under 13. Only where even so the dates allow no
such length do the two not fit. Neither is corrected by the other.

>>> from datetime import date
>>> between((date(2018, 3, 1), date(2018, 3, 31)), (date(2019, 9, 1), date(2019, 9, 30))).text
'17 to 19 months'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from amanet.corroboration.json_form import InJson
from amanet.corroboration.moments import Bounds, Days, days_between
from amanet.errors import BadData
from amanet.phrases import phrase, phrases
from amanet.record.quantities import Quantity

__all__ = ["Length", "between", "days_told", "fits"]

_Range = tuple[Decimal, Decimal | None]
# Days of one unit, at least and at most; a month of any number of them has at least 28 and at most 31 days each.
_UNITS: Final = {
    "days": (Decimal(1), Decimal(1)),
    "weeks": (Decimal(7), Decimal(7)),
    "months": (Decimal(28), Decimal(31)),
    "years": (Decimal(365), Decimal(366)),
    "hours": (Decimal(0), Decimal(1) / 24),
    "minutes": (Decimal(0), Decimal(1) / 1440),
    "seconds": (Decimal(0), Decimal(1) / 86_400),
}
_IN_DAYS_BELOW: Final = 62


@dataclass(frozen=True)
class Length(InJson):
    """What two dates give. `text` in days, or in whole months from about two months on."""

    days: Days
    text: str


def between(start: Bounds, end: Bounds) -> Length:
    days = days_between(start, end)
    return Length(days, _in_words(start, end, days))


def days_told(value: Mapping[str, Any], widened: bool = False) -> _Range | None:
    """How many days a quantity is, at least and at most. None where it is no length of time.

    `widened` by almost one of its unit on both sides, as people round.
    """
    quantity = _quantity(value)
    if quantity is None or quantity.unit not in _UNITS:
        return None
    least, most = quantity.bounds()
    if widened:
        least = None if least is None else max(least - 1, Decimal(0))
        most = None if most is None else most + 1
    shortest, longest = _UNITS[quantity.unit]
    if quantity.unit == "months":
        return _months(least, most)
    return (least or Decimal(0)) * shortest, None if most is None else most * longest


def fits(value: Mapping[str, Any], length: Length) -> bool:
    """Whether what was told and what the dates give can both be true. True too where either says nothing."""
    told = days_told(value, widened=True)
    if told is None:
        return True
    least, most = told
    too_long = length.days.at_most is not None and length.days.at_most + 1 < least
    return not too_long and (most is None or length.days.at_least <= most + 1)


def _quantity(value: Mapping[str, Any]) -> Quantity | None:
    try:
        return Quantity.from_json(value["quantity"]) if "quantity" in value else None
    except BadData:
        return None


def _months(least: Decimal | None, most: Decimal | None) -> _Range:
    """Whole years among them have 365 or 366 days, the rest 28 to 31 each."""
    return _days_in(least or Decimal(0), 0), None if most is None else _days_in(most, 1)


def _days_in(months: Decimal, side: int) -> Decimal:
    years, rest = divmod(months, 12)
    return years * _UNITS["years"][side] + rest * _UNITS["months"][side]


def _in_words(start: Bounds, end: Bounds, days: Days) -> str:
    longest = days.at_most
    if longest is not None and longest < _IN_DAYS_BELOW:
        return days.in_words
    least = _whole_months(start[1], end[0]) if start[1] and end[0] and start[1] < end[0] else 0
    if longest is None or start[0] is None or end[1] is None:
        atleast = phrases("at least %(num)d month", "at least %(num)d months", least)
        return atleast if least else phrase("nobody knows how long")
    most = _whole_months(start[0], end[1])
    most += 0 if _is_whole(start[0], end[1]) else 1
    if least == most:
        return phrases("%(num)d month", "%(num)d months", most)
    return phrases("%(least)d to %(num)d month", "%(least)d to %(num)d months", most, least=least)


def _whole_months(first: date, second: date) -> int:
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (second.day < first.day)


def _is_whole(first: date, second: date) -> bool:
    return first.day == second.day
