"""Log-linear models: the published numbers, every hierarchical model, sparse tables, intervals that know of the search."""

import numpy as np
import pytest
from scipy.optimize import minimize

from amanet.errors import Misuse
from amanet.estimation import CaptureTable, EstimateRefused, LogLinearEstimator
from amanet.estimation.hierarchical import all_models, generators
from amanet.estimation.poisson import design, exists, fit_models
from amanet.estimation.published import published_table


def test_kosovo_is_the_published_number_with_its_profile_interval() -> None:
    estimate = LogLinearEstimator().fit(published_table("kosovo"))
    assert estimate.median == pytest.approx(10_356.52, abs=0.01)
    low, high = estimate.interval(0.95)
    assert (low, high) == (pytest.approx(8_994, abs=2), pytest.approx(12_110, abs=2))
    assert estimate.models[0].name == "[EXH·ABA·OSCE, EXH·HRW, OSCE·HRW]"
    assert [finding.code for finding in estimate.findings] == ["tied-models"]
    assert estimate.unseen == pytest.approx(5_956.52, abs=0.01)


@pytest.mark.parametrize(
    ("name", "number", "low", "high"),
    [("UKdat_5", 11_313, 9_884, 13_027), ("UKdat", 11_418, 9_977, 13_146), ("NewOrl_5", 1_034, 658, 1_709)],
)
def test_the_stepwise_way_gives_the_published_numbers(name: str, number: int, low: int, high: int) -> None:
    estimate = LogLinearEstimator().fit(published_table(name))
    assert tuple(round(one) for one in (estimate.median, *estimate.interval(0.95))) == (number, low, high)


def test_spina_by_bic() -> None:
    assert LogLinearEstimator().fit(published_table("spina")).median == pytest.approx(724.1, abs=0.05)


def test_there_are_as_many_hierarchical_models_as_there_are() -> None:
    # Dedekind's numbers, with all main effects and without the last term
    assert [len(all_models(lists)) for lists in (2, 3, 4)] == [1, 8, 113]
    assert len(set(all_models(4))) == 113
    for model in all_models(4):
        assert all(part in model for top in generators(model) for part in range(16) if part & top == part)
    with pytest.raises(Misuse):
        all_models(6)


def test_all_fits_at_once_are_those_of_an_obvious_optimiser() -> None:
    counts = np.array([12.0, 7, 30, 4, 9, 3, 5])
    fits = fit_models(3, all_models(3), counts)
    for i, model in enumerate(all_models(3)):
        matrix = design(3, sorted(model))

        def loss(beta: np.ndarray, matrix: np.ndarray = matrix) -> float:
            line = matrix @ beta
            return float(np.exp(line).sum() - counts @ line)

        start = np.zeros(matrix.shape[1])
        start[0] = 2.0
        found = minimize(loss, start, method="BFGS", options={"gtol": 1e-8})
        assert fits.unseen[i] == pytest.approx(np.exp(found.x[0]), rel=1e-4)


def test_a_term_without_people_is_dropped_and_a_model_without_an_estimate_left_out() -> None:
    # Lists A and B never meet. Given C, they would have to be independent outside it, which forces a zero where there is one.
    counts = np.array([27.0, 37, 0, 19, 4, 1, 0])
    main = frozenset({0, 1, 2, 4})
    assert exists(3, main, counts)
    assert exists(3, main | {5}, counts)
    assert not exists(3, main | {5, 6}, counts)
    all_pairs = main | {3, 5, 6}
    assert not exists(3, all_pairs, counts)
    assert fit_models(3, [all_pairs], counts).doubtful[0]
    table = CaptureTable.from_counts({"100": 27, "010": 37, "001": 19, "101": 4, "011": 1})
    estimate = LogLinearEstimator().fit(table)
    assert all(np.isfinite(model.population) and model.population >= table.n for model in estimate.models)


def test_a_table_too_sparse_for_any_model_gives_no_number() -> None:
    table = CaptureTable.from_counts({"110": 3, "011": 2, "101": 4})
    estimate = LogLinearEstimator().fit(table)
    if estimate.refused:
        with pytest.raises(EstimateRefused):
            _ = estimate.median
    else:
        assert np.isfinite(estimate.median)


def test_one_named_model_is_fitted_alone() -> None:
    kosovo = published_table("kosovo")
    named = LogLinearEstimator(model=[["EXH", "ABA", "OSCE"], ["EXH", "HRW"], ["OSCE", "HRW"]]).fit(kosovo)
    assert named.median == pytest.approx(10_356.52, abs=0.01)
    assert len(named.models) == 1


def test_the_bootstrap_that_chooses_again_is_wider_than_one_model() -> None:
    table = published_table("MY3")
    once = LogLinearEstimator().fit(table)
    again = LogLinearEstimator(bootstrap=60, rng=3).fit(table)
    assert again.median == once.median
    assert again.interval()[1] - again.interval()[0] > once.interval()[1] - once.interval()[0]
    assert LogLinearEstimator(bootstrap=60, rng=3).fit(table).interval() == again.interval()


@pytest.mark.parametrize("name", ["kosovo", "UKdat_5", "MY3"])
def test_the_order_of_lists_does_not_matter(name: str) -> None:
    table = published_table(name)
    turned = table.reorder(*reversed(table.lists))
    one, other = LogLinearEstimator().fit(table), LogLinearEstimator().fit(turned)
    assert other.median == pytest.approx(one.median, rel=1e-9)
    assert other.interval() == pytest.approx(one.interval(), rel=1e-9)


def test_a_known_population_is_found() -> None:
    rng = np.random.default_rng(5)
    seen = rng.random((20_000, 4)) < [0.2, 0.15, 0.3, 0.1]
    masks, counts = np.unique(seen @ (1 << np.arange(4)), return_counts=True)
    rows = [([int(m) >> j & 1 for j in range(4)], int(c)) for m, c in zip(masks, counts, strict=True) if m]
    low, high = LogLinearEstimator().fit(CaptureTable.from_counts(rows, list("ABCD"))).interval(0.99)
    assert low < 20_000 < high
