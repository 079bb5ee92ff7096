"""What every worker process does: fork a confined child for each order, and see to its end (docs/adr/0002-confinement.md).

Started as `python -I -m MODULE LIMITS` with one socket as standard input and nothing else. It imports the libraries that read
and never sees a byte of any file: each child gets its own socket to the parent, which came to us as a descriptor.

    parent → worker   F + descriptor      "end the child you have; fork one for this socket"
                      W                   "end the child you have and tell me how it ended"
                      L length u32, name  "end the child you have; load what the next one needs for this"
    worker → parent   length u32, JSON    once, at the start: what it loaded, and whether confining works; and the answer to L
                      status i32          the answer to W, as of waitpid; 0 where there was no child

When the parent goes, the socket ends, and with it the worker and its child.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import struct
from typing import NoReturn, Protocol

from amanet.canonical import JSON, encode
from amanet.intake.channel import LENGTH, ChildChannel
from amanet.intake.confinement import Confinement, Limits

__all__ = ["NOT_CONFINED", "STATUS", "Work", "serve_forks", "what_happened"]

STATUS = struct.Struct(">i")
# The exit code of a child that could not be confined and therefore read nothing.
NOT_CONFINED = 77
_CHANNEL = 0
_LONGEST_PROBLEM = 300


class Work(Protocol):
    """What a worker is for."""

    def start(self) -> dict[str, JSON]:
        """Once, before everything: imports what every child needs. What the parent is told of it."""

    def load(self, name: str) -> dict[str, JSON]:
        """Imports what the next child needs for `name`. What the parent is told of it."""

    def do(self, channel: ChildChannel) -> None:
        """In a child, confined: takes one order and carries it out."""


def serve_forks(arguments: list[str], work: Work) -> None:
    """The whole life of a worker; `arguments` are those it was started with."""
    confinement = Confinement(Limits(**json.loads(arguments[0])))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(_CHANNEL))
    hello = work.start()
    _settle_memory()
    hello["not_confined"] = _try_confinement(confinement)
    with contextlib.suppress(ConnectionError, EOFError):
        _answer(control, hello)
        _serve(control, confinement, work)


def what_happened(problem: BaseException) -> str:
    """An exception in words, for the parent."""
    text = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:_LONGEST_PROBLEM]


def _settle_memory() -> None:
    """What is there now stays, so a child's collector need not look at it, which would copy its pages."""
    gc.collect()
    gc.freeze()
    gc.disable()


def _answer(control: socket.socket, answer: dict[str, JSON]) -> None:
    message = encode(answer)
    control.sendall(LENGTH.pack(len(message)) + message)


def _try_confinement(confinement: Confinement) -> str | None:
    """Why a child could not be confined here, or None. Asked before there is any file."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            confinement.arm()
        except BaseException as problem:  # noqa: BLE001
            os.write(writing, what_happened(problem).encode())
            os._exit(NOT_CONFINED)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        why = answer.read(4096).decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    return None if status == 0 else why or f"the trial process ended with status {status}"


def _serve(control: socket.socket, confinement: Confinement, work: Work) -> None:
    child: int | None = None
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        before, child = child, None
        if message == b"F" and descriptors:
            # The next child is forked first: the kernel takes apart the memory of the one before meanwhile.
            child = _fork(descriptors[0], control, confinement, work)
            _end(before)
        elif message == b"W":
            control.sendall(STATUS.pack(_end(before)))
        elif message == b"L":
            _end(before)
            _answer(control, work.load(_name(control)))
            _settle_memory()
        else:
            _end(before)
            return


def _name(control: socket.socket) -> str:
    def read(length: int) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            part = control.recv(length - len(parts))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    return read(LENGTH.unpack(read(LENGTH.size))[0]).decode()


def _end(child: int | None) -> int:
    if child is None:
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _fork(descriptor: int, control: socket.socket, confinement: Confinement, work: Work) -> int | None:
    try:
        child = os.fork()
    except OSError:
        child = None  # the parent finds its socket closed
    if child == 0:
        _be_child(descriptor, control, confinement, work)
    os.close(descriptor)
    return child


def _be_child(descriptor: int, control: socket.socket, confinement: Confinement, work: Work) -> NoReturn:
    """Never returns: whatever happens in here, no child goes on as a worker."""
    code = 1
    try:
        os.dup2(descriptor, _CHANNEL)
        control.detach()
        os.closerange(3, 64)
        try:
            confinement.arm()
        except BaseException:  # noqa: BLE001
            os._exit(NOT_CONFINED)
        work.do(ChildChannel(_CHANNEL))
        code = 0
    except BaseException:  # noqa: BLE001, S110  the parent sees the exit code
        pass
    os._exit(code)
