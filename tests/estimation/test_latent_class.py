"""The latent class sampler: right (gradient, invariance, calibration, an obvious slow version), agreeing with what was published, and silent
where it does not know. Sizes are small; bench/estimation.py runs the long ones.
"""

import warnings
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare, ks_2samp

from amanet.errors import Misuse
from amanet.estimation import CaptureTable, EstimateRefused, LatentClassEstimator, LatentClassPrior, Precision
from amanet.estimation import latent_kernels as kernels
from amanet.estimation.chains import Chains
from amanet.estimation.published import published_table

ROUGH = Precision(rhat=1.03, median=0.02, limits=0.05, draws=100.0)
PLAIN = np.array([1.0, 1.0, 0.25, 0.25, 0.0, 1.0])


def _rows(table: CaptureTable) -> tuple[np.ndarray, np.ndarray]:
    rows = table.rows()
    return np.array([p for p, _ in rows], np.uint8), np.array([c for _, c in rows], np.int64)


@pytest.mark.parametrize("prior", [PLAIN, np.array([1.3, 1.7, 2.0, 1.5, 5.0, 0.97])])
def test_the_gradient_is_that_of_finite_differences(prior: np.ndarray) -> None:
    members, counts = _rows(published_table("spina"))
    lists, classes = members.shape[1], 4
    size = lists * classes + classes
    place = np.random.default_rng(2).normal(0, 1.0, size)
    work, odds, joint = (
        np.zeros((2, classes)),
        np.zeros((lists, classes)),
        np.zeros((len(counts) + 1, classes)),
    )

    def value(at: np.ndarray, slope: np.ndarray) -> float:
        return float(kernels.log_density(at, members, counts, prior, work, odds, joint, slope))

    slope, other = np.zeros(size), np.zeros(size)
    value(place, slope)
    for i in range(size):
        step = np.zeros(size)
        step[i] = 1e-5
        difference = (value(place + step, other) - value(place - step, other)) / 2e-5
        assert slope[i] == pytest.approx(difference, rel=1e-5, abs=1e-5)


def test_the_density_is_that_of_the_equations() -> None:
    """Section A of the specification, in plain numpy."""
    members, counts = _rows(published_table("MY3"))
    prior = np.array([1.3, 1.7, 2.0, 1.5, 5.0, 0.97])
    rng = np.random.default_rng(3)
    classes = 3
    place = rng.normal(0, 0.7, 3 * classes + classes)
    chance = 1 / (1 + np.exp(-place[: 3 * classes].reshape(3, classes)))
    w, alpha = np.exp(place[3 * classes : -1]), float(np.exp(place[-1]))
    broken = np.append(1 - np.exp(-w / alpha), 1.0)
    weight = broken * np.append(1.0, np.cumprod(1 - broken[:-1]))
    cells = [
        float((weight * np.prod(np.where(m[:, None] == 1, chance, 1 - chance), axis=0)).sum())
        for m in members
    ]
    p0 = float((weight * np.prod(1 - chance, axis=0)).sum())
    expected = counts @ np.log(cells) - (counts.sum() + 5.0) * np.log(1 - 0.97 * p0)
    expected += (1.3 * np.log(chance) + 1.7 * np.log(1 - chance)).sum()
    expected += (np.log(w) - w).sum() + 2.0 * np.log(alpha) - 1.5 * alpha
    work, odds, joint = np.zeros((2, classes)), np.zeros((3, classes)), np.zeros((len(counts) + 1, classes))
    found = kernels.log_density(place, members, counts, prior, work, odds, joint, np.zeros(len(place)))
    assert found == pytest.approx(expected, rel=1e-12)


class Drawn:
    """A population and its parameters, drawn from a proper prior."""

    prior = np.array([1.3, 1.7, 2.0, 1.5, 5.0, 0.97])

    def __init__(self, rng: np.random.Generator, lists: int = 3, classes: int = 4) -> None:
        a, b, shape, rate, c, q = self.prior
        self.alpha = rng.gamma(shape) / rate
        self.broken = np.clip(rng.beta(1, self.alpha, classes - 1), 1e-300, 1 - 1e-15)
        self.chance = rng.beta(a, b, (lists, classes))
        self.people = int(rng.negative_binomial(c, 1 - q))
        weight = np.append(self.broken, 1) * np.append(1, np.cumprod(1 - self.broken))
        group = rng.choice(classes, size=self.people, p=weight / weight.sum())
        seen = rng.random((self.people, lists)) < self.chance[:, group].T
        counts = np.bincount(seen @ (1 << np.arange(lists)), minlength=1 << lists)
        self.masks = [mask for mask in range(1, 1 << lists) if counts[mask]]
        self.counts = counts[self.masks].astype(np.int64)
        self.members = np.array([[mask >> j & 1 for j in range(lists)] for mask in self.masks], np.uint8)

    def moved(self, rng: np.random.Generator, sweeps: int, steps: int, step: float) -> tuple[float, ...]:
        """What a few sweeps make of the true parameters: log α, log(N + 1), and two chances."""
        chance = self.chance
        state: list[Any] = [
            np.log(chance) - np.log1p(-chance),
            np.log(self.broken),
            np.log1p(-self.broken),
            np.zeros(9),
        ]
        state[3][:2] = self.alpha, np.log(step)
        size = chance.size + chance.shape[1]
        trace = np.zeros((sweeps, kernels.TRACE))
        kernels.run(
            self.members, self.counts, self.prior, 10**7, sweeps, 1, steps, False,
            *state, np.ones(size), np.zeros((3, size)), trace, rng,
        )  # fmt: skip
        people = self.counts.sum() + trace[-1, 0]
        found = 1 / (1 + np.exp(-state[0]))
        return float(np.log(state[3][0])), float(np.log(people + 1)), float(found[0, 0]), float(found[0, -1])

    def true(self) -> tuple[float, ...]:
        return (
            float(np.log(self.alpha)),
            float(np.log(self.people + 1)),
            float(self.chance[0, 0]),
            float(self.chance[0, -1]),
        )


@pytest.mark.parametrize(("sweeps", "steps", "step"), [(3, 0, 0.1), (3, 12, 0.15), (12, 5, 0.3)])
def test_sweeps_swaps_and_trajectories_leave_the_truth_where_it_is(
    sweeps: int, steps: int, step: float
) -> None:
    """Geweke 2004: parameters drawn with their data stay distributed as the prior whatever a right sampler does to them."""
    rng = np.random.default_rng(11)
    before, after = [], []
    for _ in range(2500):
        drawn = Drawn(rng)
        if drawn.masks:
            before.append(drawn.true())
            after.append(drawn.moved(rng, sweeps, steps, step))
    first, second = np.array(before), np.array(after)
    for power in (1, 2):
        off = (second - first.mean(0)) ** power - (first - first.mean(0)) ** power
        assert (np.abs(off.mean(0)) < 4.0 * off.std(0) / np.sqrt(len(off))).all()


def test_ranks_of_the_truth_are_uniform() -> None:
    """Simulation-based calibration (Talts et al. 2018) of N."""
    rng = np.random.default_rng(4)
    ranks = []
    while len(ranks) < 160:
        drawn = Drawn(rng)
        if not drawn.masks:
            continue
        size = drawn.chance.size + drawn.chance.shape[1]
        state: list[Any] = [
            rng.logistic(size=drawn.chance.shape),
            np.full(3, np.log(0.5)),
            np.full(3, np.log(0.5)),
            np.zeros(9),
        ]
        state[3][:2] = 1.0, np.log(0.15)
        trace = np.zeros((760, kernels.TRACE))
        kernels.run(
            drawn.members, drawn.counts, Drawn.prior, 10**7, 760, 1, 8, False,
            *state, np.ones(size), np.zeros((3, size)), trace, rng,
        )  # fmt: skip
        draws = drawn.counts.sum() + trace[40::40, 0]
        below, tied = int((draws < drawn.people).sum()), int((draws == drawn.people).sum())
        ranks.append(below + int(rng.integers(0, tied + 1)))
    observed = np.histogram(ranks, bins=np.linspace(-0.5, 18.5, 6))[0]
    expected = (
        np.array([np.sum((np.arange(19) > lo) & (np.arange(19) < hi)) for lo, hi in _cuts()])
        / 19
        * len(ranks)
    )
    assert chisquare(observed, expected).pvalue > 0.001


def _cuts() -> list[tuple[float, float]]:
    edges = np.linspace(-0.5, 18.5, 6)
    return list(pairwise(edges))


def _slow_chain(table: CaptureTable, classes: int, sweeps: int, rng: np.random.Generator) -> np.ndarray:
    """Section A, steps 1 to 6, as it reads: everybody dealt one by one, no logarithms, no swaps, no trajectories."""
    patterns = np.array([p for p, c in table.rows() for _ in range(c)])
    n, lists = patterns.shape
    chance, alpha = rng.random((lists, classes)), 1.0
    weight = np.full(classes, 1 / classes)
    found = np.zeros(sweeps)
    for sweep in range(sweeps):
        empty = weight * np.prod(1 - chance, axis=0)
        p0 = empty.sum()
        unseen = rng.negative_binomial(n, 1 - p0)
        joint = weight * np.prod(np.where(patterns[:, :, None] == 1, chance, 1 - chance), axis=1)
        pick = (rng.random(n)[:, None] * joint.sum(1)[:, None] > np.cumsum(joint, axis=1)).sum(1)
        ghosts = rng.multinomial(unseen, empty / p0)
        size = np.bincount(pick, minlength=classes) + ghosts
        on = np.array([[patterns[pick == k, j].sum() for k in range(classes)] for j in range(lists)])
        chance = rng.beta(1 + on, 1 + size - on)
        above = np.append(np.cumsum(size[::-1])[::-1][1:], 0)
        broken = np.append(rng.beta(1 + size[:-1], alpha + above[:-1]), 1.0)
        weight = broken * np.append(1.0, np.cumprod(1 - broken[:-1]))
        alpha = max(rng.gamma(1.0 + classes - 1) / (1.0 - np.log(max(weight[-1], 1e-300))), 1e-6)
        found[sweep] = n + unseen
    return found


def test_it_is_an_obvious_slow_version_of_itself() -> None:
    table = CaptureTable.from_counts(
        {"100": 14, "010": 11, "001": 16, "110": 6, "101": 7, "011": 5, "111": 4}
    )
    slow = _slow_chain(table, 3, 6_000, np.random.default_rng(8))[200::8]
    chains = Chains(table, LatentClassPrior(classes=3, alpha_shape=1.0, alpha_rate=1.0), 4, 5, threads=1)
    chains.warm_up(600)
    chains.run(Precision(rhat=2.0, median=1.0, limits=1.0, draws=1.0), 3_000)
    fast = chains.numbers[:, ::5].ravel()
    assert np.median(fast) == pytest.approx(np.median(slow), rel=0.03)
    assert ks_2samp(slow, fast).statistic < 0.09


@pytest.mark.parametrize(
    ("name", "number", "low", "high"),
    [("spina", 726, 679, 813), ("MY3", 733, 687, 831), ("MY5", 628, 590, 719)],
)
def test_published_tables_within_two_and_five_percent(name: str, number: int, low: int, high: int) -> None:
    estimate = LatentClassEstimator(rng=1).fit(published_table(name))
    assert estimate.converged
    assert estimate.diagnostics["r-hat"] <= 1.01
    assert estimate.median == pytest.approx(number, rel=0.02)
    assert estimate.interval(0.95) == pytest.approx((low, high), rel=0.05)


def test_kosovo_roughly_whatever_the_seed() -> None:
    for seed in (1, 2):
        estimate = LatentClassEstimator(rng=seed, precision=ROUGH).fit(published_table("kosovo"))
        assert estimate.median == pytest.approx(10_434, rel=0.05)
        assert estimate.interval(0.95) == pytest.approx((8_997, 13_848), rel=0.12)


def test_the_same_seed_gives_the_same_whatever_the_order_and_the_threads() -> None:
    table = published_table("MY3")
    turned = CaptureTable.from_counts(list(reversed(table.rows())), table.lists).reorder("C", "A", "B")
    one = LatentClassEstimator(rng=5, precision=ROUGH, threads=1).fit(table)
    other = LatentClassEstimator(rng=5, precision=ROUGH, threads=2).fit(turned)
    assert (one.chains == other.chains).all()
    assert LatentClassEstimator(rng=6, precision=ROUGH).fit(table).median != one.median


def test_a_run_cut_short_gives_no_number_but_its_reason() -> None:
    estimate = LatentClassEstimator(rng=1, max_sweeps=400, warm_up=200).fit(published_table("UKdat_5"))
    assert not estimate.converged
    for ask in (lambda: estimate.median, lambda: estimate.interval(0.95), lambda: estimate.draws):
        with pytest.raises(EstimateRefused, match=r"chains do not agree|ended before the number"):
            ask()
    assert estimate.chains.shape[0] == 4
    assert {finding.code for finding in estimate.refused} <= {"chains-disagree", "imprecise"}


def test_chains_in_different_modes_are_told() -> None:
    rng = np.random.default_rng(2)
    apart = 1000 + rng.poisson(50, (4, 800)) + np.array([0, 0, 400, 400])[:, None]
    state = Precision().judge(apart)
    assert state.diagnostics["r-hat"] > 1.1
    assert "chains-disagree" in {finding.code for finding in state.findings}


def test_lists_apart_are_refused_before_anything_runs_unless_answered_for() -> None:
    table = CaptureTable.from_counts({"100": 20, "010": 20, "110": 5, "001": 30})
    refused = LatentClassEstimator(rng=1).fit(table)
    assert refused.chains is None
    assert not refused.converged
    with pytest.raises(EstimateRefused, match="shares nobody"):
        _ = refused.median
    with pytest.raises(Misuse, match="Nothing was fitted"):
        refused.overriding({"apart": "we know that they never met"})
    reasons = {"apart": "we know that they never met", "imprecise": "only to see that it runs", "edge": "only to see that it runs",
               "chains-disagree": "only to see that it runs"}  # fmt: skip
    fitted = LatentClassEstimator(rng=1, overrides=reasons, max_sweeps=600, warm_up=200).fit(table)
    assert fitted.median > table.n
    assert fitted.overrides == reasons


def test_mass_at_the_cap_blocks() -> None:
    prior = LatentClassPrior(n0_max=7_000)
    estimate = LatentClassEstimator(prior=prior, rng=1, precision=ROUGH, max_sweeps=2_000, warm_up=500).fit(
        published_table("kosovo")
    )
    assert "edge" in {finding.code for finding in estimate.refused}
    assert estimate.chains.max() <= 4_400 + 7_000


def test_ten_million_records_and_one_record() -> None:
    cells = {}
    for mask in range(1, 16):
        on = np.array([mask >> j & 1 for j in range(4)], dtype=bool)
        cells[tuple(map(int, on))] = round(
            1e7 * float(np.where(on, [0.3, 0.2, 0.4, 0.25], [0.7, 0.8, 0.6, 0.75]).prod())
        )
    big = LatentClassEstimator(rng=1, precision=ROUGH, max_sweeps=4_000, warm_up=1_000).fit(
        CaptureTable.from_counts(cells)
    )
    assert np.median(big.chains) == pytest.approx(1e7, rel=0.05)
    one = LatentClassEstimator(rng=1, max_sweeps=500, warm_up=100).fit(CaptureTable.from_counts({"111": 1}))
    assert one.chains.min() >= 1


def test_a_known_population_is_found() -> None:
    rng = np.random.default_rng(6)
    group = rng.random(3_000) < 0.4
    chance = np.where(group[:, None], [0.5, 0.45, 0.6, 0.4], [0.25, 0.2, 0.15, 0.3])
    seen = rng.random((3_000, 4)) < chance
    masks, counts = np.unique(seen @ (1 << np.arange(4)), return_counts=True)
    rows = [([int(m) >> j & 1 for j in range(4)], int(c)) for m, c in zip(masks, counts, strict=True) if m]
    estimate = LatentClassEstimator(rng=2, precision=ROUGH).fit(CaptureTable.from_counts(rows, list("ABCD")))
    low, high = estimate.interval(0.99)
    assert low < 3_000 < high


def test_settings_without_sense_are_refused() -> None:
    for wrong in (
        {"classes": 1},
        {"alpha_rate": 0.0},
        {"capture": (0.0, 1.0)},
        {"n0_max": 0},
        {"population": (0.0, 1.5)},
    ):
        with pytest.raises(Misuse):
            LatentClassPrior(**wrong)  # type: ignore[arg-type]
    with pytest.raises(Misuse, match="At least 4 chains"):
        LatentClassEstimator(chains=3).fit(published_table("MY3"))


def test_it_tells_how_it_goes_and_hands_its_chains_to_arviz() -> None:
    told: list[Any] = []
    estimate = LatentClassEstimator(rng=1, precision=ROUGH, progress=told.append).fit(published_table("MY3"))
    assert [one.stage for one in told][-1] == "sampling"
    assert told[-1].rhat == estimate.diagnostics["r-hat"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = estimate.to_arviz()
    assert data.posterior["N"].shape == estimate.chains.shape
    assert set(data.posterior) == {"N", "log_alpha", "log_density", "classes"}


def test_binomial_draws_are_binomial() -> None:
    rng = np.random.default_rng(3)
    for count, share in ((3, 0.02), (40, 0.1), (9, 0.9), (500, 0.001), (4000, 0.4)):
        drawn = np.array([kernels._binomial(count, share, rng) for _ in range(3000)])
        spread = np.sqrt(count * share * (1 - share) / 3000)
        assert abs(drawn.mean() - count * share) < 5 * spread
        assert drawn.min() >= 0
        assert drawn.max() <= count
