"""The public files of one epoch's log: checkpoint, tiles, entry bundles (C2SP tlog-tiles;
docs/spec/log-v1.md, section 4).

They follow from the database and are written after its COMMIT. Tiles are synced before the checkpoint that
speaks of them, so a checkpoint on disk never promises a tile that is not there.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from amanet.errors import VaultDamaged
from amanet.merkle import TileWrite, entries_path, tile_path
from amanet.merkle.tiles import TILE_HEIGHT, TILE_WIDTH
from amanet.vault.durable import (
    FIXED_TIME,
    NO_FOLLOW,
    explain,
    make_folder,
    sync_folder,
    world_errors,
    write_file,
)

# Above this many files one sync of the whole system is cheaper than one for each.
_MANY = 64
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW


class LogFolder:
    """One folder `log/<origin hex>`. Reads tiles as `merkle` asks for them, and publishes what `merkle`
    computed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        return self._read(tile_path(level, index, width))

    def read_entries(self, index: int, width: int) -> bytes:
        return self._read(entries_path(index, width))

    def checkpoint(self) -> bytes | None:
        path = self.folder / "checkpoint"
        with world_errors(path, "read"):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def publish(self, tiles: Iterable[TileWrite], stale: Iterable[str], note: bytes) -> None:
        """Writes the tiles, then the checkpoint, then removes partial tiles that nobody needs any more."""
        make_folder(self.folder.parent)
        make_folder(self.folder)
        writing = _Writing(self.folder)
        for tile in tiles:
            writing.write(tile)
        writing.sync()
        write_file(self.folder / "checkpoint", note)
        for name in stale:
            path = self.folder / name
            with suppress(OSError):
                path.unlink(missing_ok=True)
                path.parent.rmdir()
        self._forget_times({*writing.folders, *((self.folder / name).parent for name in stale)})

    def tidy(self, size: int) -> None:
        """Removes partial tiles of sizes before `size`, which a crash may have left."""
        for path_of, count in _edges(size):
            current, width = divmod(count, TILE_WIDTH)
            for index in range(max(0, current - 1), current + 1):
                with suppress(OSError):  # most of these folders are not there, and one is not to be empty
                    folder = (self.folder / path_of(index, 1)).parent
                    left = [path for path in folder.iterdir() if (index, path.name) != (current, str(width))]
                    for path in left:
                        path.unlink()
                    if left:
                        self._forget_times([folder])
                    folder.rmdir()

    def files(self) -> Iterable[str]:
        """Every file below the folder, relative to it."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield path.relative_to(self.folder).as_posix()

    def _read(self, name: str) -> bytes:
        path = self.folder / name
        try:
            return path.read_bytes()
        except OSError as problem:
            raise VaultDamaged(
                f"The log file {self.folder.name}/{name} is missing or cannot be read."
            ) from problem

    def _forget_times(self, changed: Iterable[Path]) -> None:
        """The time of a folder would tell when something in it changed."""
        above = {up for folder in changed for up in (folder, *folder.parents) if self.folder in up.parents}
        for folder in above | {self.folder, self.folder.parent}:
            with suppress(OSError):  # one that was emptied is gone
                os.utime(folder, (FIXED_TIME, FIXED_TIME))


class _Writing:
    """Tiles on their way to the disk. A million entries are 8,000 files in a few dozen folders, so that each call counts.

    They are written under their own names at once: until the checkpoint speaks of a tile nobody relies on it, and after a crash
    whoever opens the vault for writing writes anew all that the checkpoint does not speak of (`Vault.catch_up`).
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folders: dict[Path, list[str]] = {}
        self._grown: set[Path] = set()
        self._folder_of: dict[str, tuple[str, list[str]]] = {}

    def write(self, tile: TileWrite) -> None:
        folder, _, name = tile.path.rpartition("/")
        ready = self._folder_of.get(folder)
        if ready is None:
            ready = self._folder_of[folder] = self._prepare(self._root / folder)
        path = f"{ready[0]}/{name}"
        try:
            _write_new(path, tile.data)
        except OSError as problem:
            raise explain(problem, Path(path), "write") from problem
        ready[1].append(path)

    def sync(self) -> None:
        written = [path for names in self.folders.values() for path in names]
        if len(written) > _MANY and hasattr(os, "sync"):
            os.sync()
            return
        for path in written:
            with world_errors(Path(path), "sync"), open(path, "rb") as file:
                os.fsync(file.fileno())
        for folder in self._grown.union(self.folders):
            with world_errors(folder, "sync"):
                sync_folder(folder)

    def _prepare(self, folder: Path) -> tuple[str, list[str]]:
        with world_errors(folder, "make the folder"):
            for missing in [up for up in (folder, *folder.parents) if not up.is_dir()][::-1]:
                missing.mkdir(mode=0o700)
                self._grown.add(missing.parent)
        return str(folder), self.folders.setdefault(folder, [])


def _write_new(path: str, data: bytes) -> None:
    """All of `data` into a file that was not there; what an interrupted run left goes first."""
    try:
        descriptor = os.open(path, _NEW, 0o600)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        descriptor = os.open(path, _NEW, 0o600)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
        if os.utime in os.supports_fd:
            os.utime(descriptor, (FIXED_TIME, FIXED_TIME))
    finally:
        os.close(descriptor)
    if os.utime not in os.supports_fd:
        os.utime(path, (FIXED_TIME, FIXED_TIME))


def _edges(size: int) -> Iterator[tuple[Callable[[int, int], str], int]]:
    """Where the last bundle and the last tile of each level lie, as paths by index and width, and how many
    things are in all of them.
    """
    yield entries_path, size
    level = 0
    while count := size >> TILE_HEIGHT * level:
        yield partial(tile_path, level), count
        level += 1
