"""Looks for coordinates near protected places: decimal degrees, degrees with minutes and seconds, `geo:` addresses, ISO 6709 (as telephones write
it into films), Open Location Codes.

Two numbers that stand near each other are taken for a latitude and a longitude, in this order or the other, where both lie within the radius of a
place. Grids (UTM, MGRS), names of places and words for them are not coordinates; a place that is protected is given with its names, too.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from amanet.protect.leaks.found import Entry, Found
from amanet.protect.leaks.secrets import Place

__all__ = ["PlaceSearch"]

_NEAR: Final = 160  # characters between the two numbers of a pair
_KILOMETRE: Final = 1000.0
_METRES_A_DEGREE: Final = 111_195.0
_DECIMAL: Final = r"(?:{degrees})[.,\u066b]\d{{{least},}}"
_TO_MINUTES: Final = r"(\d{1,3})\s*(?:[°º˚]|deg\b|\bd\b)\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’ʹm]?"
_SEXAGESIMAL: Final = re.compile(
    r"([NSEWnsew+-])?\s*" + _TO_MINUTES + r"\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|''|s)?)?\s*([NSEWnsew])?"
)
_DIGITS: Final = {code: str(int(chr(code))) for code in range(0x80, 0x11000) if chr(code).isdecimal()}
_CODE_LETTERS: Final = "23456789CFGHJMPQRVWX"
_IN_XMP: Final = re.compile(r"(?<!\d)(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])")
_OF_DEVICES: Final = re.compile(r"\d,?[NSEW](?![A-Za-z])")
_NMEA: Final = re.compile(r"(?<!\d)(\d{2,3})(\d{2}\.\d+),([NSEW])(?![A-Za-z])")
_CODE: Final = re.compile(
    rf"(?<![{_CODE_LETTERS}])([{_CODE_LETTERS}]{{8}})\+([{_CODE_LETTERS}]{{2,7}})?", re.I
)


class PlaceSearch:
    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._degrees = {degree for place in places for degree in _whole_degrees(place)}
        written = sorted({str(whole) for degree in self._degrees for whole in _as_written(degree)})
        self._decimal = re.compile(_DECIMAL.format(degrees="|".join(written), least=_least_digits(places)))

    def find(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Found]]:
        if not self._places:
            return
        for entry in entries:
            found = {place.id for point in self._points(entry.text) for place in self._at(*point)}
            for secret_id in sorted(found):
                yield entry, Found("coordinates", secret_id, "folded")

    def _at(self, latitude: float, longitude: float) -> Iterator[Place]:
        for place in self._places:
            if _distance(place, latitude, longitude) <= place.radius:
                yield place

    def _points(self, text: str) -> Iterator[tuple[float, float]]:
        text = text if text.isascii() else text.translate(_DIGITS)
        decimals = list(_whole_numbers(text, self._decimal))
        for numbers in (decimals, _sexagesimals(text), _of_devices(text)):
            near = [(start, number) for start, number in numbers if math.floor(number) in self._degrees]
            for index, (start, first) in enumerate(near):
                for after, second in near[index + 1 : index + 5]:
                    if after - start <= _NEAR:
                        yield from _both_orders(first, second)
        for match in _CODE.finditer(text) if "+" in text else ():
            yield _decoded((match[1] + (match[2] or "")).upper())


def _least_digits(places: Sequence[Place]) -> int:
    """Two digits are a kilometre."""
    return 2 if max((place.radius for place in places), default=0.0) >= _KILOMETRE else 3


def _as_written(degree: int) -> tuple[int, ...]:
    """What stands before the point: -12.3 lies in the degree from -13 to -12."""
    return (degree,) if degree >= 0 else (-degree, -degree - 1)


def _whole_degrees(place: Place) -> Iterator[int]:
    """The whole parts of what may be a latitude or longitude within the radius."""
    north = place.radius / _METRES_A_DEGREE
    east = min(180.0, north / max(1e-6, math.cos(math.radians(min(90.0, abs(place.latitude) + north)))))
    for middle, far in ((place.latitude, north), (place.longitude, east)):
        yield from range(math.floor(middle - far), math.floor(middle + far) + 1)


def _both_orders(first: float, second: float) -> Iterator[tuple[float, float]]:
    for latitude, longitude in ((first, second), (second, first)):
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            yield latitude, longitude


def _sexagesimals(text: str) -> list[tuple[int, float]]:
    if not any(sign in text for sign in "°º˚") and "deg" not in text:
        return []
    found = []
    for match in _SEXAGESIMAL.finditer(text):
        degrees = int(match[2]) + _number(match[3]) / 60 + _number(match[4] or "0") / 3600
        signs = (match[1] or "") + (match[5] or "")
        found.append((match.start(), -degrees if any(sign in "SWsw-" for sign in signs) else degrees))
    return found


def _whole_numbers(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, float]]:
    """Each with its sign; not the end of a longer number or word. (Looking back in the pattern itself takes five times as long.)"""
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 5) : match.start()].rstrip("0")
        sign = before[-1:] if before[-1:] in ("-", "+", "\u2212") else ""
        before = before[: len(before) - len(sign)]
        if sign or not before or not (before[-1].isalnum() or before[-1] in "._"):
            yield match.start(), _number(sign + match[0])
        if sign == "-" and before[-1:].isdigit():
            yield match.start(), _number(match[0])  # "from … to"


def _of_devices(text: str) -> list[tuple[int, float]]:
    """41,31.2822N as in XMP; 4131.2822,N as in the sentences of receivers (NMEA 0183)."""
    if not _OF_DEVICES.search(text):
        return []
    found = []
    for match in _IN_XMP.finditer(text):
        degrees = int(match[1]) + _number(match[2]) / 60 + _number(match[3] or "0") / 3600
        found.append((match.start(), -degrees if match[4] in "SW" else degrees))
    for match in _NMEA.finditer(text):
        degrees = int(match[1]) + _number(match[2]) / 60
        found.append((match.start(), -degrees if match[3] in "SW" else degrees))
    return found


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("\u066b", ".").replace("\u2212", "-"))


def _distance(place: Place, latitude: float, longitude: float) -> float:
    """In metres, on a plane that touches the earth at the place: exact enough within some kilometres."""
    north = (latitude - place.latitude) * _METRES_A_DEGREE
    east = (longitude - place.longitude + 180) % 360 - 180
    return math.hypot(north, east * _METRES_A_DEGREE * math.cos(math.radians(place.latitude)))


def _decoded(code: str) -> tuple[float, float]:
    """The middle of an Open Location Code (the specification of 2019, "Decoding")."""
    latitude, longitude, step = -90.0, -180.0, 400.0
    pairs = code[:10]
    for index in range(0, len(pairs) - 1, 2):
        step /= 20
        latitude += _CODE_LETTERS.index(pairs[index]) * step
        longitude += _CODE_LETTERS.index(pairs[index + 1]) * step
    return latitude + step / 2, longitude + step / 2
