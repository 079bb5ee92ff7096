"""Writing and reading large files past the system's page cache (`O_DIRECT`), where it can be done.

What is read back right after it was written has to come from the disk, not from memory, or nothing was checked. Past the
cache that is certain; and copying gibibytes into pages that are dropped again costs more than encrypting them. Where a
system or a file system refuses (macOS, Windows, tmpfs before Linux 6.6, some network disks), the same is done through the cache, which
the caller then asks to forget (`durable.drop_from_cache`).

Such reads and writes go in whole blocks from aligned memory: the buffers here are mappings, which begin at a page. The
end of a file, less than a buffer, is written through the cache.
"""

import errno
import mmap
import os
from pathlib import Path
from typing import BinaryIO

from amanet.vault.durable import world_errors, write_all

__all__ = ["DirectWindow", "DirectWriter"]

# Covers the blocks of every disk in use; a disk with larger ones refuses, and is written through the cache.
_BLOCK = 4096
_AT_ONCE = 1 << 20


class DirectWriter:
    """Writes to the end of an unbuffered file. What was written is there after `finish`; syncing is the caller's."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._direct = _switch(file, on=True)
        self._buffer = memoryview(mmap.mmap(-1, _AT_ONCE))
        self._held = 0

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            part = view[: _AT_ONCE - self._held]
            self._buffer[self._held : self._held + len(part)] = part
            self._held += len(part)
            view = view[len(part) :]
            if self._held == _AT_ONCE:
                self._write_buffer()

    def finish(self) -> None:
        self._through_the_cache(self._buffer[: self._held])
        self._held = 0

    def _write_buffer(self) -> None:
        written = 0
        if self._direct:
            try:
                written = self._file.write(self._buffer)
            except OSError as problem:
                if problem.errno != errno.EINVAL:
                    raise
        if written < _AT_ONCE:
            self._through_the_cache(self._buffer[written:])
        self._held = 0

    def _through_the_cache(self, rest: memoryview) -> None:
        if self._direct:
            self._direct = _switch(self._file, on=False)
        write_all(self._file, rest)


class DirectWindow:
    """A part of a file as `AgeReader` wants it, read mostly in order. **What `read_at` gave is good until the next call.**

    With `ahead`, at least so many bytes are fetched at once: for many small reads one behind the other.
    """

    def __init__(self, path: Path, start: int, size: int, *, ahead: int = 0) -> None:
        self.size = size
        self._start = start
        self._ahead = ahead
        with world_errors(path, "open"):
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - lives as long as this window
        self._direct = _switch(self._file, on=True)
        self._buffer = memoryview(b"")
        self._first = self._end = 0

    def read_at(self, offset: int, length: int) -> memoryview:
        first = self._start + offset
        end = first + max(0, min(length, self.size - offset))
        if first < self._first or end > self._end:
            self._fetch(first - first % _BLOCK, max(end, first + self._ahead))
        return self._buffer[first - self._first : min(end, self._end) - self._first]

    def close(self) -> None:
        self._file.close()

    def _fetch(self, first: int, end: int) -> None:
        wanted = -(-(end - first) // _BLOCK) * _BLOCK
        if wanted > len(self._buffer):
            self._buffer = memoryview(mmap.mmap(-1, wanted))
        self._first = self._end = first
        while self._end < end:
            count = self._read_into(self._buffer[self._end - first : wanted])
            self._end += count
            if count == 0 or count % _BLOCK:  # the end of the file
                break

    def _read_into(self, buffer: memoryview) -> int:
        self._file.seek(self._end)
        try:
            return self._file.readinto(buffer)
        except OSError as problem:
            if problem.errno != errno.EINVAL or not self._direct:
                raise
        self._direct = _switch(self._file, on=False)
        return self._read_into(buffer)


def _switch(file: BinaryIO, *, on: bool) -> bool:
    """Turns reading and writing past the cache on or off; gives whether it is on now."""
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
