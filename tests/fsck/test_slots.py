"""Slots that nobody recorded, slots that are missing, and records that only look signed."""

from dataclasses import replace
from typing import Any

from amanet.sealing import Passphrase, Slot
from amanet.vault import Draft
from amanet.vault.membership import changing_slots, member_draft, members_of
from amanet.vault.unlocking import add_slot
from amanet.work.members import add_member, add_passphrase, remove_slot, slots

NEW = Passphrase("another one altogether")


def _nobody(_slot: Slot) -> None:
    pass


def _first_as_it_was(copy: Any) -> bytes:
    data: bytes = (copy.path / "vault.toml").read_bytes()
    return data


def test_a_slot_that_nobody_recorded_is_named_and_says_what_to_do(copy: Any) -> None:
    with copy.open(writable=True) as vault:
        slot = add_slot(vault, NEW, announce=_nobody)
        assert [each["member"] for each in slots(vault)] == ["Aygül", "Aygül", "(unknown)"]
    found = copy.found("nobody of the vault recorded")
    assert slot.id in found.what
    with copy.open(writable=True) as vault:
        remove_slot(vault, slot.id)
    assert copy.verify(quick=True).holds


def test_another_slot_under_an_old_name_is_another_slot(copy: Any) -> None:
    with copy.open(writable=True) as vault:
        old = vault.header.slots[1]
        planted = add_slot(vault, NEW, announce=_nobody, instead_of=[old.id])
        kept = tuple(replace(slot, id=old.id) if slot == planted else slot for slot in vault.header.slots)
        vault.header = replace(vault.header, slots=kept)
        report = copy.examine(vault, quick=True)
    said = " ".join(finding.what for finding in report.findings if finding.where == "vault.toml")
    assert "nobody of the vault recorded" in said


def test_an_older_vault_toml_of_this_generation_is_found(copy: Any) -> None:
    with copy.open(writable=True):
        old = _first_as_it_was(copy)
    with copy.open(writable=True) as vault:
        add_passphrase(vault, NEW)
        number = members_of(vault)[vault.member].number
    assert copy.verify(quick=True).holds
    (copy.path / "vault.toml").write_bytes(old)
    assert copy.found("a member recorded is missing").numbers == (number,)
    with copy.open(writable=True):
        pass
    assert copy.found("a member recorded is missing"), "an opening alone does not make it right"


def test_an_interrupted_change_is_no_damage_and_is_put_right_by_the_next_opening(copy: Any) -> None:
    class PowerFailed(Exception):
        pass

    try:
        with copy.open(writable=True) as vault, changing_slots(vault):
            me = members_of(vault)[vault.member]
            vault.add(member_draft(vault, replace(me, slots=(*me.slots, "age1coming"))))
            raise PowerFailed
    except PowerFailed:
        pass
    report = copy.verify(quick=True)
    assert report.holds
    assert "was interrupted" in report.findings[0].what
    with copy.open(writable=True) as vault:
        assert members_of(vault)[vault.member].slots == me.slots
    assert not [each for each in copy.verify(quick=True).findings if each.where == "vault.toml"]


def test_a_member_record_that_counts_for_nothing_is_damage(copy: Any) -> None:
    with copy.open(writable=True) as vault:
        other = add_member(vault, "Bahar", "member", NEW)
        known = members_of(vault)[other.member]
        draft = member_draft(vault, replace(known, slots=(*known.slots, "age1planted")))
        given = vault.add(draft)[0].number
        forged = vault.add(Draft("Member", {**draft.fields, "signature": draft.fields["signature"]}))[
            0
        ].number
    assert copy.found("gives slots to somebody else").numbers == (given,)
    assert copy.found("not signed by the member").numbers == (forged,)


def test_a_signed_record_entered_again_is_damage(copy: Any) -> None:
    """A member cannot say a second time in another's name what that other said once."""
    with copy.open(writable=True) as vault:
        once = next(vault.records("Custody"))
        left_out = ("id", "entered_at", "entered_by", "type")
        fields = {name: value for name, value in once.body.items() if name not in left_out}
        number = vault.add(Draft("Custody", fields))[0].number
    assert copy.found("not signed by the member").numbers == (number,)
    assert copy.found("The same signature stands in two records").numbers == (once.number, number)
