"""A PDF as bytes, from front to back: every object and stream that anybody ever wrote into it, also those that nothing points to any more
(ISO 32000-2, 7.2 to 7.5). The tables that say where objects are, and which of them count, are not believed.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Stream", "comments_in", "names_in", "outside_streams", "streams_in", "strings_in"]

_BEGIN: Final = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_LENGTH: Final = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_FILTERS: Final = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+)")
_COMMENT: Final = re.compile(rb"%([^\r\n]{3,})")
_NAME: Final = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%])+)")
_LITERAL: Final = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\))*\)"
_STRING: Final = re.compile(_LITERAL + rb"|<[0-9A-Fa-f\s]{2,}>", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPED: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_ONLY_KERNING: Final = re.compile(rb"[\s\d.+\-]*")
_LONGEST_HEADER: Final = 1 << 16
_MOST_UNPACKED: Final = 256 << 20


@dataclass(frozen=True)
class Stream:
    """`data` is unpacked but for the filters named in `left`; `is_whole` is false where it could not be."""

    header: bytes
    data: bytes
    left: tuple[str, ...]
    is_whole: bool


def streams_in(data: bytes) -> Iterator[Stream]:
    for start, begin, end in _places(data):
        yield _unpacked(data[start:begin], data[begin:end])


def outside_streams(data: bytes) -> bytes:
    """What is left without the streams."""
    found, before = [], 0
    for _, begin, end in _places(data):
        found.append(data[before:begin])
        before = end
    return b"\n".join((*found, data[before:]))


def _places(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where the header of a stream starts, where its bytes begin and end."""
    place = 0
    while match := _BEGIN.search(data, place):
        start = max(data.rfind(b"obj", max(place, match.start() - _LONGEST_HEADER), match.start()), place)
        end = _end(data, start, match)
        yield start, match.end(), end
        place = max(end, match.end())


def _end(data: bytes, start: int, match: "re.Match[bytes]") -> int:
    said = _LENGTH.search(data, start, match.start())
    if said:
        end = match.end() + int(said[1])
        if data[end : end + 12].lstrip()[:9] == b"endstream":
            return end
    end = data.find(b"endstream", match.end())
    return len(data) if end < 0 else end


def _unpacked(header: bytes, packed: bytes) -> Stream:
    named = _FILTERS.search(header)
    filters = [name.decode("latin-1") for name in re.findall(rb"/([^\s/\[\]<>]+)", named[1])] if named else []
    data = packed
    while filters and filters[0] in _DECODERS:
        try:
            data = _DECODERS[filters[0]](data)
        except (ValueError, zlib.error, binascii.Error, IndexError):
            return Stream(header, data, tuple(filters), False)
        filters = filters[1:]
    return Stream(header, data, tuple(filters), True)


def _inflate(data: bytes) -> bytes:
    engine = zlib.decompressobj()
    try:
        unpacked = engine.decompress(data, _MOST_UNPACKED)
    except zlib.error:
        unpacked = _inflate_what_is_left(data)
    if engine.unconsumed_tail:
        raise ValueError("more than is unpacked of one stream")
    return unpacked


def _inflate_what_is_left(data: bytes) -> bytes:
    """Of a damaged stream, what comes before the damage: readers of PDF show that, too."""
    engine, found = zlib.decompressobj(), bytearray()
    try:
        for place in range(0, len(data), 64):
            found += engine.decompress(data[place : place + 64], _MOST_UNPACKED)
    except zlib.error:
        if not found:
            raise
    return bytes(found)


def _ascii85(data: bytes) -> bytes:
    return base64.a85decode(data.split(b"~>")[0].strip(), ignorechars=b" \t\n\r\x0b\0\f")


def _ascii_hex(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.split(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _run_length(data: bytes) -> bytes:
    found, place = bytearray(), 0
    while place < len(data) and data[place] != 128 and len(found) < _MOST_UNPACKED:
        count = data[place]
        if count < 128:
            found += data[place + 1 : place + 2 + count]
            place += 2 + count
        else:
            found += data[place + 1 : place + 2] * (257 - count)
            place += 2
    return bytes(found)


def _lzw(data: bytes) -> bytes:
    """ISO 32000-2, 7.4.4.2, with codes that grow early."""
    found, bits, count, width = bytearray(), 0, 0, 9
    table: list[bytes] = []
    before = b""
    for byte in data:
        bits, count = bits << 8 | byte, count + 8
        if count < width:
            continue
        count -= width
        code, bits = bits >> count, bits & ((1 << count) - 1)
        if code == 257 or len(found) > _MOST_UNPACKED:
            break
        if code == 256:
            table, width, before = [bytes([each]) for each in range(256)] + [b"", b""], 9, b""
            continue
        entry = table[code] if code < len(table) else before + before[:1]
        found += entry
        if before:
            table.append(before + entry[:1])
        before = entry
        width = 12 if len(table) >= 2047 else 11 if len(table) >= 1023 else 10 if len(table) >= 511 else 9
    return bytes(found)


_DECODERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "FlateDecode": _inflate, "Fl": _inflate, "LZWDecode": _lzw, "LZW": _lzw, "ASCII85Decode": _ascii85, "A85": _ascii85,
    "ASCIIHexDecode": _ascii_hex, "AHx": _ascii_hex, "RunLengthDecode": _run_length, "RL": _run_length, "Crypt": bytes,
}  # fmt: skip


def strings_in(data: bytes) -> Iterator[str]:
    """Strings, those of one line of shown text put together: between them stands nothing but how far to move."""
    found: list[bytes] = []
    end = -1
    for match in _STRING.finditer(data):
        if end >= 0 and not _ONLY_KERNING.fullmatch(data, end, match.start()):
            yield from _read(found)
            found = []
        found.append(_bytes_of(match[0]))
        end = match.end()
    yield from _read(found)


def _bytes_of(written: bytes) -> bytes:
    if written.startswith(b"<"):
        return _ascii_hex(written[1:])
    return _ESCAPE.sub(_unescaped, written[1:-1]) if b"\\" in written else written[1:-1]


def _unescaped(match: "re.Match[bytes]") -> bytes:
    what: bytes = match[1]
    if what[:1].isdigit():
        return bytes([int(what, 8) & 0xFF])
    return _ESCAPED.get(what, what)


def _read(parts: list[bytes]) -> Iterator[str]:
    data = b"".join(parts)
    if len(data) < 2:
        return
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        yield data.decode("utf-16", "replace")
        return
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("latin-1")
    if b"\0" in data and len(data) % 2 == 0:
        yield data.decode("utf-16-be", "replace")


def comments_in(data: bytes) -> Iterator[str]:
    for comment in _COMMENT.findall(data):
        yield comment.decode("utf-8", "replace")


def names_in(data: bytes) -> set[str]:
    return {_name(match) for match in _NAME.findall(data)}


def _name(written: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), written)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("latin-1")
