"""Zip archives (a chat with its media, DOCX, XLSX, WACZ) read as what a stranger may have made them: bombs.

Names of members are data, never paths. What an archive says of its sizes is not believed: reading counts.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from amanet.errors import BadData

__all__ = ["MOST_MEMBERS", "member_bytes", "open_archive", "open_member"]

MOST_MEMBERS = 100_000
# A voice message does not shrink; a text shrinks to a tenth; a thousandth is a bomb.
_HIGHEST_RATIO = 200
_ALWAYS_ALLOWED = 10 << 20
LARGEST_IN_ALL = 64 << 30
_DAMAGE = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
)


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Raises `BadData` for what is no archive, is encrypted, has too many members or would become too large."""
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as problem:
        raise BadData(
            "This archive is damaged or was cut: its list of files cannot be read. The item is kept as it is."
        ) from problem
    if len(members) > MOST_MEMBERS:
        raise BadData(f"This archive has {len(members)} files, more than the {MOST_MEMBERS} that are read.")
    if any(member.flag_bits & 0x1 for member in members):
        raise BadData("This archive has a password. Unpack it yourself and add the folder.")
    told = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if told > LARGEST_IN_ALL or told > max(_ALWAYS_ALLOWED, packed * _HIGHEST_RATIO):
        raise BadData(
            f"This archive of {packed} bytes would unpack to {told}: a zip bomb, or a mistake. Nothing of it was unpacked; "
            "the item is kept as it is."
        )
    return archive


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """All bytes of a member. Raises `BadData` where there are more than `limit`, or they are damaged."""
    with open_member(archive, member, limit) as stream:
        return stream.read()


def open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int | None = None) -> BinaryIO:
    """A member as a stream that raises `BadData` past `limit` (by default what the archive says it has) or at damage."""
    return io.BufferedReader(_Member(archive, member, member.file_size if limit is None else limit))


class _Member(io.RawIOBase):
    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> None:
        with _damage_told():
            self._stream = archive.open(member)
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _damage_told():
            count = self._stream.readinto(buffer)  # type: ignore[attr-defined]
        self._left -= count
        if self._left < 0:
            raise BadData(
                "A file inside this archive is larger than the archive says, or than is read: a zip bomb, or damage."
            )
        return int(count)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as problem:
        raise BadData("A file inside this archive is damaged. The item is kept as it is.") from problem
