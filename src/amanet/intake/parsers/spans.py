"""Parts of a file as streams of their own: a WARC inside a WACZ, an attachment inside a mail inside an mbox.

Several streams may stand on the same file, so each seeks before it reads, and closing one closes nothing else. Nothing is
kept in memory but the piece at hand; what unpacks is counted, and `Pieces` ends it with `BadData` past its limit.

>>> import io
>>> Span(io.BytesIO(b"0123456789"), 2, 5).read()
b'234'
>>> Pieces(iter([b"ab", b"c"]), 10).read()
b'abc'
"""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from amanet.errors import BadData

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["PIECE", "Pieces", "Span", "gather", "opener", "pieces_between", "read_at", "size_of"]

PIECE = 256 << 10


class Span(io.RawIOBase):
    """`file[start:end]`, read-only and seekable."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, max(start, end)
        self._at = start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        self._at = max(self._start, base + offset)
        return self.tell()

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        data = read_at(self._file, self._at, min(len(target), self._end - self._at))
        target[: len(data)] = data
        self._at += len(data)
        return len(data)


class Pieces(io.RawIOBase):
    """An iterator of bytes as a stream that can be read once. Raises `BadData` where there are more than `limit`."""

    def __init__(self, pieces: Iterator[bytes], limit: int) -> None:
        self._pieces, self._left, self._rest = pieces, limit, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left -= len(piece)
            if self._left < 0:
                raise BadData("A file inside this one unpacks to more than is read: a bomb, or damage.")
            self._rest = piece
        data, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(data)] = data
        return len(data)


def read_at(file: BinaryIO, at: int, size: int) -> bytes:
    """`file[at:at + size]`; less only where the file ends."""
    file.seek(at)
    return file.read(size) if size > 0 else b""


def pieces_between(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """`file[start:end]` in pieces of `PIECE` bytes; ends early where the file does."""
    at = start
    while at < end:
        piece = read_at(file, at, min(PIECE, end - at))
        if not piece:
            return
        at += len(piece)
        yield piece


def gather(pieces: Iterable[bytes], limit: int) -> bytes | None:
    """All of them, or None where they are more than `limit` bytes."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > limit:
            return None
    return bytes(found)


def opener(pieces: Callable[[], Iterator[bytes]], limit: int) -> Callable[[], BinaryIO]:
    """What `Inside.open` wants: each call gives a new stream of the pieces, read within `limit`."""
    return lambda: cast(BinaryIO, io.BufferedReader(Pieces(pieces(), limit), PIECE))


def size_of(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size
