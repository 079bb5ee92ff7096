"""What an attacker would try on the rules of a statement. Each test is a hole that was open once, or a rule that nothing else holds."""

from dataclasses import replace
from typing import Any

import pytest

from amanet.disclosure.policy import KIN
from amanet.disclosure.story import Story

from .conftest import ALL, HIDDEN_NAME, REQUEST, asked_of, leaving, level, planned, record, story_of

OPENLY = {"s1": ALL, "s2": ALL, "p1": ALL, "p2": ALL, "p3": ALL}


def only(story: Story, statement: str, **levels: Any) -> Any:
    """The shape of one statement; None where it stays."""
    return planned(story, asked_of(**{**OPENLY, **levels})).statements[statement].shape


# What is of another form than the ontology says


@pytest.mark.parametrize(
    ("subject", "name", "value"),
    [
        ("a1", "type", {"term": "Aynur was taken"}),
        ("a1", "type", {"term": "arrest", "text": "Aynur was taken"}),
        ("a1", "description", {"text": "said", "term": "arrest"}),
        ("p1", "phone", {"identifier": "700 123", "note": "Aynur's"}),
        ("l1", "coordinates", {"coordinates": ["43.2", "76.9"], "words": "behind her house"}),
        ("a1", "victim", {"entity": "p1", "words": "Aynur"}),
        ("a1", "stated_reason", {"absent": "she hid it"}),
        ("a1", "warrant_shown", {"yes_no": "Aynur says no"}),
        ("a1", "unheard_of", {"text": "Aynur"}),
        ("a1", "type", {"something": "Aynur"}),
    ],
)
def test_a_value_of_another_form_stays(subject: str, name: str, value: dict[str, Any]) -> None:
    story = story_of((subject, name, value))
    assert leaving(story, asked_of(**OPENLY)) == {}


@pytest.mark.parametrize("more", [{"certainty": "as Aynur says"}, {"basis": "Aynur told"}])
def test_words_where_a_code_stands_stay(more: dict[str, Any]) -> None:
    assert leaving(story_of((("a1", "type", "arrest"), more)), asked_of(**OPENLY)) == {}


def test_a_language_that_is_none_is_left_out() -> None:
    story = story_of((("a1", "type", "arrest"), {"language": "the Aynur of Selkum", "wording": "they came"}))
    assert only(story, "t00").language is None


@pytest.mark.parametrize("how", ["withheld", "refused"])
def test_that_somebody_would_not_say_is_a_thing_said(how: str) -> None:
    story = story_of(("a1", "stated_reason", {"absent": how}), ("a1", "charge", {"absent": "unknown"}))
    assert leaving(story, asked_of(**OPENLY)) == {"t01": {"absent": "unknown"}}


# What a member keeps back


@pytest.mark.parametrize("hidden", ["t00", "a1", "s1", "p1", "s2", "p9"])
def test_whoever_is_kept_back_is_kept_back_wherever_they_are_met(hidden: str) -> None:
    story = story_of((("a1", "victim", "p1"), {"heard_from": "s2"}), ("a1", "victim", "p9"))
    asked = asked_of(**{**OPENLY, "p9": ALL})
    assert "t00" in leaving(story, asked)
    assert "t00" not in leaving(story, asked, replace(REQUEST, hidden=frozenset({hidden})))


def test_a_place_that_is_kept_back_is_not_given_as_the_district_either() -> None:
    story = story_of(("a1", "place", "l1"), ("l1", "part_of", "l2"), ("l2", "kind", "region"))
    asked = asked_of(s1=level(place="district"))
    assert leaving(story, asked)["t00"] == {"entity": "l2"}
    assert "t00" not in leaving(story, asked, replace(REQUEST, hidden=frozenset({"l2"})))


# Names, numbers, kinship


def test_a_name_stays_unless_everybody_it_touches_is_to_be_named() -> None:
    story = story_of(("p1", "name", "Aynur Tokhti"), ("s1", "name", "Memet"), ("l1", "name", "Selkum"))
    assert only(story, "t00") is not None
    assert only(story, "t00", p1=HIDDEN_NAME) is None
    assert only(story, "t00", s1=HIDDEN_NAME) is None
    assert only(story, "t01", s1=HIDDEN_NAME) is None


@pytest.mark.parametrize("kin", [*sorted(KIN), "other_kin"])
def test_relatives_are_of_no_kind_where_not_all_are_named(kin: str) -> None:
    """Also whoever was said to be of none: or its absence would tell who was."""
    shape = only(story_of(("p1", kin, "p2")), "t00", p2=HIDDEN_NAME)
    assert shape.property == "other_kin"
    changed = planned(story_of(("p1", kin, "p2")), asked_of(**{**OPENLY, "p2": HIDDEN_NAME})).statements[
        "t00"
    ]
    assert "it is said that they are relatives, not which" in map(str, changed.decision.how)


def test_that_no_sibling_is_known_does_not_say_of_which_kin_it_was_asked() -> None:
    story = story_of(("p1", "sibling", {"absent": "unknown"}))
    assert only(story, "t00", p1=HIDDEN_NAME).property == "other_kin"


def test_the_kind_of_a_relation_stays_where_not_all_are_named() -> None:
    story = story_of(("r1", "person", "p1"), ("r1", "relative", "p2"), ("r1", "kind", "child"))
    assert only(story, "t02") is not None
    assert only(story, "t02", p2=HIDDEN_NAME) is None


def test_who_a_source_is_stays_where_not_all_are_named() -> None:
    story = story_of(("s1", "person", "p1"))
    request = replace(REQUEST, opens=frozenset({"person"}))
    assert leaving(story, asked_of(**OPENLY), request)
    assert not leaving(story, asked_of(**{**OPENLY, "p1": HIDDEN_NAME}), request)


def test_numbers_go_only_with_names_and_words() -> None:
    story = story_of(("p1", "phone", {"identifier": "+7 700 123 45 67"}))
    assert only(story, "t00") is not None
    assert only(story, "t00", p1=HIDDEN_NAME) is None
    assert only(story, "t00", p1=level(words=False)) is None


def test_sensitive_facts_go_only_where_they_are_asked_for_by_name() -> None:
    story = story_of(("p1", "health", "ill"), ("p1", "phone", {"identifier": "+7 700 123 45 67"}))
    assert leaving(story, asked_of(**OPENLY)).keys() == {"t01"}


def test_a_draft_stays_unless_drafts_were_asked_for() -> None:
    story = story_of(("a1", "type", "arrest"))
    assert leaving(story, asked_of(**OPENLY), replace(REQUEST, drafts=False)) == {}


# What is said to be changed must not tell what is on record


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a1", "start", "2018-05-12"), ("a1", "start", "2018-05")),
        (("a1", "place", "l1"), ("a1", "place", "l2")),
        (
            (("a1", "type", "arrest"), {"wording": "they took her", "passages": ["q1"]}),
            (("a1", "type", "arrest"), {}),
        ),
        (
            (("a1", "type", "arrest"), {"said_at": {"edtf": "2019-01-04"}}),
            (("a1", "type", "arrest"), {"said_at": {"edtf": "2019-01"}}),
        ),
    ],
)
def test_it_cannot_be_told_whether_anything_finer_is_known(one: Any, other: Any) -> None:
    ground = (("l1", "part_of", "l2"), ("l2", "kind", "region"))
    asked = asked_of(s1=level("pseudonym", words=False, place="district", day="month"))
    first, second = (planned(story_of(line, *ground), asked).statements["t00"] for line in (one, other))
    assert first.shape is not None
    assert first.shape == second.shape
    assert first.decision.how == second.decision.how


def test_only_who_appears_in_it_is_said_to_appear_without_a_name() -> None:
    """A giver without a name, who is not met in it, would be told by that."""
    item = record("i9", "Item", source="Memet")
    passage = record("q1", "Passage", of="i9")
    line = (("a1", "type", "arrest"), {"passages": ["q1"]})
    story = story_of(line, ("s2", "name", "Memet"), more=(item, passage))
    how = planned(story, asked_of(s1=ALL, s2=level("anonymous"))).statements["t00"].decision.how
    assert "somebody appears without any name" not in map(str, how)


# Words of others


def test_a_passage_on_which_somebody_else_rests_is_quoted_only_with_their_leave() -> None:
    passage = record("q1", "Passage", of="x", quote="We both saw it.")
    lines = (
        (("a1", "type", "arrest", "s1"), {"passages": ["q1"]}),
        (("a1", "method", "beating", "s2"), {"passages": ["q1"]}),
    )
    story = story_of(*lines, more=(passage,))
    assert only(story, "t00").passages == ("q1",)
    assert only(story, "t00", s2=level(words=False)).passages == ()
    assert only(story, "t00", s2=level(place="district")).passages == ()
    assert only(story, "t00", s2=None).passages == ()


def test_what_stands_in_a_recording_of_two_is_quoted_only_with_the_leave_of_both() -> None:
    more = (
        record("x9", "Item"),
        record("q1", "Passage", of="x9", quote="We both saw it."),
        record("h1", "Interview", source="s2", items=["x9"]),
    )
    story = story_of(
        (("a1", "type", "arrest", "s1"), {"passages": ["q1"]}), ("s2", "kind", "person"), more=more
    )
    assert only(story, "t00").passages == ("q1",)
    assert only(story, "t00", s2=None).passages == ()


# Events and bodies that place somebody


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (("a1", "event", "e1"), ("e1", "place", "l1")),
        (("a1", "event", "e1"), ("e1", "start", "2018-05-12")),
        (("p1", "employer", "o1"), ("o1", "seat", "l1")),
    ],
)
def test_nobody_is_tied_to_what_is_placed_or_dated_closer_than_they_allowed(tie: Any, said: Any) -> None:
    ground = (("l1", "part_of", "l2"), ("l2", "kind", "region"), ("a1", "victim", "p1"))
    story = story_of(tie, said, *ground)
    assert only(story, "t00") is not None
    assert only(story, "t00", p1=level(place="district", day="month")) is None
    assert only(story, "t01", p1=level(place="district", day="month")) is not None


# Officials


@pytest.mark.parametrize(
    ("lines", "is_one"),
    [
        ([("i1", "role", "ordered"), ("i1", "kind_of_body", "police")], True),
        ([("i1", "role", "judge"), ("i1", "position", "of the county court")], True),
        ([("i1", "role", "carried_out"), ("i1", "kind_of_body", "police")], True),
        ([("i1", "role", "carried_out"), ("i1", "kind_of_body", "armed_forces")], False),
        ([("i1", "role", "carried_out"), ("i1", "position", "soldier")], False),
        ([("i1", "role", "planned"), ("i1", "kind_of_body", "non_governmental")], False),
        ([("i1", "role", "planned"), ("i1", "body", "o1"), ("o1", "kind", "non_governmental")], False),
        ([("i1", "role", "ordered"), ("i1", "body", "o1"), ("o1", "kind", "police")], True),
        ([("i1", "role", "ordered"), ("i1", "body", "o1")], False),
        ([("i1", "role", "ordered"), ("i1", "role", "guard"), ("i1", "kind_of_body", "police")], False),
        ([("i1", "kind_of_body", "police")], False),
        ([("i1", "role", "judge"), ("i1", "position", {"absent": "unknown"})], False),
        ([("i1", "role", "ordered"), ("i1", "kind_of_body", "police"), ("a2", "victim", "p1")], False),
        ([("i1", "role", "ordered"), ("i1", "kind_of_body", "police"), ("s2", "person", "p1")], False),
        ([("i1", "role", "ordered"), ("i1", "kind_of_body", "police"), ("g1", "member", "p1")], False),
        ([("o1", "head", "p1"), ("o1", "kind", "prison_service")], None),
    ],
)
def test_who_is_an_official_is_read_from_a_role_for_a_state(lines: list[Any], is_one: bool | None) -> None:
    actor = [("i1", "actor", "p1"), ("i1", "act", "a1")]
    story = story_of(*(lines if is_one is None else [*actor, *lines]))
    assert ("p1" in story.officials) == (is_one is not False)


@pytest.mark.parametrize("kind", ["non_governmental", "media", "religious", "political_party", None])
def test_who_leads_an_association_is_no_official(kind: str | None) -> None:
    """Or whoever leads a banned association would be named without being asked."""
    lines = [("o1", "head", "p1"), *([("o1", "kind", kind)] if kind else [])]
    story = story_of(*lines, ("p1", "name", "Aynur Tokhti"))
    assert story.officials == frozenset()
    assert leaving(story, asked_of(s1=ALL)).keys() <= {"t01"}


ORDERED = (
    ("i1", "actor", "p1"), ("i1", "role", "ordered"), ("i1", "kind_of_body", "police"), ("p1", "name", "Memet Tursun"),
    ("p1", "birth_date", "1970"),
)  # fmt: skip


def test_of_an_official_the_name_and_the_deed_go_and_the_rest_is_asked_for() -> None:
    assert leaving(story_of(*ORDERED), asked_of(s1=HIDDEN_NAME)).keys() == {"t00", "t01", "t02", "t03"}


@pytest.mark.parametrize("verdict", ["same", "unsure"])
def test_who_may_be_somebody_else_too_is_no_mere_official(verdict: str) -> None:
    judged = record("j1", "Judgement", left="p1", right="p2", verdict=verdict)
    story = story_of(*ORDERED, ("a2", "victim", "p2"), more=(judged,))
    assert story.officials == frozenset()
    assert "t03" not in leaving(story, asked_of(s1=ALL))


def test_who_told_a_witness_in_confidence_is_no_mere_official() -> None:
    story = story_of(*ORDERED, (("a1", "type", "arrest"), {"heard_from": "p1"}))
    assert story.officials == frozenset()
    assert "t05" not in leaving(story, asked_of(s1=ALL))


# Faults


def test_a_rule_that_stumbles_denies() -> None:
    story = story_of(("a1", "type", "arrest"), ("a1", "start", {"date": {"edtf": "not a date"}}))
    assert leaving(story, asked_of(s1=ALL)).keys() == {"t00"}
    broken = replace(story, schemata={**story.schemata, "a1": "Nothing we know"})
    assert leaving(broken, asked_of(s1=ALL)) == {}
