"""Turns at writing: several programs have one vault open, and one of them writes at a time.

A handle that was opened for writing rests between its turns: it keeps its connection and its keys and lets the lock go. Its next turn
begins where nobody wrote meanwhile; where somebody did, a new handle is opened with the same keys, so that nothing it remembered
(the edge of the log, names, numbers) is out of date. A handle that rests refuses to write.

>>> rest(vault)                              # doctest: +SKIP
>>> vault = take_turn(vault, patience=10.0)  # doctest: +SKIP
"""

from contextlib import suppress

from amanet.errors import AmanetError
from amanet.vault.durable import world_errors
from amanet.vault.header import FILE_NAME
from amanet.vault.locks import Locks
from amanet.vault.opening import open_again
from amanet.vault.store import Vault

__all__ = ["rest", "take_turn"]


def rest(vault: Vault) -> None:
    """Ends the turn: others may write. Without effect on a handle for reading."""
    if not vault.locks.writes:
        return
    vault.left = None  # then the next turn opens the vault anew, and says what is wrong with it
    try:
        if vault.writable:
            with suppress(AmanetError):
                vault.left = _state(vault)
    finally:
        vault.locks.rest()


def take_turn(vault: Vault, *, patience: float) -> Vault:
    """The handle to write with, which is `vault` or one in its place (`vault` is closed then).

    Raises `WorldFailed` where another program goes on writing for `patience` seconds, and what an opening raises; then nobody has the turn.
    """
    if vault.locks.writes:
        return vault
    vault.locks.write(patience)
    try:
        if vault.left is not None and vault.left == _state(vault):
            return vault
        fresh = open_again(vault)
    except BaseException:
        vault.locks.rest()
        raise
    vault.locks = Locks(vault.path)  # the others are those of the new handle
    vault.close()
    return fresh


def _state(vault: Vault) -> tuple[bytes, int]:
    """What changes with every writing by another connection, and with every change of keys, members or epoch."""
    path = vault.path / FILE_NAME
    with world_errors(path, "read"):
        header = path.read_bytes()
    version = vault.database.one("PRAGMA data_version")
    return header, int(version[0]) if version else 0
