"""Does the model make tables like the one that was seen? Replicated tables, cell by cell, against the data."""

from dataclasses import dataclass
from typing import Any

from amanet.errors import Misuse
from amanet.estimation.estimate import Estimate

__all__ = ["Predicted", "posterior_predictive"]


@dataclass(frozen=True)
class Predicted:
    """`cells`: (pattern, observed, lower, upper) with 95 % of the replicates between; `p_value`: how often a replicate lies as far from what
    the model expects as the data do (Freeman–Tukey). Close to 0, the model does not make such tables.
    """

    cells: tuple[tuple[tuple[int, ...], int, float, float], ...]
    p_value: float

    @property
    def outside(self) -> int:
        """How many cells lie outside; one in twenty is to be expected."""
        return sum(not low <= seen <= high for _, seen, low, high in self.cells)


def posterior_predictive(estimate: Estimate, rng: Any = None, replicates: int = 400) -> Predicted:
    """Replicates of the seen cells, of the same n, from draws of the model's cell probabilities."""
    import numpy as np

    if estimate.fitted is None:
        raise Misuse(
            "This estimate kept no cells of its model: it was refused before it was fitted, or pooled of several."
        )
    rng = np.random.default_rng(rng)
    chances = estimate.fitted[rng.integers(0, len(estimate.fitted), replicates)]
    expected = chances * estimate.table.n
    seen = np.zeros(chances.shape[1])
    for mask, count in estimate.table.cells:
        seen[mask - 1] = count
    made = np.stack([rng.multinomial(estimate.table.n, row) for row in chances])
    off_made = ((np.sqrt(made) - np.sqrt(expected)) ** 2).sum(axis=1)
    off_seen = ((np.sqrt(seen) - np.sqrt(expected)) ** 2).sum(axis=1)
    low, high = np.quantile(made, (0.025, 0.975), axis=0)
    lists = len(estimate.table.lists)
    cells = tuple(
        (tuple((i + 1) >> j & 1 for j in range(lists)), int(seen[i]), float(low[i]), float(high[i]))
        for i in range(len(seen))
    )
    return Predicted(cells, float((off_made >= off_seen).mean()))
