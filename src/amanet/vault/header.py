"""vault.toml: what opens the vault (docs/spec/vault-v1.md, section 1).

Everything in it is untrusted until its MAC was checked under the vault key. Invariants: no name and no secret
in the clear; whoever can write the file but does not know the vault key can destroy it but not change it
unseen.
"""

import hmac
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from amanet.canonical import decode, encode, from_base64, sha256, to_base64
from amanet.errors import BadData, Misuse, VaultDamaged, WrongKey
from amanet.sealing import Slot, Unlocked, hkdf_sha256, open_secret, seal_secret, unlock
from amanet.sealing.slots import Secret
from amanet.vault.durable import world_errors, write_file

FORMAT = "amanet-vault/1"
FILE_NAME = "vault.toml"
MOST_SLOTS = 64
LARGEST_FILE = 1 << 20
_SEAL = b"\n[seal]\n"


@dataclass(frozen=True)
class Secrets:
    """What the vault key opens: the database key and the seeds of the log key and the cosigner key. Never
    printed.
    """

    database: bytes
    log: bytes
    cosigner: bytes

    def __repr__(self) -> str:
        return "Secrets(…)"


@dataclass(frozen=True)
class Header:
    """The public part of a vault, and its slots.

    `damaged_slots` says what is wrong with those that cannot be used; `intact` whether the file fits its
    public checksum.
    """

    vault: str
    generation: int
    epoch: int
    origin: str
    log_key: str
    cosigner_key: str
    secrets: str
    slots: tuple[Slot, ...]
    damaged_slots: tuple[str, ...] = ()
    intact: bool = True

    @property
    def database_name(self) -> str:
        return f"records-{self.generation}.db"

    def _associated(self) -> bytes:
        return f"amanet/vault/v1\n{self.vault}\n{self.generation}\n{self.epoch}".encode("ascii")

    def with_secrets(
        self, secrets: Secrets, vault_key: bytes, random_bytes: Callable[[int], bytes]
    ) -> "Header":
        """This header with the secrets sealed under the vault key, bound to its generation and epoch."""
        plain = encode(
            {
                "database": to_base64(secrets.database),
                "log": to_base64(secrets.log),
                "cosigner": to_base64(secrets.cosigner),
            }
        )
        key = hkdf_sha256(vault_key, b"amanet/vault/v1/secrets")
        sealed = seal_secret(key, plain, self._associated(), random_bytes=random_bytes)
        return replace(self, secrets=to_base64(sealed))

    def open_secrets(self, vault_key: bytes) -> Secrets:
        key = hkdf_sha256(vault_key, b"amanet/vault/v1/secrets")
        try:
            plain = decode(open_secret(key, from_base64(self.secrets), self._associated()))
        except (BadData, WrongKey) as problem:
            raise VaultDamaged(
                "vault.toml is damaged: the sealed keys do not open. Take it from a backup."
            ) from problem
        assert isinstance(plain, dict)
        return Secrets(*(from_base64(str(plain[name])) for name in ("database", "log", "cosigner")))

    def to_bytes(self, vault_key: bytes) -> bytes:
        """The whole file with its MAC."""
        plain: dict[str, object] = {
            "format": FORMAT,
            "vault": self.vault,
            "generation": self.generation,
            "epoch": self.epoch,
            "origin": self.origin,
            "log_key": self.log_key,
            "cosigner_key": self.cosigner_key,
            "secrets": self.secrets,
            "slot": [slot.to_toml_dict() for slot in self.slots],
        }
        body = tomli_w.dumps(plain).encode("utf-8").rstrip(b"\n")
        return body + _SEAL + _seal_lines(vault_key, body)


def read_header(vault: Path) -> tuple[Header, bytes]:
    """The header of a vault folder, unverified, and the bytes it was read from. Raises what tells the user
    what this folder is.
    """
    path = vault / FILE_NAME
    if not vault.is_dir():
        raise Misuse(f"There is no vault at {vault}. Make one with `amanet init {vault}`, or check the path.")
    if not path.exists():
        raise Misuse(f"{vault} is not an amanet vault: it has no vault.toml.")
    with world_errors(path, "read"), open(path, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    return parse_header(data), data


def parse_header(data: bytes) -> Header:
    """Strictly reads vault.toml. Raises `VaultDamaged`, or `BadData` where the format is newer than this
    program.
    """
    if len(data) > LARGEST_FILE:
        raise VaultDamaged("vault.toml is damaged: it is far too long. Take it from a backup.")
    try:
        untrusted = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise VaultDamaged("vault.toml is damaged: it is not TOML. Take it from a backup.") from problem
    _refuse_other_formats(untrusted.get("format"))
    body, _, _ = data.rpartition(_SEAL)
    try:
        header = _header_from(untrusted)
        return replace(header, intact=untrusted["seal"]["checksum"] == sha256(body).hex())
    except (KeyError, TypeError, ValueError, BadData) as problem:
        raise VaultDamaged(f"vault.toml is damaged: {problem}. Take it from a backup.") from problem


def verify_mac(data: bytes, header: Header, vault_key: bytes) -> None:
    """Raises `VaultDamaged` unless the file was written by somebody who knows the vault key."""
    body, seal, tail = data.rpartition(_SEAL)
    if not seal or not hmac.compare_digest(_seal_lines(vault_key, body), tail):
        raise VaultDamaged(
            "vault.toml is damaged, or was changed by somebody without the vault's key. Take it from a backup of this generation. "
            + " ".join(header.damaged_slots)
        )


def write_header(vault: Path, header: Header, vault_key: bytes) -> None:
    """Writes vault.toml; the rename inside is what commits a new generation."""
    write_file(vault / FILE_NAME, header.to_bytes(vault_key))


def unlock_any(header: Header, secret: Secret, *, first: str | None = None) -> tuple[Slot, Unlocked]:
    """Tries the slots of the secret's kind one after the other, the one named `first` before the others.

    Damage cannot be told from a wrong passphrase by trying, so the public checksums were looked at: the error
    says so.
    """
    for slot in sorted(header.slots, key=lambda slot: slot.id != first):
        if slot.kind != secret.kind:
            continue
        try:
            return slot, unlock(slot, header.vault, secret)
        except WrongKey:
            continue
    if header.damaged_slots:
        raise VaultDamaged(
            f"This opened no undamaged slot, but there are damaged ones. {' '.join(header.damaged_slots)}"
        )
    if not header.intact:
        raise VaultDamaged(
            "This opened no slot, but vault.toml is damaged, which may be why. Take it from a backup of this generation."
        )
    raise WrongKey(
        "This passphrase or recovery code does not open the vault. Check the keyboard layout and try again."
    )


def _seal_lines(vault_key: bytes, body: bytes) -> bytes:
    """What stands behind `[seal]`: a checksum that anybody can compute, and the MAC."""
    mac = hmac.digest(hkdf_sha256(vault_key, b"amanet/vault/v1/mac"), body, "sha256")
    return f'checksum = "{sha256(body).hex()}"\nmac = "{mac.hex()}"\n'.encode("ascii")


def _refuse_other_formats(value: object) -> None:
    if value == FORMAT:
        return
    number = re.fullmatch(r"amanet-vault/([0-9]{1,6})", value) if isinstance(value, str) else None
    if number and int(number[1]) > 1:
        raise BadData(
            f"This vault has format {value}; this version of amanet knows {FORMAT}. Use a newer amanet; nothing was changed."
        )
    raise VaultDamaged("vault.toml is damaged: it does not name a vault format. Take it from a backup.")


def _header_from(untrusted: Mapping[str, object]) -> Header:
    names = {
        "format",
        "vault",
        "generation",
        "epoch",
        "origin",
        "log_key",
        "cosigner_key",
        "secrets",
        "slot",
        "seal",
    }
    if untrusted.keys() != names:
        raise ValueError(f"it should hold {', '.join(sorted(names))}")
    seal = untrusted["seal"]
    if not isinstance(seal, dict) or seal.keys() != {"checksum", "mac"}:
        raise ValueError("its seal should hold checksum and mac")
    slots = untrusted["slot"]
    if not isinstance(slots, Sequence) or not 1 <= len(slots) <= MOST_SLOTS:
        raise ValueError("it has no slots, or too many")
    read: list[Slot] = []
    damaged: list[str] = []
    for slot in slots:
        try:
            read.append(Slot.from_untrusted(slot))
        except VaultDamaged as problem:
            damaged.append(str(problem))
    return Header(
        vault=_text(untrusted, "vault", r"[0-9a-f]{32}"),
        generation=_number(untrusted, "generation"),
        epoch=_number(untrusted, "epoch"),
        origin=_text(untrusted, "origin", r"amanet/[0-9a-f]{32}"),
        log_key=_text(untrusted, "log_key", r"[!-~]{1,200}"),
        cosigner_key=_text(untrusted, "cosigner_key", r"[!-~]{1,200}"),
        secrets=_text(untrusted, "secrets", r"[A-Za-z0-9+/=]{1,1000}"),
        slots=tuple(read),
        damaged_slots=tuple(damaged),
    )


def _text(untrusted: Mapping[str, object], name: str, pattern: str) -> str:
    value = untrusted[name]
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"`{name}` is not what it should be")
    return value


def _number(untrusted: Mapping[str, object], name: str) -> int:
    value = untrusted[name]
    if type(value) is not int or not 1 <= value < 1 << 31:
        raise ValueError(f"`{name}` is not what it should be")
    return value
