"""Small files into one pack: read, hash, seal, read back, and the records made ready. The part of taking in
that costs time.

Runs in the process that has the vault open, or beside it in processes of their own that get no key of the
vault: for sealing none is needed, each object has a new identity. They talk in pickles over socket pairs;
both ends are ours. What comes back has no effect until the vault commits it.
"""

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeAlias

from amanet.canonical import JSON, format_utc, name_from_bytes
from amanet.errors import AmanetError, BadData, WorldFailed
from amanet.intake.walk import FoundFile, FoundLink, OpenedFile, Opener, open_found
from amanet.sealing import Identity, seal_bytes
from amanet.vault.durable import explain
from amanet.vault.objects import PACK_SIZE, ObjectStore, StoredObject, identity_bytes
from amanet.vault.records import Draft, Prepared, prepare

Small: TypeAlias = FoundFile | FoundLink
Tell: TypeAlias = Callable[[int, int], None]

_TELL_EVERY = 50
_READ_AT_ONCE = 1 << 16
_PROCESSES = 2
# Not by `-m`: what that process pickles must be of this module by its real name, or it cannot be read here.
_MAIN = "from amanet.work.packing import main; main()"


class Unreadable(Exception):
    """One file could not be read."""


@dataclass(frozen=True)
class Piece:
    """One file of a pack. `record` is None where it was only hashed."""

    found: Small
    digest: bytes
    size: int
    changed: bool
    record: Prepared | None


@dataclass(frozen=True)
class Packed:
    """What became of a task: its pack (still under its temporary name), its pieces, and what could not be
    read.
    """

    place: str | None
    pieces: tuple[Piece, ...]
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Packer:
    """Makes packs for one handover. `fields` are those that all its items share."""

    root: Path
    member: str
    fields: Mapping[str, JSON]
    now: Callable[[], float] = time.time
    random_bytes: Callable[[int], bytes] = os.urandom

    def hash_only(self, files: Sequence[Small], tell: Tell) -> Packed:
        """Hashes files that the vault may have already, so that they are not sealed for nothing."""
        pieces: list[Piece] = []
        skipped: list[tuple[str, str]] = []
        with Opener() as opener:
            for found in files:
                try:
                    data, changed, _ = content_of(found, opener)
                except Unreadable as problem:
                    skipped.append((found.shown, str(problem)))
                    continue
                pieces.append(Piece(found, hashlib.sha256(data).digest(), len(data), changed, None))
                tell(1, len(data))
        return Packed(None, tuple(pieces), tuple(skipped))

    def pack(self, files: Sequence[Small], tell: Tell) -> Packed:
        """Seals files into one pack. When it returns, every one of them was read back from the disk and
        opened.
        """
        pieces: list[Piece] = []
        skipped: list[tuple[str, str]] = []
        with ObjectStore(self.root, self.random_bytes).new_pack() as pack, Opener() as opener:
            for found in files:
                try:
                    data, changed, modified = content_of(found, opener)
                except Unreadable as problem:
                    skipped.append((found.shown, str(problem)))
                    continue
                digest = hashlib.sha256(data).digest()
                identity = Identity(self.random_bytes(32))
                sealed = seal_bytes(data, [identity.recipient], random_bytes=self.random_bytes, pad=True)
                start = pack.add(sealed, identity)
                stored = StoredObject(
                    identity_bytes(identity), pack.place, start, len(sealed), digest, len(data)
                )
                fields = item_fields(self.fields, found, digest, len(data), modified, changed)
                pieces.append(Piece(found, digest, len(data), changed, self._prepare(fields, stored)))
                tell(1, len(data))
        return Packed(pack.place, tuple(pieces), tuple(skipped))

    def _prepare(self, fields: Mapping[str, JSON], stored: StoredObject) -> Prepared:
        draft = Draft("Item", fields)
        return prepare(draft, stored, member=self.member, now=self.now, random_bytes=self.random_bytes)


def item_fields(
    shared: Mapping[str, JSON], found: Small, digest: bytes, size: int, modified: int | None, changed: bool
) -> dict[str, JSON]:
    """The fields of an Item record for something that was found on a disk."""
    fields: dict[str, JSON] = {
        **shared,
        "sha256": digest.hex(),
        "size": size,
        "name": name_from_bytes(found.parts[-1]),
        "kind": "symlink" if isinstance(found, FoundLink) else "file",
    }
    if len(found.parts) > 1:
        fields["path"] = name_from_bytes(b"/".join(found.parts))
    if modified is not None:
        with suppress(BadData):  # a time that no calendar has says nothing, and must not stop the rest
            fields["modified_at"] = format_utc(modified)
    if changed:
        fields["capture"] = {"changed_while_read": True}
    return fields


def content_of(found: Small, opener: Opener) -> tuple[bytes, bool, int | None]:
    """All bytes of a small file (or the target of a link), whether it changed meanwhile, and its own time."""
    if isinstance(found, FoundLink):
        return found.target, False, None
    with opened(found, opener) as file:
        try:
            data = _read_all(file)
        except OSError as problem:
            raise Unreadable(f"it could not be read to its end: {problem.strerror or problem}") from problem
        if len(data) >= PACK_SIZE:
            raise Unreadable(
                "it grew to many times its size while it was read. Wait until nothing writes to it and add it again"
            )
        return data, has_changed(file), file.modified_ns // 10**9


def _read_all(file: OpenedFile) -> bytes:
    """To its end, which may have moved since it was opened, but not much further than makes it too large."""
    pieces = [file.stream.read(min(file.size + 1, PACK_SIZE))]
    size = len(pieces[0])
    while pieces[-1] and size < PACK_SIZE:
        pieces.append(file.stream.read(_READ_AT_ONCE))
        size += len(pieces[-1])
    return b"".join(pieces)


def opened(found: FoundFile, opener: Opener | None = None) -> OpenedFile:
    try:
        return open_found(found) if opener is None else opener.open(found)
    except WorldFailed as problem:
        raise Unreadable(str(problem)) from problem


def has_changed(file: OpenedFile) -> bool:
    try:
        file.verify_unchanged()
    except WorldFailed:
        return True
    return False


class PackingProcesses:
    """Processes that make packs side by side. Tasks are answered in the order they were given.

    Two at most: more memory than that is not ours to take, and what is committed is committed by one process.
    """

    def __init__(self, packer: Packer) -> None:
        self._processes: list[_PackingProcess] = []
        self._given: deque[_PackingProcess] = deque()
        try:
            for _ in range(min(_PROCESSES, os.cpu_count() or 1)):
                self._processes.append(_PackingProcess(packer))
        except BaseException:
            self.stop()
            raise

    @property
    def wants_more(self) -> bool:
        """Whether one of them would soon have nothing to do."""
        return any(process.waiting < 2 for process in self._processes)

    def give(self, files: Sequence[Small], *, hash_only: bool) -> None:
        process = min(self._processes, key=lambda process: process.waiting)
        process.give(files, hash_only=hash_only)
        self._given.append(process)

    def ready(self) -> bool:
        """Whether something can be taken without waiting."""
        return bool(self._given) and bool(self._given[0].answers or self._speaking(0))

    def take(self, tell: Tell) -> Packed | None:
        """The next answer; None where only progress came. Raises what stopped one of the processes."""
        if not self._given[0].answers:
            for process in self._speaking(None):
                process.hear(tell)
        if not self._given[0].answers:
            return None
        return self._given.popleft().answers.popleft()

    def stop(self) -> None:
        for process in self._processes:
            process.stop()

    def _speaking(self, seconds: float | None) -> "list[_PackingProcess]":
        """Those that have said something; waits for one so long, or until there is one."""
        busy = [process for process in self._processes if process.waiting]
        speaking = wait([process.connection for process in busy], seconds)
        return [process for process in busy if process.connection in speaking]


class _PackingProcess:
    """One of them. `waiting` tasks are not answered yet; `answers` are those that were not asked for yet."""

    def __init__(self, packer: Packer) -> None:
        import socket

        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _MAIN, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())
        self.waiting = 0
        self.answers: deque[Packed] = deque()
        try:
            self._send((packer.root, packer.member, dict(packer.fields)))
        except BaseException:
            self.stop()
            raise

    def give(self, files: Sequence[Small], *, hash_only: bool) -> None:
        self._send((tuple(files), hash_only))
        self.waiting += 1

    def hear(self, tell: Tell) -> None:
        try:
            answer = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError) as problem:
            raise _ended() from problem
        if isinstance(answer, Packed):
            self.waiting -= 1
            self.answers.append(answer)
        elif isinstance(answer, AmanetError):
            raise answer
        else:
            tell(*answer)

    def _send(self, message: object) -> None:
        """A broken pipe as such would look like a reader of our output who went away."""
        try:
            self.connection.send(message)
        except OSError as problem:
            raise _ended() from problem

    def stop(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.wait()


def _ended() -> WorldFailed:
    return WorldFailed(
        "The process that seals files ended before its time. Run the same command again: what was acknowledged is safe."
    )


def _serve(connection: Connection) -> None:
    """Packs what is asked for until nobody asks any more.

    Two threads do the talking: the other side may be packing itself and not listen for a while. Without them, both could wait for
    ever for the other to listen, and this one would do nothing meanwhile.
    """
    root, member, fields = connection.recv()
    packer = Packer(root, member, fields)
    asked: SimpleQueue[Any] = SimpleQueue()
    answers: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(connection, asked), daemon=True).start()
    Thread(target=_send, args=(connection, answers), daemon=True).start()
    told = [0, 0]

    def tell(files: int, size: int) -> None:
        told[0] += files
        told[1] += size
        if told[0] >= _TELL_EVERY:
            answers.put(tuple(told))
            told[:] = [0, 0]

    while (task := asked.get()) is not None:
        files, hash_only = task
        answer: Any
        try:
            answer = packer.hash_only(files, tell) if hash_only else packer.pack(files, tell)
        except AmanetError as problem:
            answer = problem
        except OSError as problem:
            answer = explain(problem, root, "write to")
        answers.put(tuple(told))
        told[:] = [0, 0]
        answers.put(answer)


def _receive(connection: Connection, asked: "SimpleQueue[Any]") -> None:
    with suppress(EOFError, OSError):
        while True:
            asked.put(connection.recv())
    asked.put(None)


def _send(connection: Connection, answers: "SimpleQueue[Any]") -> None:
    with suppress(OSError):
        while True:
            connection.send(answers.get())


def _die_with_parent(parent: int) -> None:
    """So that a killed `amanet add` leaves nobody writing into its vault (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we could ask
            sys.exit()


def main() -> None:
    """The second process: a descriptor to talk over and its parent's number stand in its arguments."""
    _die_with_parent(int(sys.argv[2]))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        _serve(Connection(int(sys.argv[1])))
