"""The body of a captured HTTP message: its chunks joined (RFC 9112, section 7.1), its compression undone (RFC 9110, 8.4.1).

Capturing programs often keep a header and undo what it says. So a body that is not chunked, or not compressed, although its
header says so, is taken as it stands. Brotli and Zstandard are not unpacked: such a body stays what it is, and is told.
Everything goes piece by piece; nothing grows by more than a piece at a time.

>>> b"".join(Dechunked(iter([b"3\\r\\nabc\\r\\n1;x=y\\r\\nd\\r\\n0\\r\\n\\r\\n"])))
b'abcd'
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from amanet.intake.parsers.spans import PIECE

__all__ = ["UNPACKABLE", "Dechunked", "Unpacked"]

UNPACKABLE: Final = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_CHUNK = re.compile(rb"[ \t]{0,16}([0-9A-Fa-f]{1,15})[ \t]{0,16}(?:;[^\r\n]{0,4000})?\r?\n")
_LONGEST_LINE = 5000


class Dechunked:
    """`problem` says what was not as it should be, once all is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held, self._at = b"", 0
        self.problem: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        first = True
        while True:
            line = self._size_line()
            if line is None:
                yield from self._as_it_stands(first)
                return
            size = int(line[1], 16)
            self._at = line.end()
            if not size:
                return
            yield from self._chunk(size)
            first = False
            if not self._skip_line_end():
                self.problem = "it ends within its chunks"
                return

    def _as_it_stands(self, first: bool) -> Iterator[bytes]:
        """Without chunks from the start, it was only the header that said so; later, it is damaged from here on."""
        self.problem = None if first else "its chunks are damaged; the rest was taken as it stands"
        if self._left():
            yield self._held[self._at :]
        yield from self._pieces

    def _size_line(self) -> re.Match[bytes] | None:
        while self._held.find(b"\n", self._at) < 0 and self._left() < _LONGEST_LINE and self._more():
            pass
        return _CHUNK.match(self._held, self._at)

    def _chunk(self, size: int) -> Iterator[bytes]:
        while size and (self._left() or self._more()):
            part = self._held[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            if part:
                yield part

    def _skip_line_end(self) -> bool:
        while self._left() < 2 and self._more():
            pass
        for line_end in (b"\r\n", b"\n"):
            if self._held.startswith(line_end, self._at):
                self._at += len(line_end)
                break
        return self._left() > 0 or self._more()

    def _left(self) -> int:
        return len(self._held) - self._at

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece:
            self._held, self._at = self._held[self._at :] + piece, 0
        return piece is not None


class Unpacked:
    """What a `Content-Encoding` packed. `problem` as in `Dechunked`; `unpacked` whether there was anything to undo."""

    def __init__(self, pieces: Iterator[bytes], encoding: str) -> None:
        self._pieces, self._encoding = pieces, encoding
        self.problem: str | None = None
        self.unpacked = False

    def __iter__(self) -> Iterator[bytes]:
        if self._encoding not in UNPACKABLE:
            self.problem = "it is packed in a way that is not unpacked here"
        if self._encoding in ("", "identity") or self.problem:
            yield from self._pieces
            return
        head = next((piece for piece in self._pieces if piece), b"")
        unpacker = self._unpacker(head)
        if unpacker is None:
            yield head
            yield from self._pieces
            return
        self.unpacked = True
        yield from self._all(unpacker, head)

    def _unpacker(self, head: bytes) -> "zlib._Decompress | None":
        """The one that the first bytes agree with; `deflate` is zlib's format, and in practice bare deflate too."""
        windows = (16 + zlib.MAX_WBITS,) if "gzip" in self._encoding else (zlib.MAX_WBITS, -zlib.MAX_WBITS)
        for window in windows:
            try:
                zlib.decompressobj(window).decompress(head, 1)
            except zlib.error:
                continue
            return zlib.decompressobj(window) if head else None
        return None

    def _all(self, unpacker: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
        while packed:
            try:
                piece = unpacker.decompress(packed, PIECE)
            except zlib.error:
                self.problem = "its compressed data is damaged"
                return
            if piece:
                yield piece
            packed = unpacker.unconsumed_tail or (b"" if unpacker.eof else next(self._pieces, b""))
        if not unpacker.eof:
            self.problem = "its compressed data ends too early"
