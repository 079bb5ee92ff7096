"""Whom to warn if a vault is seized. Everybody is invented."""

import pytest

from amanet.printing.warn_list import Warned
from amanet.vault import Vault
from amanet.work.consent import set_contact, withdraw
from amanet.work.statements import add_source
from amanet.work.warn_list import warn_list
from amanet.work.withdrawing import consequences_of

from .test_disclosing import Case


@pytest.fixture
def case(vault: Vault) -> Case:
    return Case(vault)


def one(vault: Vault, name: str) -> Warned:
    (found,) = [each for each in warn_list(vault).people if each.name == name]
    return found


def test_everybody_stands_on_it_once_by_name_with_what_is_at_risk(case: Case) -> None:
    add_source(case.vault, "The coast gazette", "publication")
    listed = warn_list(case.vault)
    assert [each.name for each in listed.people] == [
        "Aytoz Qumdengiz",
        "Elvan Marsquill",
        "Nursel Qumdengiz",
    ]
    assert "has spoken" in listed.people[2].at_risk
    assert "has spoken" not in listed.people[0].at_risk
    assert listed.people[0].at_risk == ["is spoken of", "is named"]


def test_who_is_said_to_be_the_source_is_one_human_being_with_both_names(case: Case) -> None:
    case.said(case.sister, "person", {"entity": case.id(case.neighbour)})
    names = [each.name for each in warn_list(case.vault).people]
    assert names == ["Aytoz Qumdengiz", "Nursel Qumdengiz / Elvan Marsquill"]


def test_an_official_of_whom_nothing_is_said_but_the_office_is_not_warned(case: Case) -> None:
    official = case.entity("Person", name={"name": "Tarkan Greycoat", "kind": "full"})
    assert one(case.vault, "Tarkan Greycoat").at_risk
    claim = case.entity("OfficialClaim", description={"text": "He was never held."})
    case.said(claim, "made_by", {"entity": case.id(official)})
    assert "Tarkan Greycoat" not in {each.name for each in warn_list(case.vault).people}


def test_how_they_may_be_reached_is_as_they_said_and_a_closed_way_has_no_address(case: Case) -> None:
    sister = str(case.sister.number)
    assert not one(case.vault, "Nursel Qumdengiz").reachable
    set_contact(case.vault, sister, channel="telephone", rule="never", address="0700 111")
    set_contact(
        case.vault,
        sister,
        channel="signal",
        rule="only",
        address="0700 222",
        hours="after 20:00",
        language="ug",
        note="her cousin calls",
    )
    found = one(case.vault, "Nursel Qumdengiz")
    assert found.reachable
    assert found.ways == (
        "never: telephone",
        "only: signal; 0700 222; after 20:00; in the language ug; her cousin calls",
        "No other way.",
    )
    set_contact(case.vault, sister, channel="any", rule="never", note="her line is listened to")
    silent = one(case.vault, "Nursel Qumdengiz")
    assert (silent.reachable, silent.ways) == (False, ("Do not contact this person.",))


def test_it_is_logged_with_everybody_on_it(case: Case) -> None:
    warn_list(case.vault)
    (record,) = case.vault.records("Custody")
    assert record.body["details"] == {"name": "list of whom to warn"}
    assert set(record.body["records"]) == {
        each.reference for each in (case.sister, case.brother, case.neighbour)
    }


def test_a_withdrawal_finds_the_lists_that_they_stand_on(case: Case) -> None:
    warn_list(case.vault)
    found = withdraw(case.vault, str(case.sister.number))
    assert [(each.what, each.to) for each in found.sent] == [("list of whom to warn", None)]
    assert len(consequences_of(case.vault, case.sister).own_copies) == 1


def test_the_dead_are_not_warned(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a death was reviewed is `has_died`'s to say, which is tested with proxies."""
    monkeypatch.setattr("amanet.work.warn_list.has_died", lambda _, one: one == case.id(case.brother))
    assert "Aytoz Qumdengiz" not in {each.name for each in warn_list(case.vault).people}


def test_an_empty_vault_has_nobody_to_warn(vault: Vault) -> None:
    assert "Nobody is in the vault" in warn_list(vault).text()
