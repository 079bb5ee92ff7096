"""The parent's side of the talk with a child that reads an item (`reading_frames` has its words).

The child gets ranges of this one item and says what it found; what it says is held to its bounds by `reading_answers`, and its
order is held here: a reading first, then each file inside once, at a place where the reading says that there is one. Waiting
for it has an end: `Patience` counts the time in which nothing comes, not the time that we take for what came.

All that can happen to a child becomes a `BadData` that says what, or what `read_at` raised.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from amanet.errors import BadData
from amanet.intake.channel import HEADER
from amanet.intake.ranges import ReadAt, ReadingFailed, range_asked_for, receive, send
from amanet.intake.reading_answers import Gathered, failure_from
from amanet.intake.reading_frames import LARGEST_FRAME, PLACE
from amanet.record.reading import Reading

__all__ = ["FileInside", "Patience", "ReadingTalk"]

_SLOWEST: Final = 8 << 20  # bytes a second
_MOST_INSIDE: Final = 64 << 30
# A parser goes through a file several times; one that never stops is ended.
_MOST_ASKED_AT_LEAST, _MOST_ASKED_TIMES = 4 << 30, 20
_LONGEST_NAME: Final = 40


class Patience:
    """How long is waited for one child in all: `seconds`, and one more for each 8 MiB that it sends."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    @contextmanager
    def waiting(self) -> Iterator[float]:
        """Gives until when, of the monotonic clock."""
        started = time.monotonic()
        yield started + self._left
        self._left -= time.monotonic() - started

    def came(self, size: int) -> None:
        self._left += size / _SLOWEST


class ReadingTalk:
    """One child's talk; `what` is what it reads, in words for messages, `ended` says how the child came to its end."""

    def __init__(
        self,
        child: socket.socket,
        size: int,
        read_at: ReadAt,
        *,
        what: str,
        patience: Patience,
        ended: Callable[[], str],
    ) -> None:
        self._child = child
        self._size = size
        self._read_at = read_at
        self._what = what
        self._patience = patience
        self._ended = ended
        self._left_inside = _MOST_INSIDE
        self._left_asked = _MOST_ASKED_AT_LEAST + _MOST_ASKED_TIMES * size

    def order(self, order: bytes) -> None:
        with self._told_apart(), self._patience.waiting() as deadline:
            send(self._child, order, deadline)

    def format_name(self) -> str:
        """What a child that chooses says."""
        kind, message = self.next()
        with self._honest():
            if kind != b"C" or len(message) > _LONGEST_NAME:
                raise BadData("the name of a format was expected.")
        return message.decode("ascii", "replace")

    def reading(self, format_name: str) -> Reading:
        found = Gathered(format_name)
        while True:
            kind, message = self.next()
            with self._honest():
                if kind == b"V":
                    return found.reading()
                found.take(kind, message)

    def files(self, reading: Reading) -> Iterator[tuple[int, "FileInside"]]:
        """The files that come behind a reading, each with its place in `reading.attached`. Read one before the next is asked for."""
        seen: set[int] = set()
        while True:
            kind, message = self.next()
            if kind == b"E":
                return
            with self._honest():
                place = _place(kind, message, reading, seen)
            inside = FileInside(self)
            yield place, inside
            inside.read_to_its_end()

    def piece(self) -> bytes | None:
        """A piece of the file that is coming, None at its end."""
        kind, message = self.next()
        self._left_inside -= len(message)
        with self._honest():
            if kind not in (b"B", b"Z") or (kind == b"Z") == bool(message):
                raise BadData("a piece of a file was expected.")
            if self._left_inside < 0:
                raise BadData(f"it found more than {_MOST_INSIDE >> 30} GiB inside.")
        return message if kind == b"B" else None

    def next(self) -> tuple[bytes, bytes]:
        """The next message that is not about a range; those are served meanwhile."""
        while True:
            with self._told_apart():
                kind, message = self._message()
                if kind == b"R":
                    self._serve(message)
                    continue
            if kind != b"X":
                return kind, message
            with self._honest():
                failure = failure_from(message, self._what)
            raise failure

    def _serve(self, message: bytes) -> None:
        data = range_asked_for(message, self._size, self._read_at)
        self._left_asked -= len(data)
        if self._left_asked < 0:
            raise BadData("it asks for the same bytes over and over.")
        with self._patience.waiting() as deadline:
            send(self._child, data, deadline)

    def _message(self) -> tuple[bytes, bytes]:
        with self._patience.waiting() as deadline:
            kind, length = HEADER.unpack(receive(self._child, HEADER.size, deadline))
            if length > LARGEST_FRAME:
                raise BadData(f"it has {length} bytes, more than the {LARGEST_FRAME} allowed.")
            message = receive(self._child, length, deadline)
        self._patience.came(length)
        return kind, message

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        """What happens to a talk, by whose doing it is."""
        try:
            with self._honest():
                yield
        except TimeoutError as problem:
            raise self._failed(
                f"took longer than the {self._patience.seconds:g} s it is waited for, and was ended"
            ) from problem
        except (EOFError, ConnectionError) as problem:
            raise self._failed(self._ended()) from problem
        except ReadingFailed as failed:
            raise failed.reason from None

    @contextmanager
    def _honest(self) -> Iterator[None]:
        try:
            yield
        except BadData as problem:
            raise self._failed(f"gave an answer that is none: {str(problem).rstrip('.')}") from problem

    def _failed(self, happened: str) -> BadData:
        return BadData(
            f"{self._what} was not read: the process that reads {happened}. Nothing of it was kept, and the item is as it was. "
            "Such a file may be damaged, or made to do that. If another format fits, say so (--as)."
        )


class FileInside:
    """A file that comes piece by piece: what `seal_stream` reads from. Read once."""

    def __init__(self, talk: ReadingTalk) -> None:
        self._talk = talk
        self._rest = memoryview(b"")
        self._ended = False

    def readinto(self, buffer: memoryview, /) -> int:
        piece = self.read_piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def read_piece(self, most: int) -> memoryview:
        """Some bytes, `most` at most; none at the end alone."""
        while not self._rest and not self._ended:
            message = self._talk.piece()
            self._ended = message is None
            self._rest = memoryview(message or b"")
        piece, self._rest = self._rest[:most], self._rest[most:]
        return piece

    def read_to_its_end(self) -> None:
        self._rest = memoryview(b"")
        while not self._ended:
            self._ended = self._talk.piece() is None


def _place(kind: bytes, message: bytes, reading: Reading, seen: set[int]) -> int:
    if kind != b"I" or len(message) != PLACE.size:
        raise BadData("a file, or the end, was expected.")
    place = int(PLACE.unpack(message)[0])
    if place in seen or place >= len(reading.attached) or reading.attached[place].missing:
        raise BadData("a file came at a place where there is none, or where there was one.")
    seen.add(place)
    return place
