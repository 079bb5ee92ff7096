"""Which part of the earth a map shows, and where in the picture something of it stands. Units of the picture; degrees, east and north.

Degrees of longitude are drawn as narrow as they are in the middle of the view; across the line of 180 degrees the view goes on. It is never so
close that the outlines, which are simple, would look exact.

>>> view_of([Box(76.9, 43.2, 77.0, 43.3)]).spot(76.95, 43.25)
(360, 240)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from amanet.web.outlines import Ring, Spot

__all__ = ["HIGH", "METRES_A_DEGREE", "WIDE", "Box", "MapView", "view_of"]

WIDE, HIGH = 720, 480
METRES_A_DEGREE: Final = 111_320
# Degrees north to south; and how much more than what must be in view.
_CLOSEST: Final = 12.0
_MARGIN: Final = 1.35


@dataclass(frozen=True)
class Box:
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class MapView:
    """`unit` is how many units a degree from south to north has, `narrow` what one from west to east has of that."""

    west: float
    north: float
    unit: float
    narrow: float
    wide: int
    high: int

    def spot(self, east: float, north: float) -> tuple[int, int]:
        """Where it stands, on whichever turn around the earth is in view."""
        turned = east + 360 * next((turn for turn in (0, 1, -1) if self._has(east + 360 * turn)), 0)
        return self._at(turned, north)

    def circle(self, north: float, metres: float) -> tuple[float, float]:
        """How far that reaches from a spot in the picture, across and down."""
        degrees = metres / METRES_A_DEGREE
        across = degrees / max(0.1, cos(radians(north)))
        return across * self.narrow * self.unit, degrees * self.unit

    def path(self, rings: Iterable[Ring]) -> str:
        """Those that are in view, as an SVG path; what is smaller than a unit is not drawn."""
        return "".join(
            piece for ring in rings for turn in (-360, 0, 360) for piece in self._drawn(ring, turn)
        )

    def _drawn(self, ring: Ring, turn: int) -> Iterator[str]:
        west, south, east, north = ring.bounds
        low = self.north - self.high / self.unit
        if east + turn < self.west or west + turn > self._east or north < low or south > self.north:
            return
        spots = list(self._thinned(ring.spots, turn))
        if len(spots) > 2:
            (x, y), rest = spots[0], spots[1:]
            steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in zip(spots, rest, strict=False))
            yield f"M{x} {y}l{steps}z"

    def _thinned(self, spots: Sequence[Spot], turn: int) -> Iterator[tuple[int, int]]:
        last = None
        for east, north in spots:
            at = self._at(east + turn, north)
            if at != last:
                yield at
            last = at

    def _at(self, east: float, north: float) -> tuple[int, int]:
        return round((east - self.west) * self.narrow * self.unit), round((self.north - north) * self.unit)

    def _has(self, east: float) -> bool:
        return self.west <= east <= self._east

    @property
    def _east(self) -> float:
        return self.west + self.wide / (self.narrow * self.unit)


def view_of(boxes: Sequence[Box]) -> MapView:
    """All of them, with some of what is around; not more than once around the earth."""
    west, east = _across(boxes)
    south, north = min(one.south for one in boxes), max(one.north for one in boxes)
    middle = (south + north) / 2
    narrow = max(0.3, cos(radians(middle)))
    high = max((north - south) * _MARGIN, (east - west) * _MARGIN * narrow * HIGH / WIDE, _CLOSEST)
    high = min(high, 360 * narrow * HIGH / WIDE)
    unit = HIGH / high
    half = WIDE / (2 * narrow * unit)
    return MapView((west + east) / 2 - half, middle + high / 2, unit, narrow, WIDE, HIGH)


def _across(boxes: Sequence[Box]) -> tuple[float, float]:
    """From west to east, the shorter way around the earth."""
    found = []
    for cut in (-1000.0, *(one.west for one in boxes)):
        turned = [
            (one.west + 360, one.east + 360) if one.west < cut else (one.west, one.east) for one in boxes
        ]
        found.append((min(west for west, _ in turned), max(east for _, east in turned)))
    return min(found, key=lambda one: one[1] - one[0])
