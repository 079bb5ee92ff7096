"""Digests as WARC and WACZ files state them (`sha1:3I42H3S6…`), checked while the bytes go by.

WARC leaves algorithm and spelling open (ISO 28500, 6.3.8); in use are hexadecimal, base32 and base64 of MD5, SHA-1 and SHA-2.
What is stated in another way is `NOT_CHECKED`, and never taken for right.

>>> check = Check("sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
>>> check.result
'holds'
>>> check.update(b"one byte more")
>>> check.result
'fails'
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["FAILS", "HOLDS", "NOT_CHECKED", "NOT_STATED", "Check", "tee"]

HOLDS: Final = "holds"
FAILS: Final = "fails"
NOT_STATED: Final = "not stated"
NOT_CHECKED: Final = "not checked"
_ALGORITHMS: Final = frozenset(("md5", "sha1", "sha224", "sha256", "sha384", "sha512"))
_HEX = re.compile(r"[0-9A-Fa-f]+")


class Check:
    """`result` is one of the four words; after the last byte it is the verdict. `algorithm` is None where none is known."""

    def __init__(self, stated: str | None, default: str | None = None) -> None:
        label, colon, value = (stated or "").strip().partition(":")
        name = (label if colon else default or "").lower().replace("-", "")
        self.stated = bool(stated)
        self.algorithm = name if name in _ALGORITHMS else None
        self._hash = hashlib.new(name, usedforsecurity=False) if self.algorithm else None
        self._expected = _decode(value if colon else label, self._hash.digest_size) if self._hash else None

    def update(self, data: bytes) -> None:
        if self._hash is not None and self._expected is not None:
            self._hash.update(data)

    @property
    def result(self) -> str:
        if not self.stated:
            return NOT_STATED
        if self._hash is None or self._expected is None:
            return NOT_CHECKED
        return HOLDS if self._hash.digest() == self._expected else FAILS


def tee(pieces: Iterable[bytes], *checks: Check) -> Iterator[bytes]:
    """The same pieces, once the checks have seen each."""
    for piece in pieces:
        for check in checks:
            check.update(piece)
        yield piece


def _decode(value: str, size: int) -> bytes | None:
    """The three spellings have different lengths for every algorithm, so none is taken for another."""
    bare = value.strip().rstrip("=")
    try:
        if len(bare) == 2 * size and _HEX.fullmatch(bare):
            return bytes.fromhex(bare)
        if len(bare) == -(-size * 8 // 5):
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == -(-size * 8 // 6):
            plain = bare.replace("-", "+").replace("_", "/")
            return base64.b64decode(plain + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        pass
    return None
