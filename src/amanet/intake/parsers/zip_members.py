"""One member of an archive, opened. Whatever is wrong with it is `BadData`, from the first byte on.

Only what zips are made of today is read, stored and deflated members: the other methods may ask for gigabytes of memory
before they give a byte.
"""

import struct
import zipfile
from typing import BinaryIO

from amanet.errors import BadData
from amanet.intake.parsers.archives import open_member

__all__ = ["files_of", "stream_of", "whole_of"]

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its members that are no folders. (`ZipInfo.is_dir` fails on a member without a name.)"""
    return [member for member in archive.infolist() if not member.filename.endswith("/")]


def stream_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """Its bytes, once. Raises `BadData` here or while it is read."""
    if member.compress_type not in _READ:
        raise BadData(
            "A file inside this archive is packed in an unusual way. Unpack it yourself and add that."
        )
    try:
        return open_member(archive, member)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        struct.error,
    ) as problem:
        raise BadData("A file inside this archive is damaged. The item is kept as it is.") from problem


def whole_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """All of it. Raises `BadData` where that is more than `limit` bytes, or damaged."""
    if member.file_size > limit:
        raise BadData(f"A file inside this archive is over {limit >> 20} MiB, more than is read of its kind.")
    with stream_of(archive, member) as stream:
        return stream.read()
