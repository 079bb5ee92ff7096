"""Values and entities in words, from the material alone; and the same words as in the vault."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration import called, shown, title_of
from amanet.corroboration.lengths import between, days_told, fits
from amanet.corroboration.scripts import script_of

Story = Any


@pytest.mark.parametrize(
    ("schema", "name", "value", "words"),
    [
        ("Person", "name", {"name": "Aygul", "kind": "full"}, "Aygul"),
        ("Person", "name", {"name": "艾古丽", "kind": "assigned"}, "艾古丽 [assigned]"),
        (
            "Person",
            "birth_date",
            {"date": {"edtf": "1990~", "words": "around 1990"}},
            "1990~ (“around 1990”)",
        ),
        ("Person", "birth_date", {"absent": "not asked"}, "(not asked)"),
        ("Act", "type", {"term": "internment"}, "internment in a camp"),
        ("Act", "type", {"term": "not.known"}, "not.known"),
        ("Act", "duration", {"quantity": {"about": "12", "unit": "months", "words": "a year"}}, "a year"),
        ("Act", "family_informed", {"yes_no": False}, "no"),
        ("Place", "coordinates", {"coordinates": ["43.1", "87.6"]}, "43.1, 87.6"),
        ("Nothing", "known", {"text": "as it stands"}, "as it stands"),
    ],
)
def test_values_in_words(story: Story, schema: str, name: str, value: dict[str, Any], words: str) -> None:
    assert shown(story.material(), schema, name, value) == words


def test_an_entity_is_shown_as_it_is_called(story: Story) -> None:
    place = story.entity("Place", "Qaratal")
    assert shown(story.material(), "Act", "place", {"entity": place}) == "Qaratal"


def test_what_has_no_name_is_called_after_what_is_said_of_it(story: Story) -> None:
    person, source = story.entity("Person", "Aygul Bekova"), story.source()
    act = story.act("arrest", person, by=source, start="2018-03")
    material = story.material()
    assert title_of(material, act) == called(material, act) == "arrest, Aygul Bekova, 2018-03"
    assert called(material, source) == "source without a name"
    assert title_of(material, source) == ""


def test_a_source_that_is_a_person_is_called_as_they_are(story: Story) -> None:
    source = story.source(person=story.entity("Person", "Aygul Bekova"))
    assert called(story.material(), source) == "Aygul Bekova"


def test_a_withdrawn_source_has_no_name(story: Story) -> None:
    person, gone, source = story.entity("Person", "A"), story.source("Somebody"), story.source("Other")
    story.say(person, "education", "school", source, heard_from=gone)
    material = story.material(withdrawn=[gone])
    (told,) = material.about(person, "education")
    assert called(material, str(told.heard_from)) == "a source that is not heard any more"


@pytest.mark.parametrize(
    ("value", "script"),
    [
        ({"name": "Aygul"}, "Latn"),
        ({"name": "ئايگۈل بېكوۋا"}, "Arab"),
        ({"name": "Айгүл"}, "Cyrl"),
        ({"name": "艾古丽"}, "Hani"),
        ({"name": "Aygul 艾"}, None),
        ({"name": "12"}, None),
        ({"name": "Aygul", "script": "Cyrl"}, "Cyrl"),
    ],
)
def test_the_script_of_a_name(value: dict[str, str], script: str | None) -> None:
    assert script_of(value) == script


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (("2018-03-01", "2018-03-31"), ("2019-09-01", "2019-09-30"), "17 to 19 months"),
        (("2018-03-05", "2018-03-05"), ("2019-03-05", "2019-03-05"), "12 months"),
        (("2018-03-05", "2018-03-05"), ("2018-03-15", "2018-03-15"), "10 days"),
        (("2018-03-01", "2018-03-31"), ("2018-03-01", "2018-03-31"), "0 to 30 days"),
        ((None, "2018-03-31"), ("2019-09-01", "2019-09-30"), "at least 17 months"),
        ((None, None), ("2019-09-01", None), "nobody knows how long"),
    ],
)
def test_what_two_dates_give(
    start: tuple[str | None, str | None], end: tuple[str | None, str | None], words: str
) -> None:
    days = [tuple(None if day is None else date.fromisoformat(day) for day in pair) for pair in (start, end)]
    assert between((days[0][0], days[0][1]), (days[1][0], days[1][1])).text == words


@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(0, 4000))
def test_a_length_told_in_days_fits_the_dates_it_was_counted_from(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    told = {"quantity": {"about": str(days), "unit": "days"}}
    assert fits(told, between((start, start), (end, end)))
    assert days_told(told) == (days, days)
    assert not fits(
        {"quantity": {"about": str(days + 10), "unit": "days"}}, between((start, start), (end, end))
    )


def test_of_days_that_contradict_each_other_the_title_picks_none(story: Any) -> None:
    mother, neighbour = story.source("a mother"), story.source("a neighbour")
    act = story.act("arrest", story.entity("Person", "Ilqut"), by=mother, start="2018-05-03")
    story.say(act, "start", "2018-05-04", neighbour)
    story.review(story.say(act, "start", "2011", neighbour), "disputed")
    assert title_of(story.material(), act) == "arrest, Ilqut, 2018-05-03 or 2018-05-04"
