"""The account of a person: of what bears on them alone, in any order of records, and of nobody's worth."""

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.corroboration import account, bearing_on
from amanet.corroboration.account import Account
from amanet.corroboration.material import Material
from amanet.record.standing import Entered, ends

TODAY = date(2026, 1, 1)
Story = Any
several = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_duration_told_stands_beside_what_the_dates_give(story: Story) -> None:
    person, sister = story.entity("Person", "Mirgul Sanaq"), story.source("her sister")
    story.act("internment", person, by=sister, start="2018-03", end="2019-09", duration="12 months")
    (act,) = account(story.material(), person, TODAY).acts
    assert [told.shown for told in act.duration.told] == ["12 months"]
    assert act.duration.by_dates
    assert act.duration.by_dates.text == "17 to 19 months"
    assert act.duration.misfits == ("12 months",)


def test_names_stand_by_script_and_kind_with_who_says_each(story: Story) -> None:
    person, sister = (
        story.entity("Person", by=story.source("an office"), name={"name": "米尔古丽", "kind": "assigned"}),
        story.source(),
    )
    story.say(person, "name", {"name": "Мирғұл", "kind": "given", "script": "Cyrl"}, sister)
    story.say(person, "name", "Mirgul Sanaq", sister)
    names = account(story.material(), person, TODAY).names
    assert [(name.script, name.kind) for name in names] == [
        ("Cyrl", "given"),
        ("Hani", "assigned"),
        ("Latn", "full"),
    ]
    assert [name.known.fact.saying[0].said_by == sister for name in names] == [True, False, True]


def test_a_statement_carries_who_how_and_in_which_words(story: Story) -> None:
    person, sister, friend = story.entity("Person", "M"), story.source("her sister"), story.source("a friend")
    act = story.act("internment", person, by=sister)
    passage = story.passage(story.item(), "She is studying.")
    said = story.say(
        act,
        "conditions",
        "studying",
        sister,
        heard_from=friend,
        basis="told_by_others",
        certainty="probable",
        wording="oquwatidu",
        said_at="2018-02",
        passages=[passage],
    )
    story.assess(said, credibility="possible", reason="fits")
    found = account(story.material(), person, TODAY)
    (one,) = [each for each in found.statements if each.id == said]
    assert (one.heard_from_label, one.basis, one.certainty, one.wording) == (
        "a friend",
        "told_by_others",
        "probable",
        "oquwatidu",
    )
    assert one.assessed[0].credibility == "possible"
    assert [(quoted.id, quoted.quote) for quoted in found.passages] == [(passage, "She is studying.")]


def test_kin_in_both_directions_and_by_relations(story: Story) -> None:
    person, mother, brother = (story.entity("Person", name) for name in ("M", "A mother", "B brother"))
    sister = story.source()
    story.say(mother, "child", person, sister)
    story.say(person, "parent", mother, sister)
    story.entity("Relation", by=sister, person=person, relative=brother, kind="elder_brother")
    kin = account(story.material(), person, TODAY).kin
    assert [(one.text, len(one.facts)) for one in kin] == [
        ("A mother: parent", 2),
        ("B brother: elder brother", 3),
    ]
    theirs = account(story.material(), brother, TODAY).kin
    assert [(one.other, one.direction, one.text) for one in theirs] == [
        (person, "has", "the elder brother of M")
    ]


def test_points_are_a_sources_coordinates_of_the_place_or_what_it_lies_in(story: Story) -> None:
    person, source = story.entity("Person", "M"), story.source()
    county = story.entity(
        "Place", "County", coordinates={"coordinates": ["43.1", "87.6"], "precision": "5000"}
    )
    town = story.entity("Place", "Town", part_of=county)
    story.act("detention", person, by=source, place=town, start="2018")
    story.act("detention", person, by=source, place=story.entity("Place", "Nowhere"), start="2019")
    (point,) = account(story.material(), person, TODAY).points
    assert (point.place, point.named, point.coordinates) == (county, (town,), ("43.1", "87.6"))
    assert not {"2018", "2019", "start", "when"} & set(json.dumps(point.to_json()).replace('"', " ").split())


def test_an_official_word_displaces_neither_fate_nor_whereabouts(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source("her sister")
    office = story.source("an office", connection="official")
    camp, town = story.entity("Facility", "Camp"), story.entity("Place", "Town")
    held = story.act("detention", person, by=sister, start="2018", facility=camp)
    story.act("release", person, by=office, start="2019", place=town)
    story.claim("at_liberty", by=office, about=person, date="2020")
    found = account(story.material(), person, TODAY)
    assert found.fate.latest[0].officials_only
    assert "only officials" in found.fate.text
    assert [one.entity for one in found.fate.apart_from_officials] == [held]
    assert [one.title for one in found.fate.claims] == ["officials: say that the person is at liberty"]
    assert [spot.place for spot in found.whereabouts.apart_from_officials] == [camp]


def test_fate_is_never_inferred_and_what_dates_leave_open_stands_side_by_side(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source()
    story.act("detention", person, by=sister, start="2018-03")
    story.act("sentence", person, by=sister, start="2018", sentence_length="1 year")
    story.act("search", person, by=sister, start="2020")
    fate = account(story.material(), person, TODAY).fate
    assert sorted(one.title for one in fate.latest) == ["detention", "sentence"]
    assert not fate.earlier


def test_where_an_act_ended_stands_before_where_it_began(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source()
    first, second = story.entity("Place", "First"), story.entity("Place", "Second")
    story.act("transfer", person, by=sister, start="2018-03-05", place=first, place_at_end=second)
    found = account(story.material(), person, TODAY).whereabouts
    assert [spot.place for spot in found.last] == [second]
    assert [spot.place for spot in found.earlier] == [first]


def test_self_described_words_only_where_they_are_the_persons_own(story: Story) -> None:
    person = story.entity("Person", "M")
    own, other = story.source("herself", person=person), story.source("somebody")
    story.say(person, "self_described_religion", "my own words", own)
    story.say(person, "self_described_religion", "words of others", other)
    story.say(person, "self_described_religion", "words of others, repeated", own, heard_from=other)
    found = account(story.material(), person, TODAY)
    assert [said.shown for said in found.own_words] == ["my own words"]
    assert "words of others" not in json.dumps(found.to_json())
    assert found.counts["said_by_others_of_what_only_the_person_says"] == 2
    assert not any("self_described" in fact.property for fact in found.facts)


def test_superseded_and_retracted_statements_stand_apart_with_their_reasons(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source()
    old = story.say(person, "birth_date", "1990", sister)
    new = story.say(person, "birth_date", "1991", sister)
    story.supersede(old, new, "misheard")
    gone = story.say(person, "education", "school", sister)
    story.retract(gone, "another person")
    found = account(story.material(), person, TODAY)
    assert {(one.id, one.ended.how, one.ended.reason) for one in found.gone if one.ended} == {
        (old, "superseded", "misheard"),
        (gone, "retracted", "another person"),
    }
    assert not {old, gone} & {one.id for one in found.statements}


def test_of_those_who_were_in_the_same_event_nothing_is_told(story: Story) -> None:
    person, other, source = (
        story.entity("Person", "M"),
        story.entity("Person", "Somebody else"),
        story.source(),
    )
    event = story.entity("Event")
    story.say(event, "title", "Round-up", source)
    story.act("arrest", person, by=source, event=event, start="2018")
    story.act("arrest", other, by=source, event=event, start="2018")
    found = json.dumps(account(story.material(), person, TODAY).to_json())
    assert "Round-up" in found
    assert "Somebody else" not in found
    assert other not in found


def test_the_sources_say_who_rests_on_whom(story: Story) -> None:
    person, sister, friend = story.entity("Person", "M"), story.source("her sister"), story.source("a friend")
    witness = story.source("a witness")
    act = story.act("detention", person, by=sister)
    story.say(act, "start", "2018", sister, heard_from=friend)
    story.say(act, "start", "2018", friend)
    story.say(act, "start", "2018", witness)
    voices = {one.source: one for one in account(story.material(), person, TODAY).sources}
    assert voices[sister].group == voices[friend].group != voices[witness].group
    assert (voices[sister].statements, voices[friend].passed_on) == (3, 1)


def test_what_is_judged_to_be_the_same_person_is_one(story: Story) -> None:
    one, other, source = story.entity("Person", "M"), story.entity("Person", "M. S."), story.source()
    story.act("arrest", other, by=source, start="2018")
    story.same(one, other)
    material = story.material()
    assert account(material, one, TODAY) == account(material, other, TODAY)
    assert account(material, one, TODAY).also == (other,)
    assert len(account(material, one, TODAY).acts) == 1


def test_as_of_an_earlier_day_later_records_do_not_count(story: Story) -> None:
    person, source = story.entity("Person", "M"), story.source()
    moment = story.entered[-1].entered_at
    before = account(story.material(), person, TODAY)
    story.act("arrest", person, by=source)
    now = account(story.material(as_of=moment), person, TODAY)
    assert now.acts == before.acts == ()
    assert now.as_of == moment


@several
@given(seed=st.integers(0, 1 << 32), order=st.integers(0, 1 << 32))
def test_the_order_of_records_does_not_matter(fresh: Callable[[], Story], seed: int, order: int) -> None:
    story, person = _any_story(fresh(), seed)
    shuffled = account(story.material(shuffled=order), person, TODAY)
    assert account(story.material(), person, TODAY) == shuffled
    assert account(story.material(), person, TODAY).to_json() == shuffled.to_json()


@several
@given(seed=st.integers(0, 1 << 32))
def test_an_account_from_what_bears_on_the_person_is_that_from_all(
    fresh: Callable[[], Story], seed: int
) -> None:
    story, person = _any_story(fresh(), seed)
    material = story.material()
    bearing = _records_on(story.entered, bearing_on(material, person), person)
    few = Material.of(bearing, story.ontology)
    assert account(few, person, TODAY).to_json() == account(material, person, TODAY).to_json()


@several
@given(seed=st.integers(0, 1 << 32))
def test_a_withdrawn_source_leaves_no_id_and_no_name(fresh: Callable[[], Story], seed: int) -> None:
    story, person = _any_story(fresh(), seed)
    gone = [one for one, schema in story.schemata.items() if schema == "Source"][1]
    found = json.dumps(account(story.material(withdrawn=[gone]), person, TODAY).to_json(), ensure_ascii=False)
    assert gone not in found
    assert "Voice 0" not in found
    assert not [one.id for one in story.entered if one.body.get("said_by") == gone and one.id in found]


def test_nothing_in_an_account_grades_anybody() -> None:
    assert not [
        name for name in Account.__annotations__ if "score" in name or "grade" in name or "reliab" in name
    ]


def _records_on(entered: list[Entered], ids: frozenset[str], person: str) -> list[Entered]:
    """As `bearing_on` says it: about these, or naming the person, with judgements, reviews, ends and passages."""
    by_id = {one.id: one for one in entered}
    kept: set[str] = set()
    for one in entered:
        body = one.body
        if one.type == "Statement":
            if body["subject"] in ids:
                named = (body["said_by"], body.get("heard_from"), body["value"].get("entity"))
                kept |= {one.id, *(str(entity) for entity in named if entity)}
        elif one.type == "Judgement":
            if {body["left"], body["right"]} <= ids:
                kept.add(one.id)
        elif one.type == "Entity":
            if one.id in ids:
                kept.add(one.id)
        elif one.type in ("Item", "Passage", "Interview", "Rendition"):
            kept.add(one.id)
    while more := [one.id for one in entered if one.id not in kept and _of(one) in kept]:
        kept.update(more)
    records = [by_id[identifier] for identifier in sorted(kept)]
    random.Random(1).shuffle(records)
    return records


def _of(one: Entered) -> str | None:
    return ends(one.type, one.body) or (str(one.body["of"]) if one.type in ("Review", "Assessment") else None)


DATES = (
    "2017",
    "2018",
    "2018-03",
    "2018-03-05",
    "2018-05~",
    "2019/2020",
    "2018-12",
    "2025-11-20",
    "2030",
    "../2016",
    None,
)
SIGNS = ("call", "message", "picture_or_profile_change", "official_word")
ACTS = (
    "arrest",
    "detention",
    "internment",
    "release",
    "transfer",
    "lost_contact",
    "death",
    "search",
    "sentence",
)


def _any_story(story: Story, seed: int) -> tuple[Story, str]:
    """Four people, five sources, and anything said by anybody of any of them."""
    chance = random.Random(seed)
    persons = [story.entity("Person", f"Person {number}") for number in range(4)]
    sources = [
        story.source(f"Voice {number}", connection=chance.choice(("relative", "witness", "official")))
        for number in range(5)
    ]
    story.say(sources[1], "person", persons[1], sources[2])
    story.say(sources[3], "person", chance.choice(persons), sources[4])
    story.say(sources[2], "draws_on", sources[3], sources[4])
    county = story.entity("Place", "County", coordinates={"coordinates": ["43.1", "87.6"]})
    places = [story.entity("Place", "Town", part_of=county), story.entity("Facility", "Camp", part_of=county)]
    events = [story.entity("Event") for _ in range(2)]
    for _ in range(chance.randrange(4, 14)):
        _one_more(story, chance, persons, sources, places, events)
        _something_said_on_a_day(story, chance, persons, sources, places)
    statements = [one.id for one in story.entered if one.type == "Statement"]
    for _ in range(chance.randrange(4)):
        _end_one(story, chance, statements, persons, sources)
    return story, persons[0]


def _one_more(
    story: Story,
    chance: random.Random,
    persons: list[str],
    sources: list[str],
    places: list[str],
    events: list[str],
) -> None:
    by, person, other = chance.choice(sources), chance.choice(persons[:3]), chance.choice(persons)
    day = chance.choice(DATES)
    dated = {} if day is None else {"date": day}
    kind = chance.randrange(9)
    if kind < 3:
        act = story.act(
            chance.choice(ACTS),
            person,
            by=by,
            start=day,
            end=chance.choice((None, "2021", "2019-05")),
            duration=chance.choice((None, "12 months")),
        )
        story.say(
            act, "facility", places[1], chance.choice(sources), heard_from=chance.choice([None, *sources])
        )
        story.say(act, "place", places[0], by, basis=chance.choice((None, "direct_witness")))
        if chance.random() < 0.4:
            story.say(act, "event", chance.choice(events), by)
        if chance.random() < 0.3:
            story.say(
                act, "victim", other, chance.choice(sources), polarity=chance.choice(("affirms", "denies"))
            )
        if chance.random() < 0.5:
            story.entity("Involvement", by=by, actor=other, act=act, role="witness")
            story.claim("deny", by=chance.choice(sources), about_act=act, date="2019-06")
    elif kind == 3:
        sign = story.entity("SignOfLife", by=by, person=person, kind=chance.choice(SIGNS), **dated)
        story.say(
            sign, "person", other, chance.choice(sources), polarity=chance.choice(("affirms", "denies"))
        )
    elif kind == 4:
        story.claim(
            chance.choice(("deny", "dead", "in_training", "at_liberty")), by=by, about=person, date=day
        )
    elif kind == 5:
        story.say(person, chance.choice(("parent", "sibling", "child")), other, by)
        story.entity("Relation", by=by, person=other, relative=person, kind="father", start="1990")
    elif kind == 6:
        story.entity("AgreedSign", by=by, person=person, kind=chance.choice(SIGNS), every="1 week")
        story.say(person, "birth_date", chance.choice(("1990", "1990-01-01", "1988-04")), by)
    elif kind == 7:
        story.entity(
            "Intervention", by=by, type="inquiry_to_authorities", event=chance.choice(events), **dated
        )
        story.say(events[0], "part_of", events[1], by)
    else:
        group = story.entity("Group", "A family", member=person)
        story.say(group, "member", other, by, heard_from=chance.choice(sources))


def _something_said_on_a_day(
    story: Story, chance: random.Random, persons: list[str], sources: list[str], places: list[str]
) -> None:
    """By anybody, perhaps one of the persons; about anybody; or by officials about a place alone."""
    by, day = chance.choice(sources), chance.choice(("2019-05", "2020", "2030"))
    kind = chance.randrange(4)
    if kind == 0:
        story.say(chance.choice(persons), "residence", None, by, polarity="does not know", said_at=day)
    elif kind == 1:
        story.claim("deny", by=by, about_place=places[1], words="There is no such place.", date=day)
    else:
        heard = chance.choice((None, *sources))
        story.say(chance.choice(persons), "notes", "said so", by, said_at=day, heard_from=heard)


def _end_one(
    story: Story, chance: random.Random, statements: list[str], persons: list[str], sources: list[str]
) -> None:
    what = chance.randrange(5)
    if what == 0:
        ended = story.retract(chance.choice(statements))
        if chance.random() < 0.3:
            story.retract(ended)
    elif what == 1:
        story.supersede(*chance.sample(statements, 2))
    elif what == 2:
        story.review(chance.choice(statements), chance.choice(("reviewed", "disputed")))
    elif what == 3:
        story.same(*chance.sample(persons, 2), verdict=chance.choice(("same", "different")))
    else:
        story.retract(chance.choice(sources[1:]))


@pytest.mark.parametrize("seed", range(3))
def test_the_stories_above_hold_something(fresh: Callable[[], Story], seed: int) -> None:
    story, person = _any_story(fresh(), seed)
    assert account(story.material(), person, TODAY).statements


def test_a_name_that_only_a_withdrawn_source_gave_is_gone(story: Story) -> None:
    source = story.source("somebody")
    person = story.entity("Person", "Name from the withdrawn", by=source)
    story.act("arrest", person, by=story.source("another"))
    found = account(story.material(withdrawn=[source]), person, TODAY)
    assert "Name from the withdrawn" not in json.dumps(found.to_json())


def test_whom_else_a_broadcast_lets_speak_is_no_matter_of_the_person(story: Story) -> None:
    person, broadcast, witness = (
        story.entity("Person", "M"),
        story.source("a broadcast"),
        story.source("a witness"),
    )
    others = [story.source(f"another voice {number}") for number in range(3)]
    for other in (witness, *others):
        story.say(broadcast, "draws_on", other, broadcast)
    story.act("arrest", person, by=broadcast)
    story.act("arrest", person, by=witness)
    found = account(story.material(), person, TODAY)
    assert {voice.source for voice in found.sources} == {broadcast, witness, story.archive}
    assert not set(found.graph.sources) & set(others)


def test_a_source_that_ties_two_others_stands_between_them(story: Story) -> None:
    person, one, other = story.entity("Person", "M"), story.source("one"), story.source("other")
    agency = story.source("an agency")
    for source in (one, other):
        story.say(source, "draws_on", agency, source)
        story.act("arrest", person, by=source)
    voices = {voice.source: voice for voice in account(story.material(), person, TODAY).sources}
    assert voices[one].group == voices[other].group != voices[story.archive].group
    assert (voices[agency].statements, voices[agency].group) == (0, None)


def test_a_group_is_not_asked_what_only_people_are(story: Story) -> None:
    group = story.entity("Group", "Everybody in the camps")
    story.act("internment", group, by=story.source())
    codes = {question.code for question in account(story.material(), group, TODAY).questions}
    assert not codes & {"no_birth_date", "no_sign_of_life", "one_script"}
    assert "no_start" in codes


def test_what_officials_say_of_the_place_alone_stands_apart_from_what_they_say_of_the_person(
    story: Story,
) -> None:
    person, other = story.entity("Person", "M"), story.entity("Person", "O")
    sister, office = story.source("her sister"), story.source("an office", connection="official")
    camp, town = story.entity("Facility", "Camp"), story.entity("Place", "Town")
    story.act("internment", person, by=sister, facility=camp, place=town)
    of_camp = story.claim("in_training", by=office, about_place=camp, words="It is a school.")
    story.claim("deny", by=office, about_place=town)
    story.claim("deny", by=office, about_place=camp, about=other)
    found = account(story.material(), person, TODAY)
    assert [claim.entity for claim in found.place_claims] == [of_camp]
    assert [claim.entity for claim in found.claims if claim.entity] == []
    assert "It is a school." in {one.shown for one in found.statements}


def test_a_place_where_others_were_held_is_no_matter_of_the_person(story: Story) -> None:
    person, other, source = story.entity("Person", "M"), story.entity("Person", "O"), story.source()
    camp = story.entity("Facility", "Camp")
    story.act("internment", other, by=source, facility=camp)
    story.act("search", person, by=source, facility=camp)
    story.claim("in_training", by=source, about_place=camp)
    assert account(story.material(), person, TODAY).place_claims == ()


def test_an_act_of_a_kind_that_nobody_says_is_not_called_as_the_person(story: Story) -> None:
    person, source = story.entity("Person", "M"), story.source()
    act = story.entity("Act", by=source, victim=person, start="2018")
    story.say(act, "type", None, source)
    found = account(story.material(), person, TODAY)
    assert [one.title for one in found.acts] == ["act of a kind that nobody says"]
    assert [line.title for line in found.timeline] == ["act of a kind that nobody says"]
    assert {one.subject_label for one in found.statements if one.subject == act} == {
        "act of a kind that nobody says, M, 2018"
    }


def test_who_does_not_know_is_listed_and_where_nobody_else_says_it_asked_on(story: Story) -> None:
    person, source, other = (
        story.entity("Person", "M"),
        story.source("a brother"),
        story.source("a neighbour"),
    )
    asked = story.say(person, "residence", None, source, polarity="does not know")
    refused = story.say(person, "education", {"absent": "refused"}, source)
    found = account(story.material(), person, TODAY)
    assert [(one.statement, one.how, one.said_by_label, one.is_open) for one in found.unanswered] == [
        (asked, "does not know", "a brother", True),
        (refused, "refused", "a brother", True),
    ]
    assert [one.concerns for one in found.questions if one.code == "does_not_know"] == [(asked,)]
    story.say(person, "residence", story.entity("Place", "Town"), other)
    found = account(story.material(), person, TODAY)
    assert [one.is_open for one in found.unanswered] == [False, True]
    assert "does_not_know" not in {one.code for one in found.questions}


def test_the_summary_has_what_matters_most(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source("her sister")
    office, friend = story.source("an office", connection="official"), story.source("a friend")
    act = story.act("detention", person, by=sister, start="2018-03")
    story.say(act, "start", "2019", friend)
    story.claim("deny", by=office, about_act=act, about=person, date="2020")
    found = account(story.material(), person, TODAY).summary
    assert found.contested == ("beginning of detention",)
    assert found.denied == ("detention",)
    assert "officials deny it, 2020" in found.text


def test_json_has_each_fact_once_and_nothing_empty(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source("her sister")
    camp = story.entity("Facility", "Camp")
    act = story.act("internment", person, by=sister, start="2018", facility=camp)
    found = account(story.material(), person, TODAY).to_json()
    places = [place for one in found["acts"] for place in one["facts"]]
    assert {found["facts"][place]["property"] for place in places} == {"type", "victim", "start", "facility"}
    assert found["facts"][places[0]]["subject"] == act
    kept = [(one["subject"], one["property"], json.dumps(one["value"])) for one in found["facts"]]
    assert len(kept) == len(set(kept))
    assert found["labels"][sister] == "her sister"
    inner = [one for name in ("facts", "statements", "acts", "timeline") for one in found[name]]
    assert not [one for each in inner for one in each.values() if one in (None, "", [], {}, False)]
    assert (found["roles"], found["gone"]) == ([], [])


def test_an_act_that_was_not_theirs_brings_nothing_of_what_others_went_through(story: Story) -> None:
    mother, neighbour = story.source("a mother"), story.source("a neighbour", connection="witness")
    taken, other, asked = (story.entity("Person", name, by=mother) for name in ("Ilqut", "Zohre", "Semet"))
    act = story.act("arrest", taken, by=mother, start="2018-05", stated_reason="a book")
    story.claim("deny", by=story.source("an office", connection="official"), about_act=act, date="2019")
    denial = story.deny(act, "victim", other, neighbour)
    unknown = story.say(act, "victim", asked, neighbour, polarity="does not know")
    not_theirs = account(story.material(), other, TODAY)
    assert [(one.to_the_person, len(one.facts)) for one in not_theirs.acts] == [(False, 1)]
    assert not_theirs.claims == ()
    assert not_theirs.summary.denied == ()
    assert {one.id for one in not_theirs.statements if one.subject == act} == {denial}
    not_known = account(story.material(), asked, TODAY)
    assert not_known.acts == ()
    assert {one.id for one in not_known.statements if one.subject == act} == {unknown}


def test_who_does_not_know_says_of_whom(story: Story) -> None:
    mother = story.source("a mother")
    taken, asked = (story.entity("Person", name, by=mother) for name in ("Ilqut", "Semet"))
    act = story.act("arrest", taken, by=mother)
    story.say(act, "victim", asked, mother, polarity="does not know")
    assert [one.asked for one in account(story.material(), taken, TODAY).unanswered] == ["Semet"]


def test_a_disputed_entry_is_neither_fate_nor_whereabouts(story: Story) -> None:
    mother = story.source("a mother")
    person, mill = (
        story.entity("Person", "Ilqut", by=mother),
        story.entity("Facility", "Grey Mill", by=mother),
    )
    act = story.act("detention", person, by=mother, start="2018-05")
    death = story.act("death", person, by=mother, start="2019-05")
    disputed = [story.say(act, "facility", mill, mother)]
    disputed += [one.id for one in story.material().about(death, "victim")]
    for one in disputed:
        story.review(one, "disputed")
    found = account(story.material(), person, TODAY)
    assert found.fate.text == "Last on record: detention, 2018-05."
    assert found.whereabouts.text == "No place is on record."
    assert {*disputed} <= {one.id for one in found.statements}


def test_a_place_of_residence_among_the_whereabouts_is_said_to_be_that(story: Story) -> None:
    person = story.entity("Person", "Ilqut")
    story.say(person, "residence", story.entity("Place", "Otluq"), story.archive)
    assert account(story.material(), person, TODAY).whereabouts.text == (
        "Without a date: Otluq (where they lived)."
    )
