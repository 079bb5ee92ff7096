"""Another vault in the place of one's own, and an older database beside newer keys."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import VaultDamaged
from amanet.sealing import reseal
from amanet.vault import Draft, Vault
from amanet.vault.header import read_header, write_header
from amanet.vault.membership import KnownMember, member_draft, members_of
from amanet.vault.opening import start_epoch

Drafts = Callable[[int], list[Draft]]


def _put_in_place(attacker: Vault, victim: Path) -> None:
    """Needs nothing but the folder: the attacker's vault key is sealed to the recipients that stand in vault.toml."""
    header, _ = read_header(victim)
    key = attacker.unlocked.vault_key
    slots = tuple(reseal(slot, key, random_bytes=os.urandom) for slot in header.slots)
    fake = replace(attacker.header, vault=header.vault, slots=slots)
    fake = fake.with_secrets(attacker.secrets, key, os.urandom)
    attacker.close()
    (victim / "log").rename(victim.with_name("log before"))  # a new folder, hence a new inode
    shutil.copytree(attacker.path / "log", victim / "log")
    shutil.copy(attacker.path / attacker.header.database_name, victim)
    write_header(victim, fake, key)


@pytest.mark.parametrize("writable", [True, False])
def test_a_vault_key_and_a_database_of_a_stranger_are_not_taken_for_ones_own(
    world: Any, writable: bool
) -> None:
    victim = world.new()
    victim.close()
    _put_in_place(world.new("attacker.vault"), victim.path)
    shutil.rmtree(world.settings.state_folder)
    with pytest.raises(VaultDamaged, match="do not know whose it is"):
        world.open(writable=writable)
    with pytest.raises(VaultDamaged, match="do not know whose it is"):
        world.open(secret=world.code, adopt=True)


def test_knowing_the_members_public_key_is_not_enough(world: Any) -> None:
    """A bundle may tell a founder's id and public key, but their first record has their signature."""
    victim = world.new()
    me = members_of(victim)[victim.member]
    victim.close()
    attacker = world.new("attacker.vault")
    attacker.database.execute("DELETE FROM record WHERE type = 'Member'")
    attacker.unlocked = replace(attacker.unlocked, member=me.member)
    attacker.add(member_draft(attacker, me))
    _put_in_place(attacker, victim.path)
    with pytest.raises(VaultDamaged, match="do not know whose it is"):
        world.open()


def test_who_was_removed_does_not_get_in_by_a_slot_that_is_left(world: Any) -> None:
    vault = world.new()
    me = members_of(vault)[vault.member]
    vault.add(member_draft(vault, replace(me, status="removed")))
    vault.close()
    with pytest.raises(VaultDamaged, match="as an active member"):
        world.open()


def test_a_vault_that_somebody_built_around_old_keys_is_pointed_out(world: Any) -> None:
    """They knew the keys once, so ids, slots and signatures are right; but no epoch is one that this machine saw."""
    victim = world.new()
    header, unlocked = victim.header, victim.unlocked
    me = members_of(victim)[victim.member]
    victim.close()
    attacker = world.new("attacker.vault")
    attacker.database.execute("DELETE FROM record WHERE type = 'Member'")
    attacker.unlocked = replace(unlocked, vault_key=attacker.unlocked.vault_key)  # as if the member's own
    attacker.add(member_draft(attacker, me))
    _put_in_place(attacker, victim.path)
    assert read_header(victim.path)[0].vault == header.vault
    with pytest.raises(VaultDamaged, match="seen none of the epochs"):
        world.open()
    world.open(writable=False).close()
    assert "seen none of the epochs" in world.notices[-1]


@pytest.fixture
def older_beside_newer_keys(world: Any, drafts: Drafts, tmp_path: Path) -> Vault:
    """Epoch 2 was begun and written to; then the database of epoch 1 was put back, and the log emptied, in a new folder."""
    vault: Vault = world.new()
    database = vault.path / vault.header.database_name
    vault.close()
    shutil.copy(database, tmp_path / "older.db")
    vault = world.open()
    start_epoch(vault, "a reason")
    vault.add(*drafts(1))
    vault.close()
    shutil.copy(tmp_path / "older.db", database)
    (vault.path / "log").rename(tmp_path / "log before")
    (vault.path / "log").mkdir()
    return vault


def test_an_epoch_that_this_machine_saw_written_to_is_not_begun_twice(
    older_beside_newer_keys: Vault, world: Any
) -> None:
    with pytest.raises(VaultDamaged, match="older than the vault as last seen"):
        world.open()
    world.open(writable=False).close()
    assert "older than the vault as last seen" in world.notices[-1]


def test_whoever_accepts_an_older_database_gets_another_epoch_and_not_the_old_one_again(
    older_beside_newer_keys: Vault, world: Any
) -> None:
    with world.open(adopt=True) as vault:
        assert [epoch.number for epoch in vault.epochs()] == [1, 2]
        assert vault.header.origin == vault.epoch.origin != older_beside_newer_keys.header.origin
    world.open().close()


def test_an_epoch_of_one_record_is_not_begun_twice_either(world: Any, tmp_path: Path) -> None:
    vault = world.new()
    database = vault.path / vault.header.database_name
    vault.close()
    shutil.copy(database, tmp_path / "older.db")
    with world.open() as vault:
        start_epoch(vault, "a reason")
    shutil.copy(tmp_path / "older.db", database)
    (vault.path / "log").rename(tmp_path / "log before")
    (vault.path / "log").mkdir()
    with pytest.raises(VaultDamaged, match="older than the vault as last seen"):
        world.open()


def test_only_records_that_active_members_signed_count(vault: Vault) -> None:
    me = members_of(vault)[vault.member]
    other = KnownMember("ee" * 16, "other", "member", "active", "11" * 32, ("age1other",))
    draft = member_draft(vault, other)
    vault.add(replace(draft, fields={**draft.fields, "role": "founder"}))
    assert members_of(vault) == {vault.member: me}
    vault.add(member_draft(vault, other))
    assert members_of(vault)["ee" * 16].slots == ("age1other",)
    vault.add(member_draft(vault, replace(other, slots=("age1other", "age1planted"))))
    vault.add(member_draft(vault, replace(other, public_key="22" * 32)))
    assert members_of(vault)["ee" * 16].slots == ("age1other",)
    vault.add(member_draft(vault, replace(other, slots=())))
    assert members_of(vault)["ee" * 16].slots == ()
