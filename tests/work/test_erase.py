"""Erasing: what goes along, what stays, what is refused, and what the certificate owns up to."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from amanet.errors import Misuse, VaultDamaged
from amanet.record import RECORD_TYPES
from amanet.record.signature import verify_signature
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.backup import back_up, forget_backup
from amanet.work.erase import certificate_of, erase, plan_erasure
from amanet.work.give_out import verified_stream, write_item, write_range
from amanet.work.history import history
from amanet.work.prove import gather
from amanet.work.signed import custody
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]


@pytest.fixture
def derive(vault: Vault) -> Callable[[StoredRecord, str], StoredRecord]:
    """A rendition of a record."""

    def made(of: StoredRecord, kind: str) -> StoredRecord:
        fields = {
            "item": of.body["id"],
            "kind": kind,
            "tool": "a tool",
            "version": "1",
            "content": "what was said",
        }
        return vault.add(Draft("Rendition", fields))[0]

    return made


def test_everything_derived_goes_with_an_item_and_nothing_else(
    vault: Vault, handed: TakenIn, derive: Callable[..., StoredRecord], hand_over: HandOver, take: Take
) -> None:
    first, second = (vault.record(number) for number in handed.added[:2])
    transcript = derive(first, "transcript")
    translation = derive(transcript, "translation")
    other = derive(second, "transcript")
    take(vault, hand_over({"other name": b"item 0"}))
    name = next(r.number for r in vault.records("Rendition") if r.body["kind"] == "other name")
    plan = plan_erasure(vault, [first])
    gone = {first.number, transcript.number, translation.number, name}
    assert gone <= set(plan.numbers)
    assert not {second.number, other.number} & set(plan.numbers)
    assert plan.references == tuple(sorted(vault.record(number).reference for number in plan.numbers))
    erase(vault, plan, reason="a test")
    for number in plan.numbers:
        with pytest.raises(Misuse, match="was erased"):
            vault.record(number)
    assert vault.record(other.number).body["content"] == "what was said"


def test_the_bytes_are_gone_and_those_beside_them_in_the_pack_are_not(vault: Vault, handed: TakenIn) -> None:
    old = vault.stored_object(handed.added[0])
    assert old is not None
    pack = (vault.path / old.place).read_bytes()
    sealed = pack[old.start : old.start + old.stored]
    erase(vault, plan_erasure(vault, [vault.record(handed.added[0])]), reason="a test")
    assert vault.stored_object(handed.added[0]) is None
    for path in vault.path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert sealed[-100:] not in data
            assert old.identity[:32] not in data
    with pytest.raises(VaultDamaged, match="missing"):
        vault.objects.open(old)
    for number in handed.added[1:]:
        pieces = [bytes(piece) for piece in verified_stream(vault, vault.record(number))]
        assert b"".join(pieces) == b"item %d" % (number - handed.added[0])


def test_a_handover_goes_with_the_last_of_its_items(vault: Vault, handed: TakenIn) -> None:
    """It names who gave them."""
    records = [vault.record(number) for number in handed.added]
    assert handed.custody not in plan_erasure(vault, records[:2]).numbers
    assert handed.custody in plan_erasure(vault, records).numbers
    erase(vault, plan_erasure(vault, records[:2]), reason="a test")
    assert handed.custody in plan_erasure(vault, records[2:]).numbers


def test_what_the_accounting_rests_on_is_not_erased(vault: Vault, handed: TakenIn) -> None:
    erase(vault, plan_erasure(vault, [vault.record(handed.added[0])]), reason="a test")
    stamp = {"kind": "cosignature", "origin": "o", "tree_size": 1, "root": "r", "checkpoint": "c"}
    vault.add(Draft("Stamp", stamp))
    kept = {name for name, kind in RECORD_TYPES.items() if not kind.erasable}
    assert kept == {"Epoch", "Member", "Erasure", "Stamp"}
    for name in kept:
        record = next(iter(vault.records(name)))
        with pytest.raises(Misuse, match="accounting rests on it"):
            plan_erasure(vault, [vault.record(handed.added[1]), record])


def test_a_single_custody_record_can_be_erased(vault: Vault, handed: TakenIn) -> None:
    """A name typed into the wrong field."""
    assert handed.custody is not None
    plan = plan_erasure(vault, [vault.record(handed.custody)])
    assert plan.numbers == (handed.custody,)
    erase(vault, plan, reason="a wrong name")
    assert [record.number for record in vault.records("Item")] == handed.added


def test_the_erasure_is_one_signed_record_that_names_what_went(vault: Vault, handed: TakenIn) -> None:
    plan = plan_erasure(vault, [vault.record(number) for number in handed.added])
    certificate = erase(vault, plan, reason="she withdrew", on_wish_of="the witness")
    (record,) = vault.records("Erasure")
    body = record.body
    assert tuple(body["erased"]) == plan.references == certificate.records
    assert (body["reason"], body["on_wish_of"]) == ("she withdrew", "the witness")
    verify_signature(body, bytes.fromhex(str(vault.members()[vault.member]["public_key"])))
    assert (certificate.origin, certificate.leaf_index) == (vault.epoch.origin, record.index)


def test_an_erasure_by_nobodys_wish_is_the_teams(vault: Vault, handed: TakenIn) -> None:
    certificate = erase(vault, plan_erasure(vault, [vault.record(handed.added[0])]), reason="a test")
    assert certificate.on_wish_of == "the team"
    assert "on_wish_of" not in next(iter(vault.records("Erasure"))).body


def test_the_plan_tells_what_was_given_out_and_which_backups_remain(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    first = vault.record(handed.added[0])
    write_item(vault, first, tmp_path / "copy")
    gather(vault, [first.number], recipient="the court")
    back_up(vault, tmp_path / "disk", name="one")
    back_up(vault, tmp_path / "disk", name="two")
    forget_backup(vault, "one")
    plan = plan_erasure(vault, [first])
    got, proved = plan.given_out
    assert " got (record" in got
    assert "proved to the court" in proved
    assert plan.outstanding == ("two",)
    certificate = erase(vault, plan, reason="a test")
    assert certificate.backups == ("two",)
    assert next(iter(vault.records("Erasure"))).body["outstanding"] == ["two"]
    assert plan_erasure(vault, [vault.record(handed.added[1])]).given_out == ()


def test_a_plan_that_is_no_longer_all_of_it_is_refused(
    vault: Vault, handed: TakenIn, derive: Callable[..., StoredRecord]
) -> None:
    """What was derived meanwhile would outlive its item."""
    first = vault.record(handed.added[0])
    plan = plan_erasure(vault, [first])
    derived = derive(first, "transcript")
    with pytest.raises(Misuse, match="plan it again"):
        erase(vault, plan, reason="a test")
    assert vault.record(first.number).number == first.number
    erase(vault, plan_erasure(vault, [first]), reason="a test")
    with pytest.raises(Misuse, match="was erased"):
        vault.record(derived.number)


def test_what_is_erased_is_not_erased_twice(vault: Vault, handed: TakenIn) -> None:
    plan = plan_erasure(vault, [vault.record(handed.added[0])])
    erase(vault, plan, reason="a test")
    with pytest.raises(Misuse, match="was erased"):
        erase(vault, plan, reason="a test")
    assert vault.count("Erasure") == 1


def test_history_shows_a_place_where_something_stood(vault: Vault, handed: TakenIn) -> None:
    first = vault.record(handed.added[0])
    erase(vault, plan_erasure(vault, [first]), reason="a test")
    event = next(event for event in history(vault) if event.number == first.number)
    assert (event.text, event.by, event.at, event.reference) == ("(erased)", "", "", first.reference)


def test_the_same_bytes_handed_over_again_are_a_new_item(
    vault: Vault, handed: TakenIn, hand_over: HandOver, take: Take
) -> None:
    erase(vault, plan_erasure(vault, [vault.record(handed.added[0])]), reason="a test")
    again = take(vault, hand_over({"0.txt": b"item 0", "1.txt": b"item 1"}))
    assert (len(again.added), again.recognised) == (1, [handed.added[1]])


def _custody(vault: Vault, action: str) -> StoredRecord:
    return [record for record in vault.records("Custody") if record.body["action"] == action][-1]


def test_an_outstanding_backup_cannot_be_hidden_by_erasing_its_record(vault: Vault, tmp_path: Path) -> None:
    back_up(vault, tmp_path / "disk", name="one")
    made = _custody(vault, "backed up")
    with pytest.raises(Misuse, match="amanet backup forget"):
        plan_erasure(vault, [made])
    forget_backup(vault, "one")
    assert plan_erasure(vault, [made]).numbers == (made.number,)


def test_what_was_cosigned_for_a_partner_is_not_erased(vault: Vault, handed: TakenIn) -> None:
    details = {"origin": "o", "size": 1}
    (cosigned,) = vault.add(custody(vault, "cosigned for a partner", [], details=details))
    with pytest.raises(Misuse, match="cosigned"):
        plan_erasure(vault, [vault.record(handed.added[0]), cosigned])


def test_purposes_and_ranges_go_with_the_last_item_they_speak_of(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    """The bare fact that it was got stays, and is what a certificate made again can still tell."""
    first, second = (vault.record(number) for number in handed.added[:2])
    write_item(vault, first, tmp_path / "plain")
    fact = _custody(vault, "got").number
    write_item(vault, first, tmp_path / "told", purpose="because her cousin asked")
    note = _custody(vault, "got").number
    write_range(vault, first, 2, 3, io.BytesIO())
    part = _custody(vault, "read").number
    gather(vault, [first.number, second.number], recipient="the court", purpose="about both")
    both = _custody(vault, "proved").number
    plan = plan_erasure(vault, [first])
    assert {note, part} <= set(plan.numbers)
    assert not {fact, both} & set(plan.numbers)
    assert plan.notes == (both,)
    assert [line.partition(" (")[2] for line in plan.given_out] == [
        f"record {number})" for number in (fact, note, part, both)
    ]
    certificate = erase(vault, plan, reason="a test")
    assert tuple(certificate.given_out) == plan.given_out
    assert "proved to the court" in " ".join(certificate.text().split())
    assert both in plan_erasure(vault, [second]).numbers


def test_a_certificate_can_be_made_again_from_the_record(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    first = vault.record(handed.added[0])
    write_item(vault, first, tmp_path / "copy")
    back_up(vault, tmp_path / "disk", name="one")
    made = erase(vault, plan_erasure(vault, [first]), reason="she withdrew", on_wish_of="the witness")
    (record,) = vault.records("Erasure")
    again = certificate_of(vault, record)
    assert again.again
    assert replace(again, again=False) == made
    assert "made again" in again.text()
    assert "withdrew" not in again.text()
    with pytest.raises(Misuse, match="not an erasure"):
        certificate_of(vault, vault.record(handed.added[1]))


def test_nothing_is_destroyed_where_the_certificate_could_not_be_made(vault: Vault, handed: TakenIn) -> None:
    first = vault.record(handed.added[0])
    plan = plan_erasure(vault, [first])
    vault.database.execute("DELETE FROM record WHERE type = 'Member'")
    with pytest.raises(VaultDamaged, match="no Member record"):
        erase(vault, plan, reason="a test")
    assert vault.record(first.number).reference == first.reference


def test_backups_that_should_be_gone_come_first(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    for name, keep_until in (("one", None), ("late", "2026-11-01"), ("two", "2030-01-01")):
        back_up(vault, tmp_path / "disk", name=name, keep_until=keep_until)
    plan = plan_erasure(vault, [vault.record(handed.added[0])])
    assert plan.outstanding == ("late", "one", "two")
    assert plan.overdue == (("late", "2026-11-01"),)
    forget_backup(vault, "late")
    assert plan_erasure(vault, [vault.record(handed.added[0])]).overdue == ()
