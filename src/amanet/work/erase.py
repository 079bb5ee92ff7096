"""Destroying records for good, because a witness withdrew or something was entered that should not be there.

Everything derived goes with it. What stays is the commitment in the log, named by the Erasure record, which
says that something stood there and was destroyed. The certificate says what an erasure cannot reach:
outstanding backups by name, copies that were given out, remnants on flash storage. It can be made again from
the log.

Refused for what accounting rests on: whole types, the record of a backup that still exists, and what was
cosigned for a partner.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amanet.canonical import JSON, readable_name, sha256
from amanet.errors import Misuse, VaultDamaged
from amanet.printing import ErasureCertificate
from amanet.record import type_named
from amanet.vault import StoredRecord, Vault
from amanet.vault.rewriting import erase_numbers
from amanet.vault.vouching import BEGUN, MERGED, signers_of
from amanet.work.backup import Backup, outstanding_backups
from amanet.work.signed import signed_draft

_GIVEN_OUT = frozenset({"got", "read", "proved"})


@dataclass(frozen=True)
class ErasurePlan:
    """What would go: the records that were named and everything derived from them; what was given out of it
    before; the backups that still hold it (`overdue` with the day they were to be kept until, and first); and
    the `notes`: numbers of Custody records that stay, because they concern others too, and hold free text.
    """

    numbers: tuple[int, ...]
    references: tuple[str, ...]
    given_out: tuple[str, ...]
    outstanding: tuple[str, ...]
    overdue: tuple[tuple[str, str], ...]
    notes: tuple[int, ...]


def plan_erasure(vault: Vault, records: Sequence[StoredRecord]) -> ErasurePlan:
    """Works out the cascade, without changing anything. Raises `Misuse` for records that accounting needs."""
    backups = sorted(outstanding_backups(vault), key=lambda backup: not backup.overdue)
    numbers: dict[int, None] = {}
    for record in records:
        _must_be_erasable(record, backups)
        numbers[record.number] = None
        numbers.update(dict.fromkeys(vault.about(record.number)))
    _must_not_widen(vault, numbers)
    references = {vault.record(number).reference for number in numbers}
    custody = list(vault.records("Custody"))
    for record in _left_empty(vault, custody, references):
        numbers[record.number] = None
        references.add(record.reference)
    return ErasurePlan(
        numbers=tuple(sorted(numbers)),
        references=tuple(sorted(references)),
        given_out=_given_out(custody, references),
        outstanding=tuple(backup.name for backup in backups),
        overdue=tuple((backup.name, str(backup.keep_until)) for backup in backups if backup.overdue),
        notes=tuple(
            record.number
            for record in custody
            if record.number not in numbers
            and "note" in record.body
            and not references.isdisjoint(record.body["records"])
        ),
    )


def erase(
    vault: Vault, plan: ErasurePlan, *, reason: str, on_wish_of: str | None = None
) -> ErasureCertificate:
    """Carries a plan out and gives the certificate. Needs the vault for itself. When it returns, the keys are
    gone. Raises `Misuse` where the plan is no longer all of it.
    """
    if plan_erasure(vault, [vault.record(number) for number in plan.numbers]) != plan:
        raise Misuse(
            "Something was recorded since this erasure was planned. Nothing was erased; plan it again and look at what would go."
        )
    _fingerprint(vault, vault.member)  # what fails afterwards fails too late
    fields: dict[str, JSON] = {"erased": list(plan.references), "reason": reason}
    if on_wish_of:
        fields["on_wish_of"] = on_wish_of
    if plan.outstanding:
        fields["outstanding"] = list(plan.outstanding)
    number = erase_numbers(vault, plan.numbers, signed_draft(vault, "Erasure", fields))
    return replace(certificate_of(vault, vault.record(number)), given_out=plan.given_out, again=False)


def certificate_of(vault: Vault, record: StoredRecord) -> ErasureCertificate:
    """The certificate of an erasure, made again from its record: the same, but for what was given out, which is
    told as far as the Custody records still do. Raises `Misuse` where the record is not an erasure.
    """
    body = record.body
    if body["type"] != "Erasure":
        raise Misuse(f"Record {record.number} is not an erasure. `amanet log` shows their numbers.")
    references = tuple(str(reference) for reference in body["erased"])
    return ErasureCertificate(
        records=references,
        erased_at=str(body["entered_at"]),
        on_wish_of=str(body.get("on_wish_of", "the team")),
        member_key_fingerprint=_fingerprint(vault, str(body["entered_by"])),
        origin=vault.epochs()[record.epoch - 1].origin,
        leaf_index=record.index,
        backups=tuple(str(name) for name in body.get("outstanding", ())),
        given_out=_given_out(vault.records("Custody"), set(references)),
        again=True,
    )


def _must_be_erasable(record: StoredRecord, outstanding: Sequence[Backup]) -> None:
    body = record.body
    kind = body["type"]
    if not type_named(kind).erasable:
        raise Misuse(
            f"Record {record.number} is of type {kind}: the log's accounting rests on it, so it cannot be erased."
        )
    if kind != "Custody":
        return
    if body["action"] == "cosigned for a partner":
        raise Misuse(
            f"Record {record.number} says what was cosigned for a partner: accounting rests on it, so it cannot be erased."
        )
    if body["action"] in (BEGUN, MERGED):
        raise Misuse(
            f"Record {record.number} is of a merge: accounting rests on it, and signatures on the keys it vouches for, so it cannot be erased."
        )
    if record.number in {backup.number for backup in outstanding}:
        raise Misuse(
            f"Record {record.number} is of a backup that can still bring back what is erased, and erasures have to name it. "
            "Destroy its keys first, then: amanet backup forget NAME"
        )


def _must_not_widen(vault: Vault, numbers: Container[int]) -> None:
    """Erasing what somebody took back, refused or narrowed must not bring back what they allowed before. Raises `Misuse`."""
    revived = set()
    for kind in ("Grant", "Refusal", "Withdrawal"):
        for record in vault.records(kind):
            if record.number in numbers:
                person = vault.views.number_of(str(record.body["person"]))
                revived |= {
                    number
                    for number in vault.about(person)
                    if number < record.number
                    and number not in numbers
                    and vault.record(number).type == "Grant"
                    and vault.record(number).body["person"] == record.body["person"]
                }
    if revived:
        raise Misuse(
            "Without these, what the person allowed before would count again. Nothing was erased; erase the earlier grants along with them: "
            + " ".join(map(str, sorted(revived)))
        )


def goes_with_the_last(body: Mapping[str, Any]) -> bool:
    """Whether a Custody record is erased with the last record it is about, because it would still speak of it."""
    told = "note" in body or "offset" in body.get("details", {})
    return body["action"] == "taken in" or (body["action"] in _GIVEN_OUT and told)


def _left_empty(
    vault: Vault, custody: Iterable[StoredRecord], references: set[str]
) -> Iterable[StoredRecord]:
    """Custody records of which nothing would be left that they were about, and that still speak of it.

    A handover names who gave it; a purpose is free text; a range tells a size. The bare fact that something was
    got stays. Records come in their order, so one that was about another of them is found too.
    """
    gone = references | {each for record in vault.records("Erasure") for each in record.body["erased"]}
    for record in custody:
        body = record.body
        if goes_with_the_last(body) and record.reference not in gone and gone.issuperset(body["records"]):
            gone.add(record.reference)
            yield record


def _given_out(custody: Iterable[StoredRecord], references: set[str]) -> tuple[str, ...]:
    """When something of these was got, read or proved, and to whom: copies no erasure reaches."""
    found = []
    for record in custody:
        body = record.body
        if body["action"] in _GIVEN_OUT and not references.isdisjoint(body["records"]):
            to = f" to {readable_name(body['to'])}" if "to" in body else ""
            found.append(f"{body['happened_at']} {body['action']}{to} (record {record.number})")
    return tuple(found)


def _fingerprint(vault: Vault, member: str) -> str:
    """SHA-256 of the key of a member, or of one of a merged vault, which never changes. Raises `VaultDamaged` where none is on record."""
    known = signers_of(vault).get(member)
    if known is None:
        raise VaultDamaged(
            "This vault has no Member record that counts of the key that signs here. Run `amanet verify`, and take the vault from a backup."
        )
    return sha256(bytes.fromhex(known.public_key)).hex()
