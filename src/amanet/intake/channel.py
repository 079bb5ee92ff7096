"""The only way between the confined process and its parent: one socket, and these messages.

    child → parent   R offset u64, length u32     "give me these bytes of the file"
                     S name                       "I start the reader of that name"
                     F JSON                       "this is what it found"
                     E                            "that was all"
    parent → child   JSON                         the order to begin
                     bytes                        what was asked for

A message is its kind (one byte; the parent's have none), its length (u32) and its bytes, integers big-endian.
The parent refuses a message over `LARGEST_MESSAGE`, a range over `LARGEST_RANGE` or outside the file, and any
other kind. The child uses read(2) and write(2) alone: its filter allows no other way.
"""

import io
import os
import struct
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["HEADER", "LARGEST_MESSAGE", "LARGEST_RANGE", "LENGTH", "RANGE", "ChildChannel", "RemoteFile"]

LARGEST_MESSAGE = 64 << 10
LARGEST_RANGE = 1 << 20
HEADER = struct.Struct(">cI")
LENGTH = struct.Struct(">I")
RANGE = struct.Struct(">QI")

_BLOCK = 64 << 10  # the chunk of an age file: what the parent has to decrypt anyway
_MOST_BLOCKS = 64
_MOST_AHEAD = LARGEST_RANGE // _BLOCK


class ChildChannel:
    """The child's end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def receive(self) -> bytes:
        """The next message of the parent. Raises `EOFError` where it has gone."""
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        return self._read(length)

    def send(self, kind: bytes, message: bytes) -> None:
        data = memoryview(HEADER.pack(kind, len(message)) + message)
        while data:
            data = data[os.write(self._descriptor, data) :]

    def ask(self, offset: int, length: int) -> bytes:
        """That range of the file. Raises `OSError` where the parent has less."""
        self.send(b"R", RANGE.pack(offset, length))
        data = self.receive()
        if len(data) != length:
            raise OSError("The file gave less than its size promised.")
        return data

    def _read(self, length: int) -> bytes:
        parts = []
        while length:
            part = os.read(self._descriptor, length)
            if not part:
                raise EOFError("The parent has gone.")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


class RemoteFile(io.RawIOBase):
    """A file of which only the ranges that are read ever come here; 4 MiB of them are kept.

    `ask(offset, length)` is never asked for more than `LARGEST_RANGE` nor beyond `size`. Reading one block
    after the other asks for more and more at once. Closing does nothing: several libraries read the same file
    in turn.
    """

    def __init__(self, ask: Callable[[int, int], bytes], size: int) -> None:
        self._ask = ask
        self._size = size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._next_block = 0
        self._ahead = 1

    def __repr__(self) -> str:
        return "<the item>"  # libraries put it into their messages

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("A file has nothing before its start.")
        self._position = start + offset
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, self._size - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        found = []
        while wanted:
            part = self._some(wanted)
            found.append(part)
            wanted -= len(part)
            self._position += len(part)
        return found[0] if len(found) == 1 else b"".join(found)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def write(self, _: object, /) -> NoReturn:
        raise io.UnsupportedOperation("This file is only read.")

    def close(self) -> None:
        pass

    def _some(self, wanted: int) -> bytes:
        """At least one byte and at most `wanted` from where we stand."""
        if wanted >= LARGEST_RANGE:
            return self._ask(self._position, LARGEST_RANGE)
        number, inside = divmod(self._position, _BLOCK)
        return self._block(number)[inside : inside + wanted]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._fetch(number)
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _fetch(self, number: int) -> None:
        self._ahead = min(self._ahead * 2, _MOST_AHEAD) if number == self._next_block else 1
        start = number * _BLOCK
        data = self._ask(start, min(self._ahead * _BLOCK, self._size - start))
        for index in range(0, len(data), _BLOCK):
            self._blocks[number + index // _BLOCK] = data[index : index + _BLOCK]
        self._next_block = number + self._ahead
        while len(self._blocks) > _MOST_BLOCKS:
            self._blocks.popitem(last=False)
