"""Places of an account: drawn as precisely as was said, as a list too, without time, order or anything between two of them."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import amanet.web
from amanet.vault.ontology_files import load_ontology
from amanet.web.map_view import HIGH, WIDE, Box, view_of
from amanet.web.outlines import outlines
from amanet.web.screens.person_map import letters

MAPS = Path(amanet.web.__file__).parent / "maps"
# States that are no more, lands too small to be drawn, and those that are drawn as a part of their state.
_NOT_DRAWN = {"bq", "bv", "cc", "cshh", "cx", "gf", "gi", "gp", "mq", "re", "sj", "suhh", "tk", "tv", "um", "va", "yt", "yucs"}  # fmt: skip


def test_the_outlines_are_those_of_the_manifest_and_small() -> None:
    manifest, made = json.loads((MAPS / "manifest.json").read_bytes()), (MAPS / "outlines.json").read_bytes()
    assert hashlib.sha256(made).hexdigest() == manifest["sha256"]
    assert len(made) <= 150_000
    assert "public domain" in manifest["data_licence"]


def test_every_country_of_the_thesaurus_has_an_outline_but_for_those_known_to_have_none() -> None:
    codes = set(load_ontology().thesaurus("country").terms)
    assert codes - set(outlines()) == _NOT_DRAWN
    assert set(outlines()) - codes == {""}
    for rings in outlines().values():
        assert all(len(ring.spots) > 2 for ring in rings)
        west, south, east, north = rings[0].bounds
        assert -180 <= west <= east <= 540
        assert -90 <= south <= north <= 90


def test_the_middle_of_a_country_is_in_it_also_across_the_line_of_180_degrees() -> None:
    x, y = outlines()["ru"][0].middle
    assert 85 < x < 110
    assert 55 < y < 68


_boxes = st.lists(
    st.builds(
        lambda east, north: Box(east - 0.1, north - 0.1, east + 0.1, north + 0.1),
        st.floats(-180, 180),
        st.floats(-80, 80),
    ),
    min_size=1,
    max_size=5,
)


@given(_boxes)
def test_all_that_must_be_in_view_is(boxes: list[Box]) -> None:
    seen = view_of(boxes)
    for box in boxes:
        x, y = seen.spot((box.west + box.east) / 2, (box.south + box.north) / 2)
        assert -1 <= x <= WIDE + 1
        assert -1 <= y <= HIGH + 1


def test_two_places_on_both_sides_of_180_degrees_are_near_one_another() -> None:
    seen = view_of([Box(179, -17, 179, -17), Box(-179, -17, -179, -17)])
    assert abs(seen.spot(179, -17)[0] - seen.spot(-179, -17)[0]) < WIDE / 4


def test_letters_go_on_after_the_alphabet() -> None:
    found = list(letters(54))
    assert (found[0], found[25], found[26], found[53]) == ("A", "Z", "AA", "BB")
    assert len(set(found)) == 54


@pytest.fixture
def told(client: Any, tell_story: Any, tmp_path: Path) -> Any:
    """What the story tells, with three places more; and the section of the account that shows them."""
    story = client.write(tell_story, tmp_path / "story")
    client.write(_add_places, story)
    text = client.get(f"/people/{story.teacher}").text
    return story, text, re.search(r'<section class="sheet places".*?</section>', text, re.DOTALL)[0]


def _add_places(vault: Any, story: Any) -> None:
    by = {"by": str(story.sister), "passages": [str(story.passage)]}
    sea = vault.add_entity("Place", "Tarnhollow", [("coordinates", "0.4, 0.6")], **by).number
    quay = vault.add_entity("Place", "Amber Quay", [("part_of", str(sea))], **by).number
    land = vault.add_entity("Place", "Moss Mill", [("country", "kz")], **by).number
    vault.say(story.act, "place", str(quay), **by)
    vault.say(story.act, "place_at_end", str(land), **by)


def test_the_account_draws_what_is_said_and_says_what_is_not(told: Any) -> None:
    story, _, places = told
    drawn, others = places.split("Not on the map")
    assert re.findall(r'<span class="letter">.*?<bdi>([A-Z]+)</bdi>', drawn) == ["A", "B"]
    assert drawn.index("Amber Quay") < drawn.index("Moss Mill")
    assert "Drawn where Tarnhollow lies" in re.sub(r"<[^>]*>", "", drawn)
    assert "Its whole country, hatched: Kazakhstan" in drawn
    assert drawn.count('<path class="whole-country"') == 1
    assert f'href="/passages/{story.passage}"' in drawn
    assert "the salt house" in others
    assert "Nobody says where it lies" in others


def test_the_map_has_no_time_no_way_and_no_line_between_places(told: Any) -> None:
    story, _, places = told
    assert not re.search(r"20[0-9]{2}-[0-9]{2}|<time", re.sub(r"denied by officials, [0-9-]+", "", places))
    assert not re.search(r"<(line|polyline|marker|animate|script|image)\b", places)
    assert "no way that anybody went" in places
    assert "style=" not in places
    assert str(story.daughter) not in re.findall(r'href="/people/([0-9]+)"', places)


def test_without_anything_to_draw_there_is_a_list_and_what_to_do(
    client: Any, tell_story: Any, tmp_path: Path
) -> None:
    story = client.write(tell_story, tmp_path / "story")
    text = client.get(f"/people/{story.teacher}").text
    assert "None of these can be drawn on a map." in text
    assert '<svg viewBox="0 0 720' not in text
