"""Slots of an open vault."""

from typing import Any

import pytest

from amanet.errors import Misuse, WrongKey
from amanet.sealing import Passphrase, Slot
from amanet.vault import Vault
from amanet.vault.header import MOST_SLOTS, read_header
from amanet.vault.membership import KnownMember, member_draft, name_of, public_key_of
from amanet.vault.unlocking import add_slot, remove_slots

NEW = Passphrase("another one altogether")


def _nobody(_slot: Slot) -> None:
    pass


def test_an_added_slot_opens_the_vault_as_its_member(vault: Vault, world: Any) -> None:

    def announce(slot: Slot) -> None:
        key = public_key_of(b"\5" * 32)
        member = KnownMember("ee" * 16, "second", "member", "active", key, (name_of(slot),))
        vault.add(member_draft(vault, member))

    add_slot(vault, NEW, member="ee" * 16, signing_seed=b"\5" * 32, announce=announce)
    world.close()
    with world.open(secret=NEW) as opened:
        assert (opened.member, opened.unlocked.signing_seed) == ("ee" * 16, b"\5" * 32)
    with world.open() as opened:
        assert opened.member == vault.member


def test_a_slot_that_replaces_another_shuts_it(vault: Vault, world: Any) -> None:
    add_slot(vault, NEW, instead_of=[vault.slot], announce=_nobody)
    world.close()
    world.open(secret=NEW).close()
    world.open(secret=world.code).close()
    with pytest.raises(WrongKey):
        world.open()


def test_removed_slots_do_not_open_it(vault: Vault, world: Any) -> None:
    slot = add_slot(vault, NEW, announce=_nobody)
    remove_slots(vault, [vault.slot])
    world.close()
    with pytest.raises(WrongKey):
        world.open()
    with world.open(secret=NEW) as opened:
        assert opened.slot == slot.id


def test_the_last_passphrase_stays(vault: Vault) -> None:
    before = vault.header
    with pytest.raises(Misuse, match="last passphrase"):
        remove_slots(vault, [vault.slot])
    with pytest.raises(Misuse, match="no slot"):
        remove_slots(vault, ["0" * 16])
    assert vault.header == before


def test_a_slot_is_announced_before_it_opens_anything(vault: Vault) -> None:
    """After a crash in between there is a record of a slot that is not there, never the other way round."""
    announced = []

    def announce(slot: Slot) -> None:
        header, _ = read_header(vault.path)
        assert slot.id not in {each.id for each in header.slots}
        announced.append(slot.id)

    assert add_slot(vault, NEW, announce=announce).id == announced[0]


def test_there_is_an_end_to_slots_and_one_that_is_not_made_is_not_announced(vault: Vault) -> None:
    for _ in range(MOST_SLOTS - 2):
        add_slot(vault, NEW, announce=_nobody)

    def announce(_slot: Slot) -> None:
        raise AssertionError

    with pytest.raises(Misuse, match=f"at most {MOST_SLOTS}"):
        add_slot(vault, NEW, announce=announce)
    assert len(vault.header.slots) == MOST_SLOTS
