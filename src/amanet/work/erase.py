"""Destroying records for good, because a witness withdrew or something was entered that should not be there.

Everything derived goes with it. What stays is the commitment in the log, named by the Erasure record, which
says that something stood there and was destroyed. The certificate says what an erasure cannot reach:
outstanding backups by name, copies that were given out, remnants on flash storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from amanet.canonical import JSON, format_utc, sha256
from amanet.errors import Misuse
from amanet.printing import ErasureCertificate
from amanet.record import type_named
from amanet.vault import StoredRecord, Vault
from amanet.vault.rewriting import erase_numbers
from amanet.work.backup import outstanding_backups
from amanet.work.signed import signed_draft


@dataclass(frozen=True)
class ErasurePlan:
    """What would go: the records that were named and everything derived from them; what was given out of it
    before; and what cannot be reached.
    """

    numbers: tuple[int, ...]
    references: tuple[str, ...]
    given_out: tuple[str, ...]
    outstanding: tuple[str, ...]


def plan_erasure(vault: Vault, records: Sequence[StoredRecord]) -> ErasurePlan:
    """Works out the cascade, without changing anything. Raises `Misuse` for records that accounting needs."""
    numbers: dict[int, None] = {}
    for record in records:
        kind = record.body["type"]
        if not type_named(kind).erasable:
            raise Misuse(
                f"Record {record.number} is of type {kind}: the log's accounting rests on it, so it cannot be erased."
            )
        numbers[record.number] = None
        numbers.update(dict.fromkeys(vault.about(record.number)))
    references = {vault.record(number).reference for number in numbers}
    for number, reference in _empty_handovers(vault, references):
        numbers[number] = None
        references.add(reference)
    return ErasurePlan(
        tuple(sorted(numbers)),
        tuple(sorted(references)),
        tuple(_given_out(vault, references)),
        tuple(backup.name for backup in outstanding_backups(vault)),
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
    fields: dict[str, JSON] = {"erased": list(plan.references), "reason": reason}
    if on_wish_of:
        fields["on_wish_of"] = on_wish_of
    if plan.outstanding:
        fields["outstanding"] = list(plan.outstanding)
    number = erase_numbers(vault, plan.numbers, signed_draft(vault, "Erasure", fields))
    record = vault.record(number)
    public = bytes.fromhex(str(vault.members()[vault.member]["public_key"]))
    return ErasureCertificate(
        records=plan.references,
        erased_at=format_utc(vault.settings.now()),
        on_wish_of=on_wish_of or "the team",
        member_key_fingerprint=sha256(public).hex(),
        origin=vault.epochs()[record.epoch - 1].origin,
        leaf_index=record.index,
        backups=plan.outstanding,
    )


def _empty_handovers(vault: Vault, references: set[str]) -> list[tuple[int, str]]:
    """Handovers of which nothing would be left: they name who gave it, so they go too."""
    gone = references | {each for record in vault.records("Erasure") for each in record.body["erased"]}
    return [
        (record.number, record.reference)
        for record in vault.records("Custody")
        if record.body["action"] == "taken in"
        and record.reference not in references
        and set(record.body["records"]) <= gone
    ]


def _given_out(vault: Vault, references: set[str]) -> list[str]:
    """When something of these was got, read or proved, and to whom: copies no erasure reaches."""
    found = []
    for record in vault.records("Custody"):
        body = record.body
        if body["action"] in {"got", "read", "proved"} and references & set(body["records"]):
            to = f" to {body['to']}" if "to" in body else ""
            found.append(f"{body['happened_at']} {body['action']}{to} (record {record.number})")
    return found
