"""Copies of a vault for the day the laptop is gone, and bringing one back.

Two parts with two lives: ciphertext and the public log (`objects/`, may be kept anywhere and for ever) and
the keys (`keys/NAME/`: vault.toml and the database), which can bring back what was erased since, and so have
a retention of their own. Nothing here is decrypted.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from amanet.errors import BadData, Misuse
from amanet.vault.durable import TEMPORARY, new_file, sync_folder, world_errors, write_all, write_file
from amanet.vault.header import FILE_NAME, parse_header
from amanet.vault.store import Vault

_OBJECTS = ("blobs", "packs")
_CHUNK = 1 << 20


def copy_objects(vault: Vault, destination: Path, progress: Callable[[int], None]) -> None:
    """Copies what the destination does not have yet. Interrupted and run again, it carries on."""
    root = destination / "objects"
    for source in _files(vault.path, *_OBJECTS, "log"):
        relative = source.relative_to(vault.path)
        target = root / relative
        size = source.stat().st_size
        immutable = relative.parts[0] != "log"
        if not (immutable and target.exists() and target.stat().st_size == size):
            _copy(source, target)
        progress(size)
    sync_folder(root)


def copy_keys(vault: Vault, folder: Path) -> None:
    """vault.toml and a consistent database, under the same keys. The folder appears whole or not at all."""
    if folder.exists():
        raise Misuse(f"{folder} exists already. Give this backup another name.")
    ours = f"{TEMPORARY}{vault.header.vault[:8]}-"
    temporary = folder.with_name(ours + folder.name)
    with world_errors(folder, "write"):
        for leftover in folder.parent.glob(f"{ours}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        temporary.mkdir(parents=True, mode=0o700)
        # Who read what is the team's own, for a limited time: a copy that is kept elsewhere would keep it for ever.
        vault.database.export(
            temporary / vault.header.database_name, vault.secrets.database, without=("read_audit",)
        )
        write_file(temporary / FILE_NAME, (vault.path / FILE_NAME).read_bytes())
        sync_folder(temporary)
        temporary.rename(folder)
        sync_folder(folder.parent)


def size_of_objects(vault: Vault) -> int:
    return sum(path.stat().st_size for path in _files(vault.path, *_OBJECTS, "log"))


@contextmanager
def brought_back(backup: Path, keys: Path, destination: Path) -> Iterator[Path]:
    """Puts a vault together from a backup, under a temporary name to adopt it there (a new epoch). On leaving
    it gets its own name;
    after an error nothing of it is left.

    The log is not taken from the backup: the objects may be newer than these keys, and the database holds all
    of its own log.
    """
    if destination.exists():
        raise Misuse(f"{destination} exists already. Restore to another path, and compare.")
    if not (backup / "objects").is_dir():
        raise Misuse(f"{backup} is not a backup: it has no objects/ folder.")
    header_file = keys / FILE_NAME
    if not header_file.is_file():
        raise Misuse(f"{keys} holds no keys of a backup: it has no vault.toml.")
    header = parse_header(header_file.read_bytes())
    if not (keys / header.database_name).is_file():
        raise BadData(f"{keys} is not complete: {header.database_name} is missing.")
    temporary = destination.with_name(TEMPORARY + destination.name)
    with world_errors(destination, "restore to"):
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            temporary.mkdir(mode=0o700)
            for source in _files(backup / "objects", *_OBJECTS):
                _copy(source, temporary / source.relative_to(backup / "objects"))
            _copy(keys / header.database_name, temporary / header.database_name)
            _copy(header_file, temporary / FILE_NAME)
            (temporary / "log").mkdir(mode=0o700)
            sync_folder(temporary)
            yield temporary
            temporary.rename(destination)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(destination.parent)


def _files(root: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith(TEMPORARY):
                yield path


def _copy(source: Path, target: Path) -> None:
    with world_errors(target, "write"):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(source, "rb") as file, new_file(target) as copy:
            while piece := file.read(_CHUNK):
                write_all(copy, piece)
            if copy.tell() != os.fstat(file.fileno()).st_size:
                raise BadData(f"{source} changed while it was copied. Run the backup again.")
