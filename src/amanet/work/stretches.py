"""Stretches of days as the views keep them: two ordinals, the first and the last day that a date allows.

>>> from datetime import date
>>> bounds((date(2018, 5, 1).toordinal(), date.max.toordinal()))
(datetime.date(2018, 5, 1), None)
"""

from collections.abc import Collection
from datetime import date

from amanet.corroboration.moments import Days, days_between

__all__ = ["Stretch", "bounds", "since", "together"]

Stretch = tuple[int, int]
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


def together(dates: Collection[Stretch]) -> Stretch | None:
    """What several say of one date, put together as `corroboration.moments` does: the less exact is left aside."""
    if len(dates) == 1:
        return next(iter(dates))
    exact = [
        (low, high)
        for low, high in dates
        if not any(low <= first and last <= high and (low, high) != (first, last) for first, last in dates)
    ]
    return (min(low for low, _ in exact), max(high for _, high in exact)) if exact else None


def since(dates: Collection[Stretch], today: date) -> Days | None:
    """From the last day on which any may have been, and from the last before which one surely was not."""
    if not dates:
        return None
    earliest, latest = max(low for low, _ in dates), max(high for _, high in dates)
    first = None if earliest == _FIRST else date.fromordinal(earliest)
    return days_between((first, min(today, date.fromordinal(latest))), (today, today))


def bounds(days: Stretch) -> tuple[date | None, date | None]:
    low, high = days
    return (
        None if low == _FIRST else date.fromordinal(low),
        None if high == _LAST else date.fromordinal(high),
    )
