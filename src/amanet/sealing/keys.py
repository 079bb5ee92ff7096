"""Keys out of keys (HKDF-SHA256, RFC 5869) and small secrets kept under a key (ChaCha20-Poly1305, RFC 8439).

A sealed secret is `nonce (12, random) ‖ ciphertext ‖ tag (16)`, bound to associated data that says where it
belongs: moved elsewhere it does not open. Used by the slots and by the `secrets` and `mac` of vault.toml
(docs/spec/vault-v1.md, section 1). A key seals few values (one a slot, one a generation), so that random
nonces do not meet.

>>> key = hkdf_sha256(bytes(32), b"amanet/example")
>>> open_secret(key, seal_secret(key, b"seed", b"here", random_bytes=os.urandom), b"here")
b'seed'
"""

import hashlib
import os
from collections.abc import Callable
from typing import TypeAlias

from amanet.errors import Misuse, WrongKey

__all__ = ["RandomBytes", "hkdf_sha256", "hmac_sha256", "open_secret", "seal_secret"]

# Always `os.urandom` outside of tests.
RandomBytes: TypeAlias = Callable[[int], bytes]

_NONCE = 12
_TAG = 16
_HASH = 32
_BLOCK = 64
_INNER = bytes(value ^ 0x36 for value in range(256))
_OUTER = bytes(value ^ 0x5C for value in range(256))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104. `hmac.digest` takes nearly twice as long with OpenSSL 3, and a small file needs seven."""
    sha256 = hashlib.sha256
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    return sha256(block.translate(_OUTER) + sha256(block.translate(_INNER) + message).digest()).digest()


def hkdf_sha256(secret: bytes, info: bytes, *, salt: bytes = b"", length: int = _HASH) -> bytes:
    """Extract with `salt`, then expand with `info` to `length` bytes (RFC 5869)."""
    extracted = hmac_sha256(salt, secret)
    if length == _HASH:
        return hmac_sha256(extracted, info + b"\x01")
    if not 0 < length <= 255 * _HASH:
        raise Misuse("HKDF-SHA256 gives 1 to 8160 bytes.")
    block, output = b"", b""
    for counter in range(1, -(-length // _HASH) + 1):
        block = hmac_sha256(extracted, block + info + bytes([counter]))
        output += block
    return output[:length]


def seal_secret(
    key: bytes, plaintext: bytes, associated: bytes, *, random_bytes: RandomBytes = os.urandom
) -> bytes:
    from amanet.sealing.primitives import ChaCha20Poly1305

    nonce = random_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plaintext, associated)


def open_secret(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext. Raises `WrongKey` where key, bytes or associated data are not those of the sealing."""
    from amanet.sealing.primitives import ChaCha20Poly1305, InvalidTag

    if len(sealed) < _NONCE + _TAG:
        raise WrongKey("A sealed secret is cut short.")
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
    except InvalidTag as problem:
        raise WrongKey("A sealed secret does not open with this key.") from problem
