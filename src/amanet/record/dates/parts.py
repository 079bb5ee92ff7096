"""The parts of an EDTF date, as values: a point, a stretch from one point to another, a choice among several.

Specification: EDTF (Library of Congress, 4 February 2019), which is ISO 8601-2:2019; terms in brackets are its own. `text()`
of each gives the one canonical spelling: qualifiers stand as far left as they can be grouped, all others before their part.

>>> Point("2004", "06", "11", (3, 3, 2)).text()
'2004-06%-~11'
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["APPROXIMATE", "MARKS", "OPEN", "UNCERTAIN", "UNKNOWN", "Choice", "Edtf", "Point", "Run", "Span"]

UNCERTAIN: Final = 1
APPROXIMATE: Final = 2
MARKS: Final = ("", "?", "~", "%")
OPEN: Final = ".."
UNKNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One date as far as it is known: year, month (or a season, 21 to 41) and day, each as written, `X` for a digit left open.

    A year has four digits, with `-` before year 0, or begins with `Y`. `qualified` holds for each part that there is
    `UNCERTAIN`, `APPROXIMATE`, both added, or 0. `significant` is the number of digits of the year that mean something.
    """

    year: str
    month: str | None = None
    day: str | None = None
    qualified: tuple[int, ...] = (0,)
    significant: int | None = None
    time: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def is_plain(self) -> bool:
        """Whether it is a calendar year, month or day and nothing else."""
        return not (any(self.qualified) or self.significant or self.time or self.is_season) and all(
            part.isdigit() for part in self.parts
        )

    @property
    def is_season(self) -> bool:
        return self.month is not None and self.month.isdigit() and int(self.month) > 12

    def text(self) -> str:
        grouped = _grouped(self.qualified)
        written = []
        for place, (part, mark) in enumerate(zip(self.parts, self.qualified, strict=True), 1):
            before = MARKS[mark] if place > grouped else ""
            after = MARKS[mark] if place == grouped else ""
            digits = f"S{self.significant}" if self.significant and place == 1 else ""
            written.append(before + part + digits + after)
        return "-".join(written) + self.time


@dataclass(frozen=True, slots=True)
class Span:
    """From one date to another [time interval]: it lasted. An end is a point, `OPEN` (it goes on) or `UNKNOWN`."""

    start: Point | str
    end: Point | str

    def text(self) -> str:
        return f"{_end_text(self.start)}/{_end_text(self.end)}"


@dataclass(frozen=True, slots=True)
class Run:
    """All dates from one to another inside a choice, at the precision of its ends; None: earlier, or later."""

    start: Point | None
    end: Point | None

    def text(self) -> str:
        return f"{self.start.text() if self.start else ''}..{self.end.text() if self.end else ''}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these dates [set, one of: `[ ]`], or every one of them (`{ }`)."""

    members: tuple[Point | Run, ...]
    every: bool = False

    def text(self) -> str:
        inside = ",".join(member.text() for member in self.members)
        return f"{{{inside}}}" if self.every else f"[{inside}]"


Edtf = Point | Span | Choice


def _grouped(qualified: tuple[int, ...]) -> int:
    """How many parts from the left share the first one's mark."""
    if not qualified[0]:
        return 0
    return next((place for place, mark in enumerate(qualified) if mark != qualified[0]), len(qualified))


def _end_text(end: Point | str) -> str:
    return end if isinstance(end, str) else end.text()
