"""The places that what is told of a person names, each with what sources say of where it lies: what a map of them can show, and what it cannot.

A set, in the order of their names: no dates, no order of time, nothing between two of them. It says where what is told took place, and is no way
that somebody went. Coordinates are those that a source gave; where a place has none, those of the nearest larger place that has; where
none of those has any, the country that a source says it lies in. Nothing is looked up, so a place of which nobody says that lies nowhere here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from amanet.corroboration.bearing import Own, affirmed
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.said import Said, Words
from amanet.corroboration.terms import all_named_by

__all__ = ["Lying", "NamedPlace", "places_of"]

# Of the person, of acts, and of signs of life.
_OF_THE_PERSON = ("birth_place", "residence")
_OF_ACTS = ("place", "place_at_end", "facility")
_OF_SIGNS = ("place",)


@dataclass(frozen=True)
class Lying(InJson):
    """One place where something lies: coordinates (degrees, north and east, as given; `precision` in metres), or a country (ISO 3166-1) alone.
    `place` is the one of which that is said: itself, or what it is part of.
    """

    place: str
    label: str
    coordinates: tuple[str, str] | None
    precision: str | None
    country: str | None
    known: Known


@dataclass(frozen=True)
class NamedPlace(InJson):
    """`named` are the facts that name it; `said` the statements of where it lies, those on what it is part of included."""

    place: str
    label: str
    named: tuple[Known, ...]
    lying: tuple[Lying, ...]
    said: tuple[Said, ...]


def places_of(weighed: Weighed, person: str, own: Own) -> tuple[NamedPlace, ...]:
    """By name, then by id."""
    named: dict[str, list[Known]] = {}
    for known in _naming(weighed, person, affirmed(weighed.material, person, own)):
        named.setdefault(str(known.fact.value["entity"]), []).append(known)
    found = [_place(weighed, place, facts) for place, facts in named.items()]
    return tuple(sorted(found, key=lambda one: (str(one.label).casefold(), one.place)))


def _naming(weighed: Weighed, person: str, own: Own) -> Iterator[Known]:
    several = ((person,), _OF_THE_PERSON), (own.acts, _OF_ACTS), (own.signs, _OF_SIGNS)
    for entities, names in several:
        for entity in entities:
            facts = weighed.known(entity, *names)
            yield from (known for known in facts if known.stands and "entity" in known.fact.value)


def _place(weighed: Weighed, place: str, named: list[Known]) -> NamedPlace:
    levels = list(_levels(weighed, place))
    at = _nearest(weighed, levels, "coordinates") or _nearest(weighed, levels, "country")
    highest = max(
        (number for number, level in enumerate(levels) if any(one.place in level for one in at)), default=0
    )
    below = [one for level in levels[:highest] for one in level]
    parts = (known for one in below for known in weighed.known(one, "part_of") if known.stands)
    told = {one.id: one for known in (*parts, *(one.known for one in at)) for one in known.fact.saying}
    words = Words(weighed)
    return NamedPlace(place, weighed.called(place), tuple(named), at, tuple(map(words.of, told.values())))


def _levels(weighed: Weighed, place: str) -> Iterator[list[str]]:
    """The place, what it is part of, what that is part of; circles end where they close."""
    level, seen = [place], {place}
    while level:
        yield level
        above = {up for one in level for up in all_named_by(weighed.material, one, "part_of")}
        level = sorted(above - seen)
        seen |= above


def _nearest(weighed: Weighed, levels: Iterable[list[str]], name: str) -> tuple[Lying, ...]:
    read = _READERS[name]
    for level in levels:
        facts = [(place, known) for place in level for known in weighed.known(place, name)]
        found = tuple(read(weighed, place, known) for place, known in facts if known.stands)
        if found:
            return found
    return ()


def _by_coordinates(weighed: Weighed, place: str, known: Known) -> Lying:
    value = known.fact.value
    north, east = value["coordinates"]
    return Lying(place, weighed.called(place), (north, east), value.get("precision"), None, known)


def _by_country(weighed: Weighed, place: str, known: Known) -> Lying:
    return Lying(place, weighed.called(place), None, None, str(known.fact.value["term"]), known)


_READERS: dict[str, Callable[[Weighed, str, Known], Lying]] = {
    "coordinates": _by_coordinates,
    "country": _by_country,
}
