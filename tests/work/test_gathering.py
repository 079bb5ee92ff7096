"""What is gathered for an account is enough: the account of a person is that of the whole vault."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.work.conftest import World
from tests.work.test_overview import Invented

from amanet.corroboration import account
from amanet.errors import Misuse
from amanet.vault import Vault
from amanet.work.consent import refuse
from amanet.work.entering import enter_entity, enter_statement
from amanet.work.gathering import find_subject, gather, gather_all
from amanet.work.known import account_of, day_of
from amanet.work.statements import add_source

TODAY = date(2026, 11, 22)


@given(st.integers(0, 2**40))
@example(212)  # others of an act that a claim is about; acts that are one, of which one was only met
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_the_account_of_what_was_gathered_is_that_of_everything(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    world = World(tmp_path_factory.mktemp("w"))
    try:
        vault = world.new()
        made = Invented(vault, seed)
        if seed % 3 == 0:
            source = str(vault.views.number_of(made.of["Source"][1]))
            refuse(vault, source, uses=["documentation"], recipient="team")
        times = sorted(str(record.body["entered_at"]) for record in vault.records())
        for as_of in (None, times[len(times) * 2 // 3]):
            everything = gather_all(vault, as_of=as_of)
            for person in made.of["Person"]:
                record = vault.record(vault.views.number_of(person))
                gathered = gather(vault, record, as_of=as_of)
                assert (
                    account(gathered, person, TODAY).to_json() == account(everything, person, TODAY).to_json()
                )
    finally:
        world.close()


def test_an_account_is_of_the_person_that_a_source_is_said_to_be(vault: Vault) -> None:
    add_source(vault, "an aunt", "person")
    with pytest.raises(Misuse, match="not said to be one person"):
        find_subject(vault, "an aunt")
    person = enter_entity(vault, "Person", "Umida", (), by="an aunt")
    enter_statement(vault, "an aunt", "person", "Umida", by="an aunt")
    assert find_subject(vault, "an aunt").number == person.number
    found = account_of(vault, "an aunt", today=TODAY)
    assert found.account.person == person.body["id"]
    assert found.numbers[found.account.person] == found.number == person.number


def test_days_are_counted_to_the_day_asked_about(vault: Vault) -> None:
    assert day_of(vault, "2026-05-01T23:59:59Z") == date(2026, 5, 1)
