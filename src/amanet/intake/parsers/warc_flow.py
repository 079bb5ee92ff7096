"""The bytes of a WARC file in order, unpacked where they are gzip, with the place of each so that it can be found again.

A compressed WARC is a row of gzip members, by custom one for each record (ISO 28500, annex D). Reading stops at the end of a
member until `next_member` is called, so that a wrong length cannot run from one record into another. Plain and compressed
stretches may follow each other. What unpacks to over 200 times its size is a bomb: `BadData`.

>>> import gzip, io
>>> data = gzip.compress(b"one") + gzip.compress(b"two")
>>> flow = Flow(io.BytesIO(data), len(data))
>>> flow.read(9), flow.read(9), flow.next_member(), flow.read(9), flow.place
(b'one', b'', True, b'two', Place(member=23, skip=3, compressed=True))
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.spans import PIECE, pieces_between, read_at

__all__ = ["GZIP", "Flow", "Place", "pieces_from"]

GZIP: Final = b"\x1f\x8b"
_ALWAYS_ALLOWED = 10 << 20
_HIGHEST_RATIO = 200
_MOST_TRIED = 10_000
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins: `skip` bytes into what the member at byte `member` of the file unpacks to.

    Uncompressed, `member` is the byte itself and `skip` is 0.
    """

    member: int
    skip: int
    compressed: bool


class Flow:
    """`damage` says how the member at hand is damaged, once reading came upon it."""

    def __init__(self, file: BinaryIO, size: int, at: int = 0) -> None:
        self._file, self.size = file, size
        self._read_to = at
        self._unpacked = 0
        self._packed = 0
        self.members = 0
        self._begin()

    @property
    def place(self) -> Place:
        at = self._start + self._given
        return Place(self._start, self._given, True) if self.compressed else Place(at, 0, False)

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end of the member, or where it is damaged."""
        if self._at >= len(self._held):
            self._fill()
        data = self._held[self._at : self._at + size]
        self._at += len(data)
        self._given += len(data)
        return data

    def readline(self, limit: int) -> bytes:
        """A line with its end, or its first `limit` bytes."""
        parts: list[bytes] = []
        while limit > 0:
            if self._at >= len(self._held):
                self._fill()
            found = self._held.find(b"\n", self._at, self._at + limit)
            part = self.read(found + 1 - self._at if found >= 0 else limit)
            parts.append(part)
            limit -= len(part)
            if found >= 0 or not part:
                break
        return b"".join(parts)

    def next_member(self) -> bool:
        """Goes on to what follows the member. False at the end of the file."""
        if self.damage:
            return self.find_member(self._start + 1)
        return self.compressed and self.go_to(self._start_of_next())

    def go_to(self, at: int) -> bool:
        """Goes on at a byte of the file, where a member or plain bytes begin. False at the end of the file."""
        self._read_to = at
        self._begin()
        return at < self.size

    def find_member(self, after: int) -> bool:
        """Goes to the next member past byte `after` that unpacks to a record. False where there is none."""
        for at in islice(_occurrences(self._file, GZIP + b"\x08", after, self.size), _MOST_TRIED):
            if _unpacks_to_record(read_at(self._file, at, 512)):
                return self.go_to(at)
        return False

    def at_member(self) -> bool:
        """Whether a gzip member begins here, behind plain bytes."""
        return not self.compressed and read_at(self._file, self.place.member, 3) == GZIP + b"\x08"

    def _begin(self) -> None:
        self._start = self._read_to
        self._held, self._at, self._given = b"", 0, 0
        self._input = b""
        self.damage: str | None = None
        self.compressed = read_at(self._file, self._start, 2) == GZIP
        self.members += self.compressed
        self._unpacker = zlib.decompressobj(_GZIP_WINDOW) if self.compressed else None

    def _start_of_next(self) -> int:
        """The rest of the member is unpacked and thrown away; zero bytes behind it are padding."""
        while self._held and not self.damage:
            self._at = len(self._held)
            self._fill()
        at = self._read_to - len(self._unpacker.unused_data) if self._unpacker else self._read_to
        for piece in pieces_between(self._file, at, self.size):
            rest = piece.lstrip(b"\0")
            if rest:
                return at + len(piece) - len(rest)
            at += len(piece)
        return self.size

    def _fill(self) -> None:
        self._at, self._held = 0, b""
        if self._unpacker is None:
            self._held = self._next_piece()
            return
        while not self._held and not self._unpacker.eof and not self.damage:
            packed = self._input or self._next_piece()
            if not packed:
                self.damage = "its compressed data ends too early: it was cut"
                return
            try:
                self._held = self._unpacker.decompress(packed, PIECE)
            except zlib.error:
                self.damage = "its compressed data is damaged"
                return
            self._input = self._unpacker.unconsumed_tail
            self._count(len(self._held))

    def _next_piece(self) -> bytes:
        piece = read_at(self._file, self._read_to, min(PIECE, self.size - self._read_to))
        self._read_to += len(piece)
        self._packed += len(piece)
        return piece

    def _count(self, unpacked: int) -> None:
        self._unpacked += unpacked
        if self._unpacked > max(_ALWAYS_ALLOWED, self._packed * _HIGHEST_RATIO):
            raise BadData(
                f"The first {self._packed} bytes of this web archive unpack to over {self._unpacked}: a zip bomb, or a "
                "mistake. Nothing of it was read; the item is kept as it is."
            )


def _occurrences(file: BinaryIO, wanted: bytes, start: int, end: int) -> Iterator[int]:
    held = start
    while held < end:
        data = read_at(file, held, min(PIECE, end - held))
        found = data.find(wanted)
        while found >= 0:
            yield held + found
            found = data.find(wanted, found + 1)
        if len(data) < len(wanted):
            return
        held += len(data) - len(wanted) + 1


def _unpacks_to_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(data, 5) == b"WARC/"
    except zlib.error:
        return False


def pieces_from(file: BinaryIO, size: int, place: Place, length: int) -> Iterator[bytes]:
    """`length` bytes from a place that a `Flow` told; fewer where the file is damaged."""
    if not place.compressed:  # what stands there may be gzip of its own: a packed answer in a plain WARC
        yield from pieces_between(file, place.member, place.member + length)
        return
    flow = Flow(file, size, place.member)
    skip, left = place.skip, length
    while left:
        piece = flow.read(min(PIECE, skip or left))
        if not piece:
            return
        if skip:
            skip -= len(piece)
        else:
            left -= len(piece)
            yield piece
