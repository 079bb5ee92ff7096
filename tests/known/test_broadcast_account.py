"""What a real broadcast says, entered statement by statement, comes out as accounts that are right: who says what, on what basis, how well it
rests, what officials say and when, what is silent and since when, and what nobody says.

The people are real. Their names stand in this folder alone, beside the file that is read, which is no part of the project.
"""

from datetime import date
from typing import Any

import pytest

pytestmark = pytest.mark.needs("shared-data")

TODAY = date(2020, 3, 31)


def act(account: Any, kind: str) -> Any:
    (found,) = (one for one in account.acts if kind in one.types)
    return found


def known(facts: Any, name: str, shown: str = "") -> Any:
    """The one fact of that property, or the one shown so."""
    (found,) = (one for one in facts if one.property == name and shown in one.shown)
    return found


def verdict(facts: Any, name: str, shown: str = "") -> Any:
    return known(facts, name, shown).fact.verdict


def sign(account: Any, part: str) -> Any:
    (found,) = (
        one
        for one in account.silence.signs
        if any(part in words for words in one.words) or any(part in each.shown for each in one.facts)
    )
    return found


def said(account: Any, part: str) -> Any:
    """The one statement in whose value or words this stands."""
    (found,) = (one for one in account.statements if part in one.shown or part in (one.wording or ""))
    return found


def who_says(fact: Any) -> set[str]:
    return {told.said_by for told in fact.fact.saying}


def codes(account: Any) -> set[str]:
    return {question.code for question in account.questions}


@pytest.fixture(scope="module")
def him(entered: Any) -> Any:
    return entered.account("the man", today=TODAY)


@pytest.fixture(scope="module")
def wife(entered: Any) -> Any:
    return entered.account("his wife", today=TODAY)


@pytest.fixture(scope="module")
def sister(entered: Any) -> Any:
    return entered.account("her sister", today=TODAY)


@pytest.fixture(scope="module")
def twelve(entered: Any) -> Any:
    return entered.account("twelve months", today=TODAY)


@pytest.fixture(scope="module")
def seventeen(entered: Any) -> Any:
    return entered.account("seventeen months", today=TODAY)


@pytest.fixture(scope="module")
def everyone(entered: Any) -> Any:
    return entered.account("everyone", today=TODAY)


def test_more_than_forty_statements_were_entered_each_on_a_passage_that_leads_back(entered: Any) -> None:
    rows = entered.script.EVERYTHING
    assert len(rows) > 40
    assert len(entered.broadcast.passages) > 40
    (station,) = entered.vault.resolve_passage(entered.broadcast.passages["47 seconds long"])
    assert (station.item, station.speaker) == (entered.broadcast.item, "GULZIRE")


# The man at the border, and his wife


def test_the_man_is_somebody_to_whom_nothing_was_done_that_anybody_says(him: Any) -> None:
    assert him.acts == ()
    assert [kin.text for kin in him.kin] == ["Muyeser: spouse"]
    assert "officials_never_asked" not in codes(him)


def test_his_wife_is_missing_for_two_years_on_his_own_word(entered: Any, wife: Any) -> None:
    since = known(act(wife, "lost_contact").facts, "start")
    assert since.shown == "2017~ (“two years ago”)"
    sources = entered.broadcast.sources
    assert who_says(since) == {sources["husband"], sources["broadcast"]}
    # The programme rests on him: the two are one voice.
    assert (since.fact.verdict.standing, since.fact.verdict.independent) == ("single source", 1)
    assert not since.fact.verdict.hearsay
    assert {(tie.kind) for tie in since.fact.support[0].ties} >= {"draws_on", "same_document"}
    his = said(wife, "contact my wife")
    assert (his.said_by, his.basis, his.language) == (sources["husband"], "own_experience", "ug")
    assert his.said_at["edtf"] == "2019-03"


def test_that_she_left_three_children_is_what_the_programme_says(entered: Any, wife: Any) -> None:
    left = said(wife, "three children")
    assert left.said_by == entered.broadcast.sources["broadcast"]
    assert [entry.quote for entry in wife.passages if entry.id in left.passages] == [
        "She never returned",
        "left behind three children",
    ]


def test_what_was_said_on_the_telephone_stays_as_it_was_said(entered: Any, wife: Any) -> None:
    sources = entered.broadcast.sources
    told = said(wife, "She is studying")
    assert (told.said_by, told.wording, told.language) == (sources["phone"], "She is studying.", "ug")
    # That it means being held is what the programme says, and nobody makes the contact say it.
    held = known(act(wife, "internment").facts, "type")
    assert who_says(held) == {sources["broadcast"], sources["husband"]}


def test_that_she_was_held_nobody_knows_at_first_hand(entered: Any, wife: Any) -> None:
    held = verdict(act(wife, "internment").facts, "type")
    assert (held.standing, held.independent, held.hearsay) == ("single source", 1, True)
    assert not held.officials_only
    heard = [one for one in wife.statements if one.heard_from is not None]
    assert {(one.said_by_label, one.heard_from_label) for one in heard} == {
        ("Sadyrzhan, at the border", "Muyeser's messages")
    }


def test_her_release_is_what_he_believes_and_where_she_is_he_does_not_know(entered: Any, wife: Any) -> None:
    release = known(act(wife, "release").facts, "type")
    assert who_says(release) == {entered.broadcast.sources["husband"]}
    assert (release.fact.verdict.standing, release.fact.verdict.hearsay) == ("single source", True)
    (believed,) = release.fact.saying
    assert (believed.basis, believed.certainty) == ("own_conclusion", "probable")
    where = next(one for one in wife.statements if one.property == "residence")
    assert (where.polarity, where.value) == ("does not know", {"absent": "unknown"})


def test_fate_and_whereabouts_are_answered_apart(wife: Any) -> None:
    assert {one.title for one in wife.fate.undated} >= {"release", "internment in a camp"}
    # Of a release nobody says a place; the only place is that of the detention.
    assert {spot.label for spot in wife.whereabouts.undated} == {"the camps"}


def test_her_messages_are_signs_of_life_in_her_words_and_without_a_date_end_no_silence(wife: Any) -> None:
    assert sign(wife, "see how the children are").kinds == ("voice_message",)
    farewell = sign(wife, "Take care of the children")
    assert "detention camp" in known(farewell.facts, "description").shown
    assert sign(wife, "contact anyone in China").counts == "undated"
    photos = sign(wife, "headscarf")
    assert photos.pressure == ("Without the headscarf she used to wear.",)
    assert (wife.silence.code, wife.silence.since) == ("no_dated_sign", None)
    (nothing,) = wife.silence.no_contact
    assert (nothing.when.earliest, nothing.when.latest) == (date(2016, 9, 1), date(2017, 12, 31))


def test_what_is_open_about_her_is_asked(wife: Any) -> None:
    assert codes(wife) >= {
        "place_by_hearsay",
        "no_start",
        "no_reason",
        "no_authority",
        "one_source",
        "no_birth_date",
    }


# The sister in Germany, and hers


def test_the_weekly_picture_was_agreed_and_broke_after_the_dark_room(entered: Any, sister: Any) -> None:
    (rhythm,) = sister.silence.rhythms
    assert rhythm.every_told == ("1 week",)
    assert rhythm.last_kept == entered.broadcast.things["dark room"]
    assert (rhythm.code, rhythm.broke) == ("broken", (date(2018, 1, 8), date(2018, 2, 7)))
    assert who_says(known(rhythm.facts, "every")) == {entered.broadcast.sources["sister"]}
    assert not verdict(rhythm.facts, "every").hearsay
    assert "rhythm_broken" in codes(sister)


def test_the_last_sign_is_the_dark_room_of_january_2018(entered: Any, sister: Any) -> None:
    last = sister.silence.last
    assert last.id == entered.broadcast.things["dark room"]
    assert (last.when.earliest, last.when.latest) == (date(2018, 1, 1), date(2018, 1, 31))
    assert known(last.facts, "description").shown == "A dark, half-shaded room."


@pytest.mark.parametrize(
    ("today", "days"), [(TODAY, (790, 820)), (date(2018, 2, 1), (1, 31)), (date(2018, 1, 15), (0, 14))]
)
def test_her_silence_is_counted_to_the_day_asked_about(
    entered: Any, today: date, days: tuple[int, int]
) -> None:
    since = entered.account("her sister", today=today).silence.since
    assert (since.at_least, since.at_most) == days


def test_the_voice_of_47_seconds_was_the_last_and_nobody_says_when(entered: Any, sister: Any) -> None:
    last = sign(sister, "47 seconds")
    assert (last.kinds, last.when, last.counts) == (("voice_message",), None, "undated")
    length = known(last.facts, "duration")
    assert length.fact.value["quantity"] == {"about": "47", "unit": "seconds", "words": "47 seconds long"}
    assert (who_says(length), length.fact.verdict.hearsay) == ({entered.broadcast.sources["sister"]}, False)
    assert said(sister, "Not a word from her").basis == "own_experience"


def test_studying_was_heard_from_a_friend_a_month_later(entered: Any, sister: Any) -> None:
    sources = entered.broadcast.sources
    told = said(sister, "Studying")
    assert (told.said_by, told.heard_from) == (sources["sister"], sources["friend"])
    assert (told.wording, told.basis, told.said_at["edtf"]) == ("studying", "told_by_others", "2018-02")


def test_her_release_is_hearsay_that_may_be_so(entered: Any, sister: Any) -> None:
    release = known(act(sister, "release").facts, "type")
    sources = entered.broadcast.sources
    (heard,) = release.fact.saying
    assert (heard.said_by, heard.heard_from) == (sources["sister"], sources["contact"])
    assert (heard.certainty, heard.basis) == ("possible", "told_by_others")
    found = release.fact.verdict
    assert (found.standing, found.hearsay, found.officials_only) == ("single source", True, False)
    assert "contested" not in codes(sister)


# The two who were held


def test_she_was_held_for_twelve_months_for_a_messenger_on_her_telephone(entered: Any, twelve: Any) -> None:
    held = act(twelve, "internment")
    assert [one.shown for one in held.duration.told] == ["12 months"]
    reason = known(held.facts, "stated_reason")
    assert who_says(reason) == {entered.broadcast.sources["twelve"]}
    assert not reason.fact.verdict.hearsay
    assert "WhatsApp" in said(twelve, "messenger").wording
    assert "no_reason" not in codes(twelve)


def test_she_was_held_for_seventeen_months_and_nobody_says_why(entered: Any, seventeen: Any) -> None:
    held = act(seventeen, "internment")
    assert [one.shown for one in held.duration.told] == ["17 months"]
    assert "no_reason" in codes(seventeen)


def test_how_they_were_treated_they_say_themselves(entered: Any, twelve: Any, seventeen: Any) -> None:
    beaten = known(act(twelve, "ill_treatment").facts, "method")
    assert (beaten.shown, who_says(beaten)) == ("beating", {entered.broadcast.sources["twelve"]})
    methods = [one for each in seventeen.acts for one in each.about("method")]
    assert {one.shown for one in methods} == {"electric shock", "forced sitting or kneeling"}
    for one in (beaten, *methods):
        assert {told.basis for told in one.fact.saying} == {"own_experience"}
        assert not one.fact.verdict.hearsay


def test_what_they_lived_through_does_not_rest_on_officials(twelve: Any, seventeen: Any) -> None:
    """The programme also lets officials speak. What it says of the two does not rest on them for that."""
    for account in (twelve, seventeen):
        (told,) = act(account, "internment").duration.told
        assert not told.fact.verdict.officials_only
        assert not any(happening.officials_only for happening in account.fate.undated)


# What officials say


def claims(account: Any) -> dict[str, Any]:
    return {claim.positions[0]: claim for claim in account.claims if claim.positions}


def test_what_officials_said_stands_with_its_words_and_who_reports_it(entered: Any, everyone: Any) -> None:
    sources, things, found = entered.broadcast.sources, entered.broadcast.things, claims(everyone)
    assert set(found) == {"deny", "in_training", "explain_otherwise", "at_liberty", "no_answer"}
    assert found["deny"].reported_by == (sources["broadcast"],)
    assert found["in_training"].words == ("vocational education and training",)
    dignity = found["explain_otherwise"]
    assert (dignity.channel, dignity.words) == (
        ("written answer",),
        ("the dignity of the trainees are fully respected",),
    )
    assert found["at_liberty"].made_by == (things["the chairman"],)
    assert sources["chairman"] in found["at_liberty"].reported_by


def test_that_all_were_released_officials_said_in_december_2019_and_nobody_else_says(
    entered: Any, everyone: Any
) -> None:
    claim = claims(everyone)["at_liberty"]
    assert [when["edtf"] for when in claim.dates] == ["2019-12"]
    assert claim.words == ("The education trainees have all graduated.",)
    assert (claim.asserts, claim.confirmed_by) == (True, ())
    assert "nobody_else" in {reason.code for reason in claim.reasons}
    release = verdict(act(everyone, "release").facts, "type")
    assert (release.independent, release.officials_only) == (1, True)
    assert "release" not in {one.title for one in everyone.fate.apart_from_officials}
    assert said(everyone, "Nobody independent").said_by == entered.broadcast.sources["broadcast"]


def test_that_people_were_held_stands_denied_and_not_contested(entered: Any, everyone: Any) -> None:
    held = verdict(act(everyone, "internment").facts, "type")
    (denial,) = held.denied
    assert denial.claim == entered.broadcast.things["claim: no camps"]
    assert (held.standing, held.against, held.officials_only) == ("single source", 0, False)


def test_the_one_dated_claim_stands_in_the_timeline_on_its_month(everyone: Any) -> None:
    dated = [(line.edtf, line.kind) for line in everyone.timeline if line.edtf]
    assert ("2019-12", "claim") in dated


def test_what_officials_say_of_all_is_not_said_of_one_of_them(wife: Any, sister: Any) -> None:
    """Nobody said that these two are among those who "graduated"."""
    for account in (wife, sister):
        assert "at_liberty" not in claims(account)


# Counting


def test_one_broadcast_is_one_voice_whoever_speaks_in_it(entered: Any) -> None:
    for key in ("his wife", "her sister", "twelve months", "seventeen months", "everyone"):
        account = entered.account(key, today=TODAY)
        facts = [*account.known, *(one for each in account.acts for one in each.facts)]
        assert {one.fact.verdict.independent for one in facts} == {1}


def test_why_sources_count_once_is_said_of_those_that_say_it_alone(wife: Any) -> None:
    """The programme draws on eight voices; that her husband says something is no matter of the other seven."""
    reasons = verdict(act(wife, "lost_contact").facts, "start").reasons
    once = [reason.text for reason in reasons if reason.code == "counts_once"]
    assert len(once) <= 2, once


def test_an_account_names_nobody_who_says_nothing_of_the_person(entered: Any, seventeen: Any) -> None:
    """Others whom the same programme lets speak are no matter of hers: not their names, and not that they spoke."""
    others = {entered.broadcast.sources[key] for key in ("husband", "wife", "sister", "missing", "twelve")}
    assert not others & {voice.source for voice in seventeen.sources}
    assert not others & set(seventeen.graph.sources)


def test_a_group_is_not_asked_when_it_was_born(everyone: Any) -> None:
    assert "no_birth_date" not in codes(everyone)
