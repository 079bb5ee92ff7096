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
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any, TypeAlias

from amanet.canonical import JSON, decode_any_json, encode
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.intake.channel import HEADER, LARGEST_MESSAGE, LARGEST_RANGE, LENGTH, RANGE
from amanet.intake.confinement import Limits
from amanet.intake.inspection import Image, Inspection, Media, Pdf, Problem, Provenance, parse_facts
from amanet.intake.readers import UNKNOWN_TYPE
from amanet.intake.worker import NOT_CONFINED, STATUS

__all__ = ["Inspector", "ReadAt"]

ReadAt: TypeAlias = Callable[[int, int], bytes]

_KINDS_OF_FACTS: dict[str, type[Any]] = {"image": Image, "media": Media, "pdf": Pdf, "provenance": Provenance}
_READERS = ("kind", *_KINDS_OF_FACTS)
_MEDIA_TYPE = re.compile(r"[a-z0-9-]{1,40}/[A-Za-z0-9.+_-]{1,100}")
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
        found = _Gathering(size, _guess(name_hint))
        for round_number in range(len(_READERS)):
            failure = self._attempt(found, read_at)
            if failure is None:
                break
            if round_number == 0 and not found.at_work and self._worker.lost:
                continue  # the worker was lost before it saw this item; a new one gets it
            if not found.note_failure(failure):
                break
        return found.inspection(self._running().hello)

    def _attempt(self, found: "_Gathering", read_at: ReadAt) -> str | None:
        """One child's work. None where it came to its end, else what happened to it."""
        worker = self._running()
        child = worker.take_child()
        try:
            _serve(child, found, read_at, time.monotonic() + self._wall_seconds)
        except TimeoutError:
            worker.end_child()
            return f"took longer than {self._wall_seconds:g} s and was ended"
        except BadData as problem:
            worker.end_child()
            return f"gave an answer that is none: {problem}"
        except (EOFError, ConnectionError):
            return _ending(worker.end_child())
        except _ReadingFailed as failed:
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


class _ReadingFailed(Exception):
    """`read_at` raised `reason`. Kept apart, so that no error of ours is taken for the item's doing."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


class _Gathering:
    """What is known of one item so far, over one child or several."""

    def __init__(self, size: int, guess: str) -> None:
        self.size = size
        self._guess = guess
        self._media_type = ""
        self._facts: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._started: list[str] = []
        self._answered: set[str] = set()

    def order(self) -> bytes:
        effective = self._guess if self._guess and self._media_type == UNKNOWN_TYPE else self._media_type
        return encode(
            {"size": self.size, "skip": list(self._started), "guess": self._guess, "media_type": effective}
        )

    @property
    def at_work(self) -> str:
        """The reader that has started and not answered, "" where there is none."""
        return next((name for name in self._started if name not in self._answered), "")

    def start(self, message: bytes) -> None:
        name = message.decode("ascii", "replace")
        if name not in _READERS or name in self._started or len(self._started) != len(self._answered):
            raise BadData("it started a reader that there is not, or one twice.")
        self._started.append(name)

    def answer(self, message: bytes) -> None:
        """Takes the findings of the reader that was started last. Raises `BadData` for anything untoward."""
        if len(self._started) == len(self._answered):
            raise BadData("it answered without being asked.")
        reader = self._started[-1]
        answer = decode_any_json(message)
        if not isinstance(answer, dict) or answer.keys() != {"facts", "problems"}:
            raise BadData("facts and problems were expected.")
        problems = parse_facts(
            Inspection, {"media_type": "", "problems": _named(reader, answer["problems"])}
        ).problems
        self._take_facts(reader, answer["facts"])
        self._problems += problems
        self._answered.add(reader)

    def _take_facts(self, reader: str, facts: JSON) -> None:
        if reader != "kind":
            if facts:
                self._facts[reader] = parse_facts(_KINDS_OF_FACTS[reader], facts)
            return
        media_type = parse_facts(Inspection, facts).media_type
        if not _MEDIA_TYPE.fullmatch(media_type):
            raise BadData("the media type is none.")
        self._media_type = media_type

    def note_failure(self, what: str) -> bool:
        """Names the reader that was at work.

        False where there was none: then another child would fare no better.
        """
        reader = self.at_work
        self._problems.append(Problem(reader or "inspector", what))
        if reader:
            self._answered.add(reader)
        self._media_type = self._media_type or UNKNOWN_TYPE
        return bool(reader)

    def inspection(self, hello: Mapping[str, Any]) -> Inspection:
        missing = [
            Problem(name, f"could not be loaded: {why}") for name, why in sorted(hello["missing"].items())
        ]
        used = [hello["tools"].get(name, {}) for name in self._started]
        tools = {tool: version for versions in used for tool, version in versions.items()}
        problems = tuple(missing + self._problems)
        return Inspection(self._media_type or UNKNOWN_TYPE, tools=tools, problems=problems, **self._facts)


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
            status: int = STATUS.unpack(_receive(self._control, STATUS.size, None))[0]
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
            (length,) = LENGTH.unpack(_receive(self._control, LENGTH.size, None))
            hello = decode_any_json(_receive(self._control, min(length, _LARGEST_HELLO), None))
        except (ConnectionError, EOFError, TimeoutError, BadData) as problem:
            self.stop()
            raise WorldFailed(
                "The process that reads untrusted files did not start. "
                f"Try `{sys.executable} -I -c 'import amanet.intake.worker'` to see why."
            ) from problem
        assert isinstance(hello, Mapping)
        return hello


def _serve(child: socket.socket, found: _Gathering, read_at: ReadAt, deadline: float) -> None:
    """Answers the child until it says that that was all.

    Raises `EOFError`, `TimeoutError` or `BadData` otherwise.
    """
    order = found.order()
    _send(child, order, deadline)
    while True:
        kind, length = HEADER.unpack(_receive(child, HEADER.size, deadline))
        if length > LARGEST_MESSAGE:
            raise BadData(f"it has {length} bytes, more than the {LARGEST_MESSAGE} allowed.")
        message = _receive(child, length, deadline)
        if kind == b"R":
            _send(child, _range(message, found.size, read_at), deadline)
        elif kind == b"S":
            found.start(message)
        elif kind == b"F":
            found.answer(message)
        elif kind == b"E":
            return
        else:
            raise BadData("it is of no known kind.")


def _range(message: bytes, size: int, read_at: ReadAt) -> bytes:
    if len(message) != RANGE.size:
        raise BadData("a range was expected.")
    offset, length = RANGE.unpack(message)
    if not 0 < length <= LARGEST_RANGE or offset + length > size:
        raise BadData("it asked for bytes that the file does not have.")
    try:
        data = read_at(offset, length)
    except Exception as reason:
        raise _ReadingFailed(reason) from reason
    if len(data) != length:
        raise WorldFailed(
            f"{length} bytes of an item were to be read and {len(data)} came. Run `amanet verify`."
        )
    return data


def _send(child: socket.socket, message: bytes, deadline: float) -> None:
    child.settimeout(_left(deadline))
    child.sendall(LENGTH.pack(len(message)) + message)


def _receive(source: socket.socket, length: int, deadline: float | None) -> bytes:
    parts = []
    while length:
        if deadline is not None:
            source.settimeout(_left(deadline))
        part = source.recv(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _named(reader: str, problems: JSON) -> JSON:
    if not isinstance(problems, list):
        raise BadData("the problems are a list.")
    return [{"reader": reader, "what": what} for what in problems]


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
