"""WARC (ISO 28500): the headers of every record, those of the web's answer in it, and the page or file that came, unpacked from how it was sent."""

import gzip
import re
import zlib
from typing import BinaryIO, Final

from amanet.protect.leaks.opening.blob import KEPT, Blob
from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.slices import Slice
from amanet.protect.leaks.opening.texts import decoded

__all__ = ["open_warc"]

_LONGEST_HEADERS: Final = 1 << 20
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
_PACKED: Final = re.compile(rb"^content-encoding:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_CHUNKED: Final = re.compile(rb"^transfer-encoding:.*chunked", re.IGNORECASE | re.MULTILINE)
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]+)[^\r\n]*\r?\n")
_MOST_UNPACKED: Final = 128 << 20


def open_warc(opener: Opener, part: Part) -> None:
    with part.blob.stream() as stream:
        while headers := _headers(stream):
            length = _LENGTH.search(headers)
            if not headers.startswith(b"WARC/") or length is None:
                opener.problem(part, "", "damaged")
                return
            opener.words(part, "headers of a record", decoded(headers))
            _open_record(opener, part, stream, int(length[1]))


def _headers(stream: BinaryIO) -> bytes:
    """To the empty line; nothing at the end of the archive."""
    found = bytearray()
    while len(found) < _LONGEST_HEADERS:
        line = stream.readline(1 << 16)
        if not line or (found and not line.strip()):
            break
        if line.strip():
            found += line
    return bytes(found)


def _open_record(opener: Opener, part: Part, stream: BinaryIO, length: int) -> None:
    if length > KEPT:
        _open_large(opener, part, stream, length)
        return
    data = stream.read(length)
    if len(data) != length:
        opener.problem(part, "", "damaged")
    headers, empty, body = (
        _split(data) if data.startswith((b"HTTP/", b"GET ", b"POST ", b"HEAD ")) else (b"", b"", data)
    )
    if empty:
        opener.words(part, "headers of the web", decoded(headers))
        body = _sent(opener, part, headers, body)
    if body:
        opener.inside(part, "record", body)


def _open_large(opener: Opener, part: Part, stream: BinaryIO, length: int) -> None:
    """What is not kept in memory is opened where it lies, if the archive can be read anywhere."""
    if not part.blob.is_whole:
        opener.problem(part, "", "too large inside")
        raise EOFError
    start = stream.tell()
    head = stream.read(_LONGEST_HEADERS)
    headers, empty, _ = _split(head) if head.startswith(b"HTTP/") else (b"", b"", b"")
    skipped = len(headers) + len(empty)
    opener.words(part, "headers of the web", decoded(headers))
    if _PACKED.search(headers) or _CHUNKED.search(headers):
        opener.problem(part, "", "too large inside")
    else:
        blob, size = part.blob, length - skipped
        opener.inside_blob(part, Blob("record", lambda: Slice.of(blob, start + skipped, size), size))
    stream.seek(start + length)


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    for empty in (b"\r\n\r\n", b"\n\n"):
        headers, found, body = data.partition(empty)
        if found:
            return headers, found, body
    return data, b"", b""


def _sent(opener: Opener, part: Part, headers: bytes, body: bytes) -> bytes:
    """The body without how it was sent. Archives often keep the headers and a body that was unpacked before."""
    if _CHUNKED.search(headers) and _CHUNK.match(body):
        body = _without_chunks(body)
    packed = _PACKED.search(headers)
    way = packed[1].lower() if packed else b"identity"
    if way in (b"gzip", b"x-gzip") and body.startswith(b"\x1f\x8b"):
        return _gunzipped(opener, body)
    if way == b"deflate":
        return _inflated(body)
    if way in (b"br", b"zstd") and not _is_plain(body):
        opener.problem(part, "record", "not supported")
    return body


def _is_plain(body: bytes) -> bool:
    """A body that was unpacked before it was kept."""
    from amanet.protect.leaks.opening.table import has_known_start
    from amanet.protect.leaks.opening.texts import is_text

    return is_text(body[:4096]) or has_known_start(body)


def _gunzipped(opener: Opener, body: bytes) -> bytes:
    import io

    data = gzip.GzipFile(fileobj=io.BytesIO(body)).read(_MOST_UNPACKED)
    opener.counted(len(data))
    return data


def _inflated(body: bytes) -> bytes:
    for bits in (15, -15):
        try:
            return zlib.decompressobj(bits).decompress(body, _MOST_UNPACKED)
        except zlib.error:
            continue
    return body


def _without_chunks(body: bytes) -> bytes:
    found, place = bytearray(), 0
    while match := _CHUNK.match(body, place):
        size = int(match[1], 16)
        found += body[match.end() : match.end() + size]
        place = match.end() + size + 2
        if not size:
            break
    return bytes(found) + body[place:]
