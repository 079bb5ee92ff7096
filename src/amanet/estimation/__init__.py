"""How many people no list has: multiple systems estimation from overlapping lists. Usable without a vault.

A `CaptureTable` says how many people are on which lists; an estimator fitted to it gives an `Estimate`, which refuses to be a bare number:
it has an interval, its assumptions and what speaks against it, or it says why there is none (docs/methods/estimation.md). Numpy, scipy and
numba are imported when a table is fitted.

>>> from amanet.estimation import CaptureTable, LogLinearEstimator
>>> table = CaptureTable.from_counts({"100": 60, "010": 49, "001": 247, "110": 4, "101": 112, "011": 142, "111": 12})
>>> estimate = LogLinearEstimator().fit(table)
>>> low, high = estimate.interval(0.95)
>>> f"{estimate.median:.0f} ({low:.0f} to {high:.0f})"
'731 (700 to 766)'
"""

from amanet.estimation import sensitivity
from amanet.estimation.chains import Progress
from amanet.estimation.comparing import Comparison, combine_linkages, compare
from amanet.estimation.decomposable import DecomposableGraphEstimator
from amanet.estimation.estimate import Estimate, Model
from amanet.estimation.findings import BLOCKING, EstimateRefused, Finding
from amanet.estimation.latent_class import LatentClassEstimator, LatentClassPrior
from amanet.estimation.log_linear import LogLinearEstimator
from amanet.estimation.precision import Precision
from amanet.estimation.predictive import Predicted, posterior_predictive
from amanet.estimation.report import Report, report
from amanet.estimation.spread import Spread
from amanet.estimation.table import CaptureTable

__all__ = [
    "BLOCKING",
    "CaptureTable",
    "Comparison",
    "DecomposableGraphEstimator",
    "Estimate",
    "EstimateRefused",
    "Finding",
    "LatentClassEstimator",
    "LatentClassPrior",
    "LogLinearEstimator",
    "Model",
    "Precision",
    "Predicted",
    "Progress",
    "Report",
    "Spread",
    "combine_linkages",
    "compare",
    "posterior_predictive",
    "report",
    "sensitivity",
]
