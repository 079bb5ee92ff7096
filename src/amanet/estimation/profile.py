"""Intervals of a log-linear model's number: of the profile likelihood, and of a normal log n0.

The profile is that of the multinomial (Sanathanan 1972; Cormack 1992): with n0 put into the empty cell, −2·[ln Γ(N+1) − ln Γ(n0+1) + Σ y ln(μ/N)]
over the best μ of the model. Its signed root is taken as standard normal, which gives every level of the interval at once.
"""

from typing import Any

from amanet.estimation.poisson import fit_models
from amanet.estimation.spread import Spread

__all__ = ["profile_spread", "wald_spread"]

_POINTS = 161
_FINE = 4001
_REACH = 6.0


def wald_spread(n: int, unseen: float, error: float) -> Spread:
    import numpy as np
    from scipy.special import ndtr

    roots = np.linspace(-_REACH, _REACH, _FINE)
    return Spread(n + unseen * np.exp(roots * error), ndtr(roots), smooth=True)


def profile_spread(lists: int, model: frozenset[int], counts: Any, unseen: float, error: float) -> Spread:
    """`counts` by mask from 1; `unseen` and `error` (of its logarithm) as fitted, which say where to look."""
    import numpy as np
    from scipy.interpolate import PchipInterpolator
    from scipy.special import ndtr

    reach = min(max(_REACH * 1.6 * error, 0.05), 12.0)
    logs = np.log(max(unseen, 0.5)) + np.linspace(-reach, reach, _POINTS)
    fine = np.linspace(logs[0], logs[-1], _FINE)
    profile = PchipInterpolator(logs, _profile(lists, model, counts, np.exp(logs)))(fine)
    lowest = int(np.argmin(profile))
    roots = np.sqrt(np.maximum(profile - profile[lowest], 0.0)) * np.where(
        np.arange(_FINE) < lowest, -1.0, 1.0
    )
    cumulative = np.maximum.accumulate(ndtr(roots))
    return Spread(np.sum(counts) + np.exp(fine), cumulative, smooth=True)


def _profile(lists: int, model: frozenset[int], counts: Any, unseen: Any) -> Any:
    import numpy as np
    from scipy.special import gammaln

    table = np.column_stack((unseen, np.broadcast_to(counts, (len(unseen), len(counts)))))
    means = fit_models(lists, [model] * len(unseen), table, with_empty=True).means
    whole = table.sum(axis=1)
    shares = np.where(table > 0, table * np.log(np.where(means > 0, means, 1.0) / whole[:, None]), 0.0)
    return -2.0 * (gammaln(whole + 1) - gammaln(unseen + 1) + shares.sum(axis=1))
