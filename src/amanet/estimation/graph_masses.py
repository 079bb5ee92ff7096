"""The joint weight of graphs and n0: sums of log gamma functions, a chunk of graphs at a time.

log p(g, n0 | y) = C_g + Σ over subsets A of incidence[g, A] · t_A(n0) + b(n0), where t_A(n0) = lnΓ(y_A(0) + n0 + δ_A) − lnΓ(N + 2^J δ) holds what
moves with n0 and C_g the rest of h.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.estimation.graphs import Graphs
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

__all__ = ["GraphMasses", "graph_masses"]

_AT_ONCE = 1_000_000
_FIRST_LOOK = 48
_LEADING = 400
_ROUNDS = 12
_DEEP = 40.0
_GENTLE = 2.0
_LEFT_OUT = 1e-10
_WHOLE = 30_000_000
_LONGEST = 1_000_000
_MARGIN = 4.0
_NODES = 200


@dataclass(frozen=True)
class GraphMasses:
    """`spread` of N; `weights` and mean N of the graphs that weigh something, by their place."""

    spread: Spread
    weights: Mapping[int, float]
    means: Mapping[int, float]


@dataclass(frozen=True)
class _Terms:
    """What every subset of lists brings."""

    n: int
    fixed: Any
    empty: Any
    delta_of: Any
    delta_whole: float

    def moving(self, unseen: Any) -> Any:
        """Subsets × values of n0."""
        from scipy.special import gammaln

        table = gammaln(self.empty[:, None] + unseen + self.delta_of[:, None])
        table -= gammaln(self.n + unseen + self.delta_whole)
        table[0] = 0.0
        return table

    def shared(self, unseen: Any) -> Any:
        """What all graphs have alike: lnΓ(N+1) − lnΓ(n0+1) − ln N."""
        import numpy as np
        from scipy.special import gammaln

        return gammaln(self.n + unseen + 1) - gammaln(unseen + 1) - np.log(self.n + unseen)


def graph_masses(table: CaptureTable, graphs: Graphs, n0_max: int, delta: float) -> GraphMasses:
    import numpy as np

    terms = _terms(table, delta)
    whole = n0_max < _LONGEST and len(graphs.edges) * (n0_max + 1) <= _WHOLE
    kept = np.arange(len(graphs.edges))
    if whole:
        places = np.arange(n0_max + 1, dtype=float)
        logs, weights, means = _summed(graphs.incidence, terms, places, np.ones(len(places)))
        masses = np.exp(logs)
    else:
        look = _first_look(graphs.incidence, terms, n0_max)
        kept = look.worth_keeping()
        places, logs, weights, means = _at_nodes(graphs.incidence, kept, look, terms)
        places, masses = _between(places, logs)
    return GraphMasses(
        Spread.of_masses(table.n + places, masses),
        {int(at): float(weight) for at, weight in zip(kept, weights, strict=True) if weight > 1e-12},
        {int(at): float(mean) for at, mean in zip(kept, means, strict=True)},
    )


def _terms(table: CaptureTable, delta: float) -> _Terms:
    import numpy as np
    from scipy.special import gammaln

    lists = len(table.lists)
    fixed, empty, delta_of = (np.zeros(1 << lists) for _ in range(3))
    for subset in range(1, 1 << lists):
        sums: dict[int, int] = {}
        for mask, count in table.cells:
            sums[mask & subset] = sums.get(mask & subset, 0) + count
        empty[subset] = sums.pop(0, 0)
        size = subset.bit_count()
        delta_of[subset] = delta * 2.0 ** (lists - size)
        prior = float(gammaln(delta_of[subset]))
        # Cells that are empty in the margin bring lnΓ(δ_A), which takes one of the 2^|A| away.
        fixed[subset] = (
            sum(float(gammaln(count + delta_of[subset])) - prior for count in sums.values()) - prior
        )
        fixed[subset] += float(gammaln(2.0**lists * delta))
    return _Terms(table.n, fixed, empty, delta_of, 2.0**lists * delta)


def _summed(incidence: Any, terms: _Terms, places: Any, widths: Any) -> tuple[Any, Any, Any]:
    """(log of the sum over graphs at each place, weight of each graph, its mean N). Each place against its own greatest term, so that none
    vanishes where the peak is narrow.
    """
    import numpy as np

    moving = terms.moving(places) + terms.fixed[:, None]
    moving[0] = 0.0
    shared = terms.shared(places)
    size = max(1, _AT_ONCE // len(places))
    parts, totals, means, tops = [], [], [], []
    for start in range(0, incidence.shape[0], size):
        logs = incidence[start : start + size] @ moving + shared
        crests = logs.max(axis=0)
        masses = np.exp(logs - crests)
        parts.append(crests + np.log(masses.sum(axis=0)))
        tops.append(float(crests.max()))
        masses *= np.exp(crests - tops[-1]) * widths
        totals.append(masses.sum(axis=1))
        means.append(masses @ (terms.n + places) / np.where(totals[-1] > 0, totals[-1], 1.0))
    highest = max(tops)
    weights = np.concatenate([part * np.exp(top - highest) for part, top in zip(totals, tops, strict=True)])
    logs = np.logaddexp.reduce(np.array(parts), axis=0)
    return logs - logs.max(), weights / weights.sum(), np.concatenate(means)


@dataclass(frozen=True)
class _FirstLook:
    """A few nodes, the mixture there, and how high each graph may rise."""

    places: Any
    mixture: Any
    heights: Any

    def worth_keeping(self) -> Any:
        """The graphs that matter: those left out weigh less than 10^−10 together, by their greatest value with a margin of e^4."""
        import numpy as np

        order = np.argsort(self.heights)
        bounds = np.cumsum(
            np.exp(np.minimum(self.heights[order] + _MARGIN - self.heights[order[-1]], _MARGIN))
        )
        return np.sort(order[int(np.searchsorted(bounds, _LEFT_OUT)) :])

    def leading(self) -> Any:
        import numpy as np

        return np.sort(np.argsort(self.heights)[-_LEADING:])


def _first_look(incidence: Any, terms: _Terms, n0_max: int) -> _FirstLook:
    import numpy as np

    places = _nodes(n0_max, _FIRST_LOOK)
    steps = np.log1p(places)
    moving = terms.moving(places) + terms.fixed[:, None]
    moving[0] = 0.0
    shared = terms.shared(places)
    size = max(1, _AT_ONCE // len(places))
    heights, sums = [], []
    for start in range(0, incidence.shape[0], size):
        logs = incidence[start : start + size] @ moving + shared
        top = logs.max(axis=0)
        sums.append(top + np.log(np.exp(logs - top).sum(axis=0)))
        heights.append(_peaks(logs + steps, steps))
    return _FirstLook(places, np.logaddexp.reduce(np.array(sums), axis=0), np.concatenate(heights))


def _peaks(logs: Any, steps: Any) -> Any:
    """The height of a parabola through the highest node and its neighbours: peaks may be narrower than the nodes are apart."""
    import numpy as np

    at = np.clip(logs.argmax(axis=1), 1, logs.shape[1] - 2)
    rows = np.arange(len(logs))
    left, middle, right = (logs[rows, at + i] for i in (-1, 0, 1))
    before, after = steps[at] - steps[at - 1], steps[at + 1] - steps[at]
    bend = ((right - middle) / after - (middle - left) / before) / (before + after)
    slope = (right - middle) / after - bend * after
    lift = np.where(bend < 0, slope**2 / np.where(bend < 0, -4.0 * bend, 1.0), 0.0)
    return logs.max(axis=1) + np.minimum(lift, 1e4)


def _nodes(n0_max: int, count: int) -> Any:
    """Whole numbers from 0 to the end, close together where they are small."""
    import numpy as np

    return np.unique(np.round(np.expm1(np.linspace(0.0, np.log1p(n0_max), count))))


def _at_nodes(incidence: Any, kept: Any, look: _FirstLook, terms: _Terms) -> tuple[Any, Any, Any, Any]:
    """The mixture of the graphs kept, at nodes that close in on where the leading ones lie."""
    import numpy as np

    places, logs = look.places, look.mixture
    leading = incidence[look.leading()]
    for _ in range(_ROUNDS):
        low, high = _region(places, logs)
        between = np.expm1(np.linspace(np.log1p(low), np.log1p(high), _NODES))
        nodes = np.unique(np.concatenate(([low, high], np.round(between))))
        logs, _, _ = _summed(leading, terms, nodes, np.ones(len(nodes)))
        settled = np.array_equal(nodes, places)
        places = nodes
        if settled or np.abs(np.diff(logs)).max(initial=0.0) < _GENTLE:
            break
    widths = np.gradient(places) if len(places) > 1 else np.ones(1)
    return places, *_summed(incidence[kept], terms, places, widths)


def _region(places: Any, logs: Any) -> tuple[float, float]:
    """From the node before to the node after all that lies within e^40 of the greatest."""
    import numpy as np

    near = np.flatnonzero(logs > logs.max() - _DEEP)
    return float(places[max(near[0] - 1, 0)]), float(places[min(near[-1] + 1, len(places) - 1)])


def _between(places: Any, logs: Any) -> tuple[Any, Any]:
    """Every whole number between the first and the last node (or a million of them), by a cubic of the logarithm."""
    import numpy as np
    from scipy.interpolate import CubicSpline

    low, high = places[0], places[-1]
    fine = np.arange(low, high + 1) if high - low < _LONGEST else np.round(np.linspace(low, high, _LONGEST))
    if len(places) < 4:
        return places, np.exp(logs - logs.max())
    heights = CubicSpline(np.log1p(places), logs)(np.log1p(fine))
    return fine, np.exp(heights - heights.max())
