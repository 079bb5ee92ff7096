"""Chains of the latent class sampler, side by side in threads (the compiled loops let go of the interpreter).

They start dispersed: few classes and many, people easy and hard to find. Each has a stream of randomness of its own, so what it does
depends on the seed alone.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amanet.estimation.precision import Precision, State
from amanet.estimation.table import CaptureTable

if TYPE_CHECKING:
    from amanet.estimation.latent_class import LatentClassPrior

__all__ = ["Chains", "Progress"]

_EVERY = 5
_STEPS = 64
# Where the chains begin: α, and the middle of logit λ. Prone to few or many classes; easy or hard to find.
_STARTS = ((0.1, 0.0), (1.0, -1.5), (5.0, 0.0), (0.5, 1.0))
# Parts of the warm-up, after each of which step and scales are set anew.
_WINDOWS = (0.15, 0.25, 0.4, 0.2)
_FIRST_ROUND = 3_000
_BURNED = 0.2
_GROWTH = 2.0


@dataclass(frozen=True)
class Progress:
    """What is going on: "compiling" (the first time on a machine), "warming up" or "sampling"; sweeps of each chain so far."""

    stage: str
    sweeps: int
    rhat: float | None = None
    median_error: float | None = None
    limit_error: float | None = None


class Chains:
    """Several chains on one table. `numbers` (N, chains × draws) and `traces` grow as they run."""

    def __init__(
        self,
        table: CaptureTable,
        prior: "LatentClassPrior",
        count: int,
        rng: Any,
        *,
        threads: int | None = None,
    ) -> None:
        import numpy as np

        self._n = table.n
        rows = table.rows()
        self._members = np.array([pattern for pattern, _ in rows], dtype=np.uint8)
        self._counts = np.array([count for _, count in rows], dtype=np.int64)
        self._prior = np.array(
            [*prior.capture, prior.alpha_shape, prior.alpha_rate, *prior.population], dtype=float
        )
        self._cap = prior.cap(table.n)
        streams = np.random.default_rng(rng).spawn(count)
        lists = len(table.lists)
        self._chains = [
            _Chain(lists, prior.classes, *_STARTS[i % len(_STARTS)], stream)
            for i, stream in enumerate(streams)
        ]
        self._threads = threads or min(
            count, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        )
        self._parts: list[Any] = []
        self.sweeps = 0

    @property
    def numbers(self) -> Any:
        return self._n + self._kept()[:, :, 0]

    @property
    def traces(self) -> dict[str, Any]:
        kept = self._kept()
        return {"log_alpha": kept[:, :, 1], "log_density": kept[:, :, 2], "classes": kept[:, :, 3]}

    def warm_up(self, sweeps: int, progress: Callable[[Progress], None] | None = None) -> None:
        if progress is not None and not _compiled():
            progress(Progress("compiling", 0))
        self._turn(_EVERY, warming=True)  # compiles in one thread, where it has to be done
        for part in _WINDOWS:
            if progress is not None:
                progress(Progress("warming up", 0))
            self._turn(max(int(sweeps * part) // _EVERY, 1) * _EVERY, warming=True)
            for chain in self._chains:
                chain.retune()
        for chain in self._chains:
            chain.settle()

    def run(
        self, precision: Precision, most: int, progress: Callable[[Progress], None] | None = None
    ) -> State:
        """Rounds until `precision` is satisfied, or `most` sweeps of each chain are done."""
        wanted = min(_FIRST_ROUND, most)
        while True:
            self._parts.append(self._turn(max(wanted // _EVERY, 8) * _EVERY, warming=False))
            self.sweeps += wanted
            state = precision.judge(self.numbers)
            if progress is not None:
                progress(_progress(self.sweeps, state))
            if not state.findings or self.sweeps >= most:
                return self._told(state)
            aim = self.sweeps * min(max(1.15 * state.shortfall, 1.3), _GROWTH)
            wanted = min(int(aim) - self.sweeps, most - self.sweeps)

    def cells(self, snapshots: int) -> Any:
        """Draws (of each chain, some sweeps apart) of the chances of the seen cells, by mask from 1."""
        import numpy as np

        rows = []
        for _ in range(snapshots):
            self._turn(4 * _EVERY, warming=False)
            rows += [chain.chances() for chain in self._chains]
        return np.array(rows)

    def _told(self, state: State) -> State:
        told = {
            **state.diagnostics,
            "sweeps of each chain": float(self.sweeps),
            "trajectories accepted": sum(chain.accepted for chain in self._chains) / len(self._chains),
            "classes in use": float(self.traces["classes"].mean()),
        }
        return State(told, state.findings, state.shortfall)

    def _kept(self) -> Any:
        """The draws but the first fifth, which may still remember where the chains began."""
        import numpy as np

        whole = np.concatenate(self._parts, axis=1)
        return whole[:, int(whole.shape[1] * _BURNED) :]

    def _turn(self, sweeps: int, *, warming: bool) -> Any:
        import numpy as np

        def turn(chain: "_Chain") -> Any:
            return chain.turn(self._members, self._counts, self._prior, self._cap, sweeps, warming=warming)

        if sweeps <= _EVERY:
            return np.stack([turn(chain) for chain in self._chains])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(turn, self._chains)))


class _Chain:
    """The state of one chain, in the arrays that the compiled loop works on."""

    def __init__(self, lists: int, classes: int, alpha: float, middle: float, rng: Any) -> None:
        import numpy as np

        self._rng = rng
        size = lists * classes + classes
        self._logit = middle + rng.logistic(size=(lists, classes))
        broken = np.clip(rng.beta(1.0, alpha, classes - 1), 1e-12, 1 - 1e-12)
        self._stick, self._rest = np.log(broken), np.log1p(-broken)
        self._tuning = np.zeros(9)
        self._tuning[0] = alpha
        self._scale, self._moments = np.ones(size), np.zeros((3, size))
        self._begin(0.1)

    def turn(self, members: Any, counts: Any, prior: Any, cap: int, sweeps: int, *, warming: bool) -> Any:
        import numpy as np

        from amanet.estimation.latent_kernels import TRACE, run

        trace = np.zeros((sweeps // _EVERY, TRACE))
        run(
            members, counts, prior, cap, sweeps, _EVERY, _STEPS, warming,
            self._logit, self._stick, self._rest, self._tuning, self._scale, self._moments, trace, self._rng,
        )  # fmt: skip
        return trace

    def chances(self) -> Any:
        """The chance of each seen cell at the present parameters, by mask from 1."""
        import numpy as np

        lists = self._logit.shape[0]
        weights = np.exp(np.append(self._stick, 0.0) + np.append(0.0, np.cumsum(self._rest)))
        inside = np.array(
            [[mask >> j & 1 for j in range(lists)] for mask in range(1, 1 << lists)], dtype=bool
        )
        on, off = -np.logaddexp(0.0, -self._logit), -np.logaddexp(0.0, self._logit)
        logs = inside @ on + ~inside @ off
        chances = np.exp(logs) @ weights
        return chances / chances.sum()

    def retune(self) -> None:
        """Scales from how far the coordinates went, and a step looked for anew."""
        import numpy as np

        count = self._moments[0, 0]
        if count > 20:
            self._scale[:] = np.sqrt((self._moments[2] + 5e-3) / (count + 5.0))
        self._moments[:] = 0.0
        self._begin(float(np.clip(np.exp(self._tuning[2]), 1e-5, 1.0)))

    def settle(self) -> None:
        """Keeps the step that the last window found."""
        self._tuning[6:8] = 0.0

    @property
    def accepted(self) -> float:
        return float(self._tuning[7] / max(self._tuning[6], 1.0))

    def _begin(self, step: float) -> None:
        import numpy as np

        self._tuning[1:6] = (np.log(step), np.log(step), 0.0, 0.0, np.log(10.0 * step))


def _progress(sweeps: int, state: State) -> Progress:
    found = state.diagnostics
    limits = max(found["error of the lower limit"], found["error of the upper limit"])
    return Progress("sampling", sweeps, found["r-hat"], found["error of the median"], limits)


def _compiled() -> bool:
    """Whether the loops were compiled on this machine before; asked so that a person is told why the first run waits."""
    from amanet.estimation import latent_kernels

    return bool(getattr(latent_kernels.run, "signatures", ())) or _has_cache(latent_kernels.run)


def _has_cache(function: Any) -> bool:
    from contextlib import suppress
    from pathlib import Path

    with suppress(AttributeError, OSError):
        folder = Path(function._cache.cache_path)
        return any(folder.glob("latent_kernels.run-*.nbc"))
    return False
