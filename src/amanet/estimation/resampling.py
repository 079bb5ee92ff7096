"""The bootstrap that chooses the model again in every sample, among those that did best on the data (Silverman, Chan & Vincent 2023)."""

from typing import TYPE_CHECKING, Any

from amanet.estimation.table import CaptureTable

if TYPE_CHECKING:
    from amanet.estimation.log_linear import LogLinearEstimator

__all__ = ["resampled"]


def resampled(how: "LogLinearEstimator", table: CaptureTable, samples: int, rng: Any) -> Any:
    """N of each sample. Samples in which no model has an estimate are drawn again, which can make the interval too short."""
    import numpy as np

    from amanet.estimation.log_linear import _counts, ranked_models

    rng = np.random.default_rng(rng)
    counts = _counts(table)
    among = None
    if how.candidates(table) is not None:
        among = [one.model for one in ranked_models(how, table, counts)]
    numbers: list[float] = []
    for _ in range(4 * samples):
        if len(numbers) == samples:
            break
        sample = rng.multinomial(table.n, counts / table.n).astype(float)
        ranked = ranked_models(how, table, sample, among)
        numbers += [table.n + one.unseen for one in ranked[:1]]
    return np.array(numbers or [float("nan")])
