"""A list of secrets that somebody wrote by hand, for a check without a vault: a name on each line, or a table.

    name,Aydin Serik
    number,+998 90 000 00 00
    place,41.2995,69.2401,500        latitude, longitude, metres
    original,9f86d081884c7d65…       SHA-256

Everything gets the number of its line as its id; what is protected is not repeated in any message.
"""

import csv
import re
from collections import defaultdict
from typing import Any, Final

from amanet.errors import BadData
from amanet.protect.leaks.secrets import Original, Place, Secret, Secrets

__all__ = ["secrets_in_list"]

_WRITTEN: Final = {
    "name": "names", "number": "numbers", "phone": "numbers", "address": "addresses", "account": "accounts", "email": "accounts",
    "link": "links", "serial": "serials", "text": "texts",
}  # fmt: skip
_KINDS: Final = (*_WRITTEN, "place", "original", "region")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def secrets_in_list(data: bytes) -> Secrets:
    """Raises `BadData`, naming the line."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        raise BadData("The list of what to look for is not text in UTF-8. Save it as UTF-8.") from problem
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise BadData("The list of what to look for is empty. Write a name on each line.")
    if not all(line.partition(",")[0].strip().lower() in _KINDS for _, line in numbered):
        return Secrets(names=tuple(Secret(line.strip(), f"line {number}") for number, line in numbered))
    found: dict[str, list[Any]] = defaultdict(list)
    for number, line in numbered:
        kind, *values = next(csv.reader([line]))
        field, value = _entry(kind.strip().lower(), [each.strip() for each in values], number)
        found[field].append(value)
    return Secrets(**{field: tuple(values) for field, values in found.items()})


def _entry(kind: str, values: list[str], number: int) -> tuple[str, Any]:
    if not values or not values[0]:
        raise _bad(number, "nothing follows its kind")
    if kind == "place":
        return "places", _place(values, number)
    if kind == "original":
        if not _HASH.fullmatch(values[0].lower()):
            raise _bad(number, "an original is given by the 64 digits of its SHA-256")
        return "originals", Original(values[0].lower(), f"line {number}")
    if kind == "region":
        return "regions", values[0].upper()
    return _WRITTEN[kind], Secret(", ".join(values), f"line {number}")


def _place(values: list[str], number: int) -> Place:
    try:
        latitude, longitude, radius = map(float, values)
    except ValueError as problem:
        raise _bad(number, "a place has a latitude, a longitude and metres, three numbers") from problem
    if abs(latitude) > 90 or abs(longitude) > 180 or not 0 < radius <= 1e6:
        raise _bad(number, "these are no coordinates in degrees with a distance in metres")
    return Place(latitude, longitude, radius, f"line {number}")


def _bad(number: int, why: str) -> BadData:
    return BadData(f"Line {number} of the list of what to look for: {why}. Mend the line.")
