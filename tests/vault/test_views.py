"""Views are what the records say: kept step by step, rebuilt, and worked out slowly, they are the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from amanet.errors import VaultDamaged
from amanet.record.standing import Entered, standing
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.rewriting import erase_numbers
from amanet.vault.schema import SCHEMA_VERSION, VIEW_TABLES
from amanet.work.signed import signed_draft


def dump(vault: Vault) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(vault.database.rows(f"SELECT * FROM {table}")) for table in (*VIEW_TABLES, "about")}


def from_records(vault: Vault) -> dict[str, object]:
    """The slow obvious version, by ids."""
    entered = [
        Entered(r.body["id"], r.type, r.body["entered_at"], r.body)
        for r in vault.records()
        if r.type != "Epoch"
    ]
    now = standing(entered)
    number = {r.body["id"]: r.number for r in vault.records()}
    known = {fact.id for fact in entered}
    return {
        "dead": {number[i] for i in known - now.living},
        "states": {
            number[f.id]: now.states[f.id] for f in entered if f.type == "Statement" and f.id in now.living
        },
        "labels": {number[i]: text for i, text in now.labels.items() if i in number},
    }


def from_views(vault: Vault) -> dict[str, object]:
    dead = {row[0] for row in vault.database.rows("SELECT number FROM dead")}
    return {
        "dead": dead,
        "states": {
            n: s for n, s in vault.database.rows("SELECT number, state FROM statement") if n not in dead
        },
        "labels": dict(vault.database.rows("SELECT entity, text FROM label")),
    }


def test_views_agree_with_the_records_whatever_is_done(world: Any) -> None:
    class Machine(RuleBasedStateMachine):
        made = 0

        def __init__(self) -> None:
            super().__init__()
            Machine.made += 1
            self.vault = world.new(f"v{Machine.made}.vault")
            self.source = self.add("Entity", schema="Source")
            self.entities = [self.source]
            self.enders: list[StoredRecord] = []
            self.statements: list[StoredRecord] = []

        def add(self, type_name: str, **fields: Any) -> StoredRecord:
            return self.vault.add(Draft(type_name, fields))[0]

        @rule()
        def entity(self) -> None:
            self.entities.append(self.add("Entity", schema="Person"))

        @rule(
            data=st.data(),
            prop=st.sampled_from(["name", "notes", "birth_date", "sibling"]),
            polarity=st.sampled_from(["affirms", "denies"]),
        )
        def statement(self, data: st.DataObject, prop: str, polarity: str) -> None:
            subject = data.draw(st.sampled_from(self.entities))
            values: dict[str, Any] = {
                "name": {"name": f"N{len(self.statements)}"},
                "notes": {"text": "t"},
                "birth_date": {"date": {"edtf": "1980-05~"}},
                "sibling": {"entity": data.draw(st.sampled_from(self.entities)).body["id"]},
            }
            self.statements.append(
                self.add(
                    "Statement",
                    subject=subject.body["id"],
                    property=prop,
                    value=values[prop],
                    polarity=polarity,
                    said_by=self.source.body["id"],
                )
            )

        @precondition(lambda self: self.statements)
        @rule(data=st.data())
        def review(self, data: st.DataObject) -> None:
            of = data.draw(st.sampled_from(self.statements))
            state = data.draw(st.sampled_from(["proposed", "reviewed", "disputed"]))
            fields = {"of": of.body["id"], "state": state}
            self.enders.append(self.vault.add(signed_draft(self.vault, "Review", fields))[0])

        @precondition(lambda self: self.statements)
        @rule(data=st.data())
        def retract(self, data: st.DataObject) -> None:
            of = data.draw(st.sampled_from(self.statements + self.enders + self.entities[1:]))
            self.enders.append(self.add("Retraction", retracts=of.body["id"], reason="r"))

        @precondition(lambda self: len(self.statements) > 1)
        @rule(data=st.data())
        def supersede(self, data: st.DataObject) -> None:
            old, new = data.draw(st.sampled_from(self.statements)), self.statements[-1]
            if old.number < new.number:
                self.enders.append(self.add("Supersession", replaces=old.body["id"], by=new.body["id"]))

        @precondition(lambda self: self.statements)
        @rule(data=st.data())
        def erase(self, data: st.DataObject) -> None:
            gone = data.draw(st.sampled_from(self.statements + self.enders + self.entities[1:]))
            numbers = [gone.number, *self.vault.about(gone.number)]
            references = [self.vault.record(number).reference for number in numbers]
            erase_numbers(
                self.vault,
                numbers,
                signed_draft(self.vault, "Erasure", {"erased": references, "reason": "r"}),
            )
            for kept in (self.statements, self.enders, self.entities):
                kept[:] = [record for record in kept if record.number not in numbers]

        @invariant()
        def same(self) -> None:
            assert from_views(self.vault) == from_records(self.vault)

        def teardown(self) -> None:
            before = dump(self.vault)
            self.vault.views.rebuild()
            assert dump(self.vault) == before
            self.vault.close()

    test = Machine.TestCase()
    test.settings = settings(
        max_examples=15, stateful_step_count=20, suppress_health_check=list(HealthCheck), deadline=None
    )
    test.runTest()


def test_a_database_of_an_older_version_gets_its_views_when_it_is_opened_to_write(world: Any) -> None:
    vault = world.new()
    source = vault.add(Draft("Entity", {"schema": "Source"}))[0]
    vault.add(
        Draft(
            "Statement",
            {
                "subject": source.body["id"],
                "property": "name",
                "value": {"name": "A cousin"},
                "polarity": "affirms",
                "said_by": source.body["id"],
            },
        )
    )
    for table in VIEW_TABLES:
        vault.database.execute(f"DROP TABLE {table}")
    vault.database.execute("PRAGMA user_version = 1")
    vault.close()
    again = world.open()
    assert again.views.label(source.number) == "A cousin"
    assert again.views.called("a COUSIN") == [(source.number, "Source")]


def test_a_database_of_version_2_gets_what_statements_say_in_numbers(world: Any) -> None:
    vault = world.new()
    source = vault.add(Draft("Entity", {"schema": "Source"}))[0]
    fields = {"subject": source.body["id"], "said_by": source.body["id"], "polarity": "denies"}
    vault.add(Draft("Statement", {**fields, "property": "date", "value": {"date": {"edtf": "2018"}}}))
    before = dump(vault)
    for index in ("statement_of", "statement_denied"):
        vault.database.execute(f"DROP INDEX {index}")
    for column in ("polarity", "value", "low", "high"):
        vault.database.execute(f"ALTER TABLE statement DROP COLUMN {column}")
    vault.database.execute("PRAGMA user_version = 2")
    vault.close()
    again = world.open()
    assert dump(again) == before
    assert again.database.version == SCHEMA_VERSION


def test_a_database_of_a_newer_version_is_refused_in_so_many_words(world: Any) -> None:
    vault = world.new()
    vault.database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    vault.close()
    with pytest.raises(VaultDamaged, match="newer version of amanet"):
        world.open()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_circles_of_ends_come_to_an_end(pairs: list[tuple[int, int]]) -> None:
    """Nobody makes them in good faith; a merged vault may hold any bytes."""
    records = [
        Entered(str(number), "Retraction", "2026-01-01T00:00:00Z", {"retracts": str(target), "reason": "r"})
        for number, target in dict(pairs).items()
    ]
    standing(records)
