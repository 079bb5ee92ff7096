"""Who can open the vault: members, their passphrases, and the recovery code.

Every member has a signing key of their own, sealed in their slots. Removing a member changes the vault key,
the database key and the log key (a new epoch), so what that person still knows opens no later state of the
vault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.sealing import Passphrase, RecoveryCode, new_recovery_code
from amanet.vault import Draft, Vault
from amanet.vault.opening import member_fields
from amanet.vault.rewriting import change_keys
from amanet.vault.unlocking import add_slot, remove_slots

_MEMBER_FIELDS = ("member", "name", "role", "public_key", "status", "slots")
ROLES = ("founder", "member", "reviewer", "reader")


@dataclass(frozen=True)
class Member:
    """A member as the vault knows them. `slots` can only be told of the member at work: a slot does not say
    whose it is.
    """

    member: str
    name: str
    role: str
    status: str
    public_key: str
    number: int


def list_members(vault: Vault) -> list[Member]:
    newest: dict[str, Member] = {}
    for record in vault.records("Member"):
        body = record.body
        newest[body["member"]] = Member(
            body["member"], body["name"], body["role"], body["status"], body["public_key"], record.number
        )
    return list(newest.values())


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

    def announce(slot: str) -> None:
        vault.add(Draft("Member", {**member_fields(member, name, role, seed), "slots": [slot]}))

    add_slot(vault, passphrase, member=member, signing_seed=seed, announce=announce)
    return find_member(vault, member)


def remove_member(vault: Vault, member: Member) -> None:
    """Takes a member out and changes every key. Needs the vault for itself."""
    if member.member == vault.member:
        raise Misuse("You cannot remove yourself. Ask another member to do it.")
    # What stays is what the others are known by; a slot that no record names does not.
    others = [
        each for each in list_members(vault) if each.status == "active" and each.member != member.member
    ]
    kept = {slot for each in others for slot in _slots_of(vault, each.member)}
    slots = [slot.id for slot in vault.header.slots if slot.id not in kept]
    body: dict[str, JSON] = {
        "member": member.member,
        "name": member.name,
        "role": member.role,
        "public_key": member.public_key,
        "status": "removed",
        "slots": [],
    }
    change_keys(vault, Draft("Member", body), slots)


def rotate_keys(vault: Vault) -> None:
    """Changes the vault key, the database key and the log key (a new epoch), so that an old vault.toml with
    an old passphrase opens nothing later.
    """
    me = next(member for member in list_members(vault) if member.member == vault.member)
    body = vault.record(me.number).body
    change_keys(vault, Draft("Member", {name: body[name] for name in _MEMBER_FIELDS if name in body}), [])


def add_passphrase(vault: Vault, passphrase: Passphrase) -> str:
    """One more way in for the member at work; gives the slot's id."""
    return add_slot(vault, passphrase, announce=partial(_record_slots, vault)).id


def change_passphrase(vault: Vault, passphrase: Passphrase) -> str:
    """Replaces the slot that opened the vault this time by one with another passphrase."""
    opened_by_code = any(slot.id == vault.slot and slot.kind == "recovery" for slot in vault.header.slots)
    replaced = () if opened_by_code else (vault.slot,)
    slot = add_slot(vault, passphrase, instead_of=replaced, announce=partial(_record_slots, vault))
    vault.slot = slot.id if replaced else vault.slot
    return slot.id


def change_recovery_code(vault: Vault) -> RecoveryCode:
    """A new recovery code in place of the old one. Whoever kept an old vault.toml can still open with the old
    code what `rotate_keys` did not change.
    """
    code = new_recovery_code(vault.settings.random_bytes)
    old = [slot.id for slot in vault.header.slots if slot.kind == "recovery"]
    add_slot(vault, code, instead_of=old, announce=partial(_record_slots, vault))
    return code


def remove_slot(vault: Vault, slot: str) -> None:
    remove_slots(vault, [slot])
    _record_slots(vault)


def _record_slots(vault: Vault, *coming: str) -> None:
    """Keeps, inside the vault, which slots are whose: a slot itself says nothing of its owner. `coming` are about to be written."""
    me = next(member for member in list_members(vault) if member.member == vault.member)
    others = {
        slot
        for member in list_members(vault)
        if member.member != me.member
        for slot in _slots_of(vault, member.member)
    }
    mine: list[JSON] = [slot.id for slot in vault.header.slots if slot.id not in others]
    mine += coming
    body = vault.record(me.number).body
    fields = {name: body[name] for name in _MEMBER_FIELDS if name in body}
    vault.add(Draft("Member", {**fields, "slots": mine}))


def _slots_of(vault: Vault, member: str) -> list[str]:
    newest: list[str] = []
    for record in vault.records("Member"):
        body = record.body
        if body["member"] == member:
            newest = list(body.get("slots", []))
    return newest


def slots(vault: Vault) -> list[Mapping[str, JSON]]:
    """The slots of vault.toml with the name of the member each is of, as far as the vault knows."""
    owners: dict[str, str] = {}
    for member in list_members(vault):
        owners.update(dict.fromkeys(_slots_of(vault, member.member), member.name))
    return [
        {
            "slot": slot.id,
            "kind": slot.kind,
            "member": owners.get(slot.id, ""),
            "opened_this": slot.id == vault.slot,
        }
        for slot in vault.header.slots
    ]
