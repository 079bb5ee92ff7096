"""How others match names: run by `bench/names.py` in an environment of its own, never in amanet's.

    python names_peers.py install FOLDER      makes the environment (uv) and says which peers could be installed
    python names_peers.py score TASKS.json    prints, as JSON, what each peer reaches on the tasks

nomenklatura (its logic-v2, with rigour) pins libraries that amanet does not want at run time; ICU changes keys between versions. A peer that is
not here is left out by name. The tasks are rows of (label, queries, pool, which is right) and pairs with labels.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGES = {
    "logic-v2": ("nomenklatura==4.17.4", "rigour==2.6.1"),
    "ICU + Levenshtein": ("pyicu", "rapidfuzz==3.14.6"),
    "uroman + Levenshtein": ("uroman", "rapidfuzz==3.14.6"),
}
Score = Callable[[str, str], float]


def install(folder: Path) -> Path:
    """The Python of the environment, made when it is not there; what cannot be installed is said and left out."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "-q", "--python", "3.11", folder], check=True)
    for peer, packages in PACKAGES.items():
        done = subprocess.run(
            ["uv", "pip", "install", "-q", "--python", python, *packages], capture_output=True, text=True
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            print(f"not here: {peer} ({reason})", file=sys.stderr)
    return python


def levenshtein(plain: Callable[[str], str]) -> Score:
    from rapidfuzz.distance import Levenshtein

    known: dict[str, str] = {}

    def score(one: str, other: str) -> float:
        for name in (one, other):
            if name not in known:
                known[name] = plain(name)
        return Levenshtein.normalized_similarity(known[one], known[other])

    return score


def icu() -> Score:
    library: Any = import_module("icu")
    return levenshtein(library.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower").transliterate)


def uroman() -> Score:
    library: Any = import_module("uroman")
    romanizer = library.Uroman()
    return levenshtein(lambda name: str(romanizer.romanize_string(name)).lower())


def logic_v2() -> Score:
    followthemoney: Any = import_module("followthemoney")
    matcher: Any = import_module("nomenklatura.matching.logic_v2.model").LogicV2
    schema, settings = followthemoney.model.get("Person"), matcher.default_config()
    known: dict[str, Any] = {}

    def entity(name: str) -> Any:
        if name not in known:
            known[name] = followthemoney.ValueEntity(schema, {"id": f"n{len(known)}"})
            known[name].add("name", name)
        return known[name]

    return lambda one, other: float(matcher.compare(entity(one), entity(other), settings).score)


def recall(score: Score, task: dict[str, Any]) -> tuple[float, float]:
    """Share of queries whose own name is the best (of the 20 best); a tie counts against it."""
    first = among = 0
    for query, right in zip(task["queries"], task["right"], strict=True):
        own = score(query, task["pool"][right])
        better = sum(score(query, name) >= own for place, name in enumerate(task["pool"]) if place != right)
        first += better == 0
        among += better < 20
    return first / len(task["queries"]), among / len(task["queries"])


def best_f1(scored: list[tuple[float, bool]]) -> tuple[float, float]:
    """The best F1 over all thresholds, and the threshold."""
    best = (0.0, 0.0)
    for threshold in sorted({score for score, _ in scored}):
        hits = sum(score >= threshold and right for score, right in scored)
        wrong = sum((score >= threshold) != right for score, right in scored)
        best = max(best, (2 * hits / (2 * hits + wrong) if hits else 0.0, threshold))
    return best


def main() -> None:
    if sys.argv[1] == "install":
        print(install(Path(sys.argv[2])))
        return
    tasks = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    results: dict[str, dict[str, Any]] = {}
    for peer, make in (("logic-v2", logic_v2), ("ICU + Levenshtein", icu), ("uroman + Levenshtein", uroman)):
        try:
            score = make()
        except ImportError as missing:
            print(f"not here: {peer} ({missing})", file=sys.stderr)
            continue
        found: dict[str, Any] = {task["label"]: recall(score, task) for task in tasks["ranking"]}
        for label, pairs in tasks["pairs"].items():
            found[label] = best_f1([(score(one, other), right) for one, other, right in pairs])
        results[peer] = found
    print(json.dumps(results))


if __name__ == "__main__":
    main()
