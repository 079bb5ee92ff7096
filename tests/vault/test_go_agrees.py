"""x/mod verifies the log folders of real vaults: every epoch, several sizes, their proofs and their continuation."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.merkle import CosignRequest, TlogProof
from amanet.vault import Draft, Vault
from amanet.vault.opening import start_epoch

Drafts = Callable[[int], list[Draft]]

pytestmark = pytest.mark.needs("go")


@pytest.fixture
def arguments(tmp_path: Path) -> Callable[[Vault, int], list[object]]:
    """What the checker is asked about one epoch: its folder, proofs of some records, consistency from each earlier checkpoint."""

    def asked(vault: Vault, number: int) -> list[object]:
        epoch = vault.epochs()[number - 1]
        head = vault.checkpoint(epoch)
        found: list[object] = [vault.log_folder(epoch).folder, epoch.log_key]
        for index in {0, head.size // 2, head.size - 1}:
            record = vault.record(epoch.first + index)
            proof = TlogProof(index, vault.inclusion(record, head.size), head.note)
            path = tmp_path / f"proof-{number}-{index}"
            path.write_bytes(proof.to_bytes())
            found += ["--proof", path, record.entry.hex()]
        for earlier in [each for each in vault.checkpoints() if each.epoch == number]:
            old, request = (tmp_path / f"{kind}-{number}-{earlier.size}" for kind in ("old", "request"))
            old.write_bytes(earlier.note)
            path_between = vault.consistency(epoch, earlier.size, head.size)
            request.write_bytes(CosignRequest(earlier.size, path_between, head.note).to_bytes())
            found += ["--consistent", old, request]
        return found

    return asked


def test_go_verifies_every_epoch_of_a_vault(
    vault: Vault, drafts: Drafts, arguments: Any, logcheck: Any
) -> None:
    """Epochs of 2, 256, 257 and 600 leaves; commits of 1 to 300 records."""
    for sizes in ((), (1, 254), (100, 1, 155), (300, 299)):
        if sizes:
            start_epoch(vault, "another one")
        for size in sizes:
            vault.add_many(drafts(size))
    assert [vault.size_of(epoch) for epoch in vault.epochs()] == [2, 256, 257, 600]
    for epoch in vault.epochs():
        checked = logcheck(*arguments(vault, epoch.number))
        assert checked.returncode == 0, checked.stderr
        assert f"ok {epoch.origin} {vault.size_of(epoch)} " in checked.stdout


def test_go_verifies_files_that_caught_up(
    world: Any, vault: Vault, drafts: Drafts, arguments: Any, logcheck: Any
) -> None:
    vault.add_many(drafts(300))
    shutil.rmtree(vault.log_folder(vault.epoch).folder)
    world.close()
    with world.open() as again:
        checked = logcheck(*arguments(again, 1))
    assert checked.returncode == 0, checked.stderr


def test_go_finds_a_leaf_that_was_exchanged(
    vault: Vault, drafts: Drafts, arguments: Any, logcheck: Any
) -> None:
    vault.add_many(drafts(5))
    asked = arguments(vault, 1)
    bundle = vault.log_folder(vault.epoch).folder / "tile" / "entries" / "000.p" / "7"
    data = bytearray(bundle.read_bytes())
    data[-1] ^= 1
    bundle.write_bytes(data)
    checked = logcheck(*asked)
    assert checked.returncode == 1
