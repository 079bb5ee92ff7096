"""Words to values, kind by kind. Whatever the words, a value has the form the ontology asks for, or there is none."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.mapping.mapping import ColumnRule, TableRule
from amanet.record.mapping.values import CONVERTERS, Setting, convert
from amanet.record.ontology import KINDS, Ontology
from amanet.record.quantities import parse_quantity_words

TABLE = TableRule("L", ("ID",), language="ru")
RULES = {
    "note": ColumnRule(("X",), "e", "note"),
    "name": ColumnRule(("X",), "e", "name", kind="full", script="Cyrl", language="ru"),
    "sex": ColumnRule(("X",), "e", "sex", terms={"м": "male", "ж": "female"}),
    "document": ColumnRule(("X",), "e", "document", kind="passport", issuer="the harbour office"),
    "phone": ColumnRule(("X",), "e", "phone"),
    "birth_date": ColumnRule(("X",), "e", "birth_date", date_order="dmy"),
    "children": ColumnRule(("X",), "e", "children"),
    "where": ColumnRule(("X",), "e", "where", precision="500"),
    "warrant_shown": ColumnRule(("X",), "e", "warrant_shown", yes=frozenset(["да"]), no=frozenset(["нет"])),
}
SCHEMA = {"where": "Place", "warrant_shown": "Act"}


def value_of(ontology: Ontology, name: str, words: str) -> Mapping[str, Any]:
    expected = ontology.property(SCHEMA.get(name, "Person"), name)
    thesaurus = None if expected.thesaurus is None else ontology.thesaurus(expected.thesaurus)
    return convert(words, Setting(RULES[name], TABLE, expected, thesaurus))


def test_every_kind_but_links_has_a_converter() -> None:
    assert set(CONVERTERS) == set(KINDS) - {"entity"}


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("note", "Taken at night", {"text": "Taken at night"}),
        ("name", "Лада", {"name": "Лада", "kind": "full", "script": "Cyrl", "language": "ru"}),
        ("sex", "М", {"term": "male"}),
        ("sex", "женский", {"term": "female"}),
        ("sex", "Female", {"term": "female"}),
        ("document", "N 17", {"identifier": "N 17", "kind": "passport", "issuer": "the harbour office"}),
        ("phone", "+7 000", {"identifier": "+7 000"}),
        ("birth_date", "14.05.1970", {"date": {"edtf": "1970-05-14", "words": "14.05.1970"}}),
        ("birth_date", "2018-03-01T14:30:00", {"date": {"edtf": "2018-03-01T14:30:00"}}),
        ("birth_date", "XXXX-03-12", {"date": {"edtf": "XXXX-03-12"}}),
        ("where", "43.25, 76.95", {"coordinates": ["43.25", "76.95"], "precision": "500"}),
        ("where", "43.25,76.95", {"coordinates": ["43.25", "76.95"], "precision": "500"}),
        ("where", "43,25; 76,95", {"coordinates": ["43.25", "76.95"], "precision": "500"}),
        ("where", "-043.5° 076°", {"coordinates": ["-43.5", "76"], "precision": "500"}),
        ("warrant_shown", "Да", {"yes_no": True}),
        ("warrant_shown", "нет", {"yes_no": False}),
    ],
)
def test_known_words(ontology: Ontology, name: str, words: str, value: Mapping[str, Any]) -> None:
    assert value_of(ontology, name, words) == value


def test_a_quantity_is_what_its_words_mean(ontology: Ontology) -> None:
    assert value_of(ontology, "children", "3") == {
        "quantity": parse_quantity_words("3", language="ru").to_json()
    }


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("sex", "secret words", r"no term of sex. Say what they mean: terms = .* Codes: female, male\."),
        ("birth_date", "secret words", "not understood"),
        ("children", "secret words", "not understood"),
        ("where", "43,25", "two decimal numbers"),
        ("where", "43°15'N 76°57'E", "two decimal numbers"),
        ("where", "43.25", "two decimal numbers"),
        ("where", "1 2 3", "two decimal numbers"),
        ("warrant_shown", "secret words", "neither among yes nor among no"),
    ],
)
def test_words_that_say_nothing_are_refused_and_not_repeated(
    ontology: Ontology, name: str, words: str, says: str
) -> None:
    with pytest.raises(BadData, match=says) as caught:
        value_of(ontology, name, words)
    assert "secret" not in str(caught.value)


@given(st.sampled_from(sorted(RULES)), st.text(min_size=1, max_size=20).filter(str.strip))
def test_any_words_give_a_value_of_the_form_or_none(ontology: Ontology, name: str, words: str) -> None:
    try:
        value = value_of(ontology, name, words.strip())
        ontology.check(SCHEMA.get(name, "Person"), name, value)
    except BadData:
        assert name in ("sex", "birth_date", "children", "where", "warrant_shown")
