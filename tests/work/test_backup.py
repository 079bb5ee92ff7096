"""Backups and bringing one back: every one is on record, and what comes back is told apart from the original."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import format_utc
from amanet.errors import Misuse, WrongKey
from amanet.fsck import verify_vault
from amanet.merkle import VerifierKey, open_checkpoint
from amanet.sealing import Passphrase
from amanet.vault import Vault, backups
from amanet.work.backup import (
    back_up,
    forget_backup,
    list_backups,
    only_keys,
    outstanding_backups,
    restore,
)
from amanet.work.erase import erase, plan_erasure
from amanet.work.give_out import verified_stream
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
BIG = b"\x07" * ((1 << 20) + 1)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return tmp_path / "disk"


def _bytes(vault: Vault, number: int) -> bytes:
    return b"".join(bytes(piece) for piece in verified_stream(vault, vault.record(number)))


def test_what_comes_back_is_whole_and_begins_a_new_epoch(
    world: Any, vault: Vault, handed: TakenIn, hand_over: HandOver, take: Take, disk: Path
) -> None:
    big = take(vault, hand_over({"v.mp4": BIG}))
    back_up(vault, disk, name="one")
    last = vault.checkpoint()
    with restore(disk, world.folder / "back.vault", world.words, world.settings) as back:
        assert [_bytes(back, number) for number in handed.added] == [b"item 0", b"item 1", b"item 2"]
        assert _bytes(back, big.added[0]) == BIG
        assert [epoch.number for epoch in back.epochs()] == [1, 2]
        first = back.record(back.epoch.first).body
        assert first["previous_checkpoint"].encode() == last.note
        assert open_checkpoint(last.note, VerifierKey.parse(back.epochs()[0].log_key)).size == last.size
        assert back.epoch.origin != vault.epoch.origin
        assert verify_vault(back).holds


def test_original_and_restored_both_go_on_and_are_told_apart(
    world: Any, vault: Vault, handed: TakenIn, hand_over: HandOver, take: Take, disk: Path
) -> None:
    back_up(vault, disk)
    with restore(disk, world.folder / "back.vault", world.words, world.settings) as back:
        take(back, hand_over({"a": b"only in the restored one"}))
        take(vault, hand_over({"b": b"only in the original"}))
        assert back.epochs()[0].origin == vault.epoch.origin
        assert back.epoch.origin != vault.epoch.origin
    vault.close()
    for name, epochs in (("v.vault", 1), ("back.vault", 2)):
        with world.open(name) as opened:
            assert len(opened.epochs()) == epochs
            assert verify_vault(opened).holds


def test_objects_are_copied_once_and_what_is_there_already_is_left(
    vault: Vault,
    handed: TakenIn,
    hand_over: HandOver,
    take: Take,
    disk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[Path] = []
    copy = backups._copy
    monkeypatch.setattr(
        backups, "_copy", lambda source, target: (copied.append(target), copy(source, target))[1]
    )
    back_up(vault, disk, name="one")
    assert sum("packs" in path.parts for path in copied) == 1
    copied.clear()
    take(vault, hand_over({"v.mp4": BIG}))
    back_up(vault, disk, name="two")
    assert [path.parts[-3] for path in copied if "log" not in path.parts] == ["blobs"]
    for name in ("one", "two"):
        assert (disk / "keys" / name / "vault.toml").is_file()


def test_a_backup_is_on_record_before_its_first_byte_is_copied(
    vault: Vault, handed: TakenIn, disk: Path
) -> None:
    class Interrupted(Exception):
        pass

    def stop(_done: int, _all: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        back_up(vault, disk, name="one", progress=stop)
    assert [backup.name for backup in outstanding_backups(vault)] == ["one"]
    assert not (disk / "keys" / "one").exists()
    back_up(vault, disk, name="one")
    assert [backup.name for backup in list_backups(vault)] == ["one"]
    assert (disk / "keys" / "one" / "vault.toml").is_file()


def test_the_objects_alone_open_nothing_and_tell_no_name(vault: Vault, handed: TakenIn, disk: Path) -> None:
    back_up(vault, disk, keys_to=disk.parent / "safe", name="one")
    assert {path.name for path in disk.iterdir()} == {"objects"}
    everything = b"".join(path.read_bytes() for path in disk.rglob("*") if path.is_file())
    for number in handed.added:
        stored = vault.stored_object(number)
        assert stored is not None
        assert stored.identity[:32] not in everything
        assert _bytes(vault, number) not in everything
    assert {path.name for path in (disk.parent / "safe" / "one").iterdir()} == {"vault.toml", "records-1.db"}


def test_an_old_backup_brings_back_what_was_erased_and_a_new_one_does_not(
    world: Any, vault: Vault, handed: TakenIn, disk: Path
) -> None:
    back_up(vault, disk, name="old")
    erase(vault, plan_erasure(vault, [vault.record(handed.added[0])]), reason="a test")
    back_up(vault, disk, name="new")
    old = restore(disk, world.folder / "a.vault", world.words, world.settings, keys=disk / "keys" / "old")
    with old:
        assert _bytes(old, handed.added[0]) == b"item 0"
    new = restore(disk, world.folder / "b.vault", world.words, world.settings, keys=disk / "keys" / "new")
    with new:
        assert [record.number for record in new.records("Item")] == handed.added[1:]
        assert verify_vault(new).holds


def test_backups_are_listed_and_forgotten_by_name(vault: Vault, disk: Path) -> None:
    back_up(vault, disk, name="one", keep_until="2027-01-01")
    back_up(vault, disk, name="two")
    assert [(each.name, each.keep_until) for each in list_backups(vault)] == [
        ("one", "2027-01-01"),
        ("two", None),
    ]
    forget_backup(vault, "one")
    assert [each.name for each in outstanding_backups(vault)] == ["two"]
    assert [each.name for each in list_backups(vault)] == ["one", "two"]
    for name in ("one", "three"):
        with pytest.raises(Misuse, match="No outstanding backup"):
            forget_backup(vault, name)


@pytest.mark.parametrize("name", ["-", "../up", "a/b", "a b", ".hidden", "a\n"])
def test_a_name_that_is_no_name_is_refused(vault: Vault, disk: Path, name: str) -> None:
    before = vault.last_number
    with pytest.raises(Misuse):
        back_up(vault, disk, name=name)
    assert (vault.last_number, disk.exists()) == (before, False)


def test_a_backup_into_the_vault_or_under_a_used_name_is_refused(vault: Vault, disk: Path) -> None:
    back_up(vault, disk, name="one")
    before = vault.last_number
    with pytest.raises(Misuse, match="already"):
        back_up(vault, disk, name="one")
    with pytest.raises(Misuse, match="inside the vault"):
        back_up(vault, vault.path / "backup", name="two")
    assert vault.last_number == before


def test_nothing_is_restored_over_what_is_there_or_with_a_wrong_passphrase(
    world: Any, vault: Vault, handed: TakenIn, disk: Path
) -> None:
    back_up(vault, disk, name="one")
    with pytest.raises(Misuse, match="exists already"):
        restore(disk, vault.path, world.words, world.settings)
    with pytest.raises(WrongKey):
        restore(disk, world.folder / "back.vault", Passphrase("another one altogether"), world.settings)
    assert not [path for path in world.folder.iterdir() if "back.vault" in path.name]
    with pytest.raises(Misuse):
        restore(world.folder, world.folder / "back.vault", world.words, world.settings)
    shutil.rmtree(disk / "keys")
    with pytest.raises(Misuse, match="no keys/"):
        restore(disk, world.folder / "back.vault", world.words, world.settings)


def test_which_keys_to_restore_with_is_not_guessed(
    world: Any, vault: Vault, handed: TakenIn, disk: Path
) -> None:
    """The newest by its date may be one that somebody put there."""
    back_up(vault, disk, name="one")
    assert only_keys(disk) == disk / "keys" / "one"
    back_up(vault, disk, name="two")
    for date, name in ((1_700_000_000, "one"), (1_800_000_000, "two")):
        os.utime(disk / "keys" / name, (date, date))
    with pytest.raises(Misuse, match=r"one \(2023-11-14\), two \(2027-01-15\).*--keys"):
        restore(disk, world.folder / "back.vault", world.words, world.settings)
    assert not (world.folder / "back.vault").exists()


def test_a_name_used_again_after_its_record_was_erased_is_outstanding(vault: Vault, tmp_path: Path) -> None:
    back_up(vault, tmp_path / "a", name="one")
    forget_backup(vault, "one")
    (made,) = (record for record in vault.records("Custody") if record.body["action"] == "backed up")
    erase(vault, plan_erasure(vault, [made]), reason="a test")
    back_up(vault, tmp_path / "b", name="one")
    assert [backup.name for backup in outstanding_backups(vault)] == ["one"]


def test_a_backup_is_overdue_from_the_day_after_it_was_to_be_kept(
    world: Any, vault: Vault, disk: Path
) -> None:
    today = format_utc(vault.settings.now())[:10]
    back_up(vault, disk, name="today", keep_until=today)
    back_up(vault, disk, name="past", keep_until="2026-11-01")
    back_up(vault, disk, name="open")
    assert [each.overdue for each in outstanding_backups(vault)] == [False, True, False]
    forget_backup(vault, "past")
    assert not any(each.overdue for each in list_backups(vault))


@pytest.mark.parametrize("keep_until", ["next year", "2027-13-01", "01.02.2027", "2027-01-01T00:00:00Z", ""])
def test_how_long_the_keys_are_kept_is_a_date(vault: Vault, disk: Path, keep_until: str) -> None:
    before = vault.last_number
    with pytest.raises(Misuse, match="YYYY-MM-DD"):
        back_up(vault, disk, keep_until=keep_until)
    assert vault.last_number == before


@pytest.mark.parametrize("where", ["v.vault", "v.vault/keys", "way/in", "elsewhere/../v.vault/packs"])
def test_no_part_of_a_backup_goes_into_the_vault(vault: Vault, tmp_path: Path, where: str) -> None:
    (tmp_path / "way").symlink_to(vault.path)
    before = vault.last_number
    for destination, keys_to in ((tmp_path / where, None), (tmp_path / "disk", tmp_path / where)):
        with pytest.raises(Misuse, match="inside the vault"):
            back_up(vault, destination, keys_to=keys_to)
    assert (vault.last_number, (tmp_path / "disk").exists()) == (before, False)
