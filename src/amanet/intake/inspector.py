"""Asks what an item is, without ever letting its bytes near this process (docs/adr/0002-confinement.md).

A worker process holds the readers' libraries; every item is read by a child of its own, forked from it and
confined. The child gets the bytes it asks for, range by range, from `read_at`; nothing of an item is written
to disk for it. Its answers are checked as untrusted.

A reader that crashes, hangs, eats memory or lies costs the facts of that reader: it is named in `problems`,
and the readers after it run in another child. Exceptions are only for what is not the item's doing: what
`read_at` raises passes through; `WorldFailed` says that the worker cannot run, or cannot be confined, on this
machine.

>>> with Inspector() as inspector:  # doctest: +SKIP
...     found = inspector.inspect(lambda offset, length: data[offset : offset + length], len(data))
>>> found.media_type, found.image.latitude  # doctest: +SKIP
('image/jpeg', '43.4674483')
"""

import mimetypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any

from amanet.canonical import decode_any_json, encode
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.intake.channel import LENGTH
from amanet.intake.confinement import Limits
from amanet.intake.conversation import READER_NAMES, Gathering, ReadAt, ReadingFailed, receive, serve
from amanet.intake.inspection import Inspection
from amanet.intake.worker import NOT_CONFINED, STATUS

__all__ = ["Inspector", "ReadAt"]

_WORKER_STARTS_WITHIN = 60.0
_LARGEST_HELLO = 64 << 10
_NAME_TYPES = mimetypes.MimeTypes(filenames=()).types_map[True]
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Inspector:
    """One worker and one child at a time; not to be shared between threads.

    `wall_seconds` is for one reader's attempt at one item.
    """

    def __init__(self, *, limits: Limits | None = None, wall_seconds: float = 20.0) -> None:
        self._limits = limits or Limits()
        self._wall_seconds = wall_seconds
        self._worker: _Worker | None = None

    def __enter__(self) -> "Inspector":
        self._worker = _Worker(self._limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = None

    def inspect(self, read_at: ReadAt, size: int, name_hint: bytes | None = None) -> Inspection:
        """What the `size` bytes that `read_at(offset, length)` gives are.

        `name_hint` is the original name; its ending decides which readers try where the content names no
        kind, and never the media type that is reported. Raises what `read_at` raises, and `WorldFailed` where
        no confined process can be had.
        """
        if self._worker is None:
            raise Misuse("The inspector is not open. Use it in a with statement.")
        found = Gathering(size, _guess(name_hint))
        for round_number in range(len(READER_NAMES)):
            failure = self._attempt(found, read_at)
            if failure is None:
                break
            if round_number == 0 and not found.at_work and self._worker.lost:
                continue  # the worker was lost before it saw this item; a new one gets it
            if not found.note_failure(failure):
                break
        return found.inspection(self._running().hello)

    def _attempt(self, found: Gathering, read_at: ReadAt) -> str | None:
        """One child's work. None where it came to its end, else what happened to it."""
        worker = self._running()
        child = worker.take_child()
        try:
            serve(child, found, read_at, time.monotonic() + self._wall_seconds)
        except TimeoutError:
            worker.end_child()
            return f"took longer than {self._wall_seconds:g} s and was ended"
        except BadData as problem:
            worker.end_child()
            return f"gave an answer that is none: {problem}"
        except (EOFError, ConnectionError):
            return _ending(worker.end_child())
        except ReadingFailed as failed:
            worker.stop()
            raise failed.reason from None
        except BaseException:
            worker.stop()  # the user gave up: nothing may go on reading
            raise
        finally:
            child.close()
        worker.prepare_child()
        return None

    def _running(self) -> "_Worker":
        """The worker, or a new one where it was lost."""
        if self._worker is None or self._worker.lost:
            if self._worker is not None:
                self._worker.stop()
            self._worker = _Worker(self._limits)
        return self._worker


class _Worker:
    """The worker process and our end of its socket. `hello` is what it said of itself at its start."""

    def __init__(self, limits: Limits) -> None:
        self.lost = False
        self._hello: Mapping[str, Any] | None = None
        self._prepared: socket.socket | None = None
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_WORKER_STARTS_WITHIN)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", "amanet.intake.worker", encode(asdict(limits)).decode()],
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
            self._hello = self._first_words()
        return self._hello

    def take_child(self) -> socket.socket:
        """Our end of a confined child that waits for its order."""
        if self.hello["not_confined"]:
            why = self.hello["not_confined"]
            raise WorldFailed(
                f"The process that reads untrusted files could not be confined: {why}. "
                "Nothing is read without that; the items are safe, but remain undescribed."
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

    def _first_words(self) -> Mapping[str, Any]:
        try:
            (length,) = LENGTH.unpack(receive(self._control, LENGTH.size, None))
            hello = decode_any_json(receive(self._control, min(length, _LARGEST_HELLO), None))
        except (ConnectionError, EOFError, TimeoutError, BadData) as problem:
            self.stop()
            raise WorldFailed(
                "The process that reads untrusted files did not start. "
                f"Try `{sys.executable} -I -c 'import amanet.intake.worker'` to see why."
            ) from problem
        assert isinstance(hello, Mapping)
        return hello


def _ending(status: int) -> str:
    """A wait status in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        reasons = {signal.SIGXCPU: "used too much processor time", signal.SIGKILL: "was ended by the system"}
        return reasons.get(signal.Signals(number), f"crashed ({signal.Signals(number).name})")
    if os.WEXITSTATUS(status) == NOT_CONFINED:
        return "could not be confined and therefore read nothing"
    return f"ended without an answer (exit code {os.WEXITSTATUS(status)})"


def _guess(name: bytes | None) -> str:
    """The media type that a name claims, "" where it claims none."""
    _, dot, ending = (name or b"").rpartition(b".")
    return _NAME_TYPES.get((dot + ending).decode("ascii", "replace").lower(), "")
