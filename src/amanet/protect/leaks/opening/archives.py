"""Zip, tar, and files packed alone (gzip, bzip2, xz): every member, and what stands around the members: names, comments, extra fields, what was
deleted from the list and not from the file, what was put before and after.
"""

import bz2
import gzip
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final, cast

from amanet.protect.leaks.opening.blob import KEPT, Blob
from amanet.protect.leaks.opening.opener import MadeToHarm, Opener, Part
from amanet.protect.leaks.opening.slices import Slice

__all__ = ["has_zip_end", "is_zlib", "open_gzip", "open_packed", "open_tar", "open_zip", "open_zlib"]

_READ: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_MOST_MEMBERS: Final = 100_000
_HIGHEST_RATIO: Final = 200
_ALWAYS_ALLOWED: Final = 10 << 20
_MOST_MEMORY: Final = 256 << 20
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_END: Final = b"PK\x05\x06"
_LINKS: Final = 0o120000


def has_zip_end(blob: Blob) -> bool:
    """Whether a zip ends here, whatever the file begins with: what unpacks zips looks at the end alone."""
    return blob.is_whole and _END in blob.tail(66_000)


def open_zip(opener: Opener, part: Part) -> None:
    with part.blob.stream() as stream, zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise MadeToHarm
        opener.words(part, "comment of the archive", _text(archive.comment))
        opener.words(part, "names in the archive", "\n".join(member.filename for member in members))
        for member in members:
            opener.words(part, "comment of a file in it", _text(member.comment))
            opener.letters(part, "extra fields", _text(member.extra))
            _open_member(opener, part, archive, member)
        if part.blob.size is not None and part.blob.size <= KEPT:
            _open_unlisted(opener, part, part.blob.data(), {member.header_offset for member in members})


def _open_member(opener: Opener, part: Part, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.filename.endswith("/") and not member.file_size:
        return
    if (member.external_attr >> 16) & 0o170000 == _LINKS:
        opener.problem(part, "", "symbolic link")
    if member.flag_bits & 0x1:
        opener.problem(part, "", "encrypted")
    elif member.compress_type not in _READ:
        opener.problem(part, "", "not supported")
    elif member.file_size > max(_ALWAYS_ALLOWED, member.compress_size * _HIGHEST_RATIO):
        opener.problem(part, "", "made to harm")
    else:
        try:
            opener.inside_blob(
                part, Blob(member.filename, lambda: _opened(archive, member), member.file_size)
            )
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError):
            opener.problem(part, "", "damaged")


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(member))


def _open_unlisted(opener: Opener, part: Part, data: bytes, listed: set[int]) -> None:
    """Members that the list does not name, and names in front of members that differ from those of the list."""
    names = []
    for match in re.finditer(rb"PK\x03\x04", data):
        start = match.start()
        if start + _LOCAL.size > len(data):
            break
        _, _, _, method, _, _, _, size, _, name, extra = _LOCAL.unpack_from(data, start)
        begin = start + _LOCAL.size + name + extra
        names.append(_text(data[start + _LOCAL.size : start + _LOCAL.size + name]))
        names.append(_text(data[start + _LOCAL.size + name : begin]))
        if start not in listed and _is_outside(start, listed, data):
            packed = data[begin : begin + size] if size else data[begin:]
            unpacked = _inflated(opener, packed) if method == zipfile.ZIP_DEFLATED else packed
            if unpacked:
                opener.inside(part, "not in the list of the archive", unpacked)
    opener.words(part, "names in the archive", "\n".join(names))


def _is_outside(start: int, listed: set[int], data: bytes) -> bool:
    """Not within a listed member that is stored as it is: an archive in an archive is opened by itself."""
    before = max((offset for offset in listed if offset < start), default=None)
    if before is None or before + _LOCAL.size > len(data):
        return True
    _, _, flags, _, _, _, _, size, _, name, extra = _LOCAL.unpack_from(data, before)
    return not flags & 0x8 and start >= before + _LOCAL.size + name + extra + size


def _inflated(opener: Opener, packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(packed, min(KEPT, _HIGHEST_RATIO * len(packed) + 4096))
    except zlib.error:
        return b""


def open_tar(opener: Opener, part: Part) -> None:
    with part.blob.stream() as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            told = [
                member.name,
                member.uname,
                member.gname,
                member.linkname,
                *map(str, member.pax_headers.values()),
            ]
            opener.words(part, "names in the archive", "\n".join(told))
            if member.issym() or member.islnk():
                opener.problem(part, "", "symbolic link")
            elif member.isreg():
                _open_in_tar(opener, part, archive, member)
            elif not member.isdir():
                opener.problem(part, "", "not a file")


def _open_in_tar(opener: Opener, part: Part, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    if member.size <= KEPT:
        file = archive.extractfile(member)
        data = file.read() if file else b""
        if len(data) != member.size:
            opener.problem(part, "", "damaged")
        opener.inside(part, member.name, data)
    elif part.blob.is_whole and not member.issparse():
        start, size, blob = member.offset_data, member.size, part.blob
        opener.inside_blob(part, Blob(member.name, lambda: Slice.of(blob, start, size), size))
    else:
        opener.problem(part, "", "too large inside")


def open_gzip(opener: Opener, part: Part) -> None:
    head = part.blob.head
    if len(head) > 10 and head[3] & 0x1C:
        opener.words(part, "name and comment", head[10:600].decode("latin-1"))
    _open_alone(opener, part, lambda stream: gzip.GzipFile(fileobj=stream))


def open_packed(opener: Opener, part: Part) -> None:
    if part.kind == "bzip2":
        _open_alone(opener, part, bz2.BZ2File)
    else:
        _open_alone(opener, part, _Xz)


def is_zlib(head: bytes) -> bool:
    """RFC 1950, 2.2: method 8, and a header that can be divided by 31."""
    return len(head) > 8 and head[:1] == b"x" and head[1] in (0x01, 0x5E, 0x9C, 0xDA)


def open_zlib(opener: Opener, part: Part) -> None:
    data = zlib.decompressobj().decompress(part.blob.data(), KEPT)
    opener.inside(part, "unpacked", data)


class _Xz(lzma.LZMAFile):
    """Refuses dictionaries that would take more memory than there may be."""

    def __init__(self, stream: Any) -> None:
        check = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
        check.decompress(stream.read(4096), max_length=1)
        stream.seek(0)
        super().__init__(stream)


def _open_alone(opener: Opener, part: Part, unpack: Callable[[Any], Any]) -> None:
    name = re.sub(r"\.(gz|bz2|xz|lzma|tgz|svgz)$", "", part.blob.name, flags=re.IGNORECASE)
    opener.inside_blob(part, Blob(name, lambda: unpack(_seekable(part.blob)), None))


def _seekable(blob: Blob) -> BinaryIO:
    return blob.stream()


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(data.decode(name, "replace") for name in ("cp437", "cp866", "cp1256", "utf-16-le"))
