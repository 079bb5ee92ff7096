"""How many people no list has: multiple systems estimation from overlapping lists. Usable without a vault."""

from amanet.estimation.table import CaptureTable
from amanet.estimation.log_linear import LogLinearEstimator
from amanet.estimation.decomposable import DecomposableGraphEstimator
from amanet.estimation.latent_class import LatentClassEstimator, LatentClassPrior
from amanet.estimation.precision import Precision
