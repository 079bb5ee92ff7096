"""What can be asked of a vault with a real broadcast in it: words, days in the past, who is silent, what is contested; and what stays the
same through a merge, and what vanishes when somebody takes it back.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from amanet.app import OpenVault
from amanet.errors import Misuse

pytestmark = pytest.mark.needs("shared-data")

TODAY = date(2020, 3, 31)
PASSPHRASE = "lantern ferry coat tide harbour salt"
PEOPLE = ("the man", "his wife", "the sister", "her sister", "twelve months", "seventeen months", "everyone")


def hits(vault: OpenVault, words: str, **more: Any) -> list[Any]:
    return list(vault.ask(words, **more).hits)


def ids_of(vault: OpenVault, found: list[Any]) -> set[str]:
    return {str(vault.record(hit.number).body["id"]) for hit in found}


def accounts(entered: Any, **when: Any) -> dict[str, Any]:
    return {key: entered.account(key, today=TODAY, **when).to_json() for key in PEOPLE}


# Asking


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dark half-shaded room", "dark room"),
        ("47 seconds", "47 seconds"),
        ("Five rotating cameras", "seventeen: detention"),
        ("messenger telephone", "twelve: detention"),
        ("graduated", "claim: graduated"),
        ("vocational education", "claim: training"),
        ("January 2018", "dark room"),
        ("2019-12", "claim: graduated"),
    ],
)
def test_words_and_dates_lead_to_what_was_said(entered: Any, words: str, found: str) -> None:
    of = {hit.of for hit in hits(entered.vault, words, only=("statement",), limit=50)}
    assert entered.vault.record(entered.broadcast.things[found]).number in of


def test_a_name_leads_to_the_person_and_to_what_is_said_of_her(entered: Any) -> None:
    things = entered.broadcast.things
    first = hits(entered.vault, "Gulgine", only=("entity",))
    assert things["her sister"] in ids_of(entered.vault, first)
    of = {hit.of for hit in hits(entered.vault, "gulgine", only=("statement",), limit=100)}
    assert entered.vault.record(things["the agreement"]).number in of


def test_what_was_found_leads_to_its_passage_in_the_broadcast(entered: Any) -> None:
    found = hits(entered.vault, "Not a word from her since", only=("statement",))[0]
    (station,) = entered.vault.resolve_passage(found.passages[0])
    assert (station.item, station.speaker) == (entered.broadcast.item, "GULZIRE")
    spoken = hits(entered.vault, "half-shaded", only=("segment",))
    assert [hit.speaker for hit in spoken] == ["GULZIRE"]


# Silence of all


def test_the_silent_are_listed_with_how_long_nobody_has_heard_of_them(entered: Any) -> None:
    found = {one.label: one for one in entered.vault.silent(longer_than_days=90, today=TODAY)}
    assert set(found) == {"Muyeser", "Gulgine"}
    wife, sister = found["Muyeser"], found["Gulgine"]
    assert (wife.last, wife.lost_contact) == (None, True)
    assert (wife.since.at_least, wife.since.at_most) == (821, 1307)
    assert sister.last == (date(2018, 1, 1), date(2018, 1, 31))
    assert (sister.since.at_least, sister.since.at_most, sister.rhythm) == (790, 820, "broken")
    # Nobody reviewed that she was released; it is not said of her.
    assert sister.marks == ()


def test_who_broke_her_rhythm_is_listed_whatever_the_number_of_days(entered: Any) -> None:
    found = entered.vault.silent(longer_than_days=5000, today=TODAY)
    assert [one.label for one in found] == ["Gulgine"]


# As of


def test_on_the_first_evening_only_the_border_was_known(entered: Any) -> None:
    wife = entered.account("his wife", as_of="2020-04-08")
    assert {one.types for one in wife.acts} == {("lost_contact",), ("internment",)}
    assert wife.today == date(2020, 4, 8)
    (held,) = (one for each in wife.acts for one in each.facts if one.shown == "internment in a camp")
    assert {told.said_by for told in held.fact.saying} == {entered.broadcast.sources["broadcast"]}
    assert entered.account("her sister", as_of="2020-04-08").silence.code == "no_sign"


def test_on_the_first_evening_nobody_else_was_silent_and_nothing_of_munich_is_found(entered: Any) -> None:
    evening = "2020-04-08"
    known = entered.vault.silent(longer_than_days=90, today=TODAY, as_of=evening)
    assert [one.label for one in known] == ["Muyeser"]
    assert hits(entered.vault, "dark half-shaded", only=("statement",), as_of=evening) == []


# Coded words


def test_what_coded_words_mean_stands_in_no_account_and_is_found_by_no_search(anew: Any) -> None:
    wife = anew.account("his wife", today=TODAY)
    (told,) = (one for one in wife.statements if "She is studying" in one.shown)
    anew.vault.add_gloss(told.id, "studying", "zulmaq, as we read it", [])
    assert "zulmaq" in {
        word for one in anew.vault.glosses(told.id) for word in str(one.reading).replace(",", "").split()
    }
    assert "zulmaq" not in json.dumps(accounts(anew))
    assert hits(anew.vault, "zulmaq") == []
    (after,) = (one for one in anew.account("his wife", today=TODAY).statements if one.id == told.id)
    assert (after.wording, after.shown) == (told.wording, told.shown)


# Contested, and taken back


def test_the_broadcast_contests_itself_in_nothing_but_what_officials_deny(entered: Any) -> None:
    (found,) = entered.vault.contested()
    assert found.fact.verdict.standing == "single source"
    assert [denial.position for denial in found.fact.verdict.denied] == ["deny"]


def test_who_takes_it_back_vanishes_from_account_contested_and_ask(anew: Any) -> None:
    vault, broadcast = anew.vault, anew.broadcast
    vault.say(broadcast.things["twelve: detention"], "duration", "13 months", by=broadcast.sources["twelve"])
    assert "contested" in {one.fact.verdict.standing for one in vault.contested()}
    vault.withdraw(broadcast.sources["twelve"])
    assert "contested" not in {one.fact.verdict.standing for one in vault.contested()}
    account = anew.account("twelve months", today=TODAY)
    assert broadcast.sources["twelve"] not in json.dumps(account.to_json())
    # What the programme's own caption says stays the programme's.
    assert [one.said_by for one in account.statements if one.property == "duration"] == [
        broadcast.sources["broadcast"]
    ]
    assert hits(vault, "messenger telephone", only=("statement",)) == []
    assert hits(vault, "WhatsApp", only=("segment",)) == []


def test_when_the_sister_takes_it_back_the_agreement_and_the_silence_go_with_her(anew: Any) -> None:
    vault, broadcast = anew.vault, anew.broadcast
    vault.withdraw(broadcast.sources["sister"])
    account = anew.account("her sister", today=TODAY)
    assert account.silence.rhythms == ()
    assert account.silence.last is None
    assert broadcast.sources["sister"] not in json.dumps(account.to_json())
    assert "Gulgine" not in {one.label for one in vault.silent(longer_than_days=0, today=TODAY)}
    assert hits(vault, "half-shaded") == []
    # A day in the past shows what was known then under what is allowed today.
    assert anew.account("her sister", as_of="2020-04-12").silence.rhythms == ()


def test_what_others_heard_from_who_took_it_back_stays_theirs_without_a_name(anew: Any) -> None:
    broadcast = anew.broadcast
    anew.vault.withdraw(broadcast.sources["friend"])
    account = anew.account("her sister", today=TODAY)
    (told,) = (one for one in account.statements if "Studying" in one.shown)
    assert told.said_by == broadcast.sources["sister"]
    assert str(told.heard_from).startswith("withdrawn-")
    assert broadcast.sources["friend"] not in json.dumps(account.to_json())


# Two vaults


def merged(vault: OpenVault, *others: OpenVault) -> OpenVault:
    for other in others:
        with vault.merging(other.path, PASSPHRASE) as both:
            both.carry_out()
    return vault


def test_half_in_one_vault_and_half_in_another_give_the_same_account_in_either_order(
    new_vault: Callable[..., OpenVault], transcript: Any, entered: Any
) -> None:
    script = entered.script
    one, other, here, there = (new_vault(name) for name in ("One", "Other", "Here", "There"))
    broadcast = script.Broadcast.begin(one, transcript)
    left = broadcast.prepare(script.EVERYTHING)
    merged(other, one)
    broadcast.enter(left[::2])
    broadcast.in_vault(other).enter(left[1::2])
    first, second = merged(here, one, other), merged(there, other, one)
    found = [accounts(type(entered)(script, vault, broadcast.in_vault(vault))) for vault in (first, second)]
    assert found[0] == found[1]
    whole = accounts(entered)
    for key in PEOPLE:
        assert found[0][key]["counts"] == whole[key]["counts"]
        assert [one["text"] for one in found[0][key]["questions"]] == [
            one["text"] for one in whole[key]["questions"]
        ]
        assert found[0][key]["silence"]["text"] == whole[key]["silence"]["text"]


def test_nobody_is_accounted_for_who_is_not_there(entered: Any) -> None:
    with pytest.raises(Misuse):
        entered.vault.find_entity("Nobody by this name", "Person")
