"""kill -9 before, after and in the middle of any system call that changes a disk: nothing acknowledged is
lost, nothing erased comes back,
the log continues, the same command run again completes, and nothing is left over.

The seed is fixed, so that a failure can be repeated. `AMANET_CRASH_SEED=7 AMANET_CRASH_POINTS=100` looks
elsewhere; 0 points dies at every call.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SEED = os.environ.get("AMANET_CRASH_SEED", "1")
POINTS = int(os.environ.get("AMANET_CRASH_POINTS", "18"))
SCENARIOS = [
    "add small files",
    "add in two processes",
    "add big files",
    "erase",
    "erase a whole pack",
    "remove a member",
    "change a passphrase",
    "add a member",
    "back up",
    "restore",
    "write to a copy",
    "adopt",
    "create",
]


@pytest.mark.needs("linux")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_step_leaves_a_whole_vault(
    drive: Callable[..., dict[str, Any]], quick_folder: Path, scenario: str
) -> None:
    result = drive("kill.py", scenario, POINTS, SEED, quick_folder)
    print(f"{scenario}: seed {SEED}, {result['points']} of {result['calls']} calls")
    assert result["failures"] == []
    assert result["killed"] >= result["points"] * 0.8


@pytest.mark.needs("linux")
def test_a_kill_on_the_way_out_leaves_nothing_in_the_clear_and_no_half_package(
    drive: Callable[..., dict[str, Any]], quick_folder: Path
) -> None:
    """Fewer points: each of them draws a dossier and looks for leaks three times."""
    result = drive("kill.py", "go out", POINTS // 5 or 1, SEED, quick_folder)
    print(f"go out: seed {SEED}, {result['points']} of {result['calls']} calls")
    assert result["failures"] == []
    assert result["killed"]


@pytest.mark.needs("linux")
def test_a_kill_while_the_browser_saves_loses_nothing_that_it_was_told_of(
    drive: Callable[..., dict[str, Any]], quick_folder: Path
) -> None:
    """Fewer points, since each of them starts the whole application: an answer, a commit and a sync are met by any of them."""
    points = POINTS if "AMANET_CRASH_POINTS" in os.environ else 6
    result = drive("kill.py", "save in the browser", points, SEED, quick_folder)
    assert result["failures"] == []
    assert result["killed"] >= result["points"] * 0.8


@pytest.mark.needs("linux")
def test_more_than_two_hundred_points_are_tried() -> None:
    assert len(SCENARIOS) * POINTS >= 200 or "AMANET_CRASH_POINTS" in os.environ
