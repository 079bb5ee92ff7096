"""Ranking a pool: the right name comes first, from any script, quickly enough to type against."""

import random
from pathlib import Path

import pytest

from amanet.names import NameIndex, compare, rank

POOL = ["Tursun Niyaz", "Muyesser Ablet", "木耶赛尔", "Нургүл Абләт", "مۇيەسسەر", "unknown", "", "Müller"]
UYGHUR = Path(__file__).with_name("uyghur_names.tsv")
ARABIC, CYRILLIC, LATIN, HAN = 1, 2, 3, 4


@pytest.mark.parametrize("query", ["Муйессер", "muyesser", "木耶赛尔", "مۇيەسسەر", "MUYESSER"])
def test_every_writing_of_a_name_is_found_from_every_other(query: str) -> None:
    assert {place for place, _ in rank(query, POOL, limit=3)} == {1, 2, 4}


def test_what_rank_says_is_what_compare_says() -> None:
    for place, comparison in rank("Muyesser Ablet", POOL):
        assert comparison == compare("Muyesser Ablet", POOL[place])


def test_best_first_and_no_more_than_asked_for() -> None:
    found = rank("Muyesser", POOL, limit=2)
    assert len(found) == 2
    assert found[0][1].bits >= found[1][1].bits
    assert rank("Muyesser", POOL, limit=0) == []
    assert rank("Muyesser", []) == []


def test_an_index_made_once_gives_the_same() -> None:
    index = NameIndex(POOL)
    assert len(index) == len(POOL)
    assert rank("Муйессер", index) == rank("Муйессер", POOL)


def test_a_pool_that_has_changed_is_indexed_anew() -> None:
    pool = ["Tursun", "Ablet"]
    assert rank("Muyesser", pool)[0][1].bits < 0
    pool[0] = "Muyesser"
    assert rank("Муйессер", pool)[0][0] == 0


@pytest.mark.parametrize("query", ["", "unknown", "\ud800", "🙂", "12", "x" * 3000, "A."])
def test_any_query_is_answered(query: str) -> None:
    assert len(rank(query, POOL)) <= len(POOL)


def uyghur(kind: str | None = None) -> list[list[str]]:
    lines = UYGHUR.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [row for row in rows if kind is None or row[0] == kind]


def recall(rows: list[list[str]], query: int, pool: int, limit: int = 1, kind: str = "person") -> float:
    """How often the right row is among the `limit` best; a tie counts against it."""
    index = NameIndex([row[pool] for row in rows], kind=kind)  # type: ignore[arg-type]
    found = 0
    for place, row in enumerate(rows):
        ranked = index.rank(row[query], limit=max(limit, 5))
        own = [comparison.bits for other, comparison in ranked if other == place]
        found += bool(own) and sum(comparison.bits >= own[0] for _, comparison in ranked) <= limit
    return found / len(rows)


@pytest.mark.parametrize(
    ("query", "pool", "least"),
    [
        (CYRILLIC, ARABIC, 0.97),
        (ARABIC, CYRILLIC, 0.97),
        (ARABIC, LATIN, 0.97),
        (LATIN, CYRILLIC, 0.97),
        (HAN, LATIN, 0.9),
        (HAN, ARABIC, 0.85),
        (HAN, CYRILLIC, 0.85),
    ],
)
def test_names_that_nothing_was_learned_from_are_found(query: int, pool: int, least: float) -> None:
    assert recall(uyghur("person"), query, pool) >= least


def test_candidates_with_han_are_among_the_best_twenty() -> None:
    assert recall(uyghur("person"), HAN, ARABIC, limit=20) >= 0.95


def test_places_are_found() -> None:
    assert recall(uyghur("place"), HAN, ARABIC, kind="place") >= 0.85
    assert recall(uyghur("place"), ARABIC, LATIN, kind="place") >= 0.95


def test_a_large_pool_is_searched_by_traits_and_finds_the_same() -> None:
    """Above some thousand distinct words only the most alike are aligned: the known name must not be lost among them."""
    rng = random.Random(7)
    syllables = [first + vowel for first in "btdkgmnslrzh" for vowel in "aeiou"]
    invented = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(12_000)]
    pool = [*invented, *(row[LATIN] for row in uyghur("person"))]
    index = NameIndex(pool)
    queries = uyghur("person")[::7]
    found = [index.rank(row[HAN], limit=20) for row in queries]
    hits = sum(
        row[LATIN] in {pool[place] for place, _ in places} for row, places in zip(queries, found, strict=True)
    )
    assert hits / len(queries) >= 0.85


def test_where_no_name_is_known_nothing_is_ranked() -> None:
    assert rank("unknown", POOL) == []
    assert {5, 6}.isdisjoint({place for place, _ in rank("Tursun", POOL)})


def test_what_is_kept_in_memory_can_be_forgotten() -> None:
    from amanet.names import forget
    from amanet.names.parts import _parsed, part_of

    rank("Muyesser", POOL)
    forget()
    assert _parsed.cache_info().currsize == part_of.cache_info().currsize == 0
    assert rank("Muyesser", POOL)
