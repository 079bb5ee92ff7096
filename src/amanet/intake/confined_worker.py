"""The worker process that forks confined children, and our end of its socket (docs/adr/0002-confinement.md).

What it does is the module it is started with (`forking` is its side): `amanet.intake.worker` says what items are,
`amanet.intake.reading_worker` reads them. A child serves one order and ends; `take_child` gives the socket to the next. Nothing
fails open: where no child can be confined there is none, and `take_child` raises `WorldFailed`.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from amanet.canonical import decode_any_json, encode
from amanet.errors import BadData, WorldFailed
from amanet.intake.channel import LENGTH
from amanet.intake.confinement import Limits
from amanet.intake.forking import NOT_CONFINED, STATUS
from amanet.intake.ranges import receive

__all__ = ["ConfinedWorker", "ending_in_words"]

_STARTS_WITHIN = 60.0
_LARGEST_ANSWER = 64 << 10
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class ConfinedWorker:
    """`hello` is what the worker said of itself at its start; `lost` that it is gone. Not to be shared between threads."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.lost = False
        self._module = module
        self._hello: Mapping[str, Any] | None = None
        self._prepared: socket.socket | None = None
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_STARTS_WITHIN)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", module, encode(asdict(limits)).decode()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # libraries write to it what stands in files
                env={"LC_ALL": "C.UTF-8"}
                | {name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                cwd="/",
                start_new_session=True,
            )

    @property
    def hello(self) -> Mapping[str, Any]:
        if self._hello is None:
            self._hello = self._answer()
        return self._hello

    def load(self, name: str) -> Mapping[str, Any]:
        """Has the worker import what its next child needs for `name`, and gives what it says of it."""
        assert self.hello is not None  # which comes first
        given = name.encode()
        try:
            self._control.sendall(b"L" + LENGTH.pack(len(given)) + given)
        except (ConnectionError, TimeoutError) as problem:
            raise self._did_not_start() from problem
        return self._answer()

    def take_child(self) -> socket.socket:
        """Our end of a confined child that waits for its order."""
        if self.hello["not_confined"]:
            why = self.hello["not_confined"]
            raise WorldFailed(
                f"The process that reads untrusted files could not be confined: {why}. "
                "Nothing is read without that; the items are safe, and stay as they are."
            )
        if self._prepared is None:
            self.prepare_child()
        child, self._prepared = self._prepared, None
        assert child is not None
        return child

    def prepare_child(self) -> None:
        """Has a child forked and confined while we are busy elsewhere; ends the one before."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            except (ConnectionError, TimeoutError):
                self.lost = True
        self._prepared = ours

    def end_child(self) -> int:
        """Ends the child. Its wait status; SIGKILL's where the worker cannot say."""
        try:
            self._control.sendall(b"W")
            status: int = STATUS.unpack(receive(self._control, STATUS.size, None))[0]
        except (ConnectionError, EOFError, TimeoutError):
            self.lost = True
            return signal.SIGKILL
        return status

    def stop(self) -> None:
        """Ends child and worker. Once is enough; a second time does nothing."""
        self.lost = True
        if self._prepared is not None:
            self._prepared.close()
        self._control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answer(self) -> Mapping[str, Any]:
        try:
            (length,) = LENGTH.unpack(receive(self._control, LENGTH.size, None))
            answer = decode_any_json(receive(self._control, min(length, _LARGEST_ANSWER), None))
        except (ConnectionError, EOFError, TimeoutError, BadData) as problem:
            raise self._did_not_start() from problem
        assert isinstance(answer, Mapping)
        return answer

    def _did_not_start(self) -> WorldFailed:
        self.stop()
        return WorldFailed(
            "The process that reads untrusted files did not start. "
            f"Try `{sys.executable} -I -c 'import {self._module}'` to see why."
        )


def ending_in_words(status: int) -> str:
    """How a child ended, from its wait status."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        reasons = {signal.SIGXCPU: "used too much processor time", signal.SIGKILL: "was ended by the system"}
        return reasons.get(signal.Signals(number), f"crashed ({signal.Signals(number).name})")
    if os.WEXITSTATUS(status) == NOT_CONFINED:
        return "could not be confined and therefore read nothing"
    return f"ended without an answer (exit code {os.WEXITSTATUS(status)})"
