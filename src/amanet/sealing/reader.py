"""Opening age v1 files (C2SP age.md, "Payload"): whole, or a range of one.

Nothing is handed out that was not authenticated. A range is answered, and the size told, only after the
header's MAC was checked and the *last* chunk opened as the last: a file cut at a chunk's end does not pass
for a shorter one. Reading it all in order needs no such detour, since it meets the end itself; what was
handed out until then is genuine but, when an error follows, not the whole.

Fails with `HeaderFailure`, `NoMatch`, `MacFailure`, `PayloadFailure`.

>>> import os
>>> from amanet.sealing import AgeReader, BytesSource, Identity, seal_bytes
>>> identity = Identity.new(os.urandom)
>>> sealed = seal_bytes(b"testimony", [identity.recipient], random_bytes=os.urandom)
>>> reader = AgeReader(BytesSource(sealed), identity)
>>> reader.read(4, 3), reader.plaintext_size
(b'imo', 9)
"""

from collections.abc import Iterator
from typing import Protocol

from amanet.errors import Misuse
from amanet.sealing.failures import HeaderFailure, PayloadFailure
from amanet.sealing.header import LONGEST_HEADER, open_header, parse_header
from amanet.sealing.identities import Identity
from amanet.sealing.keys import hkdf_sha256
from amanet.sealing.writer import CHUNK, GROUP, NONCE_SIZE, SEALED_CHUNK, TAG, chunk_nonce

__all__ = ["AgeReader", "BytesSource", "Source", "open_bytes"]

# One page of a disk, and room for a header to some thirty recipients.
_FIRST_READ = 4096
# The MAC line and the nonce behind it are 65 bytes.
_ROOM_AFTER_HEADER = 80


class Source(Protocol):
    """Bytes that can be read anywhere: a file, a part of a pack, an object in a store."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes | memoryview:
        """At most `length` bytes. A view need be good only until the next call."""


class BytesSource:
    """A source in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]


def open_bytes(untrusted: bytes, identity: Identity) -> bytes:
    """The whole plaintext (padding included) of an age file in memory."""
    from amanet.sealing.primitives import ChaCha20Poly1305, InvalidTag

    begin, key = _open_start(untrusted, identity)
    aead = ChaCha20Poly1305(key)
    pieces = []
    for index, at in enumerate(range(begin, max(len(untrusted), begin + 1), SEALED_CHUNK)):
        chunk = untrusted[at : at + SEALED_CHUNK]
        try:
            pieces.append(aead.decrypt(chunk_nonce(index, at + SEALED_CHUNK >= len(untrusted)), chunk, None))
        except InvalidTag as problem:
            raise _failure(index) from problem
    if len(pieces) == 1:
        return pieces[0]
    if not pieces[-1]:
        raise _failure(len(pieces) - 1)
    return b"".join(pieces)


class AgeReader:
    """An age file opened with an identity. The header is read at once, the rest when it is asked for."""

    def __init__(self, source: Source, identity: Identity) -> None:
        from amanet.sealing.primitives import ChaCha20Poly1305

        start = bytes(source.read_at(0, _FIRST_READ))
        if not 0 <= start.find(b"\n---") < _FIRST_READ - _ROOM_AFTER_HEADER:
            start = bytes(source.read_at(0, LONGEST_HEADER + NONCE_SIZE))
        self._source = source
        self._begin, key = _open_start(start, identity)
        self._aead = ChaCha20Poly1305(key)
        self._sealed_size = source.size - self._begin
        self._chunks = max(1, -(-self._sealed_size // SEALED_CHUNK))
        self._authenticated_size: int | None = None

    @property
    def plaintext_size(self) -> int:
        """The size of the plaintext, padding included, once the last chunk was opened as the last."""
        if self._authenticated_size is None:
            self._open_range(self._chunks - 1, self._chunks)
            self._authenticated_size = self._sealed_size - TAG * self._chunks
        return self._authenticated_size

    def read(self, offset: int, length: int) -> bytes:
        """The plaintext `[offset : offset + length]`, as a slice has it. Opens only the chunks it touches."""
        if offset < 0 or length < 0:
            raise Misuse("A range starts at 0 or later and has no negative length.")
        end = min(offset + length, self.plaintext_size)
        if offset >= end:
            return b""
        first = offset // CHUNK
        opened = self._open_range(first, (end - 1) // CHUNK + 1)
        return bytes(opened[offset - first * CHUNK : end - first * CHUNK])

    def stream(self) -> Iterator[memoryview]:
        """All of the plaintext in order, padding included, about a mebibyte at a time.

        **Each view is good until the next is asked for**, and is then released: its memory is used again. An
        error after some views means that those were genuine, but are not the whole.
        """
        buffer = memoryview(bytearray(min(GROUP, self._chunks) * CHUNK))
        for first in range(0, self._chunks, GROUP):
            opened, failure = self._open_into(buffer, first, min(first + GROUP, self._chunks))
            if opened:
                with buffer[:opened].toreadonly() as view:
                    yield view
            if failure is not None:
                raise failure

    def _open_range(self, first: int, stop: int) -> memoryview:
        buffer = memoryview(bytearray((stop - first) * CHUNK))
        opened, failure = self._open_into(buffer, first, stop)
        if failure is not None:
            raise failure
        return buffer[:opened]

    def _open_into(self, buffer: memoryview, first: int, stop: int) -> tuple[int, PayloadFailure | None]:
        """Opens chunks `first` to `stop` into the buffer. How many bytes are genuine; what was wrong then."""
        from amanet.sealing.primitives import InvalidTag

        wanted = min(stop * SEALED_CHUNK, self._sealed_size) - first * SEALED_CHUNK
        group = memoryview(self._source.read_at(self._begin + first * SEALED_CHUNK, wanted))
        if len(group) != wanted:
            return 0, PayloadFailure(
                "An age file became shorter while it was read. Fetch it again from another copy."
            )
        opened = 0
        for index in range(first, stop):
            chunk = group[(index - first) * SEALED_CHUNK : (index - first + 1) * SEALED_CHUNK]
            if len(chunk) < TAG or (len(chunk) == TAG and index > 0):
                return opened, _failure(index)
            target = buffer[opened : opened + len(chunk) - TAG]
            try:
                self._aead.decrypt_into(chunk_nonce(index, index == self._chunks - 1), chunk, None, target)
            except InvalidTag:
                rescued, failure = self._rescue(index, chunk, target)
                return opened + rescued, failure
            opened += len(target)
        return opened, None

    def _rescue(self, index: int, chunk: memoryview, target: memoryview) -> tuple[int, PayloadFailure]:
        """A whole chunk that opens with the other mark is genuine; what follows it is what is wrong."""
        from amanet.sealing.primitives import InvalidTag

        if len(chunk) < SEALED_CHUNK:
            return 0, _failure(index)
        last = index == self._chunks - 1
        try:
            self._aead.decrypt_into(chunk_nonce(index, not last), chunk, None, target)
        except InvalidTag:
            return 0, _failure(index)
        return CHUNK, _cut(index) if last else _lengthened(index)


def _open_start(untrusted_start: bytes, identity: Identity) -> tuple[int, bytes]:
    """Where the payload begins, behind header and nonce, and its key."""
    header = parse_header(untrusted_start)
    begin = header.size + NONCE_SIZE
    file_key = open_header(header, identity)
    nonce = untrusted_start[header.size : begin]
    if len(nonce) != NONCE_SIZE:
        raise HeaderFailure(
            "An age file ends before its nonce of 16 bytes: it was cut. Fetch it again from another copy."
        )
    return begin, hkdf_sha256(file_key, b"payload", salt=nonce)


def _failure(index: int) -> PayloadFailure:
    return PayloadFailure(
        f"Part {index + 1} of an age file was changed or cut. Fetch it again from another copy."
    )


def _cut(index: int) -> PayloadFailure:
    return PayloadFailure(
        f"An age file was cut behind part {index + 1}; the rest is missing. Fetch it again from another copy."
    )


def _lengthened(index: int) -> PayloadFailure:
    return PayloadFailure(
        f"More was put behind part {index + 1}, the end of an age file. Fetch it again from another copy."
    )
