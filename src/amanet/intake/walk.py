"""Finding what the user handed over, without trusting the disk.

Every name is bytes, so that names that are not UTF-8, hold newlines or differ in case or normal form only
come through as they are. Folders are opened one name at a time from their parent's descriptor, never through
a symbolic link, so that paths longer than the system's limit work and nobody can swap a folder for a link
meanwhile. Order is that of the bytes of the names.

Refuses: to follow symbolic links (recorded as `FoundLink`), to open anything but regular files, to go into
the vault itself (`never`) or twice into one folder. What cannot be read is a `Skipped` with its reason; the
rest goes on.

>>> from pathlib import Path
>>> for found in walk([Path("phone")], never=Path("V.vault")):  # doctest: +SKIP
...     print(found)
FoundFile(base=b'/media/card', parts=(b'phone', b'voice', b'0001.opus'), size=4711, modified_ns=…)
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from amanet.canonical import name_from_bytes, readable_name
from amanet.errors import Misuse, WorldFailed

__all__ = [
    "Count",
    "Found",
    "FoundFile",
    "FoundLink",
    "OpenedFile",
    "Opener",
    "Skipped",
    "count",
    "open_found",
    "walk",
]

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
# Reaching a folder costs one step a level; deeper than this is not somebody's archive.
_DEEPEST = 1000
_OTHER_KINDS = {
    stat.S_IFIFO: "it is a named pipe (FIFO), not a file",
    stat.S_IFSOCK: "it is a socket, not a file",
    stat.S_IFCHR: "it is a device, not a file",
    stat.S_IFBLK: "it is a device, not a file",
}


@dataclass(frozen=True)
class _Place:
    """`base` is the folder that a given path stands in, `parts` the path inside the batch."""

    base: bytes
    parts: tuple[bytes, ...]

    @property
    def path(self) -> bytes:
        return b"/".join((self.base.rstrip(b"/"), *self.parts))

    @property
    def shown(self) -> str:
        """The path on one line that cannot control a terminal. For messages, not for records."""
        return readable_name(name_from_bytes(self.path))


@dataclass(frozen=True)
class FoundFile(_Place):
    """A regular file as it was when it was found; it may be gone, or larger, when it is opened."""

    size: int
    modified_ns: int


@dataclass(frozen=True)
class FoundLink(_Place):
    """A symbolic link and the bytes it points to. It is recorded and not followed."""

    target: bytes


@dataclass(frozen=True)
class Skipped(_Place):
    """Something that cannot be taken in, and why."""

    reason: str


Found: TypeAlias = FoundFile | FoundLink | Skipped


@dataclass(frozen=True)
class Count:
    """`complete` is False where counting stopped at its limit: then there is more."""

    files: int
    bytes: int
    complete: bool


@dataclass(frozen=True)
class OpenedFile:
    """A regular file, open for reading (unbuffered: a read may give less), with what the system said of it then."""

    found: FoundFile
    stream: BinaryIO
    size: int
    modified_ns: int

    def __enter__(self) -> "OpenedFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def verify_unchanged(self) -> None:
        """Raises `WorldFailed` where the file was written to since it was opened.

        Call it after the last read.
        """
        now = os.fstat(self.stream.fileno())
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified_ns):
            raise WorldFailed(
                f"{self.found.shown} changed while it was read: {self.size} bytes before, {now.st_size} now. "
                "Wait until nothing writes to it and add it again."
            )


def walk(paths: Sequence[Path | bytes], *, never: Path) -> Iterator[Found]:
    """Everything at and below `paths`, each thing once.

    Raises `Misuse` for the vault `never` or a path inside it.
    """
    tops = sorted({_top(path) for path in paths}, key=lambda top: _components(top.path))
    vault = _components(os.path.realpath(os.fsencode(never)))
    for top in tops:
        if _lies_in(_components(top.path), vault) or _lies_in(_components(os.path.realpath(top.path)), vault):
            raise Misuse(
                f"{top.shown} is the vault itself or lies in it. Give the files that are to go into it."
            )
    return _walk_tops(_without_nested(tops), _identity(never))


def count(paths: Sequence[Path | bytes], *, never: Path, limit: int = 1_000_000) -> Count:
    """How many files and bytes `walk` would find, for a progress bar. Looks at `limit` things at most."""
    files = size = seen = 0
    for found in islice(walk(paths, never=never), limit + 1):
        seen += 1
        if isinstance(found, FoundFile) and seen <= limit:
            files += 1
            size += found.size
    return Count(files, size, seen <= limit)


def open_found(found: FoundFile) -> OpenedFile:
    """Opens what `walk` found, once more without trusting the disk.

    Raises `WorldFailed` for this one file.
    """
    with Opener() as opener:
        return opener.open(found)


class Opener:
    """Opens what `walk` found, as `open_found` does, one file after the other. Use as a context manager.

    The folder of the last file stays open, because the next one mostly lies in it too: reaching a folder costs a step a
    level. A folder that was moved or replaced meanwhile is read on where it was found.
    """

    def __init__(self) -> None:
        self._folder: int | None = None
        self._place: tuple[bytes, tuple[bytes, ...]] | None = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, found: FoundFile) -> OpenedFile:
        """Raises `WorldFailed` for this one file."""
        try:
            descriptor = os.open(found.parts[-1], _FILE, dir_fd=self._folder_of(found))
        except OSError as problem:
            raise WorldFailed(f"{found.shown} could not be read: {_reason(problem)}.") from problem
        try:
            now = os.fstat(descriptor)
            if not stat.S_ISREG(now.st_mode):
                raise WorldFailed(f"{found.shown} could not be read: it was a file and no longer is one.")
            stream = cast(BinaryIO, FileIO(descriptor, "rb"))
            return OpenedFile(found, stream, now.st_size, now.st_mtime_ns)
        except BaseException:
            os.close(descriptor)
            raise

    def close(self) -> None:
        folder, self._folder, self._place = self._folder, None, None
        if folder is not None:
            os.close(folder)

    def _folder_of(self, found: FoundFile) -> int:
        place = (found.base, found.parts[:-1])
        if self._folder is None or place != self._place:
            self.close()
            self._folder, self._place = _open_folder(*place), place
        return self._folder


@dataclass
class _Folder:
    """A folder on the way: the names that are still to be looked at, the next one last."""

    parts: tuple[bytes, ...]
    names: list[bytes]


def _walk_tops(tops: list[_Place], vault: tuple[int, int] | None) -> Iterator[Found]:
    entered = set() if vault is None else {vault}
    for top in tops:
        yield from _walk_top(top, vault, entered)


def _walk_top(top: _Place, vault: tuple[int, int] | None, entered: set[tuple[int, int]]) -> Iterator[Found]:
    """Depth first, with one descriptor open at a time; a deep folder is reached name by name again."""
    waiting = [_Folder(top.parts[:-1], [top.parts[-1]])]
    while waiting:
        folder = waiting[-1]
        try:
            with _opened(top.base, folder.parts) as descriptor:
                while folder.names:
                    name = folder.names.pop()
                    place = _Place(top.base, (*folder.parts, name))
                    found = _look(descriptor, name, place, vault, entered)
                    if isinstance(found, _Folder):
                        waiting.append(found)
                        break
                    yield found
                else:
                    waiting.pop()
        except OSError as problem:
            waiting.remove(folder)
            yield Skipped(top.base, folder.parts or top.parts, _reason(problem))


def _look(
    parent: int, name: bytes, place: _Place, vault: tuple[int, int] | None, entered: set[tuple[int, int]]
) -> Found | _Folder:
    base, parts = place.base, place.parts
    try:
        seen = os.stat(name, dir_fd=parent, follow_symlinks=False)
        if stat.S_ISLNK(seen.st_mode):
            return FoundLink(base, parts, os.readlink(name, dir_fd=parent))
        if stat.S_ISDIR(seen.st_mode):
            return _enter(parent, name, place, vault, entered)
    except OSError as problem:
        return Skipped(base, parts, _reason(problem))
    if stat.S_ISREG(seen.st_mode):
        return FoundFile(base, parts, seen.st_size, seen.st_mtime_ns)
    return Skipped(
        base, parts, _OTHER_KINDS.get(stat.S_IFMT(seen.st_mode), "it is neither a file nor a folder")
    )


def _enter(
    parent: int, name: bytes, place: _Place, vault: tuple[int, int] | None, entered: set[tuple[int, int]]
) -> Skipped | _Folder:
    if len(place.parts) > _DEEPEST:
        return Skipped(place.base, place.parts, f"it lies more than {_DEEPEST} folders deep")
    descriptor = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
    try:
        now = os.fstat(descriptor)
        identity = (now.st_dev, now.st_ino)
        if identity in entered:
            reason = (
                "it is the vault itself" if identity == vault else "it is a folder that was taken already"
            )
            return Skipped(place.base, place.parts, reason)
        entered.add(identity)
        names = sorted(map(os.fsencode, os.listdir(descriptor)), reverse=True)  # noqa: PTH208
    finally:
        os.close(descriptor)
    return _Folder(place.parts, names)


@contextmanager
def _opened(base: bytes, parts: Sequence[bytes]) -> Iterator[int]:
    """The folder at `base`/`parts`, for a while. Raises `OSError`."""
    descriptor = _open_folder(base, parts)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_folder(base: bytes, parts: Sequence[bytes]) -> int:
    """The folder at `base`/`parts`, opened name by name; no part may be a symbolic link. Raises `OSError`."""
    descriptor = os.open(base, _FOLDER)
    for part in parts:
        above = descriptor
        try:
            descriptor = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
        finally:
            os.close(above)
    return descriptor


def _top(path: Path | bytes) -> _Place:
    """A given path as the real folder it stands in and its own name, which may be that of a symbolic link."""
    raw = os.fsencode(path)
    if not raw or b"\0" in raw:
        raise Misuse("A path to take in is empty or holds a zero byte. Give the path of a file or a folder.")
    folder, name = os.path.split(raw.rstrip(b"/") or b"/")
    if name in {b"", b".", b".."}:
        folder, name = os.path.split(os.path.realpath(raw))
    return _Place(os.path.realpath(folder or b"."), (name or b".",))


def _without_nested(tops: list[_Place]) -> list[_Place]:
    """Without those that lie in another one. Sorted by components, so a folder comes before what is in it."""
    kept: list[_Place] = []
    for top in tops:
        if not (kept and _lies_in(_components(top.path), _components(kept[-1].path))):
            kept.append(top)
    return kept


def _components(path: bytes) -> list[bytes]:
    return [part for part in path.split(b"/") if part not in {b"", b"."}]


def _lies_in(inner: list[bytes], outer: list[bytes]) -> bool:
    return inner[: len(outer)] == outer


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a folder; None where there is none (a vault that is yet to be made)."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _reason(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError):
        return "it is not there (any more)"
    if isinstance(problem, PermissionError):
        return "this user may not read it"
    return problem.strerror or type(problem).__name__
