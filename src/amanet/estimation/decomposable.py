"""Averaging over decomposable graphs (Madigan & York 1997): `DecomposableGraphEstimator`.

Every decomposable graph of the lists is weighed by how well it explains the table, for every n0 up to a limit, with a hyper-Dirichlet prior of
weight δ = 2^−J a cell, p(N) ∝ 1/N and all graphs alike (docs/methods/estimation.md, section 5). The answer is exact: sums, no chains.

With six and seven lists, graphs that together weigh less than 10^−10 are left out after a first look at some fifty values of n0; where the
grid is too long to be summed whole, the mixture is summed at nodes that close in on where it lies, and read as a smooth curve between.
The grid begins with n0 up to 10 · n, and is doubled while the upper limit lies in its last fifth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.errors import Misuse
from amanet.estimation.assumptions import DECOMPOSABLE
from amanet.estimation.checking import check_table
from amanet.estimation.estimate import Estimate, Model
from amanet.estimation.findings import Finding, Overrides, standing, valid_overrides
from amanet.estimation.graph_masses import GraphMasses, graph_masses
from amanet.estimation.graphs import decomposable_graphs
from amanet.estimation.table import CaptureTable

__all__ = ["DecomposableGraphEstimator"]

_SHOWN = 12
_BEGINS = 10
_FARTHEST = 80
_LAST_PART = 0.8
_EDGE = 0.001
_NEAR_EDGE = 0.95
_SATURATED = 0.1
_MOSTLY_SATURATED = 0.5


@dataclass(frozen=True)
class DecomposableGraphEstimator:
    """`n0_max`: the end of the grid (found where not said); `delta`: prior weight of each cell (2^−lists where not said)."""

    n0_max: int | None = None
    delta: float | None = None
    overrides: Overrides | None = None

    def fit(self, table: CaptureTable) -> Estimate:
        overrides = valid_overrides(self.overrides)
        findings = list(check_table(table))
        settings = self._settings(table)
        if standing(findings, overrides):
            return Estimate(
                "decomposable",
                table,
                None,
                tuple(findings),
                overrides,
                settings=settings,
                assumptions=DECOMPOSABLE,
            )
        graphs = decomposable_graphs(len(table.lists))
        masses = graph_masses(table, graphs, settings["n0_max"], settings["delta"])
        while (
            self.n0_max is None
            and settings["n0_max"] < _FARTHEST * table.n
            and _too_near(masses, table, settings["n0_max"])
        ):
            settings["n0_max"] *= 2
            masses = graph_masses(table, graphs, settings["n0_max"], settings["delta"])
        found, diagnostics = _findings(masses, table, settings["n0_max"], graphs.saturated)
        return Estimate(
            method="decomposable",
            table=table,
            spread=masses.spread,
            findings=(*findings, *found),
            overrides=overrides,
            diagnostics={"graphs": float(len(graphs.edges)), **diagnostics},
            settings=settings,
            assumptions=DECOMPOSABLE,
            models=_models(masses, table, graphs),
        )

    def _settings(self, table: CaptureTable) -> dict[str, Any]:
        if self.n0_max is not None and self.n0_max < 1:
            raise Misuse("n0_max is at least 1.")
        if self.delta is not None and not self.delta > 0:
            raise Misuse("delta is greater than 0.")
        return {
            "n0_max": self.n0_max if self.n0_max is not None else _BEGINS * table.n,
            "delta": self.delta if self.delta is not None else 2.0 ** -len(table.lists),
        }


def _too_near(masses: GraphMasses, table: CaptureTable, n0_max: int) -> bool:
    return masses.spread.quantile(0.975) - table.n > _LAST_PART * n0_max


def _findings(
    masses: GraphMasses, table: CaptureTable, n0_max: int, saturated: int
) -> tuple[list[Finding], Mapping[str, float]]:
    at_edge = masses.spread.above(table.n + _NEAR_EDGE * n0_max)
    weight = masses.weights.get(saturated, 0.0)
    found = []
    if at_edge > _EDGE:
        found.append(
            Finding(
                "edge",
                f"{at_edge:.1%} of the probability lies at the end of the grid (n0 near {n0_max:,}): the upper limit is the grid's, not the data's. "
                "Set n0_max higher, and see whether the interval follows.",
                blocks=at_edge > 0.01,
            )
        )
    if weight > _SATURATED:
        said = f"The graph that joins all lists has {weight:.0%} of the weight. What it says of n0 comes from the prior alone, not from the data."
        blocks = weight > _MOSTLY_SATURATED
        found.append(Finding("not-identified" if blocks else "saturated", said, blocks))
    return found, {"mass at the end of the grid": at_edge, "weight of the saturated graph": weight}


def _models(masses: GraphMasses, table: CaptureTable, graphs: Any) -> tuple[Model, ...]:
    best = sorted(masses.weights.items(), key=lambda item: (-item[1], graphs.name(item[0], table.lists)))[
        :_SHOWN
    ]
    return tuple(Model(graphs.name(at, table.lists), weight, masses.means[at]) for at, weight in best)
