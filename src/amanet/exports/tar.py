"""A bundle as one stream, so that it can be sealed to a recipient without a second copy on the disk.

The stream is a POSIX tar (pax headers only where a size needs one) of sorted names under `bundle/`, with
fixed modes and times and no owner: the same bundle gives the same bytes, wherever and by whomever it was
written. The name of the folder does not get in.
"""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from amanet.errors import BadData

_PIECE = 1 << 20
_BLOCK, _RECORD = 512, 10240
_TIME = 946684800


def tar_bundle(folder: Path) -> Iterator[bytes]:
    """The pieces of the tar stream. Raises `BadData` for links, special files, and files that change."""
    total = 0
    for piece in _pieces(folder):
        total += len(piece)
        yield piece
    ended = total + 2 * _BLOCK
    yield bytes(2 * _BLOCK + -ended % _RECORD)


def _pieces(folder: Path) -> Iterator[bytes]:
    yield _header("bundle", tarfile.DIRTYPE, 0)
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).parts):
        name = "bundle/" + path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise BadData("A bundle holds only files and folders; this one holds a link or a special file.")
        if path.is_dir():
            yield _header(name, tarfile.DIRTYPE, 0)
        else:
            yield from _file(path, name)


def _file(path: Path, name: str) -> Iterator[bytes]:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        size = left = os.fstat(file.fileno()).st_size
        yield _header(name, tarfile.REGTYPE, size)
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
        if left or file.read(1):
            raise BadData("A file of the bundle changed while it was packed. Nothing else may write to it.")
    yield bytes(-size % _BLOCK)


def _header(name: str, kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.mtime = kind, size, _TIME
    member.mode = 0o755 if kind == tarfile.DIRTYPE else 0o644
    return member.tobuf(tarfile.PAX_FORMAT)
