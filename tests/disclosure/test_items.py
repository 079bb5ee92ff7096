"""What of an item goes: nothing, unless everybody it touches is known and said yes."""

from dataclasses import replace
from typing import Any

import pytest

from amanet.disclosure.items import ANEW, UNCHANGED, ItemRuling, rule_item
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked

from .conftest import ALL, HIDDEN_NAME, REQUEST, asked_of, level, record, story_of


def told(media_type: str = "text/plain", source: str = "Rozi", more: Any = (), lines: Any = ()) -> Story:
    item = record("x9", "Item", source=source, media_type=media_type)
    passage = record("q1", "Passage", of="x9")
    return story_of(
        ("s2", "name", "Rozi"),
        (("a1", "victim", "p1", "s1"), {"passages": ["q1"]}),
        *lines,
        more=(item, passage, *more),
    )


def ruled(story: Story, asked: Asked | None = None, **levels: Any) -> ItemRuling:
    allowed = {"s1": ALL, "s2": ALL, "p1": ALL, **levels}
    return rule_item(story, asked or asked_of(**allowed), REQUEST, "x9")


def test_a_document_goes_as_a_copy_where_everybody_it_touches_allowed_words_places_and_days() -> None:
    assert ruled(told()).form == ANEW
    assert ruled(told(), p1=HIDDEN_NAME).form == ANEW


@pytest.mark.parametrize("who", ["s1", "s2", "p1"])
@pytest.mark.parametrize(
    "allowed", [None, level(words=False), level(place="district"), level(day="month")], ids=str
)
def test_one_who_allows_less_is_enough_for_it_to_stay(who: str, allowed: Any) -> None:
    ruling = ruled(told(), **{who: allowed})
    assert ruling.form is None
    assert not ruling.decision.leaves


@pytest.mark.parametrize(
    "media_type",
    ["", "image/jpeg", "Image/JPEG", "video/mp4", "audio/ogg", "application/ogg", "application/mp4", "application/zip", "message/rfc822",
     "application/octet-stream", "application/warc", "unheard of"],
)  # fmt: skip
def test_pictures_film_sound_and_whatever_may_hold_them_stay_also_where_no_person_is_touched(
    media_type: str,
) -> None:
    assert ruled(told(media_type)).form is None
    nobody = Asked({}, frozenset(("s1", "s2", "p1")))
    assert ruled(told(media_type), nobody).form is None


def test_unchanged_only_what_comes_from_no_person_and_touches_none() -> None:
    story = story_of(
        ("s2", "name", "Rozi"), more=(record("x9", "Item", source="Rozi", media_type="text/plain"),)
    )
    assert rule_item(story, Asked({}, frozenset(("s2",))), REQUEST, "x9").form == UNCHANGED
    assert rule_item(story, asked_of(s2=ALL), REQUEST, "x9").form == ANEW


def test_what_nobody_gave_stays() -> None:
    assert ruled(told(source="")).form is None
    assert ruled(told(source="a cousin")).form is None


def test_who_speaks_in_it_is_asked() -> None:
    interview = record("h1", "Interview", source="s3", items=["x9"])
    story = told(more=(interview,), lines=[("s3", "kind", "person")])
    assert ruled(story).form is None
    assert ruled(story, s3=ALL).form == ANEW


@pytest.mark.parametrize("hidden", ["x9", "s2", "p1", "s1"])
def test_what_a_member_keeps_back_stays_with_everything_it_touches(hidden: str) -> None:
    asked = asked_of(s1=ALL, s2=ALL, p1=ALL)
    ruling = rule_item(told(), asked, replace(REQUEST, hidden=frozenset({hidden})), "x9")
    assert ruling.form is None


def test_an_item_that_is_not_known_stays() -> None:
    assert rule_item(told(), asked_of(), REQUEST, "nothing").form is None
