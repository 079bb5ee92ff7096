"""Whether chains agree, and how exactly they know a quantile: split rank-normalised R-hat, effective sample sizes, Monte Carlo errors.

After Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021 (Bayesian Analysis 16), held against ArviZ in the tests. Draws are arrays of
chains × draws. A chain that never moves gives R-hat infinity where others differ, not a division by zero.
"""

from typing import Any

__all__ = ["bulk_ess", "quantile_error", "quantile_ess", "rank_rhat", "tail_ess"]


def rank_rhat(draws: Any) -> float:
    """The larger of R-hat of the ranks and of the folded ranks: of place and of scale."""
    import numpy as np

    halves = _split(np.asarray(draws, dtype=float))
    folded = np.abs(halves - np.median(halves))
    return max(_rhat(_normal_scores(halves)), _rhat(_normal_scores(folded)))


def bulk_ess(draws: Any) -> float:
    import numpy as np

    return _ess(_normal_scores(_split(np.asarray(draws, dtype=float))))


def tail_ess(draws: Any) -> float:
    """The smaller one of the 5 % and the 95 % quantile."""
    return min(quantile_ess(draws, 0.05), quantile_ess(draws, 0.95))


def quantile_ess(draws: Any, probability: float) -> float:
    import numpy as np

    draws = np.asarray(draws, dtype=float)
    return _ess(_split((draws <= np.quantile(draws, probability)).astype(float)))


def quantile_error(draws: Any, probability: float) -> float:
    """The Monte Carlo standard error of a quantile, from the effective number of draws on either side of it."""
    import numpy as np
    from scipy.stats import beta

    draws = np.asarray(draws, dtype=float)
    size = quantile_ess(draws, probability)
    if not size > 0:
        return float("inf")
    low, high = beta.ppf([0.1586553, 0.8413447], size * probability + 1, size * (1 - probability) + 1)
    ordered = np.sort(draws.ravel())
    last = ordered.size - 1
    below = ordered[max(int(np.floor(low * ordered.size)) - 1, 0)]
    above = ordered[min(int(np.ceil(high * ordered.size)) - 1, last)]
    return float(above - below) / 2


def _split(draws: Any) -> Any:
    """Each chain as two; of an odd number of draws the middle one is left out."""
    import numpy as np

    half = draws.shape[1] // 2
    return np.concatenate((draws[:, :half], draws[:, draws.shape[1] - half :]))


def _normal_scores(draws: Any) -> Any:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws, method="average").reshape(draws.shape)
    return ndtri((ranks - 0.375) / (draws.size + 0.25))


def _rhat(scores: Any) -> float:
    import numpy as np

    length = scores.shape[1]
    within = float(scores.var(axis=1, ddof=1).mean())
    between = float(length * scores.mean(axis=1).var(ddof=1))
    if within == 0.0:
        return 1.0 if between == 0.0 else float("inf")
    return float(np.sqrt((between / within + length - 1) / length))


def _ess(halves: Any) -> float:
    """Geyer's initial monotone sequence over the autocorrelations of all chains together."""
    import numpy as np

    chains, length = halves.shape
    if length < 4:
        return float("nan")
    if np.ptp(halves) == 0.0:
        return float(halves.size)
    covariances = _autocovariances(halves)
    within = float(covariances[:, 0].mean()) * length / (length - 1)
    whole = within * (length - 1) / length
    if chains > 1:
        whole += float(halves.mean(axis=1).var(ddof=1))
    correlations = 1.0 - (within - covariances.mean(axis=0)) / whole
    correlations[0] = 1.0
    time = _correlation_time(correlations, length)
    return float(halves.size / max(time, 1.0 / float(np.log10(halves.size))))


def _correlation_time(correlations: Any, length: int) -> float:
    import numpy as np

    pairs = correlations[: length - length % 2].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs <= 0.0)) if (pairs <= 0.0).any() else len(pairs)
    stop = min(max(stop, 1), max((length - 3) // 2, 1))
    time = -1.0 + 2.0 * float(np.minimum.accumulate(pairs[:stop]).sum())
    if stop < len(pairs) and correlations[2 * stop] > 0.0:
        # The even one of the pair that was cut off, as Stan counts it
        time += float(correlations[2 * stop])
    return time


def _autocovariances(draws: Any) -> Any:
    import numpy as np
    from scipy.fft import irfft, next_fast_len, rfft

    length = draws.shape[1]
    size = next_fast_len(2 * length, real=True)
    spectrum = rfft(draws - draws.mean(axis=1, keepdims=True), n=size, axis=1)
    return irfft(np.abs(spectrum) ** 2, n=size, axis=1)[:, :length] / length
