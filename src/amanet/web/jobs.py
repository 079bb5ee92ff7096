"""Work that takes longer than a page should: it goes on in a thread of the desk, and pages follow it.

A job lives as long as this opening of the vault. What it acknowledged is in the vault; the job itself is nowhere on the disk.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, Literal

__all__ = ["Job", "Jobs", "Stopped"]

State = Literal["waiting", "running", "done", "failed", "stopped"]
_MOST_REMEMBERED = 50


class Stopped(Exception):
    """Somebody asked for this job to end, or the vault is being locked. What was acknowledged is safe."""


@dataclass(eq=False)
class Job:
    """One piece of work. The function that does it calls `report` now and then."""

    title: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    done: int = 0
    total: int | None = None
    note: str = ""
    result: Any = field(default=None, repr=False)
    error: str = field(default="", repr=False)
    # Where the page goes when the job is done.
    then: str = "/"
    changes: int = 0
    _stop: bool = False
    _changed: Condition = field(default_factory=Condition, repr=False)

    @property
    def is_over(self) -> bool:
        return self.state not in ("waiting", "running")

    def report(self, done: int, total: int | None = None, note: str = "") -> None:
        """How far it is. Raises `Stopped` where somebody asked it to end."""
        if self._stop:
            raise Stopped
        with self._changed:
            self.done, self.total = done, total if total is not None else self.total
            self.note = note or self.note
            self._tell()

    def stop(self) -> None:
        self._stop = True

    def must_go_on(self) -> None:
        if self._stop:
            raise Stopped

    def become(self, state: State, *, result: Any = None, error: str = "") -> None:
        with self._changed:
            self.state, self.result, self.error = state, result, error
            self._tell()

    def shown(self) -> dict[str, Any]:
        """What a page may know of it."""
        return {
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "note": self.note,
            "error": self.error,
            "then": self.then,
        }

    def _tell(self) -> None:
        self.changes += 1
        self._changed.notify_all()


class Jobs:
    """The jobs of this opening, the newest last."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs.values()))

    def find(self, identifier: str) -> Job | None:
        return self._jobs.get(identifier)

    def keep(self, job: Job) -> Job:
        self._jobs[job.id] = job
        for old in [one for one in self if one.is_over][: max(0, len(self._jobs) - _MOST_REMEMBERED)]:
            del self._jobs[old.id]
        return job

    @property
    def busy(self) -> bool:
        return any(not job.is_over for job in self)

    def stop_all(self) -> None:
        for job in self:
            job.stop()

    def forget(self) -> None:
        self._jobs.clear()
