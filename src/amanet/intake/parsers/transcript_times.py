"""Times in a transcript: "[00:01:23]", "00:01:23,450", "(00:12)", "[1:23 - 1:40]", "01:02:03:04" (the last are frames).

Two numbers are minutes and seconds. In some notes they are the time of day instead ("14:05"); `time_of_day` says of all times of
a file together whether that can be, and then nothing is made of them. A date is no time.

>>> from amanet.intake.parsers.transcript_times import time_at
>>> time_at("[00:01:23.5] AYGUL: words", 0)
Timecode(start=0, end=12, from_ms=83500, to_ms=None, parts=3)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["TIME", "Timecode", "time_at", "time_in", "time_of_day"]

_CLOCK = r"(?:\d{1,3}:)?[0-9]{1,3}:[0-5]\d(?:[.,]\d{1,3}|[:;]\d{2})?(?![\d:])"
_RANGE = rf"{_CLOCK}(?:\s*(?:-{{1,2}}>|[-–—]|to)\s*{_CLOCK})?"
# One time or two, in brackets or bare, as a piece of other patterns.
TIME: Final = rf"(?:[\[(<{{（【［]\s*{_RANGE}\s*[\])>}}）】］]|{_RANGE})"
_TIME = re.compile(TIME)
_ONE = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3})|[:;]\d{2})?(?![\d:])")
_LONGEST = 48
_OPENS = tuple("[(<{（【［")
_CAN_START_A_RECORDING = 5 * 60_000


@dataclass(frozen=True, slots=True)
class Timecode:
    """Offsets with brackets; `parts` is 2 for minutes and seconds, 3 with hours."""

    start: int
    end: int
    from_ms: int
    to_ms: int | None
    parts: int


def time_at(line: str, start: int) -> Timecode | None:
    """The time that begins exactly there."""
    if not (line[start : start + 1].isdigit() or line[start : start + 1] in _OPENS):
        return None  # most lines
    found = _TIME.match(line, start, start + _LONGEST)
    return time_in(found.group(), start) if found and _ends_there(line, found.end()) else None


def time_in(written: str, start: int = 0) -> Timecode:
    """What `TIME` matched, standing at `start`."""
    clocks = list(_ONE.finditer(written))
    values = [_milliseconds(clock) for clock in clocks]
    parts = 3 if any(clock[1] for clock in clocks) else 2
    return Timecode(
        start,
        start + len(written),
        values[0],
        values[1] if values[1:] and values[1] >= values[0] else None,
        parts,
    )


def time_of_day(times: Sequence[Timecode]) -> bool:
    """Whether the times of a file may be those of a clock on the wall: hours and minutes that do not begin near zero."""
    return (
        bool(times)
        and all(time.parts == 2 and time.from_ms < 24 * 60_000 for time in times)
        and times[0].from_ms >= _CAN_START_A_RECORDING
    )


def _ends_there(line: str, end: int) -> bool:
    return end == len(line) or not line[end].isalnum() or line[end - 1] in "])>}）】］"


def _milliseconds(clock: re.Match[str]) -> int:
    hours, minutes, seconds = int(clock[1] or 0), int(clock[2]), int(clock[3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((clock[4] or "0").ljust(3, "0"))
