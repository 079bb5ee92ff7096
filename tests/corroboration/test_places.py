"""Where the places of an account lie: coordinates as given, of the nearest larger place, or the country alone; and no time, no order."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from amanet.corroboration import account

if TYPE_CHECKING:
    from conftest import Story

TODAY = date(2026, 9, 1)
POINT = {"coordinates": ["43.1", "87.6"], "precision": "5000"}
COUNTRY = {"term": "kz"}


def _told(story: "Story", **where: Any) -> Any:
    """One act at a place of which that is said."""
    person, source = story.entity("Person", "M"), story.source()
    place = story.entity("Facility", "Salt House", **where)
    story.act("detention", person, by=source, facility=place, start="2018-05")
    (found,) = account(story.material(), person, TODAY).places
    assert (found.place, found.label) == (place, "Salt House")
    return found


def test_a_place_with_coordinates_lies_there_as_precisely_as_was_said(story: "Story") -> None:
    found = _told(story, coordinates=POINT, country=COUNTRY)
    (lying,) = found.lying
    assert (lying.coordinates, lying.precision, lying.country) == (("43.1", "87.6"), "5000", None)
    assert [one.property for one in found.said] == ["coordinates"]
    assert [known.property for known in found.named] == ["facility"]


def test_a_place_without_any_lies_where_the_nearest_larger_one_does(story: "Story") -> None:
    land = story.entity("Place", "Land", coordinates={"coordinates": ["40", "80"]})
    county = story.entity("Place", "County", coordinates=POINT, part_of=land)
    found = _told(story, part_of=county, country=COUNTRY)
    assert [(one.place, one.label) for one in found.lying] == [(county, "County")]
    assert sorted(one.property for one in found.said) == ["coordinates", "part_of"]


def test_only_a_country_is_a_country_and_nothing_is_nothing(story: "Story") -> None:
    (lying,) = _told(story, part_of=story.entity("Place", "County", country=COUNTRY)).lying
    assert (lying.coordinates, lying.country, lying.label) == (None, "kz", "County")
    assert _told(story).lying == ()


def test_a_place_inside_itself_ends(story: "Story") -> None:
    one = story.entity("Place", "One")
    other = story.entity("Place", "Other", part_of=one)
    story.say(one, "part_of", other, story.archive)
    assert _told(story, part_of=other).lying == ()


def test_places_have_no_time_and_stand_in_the_order_of_their_names(story: "Story") -> None:
    person, source = story.entity("Person", "M"), story.source()
    for name, year in (("Zinc Quay", "2017"), ("amber Yard", "2019"), ("Moss Mill", "2018")):
        story.act(
            "detention", person, by=source, place=story.entity("Place", name, coordinates=POINT), start=year
        )
    found = account(story.material(), person, TODAY).places
    assert [one.label for one in found] == ["amber Yard", "Moss Mill", "Zinc Quay"]
    told = json.dumps([one.to_json() for one in found]).replace('"', " ")
    assert not {"2017", "2018", "2019", "start", "when", "day"} & set(told.split())


def test_what_is_only_denied_is_no_place_of_theirs(story: "Story") -> None:
    person, source = story.entity("Person", "M"), story.source()
    act = story.act("detention", person, by=source)
    place = story.entity("Place", "Quay", coordinates=POINT)
    story.say(act, "place", place, by=source, polarity="denies")
    assert account(story.material(), person, TODAY).places == ()


def test_what_a_withdrawn_source_said_of_where_it_lies_is_gone(story: "Story") -> None:
    person, sister, brother = story.entity("Person", "M"), story.source("sister"), story.source("brother")
    place = story.entity("Place", "Quay")
    story.say(place, "coordinates", POINT, brother)
    story.act("detention", person, by=sister, place=place)
    for withdrawn, lying in (((), 1), ((brother,), 0)):
        (found,) = account(story.material(withdrawn=withdrawn), person, TODAY).places
        assert len(found.lying) == len(found.said) == lying
