"""Records that a member signs with a key of their own: custody and erasures (docs/spec/log-v1.md, section 6).

What is signed is the body without `id`, `entered_at` and `signature`, so that one member cannot be two and
nobody can sign for another.
"""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amanet.canonical import JSON, encode, format_utc, from_base64
from amanet.errors import BadData
from amanet.vault import Draft, Vault

_UNSIGNED = frozenset({"id", "entered_at", "signature"})


def signed_draft(vault: Vault, type_name: str, fields: Mapping[str, JSON]) -> Draft:
    """A draft with the signature of the member who opened the vault."""
    signed = {**fields, "type": type_name, "entered_by": vault.member}
    return Draft(type_name, {**fields, "signature": vault.sign(_tag(type_name), signed)})


def custody(vault: Vault, action: str, references: list[str], **fields: JSON) -> Draft:
    """A Custody draft: what was done (`action`) with which records, now. Fields that are None are left out."""
    given: dict[str, JSON] = {name: value for name, value in fields.items() if value is not None}
    given |= {"action": action, "records": references}
    given.setdefault("happened_at", format_utc(vault.settings.now()))
    return signed_draft(vault, "Custody", given)


def verify_signature(body: Mapping[str, JSON], public_key: bytes) -> None:
    """Raises `BadData` unless the member with this key signed the record."""
    signed = {name: value for name, value in body.items() if name not in _UNSIGNED}
    message = _tag(str(body["type"])).encode("ascii") + b"\n" + encode(signed)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(from_base64(str(body["signature"])), message)
    except (InvalidSignature, ValueError) as problem:
        raise BadData("A record is not signed by the member it names.") from problem


def _tag(type_name: str) -> str:
    return f"amanet/{type_name.lower()}/v1"
