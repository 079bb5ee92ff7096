"""Consent in a few words is what `wishes` says, of many at once; and the answers of a talk are entered whole or not at all."""

import random
from datetime import date
from typing import Any

import pytest

from amanet.consent import Recipient
from amanet.errors import BadData, ChangedMeanwhile, Misuse
from amanet.record.dates import parse_edtf
from amanet.record.statement import Saying
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import (
    grant,
    newest_contact,
    newest_wish,
    refuse,
    set_contact,
    wishes,
    withdraw,
)
from amanet.work.consent_answers import Answers, foresee, foresee_withdrawal, record_answers
from amanet.work.consent_glance import (
    AGREED,
    ASK_ANEW,
    NO_PERSON,
    NOT_ASKED,
    NOTHING,
    WITHDRAWN,
    Glance,
    glances,
    sources_of,
    sources_of_items,
)
from amanet.work.interviews import add_interview
from amanet.work.selves import find_human, whose
from amanet.work.statements import add_entity, add_source, retract, review, say
from amanet.work.withdrawn import withdrawn_sources

USUAL: dict[str, Any] = {
    "uses": ["research"],
    "recipient": "team",
    "identity": "named",
    "given_at": "2026-05-01",
    "language": "ug",
    "explained": "what research is",
}
TALK = Answers(
    "2026-05-01",
    "ug",
    allowed=(("research", "team"), ("legal proceedings", "court:Farshore")),
    refused=(("media", None),),
    identity="pseudonym",
    media={"words": True},
    explained="read aloud",
    contact={"channel": "signal", "rule": "only"},
)


@pytest.fixture
def cousin(vault: Vault) -> StoredRecord:
    return add_source(vault, "a cousin", "person")


def person(vault: Vault, by: StoredRecord, name: str) -> StoredRecord:
    return add_entity(vault, "Person", [Saying("", "name", {"name": name, "kind": "full"}, by.body["id"])])


def slowly(vault: Vault, number: int) -> Glance:
    """The same, one at a time, by the rules in words."""
    try:
        record = find_human(vault, str(number))
    except Misuse:
        return Glance(NO_PERSON)
    gone = {str(vault.record(one).body["id"]) for one in withdrawn_sources(vault)}
    if gone & whose(vault, record).own:
        return Glance(WITHDRAWN)
    found = wishes(vault, str(number))
    if not found.grants and not found.denials:
        return Glance(NOT_ASKED)
    kinds = [recipient.kind for _, recipient, answer in found.answers() if answer]
    for kind in ("public", "UN body", "court", "partner", "team"):
        if kind in kinds:
            return Glance(AGREED, kind)
    return Glance(ASK_ANEW if any(one.state == "to be reviewed" for one in found.grants) else NOTHING)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_at_once_is_what_each_of_them_wishes(vault: Vault, seed: int) -> None:
    """Whatever was allowed, refused, taken back, retracted, disputed and judged."""
    chance = random.Random(seed)
    sources = [add_source(vault, f"source {number}", chance.choice([None, "person", "person", "document"])) for number in range(5)]  # fmt: skip
    people = [person(vault, sources[0], f"Nurlan {number}") for number in range(4)]
    everybody = [one.number for one in (*sources, *people)]
    done = []
    for _ in range(24):
        step = chance.choice([_tie, _tie, _allow, _allow, _allow, _deny, _take_back, _retract, _dispute])
        try:
            step(vault, chance, sources, people)
        except (Misuse, BadData):
            continue
        done.append(step)
        if len(done) % 4 == 0:
            assert glances(vault, everybody) == {one: slowly(vault, one) for one in everybody}, done
    found = glances(vault, [*everybody, 1, 99999])
    assert found == {one: slowly(vault, one) for one in everybody}
    assert len({one.code for one in found.values()}) > 2


def _tie(vault: Vault, chance: random.Random, sources: Any, people: Any) -> None:
    source, one = chance.choice(sources), chance.choice(people)
    say(vault, Saying(source.body["id"], "person", {"entity": one.body["id"]}, source.body["id"]))


def _allow(vault: Vault, chance: random.Random, sources: Any, people: Any) -> None:
    whom = chance.choice([*sources, *people])
    recipient = chance.choice(["team", "public", "court:Farshore"])
    use = chance.choice(["documentation", "research", "media"])
    review_at = chance.choice([None, None, "2026-06-01"])
    proxy = chance.choice([None, None, str(chance.choice(people).number)])
    kin = {"by_proxy": proxy, "kinship": "aunt"} if proxy else {}
    grant(
        vault,
        str(whom.number),
        **{**USUAL, "recipient": recipient, "uses": [use], "review": review_at, **kin},
    )


def _deny(vault: Vault, chance: random.Random, sources: Any, people: Any) -> None:
    uses = chance.choice([[], ["research"], ["documentation"]])
    refuse(vault, str(chance.choice([*sources, *people]).number), uses=uses, given_at="2026-05-02")


def _take_back(vault: Vault, chance: random.Random, sources: Any, people: Any) -> None:
    withdraw(vault, str(chance.choice([*sources, *people]).number), given_at="2026-05-02")


def _retract(vault: Vault, chance: random.Random, _sources: Any, _people: Any) -> None:
    ties = [one for one in vault.records("Statement") if one.body["property"] == "person"]
    retract(vault, chance.choice(ties or [vault.record(1)]), reason="typed for somebody else")


def _dispute(vault: Vault, chance: random.Random, _sources: Any, _people: Any) -> None:
    ties = [one for one in vault.records("Statement") if one.body["property"] == "person"]
    if not ties:
        raise Misuse("There is nothing to dispute.")
    review(vault, chance.choice(ties), "disputed")


def test_who_a_sign_of_life_is_of_makes_two_people_nobody_s_self(vault: Vault, cousin: StoredRecord) -> None:
    """Two sources may take the same sighting for two people; what one of these allows is not the other's."""
    one, other = person(vault, cousin, "Aygül Nurlan"), person(vault, cousin, "Munar Nurlan")
    of_one = Saying("", "person", {"entity": one.body["id"]}, cousin.body["id"])
    sign = add_entity(vault, "SignOfLife", [of_one])
    say(vault, Saying(sign.body["id"], "person", {"entity": other.body["id"]}, cousin.body["id"]))
    grant(vault, str(one.number), **USUAL)
    assert wishes(vault, str(one.number)).answer("research", Recipient("team"))
    assert not wishes(vault, str(other.number)).answer("research", Recipient("team"))
    assert glances(vault, [other.number])[other.number] == Glance(NOT_ASKED)


def test_whose_words_an_item_holds(vault: Vault, handed: Any, cousin: StoredRecord) -> None:
    item = next(vault.records("Item"))
    assert item.body["source"] == "a cousin"
    assert sources_of_items(vault, [item.number]) == {item.number: [cousin.number]}
    witness = add_source(vault, "a witness", "person")
    assert sources_of_items(vault, [item.number]) == {item.number: [cousin.number]}
    day = parse_edtf("2026-05-01")
    add_interview(vault, str(witness.number), held_at=day, interviewers=["Mirel"], items=[str(item.number)])
    assert sources_of_items(vault, [item.number]) == {item.number: [cousin.number, witness.number]}
    said = next(one for one in vault.records("Statement") if one.body["said_by"] == cousin.body["id"])
    assert sources_of(vault, [said.number, item.number]) == {said.number: cousin.number}


# The answers of a talk


def test_all_of_a_talk_is_one_step(vault: Vault, cousin: StoredRecord) -> None:
    before, checkpoints = vault.last_number, len(list(vault.checkpoints()))
    records = record_answers(vault, str(cousin.number), TALK, based_on=0)
    assert [one.type for one in records] == ["Grant", "Grant", "Refusal", "Contact"]
    assert [one.number for one in records] == list(range(before + 1, before + 5))
    assert len(list(vault.checkpoints())) == checkpoints + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"identity": "anonymous", "media": {"face": True}},
        {"explained": None},
        {"given_at": "2027-05-01"},
        {"allowed": (("dancing", "team"),)},
        {"allowed": (("research", "partner"),)},
        {"contact": {"channel": "any", "rule": "only"}},
        {"recorded_in": "1"},
        {"allowed": (), "refused": (), "contact": {}},
    ],
)
def test_where_one_answer_does_not_fit_none_is_entered(
    vault: Vault, cousin: StoredRecord, wrong: dict[str, Any]
) -> None:
    before = vault.last_number
    with pytest.raises((Misuse, BadData)):
        record_answers(vault, str(cousin.number), Answers(**{**vars(TALK), **wrong}))
    assert vault.last_number == before


def test_what_is_foreseen_is_what_happens_and_enters_nothing(vault: Vault, cousin: StoredRecord) -> None:
    grant(vault, str(cousin.number), **{**USUAL, "uses": ["media"]})
    before = vault.last_number
    found = foresee(vault, str(cousin.number), TALK)
    assert vault.last_number == before
    assert [one.grant.use for one in found.ends if one.grant] == ["media"]
    assert sorted(one.grant.use for one in found.given if one.grant) == ["legal proceedings", "research"]
    record_answers(vault, str(cousin.number), TALK)
    now = wishes(vault, str(cousin.number))
    assert [(one.grant, one.state) for one in now.grants if one.grant and one.grant.use == "media"] == [
        (one.grant, one.state) for one in found.ends
    ]
    gone = foresee_withdrawal(vault, str(cousin.number))
    assert {one.state for one in gone.after.grants} == {"withdrawn"}
    assert vault.last_number == before + 4


def test_nothing_is_entered_on_top_of_what_nobody_saw(vault: Vault, cousin: StoredRecord) -> None:
    seen = newest_wish(vault, cousin)
    record = refuse(vault, str(cousin.number), uses=["media"])[0]
    before = vault.last_number
    for act in (
        lambda: record_answers(vault, str(cousin.number), TALK, based_on=seen),
        lambda: withdraw(vault, str(cousin.number), based_on=seen),
    ):
        with pytest.raises(ChangedMeanwhile) as problem:
            act()
        assert problem.value.newest == record.number
    set_contact(vault, str(cousin.number), channel="signal", rule="only", based_on=0)
    with pytest.raises(ChangedMeanwhile):
        set_contact(vault, str(cousin.number), channel="letter", rule="allowed", based_on=0)
    assert vault.last_number == before + 1
    record_answers(vault, str(cousin.number), TALK, based_on=record.number)


def test_what_was_retracted_is_news_too_and_nothing_else_is(vault: Vault, cousin: StoredRecord) -> None:
    wish = grant(vault, str(cousin.number), **USUAL)[0]
    record = set_contact(vault, str(cousin.number), channel="signal", rule="only")
    said = say(vault, Saying(cousin.body["id"], "notes", {"text": "tall"}, cousin.body["id"]))
    retract(vault, said, reason="typed for somebody else")
    assert (newest_wish(vault, cousin), newest_contact(vault, cousin)) == (wish.number, record.number)
    gone = retract(vault, record, reason="typed for somebody else")
    assert (newest_wish(vault, cousin), newest_contact(vault, cousin)) == (wish.number, gone.number)


def test_a_source_is_entered_whole_or_not_at_all(vault: Vault) -> None:
    from amanet.work.entering import enter_entity

    before = vault.last_number
    with pytest.raises(Misuse):
        enter_entity(vault, "Source", "a paper", [("kind", "document"), ("person", "99999")])
    assert vault.last_number == before
    assert enter_entity(vault, "Source", "a paper", [("kind", "document")]).number == before + 1


def test_the_day_that_counts_is_that_of_the_vault(vault: Vault, world: Any, cousin: StoredRecord) -> None:
    grant(vault, str(cousin.number), **{**USUAL, "expires": "2999-01-01"})
    assert glances(vault, [cousin.number])[cousin.number] == Glance(AGREED, "team")
    assert wishes(vault, str(cousin.number)).as_of < date(2999, 1, 1)
