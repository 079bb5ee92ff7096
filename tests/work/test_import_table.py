"""Tables become statements: all or nothing, tied to their row, and a corrected table supersedes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.errors import BadData, Misuse
from amanet.intake.parsers.parsing import Answers
from amanet.vault import Vault
from amanet.work.entities import list_entities
from amanet.work.holding import held_about
from amanet.work.import_table import Imported, Planned, import_table, plan_import
from amanet.work.kept_readings import find_reading
from amanet.work.passages import resolve
from amanet.work.read_item import read_item
from amanet.work.statements import add_source, undo
from amanet.work.take_in import TakenIn

TABLE = """ID;Name;Sex;Arrested;Where;Told by
A-1;Лада Ветрова;f;12.03.2018;Salt House;an aunt
A-2;Ждан Ветров;m;May 2018;Salt House;an aunt
A-3;Мира Озерская;-;;;
"""
MAPPING = """
[table]
name = "list of the harbour"
key = ["ID"]
source = "the committee"
date_order = "dmy"
unknown = ["-"]

[[entity]]
name = "person"
schema = "Person"
[[entity]]
name = "arrest"
schema = "Act"
set = { type = "arrest" }
[[entity]]
name = "place"
schema = "Place"
key = ["Where"]

[[column]]
column = "ID"
entity = "person"
property = "reference"
[[column]]
column = "Name"
entity = "person"
property = "name"
kind = "full"
[[column]]
column = "Sex"
entity = "person"
property = "sex"
terms = { f = "female", m = "male" }
[[column]]
column = "Arrested"
entity = "arrest"
property = "start"
source_column = "Told by"
[[column]]
column = "Where"
entity = "place"
property = "name"
kind = "usual"
[[link]]
entity = "arrest"
property = "victim"
to = "person"
"""
HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]


@pytest.fixture
def planned(vault: Vault, hand_over: HandOver, take: Take) -> Callable[..., Planned]:
    def plan(table: str = TABLE, mapping: str = MAPPING) -> Planned:
        taken = take(vault, hand_over({"list.csv": table.encode()}))
        number = (taken.added or taken.recognised)[0]
        read_item(vault, number, Answers(), as_format="table")
        return plan_import(vault, find_reading(vault, str(number)), mapping)

    return plan


def labels(vault: Vault, schema: str) -> list[str]:
    return [one.label for one in list_entities(vault, schema)]


def test_rows_become_people_acts_and_places_each_resting_on_its_row(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    imported = import_table(vault, planned())
    assert isinstance(imported, Imported)
    assert labels(vault, "Person") == ["Лада Ветрова", "Ждан Ветров", "Мира Озерская"]
    assert labels(vault, "Place") == ["Salt House"], "rows share a place by its key"
    assert labels(vault, "Act")[0].startswith("arrest, Лада Ветрова, 2018-03-12")
    name = held_about(vault, "Ждан Ветров").statements[1]
    passage = vault.with_ids([name.body["passages"][0]])[0]
    assert passage.body["quote"].startswith("A-2\tЖдан Ветров")
    assert resolve(vault, passage)[0].quote.startswith("A-2")
    assert name.body["cell"]["cell"] == "B3"


def test_two_rows_that_each_name_an_aunt_have_two_sources(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    import_table(vault, planned())
    assert labels(vault, "Source") == ["the committee", "an aunt", "an aunt"]


def test_in_a_corrected_table_an_aunt_stays_the_aunt_of_her_row(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    first, second = (at for at, _ in enumerate(TABLE) if TABLE.startswith("an aunt", at))
    alone = f"{TABLE[:second]}an uncle{TABLE[second + len('an aunt') :]}"
    assert first < second
    import_table(vault, planned(alone))
    assert labels(vault, "Source").count("an aunt") == 1
    import_table(vault, planned(TABLE))
    assert labels(vault, "Source").count("an aunt") == 2, "the other row's aunt is somebody else"
    import_table(vault, planned(TABLE.replace("12.03.2018", "13.03.2018")))
    assert labels(vault, "Source").count("an aunt") == 2, "a corrected row keeps its aunt"


def test_a_source_that_was_entered_before_is_meant_by_its_name(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    add_source(vault, "an aunt")
    import_table(vault, planned())
    assert labels(vault, "Source") == ["an aunt", "the committee"]


def test_nothing_is_entered_where_a_row_has_problems_unless_it_is_left_out(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    plan = planned(TABLE.replace("May 2018", "Mxy 2018"))
    before = vault.last_number
    with pytest.raises(BadData, match="D3"):
        import_table(vault, plan)
    assert vault.last_number == before
    imported = import_table(vault, plan, leave_out=True)
    assert imported.left_out == (3,)
    assert labels(vault, "Person") == ["Лада Ветрова", "Мира Озерская"]


def test_a_corrected_table_supersedes_what_changed_and_leaves_the_rest(
    vault: Vault, planned: Callable[..., Planned]
) -> None:
    import_table(vault, planned())
    corrected = TABLE.replace("12.03.2018", "13.03.2018").replace("A-3;Мира Озерская;-;;;\n", "")
    imported = import_table(vault, planned(corrected))
    assert (imported.superseded, imported.entities, len(imported.gone)) == (1, 0, 3)
    assert labels(vault, "Act")[0] == "arrest, Лада Ветрова, 2018-03-13"
    assert "Мира Озерская" in labels(vault, "Person"), "what is gone stays until somebody retracts it"
    again = import_table(vault, planned(corrected))
    assert (again.statements, again.superseded, again.unchanged) == (0, 0, imported.unchanged + 1)


def test_an_import_is_one_step_that_can_be_taken_back(vault: Vault, planned: Callable[..., Planned]) -> None:
    import_table(vault, planned())
    undo(vault)
    assert labels(vault, "Person") == labels(vault, "Source") == []
    import_table(vault, planned())
    assert len(labels(vault, "Person")) == 3


def test_an_import_that_was_cut_short_carries_on(
    vault: Vault, planned: Callable[..., Planned], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amanet.work.import_table._AT_ONCE", 5)
    real, commits = vault.commit, []

    def cut(*given: object, **more: object) -> int:
        commits.append(given)
        if len(commits) == 4:
            raise KeyboardInterrupt
        return real(*given, **more)  # type: ignore[arg-type]

    plan = planned()
    monkeypatch.setattr(vault, "commit", cut)
    with pytest.raises(KeyboardInterrupt):
        import_table(vault, plan)
    monkeypatch.setattr(vault, "commit", real)
    import_table(vault, planned())
    assert labels(vault, "Person") == ["Лада Ветрова", "Ждан Ветров", "Мира Озерская"]
    assert len(labels(vault, "Act")) == 2
    final = import_table(vault, planned())
    assert (final.statements, final.unchanged) == (0, plan.sums.statements)


def test_somebody_has_to_say_it(vault: Vault, planned: Callable[..., Planned]) -> None:
    plan = planned(mapping=MAPPING.replace('source = "the committee"\n', ""))
    with pytest.raises(Misuse, match="--by"):
        import_table(vault, plan)
    source = add_source(vault, "the archive")
    import_table(vault, plan, by=str(source.number))
    assert held_about(vault, "Ждан Ветров").statements[0].body["said_by"] == source.body["id"]
