"""What officials claim and deny, who else says so, and what came after."""

from typing import Any

import pytest

from amanet.corroboration.facts import facts_about
from amanet.corroboration.officials import Claim, claims_about
from amanet.corroboration.verdict import CONTESTED, SINGLE, Fact


class Case:
    """A man, his wife, a witness, and the police."""

    def __init__(self, story: Any) -> None:
        self.story = story
        self.man = story.entity("Person", "Alim")
        self.wife = story.source("his wife", connection="relative")
        self.witness = story.source("a former detainee", connection="witness")
        self.police = story.source("the police", connection="official")

    def act(self, kind: str, by: str | None = None, **said: Any) -> str:
        return str(self.story.act(kind, self.man, by=by or self.wife, **said))

    def claim(self, position: str, **said: Any) -> str:
        return str(self.story.claim(position, **{"by": self.wife, "about": self.man} | said))

    def claims(self, **how: Any) -> tuple[Claim, ...]:
        return claims_about(self.story.material(**how), self.man)

    def only(self, **how: Any) -> Claim:
        [found] = self.claims(**how)
        return found

    def type_of(self, act: str) -> Fact:
        [found] = facts_about(self.story.material(), act, "type")
        return found


@pytest.fixture
def case(story: Any) -> Case:
    return Case(story)


def codes(claim: Claim) -> list[str]:
    return [reason.code for reason in claim.reasons]


# What they claim


def test_a_claim_is_given_with_its_words_its_day_and_who_reports_it(case: Case, story: Any) -> None:
    office = story.entity("Organization", "the office")
    entity = case.claim("at_liberty", words="He is free.", date="2019-03", made_by=office, channel="a letter")
    claim = case.only()
    assert (claim.entity, claim.positions, claim.words) == (entity, ("at_liberty",), ("He is free.",))
    assert (claim.made_by, claim.channel, claim.reported_by) == ((office,), ("a letter",), (case.wife,))
    assert claim.dates == ({"edtf": "2019-03"},)
    assert len(claim.statements) == 6


@pytest.mark.parametrize(
    ("position", "kind", "another"),
    [
        ("at_liberty", "release", "arrest"),
        ("dead", "death_in_custody", "torture"),
        ("convicted", "sentence", "detention"),
        ("in_training", "internment", "arrest"),
        ("acknowledge", "detention", "release"),
    ],
)
def test_nobody_but_officials_says_so_until_somebody_does(
    case: Case, position: str, kind: str, another: str
) -> None:
    case.claim(position)
    case.act(another)
    assert (case.only().asserts, case.only().confirmed_by) == (True, ())
    assert "nobody_else" in codes(case.only())
    case.act(kind, by=case.witness)
    [support] = case.only().confirmed_by
    assert support.sources == (case.witness,)


def test_who_heard_it_from_officials_confirms_nothing(case: Case, story: Any) -> None:
    case.claim("dead")
    act = story.entity("Act", victim=case.man)
    story.say(act, "type", "death", case.wife, heard_from=case.police)
    story.say(act, "type", "death", case.police)
    assert all(claim.confirmed_by == () for claim in case.claims() if claim.asserts)


def test_a_death_of_somebody_else_confirms_nothing(case: Case, story: Any) -> None:
    case.claim("dead")
    story.act("death", story.entity("Person"), by=case.witness)
    assert case.only().confirmed_by == ()


def test_that_he_was_held_does_not_confirm_what_it_is_called(case: Case) -> None:
    case.claim("in_training")
    case.act("internment", by=case.witness)
    assert "held_by_another_name" in codes(case.only())


def test_a_release_before_he_was_taken_again_does_not_confirm_that_he_is_free(case: Case) -> None:
    case.claim("at_liberty", date="2020")
    case.act("release", by=case.witness, start="2017")
    assert len(case.only().confirmed_by) == 1
    case.act("detention", by=case.witness, start="2018")
    assert case.only().confirmed_by == ()


def test_what_is_acknowledged_of_one_act_is_held_against_that_act(case: Case) -> None:
    torture = case.act("torture", by=case.witness)
    case.act("detention", by=case.wife)
    case.claim("acknowledge", about=None, about_act=torture)
    [support] = case.only().confirmed_by
    assert support.sources == (case.witness,)


@pytest.mark.parametrize("position", ["deny", "no_knowledge", "no_answer", "other"])
def test_a_denial_or_silence_asserts_nothing(case: Case, position: str) -> None:
    case.claim(position)
    assert (case.only().asserts, case.only().confirmed_by) == (False, ())
    assert "nobody_else" not in codes(case.only())


def test_what_an_official_source_says_itself_is_a_claim(case: Case, story: Any) -> None:
    act = case.act("detention", start="2018-05")
    told = story.say(act, "start", "2018-05-12", case.police, wording="On that day.", said_at="2019")
    claim = case.only()
    assert (claim.entity, claim.statements, claim.words) == (None, (told,), ("On that day.",))
    assert claim.confirmed_by == ()
    story.say(act, "start", "2018-05-12", case.witness)
    assert case.only().confirmed_by[0].sources == (case.witness,)


def test_claims_come_in_time_and_those_without_a_day_last(case: Case) -> None:
    later, undated, earlier = (case.claim("no_answer", date=day) for day in ("2020", None, "2019-05"))
    assert [claim.entity for claim in case.claims()] == [earlier, later, undated]


def test_claims_about_a_place_and_about_an_act_are_found_there(case: Case, story: Any) -> None:
    place = story.entity("Facility")
    act = case.act("detention")
    of_place = case.claim("deny", about=None, about_place=place)
    of_act = case.claim("deny", about=None, about_act=act)
    material = story.material()
    assert [one.entity for one in claims_about(material, place)] == [of_place]
    assert [one.entity for one in claims_about(material, act)] == [of_act]
    assert [one.entity for one in claims_about(material, case.man)] == [of_act]


@pytest.mark.parametrize("how", ["retracted", "disputed", "denied"])
def test_a_claim_that_is_not_counted_is_no_claim(case: Case, story: Any, how: str) -> None:
    claim = story.entity("OfficialClaim")
    about = {"polarity": "denies"} if how == "denied" else {}
    told = story.say(claim, "about", case.man, case.wife, **about)
    if how == "retracted":
        story.retract(told)
    elif how == "disputed":
        story.review(told, "disputed")
    assert case.claims() == ()


# What they deny


def test_a_denial_of_an_act_stands_with_its_type(case: Case) -> None:
    act = case.act("torture")
    claim = case.claim("deny", about=None, about_act=act, date="2019")
    found = case.type_of(act).verdict
    assert (found.standing, found.against) == (SINGLE, 0)
    [denied] = found.denied
    assert (denied.claim, denied.position, denied.when) == (claim, "deny", {"edtf": "2019"})
    assert case.only().denies == (act,)


def test_to_know_nothing_of_him_denies_how_he_was_held_and_nothing_else(case: Case) -> None:
    held, freed = case.act("internment"), case.act("release")
    claim = case.claim("no_knowledge")
    assert [denied.claim for denied in case.type_of(held).verdict.denied] == [claim]
    assert case.type_of(freed).verdict.denied == ()
    assert case.only().denies == (held,)


def test_a_denial_of_one_act_denies_no_other(case: Case) -> None:
    one, other = case.act("arrest"), case.act("internment")
    case.claim("deny", about_act=one)
    assert case.type_of(other).verdict.denied == ()


def test_an_act_that_surely_began_after_the_denial_was_not_denied_and_came_after(
    case: Case, story: Any
) -> None:
    case.claim("no_knowledge", date="2019-03")
    maybe, later = case.act("arrest", start="2019"), case.act("detention", start="2019-04")
    claim = case.only()
    assert claim.denies == (maybe,)
    assert case.type_of(later).verdict.denied == ()
    [began] = [one.id for one in story.material().about(later, "start")]
    assert claim.denial is not None
    assert claim.denial.after == (began,)
    assert "said_after_denial" in codes(claim)


def test_what_was_said_after_a_denial_and_what_officials_said_later(case: Case, story: Any) -> None:
    act = story.entity("Act", victim=case.man)
    for said_at in ("2019-02", "2019", None):
        story.say(act, "type", "detention", story.source(), said_at=said_at)
    after = story.say(act, "type", "internment", case.witness, said_at="2021", basis="own_experience")
    case.claim("deny", date="2019-03")
    case.claim("in_training", date="2019-03")
    case.claim("at_liberty", date="2020")
    acknowledged = case.claim("in_training", date="2020")
    for found in facts_about(story.material(), act, "type"):
        [denied] = found.verdict.denied
        assert (denied.after, denied.later) == ((after,), (acknowledged,))
        assert {"officials_deny", "said_after_denial", "acknowledged_later"} <= {
            one.code for one in found.verdict.reasons
        }


def test_of_a_denial_without_a_day_nothing_is_after(case: Case, story: Any) -> None:
    act = story.entity("Act", victim=case.man)
    story.say(act, "type", "detention", case.witness, said_at="2021")
    case.claim("deny")
    case.claim("acknowledge", date="2022")
    [denied] = case.type_of(act).verdict.denied
    assert (denied.when, denied.after, denied.later) == (None, (), ())


def test_where_the_day_of_a_denial_is_contested_after_is_after_both(case: Case, story: Any) -> None:
    act = story.entity("Act", victim=case.man)
    story.say(act, "type", "detention", case.witness, said_at="2020")
    claim = case.claim("deny", date="2019")
    assert len(case.type_of(act).verdict.denied[0].after) == 1
    story.say(claim, "date", "2021", case.witness)
    assert case.type_of(act).verdict.denied[0].after == ()


def test_officials_denying_and_somebody_else_denying_is_contested(case: Case, story: Any) -> None:
    act = case.act("detention")
    story.deny(act, "type", "detention", case.police)
    story.deny(act, "type", "detention", case.witness)
    found = case.type_of(act).verdict
    assert (found.standing, found.against, len(found.denied)) == (CONTESTED, 1, 1)


def test_a_denial_in_a_statement_has_what_came_after_too(case: Case, story: Any) -> None:
    act = case.act("detention", start="2018")
    story.deny(act, "type", "detention", case.police, said_at="2019")
    after = story.say(act, "type", "internment", case.witness, said_at="2020")
    later = case.claim("acknowledge", date="2021")
    denials = [claim.denial for claim in case.claims() if claim.denial]
    [denied] = denials
    assert (denied.after, denied.later) == ((after,), (later,))
    for found in facts_about(story.material(), act, "type"):
        assert found.verdict.denied == (denied,)


def test_a_plain_statement_of_officials_says_what_is_claimed_or_denied(case: Case, story: Any) -> None:
    act = case.act("arrest")
    denied = story.deny(act, "type", "arrest", case.police, said_at="2019")
    story.say(act, "start", "2020", case.police)
    told, claimed = sorted(case.claims(), key=lambda one: one.asserts)
    assert (told.entity, told.subject, told.about_property, told.value) == (
        None,
        act,
        "type",
        {"term": "arrest"},
    )
    assert (told.asserts, told.statements) == (False, (denied,))
    assert (claimed.asserts, claimed.about_property, claimed.value["date"]["edtf"]) == (
        True,
        "start",
        "2020",
    )
    entity = case.claim("deny")
    [of_entity] = [one for one in case.claims() if one.entity == entity]
    assert (of_entity.subject, of_entity.about_property, of_entity.value) == (None, None, None)


def test_that_officials_deny_it_is_said_once(case: Case) -> None:
    case.act("arrest")
    case.claim("deny", date="2019-03")
    found = [reason.text for reason in case.only().reasons]
    assert [text for text in found if text.startswith("Officials deny it")] == [
        "Officials deny it (2019-03)."
    ]


def test_what_officials_told_others_confirms_nothing_and_who_says_it_without_them_does(
    case: Case, story: Any
) -> None:
    """Also where both stand in one document, and count once: the one who does not rest on officials is named."""
    case.claim("dead")
    item, aunt = story.item(), story.source()
    act = story.entity("Act")
    story.say(act, "victim", case.man, case.witness)
    story.say(act, "type", "death", aunt, heard_from=case.police, passages=[story.passage(item)])
    assert case.only().confirmed_by == ()
    story.say(act, "type", "death", case.witness, passages=[story.passage(item)])
    [support] = case.only().confirmed_by
    assert support.sources == (case.witness,)
