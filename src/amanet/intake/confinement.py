"""Limits for a process that reads untrusted files (docs/adr/0002-confinement.md).

`Confinement.arm` is the first thing such a process does, after its libraries are loaded and before it sees a
byte of the file: from then on it can compute, read from and write to the descriptors it holds, and end. It
cannot open a file, make a socket, start a process or a thread, or signal anybody; memory, processor time and
file sizes are limited.

Nothing fails open. Where the kernel has landlock or seccomp and refuses to arm it, `arm` raises and the
process must end. Where the system has neither, `confinement_report` says so in words for the user. Invariant:
what the report calls in force is what is armed; both ask the same two questions.

>>> from amanet.intake import confinement_report
>>> for line in confinement_report():
...     print(line)  # doctest: +SKIP
landlock (ABI 7): in force: no file can be opened, no TCP, no signal or abstract socket to the outside
seccomp: in force: 42 system calls allowed, all others fail
"""

import ctypes
import platform
import resource
import sys
from dataclasses import dataclass

from amanet.errors import WorldFailed
from amanet.intake import landlock, seccomp

__all__ = ["Confinement", "Limits", "confinement_report"]

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9


@dataclass(frozen=True)
class Limits:
    """`memory_bytes` of address space, libraries included; `cpu_seconds` of processor time."""

    memory_bytes: int = 1536 << 20
    cpu_seconds: int = 20
    open_files: int = 16


class Confinement:
    """Everything that confining takes, got ready before a fork, so that in the child it is some system calls.

    `arm` limits the process it is called in, for good.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = _resource_limits(limits)
        self._landlock = landlock.abi_version()
        self._filter = seccomp.Filter() if seccomp.supported() else None
        self._libc = ctypes.CDLL(None, use_errno=True)

    def arm(self) -> None:
        """Limits this process. On `WorldFailed`, a protection exists and could not be armed: it must end."""
        for which, values in self._limits:
            _limit(which, values)
        if sys.platform != "linux":
            return
        self._set(_PR_SET_PDEATHSIG, _SIGKILL, "to end with its parent")
        self._set(_PR_SET_DUMPABLE, 0, "not to be dumped")
        self._set(_PR_SET_NO_NEW_PRIVS, 1, "to gain no privileges")
        if self._landlock:
            landlock.deny_everything(self._landlock, self._libc)
        if self._filter:
            self._filter.arm(self._libc)

    def _set(self, option: int, value: int, purpose: str) -> None:
        if self._libc.prctl(option, value, 0, 0, 0) != 0:
            raise WorldFailed(f"The process could not be told {purpose}. Nothing is parsed without it.")


def confinement_report() -> list[str]:
    """What limits the reading of untrusted files on this machine, and what does not, for the user."""
    lines = [_landlock_line(), _seccomp_line()]
    lines.append("limits of memory, processor time, file size and core dumps: in force")
    if sys.platform == "darwin":
        lines.append("limit of memory: set, but this system does not enforce it")
    return lines


def _landlock_line() -> str:
    version = landlock.abi_version()
    if not version:
        return "landlock: NOT in force: this kernel does not have it or hides it"
    closed = "no file can be opened"
    if version >= 4:
        closed += ", no TCP"
    if version >= 6:
        closed += ", no signal or abstract socket to the outside"
    return f"landlock (ABI {version}): in force: {closed}"


def _seccomp_line() -> str:
    if not seccomp.supported():
        return "seccomp: NOT in force: this system or processor is not one we have a filter for"
    allowed = len(seccomp.allowed_numbers(platform.machine()))
    return f"seccomp: in force: {allowed} system calls allowed, all others fail"


def _resource_limits(limits: Limits) -> list[tuple[int, tuple[int, int]]]:
    """Which limit gets which values; never above what the process may have already."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        # Does not bind root; there seccomp is what forbids processes.
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_AS: limits.memory_bytes,
    }
    ready = []
    for which, value in wanted.items():
        _, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # One second between the signal that names the reason (SIGXCPU) and the one that cannot be caught.
        ready.append((which, (value, value + 1 if which == resource.RLIMIT_CPU and value != hard else value)))
    return ready


def _limit(which: int, values: tuple[int, int]) -> None:
    try:
        resource.setrlimit(which, values)
    except (OSError, ValueError) as problem:
        if sys.platform == "darwin" and which == resource.RLIMIT_AS:
            return  # macOS refuses this one at times; the report says that it does not count there
        why = f"A resource limit could not be set ({problem}). Nothing is parsed without it."
        raise WorldFailed(why) from problem
