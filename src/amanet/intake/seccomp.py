"""A seccomp filter that lets a process compute and talk over what it already holds open, and nothing else.

It is an allow-list: a system call that is not named below fails with EPERM, whatever it is and however new.
There is no call in it that opens, creates, connects, forks, executes, traces or signals. It is built here as
classic BPF and handed to the kernel with prctl, because `pyseccomp` needs a libseccomp that many machines do
not have (docs/adr/0002-confinement.md). The tests compare the numbers with libseccomp's where it is present.

Refuses to do anything on processors whose numbers it does not know: `supported()` is False there, and the
report says so.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Mapping
from types import MappingProxyType

from amanet.errors import WorldFailed

__all__ = ["AUDIT_ARCH", "Filter", "allowed_numbers", "supported"]

AUDIT_ARCH: Mapping[str, int] = MappingProxyType({"x86_64": 0xC000003E, "aarch64": 0xC00000B7})

# name: (x86_64, aarch64); None where the processor has no such call.
_NUMBERS: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {
        # what is already open: the channel to the parent and three descriptors of /dev/null
        "read": (0, 63),
        "write": (1, 64),
        "close": (3, 57),
        "fstat": (5, 80),
        "lseek": (8, 62),
        # memory
        "mmap": (9, 222),
        "mprotect": (10, 226),
        "munmap": (11, 215),
        "brk": (12, 214),
        "mremap": (25, 216),
        "madvise": (28, 233),
        # locks, time, sleep, random numbers
        "futex": (202, 98),
        "sched_yield": (24, 124),
        "nanosleep": (35, 101),
        "clock_nanosleep": (230, 115),
        "clock_gettime": (228, 113),
        "clock_getres": (229, 114),
        "gettimeofday": (96, 169),
        "time": (201, None),
        "times": (100, 153),
        "getrandom": (318, 278),
        # own signals; nobody else can be signalled
        "rt_sigaction": (13, 134),
        "rt_sigprocmask": (14, 135),
        "rt_sigreturn": (15, 139),
        "sigaltstack": (131, 132),
        "restart_syscall": (219, 128),
        # what the process may know about itself
        "getpid": (39, 172),
        "gettid": (186, 178),
        "getuid": (102, 174),
        "geteuid": (107, 175),
        "getgid": (104, 176),
        "getegid": (108, 177),
        "getrlimit": (97, 163),
        "getrusage": (98, 165),
        "sched_getaffinity": (204, 123),
        "sysinfo": (99, 179),
        "uname": (63, 160),
        "membarrier": (324, 283),
        "rseq": (334, 293),
        "set_robust_list": (273, 99),
        # the end
        "exit": (60, 93),
        "exit_group": (231, 94),
    }
)
_PR_GET_SECCOMP, _PR_SET_SECCOMP, _MODE_FILTER = 21, 22, 2
_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def allowed_numbers(machine: str) -> dict[str, int]:
    """Name and number of every system call that stays allowed on that processor."""
    column = list(AUDIT_ARCH).index(machine)
    return {name: number for name, row in _NUMBERS.items() if (number := row[column]) is not None}


def supported() -> bool:
    """Whether this kernel takes filters and we know the numbers of this processor."""
    if sys.platform != "linux" or platform.machine() not in AUDIT_ARCH or sys.maxsize < 2**32:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) < 0:
        return False
    # A filter at address 0 is refused with EFAULT where filters exist, with EINVAL where they do not.
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, 0, 0, 0)
    return ctypes.get_errno() == errno.EFAULT


class Filter:
    """The filter for this processor, ready to be armed after a fork."""

    def __init__(self) -> None:
        machine = platform.machine()
        self._code = _program(AUDIT_ARCH[machine], sorted(allowed_numbers(machine).values()))
        self._program = _Program(len(self._code) // 8, self._code)

    def arm(self, libc: ctypes.CDLL) -> None:
        """For this process, for good.

        PR_SET_NO_NEW_PRIVS must be set and `libc` keep errno. Raises `WorldFailed`.
        """
        if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(self._program), 0, 0) != 0:
            why = os.strerror(ctypes.get_errno())
            raise WorldFailed(
                f"The kernel has seccomp but refused our filter ({why}). Nothing is parsed without it."
            )


def _program(architecture: int, allowed: list[int]) -> bytes:
    """Load the architecture, kill on a foreign one; load the number; one comparison each; else EPERM."""
    lines = [
        (_LOAD_WORD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, _OFFSET_NUMBER),
    ]
    for position, number in enumerate(allowed):
        lines.append((_JUMP_IF_EQUAL, len(allowed) - position, 0, number))
    lines += [(_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
