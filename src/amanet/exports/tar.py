"""A bundle as one stream: a POSIX tar, so that it can be sealed to a recipient.

The names are sorted, under `bundle/`, with fixed modes and times and no owner (pax headers only where a size needs one): the same bundle
gives the same bytes, whether it comes from its contents or from a folder, wherever and by whomever that was written. The name of the
folder does not get in.
"""

import os
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from amanet.errors import BadData
from amanet.exports.assembly import BundleFile, assemble
from amanet.exports.contents import BundleContents, ordered
from amanet.exports.layout import FILE_MODE, FILE_TIME, FOLDER_MODE

_PIECE = 1 << 20
_BLOCK, _RECORD = 512, 10240


def stream_bundle(contents: BundleContents) -> Iterator[bytes]:
    """The tar of a bundle that is on no disk. Raises `Misuse` or `BadData`, perhaps at its end: discard what was sealed then."""
    yield from stream_files("bundle", assemble(ordered(contents)))


def stream_files(root: str, files: Iterable[BundleFile]) -> Iterator[bytes]:
    """The tar of these files under one folder."""
    yield from _ended(_members(root, files))


def tar_bundle(folder: Path) -> Iterator[bytes]:
    """The tar of a bundle in a folder. Raises `BadData` for links, special files, and files that change meanwhile."""
    yield from _ended(_walked(folder))


def _members(root: str, files: Iterable[BundleFile]) -> Iterator[bytes]:
    """The files, each folder before what is in it."""
    yield _header(root, tarfile.DIRTYPE, 0)
    seen = {root}
    for file in files:
        for depth in range(1, len(file.parts)):
            parent = "/".join((root, *file.parts[:depth]))
            if parent not in seen:
                seen.add(parent)
                yield _header(parent, tarfile.DIRTYPE, 0)
        yield _header(f"{root}/{file.name}", tarfile.REGTYPE, file.size)
        yield from file.pieces
        yield bytes(-file.size % _BLOCK)


def _walked(folder: Path) -> Iterator[bytes]:
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


def _ended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    total = 2 * _BLOCK
    for piece in pieces:
        total += len(piece)
        if piece:
            yield piece
    yield bytes(2 * _BLOCK + -total % _RECORD)


def _header(name: str, kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.mtime = kind, size, FILE_TIME
    member.mode = FOLDER_MODE if kind == tarfile.DIRTYPE else FILE_MODE
    return member.tobuf(tarfile.PAX_FORMAT)
