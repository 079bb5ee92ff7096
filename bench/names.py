"""Names across scripts: amanet beside rigour/nomenklatura (logic-v2), ICU and uroman, in one run; and what it costs.

    nice python -m bench.names [--data ../shared/data/names] [--queries 200] [--without-peers] [--seeds 10 11 12] [--cases name_bench/cases.csv]

Pools of 1,000 unseen names (the *tune* parts of NETransliteration-COLING2018), three seeds; pairs of scripts without data through the Latin name they
share; a list of Uyghur names and places that nothing was learned from (tests/names). A tie counts against the right name. `--cases` adds a labelled
file in the form of nomenklatura's name_bench (columns schema, name1, name2, is_match; Person only).

The peers run in an environment of their own (`bench/names_peers.py`); one that cannot be installed is left out by name.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.learn_pairs import A, C, H, read_pairs, through_latin
from bench.names_peers import best_f1, install

from amanet.names import NameIndex, Script, compare, fold, fold_with_offsets

ROOT = Path(__file__).parents[1]
SEEDS = (0, 1, 2)
POOL = 1000
SMALL = 60  # queries against logic-v2, which takes its time, when there are many


@dataclass(frozen=True)
class Task:
    """Queries of one script, a pool of another, and which of the pool is right for each query."""

    label: str
    queries: list[str]
    pool: list[str]
    right: list[int]
    kind: str = "person"


def from_pairs(label: str, pairs: list[tuple[str, str]], queries: int, seed: int) -> Task:
    """`pairs` of (name in the pool's script, query); each name of the pool once."""
    chosen: dict[str, str] = {}
    for name, query in random.Random(seed).sample(pairs, len(pairs)):
        if len(chosen) < POOL:
            chosen.setdefault(name, query)
    pool = list(chosen)
    asked = pool[:queries]
    return Task(f"{label} ({len(pool):,})", [chosen[name] for name in asked], pool, list(range(len(asked))))


def unseen(data: Path, queries: int, seed: int) -> list[Task]:
    tune = {script: read_pairs(data, script, "tune") for script in (A, H, C)}
    tasks = [
        from_pairs(
            f"{script.value} → Latin",
            [(str(latin), str(name)) for latin, name, _ in tune[script]],
            queries,
            seed,
        )
        for script in (A, H, C)
    ]
    for one, other in ((C, A), (H, A), (H, C)):
        pairs = [(str(theirs), str(mine)) for mine, theirs, _ in through_latin(tune[one], tune[other])]
        tasks.append(from_pairs(f"{one.value} → {other.value}", pairs, queries, seed))
    return tasks


def uyghur() -> list[Task]:
    lines = (ROOT / "tests/names/uyghur_names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    columns = {"Arabic": 1, "Cyrillic": 2, "Latin": 3, "Han": 4}
    tasks = []
    for kind in ("person", "place"):
        of_kind = [row for row in rows if row[0] == kind]
        for one, other in (("Cyrillic", "Arabic"), ("Arabic", "Latin"), ("Han", "Arabic"), ("Han", "Latin")):
            pool, asked = ([row[columns[script]] for row in of_kind] for script in (other, one))
            tasks.append(
                Task(
                    f"Uyghur {kind}: {one} → {other} ({len(pool)})", asked, pool, list(range(len(pool))), kind
                )
            )
    return tasks


def ours(task: Task) -> tuple[float, float]:
    index = NameIndex(task.pool, kind="place" if task.kind == "place" else "person")
    first = among = 0
    for query, right in zip(task.queries, task.right, strict=True):
        ranked = index.rank(query, limit=21)
        own = next((comparison.bits for place, comparison in ranked if place == right), None)
        if own is not None:
            better = sum(comparison.bits >= own for place, comparison in ranked if place != right)
            first += better == 0
            among += better < 20
    return first / len(task.queries), among / len(task.queries)


# --- one script


def spoiled(data: Path, count: int, seed: int) -> list[tuple[str, str, bool]]:
    """Invented full names (two unseen name parts) with what happens to names: slips, order, a part left out, initials, words joined; against
    other names that share a part or are spelled alike."""
    rng = random.Random(seed)
    parts = sorted(
        {
            str(latin)
            for latin, _, _ in read_pairs(data, C, "tune")
            if str(latin).isascii() and len(str(latin)) > 3
        }
    )
    pairs = []
    for _ in range(count):
        name = rng.sample(parts, rng.choice((2, 2, 3)))
        pairs.append((" ".join(name), changed(name, rng), True))
        pairs.append((" ".join(name), another(name, parts, rng), False))
    return pairs


def changed(name: list[str], rng: random.Random) -> str:
    ways = rng.choice(("slip", "slip", "order", "initial", "joined", "left out", "title", "two slips"))
    if ways == "order":
        return " ".join(rng.sample(name, len(name)))
    if ways == "initial":
        return " ".join([f"{name[0][0]}.", *name[1:]])
    if ways == "joined":
        return "".join(name[:2]) + " ".join(["", *name[2:]])
    if ways == "left out" and len(name) > 2:
        return " ".join([name[0], *name[2:]])
    if ways == "title":
        return f"Dr. {' '.join(name).upper()}"
    place = rng.randrange(len(name))
    for _ in range(2 if ways == "two slips" else 1):
        name = [slipped(part, rng) if at == place else part for at, part in enumerate(name)]
    return " ".join(name)


def slipped(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    letter = rng.choice("abcdefghijklmnoprstuvyz")
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def another(name: list[str], parts: list[str], rng: random.Random) -> str:
    """Of the same family, or with another part that begins alike."""
    at = rng.randrange(len(name))
    alike = [
        part for part in rng.sample(parts, 400) if part[:2] == name[at][:2] and part != name[at]
    ] or rng.sample(parts, 1)
    replacement = rng.choice(alike) if rng.random() < 0.5 else rng.choice(parts)
    return " ".join(replacement if place == at else part for place, part in enumerate(name))


def labelled(path: Path) -> list[tuple[str, str, bool]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    return [(row["name1"], row["name2"], row["is_match"] == "true") for row in rows]


# --- what it costs


def costs(data: Path) -> list[str]:
    rng = random.Random(9)
    tune = {script: read_pairs(data, script, "tune") for script in (A, H, C)}
    lines = [f"import amanet.names: {import_milliseconds():.0f} ms (goal 150)"]
    for script, pairs in tune.items():
        full = [
            tuple(" ".join(str(p[side]) for p in rng.sample(pairs, 2)) for side in (0, 1)) for _ in range(500)
        ]
        joint = [
            (f"{a[0]} {b[0]}", f"{a[1]} {b[1]}")
            for a, b in ((rng.choice(pairs), rng.choice(pairs)) for _ in range(500))
        ]
        lines.append(
            f"compare, {script.value} with Latin, two words each: {microseconds(joint):.0f} µs where they agree, "
            f"{microseconds([(one, other) for one, other in full]):.0f} µs where not (goal 20)"
        )
    return [*lines, *costs_of_ranking(tune, rng), *costs_of_folding()]


def import_milliseconds() -> float:
    """The best of five fresh interpreters, less what an empty one takes."""

    def best(code: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    return 1000 * (best("import amanet.names") - best("pass"))


def microseconds(pairs: list[tuple[str, str]]) -> float:
    """Of the first comparison of two names that are already read, as in a list; median of all pairs, best of three."""
    from amanet.names.word_comparison import set_against

    for pair in pairs:
        compare(*pair)
    medians = []
    for _ in range(3):
        set_against.cache_clear()
        times = []
        for one, other in pairs:
            start = time.process_time_ns()
            compare(one, other)
            times.append((time.process_time_ns() - start) / 1e9)
        medians.append(sorted(times)[len(times) // 2])
    return 1e6 * min(medians)


def costs_of_ranking(tune: dict[Script, Any], rng: random.Random) -> list[str]:
    names = []
    for pairs in tune.values():
        sides = [[str(pair[side]) for pair in pairs] for side in (0, 1)]
        names += [" ".join(rng.choices(side, k=2)) for side in sides for _ in range(17_000)]
    names = names[:100_000]
    start = time.perf_counter()
    index = NameIndex(names)
    indexed = time.perf_counter() - start
    times = []
    for query in rng.sample(names, 60):
        start = time.perf_counter()
        index.rank(query)
        times.append(time.perf_counter() - start)
    times.sort()
    return [
        f"rank over {len(names):,} names of four scripts: median {1000 * times[30]:.0f} ms, nine in ten under {1000 * times[54]:.0f} ms "
        f"(goal 50); indexed in {indexed:.0f} s"
    ]


def costs_of_folding() -> list[str]:
    text = "مۇيەسسەر ئابلەت Муйессер пришла домой, Muyesser came home. 木耶赛尔回家了。 " * 20_000
    start = time.perf_counter()
    fold(text)
    folded = time.perf_counter()
    fold_with_offsets(text)
    return [
        f"fold: {len(text) / 1e6 / (folded - start):.0f} million characters a second; "
        f"with offsets {len(text) / 1e6 / (time.perf_counter() - folded):.0f} million"
    ]


# --- the table


def peers(tasks: list[Task], pairs: dict[str, Any], work: Path, queries: int) -> dict[str, Any]:
    """What the others reach on the same tasks; empty where there is no environment for them."""
    work.mkdir(parents=True, exist_ok=True)
    ranking = [
        {
            "label": task.label,
            "queries": task.queries[:queries],
            "pool": task.pool,
            "right": task.right[:queries],
        }
        for task in tasks
    ]
    (work / "tasks.json").write_text(
        json.dumps({"ranking": ranking, "pairs": pairs}, ensure_ascii=False), encoding="utf-8"
    )
    python = install(work / "environment")
    script = Path(__file__).with_name("names_peers.py")
    done = subprocess.run(
        [python, script, "score", work / "tasks.json"], stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]
    ]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/names")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache/amanet-bench-names")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--queries-of-peers", type=int, default=SMALL)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--without-costs", action="store_true")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--cases", type=Path)
    arguments = parser.parse_args()
    print_recall(arguments)
    if not arguments.without_costs:
        print("\nWhat it costs, on this machine now:")
        print("\n".join(f"- {line}" for line in costs(arguments.data)))


def print_recall(arguments: argparse.Namespace) -> None:
    by_seed = [unseen(arguments.data, arguments.queries, seed) for seed in arguments.seeds]
    tasks = [*by_seed[0], *uyghur()]
    pairs = {"one script, spoiled names (F1)": spoiled(arguments.data, 400, 4)}
    if arguments.cases:
        pairs["one script, the labelled file (F1)"] = labelled(arguments.cases)
    others = (
        {} if arguments.without_peers else peers(tasks, pairs, arguments.work, arguments.queries_of_peers)
    )
    rows = []
    for place, task in enumerate(tasks):
        seeds = [tasks_of_seed[place] for tasks_of_seed in by_seed] if place < len(by_seed[0]) else [task]
        found = [ours(each) for each in seeds]
        first = " ".join(f"{share:.2f}" for share, _ in found)
        mean = sum(share for share, _ in found) / len(found)
        among = f"{min(among for _, among in found):.2f}"
        rows.append(
            [task.label, first, among, *cells(others, task.label), times_best(others, task.label, mean)]
        )
    for label, of_label in pairs.items():
        f1, threshold = best_f1([(compare(one, other).bits, right) for one, other, right in of_label])
        at = f"{f1:.3f} (at {threshold:.0f} bits)"
        rows.append([label, at, "", *cells(others, label), times_best(others, label, f1)])
    asked = f"the first {arguments.queries_of_peers} queries of the first"
    print(f"Recall at 1 (amanet: seeds {arguments.seeds}; the others: {asked}) and, of amanet, among 20\n")
    print(table(["test (pool)", "amanet", "at 20", *others, "× best"], rows))


def times_best(others: dict[str, Any], label: str, mine: float) -> str:
    """How many times what the best of the others reaches."""
    best = max((found[label][0] for found in others.values()), default=0.0)
    return f"{mine / best:.2f}" if best else ""


def cells(others: dict[str, Any], label: str) -> list[str]:
    return [f"{found[label][0]:.2f}" for found in others.values()]


if __name__ == "__main__":
    main()
