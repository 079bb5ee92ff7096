"""ChaCha20-Poly1305 of cryptography and X25519 of libsodium, imported where a key is first used.

Why two libraries: docs/adr/0001-x25519-by-libsodium.md. The bindings of libsodium read 32 bytes wherever they
are pointed and do not look at lengths, so nothing else may call them.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base
from nacl.exceptions import RuntimeError as SodiumRefused

from amanet.errors import BadData, Misuse

__all__ = ["ChaCha20Poly1305", "InvalidTag", "public_half", "shared_secret"]


def public_half(secret: bytes) -> bytes:
    """X25519(secret, base point), RFC 7748 section 5."""
    if type(secret) is not bytes or len(secret) != 32:
        raise Misuse("A secret of X25519 is 32 bytes.")
    return crypto_scalarmult_base(secret)


def shared_secret(secret: bytes, point: bytes) -> bytes:
    """X25519(secret, point). Raises `BadData` where the result is all zeros (a point of low order)."""
    if type(secret) is not bytes or type(point) is not bytes or len(secret) != 32 or len(point) != 32:
        raise Misuse("Secrets and points of X25519 are 32 bytes.")
    try:
        return crypto_scalarmult(secret, point)
    except SodiumRefused as problem:
        raise BadData(
            "A public key of low order was offered; nobody holds a secret for it. Refused."
        ) from problem
