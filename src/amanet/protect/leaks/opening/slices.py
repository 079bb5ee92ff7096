"""A stretch of a file as a file of its own, without copying it."""

import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

from amanet.protect.leaks.opening.blob import Blob

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Slice"]


class Slice(io.RawIOBase):
    def __init__(self, blob: Blob, start: int, size: int) -> None:
        self._file = blob.stream()
        self._start, self._size, self._place = start, size, 0

    @classmethod
    def of(cls, blob: Blob, start: int, size: int) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(cls(blob, start, size), 1 << 17))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        self._file.seek(self._start + self._place)
        data = self._file.read(min(len(view), max(0, self._size - self._place)))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)
