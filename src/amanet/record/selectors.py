"""Where in an item or a reading a passage stands: W3C Web Annotation selectors (the model of 2017, section 4.2).

    characters a to b of a text     TextPositionSelector {start, end} and TextQuoteSelector {exact, prefix, suffix}
    seconds of a recording          FragmentSelector, media fragments: t=12.5,20
    a page, or a region of it       FragmentSelector: page=3 (RFC 8118), and xywh=percent:10,20,30,5 (media fragments)

Offsets are code points, as the model has them. Numbers are integers or decimal text: records hold no floats.

>>> from amanet.record.selectors import time_selector
>>> time_selector(12500, 20000)["value"]
't=12.5,20'
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = [
    "page_selector",
    "parse_region",
    "parse_seconds",
    "region_selector",
    "text_range",
    "text_selectors",
    "time_range",
    "time_selector",
]

_MEDIA = "http://www.w3.org/TR/media-frags/"
_PDF = "http://tools.ietf.org/rfc/rfc8118"
_AROUND = 32
_REGION = re.compile(r"(percent:|pixel:)?\d+(\.\d+)?(,\d+(\.\d+)?){3}")
_SECONDS = re.compile(r"(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,6})(?:[.,](\d{1,3}))?")


def text_selectors(text: str, start: int, end: int) -> list[JSON]:
    """Selectors for `text[start:end]`, with the words around it: they are found again where a text shifted."""
    if not 0 <= start < end <= len(text):
        raise BadData(
            f"There are no characters {start} to {end} in a text of {len(text)}. Offsets count characters from 0."
        )
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - _AROUND) : start],
            "suffix": text[end : end + _AROUND],
        },
    ]


def time_selector(from_ms: int, to_ms: int | None = None) -> dict[str, JSON]:
    """From a moment of a recording, in milliseconds, to another or to its end."""
    if from_ms < 0 or (to_ms is not None and to_ms <= from_ms):
        raise BadData("A stretch of a recording begins at 0 or later and ends after it begins.")
    value = f"t={_seconds(from_ms)}" + ("" if to_ms is None else f",{_seconds(to_ms)}")
    return {"type": "FragmentSelector", "conformsTo": _MEDIA, "value": value}


def page_selector(page: int) -> dict[str, JSON]:
    """A page, counted from 1."""
    if page < 1:
        raise BadData("Pages are counted from 1.")
    return {"type": "FragmentSelector", "conformsTo": _PDF, "value": f"page={page}"}


def region_selector(region: str) -> dict[str, JSON]:
    """A rectangle: left, top, width, height, in per cent or pixels."""
    return {"type": "FragmentSelector", "conformsTo": _MEDIA, "value": f"xywh={parse_region(region)}"}


def parse_region(region: str) -> str:
    """`10,20,30,5` means per cent. Raises `BadData`."""
    found = _REGION.fullmatch(region)
    if not found:
        raise BadData(
            "A region is left,top,width,height in per cent, as in 10,20,30,5 (or pixel:100,40,320,60)."
        )
    return region if found[1] else f"percent:{region}"


def parse_seconds(text: str) -> int:
    """`12.5`, `01:12.5` or `1:02:03` in milliseconds. Raises `BadData`."""
    found = _SECONDS.fullmatch(text.strip())
    if not found:
        raise BadData(
            "A moment of a recording is written as seconds (12.5) or as hours:minutes:seconds (1:02:03)."
        )
    hours, minutes, seconds, part = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


def text_range(selectors: Sequence[Mapping[str, Any]]) -> tuple[int, int] | None:
    """The characters that selectors name, if they do."""
    for one in selectors:
        if one.get("type") == "TextPositionSelector":
            return int(one["start"]), int(one["end"])
    return None


def time_range(selectors: Sequence[Mapping[str, Any]]) -> tuple[int, int | None] | None:
    """The milliseconds that selectors name, if they do."""
    for one in selectors:
        value = str(one.get("value", ""))
        if one.get("type") == "FragmentSelector" and value.startswith("t="):
            start, _, end = value[2:].partition(",")
            return parse_seconds(start), parse_seconds(end) if end else None
    return None


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}".rstrip("0").rstrip(".")
