"""When somebody last spoke as a source themselves: beside signs of life, and never one."""

from datetime import date
from typing import Any

from amanet.corroboration import account
from amanet.corroboration.spoken import last_spoke

TODAY = date(2026, 1, 1)
Story = Any


def test_who_testified_is_not_asked_for_a_sign_of_life(story: Story) -> None:
    person, other = story.entity("Person", "M"), story.entity("Person", "O")
    themselves = story.source("M, at the border", person=person)
    story.act("detention", person, by=themselves)
    assert "no_sign_of_life" in {one.code for one in account(story.material(), person, TODAY).questions}
    story.say(person, "notes", "I came back.", themselves, said_at="2019-03")
    last = story.say(other, "notes", "He did not.", themselves, said_at="2020-03")
    found = account(story.material(), person, TODAY)
    assert found.spoke
    assert (found.spoke.when.in_words, found.spoke.sources, found.spoke.statements) == (
        "2020-03",
        (themselves,),
        (last,),
    )
    assert "no_sign_of_life" not in {one.code for one in found.questions}
    # Whatever they spoke of: the day alone is in the account, and it is no sign.
    assert last not in {one.id for one in found.statements}
    assert (found.silence.code, found.silence.signs) == ("no_sign", ())


def test_what_they_heard_withdrew_or_say_later_is_not_counted(story: Story) -> None:
    person, friend = story.entity("Person", "M"), story.source("a friend")
    themselves = story.source("M", person=person)
    story.say(person, "notes", "heard", themselves, said_at="2021", heard_from=friend)
    story.say(person, "notes", "of the future", themselves, said_at="2030")
    story.retract(story.say(person, "notes", "taken back", themselves, said_at="2020"))
    story.review(story.say(person, "notes", "disputed", themselves, said_at="2020"), "disputed")
    assert last_spoke(story.material(), person, TODAY) is None
    story.say(person, "notes", "said", themselves, said_at="2019")
    found = last_spoke(story.material(), person, TODAY)
    assert found
    assert found.when.in_words == "2019"
    assert last_spoke(story.material(withdrawn=[themselves]), person, TODAY) is None
