"""An `Estimate`: a number that cannot be had without its interval, its assumptions and what speaks against it.

`median`, `interval` and `draws` raise `EstimateRefused` while a blocking finding stands (docs/methods/estimation.md, section 7). What
the chains did stays readable in `chains`, so that somebody can find out why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amanet.canonical import JSON, encode, tagged_hash
from amanet.errors import Misuse, WorldFailed
from amanet.estimation.findings import EstimateRefused, Finding, Overrides, standing, valid_overrides
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

if TYPE_CHECKING:
    from amanet.estimation.drawing import Picture

__all__ = ["Estimate", "Model"]

_DISAGREEING = {"chains-disagree", "imprecise"}


@dataclass(frozen=True)
class Model:
    """One of several models that were weighed, as `[AB, C]`, with its weight (they sum to one) and what it says alone."""

    name: str
    weight: float
    population: float


@dataclass(frozen=True)
class Estimate:
    """What one method says of one table. `spread` is None where it was refused before anything was fitted."""

    method: str
    table: CaptureTable
    spread: Spread | None = field(repr=False)
    findings: tuple[Finding, ...] = ()
    overrides: Overrides = field(default_factory=dict)
    diagnostics: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = field(default=(), repr=False)
    models: tuple[Model, ...] = field(default=(), repr=False)
    point: float | None = None
    chains: Any = field(default=None, repr=False, compare=False)
    traces: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    # Draws of the probabilities of the seen cells (draws × masks from 1), where the method has a model of them.
    fitted: Any = field(default=None, repr=False, compare=False)
    linkages: tuple[CaptureTable, ...] = field(default=(), repr=False)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The blocking findings that nobody has answered for."""
        return standing(self.findings, self.overrides)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(finding.text for finding in self.findings)

    @property
    def converged(self) -> bool:
        """Whether the chains agree and the limits are known well enough. True for methods that run no chains."""
        return self.spread is not None and not any(finding.code in _DISAGREEING for finding in self.findings)

    @property
    def data_hash(self) -> str:
        """Of the table; of all tables, where several linkages were pooled."""
        if not self.linkages:
            return self.table.hash
        hashes: JSON = sorted(table.hash for table in self.linkages)
        return tagged_hash("amanet/capture-tables/v1", encode(hashes)).hex()

    @property
    def median(self) -> float:
        """The number: the median, or the estimate of greatest likelihood. Never without `interval` beside it."""
        spread = self._spoken()
        return self.point if self.point is not None else spread.quantile(0.5)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Within which the number lies with that probability, if the assumptions hold."""
        if not 0 < level < 1:
            raise Misuse("The level of an interval lies between 0 and 1, as 0.95.")
        spread = self._spoken()
        return spread.quantile((1 - level) / 2), spread.quantile((1 + level) / 2)

    @property
    def draws(self) -> Any:
        """Draws of the number: of all chains together, or evenly through the distribution where no chain was run."""
        spread = self._spoken()
        return self.chains.ravel() if self.chains is not None else spread.draws()

    @property
    def unseen(self) -> float:
        """How many no list has."""
        return self.median - self.table.n

    def overriding(self, overrides: Overrides) -> "Estimate":
        """The same with these blocking findings answered for: code → reason. Raises `Misuse` where nothing was fitted."""
        given = {**self.overrides, **valid_overrides(overrides)}
        if self.spread is None:
            raise Misuse(
                "Nothing was fitted. Give the reasons to the estimator: Estimator(overrides={…}).fit(table)."
            )
        return replace(self, overrides=given)

    def to_arviz(self) -> Any:
        """An `InferenceData` of the chains, for ArviZ's own plots. ArviZ is not a part of amanet."""
        if self.chains is None:
            raise Misuse(f"The method {self.method} runs no chains.")
        try:
            import arviz
        except ImportError as problem:
            raise WorldFailed(
                "ArviZ is not installed here. Install it beside amanet: pip install arviz"
            ) from problem
        return arviz.from_dict(posterior={"N": self.chains, **dict(self.traces)})

    def plot_spread(self) -> "Picture":
        """Where the number may lie, with its interval."""
        from amanet.estimation.pictures import spread_picture

        return spread_picture([self])

    def plot_chains(self) -> "Picture":
        """What each chain said in turn, and where each lies."""
        from amanet.estimation.pictures import chains_picture

        return chains_picture(self)

    def plot_overlaps(self) -> "Picture":
        """Who is on which lists together (UpSet)."""
        from amanet.estimation.overlap_picture import overlap_picture

        return overlap_picture(self.table)

    def _spoken(self) -> Spread:
        refused = self.refused
        if refused or self.spread is None:
            codes = ", ".join(finding.code for finding in refused)
            raise EstimateRefused(
                " ".join(finding.text for finding in refused)
                + f" No number is given. Whoever knows better can override it with a reason, which is printed with the number ({codes})."
            )
        return self.spread
