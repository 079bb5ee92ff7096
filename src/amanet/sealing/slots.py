"""The slots of vault.toml: one for each way to unlock the vault (docs/spec/vault-v1.md, section 1).

passphrase or recovery code → Argon2id → slot key → an age identity, the member and the member's own signing
seed; identity → vault key. Because the vault key is an age file *to* the slot's recipient, `reseal` changes
it without anybody's passphrase. The public checksum tells a damaged slot (`VaultDamaged`) from a wrong
passphrase (`WrongKey`) before anything costly is computed; it is no protection against somebody who means to
destroy. What that person may not do, change the slot so that it opens something else, the authenticated
encryption and the vault's own MAC prevent.

>>> import os
>>> from amanet.sealing import Identity, Passphrase, default_cost
>>> secret, identity, vault_id = Passphrase("six words or more"), Identity.new(os.urandom), "0" * 32
>>> slot = new_slot(vault_id, secret, default_cost(), identity, member="m", signing_seed=bytes(32),
...                 vault_key=b"k" * 32, random_bytes=os.urandom)
>>> unlock(slot, vault_id, secret).vault_key == b"k" * 32
True
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from amanet.canonical import decode, encode, from_base64, to_base64
from amanet.errors import BadData, Misuse, VaultDamaged, WrongKey
from amanet.sealing.derivation import DerivationCost, check_cost, derive
from amanet.sealing.identities import Identity, Recipient
from amanet.sealing.keys import RandomBytes, open_secret, seal_secret
from amanet.sealing.passphrase import Passphrase
from amanet.sealing.reader import open_bytes
from amanet.sealing.recovery import RecoveryCode
from amanet.sealing.writer import seal_bytes

__all__ = ["Secret", "Slot", "Unlocked", "check_damage", "new_slot", "reseal", "unlock"]

Secret: TypeAlias = Passphrase | RecoveryCode

_TAG = b"amanet/slot/v1\n"
_KDF = "argon2id"
_KINDS = (Passphrase.kind, RecoveryCode.kind)
_ID = re.compile(r"[0-9a-f]{16}")
_VAULT_ID = re.compile(r"[0-9a-f]{32}")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_INTEGERS = ("memory_kib", "iterations", "lanes")
_TEXTS = ("id", "kind", "kdf", "salt", "sealed", "recipient", "vault_key", "checksum")


@dataclass(frozen=True)
class Slot:
    """One slot. All of it is public; what is secret in it is sealed."""

    id: str
    kind: str
    cost: DerivationCost
    salt: bytes
    sealed: bytes
    recipient: Recipient
    vault_key: bytes
    checksum: str

    def to_toml_dict(self) -> dict[str, str | int]:
        """The keys and values of its `[[slot]]`, in the order of the specification."""
        return {
            "id": self.id,
            "kind": self.kind,
            "kdf": _KDF,
            "memory_kib": self.cost.memory_kib,
            "iterations": self.cost.iterations,
            "lanes": self.cost.lanes,
            "salt": to_base64(self.salt),
            "sealed": to_base64(self.sealed),
            "recipient": self.recipient.to_text(),
            "vault_key": to_base64(self.vault_key),
            "checksum": self.checksum,
        }

    @classmethod
    def from_untrusted(cls, table: Mapping[str, object]) -> "Slot":
        """Reads a `[[slot]]`. Raises `VaultDamaged` where it is not exactly as specified, checksum too."""
        try:
            slot = cls._parse(table)
            check_cost(slot.cost)
        except BadData as problem:
            raise VaultDamaged(f"A slot of vault.toml is damaged. {problem}") from problem
        check_damage(slot)
        return slot

    @classmethod
    def _parse(cls, table: Mapping[str, object]) -> "Slot":
        if set(table) != {*_INTEGERS, *_TEXTS}:
            raise BadData("It lacks a key, or has one that no slot has.")
        texts = {name: value for name in _TEXTS if isinstance(value := table[name], str)}
        integers = {name: value for name in _INTEGERS if type(value := table[name]) is int}
        if len(texts) != len(_TEXTS) or len(integers) != len(_INTEGERS):
            raise BadData("One of its values is of the wrong kind.")
        if not _ID.fullmatch(texts["id"]) or not _CHECKSUM.fullmatch(texts["checksum"]):
            raise BadData("Its id or its checksum is not hexadecimal of the right length.")
        if texts["kind"] not in _KINDS or texts["kdf"] != _KDF:
            raise BadData("Expected the kind 'passphrase' or 'recovery' and the kdf 'argon2id'.")
        salt = from_base64(texts["salt"])
        if len(salt) != 16:
            raise BadData("Its salt is not 16 bytes.")
        return cls(
            texts["id"],
            texts["kind"],
            DerivationCost(**integers),
            salt,
            from_base64(texts["sealed"]),
            Recipient.from_text(texts["recipient"]),
            from_base64(texts["vault_key"]),
            texts["checksum"],
        )


@dataclass(frozen=True)
class Unlocked:
    """What a slot gives to whoever opens it. Its secrets are not shown."""

    vault_key: bytes = field(repr=False)
    identity: Identity = field(repr=False)
    member: str = field(repr=False)
    signing_seed: bytes = field(repr=False)


def new_slot(
    vault_id: str,
    secret: Secret,
    cost: DerivationCost,
    identity: Identity,
    *,
    member: str,
    signing_seed: bytes,
    vault_key: bytes,
    random_bytes: RandomBytes,
) -> Slot:
    """A slot of the kind of `secret`. `identity` is made for it; `signing_seed` is the member's (Ed25519)."""
    if len(signing_seed) != 32 or len(vault_key) != 32:
        raise Misuse("A signing seed and a vault key are 32 bytes each.")
    slot_id, salt = random_bytes(8).hex(), random_bytes(16)
    contents = encode({"identity": identity.to_text(), "member": member, "signing": to_base64(signing_seed)})
    sealed = seal_secret(
        derive(secret.key_material, salt, cost),
        contents,
        _place(vault_id, slot_id),
        random_bytes=random_bytes,
    )
    slot = Slot(slot_id, secret.kind, cost, salt, sealed, identity.recipient, b"", "")
    return _with_vault_key(slot, vault_key, random_bytes)


def reseal(slot: Slot, new_vault_key: bytes, *, random_bytes: RandomBytes) -> Slot:
    """The same slot with another vault key in it. Needs nobody's passphrase. Raises `VaultDamaged`."""
    if len(new_vault_key) != 32:
        raise Misuse("A vault key is 32 bytes.")
    # Or the new checksum would vouch for the damage.
    check_damage(slot)
    return _with_vault_key(slot, new_vault_key, random_bytes)


def check_damage(slot: Slot) -> None:
    """Raises `VaultDamaged` where the slot is not the one that was written."""
    if _checksum(slot) != slot.checksum:
        raise VaultDamaged(
            f"Slot {slot.id} of vault.toml is damaged: its checksum does not fit. "
            "This says nothing about the passphrase. "
            "Use another slot (the recovery code), or vault.toml from a backup."
        )


def unlock(slot: Slot, vault_id: str, secret: Secret) -> Unlocked:
    """Opens a slot. Raises `WrongKey` for a wrong passphrase or code, `VaultDamaged` for a damaged slot."""
    check_damage(slot)
    if secret.kind != slot.kind:
        raise WrongKey(f"Slot {slot.id} opens with a {slot.kind}, not with a {secret.kind}.")
    slot_key = derive(secret.key_material, slot.salt, slot.cost)
    try:
        contents = open_secret(slot_key, slot.sealed, _place(vault_id, slot.id))
    except WrongKey:
        raise WrongKey(
            f"The {_called(slot.kind)} does not open slot {slot.id}. The slot is undamaged: try again."
        ) from None
    try:
        return _unlocked(slot, contents)
    except (BadData, WrongKey) as problem:
        raise VaultDamaged(
            f"Slot {slot.id} opens, but its parts do not belong together. "
            "Use another slot, or vault.toml from a backup."
        ) from problem


def _unlocked(slot: Slot, contents: bytes) -> Unlocked:
    table = decode(contents)
    if not isinstance(table, dict) or set(table) != {"identity", "member", "signing"}:
        raise BadData("The contents of the slot have another shape.")
    identity_text, member, signing = table["identity"], table["member"], table["signing"]
    if not isinstance(identity_text, str) or not isinstance(member, str) or not isinstance(signing, str):
        raise BadData("The contents of the slot have a value of another kind.")
    identity, signing_seed = Identity.from_text(identity_text), from_base64(signing)
    vault_key = open_bytes(slot.vault_key, identity)
    if identity.recipient != slot.recipient or len(vault_key) != 32 or len(signing_seed) != 32:
        raise BadData("The parts of the slot do not belong together.")
    return Unlocked(vault_key, identity, member, signing_seed)


def _with_vault_key(slot: Slot, vault_key: bytes, random_bytes: RandomBytes) -> Slot:
    slot = replace(slot, vault_key=seal_bytes(vault_key, [slot.recipient], random_bytes=random_bytes))
    return replace(slot, checksum=_checksum(slot))


def _checksum(slot: Slot) -> str:
    table = slot.to_toml_dict()
    del table["checksum"], table["vault_key"]
    return hashlib.sha256(_TAG + encode(table) + hashlib.sha256(slot.vault_key).digest()).hexdigest()


def _place(vault_id: str, slot_id: str) -> bytes:
    if not _VAULT_ID.fullmatch(vault_id):
        raise Misuse("The id of a vault is 32 hexadecimal digits.")
    return _TAG + f"{vault_id}\n{slot_id}".encode("ascii")


def _called(kind: str) -> str:
    return "recovery code" if kind == RecoveryCode.kind else "passphrase"
