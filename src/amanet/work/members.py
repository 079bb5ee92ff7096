"""Who can open the vault: members, their passphrases, and the recovery code.

Every member has a signing key of their own, sealed in their slots. Removing a member changes the vault key,
the database key and the log key (a new epoch), so what that person still knows opens no later state of the
vault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.sealing import Passphrase, RecoveryCode, Slot, new_recovery_code
from amanet.vault import Vault
from amanet.vault.membership import KnownMember, member_draft, members_of, name_of, public_key_of
from amanet.vault.rewriting import change_keys
from amanet.vault.unlocking import add_slot, remove_slots

ROLES = ("founder", "member", "reviewer", "reader")


@dataclass(frozen=True)
class Member:
    """A member as the vault knows them, and the number of their newest record."""

    member: str
    name: str
    role: str
    status: str
    public_key: str
    number: int


def list_members(vault: Vault) -> list[Member]:
    return [
        Member(each.member, each.name, each.role, each.status, each.public_key, each.number)
        for each in members_of(vault).values()
    ]


def find_member(vault: Vault, text: str) -> Member:
    """An active member by name or by the beginning of their id."""
    active = [member for member in list_members(vault) if member.status == "active"]
    found = [
        member
        for member in active
        if member.name == text or (len(text) >= 4 and member.member.startswith(text))
    ]
    if len(found) != 1:
        raise Misuse(f"No single active member is called {text!r}. `amanet member list` shows who there is.")
    return found[0]


def add_member(vault: Vault, name: str, role: str, passphrase: Passphrase) -> Member:
    """A new member with a passphrase and a signing key of their own."""
    if role not in ROLES:
        raise Misuse(f"A role is one of {', '.join(ROLES)}.")
    if any(member.name == name and member.status == "active" for member in list_members(vault)):
        raise Misuse(
            "There is an active member of that name already. Use another name, so that the log tells them apart."
        )
    random_bytes = vault.settings.random_bytes
    member, seed = random_bytes(16).hex(), random_bytes(32)

    def announce(slot: Slot) -> None:
        new = KnownMember(member, name, role, "active", public_key_of(seed), (name_of(slot),))
        vault.add(member_draft(vault, new))

    add_slot(vault, passphrase, member=member, signing_seed=seed, announce=announce)
    return find_member(vault, member)


def remove_member(vault: Vault, member: Member) -> None:
    """Takes a member out and changes every key. Needs the vault for itself."""
    if member.member == vault.member:
        raise Misuse("You cannot remove yourself. Ask another member to do it.")
    known = members_of(vault)[member.member]
    others = [each for each in members_of(vault).values() if each.member != member.member]
    kept = {slot for each in others for slot in each.slots}
    _change_keys(vault, replace(known, status="removed", slots=()), kept)


def rotate_keys(vault: Vault) -> None:
    """Changes the vault key, the database key and the log key (a new epoch), so that an old vault.toml with
    an old passphrase opens nothing later.
    """
    known = members_of(vault)
    kept = {slot for each in known.values() for slot in each.slots}
    _change_keys(vault, known[vault.member], kept)


def _change_keys(vault: Vault, member: KnownMember, kept: set[str]) -> None:
    """What stays is what records of active members name. A slot that none of them names does not."""
    if vault.slot not in {slot.id for slot in vault.header.slots if name_of(slot) in kept}:
        raise Misuse(
            "The passphrase that opened the vault this time is not recorded as anybody's, so it would not outlast this. "
            "Change it first (`amanet key change`), or open the vault with another one."
        )
    dropped = [slot.id for slot in vault.header.slots if name_of(slot) not in kept]
    change_keys(vault, member_draft(vault, member), dropped)


def add_passphrase(vault: Vault, passphrase: Passphrase) -> str:
    """One more way in for the member at work; gives the slot's id."""
    return add_slot(vault, passphrase, announce=partial(_record_slot, vault)).id


def change_passphrase(vault: Vault, passphrase: Passphrase) -> str:
    """Replaces the slot that opened the vault this time by one with another passphrase."""
    opened_by_code = any(slot.id == vault.slot and slot.kind == "recovery" for slot in vault.header.slots)
    replaced = () if opened_by_code else (vault.slot,)
    slot = add_slot(vault, passphrase, instead_of=replaced, announce=partial(_record_slot, vault))
    vault.slot = slot.id if replaced else vault.slot
    return slot.id


def change_recovery_code(vault: Vault) -> RecoveryCode:
    """A new recovery code in place of the old one. Whoever kept an old vault.toml can still open with the old
    code what `rotate_keys` did not change.
    """
    code = new_recovery_code(vault.settings.random_bytes)
    old = [slot.id for slot in vault.header.slots if slot.kind == "recovery"]
    add_slot(vault, code, instead_of=old, announce=partial(_record_slot, vault))
    return code


def remove_slot(vault: Vault, slot: str) -> None:
    remove_slots(vault, [slot])


def _record_slot(vault: Vault, coming: Slot) -> None:
    """Keeps, inside the vault, whose a slot is, before it is written: it says nothing of its owner itself."""
    me = members_of(vault)[vault.member]
    vault.add(member_draft(vault, replace(me, slots=(*me.slots, name_of(coming)))))


def slots(vault: Vault) -> list[Mapping[str, JSON]]:
    """The slots of vault.toml with the name of the member each is of; `(unknown)` where no record of an active
    member names it: it was planted, or came back with an older vault.toml.
    """
    owners = {slot: member.name for member in members_of(vault).values() for slot in member.slots}
    return [
        {
            "slot": slot.id,
            "kind": slot.kind,
            "member": owners.get(name_of(slot), "(unknown)"),
            "opened_this": slot.id == vault.slot,
        }
        for slot in vault.header.slots
    ]
