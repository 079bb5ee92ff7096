"""Who says what: entered, corrected, retracted, reviewed, taken back; and what was held on a day."""

import itertools
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.record.statement import Saying
from amanet.sealing import Passphrase
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.entities import find_entity, list_entities
from amanet.work.holding import held_about, held_from
from amanet.work.members import add_member
from amanet.work.statements import add_entity, add_source, correct, retract, review, say, undo

_COUNTER = itertools.count()


@pytest.fixture
def source(vault: Vault) -> StoredRecord:
    return add_source(vault, "a cousin", "person")


@pytest.fixture
def person(vault: Vault, source: StoredRecord) -> StoredRecord:
    named = Saying("", "name", {"name": "Aygül Nurlan", "kind": "full"}, str(source.number))
    return add_entity(vault, "Person", [named_by(named, source)])


def named_by(saying: Saying, source: StoredRecord) -> Saying:
    return Saying(saying.subject, saying.property, saying.value, source.body["id"])


def sex(person: StoredRecord, source: StoredRecord, term: str = "female", **more: Any) -> Saying:
    return Saying(person.body["id"], "sex", {"term": term}, source.body["id"], **more)


def living(vault: Vault, person: StoredRecord, **when: Any) -> list[tuple[str, str]]:
    held = held_about(vault, person.number, **when)
    return [
        (one.body["property"], one.body["value"].get("name") or one.body["value"]["term"])
        for one in held.statements
        if one.living
    ]


def test_a_source_names_itself_and_a_person_is_named_by_a_source(
    vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    assert [(one.label, one.schema, one.statements) for one in list_entities(vault)] == [
        ("a cousin", "Source", 2),
        ("Aygül Nurlan", "Person", 1),
    ]
    assert find_entity(vault, "aygül nurlan".title(), "Person").number == person.number
    assert find_entity(vault, f"#{person.number}").number == person.number


def test_no_statement_without_a_source(vault: Vault, person: StoredRecord) -> None:
    with pytest.raises(Misuse, match="Source is wanted"):
        say(vault, Saying(person.body["id"], "sex", {"term": "female"}, person.body["id"]))
    with pytest.raises(Misuse):
        say(vault, Saying(person.body["id"], "sex", {"term": "female"}, ""))
    with pytest.raises(BadData, match="said_by"):
        vault.add(
            Draft(
                "Statement",
                {
                    "subject": person.body["id"],
                    "property": "sex",
                    "value": {"term": "female"},
                    "polarity": "affirms",
                },
            )
        )


@pytest.mark.parametrize(
    ("prop", "value"),
    [
        ("sex", {"term": "nonsense"}),
        ("sex", {"text": "female"}),
        ("birth_date", {"text": "1980"}),
        ("nonsense", {"text": "x"}),
        ("name", {"name": ""}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    vault: Vault, source: StoredRecord, person: StoredRecord, prop: str, value: dict[str, Any]
) -> None:
    before = vault.last_number
    with pytest.raises(BadData):
        say(vault, Saying(person.body["id"], prop, value, source.body["id"]))
    assert vault.last_number == before


def test_an_entity_named_has_to_be_of_the_right_schema(
    vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    with pytest.raises(Misuse, match="Place"):
        say(vault, Saying(person.body["id"], "birth_place", {"entity": person.body["id"]}, source.body["id"]))


def test_contradictions_stand_side_by_side_and_a_correction_replaces_only_its_own(
    vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    neighbour = add_source(vault, "a neighbour")
    wrong = say(vault, sex(person, source, "male"))
    say(vault, sex(person, neighbour, "female"))
    say(vault, sex(person, neighbour, "male", polarity="denies"))
    new = correct(vault, wrong, sex(person, source, "female"), reason="misheard")
    assert living(vault, person) == [
        ("name", "Aygül Nurlan"),
        ("sex", "female"),
        ("sex", "male"),
        ("sex", "female"),
    ]
    old = next(one for one in held_about(vault, person.number).statements if one.number == wrong.number)
    assert not old.living
    assert len(old.ended_by) == 1
    assert vault.record(wrong.number).body["value"] == {"term": "male"}
    assert {one.number for one in held_from(vault, source.number).statements} >= {wrong.number, new.number}
    with pytest.raises(Misuse, match="already"):
        correct(vault, wrong, sex(person, source))


def test_what_was_held_on_a_day(vault: Vault, source: StoredRecord, person: StoredRecord) -> None:
    first = say(vault, sex(person, source, "male"))
    then = first.body["entered_at"]
    retract(vault, first, reason="another person")
    assert ("sex", "male") not in living(vault, person)
    assert ("sex", "male") in living(vault, person, as_of=then)
    assert living(vault, person, as_of="2000-01-01T00:00:00Z") == []


def test_a_retraction_says_why(vault: Vault, person: StoredRecord) -> None:
    with pytest.raises(Misuse, match="why"):
        retract(vault, person, reason=" ")


def test_undo_takes_back_a_whole_step_and_then_the_one_before(
    vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    wrong = say(vault, sex(person, source, "male"))
    correct(vault, wrong, sex(person, source, "female"))
    assert [name for _, name in undo(vault).records] == ["Statement", "Supersession"]
    assert living(vault, person) == [("name", "Aygül Nurlan"), ("sex", "male")]
    assert undo(vault).records == ((wrong.number, "Statement"),)
    assert [name for _, name in undo(vault).records] == ["Entity", "Statement"]
    with pytest.raises(Misuse, match="retracted"):
        find_entity(vault, str(person.number))
    undo(vault)
    with pytest.raises(Misuse, match="nothing of yours"):
        undo(vault)


def test_undoing_a_retraction_brings_back(vault: Vault, source: StoredRecord, person: StoredRecord) -> None:
    statement = say(vault, sex(person, source))
    retract(vault, statement, reason="r")
    undo(vault)
    assert ("sex", "female") in living(vault, person)


def test_a_statement_is_reviewed_by_somebody_else_unless_one_works_alone(
    world: Any, vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    statement = say(vault, sex(person, source))
    review(vault, statement, "reviewed")
    other = Passphrase("another, for tests only")
    add_member(vault, "Bolat", "member", other)
    mine = say(vault, sex(person, source))
    with pytest.raises(Misuse, match="somebody else"):
        review(vault, mine, "reviewed")
    review(vault, mine, "proposed")
    vault.close()
    theirs = world.open(secret=other)
    review(theirs, theirs.record(mine.number), "reviewed", reason="heard it too")
    states = {one.number: one.state for one in held_about(theirs, person.number).statements}
    assert states[mine.number] == states[statement.number] == "reviewed"
    with pytest.raises(BadData, match="state is one of"):
        review(theirs, theirs.record(mine.number), "excellent")


def test_two_of_one_name_are_told_apart(vault: Vault, source: StoredRecord, person: StoredRecord) -> None:
    again = Saying("", "name", {"name": "Aygül Nurlan", "kind": "full"}, source.body["id"])
    add_entity(vault, "Person", [again])
    with pytest.raises(Misuse, match="Several are called so"):
        find_entity(vault, "Aygül Nurlan")


def test_nobody_says_for_somebody_else_who_they_are(
    vault: Vault, source: StoredRecord, person: StoredRecord
) -> None:
    """No presumed religion or ethnicity: DESIGN section 7."""
    own = Saying(person.body["id"], "self_described_religion", {"text": "x"}, source.body["id"])
    with pytest.raises(Misuse, match="of themselves"):
        say(vault, own)
    say(vault, Saying(source.body["id"], "person", {"entity": person.body["id"]}, source.body["id"]))
    say(vault, own)
    with pytest.raises(Misuse, match="of themselves"):
        say(vault, Saying(**{**vars(own), "heard_from": source.body["id"]}))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from("scru"), st.integers(0, 5)), max_size=10))
def test_time_travel_agrees_with_a_replay(world: Any, steps: list[tuple[str, int]]) -> None:
    """What is shown for a moment in the past is what was shown at that moment."""
    vault = world.new(f"{next(_COUNTER)}.vault")
    source = add_source(vault, "a cousin")
    named = Saying("", "name", {"name": "N", "kind": "full"}, source.body["id"])
    person = add_entity(vault, "Person", [named])
    said: list[StoredRecord] = []
    seen: list[tuple[str, list[tuple[Any, ...]]]] = []

    def shown(**when: Any) -> list[tuple[Any, ...]]:
        held = held_about(vault, person.number, **when)
        return [(held.label, one.number, one.state, one.living, one.ended_by) for one in held.statements]

    for step, which in steps:
        chosen = said[which % len(said)] if said else None
        with suppress(Misuse):
            if step == "s" or chosen is None:
                said.append(say(vault, sex(person, source)))
            elif step == "c":
                said.append(correct(vault, chosen, sex(person, source, "male")))
            elif step == "r":
                retract(vault, chosen, reason="r")
            else:
                review(vault, chosen, "reviewed")
        seen.append((vault.record(vault.last_number).body["entered_at"], shown()))
    for moment, then in seen:
        assert shown(as_of=moment) == then
    vault.close()
