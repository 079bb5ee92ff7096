"""Who rests on whom, and so counts once."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.independence import counts, dependence_graph, is_first_hand, supports
from amanet.corroboration.material import Material, was_withdrawn

Chances = st.randoms(use_true_random=False)


class Telling:
    """An act of which sources say the type; by default each says it alone."""

    def __init__(self, story: Any) -> None:
        self.story = story
        self.act = story.entity("Act")

    def say(self, by: str, **fields: Any) -> str:
        return str(self.story.say(self.act, "type", "detention", by, **fields))

    def number(self, **how: Any) -> int:
        return len(self.support(**how))

    def support(self, **how: Any) -> Any:
        material = self.story.material(**how)
        return supports(material, material.about(self.act, "type"))

    def kinds_of_ties(self) -> list[str]:
        return [tie.kind for one in self.support() for tie in one.ties]


def test_two_sources_are_two(story: Any) -> None:
    telling = Telling(story)
    telling.say(story.source())
    telling.say(story.source())
    assert telling.number() == 2
    assert telling.kinds_of_ties() == []


def test_one_source_that_says_it_twice_is_one(story: Any) -> None:
    telling, one = Telling(story), story.source()
    first, second = telling.say(one), telling.say(one)
    [support] = telling.support()
    assert (support.sources, support.statements) == ((one,), (first, second))


def test_who_heard_it_from_another_counts_with_them(story: Any) -> None:
    telling, wife, brother = Telling(story), story.source("wife"), story.source("brother")
    telling.say(wife)
    heard = telling.say(brother, heard_from=wife)
    [support] = telling.support()
    assert support.sources == tuple(sorted((wife, brother)))
    assert [(tie.one, tie.other, tie.kind, tie.by) for tie in support.ties] == [
        (brother, wife, "heard_from", heard)
    ]


def test_two_who_heard_it_from_somebody_who_says_nothing_are_one(story: Any) -> None:
    telling, silent = Telling(story), story.source()
    one, other = story.source(), story.source()
    telling.say(one, heard_from=silent)
    telling.say(other, heard_from=silent)
    [support] = telling.support()
    assert silent not in support.sources
    assert telling.kinds_of_ties() == ["heard_from", "heard_from"]


def test_a_chain_is_followed_through_what_another_says_of_the_same(story: Any) -> None:
    """A heard it from B. B, who said another year, heard that from C, and so did D."""
    story_act = story.entity("Act")
    a, b, c, d = (story.source() for _ in range(4))
    first = story.say(story_act, "start", "2018", a, heard_from=b)
    story.say(story_act, "start", "2017", b, heard_from=c)
    second = story.say(story_act, "start", "2018", d, heard_from=c)
    material = story.material()
    assert len(supports(material, [material.statement(first), material.statement(second)])) == 1


def test_a_chain_about_something_else_ties_nobody(story: Any) -> None:
    telling, a, b = Telling(story), story.source(), story.source()
    telling.say(a)
    telling.say(b)
    story.say(telling.act, "start", "2018", b, heard_from=a)
    assert telling.number() == 2


def test_who_was_withdrawn_still_ties_those_who_heard_it_there(story: Any) -> None:
    telling, gone = Telling(story), story.source("somebody")
    for _ in range(2):
        telling.say(story.source(), heard_from=gone)
    telling.say(gone)
    [support] = telling.support(withdrawn=[gone])
    assert len(support.sources) == 2
    assert all(was_withdrawn(tie.other) for tie in support.ties)


def test_two_that_draw_on_one_report_are_one_even_by_way_of_a_third(story: Any) -> None:
    telling, report = Telling(story), story.source("report")
    between = story.source(draws_on=report)
    telling.say(story.source(draws_on=report))
    telling.say(story.source(draws_on=between))
    assert telling.number() == 1
    assert set(telling.kinds_of_ties()) == {"draws_on"}


def test_a_report_that_says_nothing_of_it_does_not_tie_those_it_draws_on(story: Any) -> None:
    telling, one, other = Telling(story), story.source(), story.source()
    telling.say(one)
    telling.say(other)
    report = story.source(draws_on=one)
    story.say(report, "draws_on", other, story.archive)
    assert telling.number() == 2


def test_a_report_on_what_two_saw_is_no_third_voice_and_does_not_make_them_one(story: Any) -> None:
    telling, one, other = Telling(story), story.source(), story.source()
    telling.say(one)
    telling.say(other)
    report = story.source(draws_on=one)
    telling.say(report)
    telling.say(report, heard_from=other)
    first, second = telling.support()
    assert (first.set_aside, second.set_aside) == ((report,), ())
    assert {(tie.one, tie.other, tie.kind) for tie in first.ties} == {
        (report, one, "draws_on"),
        (report, other, "heard_from"),
    }


def test_a_report_by_way_of_another_report_that_says_nothing_is_set_aside_too(story: Any) -> None:
    telling, one, other = Telling(story), story.source(), story.source()
    telling.say(one)
    telling.say(other)
    between = story.source(draws_on=one)
    story.say(between, "draws_on", other, story.archive)
    telling.say(story.source(draws_on=between))
    first, second = telling.support()
    assert between in {tie.other for tie in first.ties}
    assert not second.ties


def test_two_reports_on_the_same_ten_do_not_make_the_two_who_say_it_one(story: Any) -> None:
    """The eight others say nothing of it: they tie nobody who has it from the two, and they are not named."""
    telling, voices = Telling(story), [story.source() for _ in range(10)]
    telling.say(voices[0])
    telling.say(voices[1])
    for _ in range(2):
        report = story.source()
        for voice in voices:
            story.say(report, "draws_on", voice, story.archive)
        telling.say(report)
    assert telling.number() == 2
    assert not set(voices[2:]) & {
        side for one in telling.support() for tie in one.ties for side in (tie.one, tie.other)
    }


def test_who_is_set_aside_still_ties_those_it_was_asked_with(story: Any) -> None:
    """It does not tie them to whom it heard it from."""
    telling, interview, other = Telling(story), story.item(), story.item()
    saw, heard, third, fourth = (story.source() for _ in range(4))
    telling.say(saw)
    telling.say(third, passages=[story.passage(interview)])
    telling.say(fourth, passages=[story.passage(other)])
    assert telling.number() == 3
    telling.say(heard, heard_from=saw, passages=[story.passage(interview), story.passage(other)])
    assert [one.sources for one in telling.support()] == [(saw,), (heard, third, fourth)]


def test_voices_that_say_nothing_of_it_are_not_named(story: Any) -> None:
    """Of a programme that quotes many, only those who say this."""
    telling, wife = Telling(story), story.source("his wife")
    others = [story.source(connection="official"), story.source(connection="official"), story.source()]
    programme = story.source(draws_on=wife)
    for other in others:
        story.say(programme, "draws_on", other, story.archive)
    telling.say(wife)
    telling.say(programme)
    material = story.material()
    graph = dependence_graph(material, material.about(telling.act))
    assert graph.sources == tuple(sorted((wife, programme)))
    assert [(tie.one, tie.other) for tie in graph.ties] == [(programme, wife)]


def test_sources_that_draw_on_each_other_in_a_circle_are_one(story: Any) -> None:
    telling, one = Telling(story), story.source()
    other = story.source(draws_on=one)
    story.say(one, "draws_on", other, story.archive)
    telling.say(one)
    telling.say(other)
    assert telling.number() == 1


def test_one_person_behind_two_sources_is_one(story: Any) -> None:
    telling, person = Telling(story), story.entity("Person")
    telling.say(story.source("a post", person=person))
    telling.say(story.source("an interview", person=person))
    assert telling.number() == 1
    assert telling.kinds_of_ties() == ["same_person"]


def test_persons_judged_to_be_one_tie_their_sources(story: Any) -> None:
    telling, one, other = Telling(story), story.entity("Person"), story.entity("Person")
    telling.say(story.source(person=one))
    telling.say(story.source(person=other))
    assert telling.number() == 2
    story.same(one, other)
    assert telling.number() == 1


def test_quoted_from_the_same_bytes_twice_is_one(story: Any) -> None:
    telling = Telling(story)
    for item in (story.item(sha256="aa" * 32), story.item(sha256="aa" * 32)):
        telling.say(story.source(), passages=[story.passage(item)])
    assert telling.number() == 1
    assert telling.kinds_of_ties() == ["same_document"]


def test_asked_in_one_interview_is_one(story: Any) -> None:
    telling, items = Telling(story), [story.item(), story.item()]
    for item in items:
        telling.say(story.source(), passages=[story.passage(item)])
    assert telling.number() == 2
    story.interview(story.source(), *items)
    assert telling.number() == 1
    assert telling.kinds_of_ties() == ["same_interview"]


def test_officials_are_one_together_and_whoever_heard_it_from_them(story: Any) -> None:
    telling = Telling(story)
    police, court = (story.source(connection="official") for _ in range(2))
    telling.say(police)
    telling.say(court)
    aunt = story.source("aunt", connection="relative")
    telling.say(aunt, heard_from=police)
    [support] = telling.support()
    assert support.official
    assert len(support.sources) == 3


def test_a_programme_that_also_quotes_officials_is_not_official_for_that(story: Any) -> None:
    telling, police = Telling(story), story.source(connection="official")
    programme = story.source(draws_on=police)
    told = telling.say(programme)
    assert telling.support()[0].official
    story.say(programme, "draws_on", story.source("a former detainee"), story.archive)
    assert not telling.support()[0].official
    story.retract(told)
    telling.say(programme, basis="official_word")
    assert telling.support()[0].official


def test_what_was_heard_from_officials_through_others_stays_theirs(story: Any) -> None:
    telling, police, wife = Telling(story), story.source(connection="official"), story.source()
    aunt, brother, cousin = (story.source() for _ in range(3))
    telling.say(aunt, heard_from=police)
    telling.say(brother, heard_from=aunt)
    telling.say(cousin, heard_from=brother)
    [support] = telling.support()
    assert support.official
    telling.say(brother, heard_from=wife)
    [support] = telling.support()
    assert not support.official


def test_two_who_heard_it_from_each_other_lead_to_no_officials(story: Any) -> None:
    telling, one, other = Telling(story), story.source(), story.source()
    telling.say(one, heard_from=other)
    telling.say(other, heard_from=one)
    [support] = telling.support()
    assert (support.official, support.set_aside) == (False, ())


def test_who_repeats_officials_and_says_no_more_does_not_make_it_another_s(story: Any) -> None:
    telling, police = Telling(story), story.source(connection="official")
    programme = story.source(draws_on=police)
    story.say(programme, "draws_on", story.source(), story.archive)
    telling.say(police)
    telling.say(programme)
    [support] = telling.support()
    assert (support.official, support.set_aside) == (True, (programme,))
    telling.say(programme, basis="direct_witness")
    assert not telling.support()[0].official


def test_who_also_saw_it_does_not_rest_on_officials(story: Any) -> None:
    telling, police = Telling(story), story.source(connection="official")
    wife = story.source("wife")
    telling.say(wife, heard_from=police)
    telling.say(wife, basis="direct_witness")
    [support] = telling.support()
    assert (support.official, support.direct) == (False, True)


def test_a_disputed_entry_does_not_count(story: Any) -> None:
    telling = Telling(story)
    told = telling.say(story.source())
    assert telling.number() == 1
    story.review(told, "disputed")
    assert telling.number() == 0


def test_first_hand(story: Any) -> None:
    telling, source, other = Telling(story), story.source(), story.source()
    saw = telling.say(source, basis="direct_witness")
    heard = telling.say(source, basis="direct_witness", heard_from=other)
    told = telling.say(source, basis="told_by_relative")
    nothing = telling.say(source)
    judged, disagreed = telling.say(source), telling.say(source, basis="own_experience")
    story.assess(judged, member="m1", basis="document_seen")
    story.assess(judged, member="m2", basis="document_seen", credibility="probable")
    story.assess(disagreed, member="m1", basis="rumour")
    story.assess(disagreed, member="m2", basis="document_seen")
    material = story.material()
    found = [
        is_first_hand(material, material.statement(one))
        for one in (saw, heard, told, nothing, judged, disagreed)
    ]
    assert found == [True, False, False, None, True, True]


def test_the_basis_of_a_group_is_the_best_in_it(story: Any) -> None:
    telling, source, other = Telling(story), story.source(), story.source()
    for fields, basis in (
        ({}, "not known"),
        ({"basis": "own_conclusion"}, "concluded"),
        ({"basis": "rumour"}, "told"),
        ({"heard_from": other, "basis": "direct_witness"}, "told"),
        ({"basis": "document_seen"}, "first hand"),
    ):
        telling.say(source, **fields)
        assert telling.support()[0].basis == basis


def test_where_nobody_says_how_they_know_it_is_neither(story: Any) -> None:
    telling = Telling(story)
    telling.say(story.source())
    [support] = telling.support()
    assert (support.direct, support.hearsay) == (False, False)


def test_the_graph_shows_the_silent_ones_too(story: Any) -> None:
    telling, silent = Telling(story), story.source()
    one, other, alone = (story.source() for _ in range(3))
    telling.say(one, heard_from=silent)
    telling.say(other, heard_from=silent)
    telling.say(alone)
    material = story.material()
    graph = dependence_graph(material, material.about(telling.act))
    assert graph.sources == tuple(sorted((silent, one, other, alone)))
    assert graph.groups == ((one, other), (alone,))
    assert graph.to_json()["groups"] == [[one, other], [alone]]


# Whatever was said

Anything = Callable[[random.Random], Any]


def all_facts(material: Material) -> list[list[Any]]:
    """The affirming statements of each property of each entity: what could be taken for one fact."""
    found: dict[tuple[str, str], list[Any]] = {}
    for told in material.told:
        if told.affirms and counts(told):
            found.setdefault((told.subject, told.property), []).append(told)
    return list(found.values())


@given(chance=Chances, seed=st.integers(0, 99))
def test_the_order_does_not_matter(anything: Anything, chance: random.Random, seed: int) -> None:
    story = anything(chance)
    material, shuffled = story.material(), story.material(shuffled=seed)
    for told, other in zip(all_facts(material), all_facts(shuffled), strict=True):
        backward = list(reversed(other))
        assert supports(material, told) == supports(shuffled, backward)
        assert dependence_graph(material, told) == dependence_graph(shuffled, backward)


@given(chance=Chances)
def test_each_source_stands_in_one_group_and_is_tied_within_it(
    anything: Anything, chance: random.Random
) -> None:
    material = anything(chance).material()
    for told in all_facts(material):
        found = supports(material, told)
        sources = [source for one in found for source in one.sources]
        assert sorted(sources) == sorted({one.said_by for one in told})
        assert sorted(one for support in found for one in support.statements) == [one.id for one in told]


@given(chance=Chances)
def test_one_more_dependent_statement_never_raises_the_number(
    anything: Anything, chance: random.Random
) -> None:
    """Neither of who is there, nor of who heard it from, draws on, or is the same as somebody there."""
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    there = chance.choice(told)
    how = chance.choice(("same", "heard", "heard from withdrawn", "draws_on", "person"))
    source, fields = _dependent(story, how, there)
    more = story.say(there.subject, there.property, there.value, source, **fields)
    after = story.material()
    ids = [one.id for one in told] + [more]
    assert len(supports(after, map(after.statement, ids))) <= len(supports(before, told))


def _dependent(story: Any, how: str, there: Any) -> tuple[str, dict[str, Any]]:
    if how == "heard":
        return story.source(), {"heard_from": there.said_by}
    if how == "draws_on":
        return story.source(draws_on=there.said_by), {}
    if how == "person":
        person = story.entity("Person")
        story.say(there.said_by, "person", person, story.archive)
        return story.source(person=person), {}
    if how == "heard from withdrawn" and there.heard_from:
        return story.source(), {"heard_from": there.heard_from}
    return there.said_by, {}


@given(chance=Chances, several=st.integers(1, 3))
def test_who_only_passes_on_what_is_there_changes_no_number(
    anything: Anything, chance: random.Random, several: int
) -> None:
    """It neither adds a voice nor makes two into one, on however many it rests, and however it came to."""
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    source = story.source()
    for one in chance.choices(told, k=several):
        if chance.random() < 0.5:
            story.say(source, "draws_on", one.said_by, story.archive)
        else:
            story.say(one.subject, one.property, one.value, source, heard_from=one.said_by)
    rests = story.say(told[0].subject, told[0].property, told[0].value, source, heard_from=told[0].said_by)
    after = story.material()
    more = [one.id for one in after.about(told[0].subject, told[0].property) if one.said_by == source]
    assert rests in more
    ids = [one.id for one in told] + more
    found = supports(after, map(after.statement, ids))
    assert len(found) == len(supports(before, told))
    assert [one for support in found for one in support.set_aside].count(source) == 1


@given(chance=Chances)
def test_who_says_it_already_never_raises_the_number(anything: Anything, chance: random.Random) -> None:
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    there = chance.choice(told)
    more = story.say(
        there.subject,
        there.property,
        there.value,
        there.said_by,
        heard_from=chance.choice((None, *_sources(story))),
        passages=_some_passage(story, chance),
    )
    after = story.material()
    ids = [one.id for one in told] + [more]
    assert len(supports(after, map(after.statement, ids))) <= len(supports(before, told))


@given(chance=Chances)
def test_who_rests_on_somebody_there_never_raises_the_number(
    anything: Anything, chance: random.Random
) -> None:
    """Whatever else ties it: it can make the number fall, where it was asked with somebody, say."""
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    there, source = chance.choice(told), story.source()
    if chance.random() < 0.5:
        story.say(source, "draws_on", chance.choice(_sources(story)), story.archive)
    more = story.say(
        there.subject,
        there.property,
        there.value,
        source,
        heard_from=there.said_by,
        passages=_some_passage(story, chance),
    )
    after = story.material()
    ids = [one.id for one in told] + [more]
    assert len(supports(after, map(after.statement, ids))) <= len(supports(before, told))


def _sources(story: Any) -> list[str]:
    return [one for one, schema in story.schemata.items() if schema == "Source"]


def _some_passage(story: Any, chance: random.Random) -> list[str] | None:
    passages = [one.id for one in story.entered if one.type == "Passage"]
    return [chance.choice(passages)] if chance.random() < 0.6 else None


def _rested_on(story: Any) -> set[str]:
    """Those that somebody heard something from, or draws on."""
    heard = {one.body.get("heard_from") for one in story.entered}
    drawn = {
        one.body["value"].get("entity") for one in story.entered if one.body.get("property") == "draws_on"
    }
    return heard | drawn


@given(chance=Chances)
def test_when_somebody_speaks_on_whom_others_rest_nobody_who_rests_on_them_counts_beside_them(
    anything: Anything, chance: random.Random
) -> None:
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    source = chance.choice(_sources(story))
    story.say(told[0].subject, told[0].property, told[0].value, source)
    more = story.say(told[0].subject, told[0].property, told[0].value, story.source(), heard_from=source)
    after = story.material()
    new = [
        one for one in after.about(told[0].subject, told[0].property) if one.said_by == source and one.affirms
    ]
    found = supports(after, [*map(after.statement, [one.id for one in told]), *new, after.statement(more)])
    with_it = [one for one in found if more in one.statements]
    assert [after.statement(more).said_by in one.set_aside for one in with_it] == [True]


@given(chance=Chances)
def test_a_voice_on_whom_nobody_rests_raises_it_by_one_at_most(
    anything: Anything, chance: random.Random
) -> None:
    story = anything(chance)
    before = story.material()
    told = chance.choice(all_facts(before))
    there = told[0]
    sources = _sources(story)
    free = [one for one in sources if one not in _rested_on(story)]
    more = story.say(
        there.subject,
        there.property,
        there.value,
        chance.choice(free),
        heard_from=chance.choice((None, *sources)),
        passages=_some_passage(story, chance),
    )
    after = story.material()
    ids = [one.id for one in told] + [more]
    assert len(supports(after, map(after.statement, ids))) <= len(supports(before, told)) + 1
