"""Moments as RFC 3339 in UTC with whole seconds. The clock itself is passed in from the edge."""

from datetime import UTC, datetime
from functools import lru_cache

from amanet.errors import BadData


def format_utc(seconds: float) -> str:
    """POSIX seconds as `2026-11-22T10:15:00Z`. Raises `BadData` outside of the years 1 to 9999."""
    try:
        return _of_second(int(seconds))
    except (ValueError, OverflowError, OSError) as problem:
        raise BadData("A time lies outside of the years 1 to 9999.") from problem


@lru_cache(64)  # a batch enters thousands of records a second
def _of_second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_utc(text: str) -> int:
    """POSIX seconds of `2026-11-22T10:15:00Z`. Raises `BadData` for any other form."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as problem:
        raise BadData("A moment is written as 2026-11-22T10:15:00Z.") from problem
    seconds = int(moment.timestamp())
    # `strptime` also takes one digit for two, other scripts' digits and a small z.
    if format_utc(seconds) != text:
        raise BadData("A moment is written as 2026-11-22T10:15:00Z.")
    return seconds
