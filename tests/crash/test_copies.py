"""Copies, older states put back, and media that cannot be written to."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import VaultDamaged, WorldFailed, WrongKey
from amanet.fsck import verify_vault
from amanet.sealing import Passphrase
from amanet.vault import Vault
from amanet.work.backup import back_up, restore
from amanet.work.signed import custody

Opened = Any
WORDS = Passphrase("one and only")
Elsewhere = Callable[..., "subprocess.Popen[str]"]


def write(vault: Vault, note: str) -> None:
    vault.add(custody(vault, "read", [], note=note))


def test_two_vaults_copied_from_one_are_told_apart_as_two_epochs(
    opened: Opened, filled_vault: Path, tmp_path: Path
) -> None:
    before = filled_vault.with_name("before")
    filled_vault.rename(before)
    for name in ("one", "two"):
        shutil.copytree(before, tmp_path / name)
    shutil.rmtree(before)
    origins, commitments = [], []
    for name in ("one", "two"):
        with opened(tmp_path / name, writable=True) as vault:
            write(vault, name)
            first = vault.record(vault.epoch.first).body
            origins.append(vault.epoch.origin)
            commitments.append(first["previous_checkpoint"])
            assert (vault.epoch.number, verify_vault(vault).findings) == (2, ())
    assert "copied, moved or restored" in opened.notices[0]
    assert len(set(origins)) == 2
    assert len(set(commitments)) == 1


def test_a_copy_does_not_disturb_the_original(opened: Opened, filled_vault: Path, tmp_path: Path) -> None:
    shutil.copytree(filled_vault, tmp_path / "copy")
    with opened(tmp_path / "copy", writable=True) as copy:
        assert copy.epoch.number == 2
    with opened(writable=True) as vault:
        assert vault.epoch.number == 1
    with opened(tmp_path / "copy", writable=True) as copy:
        assert copy.epoch.number == 2


def test_a_folder_that_was_only_renamed_goes_on_in_its_epoch(
    opened: Opened, filled_vault: Path, tmp_path: Path
) -> None:
    filled_vault.rename(tmp_path / "renamed")
    with opened(tmp_path / "renamed", writable=True) as vault:
        assert (vault.epoch.number, opened.notices) == (1, [])


@pytest.fixture
def put_back(opened: Opened, filled_vault: Path, tmp_path: Path) -> Path:
    """The vault as it was before its last record, in its old place."""
    shutil.copytree(filled_vault, tmp_path / "older")
    with opened(writable=True) as vault:
        write(vault, "newer")
    shutil.rmtree(filled_vault)
    return (tmp_path / "older").rename(filled_vault)


def test_an_older_folder_put_back_is_not_written_to(opened: Opened, put_back: Path) -> None:
    files = {
        path: path.read_bytes()
        for path in put_back.rglob("*")
        if path.is_file() and path.name not in ("lock", "use")
    }
    with pytest.raises(
        VaultDamaged, match=r"older than the vault as last seen.*Nothing was written.*amanet adopt"
    ):
        opened(writable=True)
    assert files == {path: path.read_bytes() for path in files}


def test_an_older_folder_put_back_is_pointed_out_to_a_reader(opened: Opened, put_back: Path) -> None:
    with opened(writable=False) as vault:
        assert vault.count("Item") == 2
    assert len(opened.notices) == 1
    assert "older than the vault as last seen" in opened.notices[0]


def test_adopt_accepts_an_older_folder_in_a_new_epoch(opened: Opened, put_back: Path) -> None:
    with opened(writable=True, adopt=True) as vault:
        assert vault.epoch.number == 2
        write(vault, "after")
    opened.notices.clear()
    with opened(writable=True) as vault:
        assert (vault.epoch.number, verify_vault(vault).findings, opened.notices) == (2, (), [])


def test_a_fork_that_grew_as_long_is_not_written_to(opened: Opened, put_back: Path, tmp_path: Path) -> None:
    """Grown on another machine, which remembers nothing, and put back: as long as the one last seen, and
    another.
    """
    here = opened.settings.state_folder
    hidden = here.rename(here.with_name("hidden"))
    with opened(writable=True, adopt=True) as vault:
        for number in range(9):
            write(vault, f"elsewhere {number}")
    shutil.rmtree(here)
    hidden.rename(here)
    with opened(writable=False) as vault:
        home = vault.home
    assert home  # the fork has a home of its own, so it counts as a copy and begins one more epoch
    with opened(writable=True) as vault:
        assert vault.epoch.number == 3


def test_a_database_put_back_without_its_log_is_found(
    opened: Opened, filled_vault: Path, tmp_path: Path
) -> None:
    database = filled_vault / "records-1.db"
    shutil.copy(database, tmp_path / "older.db")
    with opened(writable=True) as vault:
        write(vault, "newer")
    shutil.copy(tmp_path / "older.db", database)
    shutil.rmtree(opened.settings.state_folder)  # even where nothing was remembered
    with pytest.raises(VaultDamaged, match="the database was put back"):
        opened(writable=True)


def test_a_restore_that_is_refused_leaves_nothing_and_can_be_repeated(opened: Opened, tmp_path: Path) -> None:
    with opened(writable=True) as vault:
        back_up(vault, tmp_path / "backup", name="night")
    before = set(tmp_path.iterdir())
    with pytest.raises(WrongKey):
        restore(tmp_path / "backup", tmp_path / "restored", Passphrase("wrong"), opened.settings)
    assert set(tmp_path.iterdir()) == before
    with restore(tmp_path / "backup", tmp_path / "restored", WORDS, opened.settings) as vault:
        assert (vault.epoch.number, verify_vault(vault).findings) == (2, ())


# --- read-only ----------------------------------------------------------------------------------------------


@pytest.fixture
def read_only(filled_vault: Path) -> Iterator[Callable[[], None]]:
    """Makes the vault's folder a medium that cannot be written to."""
    mounted = []

    def make() -> None:
        if os.geteuid() != 0:
            for path in [*filled_vault.rglob("*"), filled_vault]:
                path.chmod(0o500 if path.is_dir() else 0o400)
            return
        for options in (
            ["--bind", str(filled_vault), str(filled_vault)],
            ["-o", "remount,ro,bind", str(filled_vault)],
        ):
            if subprocess.run(["mount", *options], capture_output=True).returncode:
                pytest.skip("NOT RUN: as root it needs to mount a folder read-only")
            mounted.append(options)

    yield make
    if mounted:
        subprocess.run(["umount", str(filled_vault)], check=True)
    elif os.geteuid() != 0:
        for path in [filled_vault, *filled_vault.rglob("*")]:
            path.chmod(0o700)


@pytest.mark.needs("linux")
def test_a_read_only_medium_is_read_and_says_why_it_is_not_written_to(
    opened: Opened, read_only: Callable[[], None]
) -> None:
    read_only()
    with opened(writable=False) as vault:
        assert len(list(vault.records("Item"))) == 2
        with vault.open_object(next(vault.records("Item")).number) as content:
            assert content.read(0, 5) == b"first"
        assert verify_vault(vault).holds
    with pytest.raises(WorldFailed, match=r"read-only medium or you may not write to it\. Copy the vault"):
        opened(writable=True)


@pytest.mark.needs("linux")
def test_what_a_killed_writer_had_acknowledged_is_read_from_a_read_only_medium(
    opened: Opened, filled_vault: Path, elsewhere: Elsewhere, read_only: Callable[[], None], tmp_path: Path
) -> None:
    """It still lies in the write-ahead log, which an immutable opening would leave out."""
    (tmp_path / "new").write_bytes(b"acknowledged and killed")
    killed = elsewhere("write", tmp_path / "new")
    killed.kill()
    killed.wait()
    assert (filled_vault / "records-1.db-wal").stat().st_size
    read_only()
    with opened(writable=False) as vault:
        assert vault.count("Item") == 3
        newest = list(vault.records("Item"))[-1]
        with vault.open_object(newest.number) as content:
            assert content.read(0, 100) == b"acknowledged and killed"
    assert opened.notices == []


@pytest.mark.needs("linux")
def test_a_write_ahead_log_that_cannot_be_read_is_not_left_out(
    opened: Opened, filled_vault: Path, elsewhere: Elsewhere, read_only: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "new").write_bytes(b"acknowledged and killed")
    killed = elsewhere("write", tmp_path / "new")
    killed.kill()
    killed.wait()
    (filled_vault / "records-1.db-shm").unlink()
    read_only()
    with pytest.raises(WorldFailed, match=r"cannot be written to or opened"):
        opened(writable=False)
