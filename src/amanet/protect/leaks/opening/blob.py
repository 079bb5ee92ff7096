"""A file, or a file inside one: bytes that can be read as often as wanted, from memory or piece by piece."""

import io
from collections.abc import Callable
from typing import BinaryIO, Final

__all__ = ["HEAD", "KEPT", "Blob"]

HEAD: Final = 64 << 10
# What is smaller is kept in memory while it is opened.
KEPT: Final = 64 << 20


class Blob:
    """`size` is None where only reading to the end would tell; then `is_whole` is false, and only what reads once from the start can open it."""

    def __init__(self, name: str, opened: Callable[[], BinaryIO], size: int | None) -> None:
        self.name = name
        self.size = size
        self._opened = opened
        self._head: bytes | None = None

    @classmethod
    def of(cls, name: str, data: bytes) -> "Blob":
        return cls(name, lambda: io.BytesIO(data), len(data))

    @property
    def is_whole(self) -> bool:
        return self.size is not None

    @property
    def head(self) -> bytes:
        if self._head is None:
            with self.stream() as stream:
                self._head = stream.read(HEAD)
        return self._head

    def tail(self, length: int) -> bytes:
        assert self.size is not None
        with self.stream() as stream:
            stream.seek(max(0, self.size - length))
            return stream.read(length)

    def stream(self) -> BinaryIO:
        """At the start, and seekable where `is_whole`."""
        return self._opened()

    def data(self) -> bytes:
        """All of it; whoever asks has looked at `size`."""
        with self.stream() as stream:
            return stream.read()
