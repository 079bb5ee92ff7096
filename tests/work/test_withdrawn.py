"""Who said no to being documented is not heard any more; silence is no no, and a new grant ends it."""

from collections.abc import Callable
from typing import Any

import pytest

from amanet.record.statement import Saying
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.rewriting import erase_numbers
from amanet.work.consent import grant, refuse, withdraw
from amanet.work.gathering import gather
from amanet.work.signed import signed_draft
from amanet.work.statements import add_entity, add_source, say
from amanet.work.withdrawn import withdrawn_sources


@pytest.fixture
def aunt(vault: Vault) -> StoredRecord:
    return add_source(vault, "an aunt", "person")


@pytest.fixture
def person(vault: Vault, aunt: StoredRecord) -> StoredRecord:
    """Somebody whom the aunt speaks of."""
    by = str(aunt.body["id"])
    return add_entity(vault, "Person", [Saying("", "name", {"name": "Lada Jur", "kind": "full"}, by)])


@pytest.fixture
def allow(vault: Vault) -> Callable[..., list[StoredRecord]]:
    def allowed(
        whom: StoredRecord, use: str = "documentation", given_at: str = "2026-11-01"
    ) -> list[StoredRecord]:
        return grant(
            vault, str(whom.number), uses=[use], recipient="team", identity="named", given_at=given_at, language="en", explained="all of it"
        )  # fmt: skip

    return allowed


def is_person(vault: Vault, source: StoredRecord, person: StoredRecord) -> StoredRecord:
    by = str(source.body["id"])
    return say(vault, Saying(by, "person", {"entity": str(person.body["id"])}, by))


def test_without_a_no_everybody_is_heard(vault: Vault, aunt: StoredRecord, allow: Callable[..., Any]) -> None:
    assert withdrawn_sources(vault) == frozenset()
    allow(aunt)
    assert withdrawn_sources(vault) == frozenset()


def test_a_refusal_of_documentation_or_of_everything_silences(vault: Vault, aunt: StoredRecord) -> None:
    refuse(vault, str(aunt.number), uses=["media"])
    refuse(vault, str(aunt.number), uses=["documentation"], recipient="partner:Lantern")
    assert withdrawn_sources(vault) == frozenset()
    refuse(vault, str(aunt.number))
    assert withdrawn_sources(vault) == {aunt.number}


def test_a_withdrawal_silences_until_it_is_allowed_anew(
    vault: Vault, aunt: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow(aunt, given_at="2026-10-01")
    withdraw(vault, str(aunt.number), given_at="2026-10-10")
    assert withdrawn_sources(vault) == {aunt.number}
    allow(aunt, given_at="2026-10-20")
    assert withdrawn_sources(vault) == frozenset()


def test_taking_back_another_grant_by_name_silences_nobody(
    vault: Vault, aunt: StoredRecord, allow: Callable[..., Any]
) -> None:
    ours, other = allow(aunt)[0], allow(aunt, "research")[0]
    withdraw(vault, str(aunt.number), [str(other.number)])
    assert withdrawn_sources(vault) == frozenset()
    withdraw(vault, str(aunt.number), [str(ours.number)])
    assert withdrawn_sources(vault) == {aunt.number}


def test_of_a_grant_that_was_erased_nobody_knows_that_it_was_another(
    vault: Vault, aunt: StoredRecord, allow: Callable[..., Any]
) -> None:
    ours = allow(aunt)[0]
    withdraw(vault, str(aunt.number), [str(ours.number)])
    draft = signed_draft(vault, "Erasure", {"erased": [ours.reference], "reason": "r"})
    erase_numbers(vault, [ours.number], draft)
    assert withdrawn_sources(vault) == {aunt.number}


def test_a_person_and_the_sources_that_they_are_have_one_will(
    vault: Vault, aunt: StoredRecord, person: StoredRecord
) -> None:
    letter = add_source(vault, "a letter", "document")
    is_person(vault, aunt, person)
    is_person(vault, letter, person)
    refuse(vault, str(person.number))
    assert withdrawn_sources(vault) == {aunt.number, letter.number}


def test_who_was_judged_to_be_the_same_is_not_heard_either(vault: Vault, aunt: StoredRecord) -> None:
    other = add_source(vault, "a voice", "person")
    sides = {side: {"entity": str(one.body["id"])} for side, one in (("left", aunt), ("right", other))}
    vault.add(signed_draft(vault, "Judgement", {**sides, "verdict": "unsure"}))
    refuse(vault, str(aunt.number))
    assert withdrawn_sources(vault) == {aunt.number, other.number}


def test_retracting_an_entity_takes_no_no_away(
    vault: Vault, aunt: StoredRecord, person: StoredRecord
) -> None:
    is_person(vault, aunt, person)
    refuse(vault, str(person.number))
    vault.add(Draft("Retraction", {"retracts": str(person.body["id"]), "reason": "entered twice"}))
    assert withdrawn_sources(vault) == {aunt.number}


def test_no_day_in_the_past_brings_a_withdrawn_source_back(
    vault: Vault, aunt: StoredRecord, person: StoredRecord
) -> None:
    before = str(vault.record(vault.last_number).body["entered_at"])
    assert gather(vault, person).told
    refuse(vault, str(aunt.number))
    for as_of in (None, before):
        assert not [one for one in gather(vault, person, as_of=as_of).told if one.said_by == aunt.body["id"]]
