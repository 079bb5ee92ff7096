"""kill -9 at chosen system calls of one scenario: `kill.py SCENARIO POINTS SEED FOLDER`. Prints one JSON
document.

One process is warmed up and forked for every kill, so that two hundred kills take seconds. With POINTS 0 it
dies at every call.
"""

import json
import os
import random
import shutil
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from scenarios import SCENARIOS, Scenario, copy_of, state_of
from supervise import Outcome, choose, kill_at, never, run

from amanet.errors import AmanetError, WorldFailed


def main(name: str, points: int, seed: int, folder: Path) -> dict[str, Any]:
    scenario = SCENARIOS[name]
    chance = random.Random(f"{seed} {name}")
    base = folder / "base"
    scenario.prepare(base)
    baseline: dict[str, Any] = {}
    if (base / "v").exists() and name not in ("write to a copy", "adopt"):
        with scenario.opened(base) as vault:
            baseline = state_of(vault) | scenario.intended(vault)
    _once(scenario, folder / "warm", base, baseline, None, chance)
    total, failures = _once(scenario, folder / "whole", base, baseline, None, chance)
    calls = total.calls
    chosen = choose(calls, points or len(calls), chance)
    survived = killed = 0
    for at in chosen:
        outcome, problems = _once(scenario, folder / f"killed at {at}", base, baseline, at, chance)
        killed += outcome.status != 0
        survived += outcome.survivors
        failures += [f"{name}, call {at} ({calls[at - 1]}): {problem}" for problem in problems]
    return {
        "calls": len(calls),
        "points": len(chosen),
        "killed": killed,
        "survivors": survived,
        "failures": failures,
    }


def _once(
    scenario: Scenario,
    folder: Path,
    base: Path,
    baseline: dict[str, Any],
    at: int | None,
    chance: random.Random,
) -> tuple[Outcome, list[str]]:
    copy_of(base, folder)
    told = folder / "told"
    problems: list[str] = []
    tear, second = chance.random(), chance.random()
    decide = never if at is None else kill_at(at, tear=tear if tear < 0.5 else None, caller=second > 0.7)
    outcome = run(lambda: _act(scenario, folder, told), decide)
    if outcome.status not in (0, -9) or (at is None and outcome.status):
        problems.append("it fails in another way than by being killed")
    if outcome.survivors:
        problems.append("a process of it went on for ten seconds after the kill")
    lines = told.read_text().split("\n")[:-1] if told.exists() else []
    said = [json.loads(line) for line in lines]
    if at is not None and second < 0.3 and (folder / "v").exists():
        # The opening that repairs is killed too.
        run(lambda: _open(scenario, folder), kill_at(1 + int(second * 200)))
    try:
        problems += scenario.after_kill(folder, baseline, said)
    except AmanetError as problem:
        problems.append(f"{type(problem).__name__}: {problem} {_where(problem)}")
    shutil.rmtree(folder)
    return outcome, problems


def _act(scenario: Scenario, folder: Path, told: Path) -> None:
    try:
        scenario.act(folder, _teller(told))
    except WorldFailed as problem:
        # Where the second process was killed, the first one says so and stops.
        if "ended before its time" not in str(problem):
            raise


def _open(scenario: Scenario, folder: Path) -> None:
    # Where it cannot be opened, that is found again and told afterwards.
    with suppress(AmanetError), scenario.opened(folder, adopt=scenario.adopt):
        pass


def _where(problem: BaseException) -> str:
    frames = traceback.extract_tb(problem.__traceback__)[-5:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))


def _teller(file: Path) -> Any:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda value: os.write(descriptor, json.dumps(value).encode() + b"\n")


if __name__ == "__main__":
    os.environ["AMANET_TEST_CHEAP_KDF"] = "1"
    _, name, points, seed, folder = sys.argv
    print(json.dumps(main(name, int(points), int(seed), Path(folder)), indent=1))
