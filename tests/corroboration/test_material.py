"""Who is who, and who is not heard any more."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.material import was_withdrawn

# Who is who


def test_entities_judged_to_be_the_same_are_one_under_the_smallest_id(story: Any) -> None:
    one, two, three = (story.entity("Person") for _ in range(3))
    story.same(three, two)
    story.same(one, two)
    told = story.say(three, "residence", story.entity("Place"), story.archive)
    material = story.material()
    assert {material.one(each) for each in (one, two, three)} == {one}
    assert [found.id for found in material.about(two)] == [told]
    assert material.apart == ()


def test_a_contradiction_joins_none_of_them(story: Any) -> None:
    one, two, three = (story.entity("Person") for _ in range(3))
    story.same(one, two)
    story.same(two, three)
    story.same(one, three, "different")
    material = story.material()
    assert material.joined == {}
    assert material.apart == (frozenset((one, two, three)),)


def test_the_latest_judgement_on_two_counts_and_a_retracted_one_does_not(story: Any) -> None:
    one, two = story.entity("Person"), story.entity("Person")
    story.same(one, two)
    different = story.same(two, one, "different")
    assert story.material().joined == {}
    story.retract(different)
    assert story.material().joined == {two: one}


def test_entity_values_and_sources_are_joined_too(story: Any) -> None:
    place, also = story.entity("Place"), story.entity("Place")
    source, again = story.source(), story.source()
    story.same(place, also)
    story.same(source, again)
    act = story.act("arrest", None, by=again, place=also)
    [told] = story.material().naming(place, "place")
    assert (told.subject, told.said_by, told.value) == (act, source, {"entity": place})


# What counts


def test_what_ended_says_how(story: Any) -> None:
    wife = story.source()
    act = story.act("arrest", None, by=wife)
    old, new = story.say(act, "start", "2017", wife), story.say(act, "start", "2018", wife)
    story.supersede(old, new, "she remembered")
    found, living = story.material().about(act, "start")
    assert (found.ended.how, found.ended.by, found.ended.reason) == ("superseded", new, "she remembered")
    assert living.ended is None


def test_as_of_knows_only_what_was_entered_by_then(story: Any) -> None:
    wife = story.source()
    act = story.act("arrest", None, by=wife)
    moment = story.entered[-1].entered_at
    story.retract(story.say(act, "start", "2017", wife))
    material = story.material(as_of=moment)
    assert material.about(act, "start") == ()
    assert len(material.about(act, "type")) == 1


def test_a_review_changes_the_state_and_only_the_latest_assessment_of_a_member_counts(story: Any) -> None:
    act = story.act("arrest", None, by=story.source())
    [told] = story.material().about(act)
    story.review(told.id, "reviewed")
    story.assess(told.id, member="m1", credibility="doubtful")
    story.assess(told.id, member="m1", credibility="probable")
    story.assess(told.id, member="m2", credibility="possible")
    material = story.material()
    assert material.statement(told.id).state == "reviewed"
    assert [one.credibility for one in material.assessments[told.id]] == ["probable", "possible"]


# Who is not heard any more


def test_a_withdrawn_source_is_left_out_with_what_was_said_of_it(story: Any) -> None:
    wife, gone = story.source("wife"), story.source("somebody")
    act = story.act("arrest", None, by=wife)
    story.say(act, "start", "2017", gone)
    heard = story.say(act, "start", "2018", wife, heard_from=gone)
    material = story.material(withdrawn=[gone])
    [told] = material.about(act, "start")
    assert told.id == heard
    assert was_withdrawn(told.heard_from)
    assert gone not in told.heard_from
    assert material.about(gone) == ()


def test_the_same_withdrawn_source_is_the_same_stranger_everywhere(story: Any) -> None:
    gone, other = story.source(), story.source()
    act = story.entity("Act")
    for source in (gone, gone, other):
        story.say(act, "type", "arrest", story.source(), heard_from=source)
    heard = [told.heard_from for told in story.material(withdrawn=[gone, other]).about(act)]
    assert heard[0] == heard[1] != heard[2]


# Passages


def test_a_passage_leads_back_to_its_item_and_interview(story: Any) -> None:
    item = story.item(sha256="ab" * 32)
    passage = story.passage(item, "words")
    interview = story.interview(story.source(), item)
    marked = story.material().passages[passage]
    assert (marked.items, marked.documents, marked.interviews) == (
        (item,),
        frozenset({"ab" * 32}),
        frozenset({interview}),
    )


def test_a_passage_in_a_translation_leads_back_to_the_original_and_the_recording(story: Any) -> None:
    film, transcript, translation = (story.item(sha256=f"{n:064x}") for n in (1, 2, 3))
    reading = story.record("Rendition", item=transcript, kind="reading", tool="t", version="1")
    translated = story.record("Rendition", item=translation, kind="reading", tool="t", version="1")
    story.record(
        "Rendition", item=translation, kind="alignment", parameters={"of": translated, "to": reading}
    )
    story.record("Rendition", item=transcript, kind="recording", parameters={"to": film})
    passage = story.passage(translated)
    marked = story.material().passages[passage]
    assert marked.documents == {f"{n:064x}" for n in (1, 2, 3)}


# What is known of sources


def test_what_is_said_of_a_source(story: Any) -> None:
    person = story.entity("Person")
    source = story.source("police", connection="official", kind="person", person=person)
    story.deny(source, "connection", "relative", story.archive)
    found = story.material().source(source)
    assert found.official
    assert (found.kinds, found.persons) == ({"person"}, {person})
    assert found.connections == {"official"}
    assert not story.material().source("nobody").official


@given(chance=st.randoms(use_true_random=False), seed=st.integers(0, 99))
def test_the_order_of_records_does_not_matter(anything: Any, chance: Any, seed: int) -> None:
    story = anything(chance)
    one, other = story.material(), story.material(shuffled=seed)
    assert one.told == other.told
    assert (one.entities, one.labels, one.passages) == (other.entities, other.labels, other.passages)
    assert (one.assessments, one.joined, one.sources) == (other.assessments, other.joined, other.sources)
