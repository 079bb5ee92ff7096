"""Writing files so that a crash leaves either the old or the new one, and never half of anything under a real
name.

Temporary files are called `.new-*`, stand beside their destination and hold ciphertext or public bytes only.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from amanet.errors import WorldFailed

TEMPORARY = ".new-"
# File times would tell when what was taken in; every file gets the same one.
FIXED_TIME = 946_684_800
# Nothing that stands where a file of ours should stand leads out of its folder.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def explain(problem: OSError, path: Path, doing: str) -> WorldFailed:
    """An error that names the file and the next step."""
    advice = {
        errno.ENOSPC: "The disk is full. Free some space and run the same command again; what was acknowledged is safe.",
        errno.EDQUOT: "Your disk quota is used up. Free some space and run the same command again.",
        errno.EFBIG: "The system allows no file of that size there. Use a disk of another format (FAT32 ends at 4 GiB), or lift the limit.",
        errno.EROFS: "This medium is read-only. Copy the vault to a disk that can be written to.",
        errno.EACCES: "You may not do this there. Check the permissions of the file and its folder.",
        errno.EPERM: "You may not do this there. Check the permissions of the file and its folder.",
        errno.EIO: "The disk reports an error. Copy what you can to another disk before you go on.",
        errno.ENOENT: "It is not there (any more).",
    }.get(problem.errno or 0, "Check the disk and try again.")
    return WorldFailed(f"Could not {doing} {path}: {problem.strerror or problem}. {advice}")


@contextmanager
def world_errors(path: Path, doing: str) -> Iterator[None]:
    """Turns an `OSError` inside into `WorldFailed` with the file and what to do."""
    try:
        yield
    except OSError as problem:
        raise explain(problem, path, doing) from problem


def sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and NTFS journals the rename
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def unsettled_file(destination: Path) -> Iterator[BinaryIO]:
    """A temporary file beside `destination`; on leaving without error it is synced and timed like all others,
    but not yet renamed.
    """
    temporary = destination.with_name(TEMPORARY + destination.name)
    with world_errors(destination, "write"):
        try:
            with private_file(temporary) as file:
                yield file
                os.fsync(file.fileno())
            os.utime(temporary, (FIXED_TIME, FIXED_TIME))
            sync_folder(destination.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


@contextmanager
def new_file(destination: Path) -> Iterator[BinaryIO]:
    """As `unsettled_file`, and renamed into place at the end."""
    with unsettled_file(destination) as file:
        yield file
    with world_errors(destination, "write"):
        destination.with_name(TEMPORARY + destination.name).replace(destination)
        sync_folder(destination.parent)


def write_file(destination: Path, data: bytes) -> None:
    """Replaces `destination` by `data`, durably and at once."""
    with new_file(destination) as file:
        write_all(file, data)


def write_all(file: BinaryIO, data: bytes | bytearray | memoryview) -> None:
    """An unbuffered file may take less than it was given; this goes on until all is written."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def drop_from_cache(descriptor: int) -> None:
    """Asks the system to forget its copy, so that what is read next comes from the disk. Where it cannot be
    asked, nothing is lost.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def make_folder(folder: Path) -> None:
    with world_errors(folder, "make the folder"):
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            sync_folder(folder.parent)


def private_file(path: Path) -> BinaryIO:
    """A new unbuffered file for its owner alone, to write and read; what an interrupted run left there goes first."""
    path.unlink(missing_ok=True)
    return open(path, "x+b", buffering=0, opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | NO_FOLLOW, 0o600)
