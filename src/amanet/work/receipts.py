"""Receipts for the person who handed something over, and opening one later.

A receipt is the log entry of the handover with its proof and checkpoint. It is opaque: it holds no name, no
file name and no hash of any content, which would tie its carrier to a known video. With the vault's help it
can be opened later.
"""

from dataclasses import dataclass

from amanet.canonical import format_utc, from_base64, to_base64
from amanet.errors import BadData, Misuse, VaultDamaged
from amanet.merkle import TlogProof, VerifierKey, verify_consistency, verify_tlog_proof
from amanet.printing import Receipt
from amanet.record import record_reference
from amanet.vault import StoredRecord, Vault


@dataclass(frozen=True)
class OpenedReceipt:
    """What a receipt is of. `items` are the numbers of the items still kept; `erased` counts those that were
    destroyed since.
    """

    custody: StoredRecord | None
    received_at: str | None
    items: tuple[int, ...]
    erased: int
    size_then: int
    size_now: int


def make_receipt(vault: Vault, custody: StoredRecord) -> Receipt:
    """The receipt of a handover (a Custody record), proved in the current checkpoint of its epoch."""
    if (custody.body["type"], custody.body.get("action")) != ("Custody", "taken in"):
        raise Misuse(f"Record {custody.number} is not a handover. `amanet log` shows their numbers.")
    epoch = vault.epochs()[custody.epoch - 1]
    checkpoint = vault.checkpoint(epoch)
    proof = TlogProof(custody.index, vault.inclusion(custody, checkpoint.size), checkpoint.note)
    try:
        verify_tlog_proof(proof, custody.entry, VerifierKey.parse(epoch.log_key))
    except BadData as problem:
        raise VaultDamaged(f"No receipt can be made: {problem} Run `amanet verify`.") from problem
    return Receipt(
        origin=epoch.origin,
        leaf_index=custody.index,
        entry_b64=to_base64(custody.entry),
        proof_text=proof.to_bytes().decode("utf-8"),
        made_on=format_utc(vault.settings.now())[:10],
    )


def open_receipt(vault: Vault, receipt: Receipt) -> OpenedReceipt:
    """What the receipt is of, after checking it against this vault's keys and that today's log continues the
    one it was given from. Raises `BadData`; `VaultDamaged` where the vault is older than the receipt.
    """
    epoch = next((epoch for epoch in vault.epochs() if epoch.origin == receipt.origin), None)
    if epoch is None:
        raise BadData("This receipt was given by another vault: its log is not one of this vault's.")
    entry = from_base64(receipt.entry_b64)
    then = verify_tlog_proof(
        TlogProof.parse(receipt.proof_text.encode("utf-8")), entry, VerifierKey.parse(epoch.log_key)
    )
    now = vault.checkpoint(epoch)
    if then.size > now.size:
        raise VaultDamaged(
            f"The receipt is genuine and was given when the log had {then.size} entries; here it has {now.size}. "
            "This vault was put back to an older state: find the newer one."
        )
    proof = vault.consistency(epoch, then.size, now.size)
    verify_consistency(then.size, then.root, now.size, now.root, proof)
    custody = vault.find_entry(epoch.first + receipt.leaf_index, entry)
    if custody is None:
        if not _was_erased(vault, entry):
            raise VaultDamaged(
                "The receipt is genuine, but its record is missing from the database and no erasure names it. "
                "Run `amanet verify`, and take the database from a backup."
            )
        return OpenedReceipt(None, None, (), 0, then.size, now.size)
    body = custody.body
    references = [str(reference) for reference in body["records"]]
    items = vault.numbers_of(references)
    return OpenedReceipt(
        custody, str(body["entered_at"]), tuple(items), len(references) - len(items), then.size, now.size
    )


def _was_erased(vault: Vault, entry: bytes) -> bool:
    reference = record_reference(entry)
    return any(reference in record.body["erased"] for record in vault.records("Erasure"))
