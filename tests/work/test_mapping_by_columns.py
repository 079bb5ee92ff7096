"""A mapping from what a person says of each column: it is one that the parser takes, whatever stands in the headings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.record.mapping import parse_mapping
from amanet.vault.ontology_files import load_ontology
from amanet.work.mapping_by_columns import IGNORE, ROLES, Answers, Choice, mapping_by_columns

ONTOLOGY = load_ontology()
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(
    lambda text: text.strip() and not text.startswith("[")
)


@given(
    headings=st.lists(TEXTS, min_size=1, max_size=6, unique_by=lambda text: " ".join(text.split())),
    roles=st.lists(st.sampled_from([*ROLES, "source", "heard_from", IGNORE]), min_size=6, max_size=6),
    name=TEXTS,
    words=st.lists(TEXTS, max_size=3, unique=True),
)
@settings(max_examples=60)
def test_what_is_written_is_a_mapping_or_it_is_said_what_is_missing(
    headings: list[str], roles: list[str], name: str, words: list[str]
) -> None:
    choices = [Choice(heading, role) for heading, role in zip(headings, roles, strict=False)]
    answers = Answers(name, headings[0], act_type="arrest", unknown=tuple(words), language="ug", source=name)
    try:
        text = mapping_by_columns(choices, answers)
    except Misuse:
        assert not any("Person" in ROLES[one.role].schema for one in choices if one.role in ROLES) or any(
            [one.role for one in choices].count(who) > 1 for who in ("source", "heard_from")
        )
        return
    mapping = parse_mapping(text, ONTOLOGY)
    assert mapping.table.name == name.strip()
    assert len(mapping.columns) == sum(one.role in ROLES for one in choices)
    assert len(mapping.table.ignore) == sum(one.role == IGNORE for one in choices)


def test_every_role_is_of_the_ontology() -> None:
    for role in ROLES.values():
        found = ONTOLOGY.property(role.schema, role.property)
        assert not role.kind or role.kind in ONTOLOGY.thesaurus(str(found.thesaurus)).terms


@pytest.mark.parametrize(
    ("choices", "answers", "said"),
    [
        ([Choice("a", "name.full")], Answers(" "), "a name"),
        ([Choice("a", "name.full"), Choice("b", "")], Answers("x"), "every column"),
        ([Choice("a", IGNORE)], Answers("x"), "No column is of a person"),
        ([Choice("a", "name.full"), Choice("b", "start")], Answers("x"), "Say what it was"),
        ([Choice(one, "source") for one in "ab"] + [Choice("c", "sex")], Answers("x"), "Only one column"),
    ],
)
def test_what_has_to_be_said_first(choices: list[Choice], answers: Answers, said: str) -> None:
    with pytest.raises(Misuse, match=said):
        mapping_by_columns(choices, answers)


def test_what_happened_to_everybody_needs_no_column_of_its_own() -> None:
    text = mapping_by_columns([Choice("a", "name.full")], Answers("x", act_type="lost_contact"))
    act = next(one for one in parse_mapping(text, ONTOLOGY).entities if one.schema == "Act")
    assert act.always
    assert dict(act.fixed) == {"type": "lost_contact"}
    text = mapping_by_columns(
        [Choice("a", "name.full"), Choice("b", "start")], Answers("x", act_type="arrest")
    )
    assert not next(one for one in parse_mapping(text, ONTOLOGY).entities if one.schema == "Act").always


def test_words_that_stand_for_terms_go_into_the_mapping() -> None:
    choice = Choice("Пол", "sex", {"м": "male", 'ж"': "female"})
    mapping = parse_mapping(mapping_by_columns([choice], Answers("x")), ONTOLOGY)
    assert dict(mapping.columns[0].terms) == {"м": "male", 'ж"': "female"}
