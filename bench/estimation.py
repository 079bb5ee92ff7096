"""Estimation (issue 9): speed, the published numbers from many seeds, and how often intervals hold the truth where it is known.

    .venv/bin/python bench/estimation.py                 speed; about two minutes
    .venv/bin/python bench/estimation.py --seeds 20      the published numbers, from each of 20 seeds; about an hour
    .venv/bin/python bench/estimation.py --coverage 100  the table of docs/methods/estimation.md; about two hours

Where Debian's R is present, its base `glm` fits the same log-linear model in the same run.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from amanet.estimation import (
    CaptureTable,
    DecomposableGraphEstimator,
    Estimate,
    LatentClassEstimator,
    LogLinearEstimator,
    Precision,
)
from amanet.estimation.published import published_table

PROMISED = Precision(median=0.005, limits=0.0125)
ROUGH = Precision(rhat=1.05, median=0.02, limits=0.05, draws=100.0)
# Latent class, long runs of the R package LCMCR: number, and limits at 95 %.
ANCHORS = {
    "kosovo": (10_434, 8_997, 13_848),
    "UKdat_5": (22_459, 15_888, 35_012),
    "UKdat": (22_866, 17_054, 34_802),
    "NewOrl_5": (834, 574, 1_370),
    "spina": (726, 679, 813),
    "MY3": (733, 687, 831),
    "MY5": (628, 590, 719),
}
PEOPLE = 2_000
SCENARIOS = (
    "lists independent, people alike",
    "two lists depend on each other",
    "two groups, easy and hard to find",
    "strong heterogeneity, person by person",
    "a third of people almost out of reach of every list",
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    found: dict[str, Any] = {}
    if options.coverage:
        found["coverage"] = coverage(options.coverage, options.people, options.scenarios)
    elif options.seeds:
        found["seeds"] = {name: seeds(name, options.seeds) for name in options.tables or ANCHORS}
    else:
        found["speed"] = speed()
    if options.json:
        print(json.dumps(found, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seeds", type=int, default=0, metavar="N", help="the published numbers from N seeds"
    )
    parser.add_argument("--tables", nargs="*", choices=ANCHORS, help="only of these tables")
    parser.add_argument(
        "--coverage", type=int, default=0, metavar="N", help="N simulated tables of each scenario"
    )
    parser.add_argument(
        "--scenarios", nargs="*", type=int, default=range(len(SCENARIOS)), help="only these, from 0"
    )
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many there are in each")
    parser.add_argument("--json", action="store_true")
    return parser


def speed() -> dict[str, dict[str, float]]:
    """Wall clock and CPU of each; compiled before."""
    kosovo = published_table("kosovo")
    begun = time.perf_counter()
    LatentClassEstimator(rng=1, precision=ROUGH, max_sweeps=200, warm_up=50).fit(kosovo)
    DecomposableGraphEstimator().fit(published_table("MY3"))
    DecomposableGraphEstimator().fit(published_table("UKdat"))
    print(f"loading, or compiling where it was not done before: {time.perf_counter() - begun:.1f} s\n")
    works: dict[str, tuple[str, Callable[[], object]]] = {
        "latent class, kosovo": ("10 s", lambda: LatentClassEstimator(rng=1, precision=PROMISED).fit(kosovo)),
        "latent class, UKdat_5": (
            "40 s",
            lambda: LatentClassEstimator(rng=1, precision=PROMISED).fit(published_table("UKdat_5")),
        ),
        "latent class, UKdat": (
            "40 s",
            lambda: LatentClassEstimator(rng=1, precision=PROMISED).fit(published_table("UKdat")),
        ),
        "decomposable, 6 lists": ("1 s", lambda: DecomposableGraphEstimator().fit(published_table("UKdat"))),
        "decomposable, 7 lists": ("10 s", lambda: DecomposableGraphEstimator().fit(_seven())),
        "log-linear, all models of 4 lists": ("0.1 s", lambda: LogLinearEstimator().fit(kosovo)),
    }
    found = {name: _timed(name, goal, work) for name, (goal, work) in works.items()}
    if shutil.which("Rscript"):
        found["R glm, one model"] = _glm()
        found["ours, one model"] = _timed(
            "ours, one model of kosovo", "", lambda: LogLinearEstimator(model=_KOSOVO_BEST).fit(kosovo)
        )
    return found


def _timed(name: str, goal: str, work: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<38} wall {wall:7.2f} s   CPU {cpu:7.2f} s   {'goal ' + goal if goal else ''}", flush=True)
    return {"wall": wall, "cpu": cpu}


_KOSOVO_BEST = (("EXH", "ABA", "OSCE"), ("EXH", "HRW"), ("OSCE", "HRW"))
_GLM = """
d <- read.csv("table.csv"); f <- count ~ EXH*ABA*OSCE + EXH*HRW + OSCE*HRW
t <- system.time(for (i in 1:100) m <- glm(f, family = poisson, data = d))
cat(t[["elapsed"]] / 100, sum(d$count) + exp(coef(m)[[1]]))
"""


def _glm() -> dict[str, float]:
    table = published_table("kosovo")
    with tempfile.TemporaryDirectory() as folder:
        lines = [",".join((*table.lists, "count")), *(",".join(map(str, (*p, c))) for p, c in table.rows())]
        Path(folder, "table.csv").write_text("\n".join(lines) + "\n")
        told = subprocess.run(
            ["Rscript", "-e", _GLM], cwd=folder, capture_output=True, text=True, check=True
        ).stdout
    seconds, number = map(float, told.split())
    print(f"{'R glm, the same model':<38} wall {seconds:7.4f} s   gives {number:,.2f}")
    return {"wall": seconds, "number": number}


def _seven() -> CaptureTable:
    rng = np.random.default_rng(7)
    return _table(rng.random((3_000, 7)) < rng.uniform(0.08, 0.25, 7))


def seeds(name: str, count: int) -> dict[str, float]:
    """The largest distance from what is published, over seeds."""
    number, low, high = ANCHORS[name]
    off: list[tuple[float, float, float]] = []
    cpu = time.process_time()
    for seed in range(count):
        estimate = LatentClassEstimator(rng=seed).fit(published_table(name))
        here = estimate.interval(0.95)
        off.append((estimate.median / number - 1, here[0] / low - 1, here[1] / high - 1))
    cpu = (time.process_time() - cpu) / count
    worst = [float(max(column, key=abs)) for column in zip(*off, strict=True)]
    print(
        f"{name:<10} worst of {count} seeds: number {worst[0]:+.2%}, limits {worst[1]:+.2%} and {worst[2]:+.2%}; CPU {cpu:.1f} s each",
        flush=True,
    )
    return {"number": worst[0], "lower": worst[1], "upper": worst[2], "cpu": cpu}


def coverage(count: int, people: int, places: Sequence[int]) -> list[dict[str, Any]]:
    """How often 95 % intervals hold the truth, and where the number lies, for each scenario and method."""
    rows = []
    methods: dict[str, Callable[[int], Any]] = {
        "latent class": lambda seed: LatentClassEstimator(
            rng=seed, precision=ROUGH, max_sweeps=8_000, warm_up=1_500
        ),
        "decomposable": lambda _: DecomposableGraphEstimator(),
        "log-linear": lambda _: LogLinearEstimator(),
    }
    print(f"{people:,} people, 4 lists, {count} tables each\n")
    print("| scenario | on a list | " + " | ".join(methods) + " |\n|---|---|" + "---|" * len(methods))
    for place in places:
        scenario = SCENARIOS[place]
        rng = np.random.default_rng([9, place])
        tables = [_table(simulated(place, people, rng)) for _ in range(count)]
        row: dict[str, Any] = {
            "scenario": scenario,
            "seen": float(np.mean([table.n for table in tables])) / people,
        }
        for name, method in methods.items():
            row[name] = _held([method(i).fit(table) for i, table in enumerate(tables)], people)
        rows.append(row)
        cells = [_shown(row[name]) for name in methods]
        print(f"| {scenario} | {row['seen']:.0%} | " + " | ".join(cells) + " |", flush=True)
    return rows


def _held(estimates: Sequence[Estimate], people: int) -> dict[str, float]:
    spoken = [one for one in estimates if not one.refused]
    inside = [one.interval(0.95)[0] <= people <= one.interval(0.95)[1] for one in spoken]
    return {
        "covers": float(np.mean(inside)) if spoken else float("nan"),
        "number": float(np.median([one.median for one in spoken])) / people if spoken else float("nan"),
        "refused": 1 - len(spoken) / len(estimates),
    }


def _shown(held: dict[str, float]) -> str:
    refused = f"; refused {held['refused']:.0%}" if held["refused"] else ""
    return f"{held['covers']:.0%} (number at {held['number']:.0%} of the truth{refused})"


def simulated(scenario: int, people: int, rng: np.random.Generator) -> Any:
    """Who is on which of four lists."""
    chance: Any = np.tile([0.30, 0.25, 0.20, 0.35], (people, 1))
    if scenario == 2:
        easy = rng.random(people) < 0.5
        chance = np.where(easy[:, None], [0.45, 0.40, 0.30, 0.50], [0.12, 0.10, 0.15, 0.08])
    elif scenario == 3:
        line = np.array([-1.6, -1.9, -2.2, -1.4]) + rng.normal(0, 2.0, people)[:, None]
        chance = 1 / (1 + np.exp(-line))
    elif scenario == 4:
        chance = np.where((rng.random(people) < 0.35)[:, None], 0.02, chance)
    seen = rng.random((people, 4)) < chance
    if scenario == 1:
        # Half of those on the first list are handed on to the second
        seen[:, 1] |= seen[:, 0] & (rng.random(people) < 0.5)
    return seen


def _table(seen: Any) -> CaptureTable:
    lists = seen.shape[1]
    masks, counts = np.unique(seen @ (1 << np.arange(lists)), return_counts=True)
    return CaptureTable.from_counts(
        [
            ([int(mask) >> j & 1 for j in range(lists)], int(count))
            for mask, count in zip(masks, counts, strict=True)
            if mask
        ],
        [f"L{j + 1}" for j in range(lists)],
    )


if __name__ == "__main__":
    sys.exit(main())
