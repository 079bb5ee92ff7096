"""Decrypts the pages of a SQLCipher 4 database and of its write-ahead log one by one, free pages and stale
frames too.

Written from SQLCipher's description of its format: 4096-byte pages whose last 80 bytes are the IV (16) and an
HMAC-SHA512 (64); AES-256-CBC;
the first 16 bytes of page 1 are the salt and stand for SQLite's own magic. An export by SQL would show live
rows only.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, IV = 4096, 80, 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def plain_pages(database: Path, key: bytes) -> Iterator[bytes]:
    """Every page in the file and every frame in its `-wal`, decrypted."""
    data = database.read_bytes()
    for number, at in enumerate(range(0, len(data), PAGE), 1):
        yield _page(data[at : at + PAGE], number, key)
    log = database.with_name(database.name + "-wal")
    frames = log.read_bytes() if log.exists() else b""
    for at in range(_LOG_HEADER, len(frames), _FRAME_HEADER + PAGE):
        (number,) = struct.unpack_from(">I", frames, at)
        page = frames[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]
        if len(page) == PAGE:
            yield _page(page, number, key)


def _page(page: bytes, number: int, key: bytes) -> bytes:
    start = 16 if number == 1 else 0
    end = PAGE - RESERVE
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return bytes(start) + decryptor.update(page[start:end]) + decryptor.finalize()
