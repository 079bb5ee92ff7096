"""Outlines of countries, for the map of an account: read once from the package (web/maps/), never fetched.

Units are degrees, east and north. They are those of Natural Earth, in the public domain, made simpler (web/maps/make.py): right to some ten
kilometres, and without the smallest islands. Borders are drawn as they were held on the ground in 2018; nothing here takes a side in that.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any, Final

__all__ = ["Ring", "outlines"]

Spot = tuple[float, float]
FILE: Final = "outlines.json"


@dataclass(frozen=True)
class Ring:
    """A coast or border that ends where it begins; its bounds as west, south, east, north."""

    spots: tuple[Spot, ...]
    bounds: tuple[float, float, float, float]

    @property
    def area(self) -> float:
        return abs(self._sums()[0])

    @property
    def middle(self) -> Spot:
        """The centre of its area."""
        area, x, y = self._sums()
        west, south, east, north = self.bounds
        return (x / (3 * area), y / (3 * area)) if area else ((west + east) / 2, (south + north) / 2)

    def _sums(self) -> tuple[float, float, float]:
        """Twice the area with its sign, halved; and the sums from which the centre follows."""
        area = x = y = 0.0
        for (ax, ay), (bx, by) in zip(self.spots, (*self.spots[1:], self.spots[0]), strict=True):
            cross = (ax * by - bx * ay) / 2
            area, x, y = area + cross, x + (ax + bx) * cross, y + (ay + by) * cross
        return area, x, y


@cache
def outlines() -> Mapping[str, tuple[Ring, ...]]:
    """By the two letters of ISO 3166-1, the largest ring of each first; "" are lands without such a code."""
    held: dict[str, Any] = json.loads((resources.files("amanet.web") / "maps" / FILE).read_bytes())
    arcs = [list(_spots(arc, held["unit"])) for arc in held["arcs"]]
    return {
        code: tuple(sorted((_ring(ring, arcs) for ring in rings), key=lambda one: -one.area))
        for code, rings in held["countries"].items()
    }


def _ring(places: Sequence[int], arcs: Sequence[Sequence[Spot]]) -> Ring:
    pieces = (arcs[one] if one >= 0 else arcs[~one][::-1] for one in places)
    spots = tuple(_unwound(chain.from_iterable(piece[:-1] for piece in pieces)))
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return Ring(spots, (min(xs), min(ys), max(xs), max(ys)))


def _unwound(spots: Iterable[Spot]) -> Iterator[Spot]:
    """Across the line of 180 degrees it goes on to 181; around a pole it is closed along that."""
    turn, first, last = 0, None, None
    for east, north in spots:
        if last is not None and abs(east - last[0]) > 180:
            turn += 360 if east < last[0] else -360
        first, last = first or (east, north), (east, north)
        yield east + turn, north
    if first and last and abs(first[0] - last[0]) > 180:
        turn += 360 if first[0] < last[0] else -360
    if turn and first:
        pole = 90.0 if first[1] > 0 else -90.0
        yield from ((first[0] + turn, first[1]), (first[0] + turn, pole), (first[0], pole))


def _spots(arc: Sequence[int], unit: float) -> Iterator[Spot]:
    x = y = 0
    for place in range(0, len(arc), 2):
        x, y = x + arc[place], y + arc[place + 1]
        yield x * unit, y * unit
