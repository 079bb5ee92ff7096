"""Epochs of the log: fresh keys, and the record that begins one (docs/spec/log-v1.md, section 5)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from amanet.canonical import JSON
from amanet.errors import VaultDamaged, WorldFailed
from amanet.merkle import Checkpoint, Frontier, KeyType, SignerKey, sign_checkpoint
from amanet.vault.last_seen import LastSeen, Sighting, inode_of
from amanet.vault.records import Draft
from amanet.vault.store import Epoch, Vault


@dataclass(frozen=True)
class EpochKeys:
    """An origin and two key pairs, drawn together. The seeds are secret."""

    origin: str
    log_seed: bytes
    cosigner_seed: bytes
    log_key: str
    cosigner_key: str

    def __repr__(self) -> str:
        return f"EpochKeys({self.origin})"


def draw_epoch_keys(random_bytes: Callable[[int], bytes]) -> EpochKeys:
    origin = f"amanet/{random_bytes(16).hex()}"
    log_seed, cosigner_seed = random_bytes(32), random_bytes(32)
    cosigner_name = f"amanet-cosigner/{random_bytes(16).hex()}"
    return EpochKeys(
        origin,
        log_seed,
        cosigner_seed,
        str(SignerKey(origin, log_seed).verifier),
        str(SignerKey(cosigner_name, cosigner_seed, KeyType.COSIGNATURE).verifier),
    )


def begin_epoch(vault: Vault, reason: str) -> None:
    """Writes the Epoch record, leaf 0 of the epoch that vault.toml already names, with a new home for this
    folder.

    From the second epoch on it commits to the last checkpoint of the one before. Raises `VaultDamaged` where
    that epoch has begun already: then the database is an older one, and its log would be forked.
    """
    header = vault.header
    _refuse_to_fork(vault)
    fields: dict[str, JSON] = {
        "number": header.epoch,
        "origin": header.origin,
        "log_key": header.log_key,
        "cosigner_key": header.cosigner_key,
        "reason": reason,
    }
    if header.epoch > 1:
        before = vault.epoch
        last = vault.checkpoint(before)
        fields |= {
            "previous_origin": before.origin,
            "previous_size": last.size,
            "previous_root": last.root.hex(),
            "previous_checkpoint": last.note.decode("utf-8"),
        }
    prepared = vault.prepare(Draft("Epoch", fields))
    epoch = Epoch(header.epoch, vault.last_number + 1, header.origin, header.log_key)
    growth = Frontier().append([prepared.entry])
    root = growth.frontier.root
    note = sign_checkpoint(Checkpoint(epoch.origin, 1, root), SignerKey(epoch.origin, vault.secrets.log))
    home = vault.settings.random_bytes(16).hex()
    _expect(vault, home, Sighting(inode_of(vault.path / "log"), epoch.number, epoch.origin, 0, ""))
    with vault.database.transaction():
        vault.insert([prepared], epoch.first)
        vault.database.execute(
            "INSERT INTO epoch VALUES (?, ?, ?, ?)", (epoch.number, epoch.first, epoch.origin, epoch.log_key)
        )
        vault.database.execute("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", (epoch.number, 1, root, note))
        vault.database.set_meta("home", home)
        vault.database.execute("DELETE FROM meta WHERE key = 'next_epoch_reason'")
    vault.forget_log_state()
    vault.log_folder(epoch).publish(growth.writes, growth.stale, note)
    vault.remember()


def _refuse_to_fork(vault: Vault) -> None:
    begun = Epoch(vault.header.epoch, 0, vault.header.origin, vault.header.log_key)
    if vault.log_folder(begun).checkpoint() is not None:
        raise VaultDamaged(
            f"The database does not know epoch {begun.number} of the log, which has begun already: the database "
            "was put back to an older state. Take vault.toml, the database and log/ from the same backup."
        )


def _expect(vault: Vault, home: str, sighting: Sighting) -> None:
    """Makes the new home known before it is committed: after a crash it would look like a copy, and begin one
    more epoch.
    """
    with suppress(WorldFailed, OSError):  # the user is told by `remember`
        LastSeen(vault.settings.state_folder, vault.header.vault).remember(home, sighting, vault.slot)
