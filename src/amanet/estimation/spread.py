"""Where a number may lie, in one form for all methods: values in order, and how much lies at or below each."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Spread"]

_DRAWS = 4000


@dataclass(frozen=True)
class Spread:
    """`values` ascending, `cumulative` ascending to 1. Between two values it is read as a line where `smooth`, else as a step."""

    values: Any
    cumulative: Any
    smooth: bool = False

    @classmethod
    def of_draws(cls, draws: Any) -> "Spread":
        import numpy as np

        values = np.sort(np.asarray(draws, dtype=float).ravel())
        return cls(values, (np.arange(values.size) + 1.0) / values.size)

    @classmethod
    def of_masses(cls, values: Any, masses: Any) -> "Spread":
        import numpy as np

        cumulative = np.cumsum(masses)
        return cls(np.asarray(values, dtype=float), cumulative / cumulative[-1])

    def quantile(self, probability: float) -> float:
        """The smallest value with at least so much at or below it."""
        import numpy as np

        if self.smooth:
            return float(np.interp(probability, self.cumulative, self.values))
        at = int(np.searchsorted(self.cumulative, probability - 1e-12))
        return float(self.values[min(at, len(self.values) - 1)])

    def draws(self, count: int = _DRAWS) -> Any:
        """Evenly through the distribution, in order: the same for the same spread."""
        import numpy as np

        return np.array([self.quantile((i + 0.5) / count) for i in range(count)])

    def above(self, value: float) -> float:
        """How much lies above `value`."""
        import numpy as np

        at = int(np.searchsorted(self.values, value, side="right"))
        return 1.0 - (float(self.cumulative[at - 1]) if at else 0.0)
