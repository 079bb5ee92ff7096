"""The places of an account as a map and a list beside it: where what is told took place, drawn as precisely as somebody said, and no more.

A country of which nobody says where in it is hatched whole; coordinates are a circle of their precision, a dot only where that is small.
Where no precision was said, the last digit that was written stands for it. A place of which nobody says where it lies is in the list alone, with
the reason. Letters stand in the order of the names: there is no order of time here, no time, no line between two places, and one person's
places alone.

The picture is made here, without a script: the page needs none, and nothing is fetched for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amanet.phrases import phrase
from amanet.web.map_view import HIGH, METRES_A_DEGREE, WIDE, Box, MapView, view_of
from amanet.web.outlines import Ring, outlines

if TYPE_CHECKING:
    from amanet.web.screens.person_account import AccountPage

__all__ = ["Area", "Mark", "PlaceLine", "PlaceMap", "draw_places", "letters"]

# A circle smaller than this many units is a dot, and letters keep so far from one another.
_DOT: Final = 9.0
_APART: Final = 20.0
_BESIDE: Final = ((0, -16), (20, 7), (-20, 7), (0, 30), (24, -18), (-24, -18), (24, 28), (-24, 28))
_WITHIN: Final = ((0, 7), (0, -40), (0, 54), (46, 7), (-46, 7), (70, -30), (-70, -30), (0, 90))


@dataclass(frozen=True)
class Mark:
    """A dot (`radius` None), or the circle in which it lies, flattened as the map is there. Units of the picture."""

    x: int
    y: int
    across: int | None
    down: int | None


@dataclass(frozen=True)
class Area:
    """A country, hatched."""

    path: str


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class PlaceLine:
    """A place in the list. `letter` is "" where it is not on the map, and `why` says why; else how it is drawn."""

    letter: str
    place: Any
    how: tuple[str, ...]


@dataclass(frozen=True)
class PlaceMap:
    """`land` is the outline of all that is in view; "" where nothing can be drawn at all."""

    wide: int
    high: int
    land: str
    areas: tuple[Area, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    drawn: tuple[PlaceLine, ...]
    others: tuple[PlaceLine, ...]


def draw_places(view: "AccountPage", places: Sequence[Any]) -> PlaceMap:
    """Of the named places of an account, in their order."""
    known: list[Any] = []
    unknown: list[Any] = []
    for place in places:
        (known if any(map(_box, place.lying)) else unknown).append(place)
    drawn = tuple(
        PlaceLine(letter, one, tuple(_hows(view, one)))
        for letter, one in zip(letters(len(known)), known, strict=True)
    )
    others = tuple(PlaceLine("", one, (_why_not(view, one),)) for one in unknown)
    if not drawn:
        return PlaceMap(WIDE, HIGH, "", (), (), (), drawn, others)
    seen = view_of([box for one in known for lying in one.lying if (box := _box(lying))])
    return _picture(seen, drawn, others)


def letters(count: int) -> Iterator[str]:
    """A to Z, then AA, AB …: letters, for numbers would look like an order."""
    for place in range(count):
        high, low = divmod(place, 26)
        yield (chr(64 + high) if high else "") + chr(65 + low)


def _picture(seen: MapView, drawn: tuple[PlaceLine, ...], others: tuple[PlaceLine, ...]) -> PlaceMap:
    marks: dict[Mark, list[str]] = {}
    countries: dict[str, list[str]] = {}
    for line in drawn:
        for lying in line.place.lying:
            if lying.coordinates:
                marks.setdefault(_mark(seen, lying), []).append(line.letter)
            elif lying.country in outlines():
                countries.setdefault(lying.country, []).append(line.letter)
    land = seen.path(ring for rings in outlines().values() for ring in rings)
    areas = tuple(Area(seen.path(outlines()[code])) for code in countries)
    wanted = [(one.x, one.y, text, one.across is None) for one, text in marks.items()]
    wanted += [(*seen.spot(*outlines()[code][0].middle), text, False) for code, text in countries.items()]
    return PlaceMap(
        seen.wide, seen.high, land, areas, tuple(marks), tuple(_labels(wanted, seen)), drawn, others
    )


def _mark(seen: MapView, lying: Any) -> Mark:
    north, east = map(float, lying.coordinates)
    x, y = seen.spot(east, north)
    across, down = seen.circle(north, _metres(lying))
    return Mark(x, y, None, None) if across < _DOT else Mark(x, y, round(across), round(down))


def _labels(wanted: Iterable[tuple[int, int, list[str], bool]], seen: MapView) -> Iterator[Label]:
    """Letters beside dots and in the middle of areas, each where none stands yet if there is such a place."""
    taken = [(x, y + 7) for x, y, _, is_dot in wanted if is_dot]
    for x, y, several, is_dot in wanted:
        text = ", ".join(dict.fromkeys(several))
        tried = [(x + dx, y + dy) for dx, dy in (_BESIDE if is_dot else _WITHIN)]
        inside = [
            one for one in tried if 12 < one[0] < seen.wide - 12 and 18 < one[1] < seen.high - 6
        ] or tried
        free = (one for one in inside if all(_is_apart(one, other) for other in taken))
        at = next(free, inside[-1])
        taken.append(at)
        yield Label(*at, text)


def _is_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) >= _APART


# Where something lies


def _box(lying: Any) -> Box | None:
    """What the map must show of it. Of a country its largest land: France without the islands far away."""
    if lying.coordinates:
        north, east = map(float, lying.coordinates)
        high = _metres(lying) / METRES_A_DEGREE
        return Box(east - high, max(-90.0, north - high), east + high, min(90.0, north + high))
    rings: tuple[Ring, ...] = outlines().get(lying.country or "", ())
    return Box(*rings[0].bounds) if rings else None


def _metres(lying: Any) -> float:
    """The precision that was said; else half a unit of the last digit written, of the less precise of both."""
    return float(lying.precision) if lying.precision else _as_written(lying.coordinates)


def _as_written(coordinates: Sequence[str]) -> float:
    digits = min(len(one.partition(".")[2]) for one in coordinates)
    return float(METRES_A_DEGREE * 10**-digits / 2)


# In words


def _hows(view: "AccountPage", place: Any) -> Iterator[str]:
    for lying in place.lying:
        if lying.coordinates:
            yield _point_in_words(lying)
        elif lying.country in outlines():
            country = view.words.code("country", lying.country)
            yield phrase("Its whole country, hatched: %(country)s. Nobody says where in it.", country=country)
        if lying.place != place.place:
            yield phrase("Drawn where %(place)s lies, of which it is a part.", place=lying.label)


def _point_in_words(lying: Any) -> str:
    there = ", ".join(lying.coordinates)
    distance = _distance(_metres(lying))
    if lying.precision:
        return phrase(
            "%(there)s, to within %(distance)s, as a source gave it.", there=there, distance=distance
        )
    return phrase(
        "%(there)s. How exact that is was not said; as it is written, to within about %(distance)s.",
        there=there,
        distance=distance,
    )


def _distance(metres: float) -> str:
    """Rounded up to one digit, or two where it begins with 1: never more exact than it is."""
    from math import ceil, floor, log10

    step = 10 ** max(0, floor(log10(max(metres, 1))) - 1)
    whole = ceil(max(metres, 1) / step - 1e-9) * step
    if whole < 1000:
        return phrase("%(num)s m", num=str(whole))
    return phrase("%(num)s km", num=f"{whole / 1000:g}")


def _why_not(view: "AccountPage", place: Any) -> str:
    country = next((one.country for one in place.lying if one.country), None)
    if country is None:
        return phrase(
            "Nobody says where it lies: no coordinates and no country, of it or of what it is part of."
        )
    told = view.words.code("country", country)
    return phrase("Only its country is said, %(country)s, and this map has no outline of that.", country=told)
