"""Making a vault, opening it, and finishing what was interrupted (docs/spec/vault-v1.md, section 4).

An opening for writing leaves the vault whole: unfinished files go, the log's files catch up with the
database, an erasure that was logged is carried out, and a folder that was copied, moved or restored begins a
new epoch before anything else is recorded.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from amanet.errors import Misuse, VaultDamaged, WorldFailed
from amanet.sealing import (
    DerivationCost,
    Identity,
    Passphrase,
    RecoveryCode,
    Unlocked,
    default_cost,
    new_slot,
)
from amanet.sealing.slots import Secret
from amanet.vault.database import Database
from amanet.vault.durable import TEMPORARY, sync_folder, world_errors
from amanet.vault.epochs import begin_epoch, draw_epoch_keys
from amanet.vault.header import FILE_NAME, Header, Secrets, read_header, unlock_any, verify_mac, write_header
from amanet.vault.last_seen import LastSeen, Sighting, inode_of
from amanet.vault.locks import Locks
from amanet.vault.membership import (
    KnownMember,
    member_draft,
    members_of,
    name_of,
    public_key_of,
    settle_slots,
    verify_member_at_work,
)
from amanet.vault.read_audit import ReadAudit
from amanet.vault.rewriting import finish_interrupted
from amanet.vault.settings import Settings
from amanet.vault.store import Vault

# Another program's turn at writing is mostly over in this time (seconds).
_PATIENCE = 2.0


@dataclass(frozen=True)
class FirstMember:
    """Who makes the vault: a name for the team (it stays inside the vault) and what will unlock it."""

    name: str
    passphrase: Passphrase
    recovery_code: RecoveryCode


def create_vault(
    path: Path, first: FirstMember, settings: Settings, *, cost: DerivationCost | None = None
) -> Vault:
    """A new vault at `path`, open for writing. Raises `Misuse` where something is there already.

    The folder is made under a temporary name and renamed at the end: a crash leaves no half vault.
    """
    if path.exists():
        raise Misuse(f"{path} exists already. Choose another name for the new vault.")
    temporary = path.with_name(TEMPORARY + path.name)
    if temporary.exists():
        raise Misuse(f"{temporary} is left from an interrupted `amanet init`. Remove it and try again.")
    with world_errors(path, "make the vault"):
        temporary.mkdir(mode=0o700)
        (temporary / "log").mkdir(mode=0o700)
    try:
        slot, unlocked = _fill_new(temporary, first, settings, cost or default_cost())
        with world_errors(path, "rename the new vault"):
            temporary.rename(path)
            sync_folder(path.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return _open(path, settings, lambda _header: (slot, unlocked), writable=True, fresh=True)


def _fill_new(
    temporary: Path, first: FirstMember, settings: Settings, cost: DerivationCost
) -> tuple[str, Unlocked]:
    """Puts a whole vault into an empty folder; gives the slot of the first member's passphrase and what it
    holds.
    """
    random_bytes = settings.random_bytes
    vault_key = random_bytes(32)
    vault_id = random_bytes(16).hex()
    member = random_bytes(16).hex()
    signing_seed = random_bytes(32)
    slots = tuple(
        new_slot(
            vault_id,
            secret,
            cost,
            Identity.new(random_bytes),
            member=member,
            signing_seed=signing_seed,
            vault_key=vault_key,
            random_bytes=random_bytes,
        )
        for secret in (first.passphrase, first.recovery_code)
    )
    keys = draw_epoch_keys(random_bytes)
    secrets = Secrets(random_bytes(32), keys.log_seed, keys.cosigner_seed)
    header = Header(vault_id, 1, 1, keys.origin, keys.log_key, keys.cosigner_key, "", slots)
    header = header.with_secrets(secrets, vault_key, random_bytes)
    database = Database.create(temporary / header.database_name, secrets.database)
    with database.transaction():
        database.set_meta("home", random_bytes(16).hex())
    write_header(temporary, header, vault_key)
    locks = Locks(temporary)
    locks.share()
    locks.write()
    unlocked = Unlocked(vault_key, Identity.new(random_bytes), member, signing_seed)
    vault = Vault(
        temporary,
        header=header,
        unlocked=unlocked,
        slot=slots[0].id,
        secrets=secrets,
        database=database,
        locks=locks,
        settings=replace(settings, notice=lambda _: None),
        writable=True,
    )
    begin_epoch(vault, "the vault was made")
    mine = tuple(name_of(slot) for slot in slots)
    key = public_key_of(signing_seed)
    vault.add(member_draft(vault, KnownMember(member, first.name, "founder", "active", key, mine)))
    vault.close()
    return slots[0].id, unlocked


def open_vault(
    path: Path, secret: Secret, settings: Settings, *, writable: bool, adopt: bool = False
) -> Vault:
    """Opens a vault with a passphrase or a recovery code.

    Raises `Misuse` (no vault there), `WrongKey`, `VaultDamaged`, `BadData` (newer format), `WorldFailed`
    (open elsewhere, read-only medium). `adopt` accepts a folder that is older than the one last seen here, or
    forked from it, and begins a new epoch.
    """

    def unlock_with_secret(header: Header) -> tuple[str, Unlocked]:
        memory = LastSeen(settings.state_folder, header.vault)
        slot, unlocked = unlock_any(header, secret, first=memory.slot)
        return slot.id, unlocked

    return _open(path, settings, unlock_with_secret, writable=writable, adopt=adopt)


def open_again(vault: Vault) -> Vault:
    """A second handle for writing, with the keys and in the turn of `vault`. Raises what `open_vault` raises."""
    keys = vault.slot, vault.unlocked
    return _open(vault.path, vault.settings, lambda _header: keys, writable=True, held=vault.locks)


def _open(
    path: Path,
    settings: Settings,
    unlocking: Callable[[Header], tuple[str, Unlocked]],
    *,
    writable: bool,
    adopt: bool = False,
    fresh: bool = False,
    held: Locks | None = None,
) -> Vault:
    """`held` are locks for writing that this process has already."""
    read_header(path)
    locks = held or Locks(path)
    read_only = not os.access(path, os.W_OK)
    if read_only and writable:
        raise WorldFailed(
            f"{path} is on a read-only medium or you may not write to it. Copy the vault to a disk you can write to."
        )
    database: Database | None = None
    vault: Vault | None = None
    try:
        if not read_only and held is None:
            locks.share()
        if writable and held is None:
            locks.write(_PATIENCE)
        header, data = read_header(path)
        slot, unlocked = unlocking(header)
        verify_mac(data, header, unlocked.vault_key)
        secrets = header.open_secrets(unlocked.vault_key)
        # Where the last writer was killed, its newest records are in the write-ahead log; an immutable
        # opening would leave them out.
        unsettled = _size(path / f"{header.database_name}-wal") > 0
        database = Database(
            path / header.database_name,
            secrets.database,
            writable=writable,
            immutable=read_only and not unsettled,
        )
        vault = Vault(
            path,
            header=header,
            unlocked=unlocked,
            slot=slot,
            secrets=secrets,
            database=database,
            locks=locks,
            settings=settings,
            writable=writable,
        )
        _refuse_strangers(vault)
        if not fresh and not adopt:
            _look_back(vault, must_hold=writable)
        if writable:
            _make_whole(vault, adopt=adopt, fresh=fresh)
    except BaseException:
        for connection in (database, vault and vault.database):
            if connection is not None:
                connection.close()
        if held is None:
            locks.release()
        raise
    return vault


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _refuse_strangers(vault: Vault) -> None:
    """The vault key is sealed *to* public recipients, so anybody can seal one of their own to them and put a
    database of their own beside it. The members' ids and keys they do not know.
    """
    try:
        members = members_of(vault)
    except (VaultDamaged, WorldFailed) as problem:
        # A damaged page of the database must not keep `verify` from examining the rest; but after one, a
        # connection reads nothing any more.
        if vault.writable:
            raise
        vault.settings.notice(f"{vault.path}: whose this vault is cannot be read. {problem}")
        path, immutable = vault.database.path, vault.database.immutable
        vault.database.close()
        vault.database = Database(path, vault.secrets.database, writable=False, immutable=immutable)
        return
    me = verify_member_at_work(vault, members)
    opened = next((name_of(slot) for slot in vault.header.slots if slot.id == vault.slot), "")
    if opened not in me.slots:
        vault.settings.notice(
            "What opened this vault is not recorded in it as yours: vault.toml is older than the records, or was changed. "
            "Run `amanet verify`, and see `amanet key list`."
        )


def _look_back(vault: Vault, *, must_hold: bool) -> None:
    """Compares with what this machine last saw. Raises `VaultDamaged` for an older or forked state that is
    about to be written to.
    """
    memory = LastSeen(vault.settings.state_folder, vault.header.vault)
    sightings = [memory.sighting(vault.home), memory.newest_in(inode_of(vault.path / "log"))]
    # vault.toml says which epoch is the current one, wherever the folder lies now and whatever its database says.
    sightings += [seen for seen in memory.all() if seen.origin == vault.header.origin]
    problems = (_older_or_forked(vault, seen) for seen in sightings if seen and seen.size)
    problem = next(filter(None, problems), None) or _stranger(vault, memory)
    if not problem:
        return
    if must_hold:
        raise VaultDamaged(
            f"{vault.path}: {problem} Nothing was written. If you put this state here on purpose (a restored backup), run `amanet adopt`: "
            "it accepts this state and begins a new epoch of the log. If not, find out who replaced the folder."
        )
    vault.settings.notice(f"{vault.path}: {problem}")


def _stranger(vault: Vault, memory: LastSeen) -> str | None:
    """Whoever knew the keys once can build another vault of the same name around them."""
    seen = {sighting.origin for sighting in memory.all()}
    if not seen or not seen.isdisjoint({vault.header.origin, *(epoch.origin for epoch in vault.epochs())}):
        return None
    return "this computer knows the vault, but has seen none of the epochs of this folder's log: it may be another one in its place."


def _older_or_forked(vault: Vault, seen: Sighting) -> str | None:
    epoch = next((epoch for epoch in vault.epochs() if epoch.origin == seen.origin), None)
    size = 0 if epoch is None else vault.size_of(epoch)
    if epoch is None or size < seen.size:
        return (
            f"this folder is older than the vault as last seen on this computer "
            f"(epoch {seen.epoch} of the log had {seen.size} entries then, here it has {size})."
        )
    # By the database: after a crash the files of the log may be behind it. What was seen was a signed
    # checkpoint, and those are kept for ever.
    known = vault.checkpoint_at(epoch.number, seen.size)
    if known is None or known.root.hex() != seen.root:
        return "this folder's log is not a continuation of the one last seen on this computer: it was forked or rewritten."
    return None


def _make_whole(vault: Vault, *, adopt: bool, fresh: bool) -> None:
    vault.views.make_ready()
    ReadAudit(vault.database).make_ready(vault.settings.now())
    for epoch in vault.epochs():
        vault.catch_up(epoch)
    # Where an older database is accepted, the epoch of vault.toml may have begun long ago: it gets another.
    if vault.header.epoch > vault.epoch.number and not adopt:
        begin_epoch(vault, vault.database.meta("next_epoch_reason") or "the log key was changed")
    # Only now is it known that database and log belong together: what an older database does not know may be what counts.
    vault.objects.finish_or_remove(lambda place: _is_committed(vault, place))
    _remove_other_generations(vault)
    finish_interrupted(vault)
    if fresh:
        vault.remember()
        return
    seen = LastSeen(vault.settings.state_folder, vault.header.vault).sighting(vault.home)
    if adopt:
        start_epoch(vault, "an older or copied state was accepted")
    elif seen is None or seen.inode != inode_of(vault.path / "log"):
        vault.settings.notice(
            "This vault was copied, moved or restored since it was last written to here: a new epoch of its log begins. "
            "Partners who cosign need its new log key (`amanet keys`)."
        )
        start_epoch(vault, "the folder was copied, moved or restored")
    settle_slots(vault)


def start_epoch(vault: Vault, reason: str) -> None:
    """A new origin, log key and home. vault.toml is written first; a crash between the two steps is finished
    at the next opening.
    """
    keys = draw_epoch_keys(vault.settings.random_bytes)
    secrets = replace(vault.secrets, log=keys.log_seed, cosigner=keys.cosigner_seed)
    header = replace(
        vault.header,
        epoch=vault.epoch.number + 1,
        origin=keys.origin,
        log_key=keys.log_key,
        cosigner_key=keys.cosigner_key,
    ).with_secrets(secrets, vault.unlocked.vault_key, vault.settings.random_bytes)
    with vault.database.transaction():
        vault.database.set_meta("next_epoch_reason", reason)
    write_header(vault.path, header, vault.unlocked.vault_key)
    vault.header, vault.secrets = header, secrets
    begin_epoch(vault, reason)


def _is_committed(vault: Vault, place: str) -> bool:
    return vault.database.one("SELECT 1 FROM object WHERE place = ? LIMIT 1", (place,)) is not None


def _remove_other_generations(vault: Vault) -> None:
    """Databases that vault.toml does not name: an export that was not committed, or the generation before the
    one that was.
    """
    with world_errors(vault.path, "clean up in"):
        for path in vault.path.glob("records-*.db*"):
            if not path.name.startswith(vault.header.database_name):
                path.unlink()
        (vault.path / (TEMPORARY + FILE_NAME)).unlink(missing_ok=True)
