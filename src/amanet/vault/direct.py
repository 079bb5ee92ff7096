"""Large files written past the system's page cache, and read back once without filling it.

What is read back right after it was written has to come from the disk, not from memory, or nothing was checked. Past the
cache (`O_DIRECT`) that is certain; and filling gibibytes of pages that nobody reads again can cost more than encrypting
them. Where a system or a file system refuses (macOS, Windows, some network disks), the same is written through the cache,
which is then asked to forget (`durable.drop_from_cache`).

Such writes go in whole blocks from aligned memory: the buffer is a mapping, which begins at a page. The end of a file, less
than a buffer, goes through the cache. Reading is left to the cache, because the system fetches ahead while we decrypt: it is
told that all is read once and in order, and to forget what is behind.
"""

import errno
import mmap
import os
from typing import BinaryIO

from amanet.vault.durable import write_all

__all__ = ["DirectWriter", "ReadOnce"]

_BUFFER = 1 << 20
_FORGET_EVERY = 8 << 20


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
