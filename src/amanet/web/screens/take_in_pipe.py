"""A bounded way from a request to the thread that seals: never more than some megabytes of an upload are in memory, none on the disk.

The request's side puts pieces and waits while the other is behind; the thread's side reads them as `seal_stream` reads a file. What
ends one side ends the other: a browser that goes away, the lock, a full disk.
"""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from threading import Condition
from typing import Any, Final

from amanet.errors import BadData
from amanet.sealing import Readable
from amanet.work.take_in_stream import Announced

__all__ = ["MOST_FILES", "Pipe", "read_files"]

MOST_HELD: Final = 4 << 20
MOST_FILES: Final = 1000
_LONGEST_HEAD: Final = 64 << 10


class Pipe:
    """`put`, `end` and `fail` belong to the event loop that made it, `readinto` and `abandon` to one thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = Condition()
        self._pieces: deque[memoryview] = deque()
        self._held = 0
        self._room: asyncio.Future[None] | None = None
        self._ended = self._abandoned = False
        self._problem: Exception | None = None
        self.passed = 0

    async def put(self, piece: bytes) -> None:
        """Waits while much is held already. What comes after nobody reads any more is let go."""
        with self._changed:
            if self._abandoned or self._problem is not None or not piece:
                return
            self._pieces.append(memoryview(piece))
            self._held += len(piece)
            self._changed.notify()
            if self._held < MOST_HELD:
                return
            self._room = self._loop.create_future()
        await self._room

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()

    def fail(self, problem: Exception) -> None:
        """What the reader gets instead of the rest."""
        with self._changed:
            self._problem = self._problem or problem
            self._pieces.clear()
            self._changed.notify()
            self._make_room()

    @property
    def has_ended(self) -> bool:
        return self._ended or self._problem is not None

    @property
    def has_failed(self) -> bool:
        return self._problem is not None

    @property
    def is_abandoned(self) -> bool:
        return self._abandoned

    def readinto(self, buffer: memoryview, /) -> int:
        with self._changed:
            while not self._pieces and not self.has_ended:
                self._changed.wait()
            if self._problem is not None:
                raise self._problem
            return self._read_some(buffer)

    def abandon(self) -> None:
        """Nobody reads any more."""
        with self._changed:
            self._abandoned = True
            self._pieces.clear()
            self._make_room()

    def _read_some(self, buffer: memoryview) -> int:
        filled = 0
        while self._pieces and filled < len(buffer):
            piece = self._pieces[0]
            part = piece[: len(buffer) - filled]
            buffer[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) == len(piece):
                self._pieces.popleft()
            else:
                self._pieces[0] = piece[len(part) :]
        self._held -= filled
        self.passed += filled
        if self._held < MOST_HELD // 2:
            self._make_room()
        return filled

    def _make_room(self) -> None:
        room, self._room = self._room, None
        if room is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: None if room.done() else room.set_result(None))


def read_files(source: Readable) -> Iterator[tuple[Announced, "Part"]]:
    """The files of one body, end to end. Before each stand four bytes that say how long its head is (the highest first), and the head:

        {"path": "phone/0001.opus", "size": 4711, "modified": 1700000000000, "again": false}

    with the time in milliseconds, as browsers have it. A file is read to its end before the next is asked for. What is said of a file
    travels here and never in an address. Raises `BadData`.
    """
    for _ in range(MOST_FILES):
        start = _so_many(source, 4, may_end=True)
        if not start:
            return
        length = int.from_bytes(start, "big")
        if not 0 < length <= _LONGEST_HEAD:
            raise BadData("What was sent is not a hand-over as the page makes them. Load the page again.")
        file = _announced(_so_many(source, length))
        part = Part(source, file.size)
        yield file, part
        part.must_be_read()
    if _so_many(source, 1, may_end=True):
        raise BadData(f"More than {MOST_FILES} files were sent at once. Load the page again.")


class Part:
    """The bytes of one file."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source = source
        self._left = size

    def readinto(self, buffer: memoryview, /) -> int:
        count = self._source.readinto(buffer[: self._left]) or 0 if self._left else 0
        self._left -= count
        return count

    def must_be_read(self) -> None:
        if self._left:
            raise BadData("A file was not read to its end.")


def _announced(head: bytes) -> Announced:
    try:
        said: dict[str, Any] = json.loads(head)
        path, size, modified, again = (said.get(name) for name in ("path", "size", "modified", "again"))
    except (ValueError, AttributeError, RecursionError) as problem:
        raise _no_head() from problem
    if not isinstance(path, str) or type(size) is not int or not isinstance(modified, int | None):
        raise _no_head()
    try:
        parts = tuple(part.encode("utf-8") for part in path.split("/"))
    except UnicodeEncodeError as problem:
        raise BadData("The name of a file holds half of a character. Rename the file.") from problem
    return Announced(parts, size, None if modified is None else modified // 1000, again is True)


def _no_head() -> BadData:
    return BadData("What was sent is not a hand-over as the page makes them. Load the page again.")


def _so_many(source: Readable, length: int, *, may_end: bool = False) -> bytes:
    """So many bytes, or none at all where it may end here."""
    found, at = bytearray(length), 0
    while at < length:
        count = source.readinto(memoryview(found)[at:])
        if not count:
            if may_end and not at:
                return b""
            raise BadData(
                "What was sent broke off before its end; nothing of it was taken in. Hand it over again."
            )
        at += count
    return bytes(found)
