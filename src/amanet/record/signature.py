"""What a member signs in a record, and how it is checked (docs/spec/log-v1.md, section 6). Pure.

Signed is the body without `entered_at` and `signature`, under a tag of its type, so that nobody can sign for
another, a signature of one type never passes for one of another, and none passes for a second record.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from amanet.canonical import JSON, encode, from_base64
from amanet.errors import BadData

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_UNSIGNED = frozenset({"entered_at", "signature"})


def signature_message(body: Mapping[str, JSON]) -> bytes:
    """The bytes that are signed: `amanet/<type>/v1 ‖ "\\n" ‖ JCS(body without the unsigned fields)`."""
    signed = {name: value for name, value in body.items() if name not in _UNSIGNED}
    return f"amanet/{str(body['type']).lower()}/v1\n".encode("ascii") + encode(signed)


def verify_signature(body: Mapping[str, JSON], public_key: bytes) -> None:
    """Raises `BadData` unless the member with this Ed25519 key signed the record."""
    from cryptography.exceptions import InvalidSignature

    signature = from_base64(str(body.get("signature", "")))
    try:
        _key(public_key).verify(signature, signature_message(body))
    except (InvalidSignature, ValueError) as problem:
        raise BadData("A record is not signed by the member it names.") from problem


@lru_cache(maxsize=64)
def _key(public_key: bytes) -> "Ed25519PublicKey":
    """A team has few members, and many records of each are checked one after another."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(public_key)
