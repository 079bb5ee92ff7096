"""What a package is made of: its files, with what the system says of them, without following any link.

A file is read by ranges from one descriptor. Names are as the system has them, undecodable bytes as surrogates.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amanet.errors import BadData, WorldFailed

__all__ = ["PackageFile", "Thing", "attributes_of", "things_in"]

_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
)


@dataclass(frozen=True)
class Thing:
    """Something in a package: `parts` is its path in it, `kind` "file", "folder", "symbolic link", "not a file" or "not readable"."""

    path: Path
    parts: tuple[str, ...]
    kind: str
    size: int


def things_in(package: Path) -> Iterator[Thing]:
    """The file itself, or everything in the folder, in the order of names. Raises `BadData` where there is nothing."""
    try:
        kind = _kind(package)
        if kind == "folder":
            yield from _in_folder(package, ())
            return
        yield Thing(package, (package.name,), kind, package.lstat().st_size)
    except FileNotFoundError as problem:
        raise BadData(f"There is nothing at {package}. Name a folder, a file or an archive.") from problem


def _in_folder(folder: Path, parts: tuple[str, ...]) -> Iterator[Thing]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        yield Thing(folder, parts or (folder.name,), "not readable", 0)
        return
    for path in paths:
        where = (*parts, path.name)
        kind = _kind(path)
        yield Thing(path, where, kind, path.lstat().st_size)
        if kind == "folder":
            yield from _in_folder(path, where)


def _kind(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "symbolic link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "not a file"


class PackageFile:
    """One file, open; closed by `with`. Raises `WorldFailed` where it cannot be read or changes meanwhile."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, _FLAGS)
        except OSError as problem:
            raise WorldFailed("A file of the package cannot be read.") from problem
        self.size = os.fstat(self._descriptor).st_size

    def __enter__(self) -> "PackageFile":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read_at(self, offset: int, length: int) -> bytes:
        try:
            return os.pread(self._descriptor, length, offset)
        except OSError as problem:
            raise WorldFailed("A file of the package cannot be read to its end.") from problem


def attributes_of(path: Path) -> str:
    """Extended attributes and where a link leads: text that travels beside the bytes."""
    found = []
    with suppress(OSError, AttributeError):
        for name in os.listxattr(path, follow_symlinks=False):
            found += [name, os.getxattr(path, name, follow_symlinks=False).decode("utf-8", "replace")]
    with suppress(OSError):
        found.append(os.fsencode(path.readlink()).decode("utf-8", "replace"))
    return "\n".join(found)
