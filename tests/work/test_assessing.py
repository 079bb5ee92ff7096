"""Assessments: of statements alone, signed, each member's own; and their fate with what they are of."""

import shutil
from typing import Any

import pytest

from amanet.errors import BadData, Misuse
from amanet.fsck import verify_vault
from amanet.record.signature import verify_signature
from amanet.record.statement import Saying
from amanet.sealing import Passphrase
from amanet.vault import StoredRecord, Vault
from amanet.work.assessing import assess, assessments_of, shown_assessments
from amanet.work.erase import erase, plan_erasure
from amanet.work.history import history
from amanet.work.holding import held_about, held_statement
from amanet.work.listing import show
from amanet.work.members import add_member
from amanet.work.merge import merging
from amanet.work.statements import add_entity, add_source, correct, retract, say, undo

WORDS = Passphrase("cheap, for tests only")
THEIRS = Passphrase("what Bahar remembers")


@pytest.fixture
def said(vault: Vault) -> StoredRecord:
    """A statement about a person, by a source."""
    source = add_source(vault, "a cousin", "person")
    named = Saying("", "name", {"name": "Aygül Nurlan", "kind": "full"}, str(source.body["id"]))
    person = add_entity(vault, "Person", [named])
    return say(
        vault,
        Saying(str(person.body["id"]), "health", {"text": "needs insulin"}, str(source.body["id"])),
    )


def heard(vault: Vault, number: int) -> list[tuple[str, Any]]:
    shown: list[Any] = shown_assessments(vault, assessments_of(vault, number))
    return [(one["by"], one["credibility"]) for one in shown]


def test_it_is_signed_by_the_member_and_the_vault_verifies(vault: Vault, said: StoredRecord) -> None:
    record = assess(vault, said, credibility="probable", basis="told_by_relative", reason="names the ward")
    key = bytes.fromhex(str(vault.members()[vault.member]["public_key"]))
    verify_signature(record.body, key)
    assert record.type == "Assessment"
    assert record.body["of"] == said.body["id"]
    assert verify_vault(vault).holds
    with pytest.raises(BadData):
        verify_signature({**record.body, "credibility": "confirmed"}, key)
    assert [event.text for event in history(vault)][-1] == f"an assessment of #{said.number}"


def test_the_last_of_each_member_counts_and_members_may_differ(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    add_member(vault, "Bahar", "member", THEIRS)
    assess(vault, said, credibility="possible")
    assess(vault, said, credibility="probable")
    vault.close()
    with world.open(secret=THEIRS) as theirs:
        second = assess(theirs, theirs.record(said.number), credibility="doubtful")
        assert heard(theirs, said.number) == [("Aygul", "probable"), ("Bahar", "doubtful")]
        retract(theirs, second, reason="I took it for another")
        assert heard(theirs, said.number) == [("Aygul", "probable")]


def test_taking_back_the_last_brings_back_what_the_member_said_before(
    vault: Vault, said: StoredRecord
) -> None:
    assess(vault, said, credibility="possible")
    record = assess(vault, said, credibility="confirmed")
    assert undo(vault).records == ((record.number, "Assessment"),)
    assert heard(vault, said.number) == [("Aygul", "possible")]


def test_only_a_living_statement_is_assessed_never_a_source_or_person(
    vault: Vault, said: StoredRecord
) -> None:
    person, source = (vault.find(str(said.body[name])) for name in ("subject", "said_by"))
    for other in (person, source, vault.record(1)):
        with pytest.raises(Misuse, match="Statement is wanted"):
            assess(vault, other, credibility="doubtful")
        with pytest.raises(Misuse, match="Statement is wanted"):
            assessments_of(vault, other.number)
    retract(vault, said, reason="another person")
    with pytest.raises(Misuse, match="already superseded or retracted"):
        assess(vault, said, credibility="doubtful")


def test_a_correction_is_not_yet_assessed(vault: Vault, said: StoredRecord) -> None:
    assess(vault, said, credibility="probable")
    saying = Saying(str(said.body["subject"]), "health", {"text": "needs rest"}, str(said.body["said_by"]))
    assert heard(vault, correct(vault, said, saying).number) == []
    assert heard(vault, said.number) == [("Aygul", "probable")]


def test_it_stands_beside_the_statement_wherever_that_is_shown_as_of_a_day_too(
    vault: Vault, said: StoredRecord
) -> None:
    first = assess(vault, said, credibility="possible")
    assess(vault, said, credibility="doubtful", reason="two wards are named")
    shown: Any = show(vault, said)["assessments"]
    assert [(one["by"], one["credibility"], one["reason"]) for one in shown] == [
        ("Aygul", "doubtful", "two wards are named")
    ]
    assert [one.credibility for one in held_statement(vault, said.number).assessments] == ["doubtful"]

    def as_of(moment: str | None) -> list[str | None]:
        held = held_about(vault, str(said.body["subject"]), as_of=moment)
        return [one.credibility for each in held.statements for one in each.assessments]

    assert as_of(None) == ["doubtful"]
    assert as_of(str(first.body["entered_at"])) == ["possible"]
    assert as_of(str(said.body["entered_at"])) == []


def test_erasing_a_statement_takes_its_assessments(vault: Vault, said: StoredRecord) -> None:
    record = assess(vault, said, credibility="probable")
    plan = plan_erasure(vault, [said])
    assert record.number in plan.numbers
    erase(vault, plan, reason="withdrawn")
    with pytest.raises(Misuse, match="erased"):
        vault.record(record.number)
    assert verify_vault(vault).holds


def test_merging_keeps_the_assessments_of_both_sides(vault: Vault, said: StoredRecord, world: Any) -> None:
    add_member(vault, "Bahar", "member", THEIRS)
    vault.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(vault.path, world.folder / "copy.vault")
    with world.open("copy.vault", THEIRS, adopt=True) as copy:
        assess(copy, copy.find(str(said.body["id"])), credibility="doubtful")
    assess(vault, said, credibility="probable")
    with merging(vault, world.folder / "copy.vault", WORDS) as both:
        both.carry_out()
    assert sorted(heard(vault, said.number)) == [("Aygul", "probable"), ("Bahar", "doubtful")]
    assert verify_vault(vault).holds


def test_those_of_members_of_a_merged_vault_are_told_by_their_names(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    assess(vault, said, credibility="improbable")
    other = world.new("other.vault", "Dauren")
    vault.close()
    with merging(other, vault.path, WORDS) as both:
        both.carry_out()
    assert heard(other, other.find(str(said.body["id"])).number) == [("Aygul", "improbable")]
