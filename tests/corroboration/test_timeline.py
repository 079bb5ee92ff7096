"""The timeline: a line for each date that is said, in the order of bounds; contradicting dates both; undated last."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.corroboration import timeline
from amanet.corroboration.verdict import CONTESTED

Story = Any


def test_lines_of_every_kind_in_the_order_of_their_days(story: Story) -> None:
    person, sister = story.entity("Person", "A"), story.source()
    story.say(person, "birth_date", "1990", sister)
    event = story.entity("Event", by=sister, start="2018-02")
    story.say(event, "title", {"name": "Round-up", "kind": "usual"}, sister)
    story.act("arrest", person, by=sister, start="2018-03-05", event=event)
    story.act("detention", person, by=sister, start="2018-03", end="2019")
    story.entity("SignOfLife", by=sister, person=person, kind="call", date="2018-01")
    asked = story.entity("Intervention", by=sister, type="inquiry_to_authorities", date="2018-06")
    story.say(asked, "for", person, sister)
    story.claim("no_knowledge", by=sister, about=person, date="2018-07")
    story.act("search", person, by=sister)
    lines = timeline(story.material(), person)
    assert [(line.kind, line.edtf) for line in lines] == [
        ("birth", "1990"),
        ("sign", "2018-01"),
        ("event_begins", "2018-02"),
        ("act_begins", "2018-03"),
        ("act_begins", "2018-03-05"),
        ("intervention", "2018-06"),
        ("claim", "2018-07"),
        ("act_ends", "2019"),
        ("undated", None),
    ]
    assert [line.title for line in lines[1:3]] == ["sign of life: call", "Round-up"]


def test_the_words_stand_with_the_date_and_no_day_is_made_of_a_season(story: Story) -> None:
    person, sister = story.entity("Person", "A"), story.source()
    story.act("arrest", person, by=sister, start="spring 2018")
    (line,) = timeline(story.material(), person)
    assert line.words == "spring 2018"
    assert line.earliest
    assert line.latest
    assert line.earliest < line.latest


def test_the_less_exact_stands_in_the_line_of_the_more_exact(story: Story) -> None:
    person, one, other = story.entity("Person", "A"), story.source(), story.source()
    act = story.act("arrest", person, by=one, start="2018-03-05")
    vague = story.say(act, "start", "2018", other)
    (line,) = timeline(story.material(), person)
    assert line.edtf == "2018-03-05"
    assert vague in line.statements
    assert other in line.sources


def test_contradicting_dates_have_a_line_each_and_their_verdict_says_so(story: Story) -> None:
    person, one, other, third = story.entity("Person", "A"), story.source(), story.source(), story.source()
    act = story.act("arrest", person, by=one, start="2018-03-05")
    story.say(act, "start", "2018-04", other)
    story.say(act, "start", "2018", third)
    lines = timeline(story.material(), person)
    assert [line.edtf for line in lines] == ["2018-03-05", "2018-04"]
    assert {line.verdict.standing for line in lines if line.verdict} == {CONTESTED}


def test_an_act_that_everybody_says_was_not_theirs_is_no_line_of_theirs(story: Story) -> None:
    person, other, source = story.entity("Person", "A"), story.entity("Person", "B"), story.source()
    act = story.act("arrest", other, by=source, start="2018")
    story.deny(act, "victim", person, source)
    assert timeline(story.material(), person) == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 32), order=st.integers(0, 1 << 32))
def test_in_any_order_of_records_every_date_is_in_a_line(
    fresh: Callable[[], Story], seed: int, order: int
) -> None:
    story, chance = fresh(), random.Random(seed)
    person, sources = story.entity("Person", "A"), [story.source() for _ in range(3)]
    dated = []
    for _ in range(chance.randrange(1, 4)):
        act = story.act("arrest", person, by=chance.choice(sources))
        for _ in range(chance.randrange(4)):
            day = chance.choice(
                ("2018", "2018-03", "2018-03-05", "2018-03~", "2019/..", "../2017", "2018-04")
            )
            dated.append(story.say(act, chance.choice(("start", "end")), day, chance.choice(sources)))
    lines = timeline(story.material(), person)
    assert lines == timeline(story.material(shuffled=order), person)
    assert set(dated) <= {statement for line in lines for statement in line.statements}
    assert list(lines) == sorted(lines, key=lambda line: line.order)


def test_a_line_says_that_it_is_contested_whose_it_was_and_that_officials_deny_it(story: Story) -> None:
    mother, cousin = story.source("a mother"), story.source("a cousin")
    person = story.entity("Person", "Ilqut", by=mother)
    seen = story.entity("SignOfLife", by=cousin, person=person, kind="sighting", date="2019-08-02")
    story.deny(seen, "person", person, mother)
    act = story.act("arrest", person, by=mother, start="2018-05")
    story.claim("deny", by=story.source("an office", connection="official"), about_act=act, date="2019")
    marks = {line.entity: line.marks for line in timeline(story.material(), person)}
    assert marks[seen] == ("contested whether it was theirs",)
    assert marks[act] == ("officials deny it, 2019",)
