"""What merging does on the disk: another vault's records as they stand there, made ready to be committed here, and its objects
copied (docs/spec/vault-v1.md, section 6).

A record keeps its body, id and salt, so its entry and reference are the same in both vaults. An object keeps its age file and its
identity. It is read from the other vault, written here, read back from the disk, opened, and held against the hash and
size in its record; only then may its record be committed.
"""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from amanet.errors import BadData, VaultDamaged, WorldFailed, WrongKey
from amanet.record.types import derived_ids
from amanet.sealing import AgeReader, BytesSource, padme
from amanet.vault.direct import DirectReader, DirectWriter
from amanet.vault.durable import TEMPORARY, drop_from_cache, make_folder, unsettled_file
from amanet.vault.examination import LoggedRecord
from amanet.vault.objects import SMALL, FileWindow, StoredObject, identity_from
from amanet.vault.records import Prepared
from amanet.vault.schema import VIEW_TYPES
from amanet.vault.store import Vault

__all__ = ["copy_objects", "entry_of_id", "prepared_as_it_stands"]

_PIECE = 1 << 20
_ZEROS = bytes(2 * _PIECE)
# Sealing adds a header, and padding an eighth at most.
_MOST_SEALED = 2 * SMALL


def entry_of_id(vault: Vault, identifier: str) -> bytes | None:
    """The entry of the living record of that id."""
    row = vault.database.one(
        "SELECT l.entry FROM record r JOIN leaf l ON l.number = r.number WHERE r.id = ?", (identifier,)
    )
    return None if row is None else bytes(row[0])


def prepared_as_it_stands(
    row: LoggedRecord, body: Mapping[str, Any], stored: StoredObject | None
) -> Prepared:
    """A record of another vault, to be committed as it is; `stored` is where its object lies here."""
    assert row.salt is not None
    assert row.body is not None
    source = body.get("source", "")
    return Prepared(
        str(body["id"]),
        str(body["type"]),
        row.salt,
        row.body,
        row.entry,
        source if isinstance(source, str) else "",
        derived_ids(body),
        stored,
        body if body["type"] in VIEW_TYPES else None,
    )


def copy_objects(vault: Vault, other: Vault, wanted: Sequence[StoredObject]) -> list[StoredObject]:
    """Copies objects of another vault; gives where each lies here, still under a temporary name.

    Raises `VaultDamaged` where one does not hold there, `WorldFailed` where it cannot be written here or does not read back.
    """
    small = [each for each in wanted if each.size <= SMALL]
    packed = dict(zip(map(id, small), _copy_small(vault, other, small), strict=True))
    return [packed[id(each)] if id(each) in packed else _copy_large(vault, other, each) for each in wanted]


def _copy_small(vault: Vault, other: Vault, wanted: Sequence[StoredObject]) -> list[StoredObject]:
    """Into one pack, which is synced once, read back and opened."""
    if not wanted:
        return []
    copied = []
    with vault.objects.new_pack() as pack:
        for each in wanted:
            identity = identity_from(each.identity)
            start = pack.add(_sealed(other, each), identity)
            copied.append(replace(each, place=pack.place, start=start))
    return copied


def _sealed(other: Vault, wanted: StoredObject) -> bytes:
    """The age file of a small object, once it was opened and is what its record says."""
    if wanted.stored > _MOST_SEALED:
        raise _damaged(wanted)
    with closing(_window(other, wanted)) as window:
        sealed = window.read_at(0, wanted.stored)
    try:
        _verify(AgeReader(BytesSource(sealed), identity_from(wanted.identity)).stream(), wanted)
    except (BadData, WrongKey) as problem:
        raise _damaged(wanted) from problem
    return sealed


def _copy_large(vault: Vault, other: Vault, wanted: StoredObject) -> StoredObject:
    """Into a file of its own. It is opened as it is read back: what fails then is looked for in the other vault first."""
    name = vault.settings.random_bytes(16).hex()
    folder = vault.path / "blobs" / name[:2]
    make_folder(folder.parent)
    make_folder(folder)
    with closing(_window(other, wanted)) as window, unsettled_file(folder / name) as file:
        output = DirectWriter(file)
        for at in range(0, wanted.stored, _PIECE):
            piece = window.read_at(at, _PIECE)
            if not piece:  # what the other database says of a size may be any number
                break
            output.write(piece)
        output.finish()
        os.fsync(file.fileno())
        drop_from_cache(file.fileno())
        if not _opens(Path(file.name), 0, wanted):
            if not _opens(_file_of(other, wanted), wanted.start, wanted):
                raise _damaged(wanted)
            raise WorldFailed(
                f"What was written to {folder / name} does not read back as it was written. The disk is failing; use another disk."
            )
    return replace(wanted, place=f"blobs/{name[:2]}/{name}", start=0)


def _opens(path: Path, start: int, wanted: StoredObject) -> bool:
    """Whether these bytes on the disk are the object."""
    with DirectReader(path, start, wanted.stored) as source:
        try:
            _verify(AgeReader(source, identity_from(wanted.identity)).stream(), wanted)
        except (BadData, WrongKey):
            return False
    return True


def _verify(pieces: Iterable[memoryview], wanted: StoredObject) -> None:
    """Raises `BadData` unless these are the bytes whose hash and size the record holds, padded as they should be."""
    digest, left, padded = sha256(), wanted.size, 0
    for piece in pieces:
        padded += len(piece)
        content, padding = piece[:left], piece[left:]
        digest.update(content)
        left -= len(content)
        if padding != _ZEROS[: len(padding)]:
            raise BadData("It is padded with something else than zeros.")
    if left or padded != padme(wanted.size) or digest.digest() != wanted.sha256:
        raise BadData("It holds other bytes than its record says.")


def _window(other: Vault, wanted: StoredObject) -> FileWindow:
    return FileWindow(_file_of(other, wanted), wanted.start, wanted.stored)


def _file_of(other: Vault, wanted: StoredObject) -> Path:
    """The plain file of an object; where its last writer was killed it still has its temporary name. Nothing else is opened: a
    vault from elsewhere may hold links and pipes.
    """
    path = other.path / wanted.place
    for candidate in (path, path.with_name(TEMPORARY + path.name), path):
        try:
            if stat.S_ISREG(candidate.lstat().st_mode):
                return candidate
        except OSError:
            continue
    raise VaultDamaged(f"The other vault lacks {wanted.place}. {_ADVICE}")


def _damaged(wanted: StoredObject) -> VaultDamaged:
    return VaultDamaged(
        f"{wanted.place} of the other vault is damaged (from byte {wanted.start}, {wanted.stored} bytes). {_ADVICE}"
    )


_ADVICE = (
    "What was taken over before it is safe, and the merge is not complete. Run `amanet verify` there, bring that file back from a "
    "backup or erase its record there, and merge again: it carries on."
)
