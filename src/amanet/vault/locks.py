"""One writer at a time, readers beside it, and nobody else while keys change.

Two empty-looking files carry the locks: `lock` (held by the one writer) and `use` (shared by everybody who
has the vault open; an erasure needs it alone). The system drops a lock when its process dies, so a kill -9
leaves nothing locked.
"""

import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from amanet.errors import VaultDamaged, WorldFailed
from amanet.vault.durable import NO_FOLLOW, world_errors

_LOOK_EVERY = 0.02

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int, *, shared: bool) -> bool:
        # msvcrt knows only exclusive locks; readers lock one byte each of a long range instead.
        size = 1 if shared else 1 << 20
        os.lseek(descriptor, (os.getpid() % (1 << 20)) if shared else 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, size)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Locks:
    """The locks this process holds on one vault. `release` lets all go."""

    def __init__(self, vault: Path) -> None:
        self._vault = vault
        self._writer: int | None = None
        self._use: int | None = None

    def share(self) -> None:
        """Says that the vault is in use here; fails while an erasure or a change of keys needs it alone."""
        self._use = self._open("use")
        if not _take(self._use, shared=True):
            raise WorldFailed(
                "This vault is being erased from or re-keyed by another process. Wait for it to end and try again."
            )

    def write(self, patience: float = 0.0) -> None:
        """Becomes the one writer; fails where another one still is after `patience` seconds."""
        until = time.monotonic() + patience
        while True:
            try:
                return self._write()
            except WorldFailed:
                if time.monotonic() >= until:
                    raise
            time.sleep(_LOOK_EVERY)

    def _write(self) -> None:
        descriptor = self._open("lock")
        holder = os.pread(descriptor, 100, 0).decode("ascii", "replace") if hasattr(os, "pread") else ""
        if not _take(descriptor, shared=False):
            os.close(descriptor)
            raise WorldFailed(
                f"This vault is open for writing elsewhere{_holder(holder)}. Wait until that ends, or stop it, and try again."
            )
        self._writer = descriptor
        # Only for the message above: a full disk shall not stop somebody who wants to erase. What is no such number may be
        # somebody's file under a second name, and stays.
        if not holder or _holder(holder):
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()}".encode("ascii"))

    @property
    def writes(self) -> bool:
        return self._writer is not None

    def rest(self) -> None:
        """Stops being the writer; goes on using."""
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None

    def alone(self) -> None:
        """Makes the shared use exclusive; fails while anybody else has the vault open."""
        assert self._use is not None
        if not _take(self._use, shared=False):
            _take(self._use, shared=True)
            raise WorldFailed(
                "This needs the vault for itself, and another process has it open. Close that one and try again."
            )

    def shared_again(self) -> None:
        assert self._use is not None
        _take(self._use, shared=True)

    def release(self) -> None:
        for descriptor in (self._writer, self._use):
            if descriptor is not None:
                os.close(descriptor)
        self._writer = self._use = None

    def _open(self, name: str) -> int:
        path = self._vault / name
        with world_errors(path, "open the lock file"):
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o600)
            except OSError as problem:
                if path.is_symlink() or path.is_dir():
                    raise _not_a_lock(path) from problem
                raise
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise _not_a_lock(path)
        return descriptor


def _not_a_lock(path: Path) -> VaultDamaged:
    return VaultDamaged(
        f"{path} is not a plain file: somebody put something else in its place. Look at what it is, then remove it and try again."
    )


def _holder(text: str) -> str:
    return f" (process {text})" if text.isdigit() else ""
