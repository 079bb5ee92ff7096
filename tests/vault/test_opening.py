"""Making and opening a vault: what is there, who may, and how each refusal is called."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import BadData, Misuse, VaultDamaged, WorldFailed, WrongKey
from amanet.sealing import Passphrase, RecoveryCode
from amanet.vault import Draft, Vault
from amanet.vault.last_seen import LastSeen
from amanet.vault.rewriting import erase_numbers

Drafts = Callable[[int], list[Draft]]


def test_a_new_vault_holds_an_epoch_and_its_first_member(vault: Vault) -> None:
    epoch, member = vault.records()
    assert (epoch.body["type"], epoch.number, epoch.index) == ("Epoch", 1, 0)
    assert epoch.body["log_key"] == vault.header.log_key
    assert (member.body["type"], member.body["member"], member.body["role"]) == (
        "Member",
        vault.member,
        "founder",
    )
    assert {record.body["entered_by"] for record in (epoch, member)} == {vault.member}
    assert member.body["slots"] == [slot.recipient.to_text() for slot in vault.header.slots]


def test_passphrase_and_recovery_code_open_it_and_nothing_else_does(world: Any) -> None:
    world.new().close()
    for secret in (world.words, world.code):
        world.open(secret=secret).close()
    for secret in (Passphrase("another one altogether"), RecoveryCode("9" * 26)):
        with pytest.raises(WrongKey):
            world.open(secret=secret)


def test_a_passphrase_is_the_same_in_every_normal_form(world: Any) -> None:
    world.words = Passphrase("caf\u00e9 ۋە cafe\u0301 \u1100\u1161")
    world.new().close()
    world.open(secret=Passphrase("cafe\u0301 ۋە caf\u00e9 \uac00")).close()


def test_nothing_is_opened_where_there_is_no_vault(world: Any) -> None:
    with pytest.raises(Misuse, match="There is no vault"):
        world.open("none.vault")
    (world.folder / "plain").mkdir()
    with pytest.raises(Misuse, match=r"no vault\.toml"):
        world.open("plain")
    (world.folder / "file").write_bytes(b"")
    with pytest.raises(Misuse, match="There is no vault"):
        world.open("file")
    assert sorted(path.name for path in (world.folder / "plain").iterdir()) == []


def test_nothing_is_made_over_what_is_there(world: Any) -> None:
    world.new().close()
    with pytest.raises(Misuse, match="exists already"):
        world.new()
    (world.folder / ".new-w.vault").mkdir()
    with pytest.raises(Misuse, match="interrupted"):
        world.new("w.vault")


def test_a_database_that_is_gone_or_newer_is_said_to_be(world: Any) -> None:
    vault = world.new()
    vault.database.execute("PRAGMA user_version = 99")
    path = vault.path / vault.header.database_name
    vault.close()
    with pytest.raises(VaultDamaged, match="newer version"):
        world.open()
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(VaultDamaged, match="is missing"):
        world.open()


def test_a_database_under_another_key_is_damage(world: Any) -> None:
    one, other = world.new("one.vault"), world.new("other.vault")
    one.close()
    other.close()
    shutil.copy(other.path / "records-1.db", one.path / "records-1.db")
    with pytest.raises(VaultDamaged, match="is damaged"):
        world.open("one.vault")


def test_a_vault_opened_for_reading_takes_nothing_in(world: Any, drafts: Drafts) -> None:
    world.new().close()
    reader = world.open(writable=False)
    with pytest.raises(WorldFailed, match="reading only"):
        reader.add(*drafts(1))
    assert reader.last_number == 2


def test_what_a_failed_opening_locked_is_free_again(world: Any) -> None:
    world.new().close()
    with pytest.raises(WrongKey):
        world.open(secret=Passphrase("another one altogether"))
    world.open().close()


# What this machine remembers


def _copy(world: Any, name: str) -> None:
    shutil.copytree(world.folder / "v.vault", world.folder / name)


def _put_back(world: Any, name: str) -> None:
    """The older copy's files in the place of the newer ones; `log` stays the same folder, as a thief with time would do it."""
    target = world.folder / "v.vault"
    for path in target.iterdir():
        if path.name != "log":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(target / "log" / next((target / "log").iterdir()).name)
    shutil.copytree(world.folder / name, target, dirs_exist_ok=True)


def test_an_older_state_put_back_is_not_written_to(world: Any, drafts: Drafts) -> None:
    vault = world.new()
    vault.add(*drafts(3))
    vault.close()
    _copy(world, "old")
    with world.open() as vault:
        vault.add(*drafts(2))
    _put_back(world, "old")
    with pytest.raises(VaultDamaged, match=r"had 7 entries then, here it has 5.*amanet adopt"):
        world.open()
    with world.open(writable=False) as reader:
        assert reader.last_number == 5
    assert "older than the vault as last seen" in world.notices[-1]


def test_an_older_database_beside_a_newer_one_removes_nothing(world: Any, drafts: Drafts) -> None:
    """On a machine that knows nothing of the vault, only the log tells which of the two counts."""
    vault = world.new()
    vault.add_many(drafts(2))
    world.close()
    _copy(world, "old")
    with world.open() as vault:
        reference = vault.record(3).reference
        erase_numbers(
            vault, [3], Draft("Erasure", {"erased": [reference], "reason": "a test", "signature": ""})
        )
        with vault.objects.new_pack() as pack:
            unsettled = vault.path / "packs" / f".new-{Path(pack.place).name}"
    for name in ("vault.toml", "records-1.db"):
        shutil.copy(world.folder / "old" / name, vault.path / name)
    world.settings = replace(world.settings, state_folder=world.folder / "another machine")
    for adopt in (False, True):
        with pytest.raises(VaultDamaged, match="put back to an older state"):
            world.open(adopt=adopt)
    assert (vault.path / "records-2.db").exists()
    assert unsettled.exists()


def test_another_log_of_the_size_last_seen_is_a_fork(world: Any) -> None:
    vault = world.new()
    vault.close()
    with world.open(writable=False) as reader:
        memory, home, slot = (
            LastSeen(world.settings.state_folder, vault.header.vault),
            reader.home,
            reader.slot,
        )
    seen = memory.sighting(home)
    assert seen is not None
    memory.remember(home, replace(seen, root="00" * 32), slot)
    with pytest.raises(VaultDamaged, match="forked or rewritten"):
        world.open()
    world.open(writable=False).close()
    assert "forked or rewritten" in world.notices[-1]


def test_adopting_an_older_state_begins_a_new_epoch(world: Any, drafts: Drafts) -> None:
    world.new().close()
    _copy(world, "old")
    with world.open() as vault:
        vault.add(*drafts(2))
    _put_back(world, "old")
    with world.open(adopt=True) as vault:
        assert [epoch.number for epoch in vault.epochs()] == [1, 2]
        assert vault.record(3).body["previous_size"] == 2
    with world.open() as vault:
        assert vault.epoch.number == 2


def test_a_copy_that_is_written_to_begins_a_new_epoch_and_the_original_does_not(
    world: Any, drafts: Drafts
) -> None:
    world.new().close()
    _copy(world, "copy.vault")
    with world.open("copy.vault", writable=False) as reader:
        assert len(reader.epochs()) == 1
    with world.open("copy.vault") as copy, world.open() as original:
        copy.add(*drafts(1))
        original.add(*drafts(1))
        assert "copied, moved or restored" in world.notices[-1]
        assert [epoch.number for epoch in copy.epochs()] == [1, 2]
        assert [epoch.number for epoch in original.epochs()] == [1]
        assert copy.epoch.origin != original.epoch.origin
        assert copy.home != original.home
    with world.open("copy.vault") as copy:
        assert len(copy.epochs()) == 2


def test_where_nothing_is_remembered_a_new_epoch_begins_before_writing(world: Any) -> None:
    world.new().close()
    shutil.rmtree(world.folder / "state")
    with world.open() as vault:
        assert len(vault.epochs()) == 2


def test_a_state_folder_that_cannot_be_written_is_told_and_stops_nothing(world: Any, drafts: Drafts) -> None:
    vault = world.new()
    shutil.rmtree(world.folder / "state")
    (world.folder / "state").write_bytes(b"in the way")
    vault.add(*drafts(1))
    assert "could not be kept in your state folder" in world.notices[-1]
    assert vault.last_number == 3


def test_the_newer_format_is_said_before_any_key_is_tried(world: Any) -> None:
    path = world.new().path / "vault.toml"
    world.close()
    path.write_bytes(path.read_bytes().replace(b"amanet-vault/1", b"amanet-vault/2"))
    with pytest.raises(BadData, match="newer amanet"):
        world.open(secret=Passphrase("another one altogether"))
