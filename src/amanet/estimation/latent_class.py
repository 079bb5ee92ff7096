"""The latent class model (Manrique-Vallier 2016): `LatentClassEstimator`.

People fall into at most K classes; within a class, lists are independent. How many classes there are is learned (a Dirichlet process, cut at K).
Four or more chains start far from each other and run until they agree (split rank-normalised R-hat ≤ 1.01) and know their quantiles
(Monte Carlo error ≤ 0.3 % of the median, ≤ 0.8 % of the limits), or until the budget is spent: then there is no number.

The answer depends on the seed within that error, on nothing else: not on the order of rows or lists, and not on the number of threads.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from amanet.errors import Misuse
from amanet.estimation.assumptions import LATENT_CLASS
from amanet.estimation.chains import Chains, Progress
from amanet.estimation.checking import check_table
from amanet.estimation.estimate import Estimate
from amanet.estimation.findings import Finding, Overrides, standing, valid_overrides
from amanet.estimation.precision import Precision
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

__all__ = ["LatentClassEstimator", "LatentClassPrior"]

_EDGE = 0.001
_NEAR_EDGE = 0.95
_BLOCKING_EDGE = 0.01
_SNAPSHOTS = 24


@dataclass(frozen=True)
class LatentClassPrior:
    """`classes`: K; α ~ Gamma(`alpha_shape`, rate `alpha_rate`); λ ~ Beta(*`capture`); `n0_max` cuts n0 (20 · n where not said: what the
    R package LCMCR does without saying so). p(N) ∝ Γ(N + c)/Γ(N + 1) · q^N with (c, q) = `population`; (0, 1) is 1/N, others are proper.
    """

    classes: int = 10
    alpha_shape: float = 0.25
    alpha_rate: float = 0.25
    capture: tuple[float, float] = (1.0, 1.0)
    n0_max: int | None = None
    population: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        positive = (self.alpha_shape, self.alpha_rate, *self.capture)
        if not 2 <= self.classes <= 100 or not all(value > 0 for value in positive):
            raise Misuse("classes is between 2 and 100; the parameters of the priors are greater than 0.")
        if (
            (self.n0_max is not None and self.n0_max < 1)
            or self.population[0] < 0
            or not 0 < self.population[1] <= 1
        ):
            raise Misuse("n0_max is at least 1; population is (c, q) with c ≥ 0 and 0 < q ≤ 1.")

    def cap(self, n: int) -> int:
        return self.n0_max if self.n0_max is not None else 20 * n


@dataclass(frozen=True)
class LatentClassEstimator:
    """`rng`: a seed or a numpy Generator. `max_sweeps` of each chain is the budget. `progress` is told after each round."""

    prior: LatentClassPrior = field(default_factory=LatentClassPrior)
    chains: int = 4
    rng: Any = None
    max_sweeps: int = 300_000
    warm_up: int = 4_000
    precision: Precision = field(default_factory=Precision)
    overrides: Overrides | None = None
    threads: int | None = None
    progress: Callable[[Progress], None] | None = None

    def fit(self, table: CaptureTable) -> Estimate:
        if self.chains < 4:
            raise Misuse("At least 4 chains are needed to see whether they agree.")
        overrides = valid_overrides(self.overrides)
        findings = list(check_table(table))
        if standing(findings, overrides):
            return self._estimate(table, findings, None)
        chains = Chains(
            self._in_canonical_order(table), self.prior, self.chains, self.rng, threads=self.threads
        )
        chains.warm_up(self.warm_up, self.progress)
        state = chains.run(self.precision, self.max_sweeps, self.progress)
        return self._estimate(
            table, [*findings, *state.findings, *self._edge(table, chains.numbers)], chains, state.diagnostics
        )

    def _estimate(
        self, table: CaptureTable, findings: list[Finding], chains: Chains | None, diagnostics: Any = None
    ) -> Estimate:
        return Estimate(
            method="latent class",
            table=table,
            spread=Spread.of_draws(chains.numbers) if chains is not None else None,
            findings=tuple(findings),
            overrides=valid_overrides(self.overrides),
            diagnostics=diagnostics or {},
            settings=self._settings(table),
            assumptions=LATENT_CLASS,
            chains=chains.numbers if chains is not None else None,
            traces=chains.traces if chains is not None else {},
            fitted=self._cells(table, chains) if chains is not None else None,
        )

    def _settings(self, table: CaptureTable) -> dict[str, Any]:
        prior = self.prior
        return {
            "classes": prior.classes,
            "alpha prior": f"Gamma({prior.alpha_shape}, rate {prior.alpha_rate})",
            "capture prior": f"Beta({prior.capture[0]}, {prior.capture[1]})",
            "population prior": "1/N"
            if prior.population == (0.0, 1.0)
            else f"Γ(N+{prior.population[0]})/Γ(N+1)·{prior.population[1]}^N",
            "n0_max": prior.cap(table.n),
            "chains": self.chains,
            "seed": self.rng if isinstance(self.rng, int) else "not stated",
        }

    def _edge(self, table: CaptureTable, numbers: Any) -> list[Finding]:
        cap = self.prior.cap(table.n)
        near = float((numbers - table.n > _NEAR_EDGE * cap).mean())
        if near <= _EDGE:
            return []
        return [
            Finding(
                "edge",
                f"{near:.1%} of the probability lies near the largest n0 that was allowed ({cap:,}): the upper limit is set by that, "
                "not by the data. Set n0_max higher, and see whether the interval follows.",
                blocks=near > _BLOCKING_EDGE,
            )
        ]

    def _cells(self, table: CaptureTable, chains: Chains) -> Any:
        """Draws of the chances of the seen cells, by mask in the order of the table's own lists."""
        ordered = self._in_canonical_order(table)
        places = [ordered.lists.index(name) for name in table.lists]
        masks = [
            sum((mask >> j & 1) << place for j, place in enumerate(places))
            for mask in range(1, 1 << len(places))
        ]
        return chains.cells(_SNAPSHOTS)[:, [mask - 1 for mask in masks]]

    @staticmethod
    def _in_canonical_order(table: CaptureTable) -> CaptureTable:
        """The same for the same data, whatever order the lists came in."""
        order = sorted(table.lists, key=lambda name: (-table.totals[name], name))
        return table.reorder(*order)
