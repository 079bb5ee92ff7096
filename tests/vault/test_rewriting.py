"""Erasing and changing keys: a new generation under a new key, and nothing of the old one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import Misuse, VaultDamaged, WorldFailed, WrongKey
from amanet.vault import Draft, Vault
from amanet.vault.database import Database
from amanet.vault.opening import member_fields
from amanet.vault.rewriting import change_keys, erase_numbers

Drafts = Callable[[int], list[Draft]]


def _erasure(vault: Vault, *numbers: int) -> Draft:
    references = sorted(vault.record(number).reference for number in numbers)
    return Draft("Erasure", {"erased": references, "reason": "a test", "signature": ""})


def _member(vault: Vault) -> Draft:
    return Draft("Member", member_fields(vault.member, "first", "founder", vault.unlocked.signing_seed))


def _databases(vault: Vault) -> list[str]:
    return sorted(path.name for path in vault.path.glob("records-*.db"))


def test_an_erased_record_is_gone_and_its_leaf_stays(vault: Vault, drafts: Drafts) -> None:
    records = vault.add(*drafts(4))
    before = vault.checkpoint()
    number = erase_numbers(vault, [4, 6], _erasure(vault, 4, 6))
    assert number == 7
    assert [record.number for record in vault.records()] == [1, 2, 3, 5, 7]
    for gone in (4, 6):
        with pytest.raises(Misuse, match="was erased"):
            vault.record(gone)
        assert vault.leaf_place(gone)[2] == records[gone - 3].reference
    assert vault.size_of(vault.epoch) == 7
    assert vault.consistency(vault.epoch, before.size, 7)


def test_the_new_generation_has_a_new_key_and_the_old_file_is_gone(
    vault: Vault, drafts: Drafts, world: Any
) -> None:
    vault.add_many(drafts(2))
    old_key, old_vault_key = vault.secrets.database, vault.unlocked.vault_key
    erase_numbers(vault, [3], _erasure(vault, 3))
    assert _databases(vault) == ["records-2.db"]
    assert vault.secrets.database != old_key
    assert vault.unlocked.vault_key == old_vault_key
    world.close()
    with pytest.raises(VaultDamaged):
        Database(vault.path / "records-2.db", old_key, writable=False)
    with world.open() as again:
        assert [record.number for record in again.records()] == [1, 2, 4, 5]
        assert again.epoch.number == 1


def test_erased_bytes_are_nowhere_in_the_rows_of_the_new_database(vault: Vault) -> None:
    """Everything that is left is read as an enemy with the keys would."""
    canary = "canary-5f2c1e"
    draft = Draft("Item", {"sha256": "00" * 32, "size": 0, "name": canary, "kind": "file"})
    (record,) = vault.add(draft)
    secrets = [canary.encode(), record.salt.secret, record.body["id"].encode()]
    erase_numbers(vault, [record.number], _erasure(vault, record.number))
    left = b""
    for (table,) in list(vault.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")):
        for row in vault.database.rows(f"SELECT * FROM {table}"):
            left += b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for secret in secrets:
        assert secret not in left


def test_changed_keys_begin_an_epoch_and_leave_every_old_key_useless(
    vault: Vault, drafts: Drafts, world: Any, tmp_path: Path
) -> None:
    vault.add_many(drafts(1))
    old_header = (vault.path / "vault.toml").read_bytes()
    old, old_key = vault.secrets, vault.unlocked.vault_key
    change_keys(vault, _member(vault), [])
    assert _databases(vault) == ["records-2.db"]
    assert [epoch.number for epoch in vault.epochs()] == [1, 2]
    assert vault.unlocked.vault_key != old_key
    assert not {old.database, old.log, old.cosigner} & {
        vault.secrets.database,
        vault.secrets.log,
        vault.secrets.cosigner,
    }
    with pytest.raises(VaultDamaged):
        vault.header.open_secrets(old_key)
    world.close()
    with pytest.raises(VaultDamaged):
        Database(vault.path / "records-2.db", old.database, writable=False)
    with world.open() as again:
        assert again.record(3).number == 3
    (vault.path / "vault.toml").write_bytes(old_header)
    with pytest.raises(VaultDamaged, match="is missing"):
        world.open()


def test_a_slot_left_out_of_a_change_of_keys_opens_no_later_vault(vault: Vault, world: Any) -> None:
    recovery = next(slot.id for slot in vault.header.slots if slot.kind == "recovery")
    change_keys(vault, _member(vault), [recovery])
    world.close()
    with pytest.raises(WrongKey):
        world.open(secret=world.code)
    world.open().close()


def test_work_that_this_version_does_not_know_is_not_thrown_away(vault: Vault, world: Any) -> None:
    vault.database.execute("INSERT INTO pending VALUES ('from the future', '[]')")
    world.close()
    with pytest.raises(VaultDamaged, match="does not know"):
        world.open()
    with world.open(writable=False) as reader:
        assert reader.database.one("SELECT count(*) FROM pending") == (1,)


def test_erasing_needs_the_vault_alone(vault: Vault, drafts: Drafts, world: Any) -> None:
    vault.add_many(drafts(1))
    with world.open(writable=False), pytest.raises(WorldFailed, match="has it open"):
        erase_numbers(vault, [3], _erasure(vault, 3))
    assert vault.record(3).number == 3
    erase_numbers(vault, [3], _erasure(vault, 3))
