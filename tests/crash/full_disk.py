"""The disk is full from a chosen system call on: `full_disk.py SCENARIO POINTS SEED FOLDER`. Prints one JSON
document.

Everything that would need space then fails with ENOSPC, as the kernel says it, until the process ends.
Afterwards there is space again.
"""

import errno
import json
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

from kill import _where
from scenarios import SCENARIOS, Scenario, copy_of, state_of
from supervise import GO, NEEDS_SPACE, Call, run

from amanet.errors import AmanetError, WorldFailed


class FullDisk:
    """Full from the `start`-th call on that needs space in one of the folders."""

    def __init__(self, folder: Path, start: int | None) -> None:
        self.folder = folder
        self.start = start
        self.count = 0

    def __call__(self, _number: int, call: Call) -> str | int:
        if not self.needs_space(call):
            return GO
        self.count += 1
        return GO if self.start is None or self.count < self.start else errno.ENOSPC

    def needs_space(self, call: Call) -> bool:
        if (
            call.name not in NEEDS_SPACE
            or not call.path.startswith(f"{self.folder}/")
            or call.path.endswith("/told")
        ):
            return False
        path = Path(call.path)
        if call.name in ("openat", "mkdir", "mkdirat"):
            return not path.exists()
        if call.name == "ftruncate":
            return path.exists() and call.arguments[1] > path.stat().st_size
        return True


def main(name: str, points: int, seed: int, folder: Path) -> dict[str, Any]:
    scenario = SCENARIOS[name]
    chance = random.Random(f"{seed} {name}")
    base = folder / "base"
    scenario.prepare(base)
    baseline: dict[str, Any] = {}
    if (base / "v").exists() and name not in ("write to a copy", "adopt"):
        with scenario.opened(base) as vault:
            baseline = state_of(vault) | scenario.intended(vault)
    total, failures, _ = _once(scenario, folder / "whole", base, baseline, None)
    refused = 0
    chosen = sorted(chance.sample(range(1, total + 1), min(points or total, total)))
    for start in chosen:
        _, problems, error = _once(scenario, folder / f"full at {start}", base, baseline, start)
        refused += error is not None
        failures += [f"{name}, full at {start}: {problem}" for problem in problems]
    return {"calls": total, "points": len(chosen), "refused": refused, "failures": failures}


def _once(
    scenario: Scenario, folder: Path, base: Path, baseline: dict[str, Any], start: int | None
) -> tuple[int, list[str], str | None]:
    copy_of(base, folder)
    told, error = folder / "told", folder.with_name("error")
    error.unlink(missing_ok=True)
    problems: list[str] = []
    disk = FullDisk(folder, start)
    outcome = run(lambda: _act(scenario, folder, told, error), disk)
    text = error.read_text() if error.exists() else None
    if outcome.status != 0:
        problems.append("it ended in another way than by one of our errors")
    if text is not None and not (text.startswith("WorldFailed") and "full" in text):
        problems.append(f"the error does not say that the disk is full: {text}")
    if start is None and text:
        problems.append("it fails without a full disk")
    said = [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
    try:
        problems += scenario.after_kill(folder, baseline, said)
    except AmanetError as problem:
        problems.append(f"{type(problem).__name__}: {problem} {_where(problem)}")
    shutil.rmtree(folder)
    return disk.count, problems, text


def _act(scenario: Scenario, folder: Path, told: Path, error: Path) -> None:
    descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        scenario.act(folder, lambda value: os.write(descriptor, json.dumps(value).encode() + b"\n"))
    except AmanetError as problem:
        place = "" if isinstance(problem, WorldFailed) else _where(problem)
        error.write_text(f"{type(problem).__name__}: {problem} {place}")


if __name__ == "__main__":
    _, name, points, seed, folder = sys.argv
    print(json.dumps(main(name, int(points), int(seed), Path(folder)), indent=1))
