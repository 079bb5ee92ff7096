"""How much the number moves when something is changed that nobody can be sure of: a list left out, the prior, the cap.

Each gives a `Sensitivity`: one estimate for each change, and a finding where the number swings. A number may not be published without
the table of `omit_lists`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from amanet.errors import Misuse
from amanet.estimation.estimate import Estimate
from amanet.estimation.findings import Finding
from amanet.estimation.latent_class import LatentClassEstimator, LatentClassPrior
from amanet.estimation.precision import Precision
from amanet.estimation.table import CaptureTable

__all__ = ["Estimator", "Sensitivity", "Variation", "cap", "omit_lists", "priors"]

_SWING = 0.25
# What a column of a table needs; a headline number needs more.
_ROUGH = Precision(median=0.02, limits=0.05, draws=200.0)


class Estimator(Protocol):
    """Anything that can be fitted to a table."""

    def fit(self, table: CaptureTable, /) -> Estimate: ...


@dataclass(frozen=True)
class Variation:
    """What was changed, and what the method says then; refused estimates are rows too."""

    what: str
    estimate: Estimate

    @property
    def numbers(self) -> tuple[float, float, float] | None:
        """(lower limit, number, upper limit) at 95 %, or None where no number is given."""
        if self.estimate.refused or self.estimate.spread is None:
            return None
        low, high = self.estimate.interval(0.95)
        return low, self.estimate.median, high


@dataclass(frozen=True)
class Sensitivity:
    """`kind`: "lists", "priors" or "cap"; `base` is the estimate that was varied."""

    kind: str
    base: Estimate
    rows: tuple[Variation, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A swing: without that, the number lies outside the interval, and a quarter of it away."""
        if self.base.refused or self.base.spread is None:
            return ()
        low, high = self.base.interval(0.95)
        number = self.base.median
        return tuple(
            Finding("swing", f"{row.what}: the number becomes {row.numbers[1]:,.0f} instead of {number:,.0f}. It rests on that more than it should.")
            for row in self.rows
            if row.numbers is not None and not low <= row.numbers[1] <= high and abs(row.numbers[1] - number) > _SWING * number
        )  # fmt: skip


def omit_lists(
    estimator: Estimator,
    table: CaptureTable,
    base: Estimate | None = None,
    progress: Callable[[str], None] | None = None,
) -> Sensitivity:
    """The number without each list in turn."""
    rough = _rough(estimator)
    rows = []
    for name in table.lists if len(table.lists) > 2 else ():
        if progress is not None:
            progress(name)
        if table.totals[name] < table.n or len(table.lists) > 2:
            rows.append(Variation(f"Without {name}", rough.fit(table.omit(name))))
    return Sensitivity("lists", base or estimator.fit(table), tuple(rows))


def priors(estimator: LatentClassEstimator, table: CaptureTable, base: Estimate | None = None) -> Sensitivity:
    """The latent class model under other priors: fewer and more classes, other ideas of α and λ."""
    prior = _latent(estimator).prior
    others: dict[str, LatentClassPrior] = {
        "At most 5 classes": replace(prior, classes=5),
        "At most 20 classes": replace(prior, classes=20),
        "Few classes expected: α ~ Gamma(0.1, rate 1)": replace(prior, alpha_shape=0.1, alpha_rate=1.0),
        "Many classes expected: α ~ Gamma(2, rate 1)": replace(prior, alpha_shape=2.0, alpha_rate=1.0),
        "People easier or harder to find: λ ~ Beta(½, ½)": replace(prior, capture=(0.5, 0.5)),
        "People of middling visibility: λ ~ Beta(2, 2)": replace(prior, capture=(2.0, 2.0)),
    }
    rough = _rough(estimator)
    rows = tuple(Variation(what, replace(rough, prior=other).fit(table)) for what, other in others.items())
    return Sensitivity("priors", base or estimator.fit(table), rows)


def cap(
    estimator: Any,
    table: CaptureTable,
    multiples: Sequence[int] = (5, 10, 20, 40),
    base: Estimate | None = None,
) -> Sensitivity:
    """The number under other largest values of n0, as multiples of n: it should not follow them."""
    rough = _rough(estimator)
    rows = []
    for multiple in multiples:
        limit = multiple * table.n
        if isinstance(rough, LatentClassEstimator):
            varied: Estimator = replace(rough, prior=replace(rough.prior, n0_max=limit))
        elif hasattr(rough, "n0_max"):
            varied = replace(rough, n0_max=limit)
        else:
            raise Misuse("This method has no largest n0.")
        rows.append(Variation(f"n0 at most {limit:,} ({multiple} · n)", varied.fit(table)))
    return Sensitivity("cap", base or estimator.fit(table), tuple(rows))


def _latent(estimator: Any) -> LatentClassEstimator:
    if not isinstance(estimator, LatentClassEstimator):
        raise Misuse("Only the latent class model has priors to vary.")
    return estimator


def _rough(estimator: Any) -> Any:
    """The same with less precision, where it runs chains; a generator of random numbers goes on, a seed is used again."""
    if not isinstance(estimator, LatentClassEstimator):
        return estimator
    wanted = estimator.precision
    rough = Precision(
        rhat=max(wanted.rhat, _ROUGH.rhat),
        median=max(wanted.median, _ROUGH.median),
        limits=max(wanted.limits, _ROUGH.limits),
        draws=min(wanted.draws, _ROUGH.draws),
    )
    return replace(estimator, precision=rough, progress=None)
