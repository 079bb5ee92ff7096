"""Receipts: opaque to everybody, opened with the vault's help, and refused where they are not of this vault."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import from_base64, to_base64
from amanet.errors import BadData, Misuse, VaultDamaged
from amanet.merkle import TlogProof, VerifierKey, verify_tlog_proof
from amanet.printing import Receipt, parse_receipt
from amanet.vault import Vault
from amanet.vault.opening import start_epoch
from amanet.work.erase import erase, plan_erasure
from amanet.work.receipts import make_receipt, open_receipt
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]


@pytest.fixture
def receipt(vault: Vault, handed: TakenIn) -> Receipt:
    assert handed.custody is not None
    return make_receipt(vault, vault.record(handed.custody))


def test_a_receipt_goes_through_paper_and_is_opened(vault: Vault, handed: TakenIn, receipt: Receipt) -> None:
    opened = open_receipt(vault, parse_receipt(receipt.text()))
    assert opened.custody is not None
    assert opened.custody.number == handed.custody
    assert list(opened.items) == handed.added
    assert (opened.erased, opened.size_then, opened.size_now) == (0, 6, 6)


def test_it_holds_nothing_that_ties_its_carrier_to_what_was_given(
    vault: Vault, handed: TakenIn, receipt: Receipt
) -> None:
    text = receipt.text()
    hidden = ["a cousin", ".txt", vault.member, "Aygul"]
    for record in vault.records():
        hidden += [record.body["id"], record.salt.secret.hex(), record.body.get("sha256", "a cousin")]
    for number in handed.added:
        hidden.append(vault.record(number).reference)
    for secret in hidden:
        assert secret not in text


def test_a_stranger_with_the_log_key_verifies_it(vault: Vault, receipt: Receipt) -> None:
    proof = TlogProof.parse(receipt.proof_text.encode())
    key = VerifierKey.parse(vault.header.log_key)
    assert verify_tlog_proof(proof, from_base64(receipt.entry_b64), key).size == 6


def test_an_old_receipt_is_opened_after_the_log_grew_and_in_a_later_epoch(
    vault: Vault, handed: TakenIn, receipt: Receipt, hand_over: HandOver, take: Take
) -> None:
    take(vault, hand_over({f"{number}": b"%d" % number for number in range(300)}))
    start_epoch(vault, "a test")
    take(vault, hand_over({"later": b"later"}))
    opened = open_receipt(vault, receipt)
    assert list(opened.items) == handed.added
    assert (opened.size_then, opened.size_now) == (6, 307)
    last = list(vault.records("Custody"))[-1]
    assert open_receipt(vault, make_receipt(vault, last)).size_now == 3


def test_after_an_erasure_it_tells_what_is_left(vault: Vault, handed: TakenIn, receipt: Receipt) -> None:
    first = vault.record(handed.added[0])
    erase(vault, plan_erasure(vault, [first]), reason="a test")
    opened = open_receipt(vault, receipt)
    assert (list(opened.items), opened.erased) == (handed.added[1:], 1)
    rest = [vault.record(number) for number in handed.added[1:]]
    erase(vault, plan_erasure(vault, rest), reason="a test")
    opened = open_receipt(vault, receipt)
    assert (opened.custody, opened.items) == (None, ())


def test_a_receipt_of_another_vault_is_refused(world: Any, receipt: Receipt) -> None:
    other = world.new("other.vault")
    with pytest.raises(BadData, match="another vault"):
        open_receipt(other, receipt)


def test_a_changed_receipt_is_refused(vault: Vault, receipt: Receipt) -> None:
    text = receipt.machine_text()
    lines = text.splitlines(keepends=True)
    refused = 0
    for number, line in enumerate(lines):
        if line.startswith(("made ", "amanet-receipt")) or not line.strip():
            continue
        at = len(line) // 2
        changed = line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :]
        with pytest.raises(BadData):
            open_receipt(vault, parse_receipt("".join([*lines[:number], changed, *lines[number + 1 :]])))
        refused += 1
    assert refused >= 8


def test_the_entry_of_another_record_does_not_pass(vault: Vault, handed: TakenIn, receipt: Receipt) -> None:
    other = vault.record(handed.added[0])
    forged = Receipt(
        receipt.origin, receipt.leaf_index, to_base64(other.entry), receipt.proof_text, receipt.made_on
    )
    with pytest.raises(BadData):
        open_receipt(vault, forged)


def test_a_vault_older_than_the_receipt_is_said_to_be(world: Any, hand_over: HandOver, take: Take) -> None:
    vault = world.new()
    vault.close()
    shutil.copytree(vault.path, world.folder / "old.vault")
    with world.open() as vault:
        taken = take(vault, hand_over({"a": b"a"}))
        receipt = make_receipt(vault, vault.record(taken.custody))
    with world.open("old.vault", writable=False) as old, pytest.raises(VaultDamaged, match="older state"):
        open_receipt(old, receipt)


def test_a_log_rewritten_under_the_same_key_is_found_out_by_an_old_receipt(
    world: Any, hand_over: HandOver, take: Take
) -> None:
    """A keeper who put an older copy back and let it grow otherwise has a log that verifies by itself."""
    vault = world.new()
    vault.close()
    shutil.copytree(vault.path, world.folder / "old")
    with world.open() as vault:
        taken = take(vault, hand_over({"a": b"what should never have been"}))
        receipt = make_receipt(vault, vault.record(taken.custody))
    shutil.rmtree(vault.path)
    (world.folder / "old").rename(vault.path)
    with world.open(writable=False) as forked:
        forked.writable = True  # as who changes the program can
        forked.locks.write()
        forked.database.execute("PRAGMA query_only = OFF")
        take(forked, hand_over({"b": b"something else", "c": b"and more"}))
        with pytest.raises(BadData, match="not a continuation"):
            open_receipt(forked, receipt)


def test_only_a_handover_has_a_receipt(vault: Vault, handed: TakenIn) -> None:
    for number in (1, 2, handed.added[0]):
        with pytest.raises(Misuse, match="not a handover"):
            make_receipt(vault, vault.record(number))


@pytest.mark.needs("go")
def test_go_verifies_receipts(
    vault: Vault, handed: TakenIn, hand_over: HandOver, take: Take, logcheck: Any, tmp_path: Path
) -> None:
    arguments: list[object] = []
    for count in (1, 260):
        taken = take(
            vault, hand_over({f"{count}-{number}": b"%d %d" % (count, number) for number in range(count)})
        )
        receipt = make_receipt(vault, vault.record(taken.custody or 0))
        path = tmp_path / f"{count}.tlog-proof"
        path.write_text(receipt.proof_text)
        arguments += ["--proof", path, from_base64(receipt.entry_b64).hex()]
    checked = logcheck(vault.log_folder(vault.epoch).folder, vault.header.log_key, *arguments)
    assert checked.returncode == 0, checked.stderr
