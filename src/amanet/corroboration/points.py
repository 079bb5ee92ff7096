"""The places that a person's acts and signs of life name, as points for a map: only coordinates that a source gave.

A set, in no order of time and without dates: it says where what is told took place, and is no way that somebody went. A place without coordinates
is shown by those of the nearest larger place that has some, and says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from amanet.corroboration.bearing import Own
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.terms import all_named_by

__all__ = ["Point", "points_of"]


@dataclass(frozen=True)
class Point(InJson):
    """`place` has the coordinates (degrees, north and east, as given); `named` are the places that were named, itself or parts of it."""

    place: str
    label: str
    coordinates: tuple[str, str]
    precision: str | None
    named: tuple[str, ...]
    known: Known


def points_of(weighed: Weighed, own: Own) -> tuple[Point, ...]:
    named: dict[str, set[str]] = {}
    for place in sorted(_named(weighed, own)):
        for located in _nearest_located(weighed, place):
            named.setdefault(located, set()).add(place)
    return tuple(
        point for located, places in sorted(named.items()) for point in _points(weighed, located, places)
    )


def _named(weighed: Weighed, own: Own) -> set[str]:
    material = weighed.material
    acts = (all_named_by(material, act, "place", "place_at_end", "facility") for act in own.acts)
    signs = (all_named_by(material, sign, "place") for sign in own.signs)
    return {place for places in (*acts, *signs) for place in places}


def _nearest_located(weighed: Weighed, place: str) -> list[str]:
    """The place itself, or the places next above it that have coordinates."""
    level, seen = [place], {place}
    while level:
        located = [one for one in level if any(_located(weighed, one))]
        if located:
            return located
        above = {up for one in level for up in all_named_by(weighed.material, one, "part_of")}
        level = sorted(above - seen)
        seen |= above
    return []


def _located(weighed: Weighed, place: str) -> Iterator[Known]:
    for known in weighed.known(place, "coordinates"):
        if known.is_said and "coordinates" in known.fact.value:
            yield known


def _points(weighed: Weighed, located: str, places: Iterable[str]) -> Iterator[Point]:
    for known in _located(weighed, located):
        north, east = known.fact.value["coordinates"]
        precision = known.fact.value.get("precision")
        label = weighed.called(located)
        yield Point(located, label, (north, east), precision, tuple(sorted(places)), known)
