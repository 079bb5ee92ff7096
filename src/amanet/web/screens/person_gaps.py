"""Silences in the order of time: where between two days that somebody says nothing at all is on record, the page draws it.

A silence is counted from the latest day that anything before it allows to the earliest day that what follows allows, so it is at least so
long. Where a day is open at that end, none is drawn. It says that nothing is on record, and nothing of what happened meanwhile.

>>> from datetime import date
>>> days_between(date(2024, 9, 14), date(2024, 9, 20)), Gap(400).size
(6, 3)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from amanet.corroboration.timeline import Line

__all__ = ["Gap", "days_between", "with_gaps"]

# From so many days on a silence is drawn, and drawn longer.
_SIZES = (30, 120, 365, 1095)


@dataclass(frozen=True)
class Gap:
    """At least so many days of which nothing is on record. `last`: up to the day of the account."""

    days: int
    last: bool = False

    @property
    def size(self) -> int:
        """0 where it is too short to be drawn, else 1 to 4."""
        return sum(self.days >= least for least in _SIZES)


def days_between(before: date, after: date) -> int:
    """From the one to the other, as an account counts how long contact was lost."""
    return (after - before).days


def with_gaps(lines: Sequence[Line], today: date | None) -> Iterator[Line | Gap]:
    """The lines with the silences between them; with `today`, also the one after the last of them."""
    until: date | None = None
    is_open = False
    for line in lines:
        if line.edtf is None:
            continue
        if line.kind == "birth":  # a life of which nothing had to be recorded is no silence
            yield line
            continue
        if until is not None and line.earliest is not None and not is_open:
            gap = Gap(days_between(until, line.earliest))
            if gap.size:
                yield gap
        yield line
        is_open = is_open or line.latest is None
        until = max(until or date.min, line.latest or date.min)
    if today is not None and until is not None and not is_open:
        gap = Gap(days_between(until, today), last=True)
        if gap.size:
            yield gap
    yield from (line for line in lines if line.edtf is None)
