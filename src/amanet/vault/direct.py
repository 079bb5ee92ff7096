"""Large files written past the system's page cache, and read back once without filling it.

What is read back right after it was written has to come from the disk, not from memory, or nothing was checked. Past the
cache (`O_DIRECT`) that is certain; and filling gibibytes of pages that nobody reads again can cost more than encrypting
them. Where a system or a file system refuses (macOS, Windows, some network disks), the same is written through the cache,
which is then asked to forget (`durable.drop_from_cache`).

Such writes go in whole blocks from aligned memory: the buffer is a mapping, which begins at a page. The end of a file, less
than a buffer, goes through the cache. Large reads go past it in the same way, and the next piece is fetched while we decrypt
this one. Small files are read through the cache, which is told that all is read once and in order.
"""

import errno
import mmap
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from amanet.vault.durable import world_errors, write_all

__all__ = ["DirectReader", "DirectWriter", "ReadOnce"]

_BUFFER = 1 << 20
_FORGET_EVERY = 8 << 20
_BLOCK = 4096


class DirectWriter:
    """Writes to the end of an unbuffered file. All is written after `finish`; syncing is the caller's."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._direct = _switch(file, on=True)
        self._buffer = memoryview(mmap.mmap(-1, _BUFFER))
        self._held = 0

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            part = view[: _BUFFER - self._held]
            self._buffer[self._held : self._held + len(part)] = part
            self._held += len(part)
            view = view[len(part) :]
            if self._held == _BUFFER:
                self._write_buffer()

    def finish(self) -> None:
        self._write_through_cache(self._buffer[: self._held])
        self._held = 0

    def _write_buffer(self) -> None:
        written = 0
        if self._direct:
            try:
                written = self._file.write(self._buffer)
            except OSError as problem:
                if problem.errno != errno.EINVAL:
                    raise
        if written < _BUFFER:
            self._write_through_cache(self._buffer[written:])
        self._held = 0

    def _write_through_cache(self, rest: memoryview) -> None:
        if self._direct:
            self._direct = _switch(self._file, on=False)
        write_all(self._file, rest)


class DirectReader:
    """A part of a file, read in order in pieces of about a mebibyte. What `read_at` gives is good until it is called again.

    A thread fetches the piece that follows meanwhile. Use as a context manager.
    """

    def __init__(self, path: Path, start: int, size: int) -> None:
        self.size = size
        self._start = start
        self._path = path
        with world_errors(path, "open"):
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - lives as long as this reader
        self._direct = _switch(self._file, on=True)
        self._once = ReadOnce(self._file.fileno())
        self._buffers = [mmap.mmap(-1, _BUFFER), mmap.mmap(-1, _BUFFER)]
        self._thread = ThreadPoolExecutor(1)
        self._ahead: tuple[tuple[int, int], Future[memoryview]] | None = None

    def __enter__(self) -> "DirectReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._file.close()

    def read_at(self, offset: int, length: int) -> memoryview:
        """Raises `WorldFailed`."""
        length = max(0, min(length, self.size - offset))
        with world_errors(self._path, "read"):
            piece = self._fetched(offset, length)
        following = offset + length
        if length:
            self._once.was_read(self._start + offset)
            length = min(length, self.size - following)
        if length:
            self._ahead = (following, length), self._thread.submit(self._read, following, length)
        return piece

    def _fetched(self, offset: int, length: int) -> memoryview:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            piece = ahead[1].result()
            if ahead[0] == (offset, length):
                return piece
        return self._read(offset, length)

    def _read(self, offset: int, length: int) -> memoryview:
        """Whole blocks into the buffer that was not given out last, and of them what was asked for."""
        first = (self._start + offset) % _BLOCK
        at = self._start + offset - first
        self._buffers.reverse()
        if len(self._buffers[0]) < first + length + _BLOCK:
            self._buffers[0] = mmap.mmap(-1, -(-(first + length) // _BLOCK) * _BLOCK + _BLOCK)
        buffer = memoryview(self._buffers[0])
        wanted = -(-(first + length) // _BLOCK) * _BLOCK
        got = 0
        while got < first + length:
            count = self._read_some(buffer[got:wanted], at + got)
            if not count:
                break
            got += count
        return buffer[first : max(first, min(got, first + length))]

    def _read_some(self, buffer: memoryview, at: int) -> int:
        if not hasattr(os, "preadv"):
            self._file.seek(at)
            return self._file.readinto(buffer)
        try:
            return os.preadv(self._file.fileno(), [buffer], at)
        except OSError as problem:
            if not self._direct or problem.errno != errno.EINVAL:
                raise
        self._direct = _switch(self._file, on=False)
        return os.preadv(self._file.fileno(), [buffer], at)


class ReadOnce:
    """Tells the system, while a file is read once and in order, that what is behind will not be needed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._forgotten = 0
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)

    def was_read(self, end: int) -> None:
        """Everything before `end` was."""
        if end - self._forgotten >= _FORGET_EVERY and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._descriptor, self._forgotten, end - self._forgotten, os.POSIX_FADV_DONTNEED)
            self._forgotten = end


def _switch(file: BinaryIO, *, on: bool) -> bool:
    """Turns writing past the cache on or off; gives whether it is on now."""
    direct = getattr(os, "O_DIRECT", 0)
    if not direct:
        return False
    import fcntl

    flags = fcntl.fcntl(file, fcntl.F_GETFL)
    try:
        fcntl.fcntl(file, fcntl.F_SETFL, flags | direct if on else flags & ~direct)
    except OSError:
        return False
    return on
