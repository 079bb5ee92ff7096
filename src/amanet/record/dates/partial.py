"""A date as far as it is known: EDTF, the words it came from, and the days between which it lies.

A partial date never becomes a day by itself. `bounds()` says between which days it lies, both included, where None is "nobody
knows"; comparing two dates compares those. `surely_before` is true where no reading of the two allows anything else; `may_overlap`
is true wherever they could mean the same day.

>>> from amanet.record.dates import parse_edtf, surely_before
>>> parse_edtf("2018-05~").bounds()
(datetime.date(2018, 4, 1), datetime.date(2018, 6, 30))
>>> surely_before(parse_edtf("2017"), parse_edtf("2018-05~"))
True
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.dates.bounds import Bounds, bounds
from amanet.record.dates.edtf import read_edtf
from amanet.record.dates.parts import Edtf

__all__ = ["CALENDARS", "PartialDate", "may_overlap", "parse_edtf", "surely_before"]

# The calendar a date was given in. The EDTF is always Gregorian.
CALENDARS = ("gregorian", "islamic", "persian", "chinese")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`edtf` is brought to its canonical spelling. Raises `BadData` for anything that is no EDTF.

    `words` are as they were given (None where they are the EDTF itself); `calendar` is the one they were said in. `earliest`
    and `latest` are given only where the words told more than EDTF can hold; they then stand for the bounds.
    """

    edtf: str
    words: str | None = None
    calendar: str = "gregorian"
    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        canonical, _ = _understood(self.edtf)
        object.__setattr__(self, "edtf", canonical)
        if self.words == canonical:
            object.__setattr__(self, "words", None)
        if self.calendar not in CALENDARS:
            raise BadData(f"A date's calendar is one of {', '.join(CALENDARS)}.")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise BadData("A date's latest day lies before its earliest.")

    @property
    def parts(self) -> Edtf:
        """The date taken apart, for showing it in words."""
        return read_edtf(self.edtf)

    def bounds(self) -> Bounds:
        """The earliest and the latest day, both included. None: there is no bound."""
        earliest, latest = _understood(self.edtf)[1]
        return self.earliest or earliest, self.latest or latest

    def to_json(self) -> dict[str, JSON]:
        content: dict[str, JSON] = {"edtf": self.edtf}
        if self.words is not None:
            content["words"] = self.words
        if self.calendar != "gregorian":
            content["calendar"] = self.calendar
        if self.earliest:
            content["earliest"] = self.earliest.isoformat()
        if self.latest:
            content["latest"] = self.latest.isoformat()
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "PartialDate":
        """Raises `BadData` for anything but what `to_json` gives."""
        if not isinstance(content, Mapping) or not content.keys() <= _FIELDS or "edtf" not in content:
            raise BadData(
                "What was kept of a date is not a date: it has edtf, words, calendar, earliest, latest."
            )
        if not all(isinstance(value, str) for value in content.values()):
            raise BadData("What was kept of a date is not a date: all its values are texts.")
        return cls(
            content["edtf"],
            content.get("words"),
            content.get("calendar", "gregorian"),
            _day(content.get("earliest")),
            _day(content.get("latest")),
        )


_FIELDS = frozenset(("edtf", "words", "calendar", "earliest", "latest"))


def parse_edtf(text: str) -> PartialDate:
    """A date from EDTF text. Raises `BadData` saying where it is none."""
    return PartialDate(text)


def surely_before(first: PartialDate, second: PartialDate) -> bool:
    """Whether all days the first can mean come before all that the second can mean."""
    latest, earliest = first.bounds()[1], second.bounds()[0]
    return latest is not None and earliest is not None and latest < earliest


def may_overlap(first: PartialDate, second: PartialDate) -> bool:
    """Whether some day lies within both."""
    return not surely_before(first, second) and not surely_before(second, first)


@lru_cache(maxsize=1 << 16)
def _understood(text: str) -> tuple[str, Bounds]:
    if _WHOLE_DAY.fullmatch(text):  # most dates; the long way comes to the same
        day = date.fromisoformat(text)
        return text, (day, day)
    value = read_edtf(text)
    return value.text(), bounds(value)


_WHOLE_DAY = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise BadData("A bound of a date is written YYYY-MM-DD.") from problem
    if day.isoformat() != text:
        raise BadData("A bound of a date is written YYYY-MM-DD.")
    return day
