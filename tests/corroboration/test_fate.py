"""Fate and whereabouts in words: what weakens them stands in the same breath, and what has no date beside what has one."""

from datetime import date
from typing import Any

from amanet.corroboration import account

TODAY = date(2026, 1, 1)
Story = Any


def test_a_place_that_was_concluded_and_is_denied_says_both(story: Story) -> None:
    person, sister = story.entity("Person", "M"), story.source("her sister")
    office, camp = (
        story.source("an office", connection="official"),
        story.entity("Facility", "the salt house"),
    )
    act = story.act("detention", person, by=sister, start="2024-09-14")
    story.say(act, "facility", camp, sister, basis="own_conclusion")
    story.deny(act, "facility", camp, office, said_at="2024-09-22")
    found = account(story.material(), person, TODAY)
    assert found.whereabouts.text == (
        "Last on record: the salt house, 2024-09-14 (concluded, not at first hand; officials deny it, 2024-09-22)."
    )
    assert found.fate.text == "Last on record: detention, 2024-09-14."


def test_an_undated_belief_in_a_release_stands_beside_the_dated_detention(story: Story) -> None:
    person, husband, friend = story.entity("Person", "M"), story.source(), story.source()
    story.act("detention", person, by=husband, start="2018")
    release = story.entity("Act", by=husband, victim=person)
    story.say(release, "type", "release", husband, basis="told_by_others", heard_from=friend)
    found = account(story.material(), person, TODAY).fate
    assert found.text == "Last on record: detention, 2018. Without a date: release (not at first hand)."


def test_where_everybody_says_a_sign_was_not_theirs_its_place_is_not_theirs(story: Story) -> None:
    person, sister, town = story.entity("Person", "M"), story.source(), story.entity("Place", "Town")
    sign = story.entity("SignOfLife", by=sister, kind="call", date="2018", place=town)
    story.deny(sign, "person", person, sister)
    assert account(story.material(), person, TODAY).whereabouts.text == "No place is on record."
