"""The mapping file: what it may say, and that all that is wrong is told at once, in its author's words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.mapping import Mapping, parse_mapping
from amanet.record.ontology import Ontology

BEGIN = """
[table]
name = "L"
key = ["ID"]
[[entity]]
name = "person"
schema = "Person"
"""
NAME = '[[column]]\ncolumn = "Name"\nentity = "person"\nproperty = "name"\nkind = "full"\n'


def column(**more: str) -> str:
    given = {"column": '"X"', "entity": '"person"', "property": '"note"', **more}
    return "[[column]]\n" + "".join(f"{key} = {value}\n" for key, value in given.items())


def test_a_mapping_is_read(ontology: Ontology, mapping_text: str) -> None:
    mapping = parse_mapping(mapping_text, ontology)
    assert mapping.table.absences == {"-": "unknown", "н/д": "unknown"}
    assert [one.name for one in mapping.entities] == ["person", "arrest", "place"]
    assert mapping.columns[0].label() == "Имя"
    assert mapping.columns[1].terms == {"м": "male", "ж": "female"}
    assert mapping.named_columns() == {"№", "ID", "Имя", "Пол", "Дата", "Место"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "is not TOML: Invalid value"),
        ("a = " + "[" * 3000, "too deeply|not TOML"),
        ("", r"\[table\]: name is missing"),
        ("[table]\nname = 'L'\n", "key is missing"),
        (BEGIN, r"No \[\[column\]\] is mapped"),
        (BEGIN + "[column]\ncolumn = 'x'", "two brackets"),
        (BEGIN + NAME + "[tabel]\n", "'tabel' is no key that stands here .perhaps table"),
        (BEGIN + NAME + "spilt = ';'", "'spilt' is no key that stands here .perhaps split"),
        (BEGIN + NAME.replace('kind = "full"', ""), "a name needs its kind"),
        (BEGIN + NAME.replace("full", "ful"), "'ful' is no code of name_kind. Near: full"),
        (
            BEGIN + NAME.replace('property = "name"', 'property = "nmae"'),
            "'nmae' is no property of Person. Did you mean name",
        ),
        (BEGIN.replace("Person", "Persn") + NAME, "'Persn' is no schema. Did you mean Person"),
        (BEGIN.replace("Person", "Base") + column(), "Base is only what other schemata have in common"),
        (BEGIN + NAME.replace('entity = "person"', 'entity = "prson"'), r"no \[\[entity\]\] named prson"),
        (BEGIN + column(property='"sibling"'), r"Describe that in an \[\[entity\]\]"),
        (BEGIN + column(script='"Cyrl"'), "script stands with name, and note is a text"),
        (BEGIN + column(date_order='"dmy"'), "date_order stands with date, and note is a text"),
        (BEGIN + column(property='"birth_date"', date_order='"dym"'), "date_order is one of: dmy, mdy, ymd"),
        (BEGIN + column(property='"sex"', terms='{ "m" = "man" }'), "'man' is no code of sex"),
        (BEGIN + column(property='"sex"', terms='{ "M" = "male", "m" = "female" }'), "has words twice"),
        (BEGIN + column(property='"phone"', kind='"mobile"'), "phone has no kinds"),
        (BEGIN + column(property='"faith"'), "only what people say of themselves.*self_described = true"),
        (BEGIN + column(polarity='"no"'), "polarity is one of: affirms, denies, does not know"),
        (BEGIN + column(certainty='"sure"'), "certainty is one of"),
        (BEGIN + column(certainty_marks='{ "?" = "sure" }'), "certainty_marks gives marks one of"),
        (BEGIN + column(basis='"gossip"'), "'gossip' is no code of basis_of_knowledge"),
        (BEGIN + column(accept='["all"]'), "accept lists some of"),
        (BEGIN + column(columns='["Y"]'), "column is missing, or stands beside columns"),
        (BEGIN + column(split='""'), "split must be one character or more"),
        (BEGIN + column() + column(), "2 .X.: an earlier one says this property"),
        (BEGIN + column(column='["X"]', language='"Русский"'), "language does not look as it must"),
        (BEGIN.replace("[[entity]]", "ignore = ['X']\n[[entity]]") + column(), "ignore: X is mapped too"),
        (BEGIN.replace("[[entity]]", "heading = 0\n[[entity]]") + column(), "columns are named by letter"),
        (
            BEGIN.replace("[[entity]]", "said_at = 'last winter'\n[[entity]]") + column(),
            "said_at must be a date",
        ),
        (
            BEGIN.replace("[[entity]]", "polarity = 'denies'\n[[entity]]") + column(),
            "'polarity' is no key that stands here",
        ),
        (
            BEGIN.replace("[[entity]]", "unknown = ['-']\nrefused = ['-']\n[[entity]]") + column(),
            "stand for another absence",
        ),
        (
            BEGIN + "[[entity]]\nname = 'person'\nschema = 'Person'\n" + column(),
            "another entity has this name",
        ),
        (BEGIN + "[[entity]]\nname = 'act'\nschema = 'Act'\n" + column(), "nothing is said of it"),
        (
            BEGIN + "[[entity]]\nname = 'act'\nschema = 'Act'\nidentity = 'person'\n" + column(),
            "could not be one",
        ),
        (
            BEGIN + "[[entity]]\nname = 'act'\nschema = 'Act'\nset = { start = '2018' }\n" + column(),
            "takes a code or a text",
        ),
        (
            BEGIN + "[[entity]]\nname = 'act'\nschema = 'Act'\nset = { type = 'arest' }\n" + column(),
            "'arest' is no code of act_type",
        ),
        (
            BEGIN + NAME + "[[link]]\nentity = 'person'\nproperty = 'sibling'\nto = 'act'\n",
            r"no \[\[entity\]\] named act",
        ),
        (
            BEGIN + NAME + "[[link]]\nentity = 'person'\nproperty = 'note'\nto = 'person'\n",
            r"note is a text, not another entity",
        ),
        (
            BEGIN
            + "[[entity]]\nname = 'act'\nschema = 'Act'\n"
            + NAME
            + "[[link]]\nentity = 'person'\nproperty = 'sibling'\nto = 'act'\n",
            "it takes a Person, and act is a Act",
        ),
    ],
)
def test_what_is_wrong_is_told(ontology: Ontology, text: str, says: str) -> None:
    with pytest.raises(BadData, match=says):
        parse_mapping(text, ontology)


def test_all_that_is_wrong_is_told_at_once(ontology: Ontology) -> None:
    with pytest.raises(BadData) as caught:
        parse_mapping(BEGIN + column(property='"nte"') + column(entity='"prson"'), ontology)
    assert len(str(caught.value).splitlines()) == 3


def test_a_mapping_that_is_too_long_is_none(ontology: Ontology) -> None:
    with pytest.raises(BadData, match="over 1 million characters"):
        parse_mapping("#" * ((1 << 20) + 1), ontology)


def test_a_property_that_only_people_say_of_themselves_can_be_confirmed(ontology: Ontology) -> None:
    mapping = parse_mapping(BEGIN + column(property='"faith"', self_described="true"), ontology)
    assert mapping.columns[0].self_described


_TOML = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "key", "column", "entity", "property", "terms", "split", "x", "schema", "set", "to"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return (
            '"'
            + "".join(
                f"\\U{ord(one):08X}" if one in '"\\' or ord(one) < 32 or ord(one) == 127 else one
                for one in value
            )
            + '"'
        )
    return str(value)


@given(st.dictionaries(st.sampled_from(["table", "entity", "column", "link", "x"]), _TOML, max_size=4))
def test_any_toml_is_a_mapping_or_refused(ontology: Ontology, content: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in content.items())
    try:
        assert isinstance(parse_mapping(text, ontology), Mapping)
    except BadData:
        return
