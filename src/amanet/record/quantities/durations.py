"""Lengths of time told in several units: "15 years and 6 months".

Years and months add up to months, weeks and days to days; both are exact. Months and days do not add up to a number: so long are so many
days at least and so many at most, counted over all months they can have begun in.

>>> add_up([(Decimal(15), "years"), (Decimal(6), "months")])
(Decimal('186'), Decimal('186'), 'months')
>>> add_up([(Decimal(1), "months"), (Decimal(10), "days")])
(Decimal('38'), Decimal('41'), 'days')
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from amanet.errors import BadData

__all__ = ["add_up"]

_IN_MONTHS: Final = {"years": 12, "months": 1}
_IN_DAYS: Final = {"weeks": 7, "days": 1}
_MOST_MONTHS: Final = 12_000
# All starts of months of a time with a leap year left out (1900), so that the least is the least.
_STARTS: Final = [date(year, month, 1) for year in range(1889, 1909) for month in range(1, 13)]


def add_up(parts: Sequence[tuple[Decimal, str]]) -> tuple[Decimal, Decimal, str]:
    """The least and the most it is, and in which unit. Raises `BadData` where the units do not go together."""
    if len(parts) == 1:
        return parts[0][0], parts[0][0], parts[0][1]
    units = [unit for _, unit in parts]
    if not set(units) <= {*_IN_MONTHS, *_IN_DAYS} or len(set(units)) < len(units):
        raise BadData(
            "A length of time adds up from years, months, weeks and days, each once. Give it in one unit."
        )
    months = sum((number * _IN_MONTHS[unit] for number, unit in parts if unit in _IN_MONTHS), Decimal(0))
    days = sum((number * _IN_DAYS[unit] for number, unit in parts if unit in _IN_DAYS), Decimal(0))
    if not any(unit in _IN_DAYS for unit in units):
        return months, months, "months"
    least, most = _days_in(months)
    return least + days, most + days, "days"


def _days_in(months: Decimal) -> tuple[int, int]:
    if months != months.to_integral_value() or months > _MOST_MONTHS:
        raise BadData("Parts of a month cannot be told in days. Give the length of time in one unit.")
    return _extremes(int(months))


@cache
def _extremes(months: int) -> tuple[int, int]:
    lengths = [(_months_on(start, months) - start).days for start in _STARTS]
    return min(lengths), max(lengths)


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)
