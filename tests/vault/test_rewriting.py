"""Erasing and changing keys: a new generation under a new key, and nothing of the old one."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import Misuse, VaultDamaged, WorldFailed, WrongKey
from amanet.fsck import verify_vault
from amanet.sealing import Identity, seal_bytes
from amanet.vault import Draft, Vault, direct, objects, rewriting
from amanet.vault.database import Database
from amanet.vault.header import write_header
from amanet.vault.membership import member_draft, members_of
from amanet.vault.objects import StoredObject, identity_bytes
from amanet.vault.rewriting import change_keys, erase_numbers

Drafts = Callable[[int], list[Draft]]


def _erasure(vault: Vault, *numbers: int) -> Draft:
    references = sorted(vault.record(number).reference for number in numbers)
    return Draft("Erasure", {"erased": references, "reason": "a test", "signature": ""})


def _member(vault: Vault) -> Draft:
    return member_draft(vault, members_of(vault)[vault.member])


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


def _items_in_a_pack(
    world: Any, *, names: tuple[str, ...] = ("one", "two", "three")
) -> tuple[Any, list[int]]:
    """A vault with small items in one pack: the opened vault and their numbers."""
    vault = world.new()
    with vault.objects.new_pack() as pack:
        kept = [_packed(pack, name.encode()) for name in names]
    drafts = [_item(name.encode()) for name in names]
    first = vault.commit([vault.prepare(draft, stored) for draft, stored in zip(drafts, kept, strict=True)])
    return vault, list(range(first, first + len(names)))


def _item(content: bytes) -> Draft:
    fields: dict[str, Any] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
    return Draft("Item", {**fields, "name": "a name", "kind": "file"})


def _packed(pack: Any, content: bytes) -> StoredObject:
    identity = Identity(os.urandom(32))
    sealed = seal_bytes(content, [identity.recipient], random_bytes=os.urandom, pad=True)
    start = pack.add(sealed, identity)
    digest = sha256(content).digest()
    return StoredObject(identity_bytes(identity), pack.place, start, len(sealed), digest, len(content))


def _content(vault: Vault, number: int) -> bytes:
    with vault.open_object(number) as reader:
        return reader.read(0, 1 << 20)


def test_what_is_left_of_a_pack_is_moved_and_opens(world: Any) -> None:
    vault, (one, two, three) = _items_in_a_pack(world)
    old = vault.stored_object(one).place
    erase_numbers(vault, [two], _erasure(vault, two))
    assert [_content(vault, number) for number in (one, three)] == [b"one", b"three"]
    assert not (vault.path / old).exists()
    assert [path.name for path in (vault.path / "packs").iterdir()] == [
        Path(vault.stored_object(one).place).name
    ]


def test_a_damaged_pack_does_not_stop_an_erasure_nor_take_what_can_be_read(world: Any) -> None:
    """What can be read moves, what cannot stays where it is, and nothing of the erased one is left."""
    vault, (one, two, three) = _items_in_a_pack(world)
    stored = {number: vault.stored_object(number) for number in (one, two, three)}
    pack = vault.path / stored[one].place
    whole = pack.read_bytes()
    erased = whole[stored[two].start : stored[three].start]
    pack.write_bytes(whole[: stored[three].start + 40])
    erase_numbers(vault, [two], _erasure(vault, two))
    assert _databases(vault) == ["records-2.db"]
    assert _content(vault, one) == b"one"
    assert vault.stored_object(one).place != stored[one].place
    assert vault.stored_object(three) == stored[three]
    with pytest.raises(VaultDamaged, match="is damaged"):
        _content(vault, three)
    left = pack.read_bytes()
    assert left[stored[two].start : stored[three].start] == bytes(len(erased))
    assert left[stored[three].start :] == whole[stored[three].start : stored[three].start + 40]
    found = [finding for finding in verify_vault(vault).findings if finding.where.startswith("packs/")]
    assert [(finding.severity, finding.numbers) for finding in found] == [("damage", (three,))]
    vault.add(_item(b"later"))
    world.close()
    world.open().close()


def test_a_missing_pack_does_not_stop_an_erasure(world: Any) -> None:
    vault, (one, two, _) = _items_in_a_pack(world)
    (vault.path / vault.stored_object(one).place).unlink()
    erase_numbers(vault, [two], _erasure(vault, two))
    assert _databases(vault) == ["records-2.db"]
    assert vault.stored_object(one) is not None


def test_what_was_moved_but_does_not_read_back_is_not_recorded(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing disk: the erasure stays unfinished, and the old pack keeps what lives."""
    vault, (one, two, three) = _items_in_a_pack(world)
    before = vault.stored_object(one)

    def failing(file: Any, data: Any) -> None:
        bad = bytearray(data)
        bad[-1] ^= 1
        file.write(bad)

    with monkeypatch.context() as patched:
        for module in (direct, objects):
            patched.setattr(module, "write_all", failing, raising=False)
        with pytest.raises(WorldFailed, match="does not read back"):
            erase_numbers(vault, [two], _erasure(vault, two))
    assert vault.stored_object(one) == before
    assert [_content(vault, number) for number in (one, three)] == [b"one", b"three"]
    world.close()
    with world.open() as again:
        assert _databases(again) == ["records-2.db"]
        assert [_content(again, number) for number in (one, three)] == [b"one", b"three"]


@pytest.mark.parametrize("change", ["erase", "keys"])
def test_nothing_is_acknowledged_into_a_generation_that_may_be_over(
    vault: Vault, drafts: Drafts, world: Any, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """The new vault.toml has its name, and syncing it failed: which one a crash would leave is not known."""
    vault.add_many(drafts(1))

    def written_and_not_synced(*arguments: Any) -> None:
        write_header(*arguments)
        raise WorldFailed("The disk reports an error.")

    with monkeypatch.context() as patched:
        patched.setattr(rewriting, "write_header", written_and_not_synced)
        begin = {
            "erase": lambda: erase_numbers(vault, [3], _erasure(vault, 3)),
            "keys": lambda: change_keys(vault, _member(vault), []),
        }[change]
        with pytest.raises(WorldFailed, match="reports an error"):
            begin()
    with pytest.raises(WorldFailed):
        vault.add_many(drafts(1))
    with pytest.raises(WorldFailed, match="Open it again"):
        list(vault.records())
    world.close()
    with world.open() as again:
        again.add_many(drafts(1))
        assert _databases(again) == ["records-2.db"]


@pytest.mark.needs("linux")
def test_a_folder_of_any_name_can_be_erased_in(world: Any, drafts: Drafts) -> None:
    name = os.fsdecode(b"caf\xe9 \xff ?#%41&mode=ro;'x' [1].vault")
    vault = world.new(name)
    vault.add_many(drafts(2))
    erase_numbers(vault, [3], _erasure(vault, 3))
    assert _databases(vault) == ["records-2.db"]
    world.close()
    with world.open(name) as again:
        assert [record.number for record in again.records()] == [1, 2, 4, 5]
