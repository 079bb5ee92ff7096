"""Decomposable graphs: all of them, exactly weighed; the published numbers as printed; grids too long to sum whole."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from amanet.errors import Misuse
from amanet.estimation import CaptureTable, DecomposableGraphEstimator, EstimateRefused
from amanet.estimation import graph_masses as masses_module
from amanet.estimation.graphs import KNOWN_COUNTS, decomposable_graphs
from amanet.estimation.published import published_table


@pytest.mark.parametrize(
    ("name", "number", "low", "high"),
    [
        ("kosovo", 12_595, 9_827, 16_544),
        ("spina", 725, 686, 784),
        ("MY3", 731, 694, 787),
        ("MY5", 618, 590, 656),
        ("NewOrl_5", 865, 510, 1_640),
    ],
)
def test_the_numbers_are_those_printed(name: str, number: int, low: int, high: int) -> None:
    estimate = DecomposableGraphEstimator().fit(published_table(name))
    assert (estimate.median, *estimate.interval(0.95)) == (number, low, high)


def test_six_lists_whose_grid_had_to_grow() -> None:
    # Measured elsewhere on another grid: 12,299 [10,240–26,176]
    estimate = DecomposableGraphEstimator().fit(published_table("UKdat"))
    assert estimate.settings["n0_max"] == 20 * 2744
    assert (estimate.median, *estimate.interval(0.95)) == pytest.approx((12_299, 10_240, 26_176), rel=0.0015)


@pytest.mark.parametrize("lists", [3, 4, 5, 6])
def test_every_decomposable_graph_is_there(lists: int) -> None:
    graphs = decomposable_graphs(lists)
    assert len(graphs.edges) == len(set(graphs.edges.tolist())) == KNOWN_COUNTS[lists]
    # Cliques cover each list once more than separators do
    sums = graphs.incidence @ np.array([mask.bit_count() for mask in range(1 << lists)])
    assert (sums == lists).all()


def test_graphs_agree_with_an_obvious_search_for_cycles() -> None:
    """A graph is chordal if nodes can be taken away one by one whose neighbours are all joined (Dirac)."""
    pairs = list(combinations(range(4), 2))

    def chordal(edges: int) -> bool:
        joined = {pair for i, pair in enumerate(pairs) if edges >> i & 1}
        left = set(range(4))
        while left:
            free = [
                node for node in left
                if all((a, b) in joined for a, b in combinations([o for o in sorted(left) if (min(o, node), max(o, node)) in joined], 2))
            ]  # fmt: skip
            if not free:
                return False
            left.discard(free[0])
        return True

    assert decomposable_graphs(4).edges.tolist() == [edges for edges in range(64) if chordal(edges)]


def _slow(table: CaptureTable, n0_max: int) -> np.ndarray:
    """Section B of the specification, word by word, for graphs of three lists written by hand."""
    lists = 3
    graphs = [
        ([1, 2, 4], []),
        ([3, 4], []),
        ([5, 2], []),
        ([6, 1], []),
        ([3, 5], [1]),
        ([3, 6], [2]),
        ([5, 6], [4]),
        ([7], []),
    ]
    delta = 2.0**-lists
    total = np.zeros(n0_max + 1)
    for unseen in range(n0_max + 1):
        whole = table.n + unseen

        def h(subset: int, unseen: int = unseen, whole: int = whole) -> float:
            size = subset.bit_count()
            d = delta * 2.0 ** (lists - size)
            sums = dict.fromkeys(range(1 << lists), 0)
            for mask, count in (*table.cells, (0, unseen)):
                sums[mask & subset] += count
            cells = [sums[s] for s in range(1 << lists) if s & ~subset == 0]
            value = sum(gammaln(y + d) for y in cells) - 2**size * gammaln(d)
            return float(value + gammaln(8 * delta) - gammaln(whole + 8 * delta))

        shared = gammaln(whole + 1) - gammaln(unseen + 1) - np.log(whole)
        logs = [sum(map(h, cliques)) - sum(map(h, cuts)) + shared for cliques, cuts in graphs]
        total[unseen] = np.exp(np.array(logs)).sum()
    return total / total.sum()


def test_the_masses_are_those_of_the_equations() -> None:
    table = CaptureTable.from_counts({"100": 6, "010": 4, "001": 9, "110": 2, "101": 3, "111": 1})
    slow = _slow(table, 60)
    estimate = DecomposableGraphEstimator(n0_max=60, overrides={"edge": "a short grid on purpose"}).fit(table)
    assert estimate.spread is not None
    assert np.diff(estimate.spread.cumulative, prepend=0.0) == pytest.approx(slow, abs=1e-12)
    assert sum(model.weight for model in estimate.models) == pytest.approx(1.0)


@given(st.randoms())
@settings(max_examples=6)
def test_neither_the_order_of_lists_nor_of_rows_matters(random: object) -> None:
    table = published_table("NewOrl_5")
    names = list(table.lists)
    random.shuffle(names)  # type: ignore[attr-defined]
    turned = DecomposableGraphEstimator().fit(table.reorder(*names))
    assert (turned.median, *turned.interval(0.95)) == (865, 510, 1_640)


def test_a_long_grid_read_between_nodes_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = published_table("MY5")
    whole = DecomposableGraphEstimator().fit(table)
    monkeypatch.setattr(masses_module, "_WHOLE", 0)
    between = DecomposableGraphEstimator().fit(table)
    assert (between.median, *between.interval(0.95)) == (whole.median, *whole.interval(0.95))
    assert {m.name: m.weight for m in between.models} == pytest.approx(
        {m.name: m.weight for m in whole.models}, rel=0.02
    )


def _independent(people: float, chances: list[float]) -> CaptureTable:
    """Counts as expected of lists that know nothing of each other."""
    cells = {}
    for mask in range(1, 1 << len(chances)):
        on = [bool(mask >> j & 1) for j in range(len(chances))]
        share = float(np.prod([p if here else 1 - p for p, here in zip(chances, on, strict=True)]))
        cells[tuple(map(int, on))] = round(people * share)
    return CaptureTable.from_counts(cells)


def test_ten_million_people_are_no_harder() -> None:
    estimate = DecomposableGraphEstimator().fit(_independent(1e7, [0.3, 0.2, 0.4, 0.25]))
    low, high = estimate.interval(0.95)
    assert low < 1e7 < high < 1.01e7


def test_where_the_saturated_graph_wins_no_number_is_given() -> None:
    counts = {
        (1, 0, 0): 900,
        (0, 1, 0): 900,
        (0, 0, 1): 900,
        (1, 1, 0): 40,
        (1, 0, 1): 40,
        (0, 1, 1): 40,
        (1, 1, 1): 900,
    }
    estimate = DecomposableGraphEstimator().fit(CaptureTable.from_counts(counts))
    assert [finding.code for finding in estimate.refused] == ["not-identified"]
    with pytest.raises(EstimateRefused, match="from the prior alone"):
        _ = estimate.median


def test_mass_at_the_end_of_the_grid_blocks_and_can_be_answered_for() -> None:
    estimate = DecomposableGraphEstimator(n0_max=10_000).fit(published_table("UKdat_5"))
    assert [finding.code for finding in estimate.refused] == ["edge"]
    with pytest.raises(EstimateRefused, match="end of the grid"):
        estimate.interval()
    answered = estimate.overriding({"edge": "shown to a reviewer as an example"})
    assert answered.median > answered.table.n
    assert answered.findings == estimate.findings


def test_too_many_lists_and_settings_without_sense_are_refused() -> None:
    eight = CaptureTable.from_counts(
        {tuple(int(i == j) for j in range(8)): 5 for i in range(8)} | {(1,) * 8: 4}
    )
    with pytest.raises(Misuse, match="Merge"):
        DecomposableGraphEstimator().fit(eight)
    for wrong in ({"n0_max": 0}, {"delta": 0.0}):
        with pytest.raises(Misuse):
            DecomposableGraphEstimator(**wrong).fit(published_table("MY3"))  # type: ignore[arg-type]
