"""When something was, as far as anybody says: days between which it lies, never one of them picked.

`when_said` puts together what statements that count say of one date. What is less exact and agrees is left aside for what is more
exact ("2018" beside "May 2018"). What is left lies between the first and the last day that any of it allows, and is
`contested` where two of them cannot both be true.

>>> from amanet.corroboration.moments import moment_of
>>> moment_of({"date": {"edtf": "2018-05"}}).bounds
(datetime.date(2018, 5, 1), datetime.date(2018, 5, 31))
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from amanet.corroboration.basis import counts
from amanet.corroboration.json_form import InJson
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material, Told
from amanet.errors import BadData
from amanet.phrases import OR, Phrase, phrase, phrases, series
from amanet.record.dates import PartialDate

__all__ = ["Days", "Moment", "When", "days_between", "moment_of", "together", "when_said"]

Bounds = tuple[date | None, date | None]
_SEASON: Final = re.compile(r"(-?[0-9]{4})-(2[1-4])([?~%]?)")
_SEASONS: Final[Mapping[str, Phrase]] = {
    "21": phrase("spring %(year)s"),
    "22": phrase("summer %(year)s"),
    "23": phrase("autumn %(year)s"),
    "24": phrase("winter %(year)s"),
}


@dataclass(frozen=True, slots=True)
class Moment(InJson):
    """A date as it was said. None: there is no bound on that side."""

    edtf: str
    words: str | None
    calendar: str
    earliest: date | None
    latest: date | None

    @property
    def bounds(self) -> Bounds:
        return self.earliest, self.latest

    @property
    def first(self) -> date:
        return self.earliest or date.min

    @property
    def last(self) -> date:
        return self.latest or date.max

    @property
    def in_words(self) -> str:
        """As it was written in EDTF; a season, which would be read as two years ("2023-24"), by its words."""
        season = _SEASON.fullmatch(self.edtf)
        if season is None:
            return self.edtf
        return self.words or _SEASONS[season[2]].fill(year=f"{season[1]}{season[3]}")

    def holds(self, other: "Moment") -> bool:
        """Whether the other lies within this one and is more exact."""
        inside = self.first <= other.first and other.last <= self.last
        return inside and self.bounds != other.bounds


@quickly_made
@dataclass(frozen=True)
class When(InJson):
    """What is said of one date, all together. `moments` are the most exact that were said, by bounds."""

    earliest: date | None
    latest: date | None
    moments: tuple[Moment, ...]
    contested: bool = False

    @property
    def first(self) -> date:
        return self.earliest or date.min

    @property
    def last(self) -> date:
        return self.latest or date.max

    @property
    def in_words(self) -> str:
        return series(dict.fromkeys(moment.in_words for moment in self.moments), OR, None)


@dataclass(frozen=True, slots=True)
class Days(InJson):
    """How many days at least, and at most (None: nobody knows)."""

    at_least: int
    at_most: int | None

    @property
    def in_words(self) -> str:
        least, most = self.at_least, self.at_most
        if most is None:
            atleast = phrases("at least %(num)d day", "at least %(num)d days", least)
            return atleast if least else phrase("an unknown number of days")
        if least == most:
            return phrases("%(num)d day", "%(num)d days", least)
        return phrases("%(least)d to %(num)d day", "%(least)d to %(num)d days", most, least=least)


def moment_of(value: Mapping[str, Any] | None) -> Moment | None:
    """Of the value of a date property, or of what stands in it. None where it holds no date that this version reads."""
    if not value:
        return None
    kept = value.get("date", value)
    if not isinstance(kept, Mapping) or "edtf" not in kept:
        return None
    return _moment(
        str(kept["edtf"]),
        kept.get("words"),
        str(kept.get("calendar", "gregorian")),
        kept.get("earliest"),
        kept.get("latest"),
    )


# The same few hundred dates come again and again.
@lru_cache(maxsize=1 << 16)
def _moment(
    edtf: str, words: str | None, calendar: str, earliest: str | None, latest: str | None
) -> Moment | None:
    given = {"edtf": edtf, "words": words, "calendar": calendar, "earliest": earliest, "latest": latest}
    try:
        partial = PartialDate.from_json({name: value for name, value in given.items() if value is not None})
    except BadData:
        return None
    first, last = partial.bounds()
    return Moment(partial.edtf, partial.words, calendar, first, last)


def when_said(material: Material, entity: str, name: str) -> When | None:
    """Of a date property, from what statements that count affirm. None where none says a date."""
    return together(_affirmed(material.about(entity, name)))


def together(moments: Iterable[Moment]) -> When | None:
    several = list(moments)
    if not several:
        return None
    if len(several) == 1:  # most dates
        one = several[0]
        return When(one.earliest, one.latest, (one,), one.first > one.last)
    several = sorted(set(several), key=_order)
    exact = [one for one in several if not any(one.holds(other) for other in several)]
    firsts, lasts = [one.earliest for one in exact], [one.latest for one in exact]
    return When(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
        tuple(exact),
        max(one.first for one in exact) > min(one.last for one in exact),
    )


def days_between(first: Bounds, second: Bounds) -> Days:
    """From one date to a later one. Where they may be the same day or the other way round, at least none."""
    least = (second[0] - first[1]).days if second[0] and first[1] else 0
    most = (second[1] - first[0]).days if second[1] and first[0] else None
    return Days(max(0, least), None if most is None else max(0, most))


def _affirmed(told: Iterable[Told]) -> list[Moment]:
    found = [moment_of(one.value) for one in told if counts(one) and one.affirms]
    return [moment for moment in found if moment is not None]


def _order(moment: Moment) -> tuple[date, date, str, str, str]:
    return moment.first, moment.last, moment.edtf, moment.words or "", moment.calendar
