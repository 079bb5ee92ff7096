"""Sealing an age file to a passphrase (C2SP age.md, "The scrypt recipient type"): for who has no key and can be told some words.

For what leaves only. amanet opens no file that is sealed so: any age program does (`age -d FILE`).

>>> from amanet.sealing.passphrase import Passphrase
>>> PassphraseRecipient(Passphrase("six words that somebody was told"))
PassphraseRecipient(…)
"""

import hashlib
from typing import Final

from amanet.sealing.passphrase import Passphrase

__all__ = ["SALT_SIZE", "PassphraseRecipient"]

SALT_SIZE: Final = 16
_LABEL: Final = b"age-encryption.org/v1/scrypt"
# As age itself chooses: about a second, and 256 MiB.
_LOG_COST: Final = 18
_BLOCK: Final = 8


class PassphraseRecipient:
    """Stands alone in a header, as the format asks."""

    __slots__ = ("_log_cost", "_passphrase")

    def __init__(self, passphrase: Passphrase, *, log_cost: int = _LOG_COST) -> None:
        self._passphrase = passphrase
        self._log_cost = log_cost

    def wrap(self, file_key: bytes, salt: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        """Kind, salt and cost of the stanza, and its body."""
        from amanet.sealing.primitives import ChaCha20Poly1305

        cost = 1 << self._log_cost
        key = hashlib.scrypt(
            self._passphrase.key_material,
            salt=_LABEL + salt,
            n=cost,
            r=_BLOCK,
            p=1,
            maxmem=cost * _BLOCK * 128 + (1 << 20),
            dklen=32,
        )
        body = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
        return b"scrypt", salt, str(self._log_cost).encode("ascii"), body

    def __repr__(self) -> str:
        return "PassphraseRecipient(…)"
