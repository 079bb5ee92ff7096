"""Whom a piece touches: everybody of its story, in every schema. Rather one too many than one too few."""

from typing import Any

import pytest

from amanet.disclosure.touching import (
    GAVE_IT,
    HEARD_FROM,
    NAMED_IN_IT,
    OF_THEM,
    SAID_IT,
    SPEAKS_IN_IT,
    Touch,
    touched_by,
    touched_by_item,
)
from amanet.record.standing import Entered

from .conftest import ontology, record, story_of


def touched(*lines: Any, more: Any = (), which: str = "t00") -> dict[str, set[str]]:
    """The ways each is touched by the first line."""
    story = story_of(*lines, more=more)
    found: dict[str, set[str]] = {}
    for touch in touched_by(story, story.statements[which]):
        found.setdefault(touch.entity, set()).add(touch.how)
    return found


# Of each schema: what is said of it, and who beside the source is touched by that.
EACH: dict[str, tuple[list[Any], set[str]]] = {
    "Person": ([("p1", "sex", "female")], {"p1"}),
    "Source": ([("s2", "kind", "person"), ("s2", "person", "p1")], {"s2", "p1"}),
    "Group": ([("g1", "kind", "family"), ("g1", "member", "p1")], {"p1"}),
    "Organization": ([("o1", "sector", "bread"), ("o1", "head", "p1")], set()),
    "Place": ([("l1", "kind", "home"), ("p1", "residence", "l1")], set()),
    "Facility": ([("f1", "kind", "camp")], set()),
    "Event": ([("e1", "title", "The raid"), ("a1", "event", "e1"), ("a1", "victim", "p1")], set()),
    "Act": ([("a1", "type", "arrest"), ("a1", "victim", "p1")], {"p1"}),
    "Involvement": (
        [("i1", "role", "witness"), ("i1", "actor", "p1"), ("i1", "act", "a1"), ("a1", "victim", "p2")],
        {"p1", "p2"},
    ),
    "OfficialClaim": (
        [("c1", "words", "nobody"), ("c1", "about", "p1"), ("c1", "about_act", "a1"), ("a1", "victim", "p2")],
        {"p1", "p2"},
    ),
    "Relation": ([("r1", "kind", "child"), ("r1", "person", "p1"), ("r1", "relative", "p2")], {"p1", "p2"}),
    "SignOfLife": (
        [("z1", "kind", "letter"), ("z1", "person", "p1"), ("z1", "received_by", "p2")],
        {"p1", "p2"},
    ),
    "AgreedSign": (
        [("w1", "words", "a lantern"), ("w1", "person", "p1"), ("w1", "with", "p2")],
        {"p1", "p2"},
    ),
    "Intervention": ([("v1", "status", "sent"), ("v1", "by", "p1"), ("v1", "for", "p2")], {"p1", "p2"}),
}


@pytest.mark.parametrize("schema", sorted(EACH))
def test_what_is_said_of_anything_touches_the_people_of_its_story(schema: str) -> None:
    lines, people = EACH[schema]
    assert touched(*lines).keys() == {"s1", *people}


def test_there_is_a_case_for_every_schema_that_people_enter() -> None:
    assert set(ontology().schemata) - {"Thing", "Actor"} == set(EACH)


@pytest.mark.parametrize("schema", sorted(EACH))
def test_naming_it_touches_the_same_people(schema: str) -> None:
    lines, people = EACH[schema]
    named = lines[0][0]
    story = story_of(*lines)
    naming = Entered("t99", "Statement", "", {"subject": "c9", "property": "in_answer_to", "value": {"entity": named}, "polarity": "affirms",
                                              "said_by": "s1"})  # fmt: skip
    again = story_of(*lines, more=(naming,))
    assert story.statements.keys() < again.statements.keys()
    found = {touch.entity for touch in touched_by(again, again.statements["t99"]) if touch.how == NAMED_IN_IT}
    assert found == people


def test_each_way_of_being_touched_is_told() -> None:
    item, passage = record("x9", "Item", source="Rozi"), record("q1", "Passage", of="x9")
    line = (("p1", "sibling", "p2", "s1"), {"heard_from": "s2", "passages": ["q1"]})
    assert touched(line, ("s3", "name", "Rozi"), more=(item, passage)) == {
        "s1": {SAID_IT},
        "s2": {HEARD_FROM},
        "p1": {OF_THEM},
        "p2": {NAMED_IN_IT},
        "s3": {GAVE_IT},
    }


def test_whoever_is_said_by_one_to_be_the_victim_is_touched_by_what_another_says() -> None:
    assert touched(("a1", "victim", "p1", "s1"), ("a1", "victim", "p2", "s2")).keys() == {"s1", "p1", "p2"}


def test_also_where_it_is_denied() -> None:
    line = (("a1", "victim", "p2", "s2"), {"polarity": "denies"})
    assert touched(("a1", "type", "arrest"), line).keys() == {"s1", "p2"}


def test_a_group_of_which_nobody_says_who_is_in_it_is_asked_itself_and_nobody_can_answer() -> None:
    assert touched(("a1", "victim", "g1")) == {"s1": {SAID_IT}, "g1": {OF_THEM, NAMED_IN_IT}}


def test_groups_in_groups_are_followed_to_their_members_and_a_circle_ends() -> None:
    lines = [("a1", "victim", "g1"), ("g1", "member", "g2"), ("g2", "member", "g1"), ("g2", "member", "p1")]
    assert "p1" in touched(*lines)


def test_what_is_not_on_record_is_asked_and_nobody_can_answer() -> None:
    gone = Entered("t99", "Statement", "", {"subject": "a1", "property": "victim", "value": {"entity": "p9"}, "polarity": "affirms",
                                            "said_by": "s1"})  # fmt: skip
    assert "p9" in touched(("a1", "type", "arrest"), more=(gone,))


def test_who_ordered_it_for_the_police_is_not_asked_and_the_guard_at_the_gate_is() -> None:
    ordered = [("i1", "actor", "p1"), ("i1", "role", "ordered"), ("i1", "kind_of_body", "police")]
    assert touched(*ordered).keys() == {"s1"}
    guard = [("i1", "actor", "p1"), ("i1", "role", "guard"), ("i1", "kind_of_body", "police")]
    assert touched(*guard).keys() == {"s1", "p1"}


def test_the_name_of_an_official_is_not_asked_for_and_the_rest_of_their_life_is() -> None:
    lines = [("c1", "made_by", "p1"), ("p1", "name", "Memet Tursun"), ("p1", "birth_date", "1970")]
    assert touched(*lines, which="t01").keys() == {"s1"}
    assert touched(*lines, which="t02").keys() == {"s1", "p1"}


# Documents


def items_story(*more: Entered, lines: Any = ()) -> set[Touch]:
    story = story_of(("s2", "name", "Rozi Hashim"), ("s3", "kind", "person"), *lines, more=more)
    return set(touched_by_item(story, "x9"))


def test_who_handed_it_over_is_found_by_name_however_it_is_written() -> None:
    assert items_story(record("x9", "Item", source="  rozi   HASHIM ")) == {Touch("s2", GAVE_IT)}
    assert items_story(record("x9", "Item", source="")) == set()
    assert items_story(record("x9", "Item")) == set()


def test_who_was_interviewed_in_it_is_asked_also_where_nothing_rests_on_it() -> None:
    interview = record("h1", "Interview", source="s3", items=["x9"])
    assert items_story(record("x9", "Item"), interview) == {Touch("s3", SPEAKS_IN_IT)}


@pytest.mark.parametrize(("verdict", "is_asked"), [("same", True), ("unsure", True), ("different", False)])
def test_who_is_judged_to_speak_in_a_reading_of_it_is_asked(verdict: str, is_asked: bool) -> None:
    reading = record("y1", "Rendition", item="x9", kind="reading")
    judged = record(
        "j1", "Judgement", left={"rendition": "y1", "speaker": "A"}, right={"entity": "s3"}, verdict=verdict
    )
    assert (Touch("s3", SPEAKS_IN_IT) in items_story(record("x9", "Item"), reading, judged)) == is_asked


def test_everybody_touched_by_what_rests_on_a_reading_or_translation_of_it_is_asked() -> None:
    more = (
        record("x9", "Item"),
        record("y1", "Rendition", item="x9", kind="reading"),
        record("q1", "Passage", of="y1"),
    )
    found = items_story(*more, lines=[(("a1", "victim", "p1", "s1"), {"passages": ["q1"]})])
    assert {touch.entity for touch in found} == {"s1", "p1"}
