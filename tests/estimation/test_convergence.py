"""R-hat, effective sizes and Monte Carlo errors are ArviZ's."""

import warnings

import numpy as np
import pytest

from amanet.estimation.convergence import bulk_ess, quantile_error, quantile_ess, rank_rhat, tail_ess

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import arviz


def _wandering(rho: float, chains: int, draws: int, apart: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(7)
    walk = np.zeros((chains, draws))
    for t in range(1, draws):
        walk[:, t] = rho * walk[:, t - 1] + rng.standard_normal(chains)
    # With ties, as counts have, and a heavy tail
    return np.round(np.exp(walk / 2 + apart * np.arange(chains)[:, None]), 2)


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.9, 0.99])
@pytest.mark.parametrize(("chains", "draws"), [(4, 1000), (4, 777), (6, 200)])
def test_they_are_those_of_arviz(rho: float, chains: int, draws: int) -> None:
    draws_of = _wandering(rho, chains, draws, 0.1)
    assert rank_rhat(draws_of) == pytest.approx(float(arviz.rhat(draws_of)), rel=1e-9)
    assert bulk_ess(draws_of) == pytest.approx(float(arviz.ess(draws_of, method="bulk")), rel=1e-6)
    assert tail_ess(draws_of) == pytest.approx(float(arviz.ess(draws_of, method="tail")), rel=1e-6)
    for at in (0.025, 0.5, 0.975):
        expected = float(arviz.mcse(draws_of, method="quantile", prob=at))
        assert quantile_error(draws_of, at) == pytest.approx(expected, rel=1e-6)
        ess = float(arviz.ess(draws_of, method="quantile", prob=at))
        assert quantile_ess(draws_of, at) == pytest.approx(ess, rel=1e-6)


def test_chains_elsewhere_and_chains_of_another_width_are_found() -> None:
    rng = np.random.default_rng(1)
    same = rng.standard_normal((4, 500))
    assert rank_rhat(same) < 1.01
    assert rank_rhat(same + np.array([0, 0, 0, 1])[:, None]) > 1.05
    assert rank_rhat(same * np.array([1, 1, 1, 4])[:, None]) > 1.05


def test_chains_that_do_not_move() -> None:
    assert rank_rhat(np.ones((4, 100))) == 1.0
    assert rank_rhat(np.ones((4, 100)) * np.arange(4)[:, None]) > 100
