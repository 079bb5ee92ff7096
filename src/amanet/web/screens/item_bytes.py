"""The bytes of an item for the browser: sound, film and pictures, whole or a range of them, decrypted as they are asked for.

What an item is called plays no part. It is given with a type of ours, where a confined process found it to be of that kind and its first
bytes are of that kind too (ASVS 5.0, 3.2.1, 5.2.2); all else, and everything active (HTML, SVG, PDF), is not given from here. Every
answer carries the policy `inert`.

One range is served. Several, and what is no range of bytes, are refused at once (416), whatever their number: nothing is put
together from them. Chunks are authenticated before a byte of them leaves; where the first does not open there is no answer but an
error, and where a later one does not, the answer breaks off.

>>> parse_range("bytes=-500", 2000)
Range(start=1500, end=2000)
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from amanet.app import OpenVault

if TYPE_CHECKING:
    from amanet.web.desk import Desk

__all__ = ["HEAD", "Kind", "NotThere", "Range", "Seen", "kind_of", "parse_range", "pieces", "send_bytes"]

HEAD: Final = 64
_LONGEST_HEADER: Final = 64
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
# The first piece is small, so that it is there soon.
_FIRST, _PIECE = 256 << 10, 1 << 20


class NotThere(Exception):
    """A range that there is not, or that is none: 416."""


class Range(NamedTuple):
    """`[start, end)`."""

    start: int
    end: int


@dataclass(frozen=True)
class Kind:
    """What browsers are told, and how its files begin: `signature` at `at`."""

    served: str
    signature: re.Pattern[bytes]


@dataclass(frozen=True)
class Seen:
    """What has to be known of an item to give its bytes: `head` are the first `HEAD`."""

    size: int
    media_type: str | None
    head: bytes


def _kinds(served: str, signature: bytes, *names: str) -> dict[str, Kind]:
    kind = Kind(served, re.compile(signature, re.DOTALL))
    return dict.fromkeys((served, *names), kind)


# By the media type that was found. What has no line here is not given to browsers.
KINDS: Final = {
    **_kinds("image/jpeg", rb"\xff\xd8\xff"),
    **_kinds("image/png", rb"\x89PNG\r\n\x1a\n"),
    **_kinds("image/gif", rb"GIF8[79]a"),
    **_kinds("image/webp", rb"RIFF....WEBP"),
    **_kinds("audio/ogg", rb"OggS", "application/ogg"),
    **_kinds("video/ogg", rb"OggS"),
    **_kinds("audio/mpeg", rb"ID3|\xff[\xe2-\xe7\xf2-\xff]"),
    **_kinds("audio/wav", rb"RIFF....WAVE", "audio/x-wav", "audio/vnd.wave"),
    **_kinds("audio/flac", rb"fLaC", "audio/x-flac"),
    **_kinds("audio/aac", rb"\xff[\xf0-\xf9]", "audio/x-hx-aac-adts"),
    **_kinds("audio/mp4", rb"....ftyp", "audio/x-m4a"),
    **_kinds("video/mp4", rb"....(ftyp|moov|mdat|wide|free)", "video/quicktime", "video/x-m4v", "video/3gpp"),
    **_kinds("video/webm", rb"\x1a\x45\xdf\xa3", "video/x-matroska", "audio/webm"),
}


def kind_of(seen: Seen) -> Kind | None:
    """What an item is to browsers, where what was found and how it begins agree."""
    kind = KINDS.get(seen.media_type or "")
    return kind if kind is not None and kind.signature.match(seen.head) else None


def parse_range(header: str | None, size: int) -> Range | None:
    """What a Range header asks of that many bytes; None for all of them. Raises `NotThere` (RFC 9110, 14.1.2)."""
    if header is None or not header.startswith("bytes"):
        return None  # a unit that is not known is not heeded
    found = _RANGE.fullmatch(header) if len(header) <= _LONGEST_HEADER else None
    if found is None or not (found[1] or found[2]):
        raise NotThere
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
    if start >= end or (found[2] and found[1] and int(found[2]) < start):
        raise NotThere
    return Range(start, end)


async def send_bytes(request: Request, desk: "Desk", number: int, seen: Seen, kind: Kind) -> Response:
    """An item, or the range of it that was asked for."""
    headers = {"Accept-Ranges": "bytes", "X-Policy": "inert", "Content-Type": kind.served}
    # Nothing is told by which a part got earlier could be known to be of the same whole, so `If-Range` never holds.
    wanted = None if "if-range" in request.headers else request.headers.get("range")
    try:
        asked = parse_range(wanted, seen.size)
    except NotThere:
        return Response(
            status_code=416, headers={"Content-Range": f"bytes */{seen.size}", "X-Policy": "inert"}
        )
    given = asked or Range(0, seen.size)
    headers["Content-Length"] = str(given.end - given.start)
    if asked is not None:
        headers["Content-Range"] = f"bytes {given.start}-{given.end - 1}/{seen.size}"
    status = 200 if asked is None else 206
    if request.method == "HEAD" or given.start == given.end:
        return Response(status_code=status, headers=headers)
    stream = desk.stream(pieces, number, given)
    first = await anext(stream)  # nothing is answered before something of it was opened
    return StreamingResponse(_onwards(first, stream), status_code=status, headers=headers)


async def _onwards(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def pieces(vault: OpenVault, number: int, wanted: Range) -> Iterator[bytes]:
    """A range of an item, opened piece by piece. Raises `VaultDamaged` instead of giving what does not open."""
    at, length = wanted.start, _FIRST
    with vault.vault.open_object(number) as reader:
        while at < wanted.end:
            piece = reader.read(at, min(length, wanted.end - at))
            yield piece
            at, length = at + len(piece), _PIECE
