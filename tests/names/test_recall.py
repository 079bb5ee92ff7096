"""The goals of NAMES.md, on names that were not learned from (the tune parts; a part of train was kept aside too)."""

import random
from pathlib import Path

import pytest

from amanet.names import NameIndex

pytestmark = pytest.mark.needs("shared-data")

FILES = {"Arabic": "arabic_en", "Han": "chinese_en", "Cyrillic": "russian_en"}
POOL = 1000
QUERIES = 100


def pairs(folder: Path, script: str) -> list[tuple[str, str]]:
    lines = (folder / "names" / f"{FILES[script]}.tune.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [
        (latin, spaced.replace(" ", "")) for latin, spaced, _ in rows if len(latin) > 1 and len(spaced) > 2
    ]


def shared_by_latin(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(name of the pool, query) where one Latin name stands behind both."""
    known = dict(one)
    return [(name, known[latin]) for latin, name in other if latin in known]


def recall(found: list[tuple[str, str]], limit: int) -> float:
    """A tie counts against the right name."""
    chosen: dict[str, str] = {}
    for name, query in random.Random(11).sample(found, len(found)):
        if len(chosen) < POOL:
            chosen.setdefault(name, query)
    index = NameIndex(chosen)
    hits = 0
    for place, query in enumerate(list(chosen.values())[:QUERIES]):
        ranked = index.rank(query, limit=limit + 1)
        own = [comparison.bits for other, comparison in ranked if other == place]
        hits += bool(own) and sum(comparison.bits >= own[0] for _, comparison in ranked) <= limit
    return hits / QUERIES


@pytest.mark.parametrize(("script", "goal"), [("Arabic", 0.90), ("Han", 0.80), ("Cyrillic", 0.92)])
def test_names_are_found_in_latin_from_another_script(shared_data: Path, script: str, goal: float) -> None:
    assert recall(pairs(shared_data, script), 1) >= goal


def test_candidates_of_han_are_among_the_best_twenty(shared_data: Path) -> None:
    assert recall(pairs(shared_data, "Han"), 20) >= 0.93


@pytest.mark.parametrize(
    ("query", "pool", "goal"),
    [("Cyrillic", "Arabic", 0.85), ("Han", "Arabic", 0.72), ("Han", "Cyrillic", 0.72)],
)
def test_scripts_that_meet_through_latin_only(shared_data: Path, query: str, pool: str, goal: float) -> None:
    found = shared_by_latin(pairs(shared_data, query), pairs(shared_data, pool))
    assert recall(found, 1) >= goal
