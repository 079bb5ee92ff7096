"""Moments as RFC 3339 in UTC with whole seconds. The clock itself is passed in from the edge."""

from datetime import UTC, datetime

from amanet.errors import BadData


def format_utc(seconds: float) -> str:
    """POSIX seconds as `2026-11-22T10:15:00Z`."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_utc(text: str) -> int:
    """POSIX seconds of `2026-11-22T10:15:00Z`. Raises `BadData` for any other form."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError as problem:
        raise BadData("A moment is written as 2026-11-22T10:15:00Z.") from problem
