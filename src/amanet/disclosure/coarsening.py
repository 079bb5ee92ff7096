"""Dates, places and numbers at the precision somebody allowed: never finer, and never more certain than they were.

A value that cannot be made coarser for sure is None: it stays inside.

>>> coarse_date({"edtf": "2018-05-12", "words": "the day after the feast"}, "month")
{'edtf': '2018-05'}
>>> coarse_date({"edtf": "2017-11/2018-02"}, "year")
{'edtf': '2017/2018'}
>>> coarse_date({"edtf": "2018-05-12~"}, "none") is None
True
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from amanet.canonical import JSON
from amanet.disclosure.story import Story
from amanet.errors import BadData
from amanet.record.dates import PartialDate
from amanet.record.quantities import Quantity

__all__ = ["COUNTRY", "coarse_date", "coarse_quantity", "place_at"]

COUNTRY: Final = "country"
_LENGTH: Final = {"year": 4, "month": 7, "day": 10}
# The kinds of place that a district is, or a larger one; a city of its own may be named where the district may.
_DISTRICTS: Final = frozenset(("region", "county"))
_COUNTRIES: Final = frozenset(("country",))
_PLAIN: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?[?~%]?")
_FARTHEST: Final = 8
_DECADE: Final = 10


def coarse_date(content: Mapping[str, Any], precision: str) -> dict[str, JSON] | None:
    """The date with its marks of doubt and without the words it came in, which may say more."""
    if precision not in _LENGTH:
        return None
    try:
        found = PartialDate.from_json(content)
        earliest, latest = found.bounds()
    except (BadData, TypeError, KeyError):
        return None
    if earliest is None and latest is None:
        return {"edtf": found.edtf} if found.edtf in ("/..", "../", "../..") else None
    if _PLAIN.fullmatch(found.edtf) and len(found.edtf.rstrip("?~%")) <= _LENGTH[precision]:
        return {"edtf": found.edtf}
    mark = _mark(found.edtf)
    first, last = (_cut(day, _LENGTH[precision], mark) for day in (earliest, latest))
    return {"edtf": first if first == last else f"{first}/{last}"}


def coarse_quantity(content: Mapping[str, Any], *, named: bool, is_age: bool) -> dict[str, JSON] | None:
    """A number as it was where everybody is named; of others an age by the decade, and no words."""
    try:
        found = Quantity.from_json(content)
        least, most = found.bounds()
    except (BadData, TypeError, KeyError):
        return None
    if named or not is_age:
        return {name: value for name, value in found.to_json().items() if named or name != "words"}
    if least is None or most is None:
        return None
    low, high = int(least) // _DECADE * _DECADE, int(most) // _DECADE * _DECADE + _DECADE - 1
    return Quantity(at_least=Decimal(low), at_most=Decimal(high), unit=found.unit).to_json()


def place_at(story: Story, place: str, precision: str) -> "str | dict[str, JSON] | None":
    """The place itself, the district it lies in, or the term of its country; None where nobody says."""
    if precision == "exact":
        return place
    if precision == "district":
        return _nearest(story, place, lambda one: _is_only(story, one, _DISTRICTS | _COUNTRIES)) or _country(
            story, place
        )
    return _country(story, place) if precision == COUNTRY else None


def _country(story: Story, place: str) -> "str | dict[str, JSON] | None":
    for one in _around(story, place):
        terms = story.terms(one, "country")
        if len(terms) == 1 and all(said.affirms for said in story.about(one, "country")):
            return {"term": next(iter(terms))}
    return _nearest(story, place, lambda one: _is_only(story, one, _COUNTRIES))


def _is_only(story: Story, place: str, kinds: frozenset[str]) -> bool:
    """Whether it is said to be of these kinds, and nobody says otherwise."""
    said = story.about(place, "kind")
    return bool(said) and all(one.affirms and one.value.get("term") in kinds for one in said)


def _nearest(story: Story, place: str, wanted: Callable[[str], bool]) -> str | None:
    return next((one for one in _around(story, place) if wanted(one)), None)


def _around(story: Story, place: str) -> Iterator[str]:
    """The place and what it lies in, outwards, as long as nobody contradicts."""
    seen: list[str] = []
    one: str | None = place
    while one is not None and one not in seen and len(seen) < _FARTHEST:
        yield one
        seen.append(one)
        said = story.about(one, "part_of")
        larger = {other.names for other in said if other.affirms}
        one = larger.pop() if len(larger) == 1 and all(other.affirms for other in said) else None


def _cut(day: date | None, length: int, mark: str) -> str:
    return ".." if day is None else day.isoformat()[:length] + mark


def _mark(edtf: str) -> str:
    """`?`, `~` or `%` for a date that says so anywhere."""
    if "%" in edtf or ("?" in edtf and "~" in edtf):
        return "%"
    return next((mark for mark in "?~" if mark in edtf), "")
