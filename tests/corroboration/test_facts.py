"""What is known, value by value, and the verdict on it."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.facts import Weighing, facts_about
from amanet.corroboration.material import Material
from amanet.corroboration.verdict import (
    CONTESTED,
    CONTRADICT,
    CORROBORATED,
    DENIED,
    DISPUTED_ONLY,
    SINGLE,
    SUPERSEDED,
    WITHDRAWN_FACT,
    Fact,
)

Anything = Callable[[random.Random], Any]


def fact(story: Any, subject: str, name: str, value: Any = None, **how: Any) -> Fact:
    """The one fact, or the one whose value holds this code, date or text."""
    found = facts_about(story.material(**how), subject, name)
    if value is not None:
        found = tuple(
            one for one in found if value in (*one.value.values(), one.value.get("date", {}).get("edtf"))
        )
    [only] = found
    return only


def codes(found: Fact) -> list[str]:
    return [reason.code for reason in found.verdict.reasons]


def texts(found: Fact) -> str:
    return " ".join(reason.text for reason in found.verdict.reasons)


# What stands


def test_one_source_two_sources_and_one_that_heard_it(story: Any) -> None:
    wife, friend, brother = story.source("his wife"), story.source("a friend"), story.source("his brother")
    act = story.act("arrest", None, by=wife)
    assert fact(story, act, "type").verdict.standing == SINGLE
    story.say(act, "type", "arrest", brother, heard_from=wife)
    assert fact(story, act, "type").verdict.standing == SINGLE
    story.say(act, "type", "arrest", friend)
    found = fact(story, act, "type")
    assert (found.verdict.standing, found.verdict.independent) == (CORROBORATED, 2)
    assert "2 independent sources say so: his wife and his brother; a friend." in texts(found)
    assert "His brother heard it from his wife" in texts(found)


def test_a_more_exact_date_supports_the_less_exact_one_and_not_the_other_way(story: Any) -> None:
    wife, friend = story.source(), story.source()
    act = story.act("arrest", None, by=wife, start="2018")
    exact = story.say(act, "start", "2018-05", friend)
    year, month = fact(story, act, "start", "2018"), fact(story, act, "start", "2018-05")
    assert (year.verdict.standing, month.verdict.standing) == (CORROBORATED, SINGLE)
    assert [told.said_by for told in month.vaguer] == [wife]
    assert year.vaguer == ()
    assert exact in [told.id for told in year.saying]


def test_two_dates_that_cannot_both_be_are_contested_each(story: Any) -> None:
    wife, friend = story.source("his wife"), story.source("a friend")
    act = story.act("arrest", None, by=wife, start="2018-05")
    story.say(act, "start", "2018-07", friend)
    for value, other in (("2018-05", "a friend"), ("2018-07", "his wife")):
        found = fact(story, act, "start", value)
        assert (found.verdict.standing, found.verdict.independent, found.verdict.against) == (CONTESTED, 1, 1)
        assert f"Contradicted by {other}." in texts(found)


def test_several_values_of_what_may_have_several_contradict_nothing(story: Any) -> None:
    wife = story.source()
    act = story.act("arrest", None, by=wife, place=story.entity("Place"))
    story.say(act, "place", story.entity("Place"), story.source())
    assert [one.verdict.standing for one in facts_about(story.material(), act, "place")] == [SINGLE, SINGLE]


def test_who_denies_the_broader_denies_the_narrower_and_not_the_other_way(story: Any) -> None:
    witness, guard = story.source("a witness"), story.source("a guard")
    act = story.act("torture", None, by=witness)
    story.deny(act, "type", "ill_treatment", guard)
    found = fact(story, act, "type", "torture")
    assert (found.verdict.standing, found.verdict.against) == (CONTESTED, 1)
    assert "Denied by a guard." in texts(found)
    other = story.act("ill_treatment", None, by=witness)
    story.deny(other, "type", "torture", guard)
    assert fact(story, other, "type", "ill_treatment").verdict.standing == SINGLE


def test_a_denial_alone_is_shown(story: Any) -> None:
    act = story.entity("Act")
    story.deny(act, "type", "torture", story.source())
    found = fact(story, act, "type")
    assert (found.saying, found.verdict.standing, found.verdict.against) == ((), DENIED, 1)


@pytest.mark.parametrize("fields", [{"polarity": "does not know"}, {"absent": True}])
def test_not_knowing_is_no_fact_and_contradicts_nothing(story: Any, fields: dict[str, Any]) -> None:
    wife = story.source()
    act = story.act("arrest", None, by=wife, start="2018-05")
    if "absent" in fields:
        story.say(act, "start", None, story.source())
        story.deny(act, "start", None, story.source())
    else:
        story.say(act, "start", "2017", story.source(), **fields)
    assert fact(story, act, "start").verdict.standing == SINGLE


def test_a_source_that_says_one_and_the_other_is_named(story: Any) -> None:
    wife = story.source("his wife")
    act = story.act("arrest", None, by=wife, start="2018-05")
    story.say(act, "start", "2017", wife)
    found = fact(story, act, "start", "2017")
    assert found.verdict.standing == CONTESTED
    assert "Says one and the other: his wife." in texts(found)


# What ended, or is disputed


def test_what_was_superseded_is_told_apart_from_what_was_retracted(story: Any) -> None:
    wife = story.source("his wife")
    act = story.act("arrest", None, by=wife)
    old, new = story.say(act, "start", "2017", wife), story.say(act, "start", "2018", wife)
    story.supersede(old, new)
    story.retract(story.say(act, "start", "2016", wife))
    standings = {
        one.value["date"]["edtf"]: one.verdict.standing for one in facts_about(story.material(), act, "start")
    }
    assert standings == {"2016": WITHDRAWN_FACT, "2017": SUPERSEDED, "2018": SINGLE}
    found = fact(story, act, "start", "2017")
    assert [reason.statements for reason in found.verdict.reasons if reason.code == "superseded"] == [
        (old, new)
    ]
    assert fact(story, act, "start", "2018").verdict.against == 0


def test_what_was_retracted_is_shown_beside_what_still_says_it(story: Any) -> None:
    wife, friend = story.source(), story.source()
    act = story.act("arrest", None, by=wife, start="2018")
    gone = story.say(act, "start", "2018", friend)
    story.retract(gone)
    found = fact(story, act, "start")
    assert (found.verdict.standing, [told.id for told in found.gone]) == (SINGLE, [gone])
    assert "retracted" in codes(found)


def test_a_disputed_entry_is_shown_and_neither_supports_nor_contests(story: Any) -> None:
    wife, friend = story.source(), story.source()
    act = story.act("arrest", None, by=wife, start="2018")
    disputed = story.say(act, "start", "2017", friend)
    story.review(disputed, "disputed")
    assert fact(story, act, "start", "2017").verdict.standing == DISPUTED_ONLY
    found = fact(story, act, "start", "2018")
    assert (found.verdict.standing, [told.id for told in found.against]) == (SINGLE, [disputed])
    assert "disputed" in codes(found)


def test_what_members_think_changes_no_number(story: Any) -> None:
    act = story.act("arrest", None, by=story.source())
    before = fact(story, act, "type")
    story.assess(before.saying[0].id, member="m2", credibility="improbable", basis="direct_witness")
    after = fact(story, act, "type")
    assert after.verdict.standing == before.verdict.standing
    assert after.verdict.independent == before.verdict.independent
    assert "Member m2 thinks: improbable and sees as its basis: direct witness." in texts(after)


# On what basis


def test_hearsay_alone_is_said(story: Any) -> None:
    aunt, neighbour = story.source("his aunt"), story.source("a neighbour")
    act = story.entity("Act")
    story.say(act, "type", "arrest", aunt, heard_from=neighbour)
    story.say(act, "type", "arrest", story.source(), basis="rumour")
    found = fact(story, act, "type")
    assert (found.verdict.standing, found.verdict.hearsay) == (CORROBORATED, True)
    story.say(act, "type", "arrest", story.source(), basis="direct_witness")
    assert fact(story, act, "type").verdict.hearsay is False


def test_where_no_basis_is_recorded_that_is_said_and_it_is_no_hearsay(story: Any) -> None:
    act = story.act("arrest", None, by=story.source())
    found = fact(story, act, "type")
    assert found.verdict.hearsay is False
    assert "basis_unknown" in codes(found)


@pytest.mark.parametrize(
    ("bases", "basis", "says"),
    [
        (("rumour", "own_conclusion"), "told", "Nobody who says so knows it at first hand."),
        (("own_conclusion",), "concluded", "Nobody who says so knows it at first hand: they concluded it."),
        (("rumour", None), "told", "How those who say so know it is not recorded."),
        ((None,), "not known", "How those who say so know it is not recorded."),
    ],
)
def test_what_it_rests_on_is_the_best_of_those_who_say_it(
    story: Any, bases: tuple[str | None, ...], basis: str, says: str
) -> None:
    act = story.entity("Act")
    for one in bases:
        story.say(act, "type", "arrest", story.source(), basis=one)
    found = fact(story, act, "type")
    assert (found.verdict.basis, says in texts(found)) == (basis, True)
    story.say(act, "type", "arrest", story.source(), basis="direct_witness")
    assert fact(story, act, "type").verdict.basis == "first hand"


# Officials


def test_what_officials_deny_is_apart_and_contests_nothing(story: Any) -> None:
    wife, police = story.source(), story.source("the police", connection="official")
    act = story.act("arrest", None, by=wife)
    denial = story.deny(act, "type", "arrest", police, said_at="2019-03")
    found = fact(story, act, "type")
    assert (found.verdict.standing, found.verdict.against) == (SINGLE, 0)
    [denied] = found.verdict.denied
    assert (denied.statements, denied.position, denied.when) == ((denial,), "deny", {"edtf": "2019-03"})
    assert "Officials deny it (2019-03)." in texts(found)
    assert codes(found).count("contradicted") == 0


def test_an_official_date_that_cannot_be_true_beside_hers_is_a_contradiction_of_theirs(story: Any) -> None:
    wife, police = story.source(), story.source(connection="official")
    act = story.act("arrest", None, by=wife, start="2018-05")
    story.say(act, "start", "2019", police)
    hers, theirs = fact(story, act, "start", "2018-05"), fact(story, act, "start", "2019")
    assert (hers.verdict.standing, hers.verdict.denied[0].position) == (SINGLE, CONTRADICT)
    assert (theirs.verdict.standing, theirs.verdict.officials_only) == (CONTESTED, True)


def test_who_only_repeats_officials_does_not_contest_either(story: Any) -> None:
    wife, aunt, police = story.source(), story.source(), story.source(connection="official")
    act = story.act("arrest", None, by=wife, start="2018-05")
    story.say(act, "start", "2019", aunt, heard_from=police)
    found = fact(story, act, "start", "2018-05")
    assert (found.verdict.standing, len(found.verdict.denied)) == (SINGLE, 1)


def test_the_same_denial_made_twice_is_said_once_with_both_statements(story: Any) -> None:
    wife, police = story.source(), story.source("the police", connection="official")
    act = story.act("arrest", None, by=wife)
    denials = [story.deny(act, "type", "arrest", police, said_at="2019-03") for _ in range(2)]
    found = fact(story, act, "type")
    assert len(found.verdict.denied) == 2
    [reason] = [one for one in found.verdict.reasons if one.code == "officials_deny"]
    assert reason.statements == tuple(denials)


# Order and form


def test_facts_come_in_the_order_of_the_ontology_then_of_values(story: Any) -> None:
    wife = story.source()
    act = story.entity("Act")
    for name, value in (("duration", "1 year"), ("start", "2019"), ("start", "2018-05"), ("type", "arrest")):
        story.say(act, name, value, wife)
    found = [
        (one.property, one.value.get("date", {}).get("edtf")) for one in facts_about(story.material(), act)
    ]
    assert found == [("type", None), ("start", "2018-05"), ("start", "2019"), ("duration", None)]


def test_a_value_is_given_in_the_words_of_the_first_that_says_it(story: Any) -> None:
    first, second = story.source(), story.source()
    act = story.entity("Act")
    story.say(act, "duration", "1 year", first)
    story.say(act, "duration", "12 months", second)
    found = fact(story, act, "duration")
    assert found.value["quantity"]["words"] == "1 year"
    assert found.verdict.standing == CORROBORATED


def test_two_places_that_are_each_part_of_the_other_are_one_value(story: Any) -> None:
    one, other = story.entity("Place"), story.entity("Place")
    story.say(one, "part_of", other, story.archive)
    story.say(other, "part_of", one, story.archive)
    act = story.act("arrest", None, by=story.source(), place=other)
    story.say(act, "place", one, story.source())
    found = fact(story, act, "place")
    assert (found.value, found.verdict.independent) == ({"entity": other}, 2)


def test_what_is_of_another_version_is_shown_and_contradicts_nothing(story: Any) -> None:
    act, source = story.entity("Act"), story.source()
    for value in ({"text": "a"}, {"text": "b"}):
        story.record(
            "Statement", subject=act, property="of_tomorrow", value=value, polarity="affirms", said_by=source
        )
    story.record(
        "Statement",
        subject="elsewhere",
        property="start",
        value={"date": {"edtf": "?"}},
        polarity="affirms",
        said_by=source,
    )
    material = story.material()
    assert [one.verdict.standing for one in facts_about(material, act)] == [SINGLE, SINGLE]
    assert [one.verdict.standing for one in facts_about(material, "elsewhere")] == [SINGLE]


# Whatever was said


def everything(material: Material) -> list[dict[str, Any]]:
    weighing = Weighing(material)
    return [one.to_json() for entity in sorted(material.entities) for one in weighing.facts(entity)] + [
        one.to_json() for entity in sorted(material.entities) for one in weighing.officials.claims(entity)
    ]


@given(chance=st.randoms(use_true_random=False), seed=st.integers(0, 99))
def test_the_order_of_records_does_not_matter(anything: Anything, chance: random.Random, seed: int) -> None:
    story = anything(chance)
    assert everything(story.material()) == everything(story.material(shuffled=seed))


@given(chance=st.randoms(use_true_random=False))
def test_a_withdrawn_source_is_nowhere(anything: Anything, chance: random.Random) -> None:
    story = anything(chance)
    gone = chance.choice(
        [one for one, schema in story.schemata.items() if schema == "Source" and one != story.archive]
    )
    label = story.material().labels[gone]
    shown = json.dumps(everything(story.material(withdrawn=[gone])))
    said = [one.id for one in story.entered if gone in (one.body.get("said_by"), one.body.get("subject"))]
    assert [one for one in (gone, f'"{label}"', f"{label} ", f"{label}.", *said) if one in shown] == []


@given(chance=st.randoms(use_true_random=False))
def test_every_statement_that_says_something_stands_with_its_fact_and_nothing_on_both_sides(
    anything: Anything, chance: random.Random
) -> None:
    material = anything(chance).material()
    weighing = Weighing(material)
    for entity in material.entities:
        facts = weighing.facts(entity)
        shown = {told.id for one in facts for told in (*one.saying, *one.against, *one.gone)}
        for told in material.about(entity):
            says = told.polarity != "does not know" and "absent" not in told.value
            assert (told.id in shown) == (says and (told.affirms or told.ended is None))
        for one in facts:
            sides = [told.id for told in (*one.saying, *one.vaguer, *one.against)]
            assert len(sides) == len(set(sides))


@given(chance=st.randoms(use_true_random=False))
def test_the_numbers_are_those_of_the_groups(anything: Anything, chance: random.Random) -> None:
    material = anything(chance).material()
    for entity in material.entities:
        for one in Weighing(material).facts(entity):
            assert one.verdict.independent == len(one.support)
            assert one.verdict.against == sum(not group.official for group in one.opposition)
            assert (one.verdict.standing == CONTESTED) == bool(one.support and one.verdict.against)
            assert one.verdict.reasons
