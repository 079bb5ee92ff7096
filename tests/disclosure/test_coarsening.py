"""Dates, numbers and places as coarse as was allowed: what is coarser contains what is finer, and nothing gets surer than it was."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.consent.levels import DATES, PLACES
from amanet.disclosure.coarsening import coarse_date, coarse_quantity, place_at
from amanet.record.dates import PartialDate
from amanet.record.quantities import Quantity

from .conftest import story_of

FIRST = date(1900, 1, 1)
days = st.integers(0, 50_000).map(lambda count: FIRST + timedelta(days=count))


@st.composite
def edtf(draw: st.DrawFn) -> str:
    one, other = sorted((draw(days), draw(days)))
    length = draw(st.sampled_from((4, 7, 10)))
    first = one.isoformat()[:length] + draw(st.sampled_from(("", "?", "~", "%")))
    last = draw(st.sampled_from((None, other.isoformat()[:length], "..")))
    if last is None:
        return first
    return f"{draw(st.sampled_from((first, '..')))}/{last}" if last != ".." else f"{first}/.."


def bounds(text: str) -> tuple[date, date]:
    first, last = PartialDate.from_json({"edtf": text}).bounds()
    return first or date.min, last or date.max


@settings(max_examples=150)
@given(edtf())
def test_a_coarser_date_contains_the_finer_and_the_date_itself(text: str) -> None:
    found = [coarse_date({"edtf": text, "words": "after the feast"}, one) for one in DATES]
    assert found[0] is None
    stretches = [bounds(str(one["edtf"])) for one in found[1:] if one is not None]
    assert len(stretches) == len(DATES) - 1
    for (first, last), (finer_first, finer_last) in pairwise([*stretches, bounds(text)]):
        assert first <= finer_first
        assert finer_last <= last
    for one in found[1:]:
        assert one is not None
        assert one.keys() == {"edtf"}
        for mark in "?~%":
            assert (mark in str(one["edtf"])) == (mark in text)


@settings(max_examples=100)
@given(days, st.integers(0, 27), st.sampled_from(("year", "month")))
def test_days_of_the_same_month_or_year_cannot_be_told_apart(one: date, other: int, precision: str) -> None:
    second = one.replace(day=other + 1)
    first, last = (coarse_date({"edtf": day.isoformat()}, precision) for day in (one, second))
    assert first == last


@pytest.mark.parametrize(
    ("given_date", "precision", "shown"),
    [
        ("2018-05-12", "month", "2018-05"),
        ("2018-05-12", "day", "2018-05-12"),
        ("2018-05", "day", "2018-05"),
        ("2018", "month", "2018"),
        ("2018-05~", "day", "2018-05~"),
        ("2018-05-12?", "year", "2018?"),
        ("2017-11-30/2018-02-01", "month", "2017-11/2018-02"),
        ("2018-05-12/..", "year", "2018/.."),
    ],
)
def test_known_dates(given_date: str, precision: str, shown: str) -> None:
    assert coarse_date({"edtf": given_date}, precision) == {"edtf": shown}


@pytest.mark.parametrize("content", [{}, {"edtf": "soon"}, {"edtf": 7}, {"words": "2018-05-12"}])
def test_what_is_no_date_stays(content: Any) -> None:
    assert coarse_date(content, "day") is None


@pytest.mark.parametrize("precision", ["none", "hour", "", "exact"])
def test_a_precision_that_is_none_allows_no_date(precision: str) -> None:
    assert coarse_date({"edtf": "2018-05-12"}, precision) is None


@settings(max_examples=100)
@given(st.integers(0, 120), st.integers(0, 120))
def test_an_age_by_the_decade_contains_it_and_its_neighbours_cannot_be_told_apart(
    one: int, other: int
) -> None:
    low, high = sorted((one, other))
    content = {"at_least": str(low), "at_most": str(high), "words": "about thirty"}
    found = coarse_quantity(content, named=False, is_age=True)
    assert found is not None
    assert "words" not in found
    least, most = Quantity.from_json(found).bounds()
    assert least is not None
    assert most is not None
    assert least <= low
    assert high <= most
    same = {"at_least": str(low // 10 * 10), "at_most": str(high // 10 * 10 + 9)}
    assert coarse_quantity(same, named=False, is_age=True) == found


def test_words_of_a_number_go_only_with_names() -> None:
    content = {"at_least": "3", "words": "the three of us"}
    assert "words" in (coarse_quantity(content, named=True, is_age=False) or {})
    assert "words" not in (coarse_quantity(content, named=False, is_age=False) or {"words": ""})
    assert coarse_quantity({"at_least": "3"}, named=False, is_age=True) is None
    assert coarse_quantity({"something": "3"}, named=True, is_age=False) is None


# Places

LIES = (
    ("l1", "part_of", "l2"), ("l2", "part_of", "l3"), ("l3", "part_of", "l4"), ("l1", "kind", "home"), ("l2", "kind", "village"),
    ("l3", "kind", "county"), ("l4", "kind", "country"),
)  # fmt: skip


def test_a_place_is_given_as_the_district_it_lies_in_and_as_its_country() -> None:
    story = story_of(*LIES)
    assert [place_at(story, "l1", one) for one in PLACES] == [None, "l4", "l3", "l1"]
    assert [place_at(story, "l3", one) for one in PLACES] == [None, "l4", "l3", "l3"]
    assert place_at(story, "l1", "street") is None


def test_each_precision_contains_the_finer() -> None:
    story = story_of(*LIES)
    around = ["l1", "l2", "l3", "l4"]
    found = [around.index(str(place_at(story, "l1", one))) for one in ("exact", "district", "country")]
    assert found == sorted(found)


@pytest.mark.parametrize(
    "line",
    [
        ("l3", "kind", "village", "s2"),
        (("l3", "kind", "county", "s2"), {"polarity": "denies"}),
        ("l2", "part_of", "l9", "s2"),
        (("l2", "part_of", "l3", "s2"), {"polarity": "denies"}),
    ],
)
def test_where_anybody_contradicts_it_is_no_district(line: Any) -> None:
    """Or a house that one source mistook for a county would be named."""
    assert place_at(story_of(*LIES, line), "l1", "district") not in ("l1", "l2", "l3", "l9")


def test_a_house_that_is_called_a_county_by_one_and_a_home_by_another_is_not_named() -> None:
    story = story_of(("l1", "kind", "home"), ("l1", "kind", "county", "s2"))
    assert place_at(story, "l1", "district") is None
    assert place_at(story, "l1", "country") is None


def test_the_term_of_a_country_is_given_where_one_is_said_and_nobody_says_another() -> None:
    assert place_at(story_of(("l1", "country", "kz")), "l1", "district") == {"term": "kz"}
    assert place_at(story_of(("l1", "country", "kz"), ("l1", "country", "cn")), "l1", "country") is None
    denied = (("l1", "country", "kz", "s2"), {"polarity": "denies"})
    assert place_at(story_of(("l1", "country", "kz"), denied), "l1", "country") is None


def test_places_that_lie_in_each_other_end() -> None:
    assert place_at(story_of(("l1", "part_of", "l2"), ("l2", "part_of", "l1")), "l1", "district") is None
