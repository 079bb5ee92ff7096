"""When one value says another, and when two cannot both be true."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.values import Meaning, Values, entails, excludes, meaning_of
from amanet.record.quantities import parse_quantity_words

Make = Callable[..., Any]


def day(edtf: str, **more: str) -> Meaning:
    return known({"date": {"edtf": edtf, **more}})


def amount(words: str) -> Meaning:
    return known({"quantity": parse_quantity_words(words, language="en").to_json()})


def known(value: dict[str, Any]) -> Meaning:
    found = meaning_of(value)
    assert found is not None
    return found


# Dates


@pytest.mark.parametrize(
    ("exact", "wide"),
    [
        ("2018-05-12", "2018-05"),
        ("2018-05", "2018"),
        ("2018-05", "2018-05~"),
        ("2018-05-12", "2018-05-1X"),
        ("2018", "201X"),
        ("2018-05-12", "2018-05/2018-07"),
        ("2019-03", "2018-05/.."),
        ("2019", "[2017,2019]"),
        ("[2017,2019]", "[2017,2018,2019]"),
        ("2017-06/2018-06", "[2017,2018]"),
        ("2018-07-01", "2018-22"),
        ("2018-05-12T14:00:00", "2018-05-12"),
    ],
)
def test_a_more_exact_date_says_the_less_exact_one(exact: str, wide: str) -> None:
    assert entails(day(exact), day(wide))
    assert not entails(day(wide), day(exact))
    assert not excludes(day(exact), day(wide))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2018-06", "[2017,2019]"),
        ("2018-05-10", "2018-XX-03"),
        ("2018-05-12", "XXXX-05-12"),
        ("2017", "{2017,2018}"),
    ],
)
def test_a_date_with_gaps_is_said_only_by_itself(one: str, other: str) -> None:
    assert not entails(day(one), day(other))
    assert entails(day(other), day(other))


def test_two_times_of_one_day_are_not_each_other_and_exclude_nothing() -> None:
    two, three = day("2018-05-12T14:00:00"), day("2018-05-12T15:00:00")
    assert not entails(two, three)
    assert not excludes(two, three)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2017", "2018"),
        ("2018-05~", "2018-08"),
        ("2018-05-12", "2018-05-13"),
        ("2018", "[2017,2019]"),
        ("../2016", "2018"),
    ],
)
def test_dates_that_share_no_day_exclude_each_other(one: str, other: str) -> None:
    assert excludes(day(one), day(other))
    assert excludes(day(other), day(one))


def test_words_told_more_than_the_date_can_hold() -> None:
    between = day("2018", earliest="2018-03-10", latest="2018-04-20")
    assert entails(day("2018-03-15"), between)
    assert not entails(day("2018-03"), between)
    assert excludes(day("2018-05"), between)


# Quantities


@pytest.mark.parametrize(
    ("exact", "wide"),
    [
        ("12 months", "about a year"),
        ("a year", "about a year"),
        ("365 days", "about a year"),
        ("3 weeks", "less than a month"),
        ("7 hours", "less than a day"),
        ("47 seconds", "less than a minute"),
        ("61", "more than 60"),
        ("15 years and 6 months", "between 15 and 16 years"),
        ("about 60", "at least 50"),
    ],
)
def test_a_more_exact_quantity_says_the_less_exact_one(exact: str, wide: str) -> None:
    assert entails(amount(exact), amount(wide))
    assert not entails(amount(wide), amount(exact))
    assert not excludes(amount(exact), amount(wide))


@pytest.mark.parametrize(
    ("one", "other"),
    [("1 year", "12 months"), ("1 week", "7 days"), ("2 days", "48 hours"), ("2 minutes", "120 seconds")],
)
def test_one_length_of_time_in_two_units_is_one(one: str, other: str) -> None:
    assert entails(amount(one), amount(other))
    assert entails(amount(other), amount(one))


def test_a_year_is_not_365_days_and_does_not_exclude_them() -> None:
    assert not entails(amount("1 year"), amount("365 days"))
    assert not excludes(amount("1 year"), amount("365 days"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("10 days", "3 months"), ("60", "more than 60"), ("1 year", "2 years"), ("1 month", "32 days")],
)
def test_quantities_that_no_number_satisfies_exclude_each_other(one: str, other: str) -> None:
    assert excludes(amount(one), amount(other))


def test_what_is_counted_in_different_things_is_not_compared() -> None:
    sheep, books = ({"quantity": {"about": "3", "unit": unit}} for unit in ("sheep", "books"))
    assert not entails(known(sheep), known(books))
    assert not excludes(known(sheep), known(books))


# Terms, places, words


def test_a_narrower_term_says_the_broader_one(story: Any) -> None:
    rape, violence, ill, arrest = kinds(story, "rape", "sexual_violence", "ill_treatment", "arrest")
    assert entails(rape, violence)
    assert entails(rape, ill)
    assert not entails(ill, rape)
    assert not excludes(rape, ill)
    assert excludes(rape, arrest)


def test_a_place_says_the_larger_one_that_it_is_said_to_be_part_of(story: Any) -> None:
    region = story.entity("Place", "Region")
    district = story.entity("Place", part_of=region)
    village = story.entity("Place", part_of=district)
    gone = story.entity("Place")
    story.retract(story.say(village, "part_of", gone, story.archive))
    story.review(story.say(village, "part_of", gone, story.archive), "disputed")
    story.deny(village, "part_of", gone, story.archive)
    small, large, other = places(story, village, region, gone)
    assert entails(small, large)
    assert not entails(large, small)
    assert not entails(small, other)
    assert excludes(small, other)


def test_places_in_a_circle_are_each_part_of_the_other(story: Any) -> None:
    one, other = story.entity("Place"), story.entity("Place")
    story.say(one, "part_of", other, story.archive)
    story.say(other, "part_of", one, story.archive)
    this, that = places(story, one, other)
    assert entails(this, that)
    assert entails(that, this)


def test_who_is_contested_to_be_one_excludes_nobody(story: Any) -> None:
    one, two, three = (story.entity("Place") for _ in range(3))
    story.same(one, two)
    story.same(two, three)
    story.same(one, three, "different")
    this, that = places(story, one, three)
    assert not entails(this, that)
    assert not excludes(this, that)


def kinds(story: Any, *codes: str) -> list[Meaning]:
    values = Values(story.material())
    expected = story.ontology.property("Act", "type")
    return [found for one in codes if (found := values.meaning(expected, {"term": one}))]


def places(story: Any, *ids: str) -> list[Meaning]:
    values = Values(story.material())
    expected = story.ontology.property("Act", "place")
    return [found for one in ids if (found := values.meaning(expected, {"entity": one}))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Älim  Qurban", "kind": "full"}, {"name": "äLIM qurban", "kind": "nickname"}),
        ({"text": "for a book"}, {"text": "For a Book"}),  # a no-break space
        ({"identifier": "AB 12-34"}, {"identifier": "ab1234", "kind": "passport"}),
        ({"coordinates": ["43.20", "76.9"]}, {"coordinates": ["43.2", "76.90"], "precision": "500"}),
    ],
)
def test_spelling_does_not_make_another_value(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert known(one) == known(other)


def test_texts_never_exclude_and_yes_excludes_no() -> None:
    assert not excludes(known({"text": "for a book"}), known({"text": "for nothing"}))
    assert excludes(known({"yes_no": True}), known({"yes_no": False}))


@pytest.mark.parametrize("reason", ["unknown", "withheld", "refused", "not asked"])
def test_what_is_absent_means_nothing(reason: str) -> None:
    assert meaning_of({"absent": reason}) is None


@pytest.mark.parametrize(
    "value", [{"date": {"edtf": "no date"}}, {"quantity": {"odd": "1"}}, {"coordinates": ["x", "y"]}]
)
def test_what_this_version_cannot_read_is_itself_and_excludes_nothing(value: dict[str, Any]) -> None:
    assert known(value) == known(dict(value))
    assert not excludes(known(value), known({"date": {"edtf": "2018"}}))


# Whatever the values

_years = st.integers(2015, 2021).map(str)
_months = st.builds("{}-{:02}".format, _years, st.integers(1, 12))
_days = st.builds("{}-{:02}".format, _months, st.integers(1, 28))
_points = st.one_of(
    _years,
    _months,
    _days,
    st.sampled_from(
        [
            "201X",
            "2018-XX",
            "2018-05-1X",
            "2018-XX-03",
            "XXXX-05",
            "XXXX",
            "2018-22",
            "-0005",
            "Y20000",
            "2018-05-12T10:00",
        ]
    ),
)
_marked = st.builds(str.__add__, st.one_of(_years, _months, _days), st.sampled_from(["", "?", "~", "%"]))
_spans = st.tuples(_days, _days).map(lambda two: "/".join(sorted(two)))
_open = st.one_of(_days.map("../{}".format), _days.map("{}/".format))
_several = st.lists(_points.filter(lambda text: text[0] == "2" and "T" not in text), min_size=1, max_size=3)
_sets = st.builds(
    lambda members, ends: ends[0] + ",".join(members) + ends[1], _several, st.sampled_from(["[]", "{}"])
)
dates = st.one_of(_points, _marked, _spans, _open, _sets).map(day)

_numbers = st.sampled_from(["0", "0.5", "1", "2", "7", "12", "24", "28", "30", "31", "60", "365", "20000"])


@st.composite
def quantities(draw: st.DrawFn) -> Meaning:
    names = draw(
        st.sampled_from(
            [("about",), ("at_least",), ("at_most",), ("at_least", "at_most"), ("at_least", "about")]
        )
    )
    numbers = sorted((draw(_numbers) for _ in names), key=float)
    content: dict[str, Any] = dict(zip(names, numbers, strict=True))
    content["approximate"] = draw(st.booleans())
    if "at_least" in content:
        content["more_than"] = draw(st.booleans())
    if "at_most" in content:
        content["less_than"] = draw(st.booleans())
    unit = draw(
        st.sampled_from([None, "years", "months", "weeks", "days", "hours", "seconds", "%", "share", "sheep"])
    )
    return known({"quantity": content if unit is None else {**content, "unit": unit}})


meanings = st.one_of(dates, quantities())


@given(meanings)
def test_everything_says_itself_and_does_not_exclude_itself(one: Meaning) -> None:
    assert entails(one, one)
    assert not excludes(one, one)


@given(meanings, meanings)
def test_nothing_says_and_excludes_the_same(one: Meaning, other: Meaning) -> None:
    assert not (entails(one, other) and excludes(one, other))
    assert excludes(one, other) == excludes(other, one)


@given(st.one_of(st.tuples(dates, dates, dates), st.tuples(quantities(), quantities(), quantities())))
def test_what_says_it_says_what_that_says(three: tuple[Meaning, Meaning, Meaning]) -> None:
    one, two, last = three
    if entails(one, two) and entails(two, last):
        assert entails(one, last)


@given(dates, dates, dates)
def test_what_excludes_a_date_excludes_all_that_say_it(exact: Meaning, wide: Meaning, other: Meaning) -> None:
    if entails(exact, wide) and excludes(wide, other):
        assert excludes(exact, other)
