"""Runs an action in a forked process and is asked before each of its system calls that changes a disk: go on,
die, tear the write, or fail.

The kernel asks (seccomp user notification), so that what SQLite does in C counts like what Python does.
Nothing but the standard library is needed.
Linux on x86_64 and aarch64; `available()` says whether this kernel lets us.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import platform
import random
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_ARCHITECTURE = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
# name: (x86_64, aarch64)
_CALLS = {
    "write": (1, 64),
    "pwrite64": (18, 68),
    "writev": (20, 66),
    "pwritev": (296, 70),
    "pwritev2": (328, 287),
    "sendfile": (40, 71),
    "copy_file_range": (326, 285),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "sync": (162, 81),
    "ftruncate": (77, 46),
    "fallocate": (285, 47),
    "flock": (73, 32),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rmdir": (84, None),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "utimensat": (280, 88),
    "openat": (257, 56),  # only where it may create a file
}
_O_CREAT = 0o100
_WRITES = {"write", "pwrite64"}
# What a full disk can refuse.
NEEDS_SPACE = frozenset(
    {
        "write",
        "pwrite64",
        "writev",
        "fallocate",
        "ftruncate",
        "mkdir",
        "mkdirat",
        "openat",
        "copy_file_range",
        "sendfile",
    }
)
_ONE_PATH = {
    "rename": 0,
    "unlink": 0,
    "rmdir": 0,
    "mkdir": 0,
    "renameat": 1,
    "renameat2": 1,
    "unlinkat": 1,
    "mkdirat": 1,
    "openat": 1,
}
_RECEIVE, _SEND = 0xC0502100, 0xC0182101


@dataclass(frozen=True)
class Call:
    """One system call that is about to happen."""

    name: str
    process: int
    arguments: tuple[int, ...]
    first_process: bool

    @property
    def path(self) -> str:
        """The file it is about, as far as that can be told."""
        with contextlib.suppress(OSError):
            if self.name in _ONE_PATH:
                return self.text(_ONE_PATH[self.name])
            if self.name == "utimensat":
                return self.text(1)
            return os.readlink(f"/proc/{self.process}/fd/{self.arguments[0]}")
        return ""

    def text(self, argument: int) -> str:
        data = self._memory(self.arguments[argument], 1024)
        return os.fsdecode(data.partition(b"\0")[0])

    def tear(self, share: float) -> None:
        """Does a part of a write, as a kill in the middle of it leaves it."""
        if self.name not in _WRITES or not self.path.startswith("/") or not Path(self.path).is_file():
            return
        descriptor, address, count = self.arguments[:3]
        data = self._memory(address, int(count * share))
        place = f"/proc/{self.process}/fd/{descriptor}"
        if self.name == "pwrite64":
            offset = self.arguments[3]
        else:
            info = Path(f"/proc/{self.process}/fdinfo/{descriptor}").read_text()
            offset = int(info.split()[1])
        file = os.open(place, os.O_WRONLY)
        try:
            os.pwrite(file, data, offset)
        finally:
            os.close(file)

    def _memory(self, address: int, count: int) -> bytes:
        file = os.open(f"/proc/{self.process}/mem", os.O_RDONLY)
        try:
            data = b""
            while len(data) < count:
                # To the end of a page, because the next one may not be there.
                piece = os.pread(
                    file, min(count - len(data), 4096 - (address + len(data)) % 4096), address + len(data)
                )
                if not piece:
                    break
                data += piece
                if count == 1024 and b"\0" in piece:
                    break
            return data
        finally:
            os.close(file)


GO, KILL, KILL_CALLER = "go", "kill", "kill caller"


@dataclass
class Outcome:
    """How it ended: `status` as `os.waitstatus_to_exitcode` says it, and the calls in their order."""

    status: int | None = None
    calls: list[str] = field(default_factory=list)
    survivors: bool = False


def run(
    action: Callable[[], None], decide: Callable[[int, Call], str | int], *, seconds: float = 60
) -> Outcome:
    """Runs `action` in a fork. `decide` gets the number (from 1) of each call and the call; it answers GO,
    KILL, KILL_CALLER or an errno.

    Returns when the process and everything it started have gone. What is still there 10 seconds after a kill
    is a survivor.
    """
    _adopt_orphans()
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process == 0:
        ours.close()
        _child(theirs, action)
    theirs.close()
    _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    ours.close()
    outcome = Outcome()
    try:
        _supervise(descriptors[0], process, decide, outcome, time.monotonic() + seconds)
    finally:
        os.close(descriptors[0])
    return outcome


def available() -> bool:
    """Whether this kernel asks us."""
    if sys.platform != "linux" or platform.machine() not in _ARCHITECTURE:
        return False
    try:
        return bool(
            run(lambda: os.close(os.open("/dev/null", os.O_WRONLY | os.O_CREAT)), lambda *_: GO).calls
        )
    except (OSError, ValueError):
        return False


def _child(channel: socket.socket, action: Callable[[], None]) -> None:
    code = 3
    try:
        listener = _install()
        socket.send_fds(channel, [b"x"], [listener])
        os.close(listener)
        channel.close()
        action()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may come back out of the fork
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(code)


def _supervise(
    listener: int, process: int, decide: Callable[[int, Call], str | int], outcome: Outcome, deadline: float
) -> None:
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    killed = False
    open_ = True
    while True:
        events = dict(poll.poll(20)) if open_ else {}
        if events.get(listener, 0) & select.POLLIN:
            notification = bytearray(80)
            try:
                fcntl.ioctl(listener, _RECEIVE, notification)
            except OSError as problem:
                if problem.errno in (errno.ENOENT, errno.EINTR):
                    continue
                raise
            identifier, caller, _, number, _, _, *arguments = struct.unpack("=QIIiIQ6Q", notification)
            call = Call(_NAMES[number], caller, tuple(arguments), caller == process)
            verdict: str | int = GO
            if not killed:
                outcome.calls.append(f"{call.name} {call.path}")
                verdict = decide(len(outcome.calls), call)
            if verdict in (KILL, KILL_CALLER):
                killed = verdict == KILL
                os.kill(process if killed else caller, signal.SIGKILL)
                if killed:
                    deadline = time.monotonic() + 10
                if verdict == KILL_CALLER or call.process == process:
                    continue
            answer = (0, 1) if isinstance(verdict, str) else (-verdict, 0)
            with contextlib.suppress(FileNotFoundError):
                fcntl.ioctl(listener, _SEND, bytearray(struct.pack("=QqiI", identifier, 0, *answer)))
        elif events.get(listener, 0):
            open_ = False
        elif _reap(process, outcome):
            return
        if not open_:
            if _reap(process, outcome):
                return
            time.sleep(0.002)
        if time.monotonic() > deadline:
            outcome.survivors = True
            _end_all()
            _reap(process, outcome)
            return


def _reap(process: int, outcome: Outcome) -> bool:
    """Whether nobody is left."""
    while True:
        try:
            gone, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if gone == 0:
            return False
        if gone == process:
            outcome.status = os.waitstatus_to_exitcode(status)


def _end_all() -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(child), signal.SIGKILL)
            os.waitpid(int(child), 0)


def _adopt_orphans() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


def _install() -> int:
    """Makes the kernel ask about this process and its children from now on; gives the descriptor it asks on."""
    libc = ctypes.CDLL(None, use_errno=True)
    machine = platform.machine()
    architecture, column = _ARCHITECTURE[machine]
    numbers = [(name, number[column]) for name, number in _CALLS.items() if number[column] is not None]
    program = [
        (0x20, 0, 0, 4),  # load the architecture
        (0x15, 1, 0, architecture),
        (0x06, 0, 0, 0x7FFF0000),  # another one: let it be
        (0x20, 0, 0, 0),  # load the number
    ]
    for name, number in numbers:
        if name == "openat":
            program += [
                (0x15, 0, 3, number),
                (0x20, 0, 0, 16 + 2 * 8),  # its flags
                (0x45, 0, 1, _O_CREAT),
                (0x06, 0, 0, 0x7FC00000),
                (0x20, 0, 0, 0),
            ]
        else:
            program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x7FC00000)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer)))
    libc.prctl(38, 1, 0, 0, 0)
    descriptor: int = libc.syscall(_SECCOMP[machine], 1, 1 << 3, header)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not ask")
    return descriptor


_NAMES = {
    number[_ARCHITECTURE.get(platform.machine(), (0, 0))[1]]: name
    for name, number in _CALLS.items()
    if number[_ARCHITECTURE.get(platform.machine(), (0, 0))[1]] is not None
}


def never(_number: int, _call: Call) -> str:
    return GO


def kill_at(number: int, *, tear: float | None = None, caller: bool = False) -> Callable[[int, Call], str]:
    """Dies before call `number`; with `tear`, after that share of it where it is a write to a file; with
    `caller`, only the second process.
    """

    def decide(at: int, call: Call) -> str:
        if at != number:
            return GO
        if tear is not None:
            call.tear(tear)
        return KILL_CALLER if caller and not call.first_process else KILL

    return decide


def choose(calls: list[str], most: int, chance: random.Random) -> list[int]:
    """Which calls to die at: those around every rename and every sync, and others by chance."""
    ends = ("rename", "fsync", "fdatasync", "sync")
    around = {
        near
        for at, call in enumerate(calls, 1)
        if call.startswith(ends)
        for near in (at, at + 1)
        if near <= len(calls)
    }
    chosen = set(chance.sample(sorted(around), min(len(around), most * 2 // 3)))
    others = sorted(set(range(1, len(calls) + 1)) - chosen)
    chosen.update(chance.sample(others, min(len(others), most - len(chosen))))
    return sorted(chosen)
