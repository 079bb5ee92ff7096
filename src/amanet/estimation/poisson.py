"""Many Poisson log-linear models fitted at once by iteratively reweighted least squares.

Sparse tables (Chan, Silverman & Vincent 2021): a term whose sufficient count is zero has its estimate at minus infinity; it is dropped,
with the cells it makes impossible. What is left has to be identified (full rank), and an estimate has to exist: there must be a table without
zeros that has the same sufficient counts, which a linear programme tells (Fienberg & Rinaldo 2012).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Fits", "design", "exists", "fit_models"]

_MOST_STEPS = 40
_AT_ONCE = 2_000_000
_VANISHED = 1e-5


@dataclass(frozen=True)
class Fits:
    """One row a model (and table). `unseen` is exp(intercept); `error` the standard error of its logarithm; `doubtful`: the estimate may
    not exist; `size` the number of terms, dropped ones too.
    """

    unseen: Any
    deviance: Any
    error: Any
    means: Any
    size: Any
    doubtful: Any


def design(lists: int, terms: Sequence[int], *, with_empty: bool = False) -> Any:
    """Cells × terms, one where the cell lies in the term. The cells by mask, from 0 or from 1."""
    import numpy as np

    cells = np.arange(0 if with_empty else 1, 1 << lists)
    wanted = np.asarray(terms)
    return ((cells[:, None] & wanted) == wanted).astype(float)


def fit_models(
    lists: int, models: Sequence[frozenset[int]], counts: Any, *, with_empty: bool = False
) -> Fits:
    """Each model to the same counts, or to its own row of them. `counts` by mask, from 0 where `with_empty`, else from 1."""
    import numpy as np

    terms = sorted({term for model in models for term in model})
    matrix = design(lists, terms, with_empty=with_empty)
    has = np.array([[term in model for term in terms] for model in models])
    table = np.broadcast_to(np.asarray(counts, dtype=float), (len(models), matrix.shape[0]))
    size = max(1, _AT_ONCE // (matrix.size + 1))
    parts = [_fit(matrix, has[i : i + size], table[i : i + size]) for i in range(0, len(models), size)]
    return Fits(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _fit(matrix: Any, has: Any, table: Any) -> tuple[Any, ...]:
    import numpy as np

    enough = table @ matrix > 0
    kept = has & enough
    cells = ~(((has & ~enough).astype(float) @ matrix.T) > 0)
    frame = np.eye(matrix.shape[1]) * ~kept[:, None, :]
    means = np.where(cells, table + 0.5, 0.0)
    line = np.log(np.where(cells, means, 1.0))
    fitted = np.zeros(has.shape)
    before = np.full(len(has), np.inf)
    for _ in range(_MOST_STEPS):
        weights = np.where(cells, means, 0.0)
        working = weights * line + np.where(cells, table - means, 0.0)
        information = _information(matrix, weights, kept) + frame
        fitted = _solved(information, (working @ matrix) * kept)
        line = np.clip(fitted @ matrix.T, -40.0, 40.0)
        means = np.where(cells, np.exp(line), 0.0)
        deviance = _deviance(table, means)
        if (np.abs(deviance - before) <= 1e-11 * (1.0 + np.abs(deviance))).all():
            break
        before = deviance
    information = _information(matrix, means, kept) + frame
    error = _first_error(information)
    doubtful = (
        ((means < _VANISHED) & cells).any(axis=1) | ~_full_rank(matrix, cells, kept) | ~np.isfinite(error)
    )
    return np.exp(np.clip(fitted[:, 0], -40, 40)), deviance, error, means, has.sum(axis=1), doubtful


def _information(matrix: Any, weights: Any, kept: Any) -> Any:
    return (matrix.T @ (weights[:, :, None] * matrix)) * kept[:, :, None] * kept[:, None, :]


def _solved(information: Any, right: Any) -> Any:
    import numpy as np

    try:
        return np.linalg.solve(information, right[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        return (np.linalg.pinv(information, hermitian=True) @ right[:, :, None])[:, :, 0]


def _first_error(information: Any) -> Any:
    """The standard error of the intercept."""
    import numpy as np

    first = np.zeros((*information.shape[:1], information.shape[1]))
    first[:, 0] = 1.0
    variance = _solved(information, first)[:, 0]
    return np.sqrt(np.where(variance > 0, variance, np.nan))


def _full_rank(matrix: Any, cells: Any, kept: Any) -> Any:
    import numpy as np

    if cells.all():
        return np.ones(len(cells), dtype=bool)
    plain = _information(matrix, cells.astype(float), kept)
    return np.linalg.matrix_rank(plain, hermitian=True) >= kept.sum(axis=1)


def _deviance(table: Any, means: Any) -> Any:
    import numpy as np

    positive = np.where(table > 0, table, 1.0)
    logs = np.where(table > 0, table * np.log(positive / np.where(means > 0, means, 1e-300)), 0.0)
    return 2.0 * (logs - table + means).sum(axis=1)


def exists(lists: int, model: frozenset[int], counts: Any) -> bool:
    """Whether the estimate of this model exists and is the only one. `counts` by mask, from 1."""
    import numpy as np
    from scipy.optimize import linprog

    terms = sorted(model)
    matrix = design(lists, terms)
    counts = np.asarray(counts, dtype=float)
    enough = counts @ matrix > 0
    cells = ~(matrix[:, ~enough] > 0).any(axis=1)
    matrix, counts = matrix[np.ix_(cells, enough)], counts[cells]
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return False
    # The largest s for which a table with every cell at least s has the same sufficient counts
    scale = counts.sum()
    equal = np.column_stack((matrix.T, matrix.sum(axis=0)))
    answer = linprog(
        [*([0.0] * len(counts)), -1.0],
        A_eq=equal,
        b_eq=matrix.T @ counts / scale,
        bounds=[(0, None)] * (len(counts) + 1),
    )
    return bool(answer.success and -answer.fun > 1e-9)
