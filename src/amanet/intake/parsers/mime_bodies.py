"""The bytes of a message's part, decoded while they are read (RFC 2045, section 6).

Mail is often a little broken, and what can be decoded is: characters that base64 does not have are passed over, a `=` that
begins nothing stays what it is. An encoding that is not known leaves the bytes as they stand.
"""

import binascii
from collections.abc import Iterator
from typing import BinaryIO, Final

from amanet.intake.parsers.mime import Part
from amanet.intake.parsers.spans import pieces_between

__all__ = ["KNOWN_ENCODINGS", "body_pieces", "transfer_encoding"]

KNOWN_ENCODINGS: Final = frozenset(("", "7bit", "8bit", "binary", "base64", "quoted-printable"))
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_OTHER = bytes(set(range(256)) - set(_BASE64))
_LONGEST_LINE = 1 << 20


def transfer_encoding(part: Part) -> str:
    raw = part.headers.raw("content-transfer-encoding") or b""
    return raw.split(b";")[0].strip().lower().decode("ascii", "replace")


def body_pieces(file: BinaryIO, part: Part) -> Iterator[bytes]:
    pieces = pieces_between(file, part.start, part.end)
    encoding = transfer_encoding(part)
    if encoding == "base64":
        return _from_base64(pieces)
    return _from_quoted_printable(pieces) if encoding == "quoted-printable" else pieces


def _from_base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Several encoded runs may stand one behind the other, each with its padding."""
    rest = b""
    for piece in pieces:
        *ended, rest = (rest + piece.translate(None, _OTHER)).split(b"=")
        yield from filter(None, map(_whole, ended))
        cut = len(rest) - len(rest) % 4
        if cut:
            yield binascii.a2b_base64(rest[:cut])
        rest = rest[cut:]
    if rest:
        yield _whole(rest)


def _whole(run: bytes) -> bytes:
    run = run[:-1] if len(run) % 4 == 1 else run  # one character alone is six bits of nothing
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


def _from_quoted_printable(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"\n") + 1
        if not cut and len(rest) > _LONGEST_LINE:
            cut = max(len(rest) - 3, rest.rfind(b"=", -3))
        yield binascii.a2b_qp(rest[:cut])
        rest = rest[cut:]
    yield binascii.a2b_qp(rest)
