"""Reading an item again: whole into a file, or a range of it. Both are logged. The disclosure gate of a later
release will stand before them.

A file is verified while it is written and gets its name only at the end: where it does not verify, nothing is
left behind.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from amanet.canonical import JSON
from amanet.errors import Misuse, VaultDamaged
from amanet.vault import StoredRecord, Vault
from amanet.vault.durable import TEMPORARY, sync_folder, world_errors, write_all
from amanet.work.destinations import must_be_outside
from amanet.work.signed import custody


def write_item(
    vault: Vault,
    record: StoredRecord,
    destination: Path,
    *,
    purpose: str | None = None,
    replace: bool = False,
    progress: Callable[[int], None] = lambda _size: None,
) -> None:
    """Writes an item's bytes to `destination`, verified against the record. Logged before the first byte
    leaves.
    """
    must_be_outside(vault.path, destination)
    if os.path.lexists(destination) and not replace:
        raise Misuse(f"{destination} exists already. Choose another name, or say --replace.")
    if destination.is_dir():
        raise Misuse(f"{destination} is a folder. Name the file to write.")
    _must_be_item(record)
    vault.add(custody(vault, "got", [record.reference], note=purpose))
    temporary = destination.with_name(TEMPORARY + destination.name)
    with world_errors(destination, "write"):
        try:
            with open(temporary, "xb", buffering=0, opener=_private) as file:
                for piece in verified_stream(vault, record):
                    write_all(file, piece)
                    progress(len(piece))
                os.fsync(file.fileno())
            temporary.replace(destination)
        except FileExistsError as problem:
            raise Misuse(f"{temporary} is in the way. Remove it and try again.") from problem
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(destination.absolute().parent)


def verified_stream(vault: Vault, record: StoredRecord) -> Iterator[bytes | memoryview]:
    """An item's bytes in order. The last piece is given out only after all of them were found to be what the
    record says.
    """
    body = record.body
    digest = hashlib.sha256()
    held = b""
    with vault.open_object(record.number) as reader:
        if reader.size != body["size"]:
            raise _not_as_recorded(record)
        for piece in reader.stream():
            digest.update(piece)
            if held:
                yield held
            held = bytes(piece)
    if digest.hexdigest() != body["sha256"]:
        raise _not_as_recorded(record)
    if held:
        yield held


def write_range(
    vault: Vault, record: StoredRecord, offset: int, length: int | None, output: BinaryIO
) -> None:
    """Writes a range of an item to `output` (authenticated chunk by chunk, not hashed as a whole). Logged; which
    range only where it is not all of it, since that would tell the size of the item after it was erased.
    """
    _must_be_item(record)
    size = int(record.body["size"])
    end = size if length is None else min(size, offset + length)
    if not 0 <= offset <= size:
        raise Misuse(f"The item has {size} bytes; the range begins beyond them.")
    part: dict[str, JSON] | None = {"offset": offset, "length": max(0, end - offset)}
    if (offset, end) == (0, size):
        part = None
    vault.add(custody(vault, "read", [record.reference], details=part))
    with vault.open_object(record.number) as reader:
        while offset < end:
            piece = reader.read(offset, min(1 << 20, end - offset))
            output.write(piece)
            offset += len(piece)


def _must_be_item(record: StoredRecord) -> None:
    if record.body["type"] != "Item":
        raise Misuse(f"Record {record.number} is not an item and holds no bytes.")


def _not_as_recorded(record: StoredRecord) -> VaultDamaged:
    return VaultDamaged(
        f"Item {record.number} is not what its record says. Nothing was written. Run `amanet verify`, and take the item from a backup."
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o600)
