"""Sealing into age v1 files (C2SP age.md, "Payload"), to X25519 recipients.

`seal_stream` reads a source once and in that pass counts it, hashes it, pads it with zeros to the PADMÉ
length when asked (docs/spec/vault-v1.md, section 2) and encrypts it; the length need not be known before, and
a file that grows while it is read counts as far as it was read. `seal_bytes` is the same for what is small
and in memory, with few steps, because voice messages come by the thousand.

Neither keeps nor writes plaintext anywhere. Randomness comes in from outside; the same random bytes twice
would be fatal, so outside of tests it is `os.urandom`.

>>> import os
>>> from amanet.sealing import Identity, open_bytes, seal_bytes
>>> identity = Identity.new(os.urandom)
>>> open_bytes(seal_bytes(b"testimony", [identity.recipient], random_bytes=os.urandom), identity)
b'testimony'
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from amanet.errors import WorldFailed
from amanet.sealing.header import FILE_KEY_SIZE, write_header
from amanet.sealing.identities import Recipient
from amanet.sealing.keys import RandomBytes, hkdf_sha256
from amanet.sealing.padding import padme
from amanet.sealing.passphrase_recipient import PassphraseRecipient

__all__ = [
    "CHUNK",
    "NONCE_SIZE",
    "SEALED_CHUNK",
    "Readable",
    "Sealed",
    "chunk_nonce",
    "seal_bytes",
    "seal_stream",
]

CHUNK: Final = 64 * 1024
TAG: Final = 16
SEALED_CHUNK: Final = CHUNK + TAG
NONCE_SIZE: Final = 16
# Written and read in groups: fewer system calls, and 2 MiB of memory.
GROUP: Final = 16


class Readable(Protocol):
    """What `open(path, "rb")` and `io.BytesIO` are."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


@dataclass(frozen=True)
class Sealed:
    """What was sealed: hash and size of the true plaintext, without padding; size of the age file."""

    sha256: bytes
    size: int
    stored_size: int


def seal_bytes(
    plaintext: bytes,
    recipients: Sequence[Recipient] | PassphraseRecipient,
    *,
    random_bytes: RandomBytes,
    pad: bool = False,
) -> bytes:
    """The age file of `plaintext`."""
    from amanet.sealing.primitives import ChaCha20Poly1305

    start, key = _start(recipients, random_bytes)
    seal = ChaCha20Poly1305(key).encrypt
    if pad:
        plaintext += bytes(padme(len(plaintext)) - len(plaintext))
    last = max(len(plaintext) - 1, 0) // CHUNK
    pieces = [
        seal(chunk_nonce(index, index == last), plaintext[index * CHUNK : (index + 1) * CHUNK], None)
        for index in range(last + 1)
    ]
    return b"".join([start, *pieces])


def seal_stream(
    source: Readable,
    write: Callable[[memoryview], object],
    recipients: Sequence[Recipient] | PassphraseRecipient,
    *,
    random_bytes: RandomBytes,
    pad: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Sealed:
    """Seals all that `source` gives.

    `write` takes all of what it is handed and keeps no view of it; `progress` is told how many bytes of the
    source were read so far. Errors of either pass through: what was written until then is not a whole age
    file, and no reader takes it for one.
    """
    from amanet.sealing.primitives import ChaCha20Poly1305

    start, key = _start(recipients, random_bytes)
    seal_into = ChaCha20Poly1305(key).encrypt_into
    counted = _Counted(source, pad)
    plain, sealed = memoryview(bytearray(GROUP * CHUNK)), memoryview(bytearray(GROUP * SEALED_CHUNK))
    write(memoryview(start))
    index, held, ended = 0, 0, False
    while not ended:
        filled = held + counted.fill(plain[held:])
        ended = filled < len(plain)
        # Whether a chunk is the last shows only when nothing comes behind it: that of a full group waits.
        ready = max(1, -(-filled // CHUNK)) if ended else GROUP - 1
        end = 0
        for place in range(ready):
            chunk = plain[place * CHUNK : min((place + 1) * CHUNK, filled)]
            begin, end = end, end + len(chunk) + TAG
            seal_into(chunk_nonce(index, ended and place == ready - 1), chunk, None, sealed[begin:end])
            index += 1
        write(sealed[:end])
        if not ended:
            plain[:CHUNK] = plain[ready * CHUNK :]
            held = CHUNK
        if progress is not None:
            progress(counted.size)
    padded = padme(counted.size) if pad else counted.size
    return Sealed(counted.hash.digest(), counted.size, len(start) + padded + TAG * index)


def chunk_nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _start(
    recipients: Sequence[Recipient] | PassphraseRecipient, random_bytes: RandomBytes
) -> tuple[bytes, bytes]:
    """Header and nonce of a new file, and its payload key."""
    drawn = random_bytes(FILE_KEY_SIZE + NONCE_SIZE)
    file_key, nonce = drawn[:FILE_KEY_SIZE], drawn[FILE_KEY_SIZE:]
    header = write_header(recipients, file_key, random_bytes)
    return header + nonce, hkdf_sha256(file_key, b"payload", salt=nonce)


class _Counted:
    """A source that is counted and hashed as it is read, and goes on with zeros to the padded length."""

    def __init__(self, source: Readable, pad: bool) -> None:
        self._source = source
        self._pad = pad
        self._zeros_left: int | None = None
        self.hash = hashlib.sha256()
        self.size = 0

    def fill(self, view: memoryview) -> int:
        """Fills the view; less only at the end of everything."""
        filled = self._fill_from_source(view) if self._zeros_left is None else 0
        if filled == len(view):
            return filled
        if self._zeros_left is None:
            self._zeros_left = padme(self.size) - self.size if self._pad else 0
        zeros = min(self._zeros_left, len(view) - filled)
        view[filled : filled + zeros] = bytes(zeros)
        self._zeros_left -= zeros
        return filled + zeros

    def _fill_from_source(self, view: memoryview) -> int:
        filled = 0
        while filled < len(view):
            count = self._source.readinto(view[filled:])
            if count is None:
                raise WorldFailed("A source has nothing to read yet. Open it so that it waits (blocking).")
            if count == 0:
                break
            filled += count
        self.hash.update(view[:filled])
        self.size += filled
        return filled
