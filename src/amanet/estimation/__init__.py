"""How many people no list has: multiple systems estimation from overlapping lists. Usable without a vault."""

from amanet.estimation.table import CaptureTable
from amanet.estimation.log_linear import LogLinearEstimator
