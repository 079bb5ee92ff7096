"""Signs of life, silence and rhythm: bounds, never a guessed day; nothing concluded from nothing."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.corroboration import silence_of, silences

TODAY = date(2020, 1, 1)
Story = Any
several = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def person(story: Story) -> str:
    return str(story.entity("Person", "Gulsanam Bahar"))


@pytest.fixture
def sister(story: Story) -> str:
    return str(story.source("her sister", connection="relative"))


def sign(story: Story, person: str, by: str, day: str | None = None, kind: str = "call", **said: Any) -> str:
    return str(
        story.entity("SignOfLife", by=by, person=person, kind=kind, **({"date": day} if day else {}), **said)
    )


def test_a_month_gives_a_range_of_days(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2018-01")
    since = silence_of(story.material(), person, TODAY).since
    assert since
    assert (since.at_least, since.at_most) == (700, 730)


def test_a_day_gives_a_number_of_days(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2019-12-31")
    silence = silence_of(story.material(), person, TODAY)
    assert silence.since
    assert silence.since.in_words == "1 day"
    assert silence.text == "The last sign of life on record is a call, 2019-12-31: silence since, for 1 day."


def test_the_last_sign_is_that_whose_earliest_day_is_latest_but_a_vaguer_one_may_be_later(
    story: Story, person: str, sister: str
) -> None:
    vague, exact = sign(story, person, sister, "2019"), sign(story, person, sister, "2019-05-01")
    silence = silence_of(story.material(), person, TODAY)
    assert silence.last
    assert silence.last.id == exact
    assert vague in [one.id for one in silence.signs]
    assert silence.since
    assert (silence.since.at_least, silence.since.at_most) == (1, 245)


def test_the_less_exact_of_two_dates_is_left_aside_and_two_that_exclude_each_other_are_contested(
    story: Story, person: str, sister: str
) -> None:
    one = sign(story, person, sister, "2018-03-05")
    story.say(one, "date", "2018", story.source())
    last = silence_of(story.material(), person, TODAY).last
    assert last
    assert last.when
    assert (last.when.in_words, last.when.contested) == ("2018-03-05", False)
    story.say(one, "date", "2018-04", story.source())
    silence = silence_of(story.material(), person, TODAY)
    assert silence.last
    assert silence.last.when
    assert silence.last.when.contested
    assert silence.since
    assert (silence.since.at_least, silence.since.at_most) == (611, 667)


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2020-06", "after today"), (None, "undated"), ("2020", "counted"), ("2019", "counted")],
)
def test_a_sign_after_today_or_without_a_date_is_listed_and_ends_no_silence(
    story: Story, person: str, sister: str, day: str | None, counts: str
) -> None:
    sign(story, person, sister, day)
    silence = silence_of(story.material(), person, TODAY)
    assert [one.counts for one in silence.signs] == [counts]
    assert silence.code == ("silent" if counts == "counted" else "no_dated_sign")
    assert (silence.last is not None) == (counts == "counted")


def test_denied_signs_do_not_count(story: Story, person: str, sister: str) -> None:
    kept = sign(story, person, sister, "2018-01")
    denied = sign(story, person, story.source("an office", connection="official"), "2019-06")
    story.deny(denied, "person", person, sister)
    silence = silence_of(story.material(), person, TODAY)
    assert silence.last
    assert silence.last.id == kept
    assert [(one.id, one.counts) for one in silence.signs if one.denied] == [(denied, "denied")]


def test_a_retracted_sign_is_gone(story: Story, person: str, sister: str) -> None:
    story.retract(sign(story, person, sister, "2019"))
    assert silence_of(story.material(), person, TODAY).code == "no_sign"


def test_what_only_officials_say_is_shown_as_that(story: Story, person: str, sister: str) -> None:
    office = story.source("an office", connection="official")
    called = sign(story, person, sister, "2018-01")
    sign(story, person, office, "2019-01", kind="other")
    heard = sign(story, person, sister, "2019-02", kind="official_word")
    silence = silence_of(story.material(), person, TODAY)
    assert silence.last
    assert silence.last.id == heard
    assert silence.last.officials_only
    assert "only officials" in silence.text
    assert silence.apart_from_officials
    assert silence.apart_from_officials.id == called


def test_words_pressure_and_supervision_as_told(story: Story, person: str, sister: str) -> None:
    sign(
        story, person, sister, "2018", words="I am studying", supervised=True, signs_of_pressure="a set voice"
    )
    last = silence_of(story.material(), person, TODAY).last
    assert last
    assert (last.words, last.supervised, last.pressure) == (
        ("I am studying",),
        ("yes",),
        ("a set voice",),
    )
    assert last.sources == (sister,)


def test_lost_contact_stands_beside_the_signs(story: Story, person: str, sister: str) -> None:
    act = story.act("lost_contact", person, by=sister, start="2018-01")
    silence = silence_of(story.material(), person, TODAY)
    assert silence.code == "no_sign"
    assert silence.since is None
    (one,) = silence.no_contact
    assert one.act == act
    assert one.since
    assert (one.since.at_least, one.since.at_most) == (700, 730)


def rhythm(story: Story, person: str, by: str, today: date = TODAY, **said: Any) -> Any:
    agreed = {"kind": "picture_or_profile_change", "every": "1 week", **said}
    story.entity("AgreedSign", by=by, person=person, **agreed)
    (found,) = silence_of(story.material(), person, today).rhythms
    return found


def test_a_rhythm_broke_between_two_days(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2017-12-28", kind="picture_or_profile_change")
    last = sign(story, person, sister, "2018-01", kind="picture_or_profile_change")
    sign(story, person, sister, "2019-01", kind="call")
    found = rhythm(story, person, sister)
    assert found.code == "broken"
    assert found.last_kept == last
    assert found.kept_until == (date(2018, 1, 1), date(2018, 1, 31))
    assert found.broke == (date(2018, 1, 8), date(2018, 2, 7))
    assert "broke between 2018-01-08 and 2018-02-07" in found.text


def test_a_rhythm_without_any_sign_did_not_break_as_far_as_anybody_knows(
    story: Story, person: str, sister: str
) -> None:
    sign(story, person, sister, "2018-01", kind="call")
    found = rhythm(story, person, sister, start="2017")
    assert (found.code, found.broke) == ("no_sign", None)
    assert found.text == "No sign of this kind (picture or profile change) is on record."


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2018, 1, 5), "kept"),
        (date(2018, 1, 8), "kept"),
        (date(2018, 1, 9), "perhaps_broken"),
        (date(2018, 2, 7), "perhaps_broken"),
        (date(2018, 2, 8), "broken"),
    ],
)
def test_it_is_broken_only_where_every_reading_of_the_dates_says_so(
    story: Story, person: str, sister: str, today: date, code: str
) -> None:
    sign(story, person, sister, "2018-01", kind="picture_or_profile_change")
    assert rhythm(story, person, sister, today).code == code


def test_a_narrower_kind_keeps_the_rhythm(story: Story, person: str, sister: str) -> None:
    voice = sign(story, person, sister, "2018-01-01", kind="voice_message")
    assert rhythm(story, person, sister, kind="message").signs == (voice,)


def test_after_the_agreement_ended_nothing_breaks(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2018-01-01", kind="picture_or_profile_change")
    found = rhythm(story, person, sister, end="2018-01-05")
    assert (found.code, found.broke) == ("ended", None)


def test_a_gap_in_the_record_is_a_gap_and_no_break(story: Story, person: str, sister: str) -> None:
    first = sign(story, person, sister, "2019-01-01", kind="picture_or_profile_change")
    last = sign(story, person, sister, "2019-12-30", kind="picture_or_profile_change")
    found = rhythm(story, person, sister)
    assert found.code == "kept"
    assert [(gap.after, gap.before) for gap in found.gaps] == [(first, last)]


def test_silences_of_many_the_longest_first_and_those_never_heard_of_only_if_asked(
    story: Story, person: str, sister: str
) -> None:
    other, third, fourth = (story.entity("Person", name) for name in ("B", "C", "D"))
    sign(story, person, sister, "2019-06")
    sign(story, other, sister, "2018-06")
    story.act("lost_contact", third, by=sister, start="2017")
    everybody = [person, other, third, fourth]
    found = silences(story.material(), everybody, TODAY, 90)
    assert [one.person for one in found] == [third, other, person]
    assert [one.person for one in silences(story.material(), everybody, TODAY, 300)] == [third, other]
    all_of_them = silences(story.material(), everybody, TODAY, 90, without_signs=True)
    assert [one.person for one in all_of_them] == [third, other, person, fourth]


@several
@given(seed=st.integers(0, 1 << 32), order=st.integers(0, 1 << 32))
def test_the_silence_holds_every_reading_of_the_dates(
    fresh: Callable[[], Story], seed: int, order: int
) -> None:
    """The slow way: any day that each sign may have been on gives a silence between the two numbers."""
    story, chance = fresh(), random.Random(seed)
    person, source = story.entity("Person", "A"), story.source()
    days = ("2018", "2018-03", "2018-03-05", "2018-02-20/2018-06-10", "2019-12", "2019~")
    for day in chance.choices(days, k=chance.randrange(1, 5)):
        sign(story, person, source, day)
    silence = silence_of(story.material(), person, TODAY)
    assert silence == silence_of(story.material(shuffled=order), person, TODAY)
    assert silence.since
    assert silence.since.at_most is not None
    for _ in range(20):
        read = []
        for one in silence.signs:
            assert one.when
            last = min(one.when.last, TODAY)
            read.append(one.when.first + timedelta(days=chance.randint(0, (last - one.when.first).days)))
        assert silence.since.at_least <= (TODAY - max(read)).days <= silence.since.at_most


def test_a_sign_of_which_nobody_is_sure_says_so_in_the_sentence_on_silence(
    story: Story, person: str, sister: str
) -> None:
    neighbour = story.source("a neighbour")
    seen = story.entity("SignOfLife", by=neighbour, kind="sighting", date="2019-01-01")
    story.say(seen, "person", person, neighbour, certainty="possible", heard_from=sister)
    silence = silence_of(story.material(), person, TODAY)
    assert "a sighting, 2019-01-01 (said to be possible; not at first hand): silence" in silence.text
    story.say(seen, "person", person, sister, certainty="certain", basis="own_experience")
    assert "a sighting, 2019-01-01: silence" in silence_of(story.material(), person, TODAY).text


def test_a_sign_without_a_date_may_have_come_later(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2019")
    sign(story, person, sister)
    assert silence_of(story.material(), person, TODAY).text.endswith(
        "1 more without a date may have come later."
    )


def test_contact_is_lost_only_with_those_of_whom_somebody_says_it(
    story: Story, person: str, sister: str
) -> None:
    other, third = story.entity("Person", "Tursun Keriz"), story.entity("Person", "Meryem Otuq")
    lost = story.act("lost_contact", person, by=sister, start="2019-06")
    story.deny(lost, "victim", other, sister)
    story.say(lost, "victim", third, sister, polarity="does not know")
    found = [silence_of(story.material(), one, TODAY).no_contact for one in (person, other, third)]
    assert [len(several) for several in found] == [1, 0, 0]


def test_a_disputed_entry_ends_no_silence_and_breaks_no_rhythm(
    story: Story, person: str, sister: str
) -> None:
    sign(story, person, sister, "2019-01-05")
    of_another = sign(story, person, sister, "2019-10-05")
    whose = next(one.id for one in story.material().about(of_another, "person"))
    story.review(whose, "disputed")
    silence = silence_of(story.material(), person, TODAY)
    assert silence.since is not None
    assert silence.since.at_least == 361
    assert [(one.id, one.counts) for one in silence.signs][1] == (of_another, "disputed")


def test_a_disputed_date_of_a_sign_is_no_date_of_it(story: Story, person: str, sister: str) -> None:
    call = sign(story, person, sister, "2019-01-05")
    story.review(story.say(call, "date", "2019-12-05", sister), "disputed")
    assert silence_of(story.material(), person, TODAY).text.startswith(
        "The last sign of life on record is a call, 2019-01-05: "
    )


def test_a_season_is_not_read_as_two_years(story: Story, person: str, sister: str) -> None:
    sign(story, person, sister, "2018-24")
    assert "a call, winter 2018: " in silence_of(story.material(), person, TODAY).text


def test_where_all_signs_are_denied_the_sentence_does_not_say_that_they_have_no_date(
    story: Story, person: str, sister: str
) -> None:
    call = sign(story, person, sister, "2019-01-05")
    story.deny(call, "person", person, story.source("a brother"))
    assert "denied" in silence_of(story.material(), person, TODAY).text
