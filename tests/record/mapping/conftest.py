"""A small ontology, a table and its mapping. All people and places are invented."""

from collections.abc import Callable, Iterable

import pytest

from amanet.record.mapping import Row, RowPlan, parse_mapping, plan
from amanet.record.ontology import Ontology, parse_ontology


def _schema(name: str, /, **properties: str) -> str:
    lines = [f"name: {name}", f"label: {name.lower()}", "followthemoney: Thing", "properties:"]
    for key, more in properties.items():
        lines.append(
            f"  {key}: {{label: {key}, description: for tests, followthemoney: {{none: for tests}}, {more}}}"
        )
    return "\n".join(lines)


def _thesaurus(name: str, /, **terms: str) -> str:
    lines = [f"name: {name}", f"label: {name}", "terms:"]
    lines += [f"  {code}: {{labels: {{{labels}}}}}" for code, labels in terms.items()]
    return "\n".join(lines)


SCHEMATA = {
    "person.yaml": _schema(
        "Person",
        name="kind: name, thesaurus: name_kind, multiple: true",
        sex="kind: term, thesaurus: sex",
        birth_date="kind: date",
        note="kind: text, multiple: true",
        document="kind: identifier, thesaurus: document_kind, multiple: true",
        phone="kind: identifier",
        faith="kind: text, self_described: true",
        children="kind: quantity",
        sibling="kind: entity, range: Person, multiple: true",
    ),
    "place.yaml": _schema(
        "Place", name="kind: name, thesaurus: name_kind", where="kind: coordinates", address="kind: text"
    ),
    "act.yaml": _schema(
        "Act",
        type="kind: term, thesaurus: act_type",
        start="kind: date",
        victim="kind: entity, range: Person",
        place="kind: entity, range: Place",
        warrant_shown="kind: yes_no",
    ),
    "tie.yaml": _schema(
        "Tie",
        actor="kind: entity, range: Person",
        act="kind: entity, range: Act",
        role="kind: term, thesaurus: role",
    ),
    "base.yaml": "name: Base\nlabel: base\nabstract: true\nfollowthemoney: Thing\nproperties: {}",
}
THESAURI = {
    "name_kind.yaml": _thesaurus("name_kind", full="en: full name", official="en: official name"),
    "sex.yaml": _thesaurus("sex", female="en: female, ru: женский", male="en: male, ru: мужской"),
    "document_kind.yaml": _thesaurus("document_kind", passport="en: passport"),
    "act_type.yaml": _thesaurus("act_type", arrest="en: arrest", release="en: release"),
    "role.yaml": _thesaurus("role", witness="en: witness"),
    "basis_of_knowledge.yaml": _thesaurus(
        "basis_of_knowledge", direct_witness="en: direct witness", rumour="en: rumour"
    ),
}

MAPPING = """
[table]
name = "List of the harbour district"
key = ["ID"]
source = "the harbour committee"
language = "ru"
date_order = "dmy"
unknown = ["-", "н/д"]
ignore = ["№"]

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
key = ["Место"]

[[column]]
column = "Имя"
entity = "person"
property = "name"
kind = "full"
script = "Cyrl"
split = ";"

[[column]]
column = "Пол"
entity = "person"
property = "sex"
terms = { "м" = "male", "ж" = "female" }

[[column]]
column = "Дата"
entity = "arrest"
property = "start"
certainty_marks = { "(?)" = "doubtful" }

[[column]]
column = "Место"
entity = "place"
property = "name"
kind = "official"

[[link]]
entity = "arrest"
property = "victim"
to = "person"

[[link]]
entity = "arrest"
property = "place"
to = "place"
"""
HEADINGS = ("№", "ID", "Имя", "Пол", "Дата", "Место")
ROWS = (
    ("1", "A-1", "Лада Ветрова; Лада", "ж", "12.03.2018", "Восточный причал"),
    ("2", "A-2", "Ждан Ветров", "м", "май 2018 (?)", "Восточный причал"),
    ("3", "A-3", "Мира Озерская", "-", "", ""),
)


Planned = Callable[..., list[RowPlan]]


RowsOf = Callable[..., list[Row]]


@pytest.fixture(scope="session")
def mapping_text() -> str:
    return MAPPING


@pytest.fixture(scope="session")
def rows_of() -> RowsOf:
    """`rows_of(*values, headings=…, sheet=…)`: a table; without values the one that the mapping is for."""

    def made(*values: Iterable[str], headings: Iterable[str] = HEADINGS, sheet: str = "") -> list[Row]:
        table = (headings, *(values or ROWS))
        return [Row(sheet, number, tuple(cells)) for number, cells in enumerate(table, 1)]

    return made


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return parse_ontology(SCHEMATA, THESAURI)


@pytest.fixture(scope="session")
def planned(ontology: Ontology) -> Planned:
    """`planned(text, rows)`: the plans of these rows under this mapping."""
    return lambda text, rows: list(plan(rows, parse_mapping(text, ontology), ontology))
