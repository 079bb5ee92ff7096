"""How well chains must know a number before it is given (docs/methods/estimation.md, section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.estimation.convergence import bulk_ess, quantile_error, rank_rhat, tail_ess
from amanet.estimation.findings import Finding

__all__ = ["Precision", "State"]


@dataclass(frozen=True)
class State:
    """What the draws so far say of themselves. `shortfall`: by how much more draws are needed at least, 1 where none."""

    diagnostics: Mapping[str, float]
    findings: tuple[Finding, ...]
    shortfall: float


@dataclass(frozen=True)
class Precision:
    """Limits: R-hat, Monte Carlo errors as parts of the median and of the limits of the 95 % interval, effective draws.

    The errors are below what is promised (0.5 % and 1.25 %), because an error is itself only estimated, and a run stops when it looks small.
    """

    rhat: float = 1.01
    median: float = 0.003
    limits: float = 0.008
    draws: float = 400.0

    def judge(self, numbers: Any) -> State:
        """`numbers`: N, chains × draws."""
        import numpy as np

        errors = {
            name: quantile_error(numbers, at) / float(np.quantile(numbers, at))
            for name, at in (("lower", 0.025), ("median", 0.5), ("upper", 0.975))
        }
        found = {
            "r-hat": rank_rhat(numbers),
            "effective draws": bulk_ess(numbers),
            "effective draws in the tails": tail_ess(numbers),
            "error of the median": errors["median"],
            "error of the lower limit": errors["lower"],
            "error of the upper limit": errors["upper"],
        }
        ratios = (
            (errors["median"] / self.median) ** 2,
            (errors["lower"] / self.limits) ** 2,
            (errors["upper"] / self.limits) ** 2,
            self.draws / max(found["effective draws"], 1.0),
            self.draws / max(found["effective draws in the tails"], 1.0),
        )
        return State(found, self._findings(found, max(ratios)), max(1.0, *ratios))

    def _findings(self, found: Mapping[str, float], worst: float) -> tuple[Finding, ...]:
        findings = []
        if not found["r-hat"] <= self.rhat:
            findings.append(
                Finding(
                    "chains-disagree",
                    f"The chains do not agree (R-hat {found['r-hat']:.3f}, at most {self.rhat:g} is allowed): started elsewhere, the method ends "
                    "with another number. The data do not decide between them; see estimate.plot_chains().",
                    blocks=True,
                )
            )
        if not worst <= 1.0:
            findings.append(
                Finding(
                    "imprecise",
                    "The run ended before the number was known well enough (Monte Carlo error "
                    f"{found['error of the median']:.1%} of the median, {found['error of the lower limit']:.1%} and "
                    f"{found['error of the upper limit']:.1%} of the limits). Run longer: max_sweeps.",
                    blocks=True,
                )
            )
        return tuple(findings)
