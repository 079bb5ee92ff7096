"""The process that forks a confined child for every file (docs/adr/0002-confinement.md).

Started as `python -I -m amanet.intake.worker LIMITS` with one socket as standard input and nothing else. It
imports the readers' libraries once and then sees no byte of any file: each child gets its own socket to the
parent, which came to us as a descriptor.

    parent → worker   F + descriptor   "end the child you have; fork one for this socket"
                      W                "end the child you have and tell me how it ended"
    worker → parent   length u32, JSON   once, at the start: tools, missing readers, whether confining works
                      status i32         the answer to W, as of waitpid; 0 where there was no child

When the parent goes, the socket ends, and with it the worker and its child.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Mapping
from typing import NoReturn

from amanet.canonical import JSON, decode_any_json, encode
from amanet.intake.channel import LENGTH, ChildChannel, RemoteFile
from amanet.intake.confinement import Confinement, Limits
from amanet.intake.readers import READERS, UNKNOWN_TYPE, Findings, Reader

__all__ = ["NOT_CONFINED", "STATUS", "main"]

STATUS = struct.Struct(">i")
# The exit code of a child that could not be confined and therefore read nothing.
NOT_CONFINED = 77
_CHANNEL = 0
_MOST_PROBLEMS = 16
_LONGEST_PROBLEM = 300


def main(arguments: list[str]) -> None:
    confinement = Confinement(Limits(**json.loads(arguments[0])))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(_CHANNEL))
    loaded, hello = _load()
    gc.collect()
    gc.freeze()
    gc.disable()
    hello["not_confined"] = _try_confinement(confinement)
    message = encode(hello)
    control.sendall(LENGTH.pack(len(message)) + message)
    with contextlib.suppress(ConnectionError):
        _serve(control, confinement, loaded)


def _load() -> tuple[list[Reader], dict[str, JSON]]:
    """The readers that could be loaded, and what the parent is to know of all of them."""
    loaded: list[Reader] = []
    tools: dict[str, JSON] = {}
    missing: dict[str, JSON] = {}
    for reader in READERS:
        try:
            tools[reader.name] = dict(reader.load())
            loaded.append(reader)
        except Exception as problem:  # noqa: BLE001  libraries raise anything; the others are of use
            missing[reader.name] = _what(problem)
    return loaded, {"tools": tools, "missing": missing}


def _try_confinement(confinement: Confinement) -> str | None:
    """Why a child could not be confined here, or None. Asked before there is any file."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            confinement.arm()
        except BaseException as problem:  # noqa: BLE001
            os.write(writing, _what(problem).encode())
            os._exit(NOT_CONFINED)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        why = answer.read(4096).decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    return None if status == 0 else why or f"the trial process ended with status {status}"


def _serve(control: socket.socket, confinement: Confinement, readers: list[Reader]) -> None:
    child: int | None = None
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        before, child = child, None
        if message == b"F" and descriptors:
            # The next child is forked first: the kernel takes apart the memory of the one before meanwhile.
            child = _fork(descriptors[0], control, confinement, readers)
            _end(before)
        elif message == b"W":
            control.sendall(STATUS.pack(_end(before)))
        else:
            _end(before)
            return


def _end(child: int | None) -> int:
    if child is None:
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _fork(
    descriptor: int, control: socket.socket, confinement: Confinement, readers: list[Reader]
) -> int | None:
    try:
        child = os.fork()
    except OSError:
        child = None  # the parent finds its socket closed
    if child == 0:
        _be_child(descriptor, control, confinement, readers)
    os.close(descriptor)
    return child


def _be_child(
    descriptor: int, control: socket.socket, confinement: Confinement, readers: list[Reader]
) -> NoReturn:
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
        _inspect(ChildChannel(_CHANNEL), readers)
        code = 0
    except BaseException:  # noqa: BLE001, S110  the parent sees the exit code
        pass
    os._exit(code)


def _inspect(channel: ChildChannel, readers: list[Reader]) -> None:
    """Runs every reader that takes this kind of file, and tells the parent before and after each."""
    order = decode_any_json(channel.receive())
    assert isinstance(order, Mapping)
    size, skip, guess = order["size"], order["skip"], order["guess"]
    media_type = order["media_type"]
    assert isinstance(size, int)
    assert isinstance(skip, list)
    assert isinstance(guess, str)
    assert isinstance(media_type, str)
    file = RemoteFile(channel.ask, size)
    for reader in readers:
        if reader.name in skip or not reader.takes(media_type):
            continue
        channel.send(b"S", reader.name.encode())
        findings = _read(reader, file, media_type)
        channel.send(
            b"F", encode({"facts": findings.facts, "problems": list(findings.problems[:_MOST_PROBLEMS])})
        )
        if "media_type" in findings.facts and not media_type:
            media_type = str(findings.facts["media_type"])
            media_type = guess if guess and media_type == UNKNOWN_TYPE else media_type
    channel.send(b"E", b"")


def _read(reader: Reader, file: RemoteFile, media_type: str) -> Findings:
    findings = Findings()
    file.seek(0)
    try:
        reader.read(file, media_type, findings)
    except BaseException as problem:  # noqa: BLE001  libraries raise anything; the other readers go on
        findings.problems.append(_what(problem))
    return findings


def _what(problem: BaseException) -> str:
    text = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:_LONGEST_PROBLEM]


if __name__ == "__main__":
    main(sys.argv[1:])
