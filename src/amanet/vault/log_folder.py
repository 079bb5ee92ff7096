"""The public files of one epoch's log: checkpoint, tiles, entry bundles (C2SP tlog-tiles;
docs/spec/log-v1.md, section 4).

They follow from the database and are written after its COMMIT. Tiles are synced before the checkpoint that
speaks of them, so a checkpoint on disk never promises a tile that is not there.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from amanet.errors import VaultDamaged
from amanet.merkle import TileWrite, entries_path, tile_path
from amanet.vault.durable import TEMPORARY, make_folder, sync_folder, world_errors, write_all, write_file

# Above this many files one sync of the whole system is cheaper than one for each.
_MANY = 64


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
        if not path.exists():
            return None
        with world_errors(path, "read"):
            return path.read_bytes()

    def publish(self, tiles: Iterable[TileWrite], stale: Iterable[str], note: bytes) -> None:
        """Writes the tiles, then the checkpoint, then removes partial tiles that nobody needs any more."""
        make_folder(self.folder.parent)
        make_folder(self.folder)
        written: list[Path] = []
        for tile in tiles:
            path = self.folder / tile.path
            with world_errors(path, "write"):
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                temporary = path.with_name(TEMPORARY + path.name)
                with open(temporary, "wb", buffering=0) as file:
                    write_all(file, tile.data)
                temporary.replace(path)
            written.append(path)
        self._sync(written)
        write_file(self.folder / "checkpoint", note)
        for name in stale:
            path = self.folder / name
            with suppress(OSError):
                path.unlink(missing_ok=True)
                path.parent.rmdir()

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

    def _sync(self, written: list[Path]) -> None:
        if len(written) > _MANY and hasattr(os, "sync"):
            os.sync()
            return
        for path in written:
            with open(path, "rb") as file, world_errors(path, "sync"):
                os.fsync(file.fileno())
        for folder in {path.parent for path in written}:
            sync_folder(folder)
