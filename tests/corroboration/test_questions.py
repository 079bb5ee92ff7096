"""Open questions: each by its rule, once, with the ids that it concerns; none where it is answered."""

from datetime import date
from typing import Any

import pytest

from amanet.corroboration import RULES, account

TODAY = date(2026, 1, 1)
Story = Any


def asked(story: Story, person: str) -> dict[str, tuple[str, ...]]:
    return {one.code: one.concerns for one in account(story.material(), person, TODAY).questions}


def test_of_a_detention_of_which_nothing_more_is_said(story: Story) -> None:
    person, source = story.entity("Person", "A"), story.source()
    acts = tuple(story.act("detention", person, by=source) for _ in range(2))
    found = asked(story, person)
    for code in ("no_start", "no_place", "no_authority", "no_reason", "no_end"):
        assert found[code] == acts
    assert found["officials_never_asked"] == found["no_birth_date"] == found["one_script"] == (person,)


def test_what_is_answered_is_not_asked(story: Story) -> None:
    person, source = story.entity("Person", "A"), story.source()
    office, camp = story.entity("Organization", "Office"), story.entity("Facility", "Camp")
    story.act(
        "detention",
        person,
        by=source,
        start="2018",
        end="2019",
        facility=camp,
        authority=office,
        stated_reason="none",
        duration="about a year",
    )
    story.say(person, "birth_date", "1990-05-02", source)
    story.say(person, "name", {"name": "甲", "kind": "full"}, source)
    story.claim("acknowledge", by=source, about=person)
    story.entity("SignOfLife", by=source, person=person, kind="call", date="2018")
    for one in [one.id for one in story.entered if one.type == "Statement"]:
        story.review(one, "reviewed")
    assert set(asked(story, person)) == {"one_source"}


def test_only_hearsay_for_the_place(story: Story) -> None:
    person, source, friend = story.entity("Person", "A"), story.source(), story.source()
    act = story.act("detention", person, by=source)
    story.say(act, "facility", story.entity("Facility", "Camp"), source, heard_from=friend)
    assert asked(story, person)["place_by_hearsay"] == (act,)
    story.say(act, "facility", story.entity("Facility", "Camp 2"), story.source(), basis="direct_witness")
    assert "place_by_hearsay" not in asked(story, person)


def test_a_duration_that_does_not_fit_the_dates(story: Story) -> None:
    person, source = story.entity("Person", "A"), story.source()
    act = story.act("detention", person, by=source, start="2018-03", end="2019-09", duration="12 months")
    assert asked(story, person)["duration_misfit"] == (act,)


@pytest.mark.parametrize("told", ["18 months", "about a year and a half", "17 months", "1 year"])
def test_people_round(story: Story, told: str) -> None:
    person, source = story.entity("Person", "A"), story.source()
    story.act("detention", person, by=source, start="2018-03", end="2019-09", duration=told)
    assert "duration_misfit" not in asked(story, person)


def test_a_release_answers_how_it_ended_where_it_may_have_come_after(story: Story) -> None:
    person, source = story.entity("Person", "A"), story.source()
    held = story.act("internment", person, by=source, start="2018")
    story.act("release", person, by=source, start="2017")
    assert asked(story, person)["no_end"] == (held,)
    story.act("release", person, by=source, start="2018")
    assert "no_end" not in asked(story, person)


def test_a_first_of_january_is_often_a_placeholder(story: Story) -> None:
    person, source = story.entity("Person", "A"), story.source()
    said = story.say(person, "birth_date", "1990-01-01", source)
    assert asked(story, person)["first_of_january"] == (said,)


def test_a_broken_rhythm_contested_facts_and_entries_nobody_reviewed(story: Story) -> None:
    person, source, other = story.entity("Person", "A"), story.source(), story.source()
    agreed = story.entity("AgreedSign", by=source, person=person, kind="call", every="1 week")
    story.entity("SignOfLife", by=source, person=person, kind="call", date="2018")
    one, two = story.say(person, "birth_date", "1990", source), story.say(person, "birth_date", "1991", other)
    found = asked(story, person)
    assert found["rhythm_broken"] == (agreed,)
    assert found["contested"] == (one, two)
    assert {one, two} <= set(found["not_reviewed"])


def test_judged_both_same_and_different(story: Story) -> None:
    one, other = story.entity("Person", "A"), story.entity("Person", "B")
    third = story.entity("Person", "C")
    story.same(one, other)
    story.same(other, third)
    story.same(one, third, verdict="different")
    assert asked(story, one)["same_and_different"] == tuple(sorted((one, other, third)))


def test_the_table_has_each_code_once_and_a_sentence_for_it() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert all(rule.text[0].isupper() and rule.text[-1] in ".?" for rule in RULES)
