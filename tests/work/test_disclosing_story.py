"""What is gathered for a plan is never less than the whole vault, for whom a statement touches and for who is a mere official."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from tests.work.conftest import World
from tests.work.test_overview import Invented

from amanet.consent import Recipient
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.touching import touched_by, touched_by_item
from amanet.record.standing import Entered
from amanet.record.statement import Saying
from amanet.vault import Draft, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.consent import grant, refuse, today
from amanet.work.disclosing_hidden import hidden_people
from amanet.work.disclosing_story import asked_of, story_of
from amanet.work.signed import signed_draft
from amanet.work.statements import add_entity, add_source, say

TO = Recipient("partner", "Lantern")


def whole(vault: Vault) -> Story:
    return Story.of((Entered.of(record.body) for record in vault.records()), load_ontology())


@pytest.mark.parametrize("seed", [1, 7, 212])
def test_what_is_gathered_touches_everybody_whom_the_whole_vault_touches(world: World, seed: int) -> None:
    vault = world.new()
    made = Invented(vault, seed)
    _speakers(made)
    everything = whole(vault)
    numbers = vault.related.numbers(everything.statements)
    for chosen in random.Random(seed).sample(sorted(numbers), min(12, len(numbers))):
        part = story_of(vault, [numbers[chosen]])
        assert part.statements[chosen] == everything.statements[chosen]
        assert touched_by(part, part.statements[chosen]) == touched_by(
            everything, everything.statements[chosen]
        )
        assert part.officials <= everything.officials
        for passage in part.statements[chosen].body.get("passages", ()):
            assert part.quoting(passage) == everything.quoting(passage)
        for item in part.items_of(part.statements[chosen]):
            assert part.heard.get(item) == everything.heard.get(item)
    for item, number in vault.related.numbers(everything.items).items():
        part = story_of(vault, (), [number])
        assert touched_by_item(part, item) == touched_by_item(everything, item)


def _speakers(made: Invented) -> None:
    """Somebody who is judged to speak in a reading that nothing else ties them to."""
    vault = made.vault
    reading = next(str(one.body["id"]) for one in vault.records("Rendition"))
    sides = {"left": {"rendition": reading, "speaker": "A"}, "right": {"entity": made.of["Source"][3]}}
    vault.add(signed_draft(vault, "Judgement", {**sides, "verdict": "same"}))


class Office:
    """Who ordered it, for the police; and what else may be on record of him."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.source = str(add_source(vault, "Nursel", "person").body["id"])
        self.man = self.entity("Person", name={"name": "Orhan Taskiran", "kind": "full"})
        self.deed = self.entity("Involvement", kind_of_body={"term": "police"}, role={"term": "ordered"})
        self.chosen = self.say(self.deed, "actor", {"entity": self.man})

    def entity(self, schema: str, **told: Any) -> str:
        sayings = [Saying("", name, value, self.source) for name, value in told.items()]
        return str(add_entity(self.vault, schema, sayings).body["id"])

    def say(self, subject: str, name: str, value: Any, **more: Any) -> int:
        return say(self.vault, Saying(subject, name, value, self.source, **more)).number

    @property
    def is_one(self) -> bool:
        return self.man in story_of(self.vault, [self.chosen]).officials


def test_who_was_taken_himself_years_later_is_no_mere_official_wherever_he_is_met(vault: Vault) -> None:
    """What is said of his own arrest was not chosen and lies nowhere near what was: his name must not go unasked for all that."""
    office = Office(vault)
    assert office.is_one
    arrest = office.entity("Act", type={"term": "arrest"})
    office.say(arrest, "victim", {"entity": office.man})
    assert not office.is_one
    story = story_of(vault, [office.chosen])
    request = Request("advocacy", TO, today(vault))
    assert any("Orhan Taskiran" in one.forms for one in hidden_people(vault, request, story, {}))


def test_who_may_be_another_person_in_the_vault_is_no_mere_official(vault: Vault) -> None:
    office = Office(vault)
    other = office.entity("Person", name={"name": "Orhan Taşkıran", "kind": "full"})
    sides = {"left": {"entity": office.man}, "right": {"entity": other}, "verdict": "unsure"}
    vault.add(signed_draft(vault, "Judgement", sides))
    assert not office.is_one


def test_who_is_a_source_is_no_mere_official(vault: Vault) -> None:
    office = Office(vault)
    source = str(add_source(vault, "the man from the gate", "person").body["id"])
    office.say(source, "person", {"entity": office.man})
    assert not office.is_one


# Days


def answered(vault: Vault, person: str, day: date) -> Any:
    request = Request("advocacy", TO, day)
    known = whole(vault)
    return asked_of(vault, known, request, today(vault)).answer(person).level


def test_a_plan_for_a_day_to_come_rests_on_nothing_that_is_not_allowed_today(vault: Vault) -> None:
    """Or whoever writes a later day into a proposal opens what was to be allowed only then."""
    source = add_source(vault, "Nursel", "person")
    who, now = str(source.body["id"]), today(vault)
    fields = {
        "person": who, "use": "advocacy", "recipient": TO.to_json(), "identity": "named", "given_at": {"edtf": (now + timedelta(300)).isoformat()},
    }  # fmt: skip
    vault.add(signed_draft(vault, "Grant", fields))
    assert answered(vault, who, now + timedelta(days=400)) is None
    assert answered(vault, who, now) is None


def test_a_plan_of_an_earlier_day_allows_nothing_that_ended_since(vault: Vault) -> None:
    source = add_source(vault, "Nursel", "person")
    who, now = str(source.body["id"]), today(vault)
    given = {
        "explained": "all of it",
        "language": "ug",
        "recipient": "partner:Lantern",
        "uses": ["advocacy"],
        "identity": "named",
    }
    grant(vault, str(source.number), given_at="2026-01-01", **given)  # type: ignore[arg-type]
    assert answered(vault, who, now - timedelta(days=10)) is not None
    refuse(vault, str(source.number), uses=["advocacy"], recipient="partner:Lantern", given_at="2026-11-20")
    assert answered(vault, who, now - timedelta(days=200)) is None
    assert answered(vault, who, now + timedelta(days=200)) is None


def test_what_a_source_of_no_kind_says_is_asked_for(vault: Vault) -> None:
    record = vault.add(Draft("Entity", {"schema": "Source"}))[0]
    assert answered(vault, str(record.body["id"]), today(vault)) is None
