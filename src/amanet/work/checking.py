"""Checking one item, now, from bytes: what `amanet verify` does for all of them.

The record is what the log holds; its bytes open, all of them, and are what the record says; the log's signed checkpoint contains it.
Nothing is believed because it was so yesterday, and nothing is written.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from amanet.errors import AmanetError, BadData, VaultDamaged
from amanet.merkle import VerifierKey, leaf_hash, open_checkpoint, verify_inclusion
from amanet.record import commit_to
from amanet.vault import StoredRecord, Vault
from amanet.vault.store import Epoch, SignedCheckpoint
from amanet.work.stamp import Outside, outside_words

__all__ = ["Checked", "check_item"]


@dataclass(frozen=True)
class Checked:
    """What was looked at and how it went: each is empty where it holds, or says what is wrong. `stamps` are what people outside said
    about checkpoints that contain the record.
    """

    number: int
    record: str
    content: str
    inclusion: str
    size: int
    checkpoint: int
    origin: str
    stamps: tuple[Outside, ...]

    @property
    def holds(self) -> bool:
        return not (self.record or self.content or self.inclusion)


def check_item(
    vault: Vault, number: int, *, progress: Callable[[int], None] = lambda _bytes: None
) -> Checked:
    """Reads an item again. `progress` is told how many bytes of it were opened. Raises `Misuse` where there is no such record."""
    record = vault.record(number)
    epoch = vault.epochs()[record.epoch - 1]
    newest = vault.checkpoint(epoch)
    return Checked(
        number,
        _told(lambda: _check_record(record)),
        _told(lambda: _check_content(vault, record, progress)),
        _told(lambda: _check_inclusion(vault, record, epoch, newest)),
        int(record.body.get("size", 0)),
        newest.size,
        epoch.origin,
        tuple(one for one in outside_words(vault) if one.origin == epoch.origin and one.size > record.index),
    )


def _told(check: Callable[[], None]) -> str:
    try:
        check()
    except AmanetError as problem:
        return str(problem)
    return ""


def _check_record(record: StoredRecord) -> None:
    try:
        entry, _body = commit_to(record.body, record.salt)
    except (BadData, ValueError, KeyError) as problem:
        raise VaultDamaged("The record is not one that could have been entered.") from problem
    if entry != record.entry:
        raise VaultDamaged("The record is not the one that was entered into the log.")


def _check_content(vault: Vault, record: StoredRecord, progress: Callable[[int], None]) -> None:
    body, digest, done = record.body, hashlib.sha256(), 0
    with vault.open_object(record.number) as reader:
        if reader.size != body["size"]:
            raise VaultDamaged(f"The item has {reader.size} bytes; its record says {body['size']}.")
        for piece in reader.stream():
            digest.update(piece)
            done += len(piece)
            progress(done)
    if digest.hexdigest() != body["sha256"]:
        raise VaultDamaged("The bytes of the item are not those that its record names.")


def _check_inclusion(vault: Vault, record: StoredRecord, epoch: Epoch, newest: SignedCheckpoint) -> None:
    try:
        signed = open_checkpoint(newest.note, VerifierKey.parse(epoch.log_key))
        proof = vault.inclusion(record, signed.size)
        verify_inclusion(leaf_hash(record.entry), record.index, signed.size, proof, signed.root)
    except BadData as problem:
        raise VaultDamaged(f"The log does not prove that it contains this item: {problem}") from problem
