"""What speaks against a table before anything is fitted (docs/methods/estimation.md, section 7)."""

from itertools import combinations
from typing import TYPE_CHECKING

from amanet.estimation.findings import Finding

if TYPE_CHECKING:
    from amanet.estimation.table import CaptureTable

__all__ = ["FEW_LISTS", "SMALL_LIST", "check_table"]

FEW_LISTS = 3
SMALL_LIST = 10


def check_table(table: "CaptureTable") -> tuple[Finding, ...]:
    return (*_too_few(table), *_apart(table), *_in_two_worlds(table), *_small(table), *_never_meeting(table))


def _too_few(table: "CaptureTable") -> list[Finding]:
    if len(table.lists) >= FEW_LISTS:
        return []
    return [
        Finding(
            "few-lists",
            f"There are only {len(table.lists)} lists. With fewer than three, whether lists depend on each other cannot be seen in the data at all.",
            blocks=True,
        )
    ]


def _apart(table: "CaptureTable") -> list[Finding]:
    return [
        Finding(
            "apart",
            f"The list {name!r} shares nobody with any other list. Nothing can be learned from overlaps it does not have: "
            "check the matching of names, merge it with another list, or leave it out.",
            blocks=True,
        )
        for name in table.lists
        if len(table.lists) > 1
        and not any(table.overlap(name, other) for other in table.lists if other != name)
    ]


def _in_two_worlds(table: "CaptureTable") -> list[Finding]:
    """Groups of lists that never meet, each of two lists at least."""
    left, worlds = set(table.lists), 0
    while left:
        world, reached = set[str](), {min(left)}
        while reached:
            world |= reached
            reached = {b for a in reached for b in left - world if table.overlap(a, b)}
        left -= world
        worlds += len(world) > 1
    if worlds < 2:
        return []
    return [
        Finding(
            "two-worlds",
            "The lists fall into groups that share nobody. They may count different populations.",
        )
    ]


def _small(table: "CaptureTable") -> list[Finding]:
    return [
        Finding(
            "small-list", f"The list {name!r} has only {total} records; it says little, and can sway much."
        )
        for name, total in table.totals.items()
        if total < SMALL_LIST
    ]


def _never_meeting(table: "CaptureTable") -> list[Finding]:
    pairs = [
        f"{first} and {second}"
        for first, second in combinations(table.lists, 2)
        if not table.overlap(first, second)
    ]
    if not pairs:
        return []
    shown = "; ".join(pairs[:6]) + (f"; and {len(pairs) - 6} more pairs" if len(pairs) > 6 else "")
    return [
        Finding(
            "empty-overlap",
            f"No person is on both lists of: {shown}. Was this impossible, or did the matching miss them?",
        )
    ]
