"""Who is a member and which slots are theirs, as the signed Member records say (docs/spec/log-v1.md, section 6).

Whoever can open the vault can write any record into it, so a record counts only where the signature of an
active member is under it, and nobody gives slots to somebody else: whoever plants a slot in vault.toml leaves
it without an owner, and `verify` finds it. Slots are named by their recipient, to which the vault key is
sealed: another slot under an old id is another slot.

Invariant: whenever vault.toml is written, every slot in it is named by a record that was committed before.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from amanet.canonical import JSON, decode
from amanet.errors import BadData, VaultDamaged
from amanet.record.signature import verify_signature
from amanet.sealing import Slot
from amanet.vault.records import Draft
from amanet.vault.signed import signed_draft
from amanet.vault.store import Vault

_CHANGING = "slots_changing"  # in the table `meta`; `Examination.slots_are_changing` looks there too


@dataclass(frozen=True)
class KnownMember:
    """A member by their newest record that counts, and its number. `slots` are recipients of vault.toml."""

    member: str
    name: str
    role: str
    status: str
    public_key: str
    slots: tuple[str, ...]
    number: int = 0

    @property
    def active(self) -> bool:
        return self.status == "active"


def _ignore(_number: int, _why: str) -> None:
    pass


def known_members(
    records: Iterable[tuple[int, Mapping[str, Any]]], refused: Callable[[int, str], None] = _ignore
) -> dict[str, KnownMember]:
    """Members by their id, from numbers and bodies of all Member records in order. `refused` is told of those
    that do not count.
    """
    known: dict[str, KnownMember] = {}
    for number, body in records:
        try:
            member = _accepted(number, body, known)
        except BadData as problem:
            refused(number, str(problem))
            continue
        known[member.member] = member
    return known


def _accepted(number: int, body: Mapping[str, Any], known: Mapping[str, KnownMember]) -> KnownMember:
    said = _said(number, body)
    before = known.get(said.member)
    if before is not None and before.public_key != said.public_key:
        raise BadData("A Member record gives another signing key to a member who has one.")
    # The very first member has nobody who could have entered them.
    author = known.get(str(body["entered_by"])) if known else said
    if author is None or author.member != body["entered_by"] or not author.active:
        raise BadData("A Member record was entered by somebody who was not an active member.")
    verify_signature(body, bytes.fromhex(author.public_key))
    if before is not None and author.member != said.member and not set(said.slots) <= set(before.slots):
        raise BadData("A Member record gives slots to somebody else, which only they can do.")
    return said if said.active else replace(said, slots=())


def _said(number: int, body: Mapping[str, Any]) -> KnownMember:
    slots = body.get("slots", [])
    texts = [body.get(name) for name in ("member", "name", "role", "status", "public_key")]
    try:
        if type(slots) is not list or {type(text) for text in (body["entered_by"], *texts, *slots)} != {str}:
            raise ValueError
        bytes.fromhex(body["public_key"])
    except (KeyError, ValueError) as problem:
        raise BadData("A Member record does not hold, or its key is not one.") from problem
    member, name, role, status, key = map(str, texts)
    return KnownMember(member, name, role, status, key, tuple(slots), number)


def members_of(vault: Vault) -> dict[str, KnownMember]:
    """The members of an open vault, removed ones included, by their id."""
    rows = vault.database.rows("SELECT number, body FROM record WHERE type = 'Member' ORDER BY number")
    return known_members((number, _untrusted_body(body)) for number, body in rows)


def _untrusted_body(data: object) -> Mapping[str, Any]:
    """The body, or an empty one, which counts for nothing. That it holds is for `verify` to check."""
    try:
        body = decode(data) if isinstance(data, bytes) else None
    except BadData:
        body = None
    return body if isinstance(body, dict) else {}


def verify_member_at_work(vault: Vault, members: Mapping[str, KnownMember]) -> KnownMember:
    """Raises `VaultDamaged` where the records do not know that member as active, with the very key that the slot
    holds: then vault.toml and the database are not of one vault.
    """
    me = members.get(vault.member)
    if me is None or not me.active or me.public_key != public_key_of(vault.unlocked.signing_seed):
        raise VaultDamaged(
            f"{vault.path}: this opened vault.toml, but the records inside do not know whose it is as an active member. "
            "Either you were removed, or somebody put a database of their own in place of yours. Nothing was written: "
            "enter nothing here, and take the vault from a backup that you trust."
        )
    return me


def name_of(slot: Slot) -> str:
    """What the records call a slot: its recipient."""
    return slot.recipient.to_text()


def public_key_of(signing_seed: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw().hex()


def member_draft(vault: Vault, member: KnownMember) -> Draft:
    """A Member record, signed by the member at work."""
    fields: dict[str, JSON] = {
        "member": member.member,
        "name": member.name,
        "role": member.role,
        "public_key": member.public_key,
        "status": member.status,
        "slots": list(member.slots),
    }
    return signed_draft(vault, "Member", fields)


# Changing slots


@contextmanager
def changing_slots(vault: Vault) -> Iterator[None]:
    """While vault.toml and the records about it are written one after the other. Inside, records may name slots
    that are not there yet, or not any more; at the end, or at the next opening for writing, that is put right.
    """
    with vault.database.transaction():
        vault.database.set_meta(_CHANGING, "1")
    yield
    settle_slots(vault)


def settle_slots(vault: Vault) -> None:
    """After a change of slots, finished or interrupted: no record goes on naming a slot that is not there.

    Does nothing where none was under way. Then a slot that is missing was taken away by somebody else.
    """
    if vault.database.meta(_CHANGING) is None:
        return
    there = {name_of(slot) for slot in vault.header.slots}
    drafts = [
        member_draft(vault, replace(member, slots=_among(member.slots, there)))
        for member in members_of(vault).values()
        if not there.issuperset(member.slots)
    ]
    if drafts:
        vault.add(*drafts)
    with vault.database.transaction():
        vault.database.execute("DELETE FROM meta WHERE key = ?", (_CHANGING,))


def _among(slots: Iterable[str], there: Collection[str]) -> tuple[str, ...]:
    return tuple(slot for slot in slots if slot in there)
