"""One program run and measured: wall, CPU of its whole process tree, and the memory of that tree while it runs.

CPU is what `wait4` says: the process and all descendants that were waited for. Memory is the sum over the tree,
looked at every few milliseconds in `/proc/*/smaps_rollup`, and of that the highest: RSS counts a page once for every
process that has it (too much), PSS divides it by the number of processes that have it, others' too (a little too
little). The process that derives a key is counted apart. Linux only.
"""

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_LOOK_EVERY = 0.02
_DERIVATION = b"derivation_child.py"


@dataclass(frozen=True)
class Memory:
    """The highest sums, in bytes. `derivation` is the RSS of the process that derives the key."""

    rss: int = 0
    pss: int = 0
    derivation: int = 0


@dataclass(frozen=True)
class Spent:
    """Seconds; `memory` only where it was looked at."""

    wall: float
    user: float
    system: float
    memory: Memory | None = None

    @property
    def cpu(self) -> float:
        return self.user + self.system


class Failed(Exception):
    """A measured program ended with an error."""


def run(command: Sequence[str], environment: Mapping[str, str], *, watch: bool = False) -> Spent:
    """Runs a program to its end. Raises `Failed` with the end of what it said."""
    begin = perf_counter()
    with subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        watcher = _Watcher(process.pid) if watch else None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        memory = watcher.stop() if watcher is not None else None
    if process.returncode != 0:
        raise Failed(
            f"{' '.join(command)} ended with {process.returncode}: {said[-2000:].decode(errors='replace')}"
        )
    return Spent(wall, usage.ru_utime, usage.ru_stime, memory)


def output(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a program prints. Not measured."""
    return subprocess.run(command, env=dict(environment), capture_output=True, check=True, text=True).stdout


class _Watcher:
    """Looks at the memory of a process tree until it is told to stop."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._peak = Memory()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> Memory:
        self._done.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            rss = pss = derivation = 0
            for process in _tree(self._root):
                its_rss, its_pss, derives = _memory_of(process)
                if derives:
                    derivation += its_rss
                else:
                    rss, pss = rss + its_rss, pss + its_pss
            peak = self._peak
            self._peak = Memory(max(peak.rss, rss), max(peak.pss, pss), max(peak.derivation, derivation))


def _tree(root: int) -> Iterator[int]:
    """A process and its descendants."""
    yield root
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{root}/task"):
            with suppress(OSError):
                for child in Path(f"/proc/{root}/task/{thread}/children").read_bytes().split():
                    yield from _tree(int(child))


def _memory_of(process: int) -> tuple[int, int, bool]:
    """RSS, PSS, and whether it is the one that derives a key; zeros once it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_bytes().splitlines()
        derives = _DERIVATION in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return 0, 0, False
    found = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(b"kB")}
    return found.get(b"Rss:", 0), found.get(b"Pss:", 0), derives
