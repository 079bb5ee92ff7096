"""Members: a signing key each, and a removal after which nothing they knew opens anything new."""

import os
import shutil
from dataclasses import replace
from typing import Any

import pytest

from amanet.errors import BadData, Misuse, VaultDamaged, WrongKey
from amanet.fsck import verify_vault
from amanet.record.signature import verify_signature
from amanet.sealing import Identity, Passphrase, default_cost, new_slot
from amanet.vault import Vault
from amanet.vault.database import Database
from amanet.vault.header import read_header, unlock_any, write_header
from amanet.vault.membership import member_draft, members_of, name_of
from amanet.work.members import (
    add_member,
    add_passphrase,
    change_passphrase,
    change_recovery_code,
    find_member,
    list_members,
    remove_member,
    remove_slot,
    rotate_keys,
    slots,
)
from amanet.work.signed import custody

THEIRS = Passphrase("what Bahar remembers")
PLANTED = Passphrase("what Bahar planted")


@pytest.fixture
def two(vault: Vault) -> Vault:
    add_member(vault, "Bahar", "member", THEIRS)
    return vault


def test_each_member_signs_with_a_key_of_their_own(two: Vault, world: Any) -> None:
    two.add(custody(two, "read", []))
    two.close()
    with world.open(secret=THEIRS) as opened:
        opened.add(custody(opened, "read", []))
        members = opened.members()
        assert len({body["public_key"] for body in members.values()}) == 2
        first, second = (record.body for record in opened.records("Custody"))
        assert first["entered_by"] != second["entered_by"]
        for body in (first, second):
            verify_signature(body, bytes.fromhex(str(members[body["entered_by"]]["public_key"])))
        for body, other in ((first, second), (second, first)):
            with pytest.raises(BadData):
                verify_signature(body, bytes.fromhex(str(members[other["entered_by"]]["public_key"])))
            forged = {**body, "entered_by": other["entered_by"]}
            with pytest.raises(BadData):
                verify_signature(forged, bytes.fromhex(str(members[other["entered_by"]]["public_key"])))


def test_members_are_listed_and_found(two: Vault) -> None:
    members = list_members(two)
    assert [(each.name, each.role, each.status) for each in members] == [
        ("Aygul", "founder", "active"),
        ("Bahar", "member", "active"),
    ]
    assert find_member(two, "Bahar") == find_member(two, members[1].member[:8]) == members[1]
    for nobody in ("Cemile", "", members[1].member[:3]):
        with pytest.raises(Misuse):
            find_member(two, nobody)


def test_two_active_members_of_one_name_and_unknown_roles_are_refused(two: Vault) -> None:
    before = two.header
    with pytest.raises(Misuse, match="of that name already"):
        add_member(two, "Bahar", "member", Passphrase("something else entirely"))
    with pytest.raises(Misuse, match="A role is one of"):
        add_member(two, "Cemile", "king", Passphrase("something else entirely"))
    assert two.header == before


def test_vault_toml_does_not_say_whose_a_slot_is(two: Vault) -> None:
    data = (two.path / "vault.toml").read_bytes()
    for body in two.members().values():
        for hidden in ("member", "name", "public_key"):
            assert str(body[hidden]).encode() not in data


def test_after_a_removal_nothing_the_member_knew_opens_anything_new(two: Vault, world: Any) -> None:
    """They kept a copy of vault.toml, their passphrase, the vault key, the database key and the log key."""
    old_toml = (two.path / "vault.toml").read_bytes()
    two.close()
    with world.open(secret=THEIRS) as theirs:
        old_key, old = theirs.unlocked.vault_key, theirs.secrets
    with world.open() as mine:
        remove_member(mine, find_member(mine, "Bahar"))
        mine.add(custody(mine, "read", []))
        database, header = mine.path / mine.header.database_name, mine.header
        assert [epoch.number for epoch in mine.epochs()] == [1, 2]
        assert mine.secrets.log != old.log
    with pytest.raises(WrongKey):
        world.open(secret=THEIRS)
    with pytest.raises(VaultDamaged):
        header.open_secrets(old_key)
    with pytest.raises(VaultDamaged):
        Database(database, old.database, writable=False)
    shutil.copytree(two.path, world.folder / "copy.vault")
    (world.folder / "copy.vault" / "vault.toml").write_bytes(old_toml)
    with pytest.raises(VaultDamaged):
        world.open("copy.vault", THEIRS, writable=False)
    old_header, _ = read_header(world.folder / "copy.vault")
    _, unlocked = unlock_any(old_header, THEIRS)
    assert unlocked.vault_key == old_key
    with world.open() as mine:
        assert [each.status for each in list_members(mine)] == ["active", "removed"]
    with world.open(secret=world.code) as mine:
        assert mine.member == list_members(mine)[0].member


def test_everybody_else_opens_the_vault_as_before(two: Vault, world: Any) -> None:
    other = Passphrase("what Cemile remembers")
    add_member(two, "Cemile", "reviewer", other)
    remove_member(two, find_member(two, "Bahar"))
    world.close()
    for secret, name in ((world.words, "Aygul"), (world.code, "Aygul"), (other, "Cemile")):
        with world.open(secret=secret) as opened:
            assert opened.members()[opened.member]["name"] == name


def test_nobody_removes_themselves(vault: Vault) -> None:
    with pytest.raises(Misuse, match="cannot remove yourself"):
        remove_member(vault, find_member(vault, "Aygul"))


def test_a_removed_member_may_come_back_as_somebody_new(two: Vault) -> None:
    first = find_member(two, "Bahar")
    remove_member(two, first)
    again = add_member(two, "Bahar", "member", THEIRS)
    assert again.member != first.member
    assert again.public_key != first.public_key


def test_a_member_who_added_passphrases_leaves_with_all_of_them(two: Vault, world: Any) -> None:
    two.close()
    second = Passphrase("the other one of Bahar")
    with world.open(secret=THEIRS) as theirs:
        add_passphrase(theirs, second)
    with world.open() as mine:
        remove_member(mine, find_member(mine, "Bahar"))
    for secret in (THEIRS, second):
        with pytest.raises(WrongKey):
            world.open(secret=secret)


def test_a_changed_passphrase_replaces_the_one_that_opened(vault: Vault, world: Any) -> None:
    change_passphrase(vault, THEIRS)
    assert sum(slot.kind == "passphrase" for slot in vault.header.slots) == 1
    world.close()
    with pytest.raises(WrongKey):
        world.open()
    world.open(secret=THEIRS).close()


def test_who_opens_with_the_recovery_code_gets_a_new_passphrase_and_keeps_the_code(
    vault: Vault, world: Any
) -> None:
    vault.close()
    with world.open(secret=world.code) as opened:
        change_passphrase(opened, THEIRS)
    for secret in (THEIRS, world.code):
        world.open(secret=secret).close()


def test_a_new_recovery_code_replaces_the_old_one(vault: Vault, world: Any) -> None:
    code = change_recovery_code(vault)
    world.close()
    world.open(secret=code).close()
    with pytest.raises(WrongKey):
        world.open(secret=world.code)


def test_slots_are_listed_with_whose_they_are(two: Vault) -> None:
    added = add_passphrase(two, Passphrase("one more of Aygul"))
    listed = {slot["slot"]: (slot["kind"], slot["member"], slot["opened_this"]) for slot in slots(two)}
    assert sorted(listed.values(), key=str) == sorted(
        [
            ("passphrase", "Aygul", True),
            ("recovery", "Aygul", False),
            ("passphrase", "Bahar", False),
            ("passphrase", "Aygul", False),
        ],
        key=str,
    )
    remove_slot(two, added)
    assert added not in {slot["slot"] for slot in slots(two)}


def _plant(world: Any, *, instead_of: str = "") -> None:
    """What a member does who wants to come back: a slot of their own that no record names, or one under another's id."""
    with world.open(secret=THEIRS) as theirs:
        header, me = theirs.header, theirs.unlocked
        planted = new_slot(
            header.vault,
            PLANTED,
            default_cost(),
            Identity.new(os.urandom),
            member=me.member,
            signing_seed=me.signing_seed,
            vault_key=me.vault_key,
            random_bytes=lambda count: (
                bytes.fromhex(instead_of) if count * 2 == len(instead_of) else os.urandom(count)
            ),
        )
        kept = tuple(each for each in header.slots if each.id != instead_of)
        write_header(theirs.path, replace(header, slots=(*kept, planted)), me.vault_key)


def test_nobody_adopts_a_planted_slot_and_it_leaves_with_the_next_change_of_keys(
    two: Vault, world: Any
) -> None:
    two.close()
    _plant(world)
    with world.open() as mine:
        change_passphrase(mine, Passphrase("a new one of Aygul"))
        assert [each["member"] for each in slots(mine)].count("(unknown)") == 1
        rotate_keys(mine)
        assert "(unknown)" not in [each["member"] for each in slots(mine)]
    with pytest.raises(WrongKey):
        world.open(secret=PLANTED)
    with world.open(secret=THEIRS) as theirs:
        assert verify_vault(theirs).holds


def test_a_slot_that_another_record_gives_to_somebody_leaves_with_who_planted_it(
    two: Vault, world: Any
) -> None:
    two.close()
    _plant(world)
    with world.open(secret=THEIRS) as theirs:
        members = members_of(theirs)
        planted = next(name_of(slot) for slot in theirs.header.slots if _is_unknown(theirs, slot.id))
        first = next(iter(members.values()))
        theirs.add(member_draft(theirs, replace(first, slots=(*first.slots, planted))))
    with world.open() as mine:
        remove_member(mine, find_member(mine, "Bahar"))
    for secret in (THEIRS, PLANTED):
        with pytest.raises(WrongKey):
            world.open(secret=secret)


def test_a_slot_in_the_place_and_under_the_id_of_anothers_leaves_too(two: Vault, world: Any) -> None:
    recovery = next(slot.id for slot in two.header.slots if slot.kind == "recovery")
    two.close()
    _plant(world, instead_of=recovery)
    with world.open() as mine:
        assert recovery in {slot.id for slot in mine.header.slots}
        remove_member(mine, find_member(mine, "Bahar"))
        assert recovery not in {slot.id for slot in mine.header.slots}


def test_who_opened_with_what_nobody_recorded_changes_it_before_the_keys(two: Vault, world: Any) -> None:
    two.close()
    _plant(world)
    with world.open(secret=PLANTED) as theirs:
        assert "not recorded in it as yours" in world.notices[-1]
        with pytest.raises(Misuse, match="amanet key change"):
            rotate_keys(theirs)
        change_passphrase(theirs, Passphrase("in the open this time"))
        rotate_keys(theirs)
        assert verify_vault(theirs).holds


def test_removing_the_slot_of_somebody_else_is_recorded_about_them(two: Vault) -> None:
    other = next(slot["slot"] for slot in slots(two) if slot["member"] == "Bahar")
    remove_slot(two, str(other))
    assert {each.name: len(each.slots) for each in members_of(two).values()} == {"Aygul": 2, "Bahar": 0}
    assert verify_vault(two).holds


def _is_unknown(vault: Vault, slot: str) -> bool:
    return any(each["slot"] == slot and each["member"] == "(unknown)" for each in slots(vault))


def test_rotated_keys_leave_an_old_vault_toml_with_an_old_passphrase_useless(
    vault: Vault, world: Any
) -> None:
    """What changing a passphrase alone does not do."""
    old_toml, old_key = (vault.path / "vault.toml").read_bytes(), vault.unlocked.vault_key
    change_passphrase(vault, THEIRS)
    assert vault.unlocked.vault_key == old_key
    rotate_keys(vault)
    assert vault.unlocked.vault_key != old_key
    assert len(vault.epochs()) == 2
    world.close()
    (vault.path / "vault.toml").write_bytes(old_toml)
    with pytest.raises(VaultDamaged):
        world.open()
