"""Log-linear models (Fienberg 1972): `LogLinearEstimator`.

Up to four lists every hierarchical model is fitted and the best by BIC taken, with the interval of the profile likelihood. From five on,
the published stepwise way of Bales, Hesketh & Silverman 2015: from the main effects, the pair of lists that lowers AIC most, for as
long as it is significant (likelihood ratio, 5 %) and the two lists meet at all, with the Wald interval of log n0. Both can be chosen.
`bootstrap` resamples people and searches again in each sample, so that the interval knows that the model was chosen too; without it, intervals
are those of one model, and too short.

>>> from amanet.estimation import CaptureTable, LogLinearEstimator
>>> table = CaptureTable.from_counts({"100": 60, "010": 49, "001": 247, "110": 4, "101": 112, "011": 142, "111": 12})
>>> LogLinearEstimator().fit(table).models[0].name
'[A·B, C]'
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from amanet.errors import Misuse
from amanet.estimation.assumptions import LOG_LINEAR
from amanet.estimation.checking import check_table
from amanet.estimation.estimate import Estimate, Model
from amanet.estimation.findings import Finding, Overrides, standing, valid_overrides
from amanet.estimation.hierarchical import all_models, main_effects, model_name, pairs, terms_of
from amanet.estimation.poisson import Fits, exists, fit_models
from amanet.estimation.profile import profile_spread, wald_spread
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

__all__ = ["LogLinearEstimator"]

Search = Literal["auto", "all", "stepwise"]
_ALL_UP_TO = 4
_SHOWN = 12
_TIED = 2.0
_APART = 0.15
_SIGNIFICANT = 0.05
_AMONG = 60


@dataclass(frozen=True)
class LogLinearEstimator:
    """`search`: all hierarchical models, or stepwise; `criterion` ranks (of "all"); `interval`; `bootstrap` resamples, where not 0, with
    `rng`; `model`: one model by its generators (names of lists), and no search.
    """

    search: Search = "auto"
    criterion: Literal["bic", "aic"] = "bic"
    interval: Literal["auto", "profile", "wald"] = "auto"
    bootstrap: int = 0
    model: Sequence[Sequence[str]] | None = None
    rng: Any = None
    overrides: Overrides | None = None

    def fit(self, table: CaptureTable) -> Estimate:
        overrides = valid_overrides(self.overrides)
        findings = list(check_table(table))
        if len(table.lists) < 2:
            raise Misuse("One list alone says nothing about who is on none.")
        if standing(findings, overrides):
            return self._refusal(table, findings, overrides)
        ranked = self._ranked(table)
        if not ranked:
            findings.append(
                Finding(
                    "not-identified",
                    "No log-linear model of this table has an estimate: it is too sparse.",
                    blocks=True,
                )
            )
            return self._refusal(table, findings, overrides)
        return self._estimate(table, ranked, findings, overrides)

    def _estimate(
        self,
        table: CaptureTable,
        ranked: "list[_Ranked]",
        findings: list[Finding],
        overrides: Mapping[str, str],
    ) -> Estimate:
        best = ranked[0]
        spread = self._spread(table, best)
        low, high = spread.quantile(0.025), spread.quantile(0.975)
        findings += _disagreeing(table, ranked)
        if not high < spread.values[-1]:
            findings.append(
                Finding(
                    "edge",
                    "The likelihood does not fall off: the data set no upper limit under this model.",
                    blocks=True,
                )
            )
        weights = _weights(ranked)
        return Estimate(
            method="log-linear",
            table=table,
            spread=spread,
            findings=tuple(findings),
            overrides=overrides,
            diagnostics={
                "deviance": best.deviance,
                "parameters": float(best.size),
                "interval low": low,
                "interval high": high,
            },
            settings=self._settings(table),
            assumptions=LOG_LINEAR,
            models=tuple(
                Model(model_name(one.model, table.lists), weight, table.n + one.unseen)
                for one, weight in zip(ranked[:_SHOWN], weights, strict=False)
            ),
            point=table.n + best.unseen,
            fitted=_chances(table, best.model),
        )

    def _spread(self, table: CaptureTable, best: "_Ranked") -> Spread:
        if self.bootstrap:
            from amanet.estimation.resampling import resampled

            return Spread.of_draws(resampled(self, table, self.bootstrap, self.rng))
        interval = self.interval
        if interval == "auto":
            interval = "wald" if self._way(table) == "stepwise" else "profile"
        if interval == "wald":
            return wald_spread(table.n, best.unseen, best.error)
        return profile_spread(len(table.lists), best.model, _counts(table), best.unseen, best.error)

    def _way(self, table: CaptureTable) -> str:
        if self.model is not None:
            return "given"
        if self.search == "auto":
            return "all" if len(table.lists) <= _ALL_UP_TO else "stepwise"
        return self.search

    def _settings(self, table: CaptureTable) -> dict[str, Any]:
        way = self._way(table)
        return {
            "search": way,
            "criterion": {"stepwise": "aic, significant at 5 %", "given": "none"}.get(way, self.criterion),
            "interval": "bootstrap" if self.bootstrap else self.interval,
            "bootstrap": self.bootstrap,
        }

    def _refusal(
        self, table: CaptureTable, findings: list[Finding], overrides: Mapping[str, str]
    ) -> Estimate:
        return Estimate(
            "log-linear",
            table,
            None,
            tuple(findings),
            overrides,
            settings=self._settings(table),
            assumptions=LOG_LINEAR,
        )

    def _ranked(self, table: CaptureTable) -> "list[_Ranked]":
        return ranked_models(self, table, _counts(table))

    def candidates(self, table: CaptureTable) -> tuple[frozenset[int], ...] | None:
        """The models to choose from; None where they are found step by step."""
        way = self._way(table)
        if way == "given":
            assert self.model is not None
            return (
                terms_of([[table.lists.index(name) for name in one] for one in self.model], len(table.lists)),
            )
        return all_models(len(table.lists)) if way == "all" else None


@dataclass(frozen=True)
class _Ranked:
    model: frozenset[int]
    unseen: float
    deviance: float
    error: float
    size: int
    score: float


def ranked_models(
    how: LogLinearEstimator, table: CaptureTable, counts: Any, among: Sequence[frozenset[int]] | None = None
) -> list[_Ranked]:
    """The models that have an estimate, the best first."""
    import numpy as np

    lists = len(table.lists)
    models = among if among is not None else how.candidates(table)
    if models is None:
        return _stepwise(lists, counts)
    price = 2.0 if how.criterion == "aic" else float(np.log(max(np.sum(counts), 2.0)))
    return _sound(_scored(models, fit_models(lists, models, counts), price), lists, counts)


def _scored(models: Sequence[frozenset[int]], fits: Fits, price: float) -> list[tuple[_Ranked, bool]]:
    """All of them, the best first, each with whether its estimate may not exist."""
    scores = fits.deviance + price * fits.size
    rows = [
        (
            _Ranked(
                models[i],
                float(fits.unseen[i]),
                float(fits.deviance[i]),
                float(fits.error[i]),
                int(fits.size[i]),
                float(scores[i]),
            ),
            bool(fits.doubtful[i]),
        )
        for i in range(len(models))
    ]
    return sorted(rows, key=lambda row: (row[0].score, row[0].size, sorted(row[0].model)))


def _sound(rows: list[tuple[_Ranked, bool]], lists: int, counts: Any) -> list[_Ranked]:
    """Without those whose estimate does not exist. It is asked of doubtful ones, from the top, until enough are found."""
    found: list[_Ranked] = []
    for one, doubtful in rows:
        if len(found) >= _AMONG:
            break
        if one.score == one.score and (not doubtful or exists(lists, one.model, counts)):
            found.append(one)
    return found


def _stepwise(lists: int, counts: Any) -> list[_Ranked]:
    """The models passed through, the last one first: it is the one chosen."""
    import numpy as np
    from scipy.stats import chi2

    here = main_effects(lists)
    path = _sound(_scored([here], fit_models(lists, [here], counts), 2.0), lists, counts)
    while path:
        nearby = [here | {pair} for pair in pairs(lists) if pair not in here and lists > 2]
        if not nearby:
            break
        best, doubtful = _scored(nearby, fit_models(lists, nearby, counts), 2.0)[0]
        added = next(iter(best.model - here))
        meeting = np.asarray(counts)[
            [mask - 1 for mask in range(1, 1 << lists) if mask & added == added]
        ].sum()
        # A pair that never met has no finite estimate that could be tested, as in the published way.
        if (
            best.score >= path[0].score
            or meeting == 0
            or (doubtful and not exists(lists, best.model, counts))
        ):
            break
        if chi2.sf(path[0].deviance - best.deviance, 1) > _SIGNIFICANT:
            break
        here = best.model
        path.insert(0, best)
    return path


def _weights(ranked: Sequence[_Ranked]) -> list[float]:
    import numpy as np

    scores = np.array([one.score for one in ranked])
    weights = np.exp(-(scores - scores.min()) / 2)
    return [float(weight) for weight in weights / weights.sum()]


def _disagreeing(table: CaptureTable, ranked: Sequence[_Ranked]) -> list[Finding]:
    """Models that are as good and say something else."""
    best = table.n + ranked[0].unseen
    tied = [table.n + one.unseen for one in ranked[1:] if abs(one.score - ranked[0].score) <= _TIED]
    far = [number for number in tied if abs(number - best) > _APART * best]
    if not far:
        return []
    said = " and ".join(dict.fromkeys(f"{number:,.0f}" for number in (min(far), max(far))))
    return [
        Finding(
            "tied-models",
            f"Models that fit as well say {said}, against {best:,.0f} of the one chosen. The data cannot tell which is right.",
        )
    ]


def _chances(table: CaptureTable, model: frozenset[int]) -> Any:
    """One row: the chances of the seen cells under the model."""
    means = fit_models(len(table.lists), [model], _counts(table)).means
    return means / means.sum(axis=1, keepdims=True)


def _counts(table: CaptureTable) -> Any:
    """By mask, from 1."""
    import numpy as np

    counts = np.zeros((1 << len(table.lists)) - 1)
    for mask, count in table.cells:
        counts[mask - 1] = count
    return counts
