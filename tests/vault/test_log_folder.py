"""The log's files follow from the database: what is behind catches up, what is ahead or foreign is damage."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import AmanetError, BadData, VaultDamaged
from amanet.merkle import leaf_hash
from amanet.vault import Draft
from amanet.vault.durable import FIXED_TIME

Drafts = Callable[[int], list[Draft]]
Files = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def grown(world: Any, drafts: Drafts) -> tuple[Path, list[Path]]:
    """The log folder of a closed vault, and copies of it as it was after each of its commits."""
    vault = world.new()
    folder = vault.log_folder(vault.epoch).folder
    copies = []
    for size in (3, 250, 1, 300):
        copies.append(Path(shutil.copytree(folder, world.folder / f"log-{len(copies)}")))
        vault.add_many(drafts(size))
    vault.close()
    return folder, copies


@pytest.mark.parametrize("lost", range(4))
def test_files_that_are_behind_the_database_are_completed(
    world: Any, grown: tuple[Path, list[Path]], files_below: Files, lost: int
) -> None:
    folder, copies = grown
    newest = files_below(folder)
    shutil.rmtree(folder)
    shutil.copytree(copies[lost], folder)
    world.open().close()
    assert files_below(folder) == newest


def test_all_files_lost_are_written_again(
    world: Any, grown: tuple[Path, list[Path]], files_below: Files
) -> None:
    folder, _ = grown
    newest = files_below(folder)
    shutil.rmtree(folder)
    world.open().close()
    assert files_below(folder) == newest


def test_tiles_written_before_their_checkpoint_do_no_harm(
    world: Any, grown: tuple[Path, list[Path]], files_below: Files
) -> None:
    """A crash between the two leaves new tiles under an old checkpoint."""
    folder, copies = grown
    newest = files_below(folder)
    shutil.copy(copies[2] / "checkpoint", folder / "checkpoint")
    shutil.copytree(copies[2], folder, dirs_exist_ok=True)
    world.open().close()
    assert files_below(folder) == newest


def test_a_log_ahead_of_its_database_is_damage(world: Any, drafts: Drafts) -> None:
    vault = world.new()
    vault.close()
    old = (vault.path / "records-1.db").read_bytes()
    with world.open() as vault:
        vault.add_many(drafts(2))
    (vault.path / "records-1.db").write_bytes(old)
    shutil.rmtree(world.folder / "state")
    with pytest.raises(VaultDamaged, match="has 4 entries but the database only 2"):
        world.open()


def test_a_checkpoint_that_this_vault_did_not_sign_is_refused(
    world: Any, grown: tuple[Path, list[Path]]
) -> None:
    folder, _ = grown
    other = world.new("other.vault")
    foreign = (other.log_folder(other.epoch).folder / "checkpoint").read_bytes()
    good = (folder / "checkpoint").read_bytes()
    for bad in (foreign, good.replace(b"\n556\n", b"\n555\n"), b"", good[:-10], b"\xff"):
        (folder / "checkpoint").write_bytes(bad)
        with pytest.raises((VaultDamaged, BadData)):
            world.open()


def test_tiles_of_another_tree_are_not_built_upon(
    world: Any, grown: tuple[Path, list[Path]], drafts: Drafts
) -> None:
    folder, _ = grown
    tile = max((folder / "tile" / "0").rglob("*.p/*"))
    tile.write_bytes(bytes(len(tile.read_bytes())))
    with pytest.raises(AmanetError) as refusal, world.open() as vault:
        vault.add_many(drafts(1))
    assert refusal.type is VaultDamaged


def test_a_tree_that_fits_itself_but_not_the_signed_root_is_not_built_upon(
    world: Any, grown: tuple[Path, list[Path]], drafts: Drafts
) -> None:
    folder, _ = grown
    bundle = max((folder / "tile" / "entries").rglob("*.p/*"))
    tile = folder / "tile" / "0" / bundle.relative_to(folder / "tile" / "entries")
    entries = bytearray(bundle.read_bytes())
    entries[-1] ^= 1
    bundle.write_bytes(entries)
    tile.write_bytes(tile.read_bytes()[:-32] + leaf_hash(bytes(entries[-33:])))
    with pytest.raises(VaultDamaged), world.open() as vault:
        vault.add_many(drafts(1))


def test_nothing_of_the_log_tells_when_it_was_written_nor_is_for_others(
    grown: tuple[Path, list[Path]],
) -> None:
    folder, _ = grown
    everything = [folder.parent, folder, *folder.rglob("*")]
    assert {path.stat().st_mtime for path in everything} == {FIXED_TIME}
    assert {path.stat().st_mode & 0o777 for path in everything if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in everything if path.is_file()} == {0o600}


@pytest.mark.needs("linux")
def test_what_stands_where_a_tile_is_prepared_is_not_written_through(world: Any, drafts: Drafts) -> None:
    vault = world.new()
    precious = world.folder / "precious"
    precious.write_bytes(b"somebody else's")
    (tiles,) = {path.parent for path in vault.log_folder(vault.epoch).folder.rglob("tile/0/**/2")}
    (tiles / ".new-3").symlink_to(precious)
    vault.add_many(drafts(1))
    assert precious.read_bytes() == b"somebody else's"
    assert not (tiles / "3").is_symlink()
