"""Words that count from when they were said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.dates import parse_date_words, parse_edtf

SAID = st.dates(date(1900, 1, 1), date(2100, 1, 1))
RELATIVE = (
    "today", "yesterday", "the day before yesterday", "3 days ago", "ten days ago", "two weeks ago", "two months ago",
    "two years ago", "a year ago", "last week", "last month", "last year", "this year", "last Friday", "last March", "last winter",
    "last summer", "last spring", "last autumn", "in May last year", "the year before last",
)  # fmt: skip


@pytest.mark.parametrize(
    "words", [*RELATIVE, "прошлой зимой", "去年", "بۇلتۇر", "vor zwei Jahren", "il y a deux ans"]
)
def test_without_the_day_of_saying_they_are_refused(words: str) -> None:
    for said_at in (None, parse_edtf("XXXX"), parse_edtf("2018/..")):
        with pytest.raises(BadData, match="said at"):
            parse_date_words(words, said_at=said_at)


@given(SAID, st.sampled_from(RELATIVE))
def test_what_was_is_not_later_than_the_day_it_was_told(said: date, words: str) -> None:
    earliest, latest = parse_date_words(words, said_at=parse_edtf(said.isoformat())).bounds()
    assert earliest is not None
    assert latest is not None
    assert earliest <= latest
    if words not in ("this year",):
        assert latest <= said + timedelta(days=0 if "ago" not in words else 7)


@given(SAID, st.integers(1, 40))
def test_years_ago_holds_the_day_and_the_calendar_year(said: date, count: int) -> None:
    earliest, latest = parse_date_words(f"{count} years ago", said_at=parse_edtf(said.isoformat())).bounds()
    same_day = said - timedelta(days=round(365.2425 * count))
    assert earliest is not None
    assert latest is not None
    assert earliest <= same_day <= latest
    assert earliest <= date(said.year - count, 1, 1)
    assert latest >= min(date(said.year - count, 12, 31), said)


@given(SAID, st.integers(1, 60))
def test_days_ago_hold_the_day(said: date, count: int) -> None:
    earliest, latest = parse_date_words(f"{count} days ago", said_at=parse_edtf(said.isoformat())).bounds()
    assert earliest is not None
    assert latest is not None
    assert earliest <= said - timedelta(days=count) <= latest < said + timedelta(days=1)


@given(SAID, st.integers(0, 6))
def test_last_weekday_is_one_of_two_of_that_day(said: date, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    found = parse_date_words(f"last {name}", said_at=parse_edtf(said.isoformat())).edtf
    earlier, later = (date.fromisoformat(one) for one in found.strip("[]").split(","))
    assert earlier.weekday() == later.weekday() == weekday
    assert later - earlier == timedelta(days=7)
    assert timedelta(days=1) <= said - later <= timedelta(days=7)


@given(SAID, st.sampled_from(RELATIVE))
def test_a_vaguer_day_of_saying_gives_vaguer_bounds(said: date, words: str) -> None:
    exact = parse_date_words(words, said_at=parse_edtf(said.isoformat())).bounds()
    vague = parse_date_words(words, said_at=parse_edtf(f"{said:%Y-%m}")).bounds()
    assert vague[0] <= exact[0]  # type: ignore[operator]
    assert vague[1] >= exact[1]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("2020-05-10", "[2019-11-07..2020-03-20]"),
        (
            "2020-03-05",
            "[2018-11-07..2020-03-05]",
        ),  # over by the Chinese calendar and the months, not by the equinox
        ("2020-01-15", "[2018-11-07..2019-03-20]"),
        ("2020-11-20", "[2019-11-07..2020-03-20]"),
    ],
)
def test_last_winter_is_the_last_that_was_over(said: str, edtf: str) -> None:
    assert parse_date_words("last winter", said_at=parse_edtf(said)).edtf == edtf


def test_the_southern_winter_is_another() -> None:
    found = parse_date_words("last winter", said_at=parse_edtf("2020-03-05"), hemisphere="south")
    assert found.bounds() == (date(2019, 6, 1), date(2019, 9, 23))


def test_a_time_with_z_leaves_the_day_of_saying_open() -> None:
    found = parse_date_words("yesterday", said_at=parse_edtf("2020-03-05T23:30:00Z"))
    assert found.bounds() == (date(2020, 3, 4), date(2020, 3, 5))


def test_words_that_lead_out_of_the_calendar() -> None:
    for words, said in (("yesterday", "0001-01-01"), ("500 years ago", "0400-01-01")):
        with pytest.raises(BadData):
            parse_date_words(words, said_at=parse_edtf(said))
