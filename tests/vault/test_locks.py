"""The lock files: nothing but plain files of ours, and nothing else is ever emptied."""

import os
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import VaultDamaged
from amanet.vault import Vault
from amanet.vault.locks import Locks

PRECIOUS = b"a thesis, the only copy"


@pytest.mark.needs("linux")
@pytest.mark.parametrize("name", ["lock", "use"])
@pytest.mark.parametrize("kind", ["link", "hard link", "folder", "pipe"])
def test_what_stands_in_place_of_a_lock_is_left_as_it_is(
    vault: Vault, world: Any, tmp_path: Path, name: str, kind: str
) -> None:
    world.close()
    thesis = tmp_path / "thesis"
    thesis.write_bytes(PRECIOUS)
    path = vault.path / name
    path.unlink()
    make = {
        "link": lambda: path.symlink_to(thesis),
        "hard link": lambda: path.hardlink_to(thesis),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
    }
    make[kind]()
    if kind == "hard link":
        world.open().close()
    else:
        with pytest.raises(VaultDamaged, match=f"{name} is not a plain file"):
            world.open()
    assert thesis.read_bytes() == PRECIOUS


def test_the_writer_says_which_process_it_is(vault: Vault) -> None:
    assert (vault.path / "lock").read_bytes() == str(os.getpid()).encode()
    locks = Locks(vault.path)
    with pytest.raises(Exception, match=f"process {os.getpid()}"):
        locks.write()
