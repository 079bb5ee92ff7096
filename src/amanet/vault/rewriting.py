"""Moving the living rows into a new database under a fresh key: what makes an erasure and a change of keys
final.

Steps (docs/spec/vault-v1.md, section 4): (2) packs that hold a dead object are rewritten, (3) the database is
exported under a new key, (4) the rename of vault.toml commits, (5) old files go. Each can be done again after
a crash; `finish_interrupted` does at the next opening what is left.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from amanet.errors import VaultDamaged
from amanet.sealing import Unlocked, reseal
from amanet.vault.database import Database
from amanet.vault.durable import sync_folder, world_errors
from amanet.vault.epochs import begin_epoch, draw_epoch_keys
from amanet.vault.header import Header, write_header
from amanet.vault.records import Draft, Prepared
from amanet.vault.store import Vault


def erase_numbers(vault: Vault, numbers: Sequence[int], erasure: Draft) -> int:
    """Destroys records for good: keys, bodies, salts and objects. `numbers` already holds everything derived.
    Gives the Erasure's number.

    When it returns, nothing under the vault's current keys can bring them back. Needs the vault for itself.
    """
    vault.must_be_writable()
    vault.locks.alone()
    try:
        chosen = (json.dumps(list(numbers)),)
        among = "IN (SELECT value FROM json_each(?))"
        rows = vault.database.rows(f"SELECT place, start, stored FROM object WHERE number {among}", chosen)
        gone = sorted(rows)
        prepared: Prepared = vault.prepare(erasure)
        also: list[tuple[str, tuple[object, ...]]] = [
            (f"DELETE FROM {table} WHERE number {among}", chosen)
            for table in ("record", "object", "about", "read_audit")
        ]
        also.append((f"DELETE FROM about WHERE subject {among}", chosen))
        also.append(("INSERT OR REPLACE INTO pending VALUES ('erase', ?)", (json.dumps(gone),)))
        number = vault.commit([prepared], also=also, forget=numbers)
        finish_interrupted(vault)
    finally:
        vault.locks.shared_again()
    return number


def finish_interrupted(vault: Vault) -> None:
    """Carries out an erasure or a removal of a member that was logged, and clears the trash."""
    for what, value in list(vault.database.rows("SELECT what, value FROM pending ORDER BY what")):
        vault.locks.alone()
        try:
            if what == "erase":
                _drop_objects(vault, json.loads(value))
                _rewrite(vault)
            elif what == "remove-slots":
                _rewrite(vault, without_slots=json.loads(value), new_keys=True)
            else:
                raise VaultDamaged(
                    "The database has unfinished work that this version of amanet does not know."
                )
        finally:
            vault.locks.shared_again()
    _empty_trash(vault)


def change_keys(vault: Vault, member_change: Draft, without_slots: Sequence[str]) -> None:
    """Removes slots and gives the vault a new vault key, database key and log key (a new epoch). Needs the
    vault for itself.
    """
    vault.must_be_writable()
    vault.locks.alone()
    try:
        pending = (
            "INSERT OR REPLACE INTO pending VALUES ('remove-slots', ?)",
            (json.dumps(list(without_slots)),),
        )
        vault.commit([vault.prepare(member_change)], also=[pending])
        finish_interrupted(vault)
    finally:
        vault.locks.shared_again()


def _drop_objects(vault: Vault, gone: Sequence[tuple[str, int, int]]) -> None:
    """Blobs of the dead go to the trash; packs are copied without them first.

    A pack of which something that lives does not open stays, for whoever may repair it, with zeros where the dead were: damage
    shall not stop an erasure, nor an erasure add to the damage.
    """
    database = vault.database
    for place in sorted({place for place, _, _ in gone}):
        live = [each for each in vault.stored_objects() if each[1].place == place]
        moved = vault.objects.repack([stored for _, stored in live])
        with database.transaction():
            for (number, _), now in zip(live, moved, strict=True):
                if now is not None:
                    database.execute(
                        "UPDATE object SET place = ?, start = ? WHERE number = ?",
                        (now.place, now.start, number),
                    )
            if None not in moved:
                database.execute("INSERT OR IGNORE INTO trash VALUES (?)", (place,))
        for new_place in {now.place for now in moved if now is not None}:
            vault.objects.settle(new_place)
        if None in moved:
            vault.objects.blank(place, [(start, stored) for where, start, stored in gone if where == place])


def _rewrite(vault: Vault, *, without_slots: Sequence[str] = (), new_keys: bool = False) -> None:
    random_bytes = vault.settings.random_bytes
    old_header = vault.header
    secrets = replace(vault.secrets, database=random_bytes(32))
    unlocked = vault.unlocked
    header = replace(old_header, generation=old_header.generation + 1)
    if new_keys:
        keys = draw_epoch_keys(random_bytes)
        unlocked = Unlocked(random_bytes(32), unlocked.identity, unlocked.member, unlocked.signing_seed)
        secrets = replace(secrets, log=keys.log_seed, cosigner=keys.cosigner_seed)
        header = replace(
            header,
            epoch=vault.epoch.number + 1,
            origin=keys.origin,
            log_key=keys.log_key,
            cosigner_key=keys.cosigner_key,
            slots=tuple(
                reseal(slot, unlocked.vault_key, random_bytes=random_bytes)
                for slot in header.slots
                if slot.id not in without_slots
            ),
        )
    header = header.with_secrets(secrets, unlocked.vault_key, random_bytes)
    _export(vault, header, secrets.database)
    with _closed_on_error(vault):
        write_header(vault.path, header, unlocked.vault_key)
        vault.database.close()
        vault.header, vault.secrets, vault.unlocked = header, secrets, unlocked
        vault.database = Database(vault.path / header.database_name, secrets.database, writable=True)
        _remove_generation(vault.path, old_header)
        if new_keys:
            begin_epoch(vault, "the keys were changed")


@contextmanager
def _closed_on_error(vault: Vault) -> Iterator[None]:
    """After an error inside nobody knows which vault.toml a crash would leave: what would be acknowledged into this generation
    could be gone with it. The next opening finds out.
    """
    try:
        yield
    except BaseException:
        vault.writable = False
        vault.database.close()
        raise


def _export(vault: Vault, header: Header, key: bytes) -> None:
    destination = vault.path / header.database_name
    for leftover in vault.path.glob(header.database_name + "*"):
        leftover.unlink()
    vault.database.export(destination, key)
    fresh = Database(destination, key, writable=True)
    try:
        with fresh.transaction():
            fresh.execute("DELETE FROM pending")
        if problems := fresh.integrity_problems():
            raise VaultDamaged(
                f"The rewritten database does not check out ({problems[0]}). Nothing was changed; check the disk."
            )
    finally:
        fresh.close()
    sync_folder(vault.path)


def _remove_generation(vault: Path, header: Header) -> None:
    with world_errors(vault, "remove the old database in"):
        for path in vault.glob(header.database_name + "*"):
            path.unlink()
        sync_folder(vault)


def _empty_trash(vault: Vault) -> None:
    places = [str(row[0]) for row in vault.database.rows("SELECT place FROM trash")]
    if not places:
        return
    for place in places:
        vault.objects.remove(place)
    with vault.database.transaction():
        vault.database.execute("DELETE FROM trash")
