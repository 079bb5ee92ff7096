"""Several methods on one table, side by side; and several linkages of the same records as one estimate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from amanet.errors import Misuse
from amanet.estimation.estimate import Estimate
from amanet.estimation.findings import Finding
from amanet.estimation.latent_class import LatentClassEstimator
from amanet.estimation.sensitivity import Estimator
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

__all__ = ["Comparison", "combine_linkages", "compare"]


@dataclass(frozen=True)
class Comparison:
    """Estimates of one table. No method is right because it stands in the middle."""

    estimates: tuple[Estimate, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Pairs of methods whose intervals do not meet."""
        spoken = [one for one in self.estimates if one.spread is not None and not one.refused]
        apart = [
            f"{a.method} and {b.method}"
            for i, a in enumerate(spoken)
            for b in spoken[i + 1 :]
            if a.interval()[1] < b.interval()[0] or b.interval()[1] < a.interval()[0]
        ]
        if not apart:
            return ()
        return (
            Finding("methods-disagree", f"The intervals of these methods do not meet: {'; '.join(apart)}. Not both can be right."),
        )  # fmt: skip


def compare(table: CaptureTable, estimators: Sequence[Estimator] = ()) -> Comparison:
    """Each estimator on the table: where none are named, all three methods that can take it."""
    return Comparison(tuple(estimator.fit(table) for estimator in estimators or _all_methods(table)))


def _all_methods(table: CaptureTable) -> list[Estimator]:
    from amanet.estimation.decomposable import DecomposableGraphEstimator
    from amanet.estimation.graphs import KNOWN_COUNTS
    from amanet.estimation.log_linear import LogLinearEstimator

    methods: list[Estimator] = [LatentClassEstimator()]
    if len(table.lists) in KNOWN_COUNTS:
        methods.append(DecomposableGraphEstimator())
    return [*methods, LogLinearEstimator()]


def combine_linkages(
    draws: Sequence[CaptureTable | Estimate], estimator: Estimator | None = None
) -> Estimate:
    """One estimate of several draws of who is who: each is fitted, and they are pooled in equal parts (Sadinle 2018), so that the interval
    holds the doubt about the linkage too. Where any of them is refused, so is the whole.
    """
    if len(draws) < 2:
        raise Misuse("Give at least two draws of the linkage.")
    fitted = [
        draw if isinstance(draw, Estimate) else (estimator or LatentClassEstimator()).fit(draw)
        for draw in draws
    ]
    if len({one.method for one in fitted}) > 1 or len({one.table.lists for one in fitted}) > 1:
        raise Misuse("Draws of one linkage are of the same lists, and fitted by the same method.")
    findings = tuple(dict.fromkeys(finding for one in fitted for finding in one.findings))
    return replace(
        fitted[0],
        spread=_pooled(fitted),
        findings=findings,
        point=None,
        chains=None,
        traces={},
        models=(),
        fitted=None,
        diagnostics={"linkages": float(len(fitted)), **_parts(fitted)},
        linkages=tuple(one.table for one in fitted),
    )


def _pooled(fitted: Sequence[Estimate]) -> Spread | None:
    import numpy as np

    if any(one.spread is None for one in fitted):
        return None
    return Spread.of_draws(np.concatenate([one.spread.draws() for one in fitted if one.spread is not None]))


def _parts(fitted: Sequence[Estimate]) -> dict[str, float]:
    """How much of the variance is between the linkages."""
    import numpy as np

    spreads = [one.spread.draws() for one in fitted if one.spread is not None]
    if len(spreads) < len(fitted):
        return {}
    between = float(np.var([draws.mean() for draws in spreads]))
    within = float(np.mean([draws.var() for draws in spreads]))
    return {
        "part of the variance between linkages": between / (between + within) if between + within else 0.0
    }
