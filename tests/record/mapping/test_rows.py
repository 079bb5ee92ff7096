"""Rows to plans: which entities and statements a row becomes, and what stands in its way, by row and column."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.mapping import CellNote, Row, RowPlan, Said, entity_key, parse_mapping, plan, row_key
from amanet.record.ontology import Ontology

Planned = Callable[..., list[RowPlan]]
RowsOf = Callable[..., list[Row]]

SMALL = """
[table]
name = "L"
key = ["ID"]
source = "S"
{table}
[[entity]]
name = "person"
schema = "Person"
{entity}
[[column]]
column = "X"
entity = "person"
property = "note"
{column}
"""


def small(table: str = "", entity: str = "", column: str = "", more: str = "") -> str:
    return SMALL.format(table=table, entity=entity, column=column) + more


def said(plan: RowPlan) -> list[tuple[str, str, dict[str, Any], str]]:
    return [(one.entity, one.property, dict(one.value), one.cell) for one in plan.statements]


def problems(plans: list[RowPlan]) -> list[str]:
    return [str(problem) for plan in plans for problem in plan.problems]


def test_a_row_becomes_entities_and_statements(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    first, second, third = planned(mapping_text, rows_of())
    assert problems([first, second, third]) == []
    person, arrest, place = first.entities
    assert (person.name, person.schema, arrest.name, place.name) == ("person", "Person", "arrest", "place")
    assert person.key == entity_key("List of the harbour district", "person", ("A-1",))
    assert place.key == entity_key("List of the harbour district", "place", ("Восточный причал",))
    assert first.key == row_key("List of the harbour district", ("A-1",))
    assert said(first) == [
        ("person", "name", {"name": "Лада Ветрова", "kind": "full", "script": "Cyrl"}, "C2"),
        ("person", "name", {"name": "Лада", "kind": "full", "script": "Cyrl"}, "C2"),
        ("person", "sex", {"term": "female"}, "D2"),
        ("arrest", "type", {"term": "arrest"}, "row 2"),
        ("arrest", "start", {"date": {"edtf": "2018-03-12", "words": "12.03.2018"}}, "E2"),
        ("place", "name", {"name": "Восточный причал", "kind": "official"}, "F2"),
        ("arrest", "victim", {"entity": person.key}, "row 2"),
        ("arrest", "place", {"entity": place.key}, "row 2"),
    ]
    assert [one.ordinal for one in first.statements] == [0, 1, 0, 0, 0, 0, 0, 0]
    assert first.statements[2].words == "ж"
    assert first.statements[2].language == "ru"
    assert first.statements[2].said == Said("affirms", None, None, "the harbour committee")


def test_a_mark_in_the_cell_gives_the_certainty(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    start = next(one for one in planned(mapping_text, rows_of())[1].statements if one.property == "start")
    assert (start.value, start.words) == ({"date": {"edtf": "2018-05", "words": "май 2018"}}, "май 2018 (?)")
    assert start.said.certainty == "doubtful"


def test_what_rows_share_is_said_once(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    first, second, _ = planned(mapping_text, rows_of())
    assert first.entities[2] == second.entities[2]
    assert [one.entity for one in second.statements if one.entity == "place"] == []
    assert (first.repeated, second.repeated) == (0, 1)


def test_a_row_with_problems_does_not_say_for_later_ones(
    planned: Planned, mapping_text: str, rows_of: RowsOf
) -> None:
    rows = rows_of(("1", "A-1", "Лада", "???", "", "Причал"), ("2", "A-2", "Ждан", "м", "", "Причал"))
    first, second = planned(mapping_text, rows)
    assert first.problems
    assert first.statements == ()
    assert [one.entity for one in second.statements if one.entity == "place"] == ["place"]


def test_an_entity_of_which_nothing_is_said_is_not_made(
    planned: Planned, mapping_text: str, rows_of: RowsOf
) -> None:
    third = planned(mapping_text, rows_of())[2]
    assert [one.name for one in third.entities] == ["person"]
    assert said(third)[1] == ("person", "sex", {"absent": "unknown"}, "D4")


def test_absence_alone_makes_no_entity(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    (row,) = planned(mapping_text, rows_of(("1", "A-1", "Лада", "", "н/д", "")))
    assert [one.name for one in row.entities] == ["person"]


def test_an_entity_may_always_be_made(planned: Planned, rows_of: RowsOf) -> None:
    text = small(entity="always = true")
    (row,) = planned(text, rows_of(("7", ""), headings=("ID", "X")))
    assert [one.name for one in row.entities] == ["person"]
    assert row.statements == ()


def test_what_joins_others_is_made_where_all_of_them_are(planned: Planned, rows_of: RowsOf) -> None:
    more = """
[[entity]]
name = "act"
schema = "Act"
[[entity]]
name = "tie"
schema = "Tie"
set = { role = "witness" }
[[column]]
column = "Date"
entity = "act"
property = "start"
[[link]]
entity = "tie"
property = "actor"
to = "person"
[[link]]
entity = "tie"
property = "act"
to = "act"
"""
    rows = rows_of(("1", "seen", "2018-03"), ("2", "seen", ""), headings=("ID", "X", "Date"))
    first, second = planned(small(more=more), rows)
    assert [one.name for one in first.entities] == ["person", "act", "tie"]
    assert [one.name for one in second.entities] == ["person"]
    assert ("tie", "role", {"term": "witness"}, "row 2") in said(first)


def test_rows_may_speak_of_each_other(planned: Planned, rows_of: RowsOf) -> None:
    more = """
[[entity]]
name = "brother"
schema = "Person"
identity = "person"
key = ["Brother"]
[[link]]
entity = "person"
property = "sibling"
to = "brother"
"""
    first, second = planned(
        small(more=more), rows_of(("1", "x", "2"), ("2", "y", ""), headings=("ID", "X", "Brother"))
    )
    assert first.entities[1].key == second.entities[0].key
    assert said(first)[-1] == ("person", "sibling", {"entity": second.entities[0].key}, "row 2")
    assert [one.name for one in second.entities] == ["person"]


def test_columns_joined_make_one_value(planned: Planned, rows_of: RowsOf) -> None:
    more = """
[[column]]
columns = ["Family", "Given"]
entity = "person"
property = "name"
kind = "full"
[[column]]
columns = ["Y", "M", "D"]
join = "-"
entity = "person"
property = "birth_date"
date_order = "ymd"
"""
    headings = ("ID", "X", "Family", "Given", "Y", "M", "D")
    rows = rows_of(
        ("1", "", "Ветрова", "Лада", "1970", "05", "14"),
        ("2", "", "", "Ждан", "1970", "", ""),
        headings=headings,
    )
    first, second = planned(small(more=more), rows)
    assert [one[2] for one in said(first)] == [
        {"name": "Ветрова Лада", "kind": "full"},
        {"date": {"edtf": "1970-05-14"}},
    ]
    assert [one[2] for one in said(second)] == [{"name": "Ждан", "kind": "full"}, {"date": {"edtf": "1970"}}]


# Who says it


def test_the_source_of_a_column_comes_before_that_of_the_table(planned: Planned, rows_of: RowsOf) -> None:
    text = small(
        table='basis = "rumour"\ncertainty = "possible"\nsaid_at = "2018-11"',
        column='source = "the aunt"\npolarity = "denies"\nbasis = "direct_witness"\nheard_from = "a guard"',
    )
    (row,) = planned(text, rows_of(("1", "x"), headings=("ID", "X")))
    found = row.statements[0].said
    assert (found.polarity, found.certainty, found.basis) == ("denies", "possible", "direct_witness")
    assert (found.source, found.heard_from) == ("the aunt", "a guard")
    assert found.at is not None
    assert found.at.edtf == "2018-11"


def test_a_column_may_say_who_said_it(planned: Planned, rows_of: RowsOf) -> None:
    text = small(column='source_column = "Who"')
    first, second = planned(
        text, rows_of(("1", "x", "the aunt"), ("2", "y", ""), headings=("ID", "X", "Who"))
    )
    assert first.statements[0].said.source == "the aunt"
    assert problems([second])[0].startswith("C3: no source is named here, and every statement has one.")
    again = planned(text + 'source = "S"', rows_of(("2", "y", ""), headings=("ID", "X", "Who")))
    assert again[0].statements[0].said.source == "S"


def test_another_source_says_the_same_again(planned: Planned, rows_of: RowsOf) -> None:
    text = small(table='source_column = "Who"', entity='key = ["Place"]')
    rows = rows_of(
        ("1", "x", "P", "a"), ("2", "x", "P", "b"), ("3", "x", "P", "a"), headings=("ID", "X", "Place", "Who")
    )
    plans = planned(text, rows)
    assert [(len(one.statements), one.repeated) for one in plans] == [(1, 0), (1, 0), (0, 1)]
    assert [one.statements[0].ordinal for one in plans[:2]] == [0, 1]


# What stands in the way


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (("1", "A-1", "Лада", "???", "", ""), "D2: these words are no term of sex"),
        (("1", "A-1", "Лада", "", "когда-то давно", ""), r"E2: .*docs/dates.md.*add the words to unknown"),
        (("1", "A-1", "Лада", "", "31.02.2018", ""), "E2: .*does not have that day"),
        (("1", "", "Лада", "", "", ""), "B2: it is part of a key and is empty"),
        (("1", "-", "Лада", "", "", ""), "B2: it is part of a key and is empty"),
        (("1", "A-1", "Лада", "", "(?)", ""), "E2: a mark of certainty stands alone"),
        (("1", "A-1", "Лада", "", "", "", "extra"), "G2: it has no heading"),
    ],
)
def test_problems_name_row_and_column(
    planned: Planned, mapping_text: str, rows_of: RowsOf, values: tuple[str, ...], says: str
) -> None:
    (row,) = planned(mapping_text, rows_of(values))
    assert row.statements == ()
    with pytest.raises(BadData, match=says):
        raise BadData("\n".join(problems([row])))
    assert "Лада" not in "".join(problems([row]))


def test_an_ambiguous_day_is_asked_for(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    text = mapping_text.replace('date_order = "dmy"', "")
    (row,) = planned(text, rows_of(("1", "A-1", "Лада", "", "12.03.2018", "")))
    assert problems([row])[0].startswith("E2: ")
    assert problems([row])[0].endswith("In the mapping: date_order = …")


def test_all_problems_of_a_row_are_told(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    (row,) = planned(mapping_text, rows_of(("1", "A-1", "Лада", "???", "чепуха", "")))
    assert [(one.letters, one.row) for one in row.problems] == [("D", 2), ("E", 2)]


def test_a_row_that_is_wrong_in_every_cell_tells_the_first(planned: Planned, rows_of: RowsOf) -> None:
    (row,) = planned(small(), rows_of(("1", "x") + ("y",) * 16_000, headings=("ID", "X")))
    assert (len(row.problems), row.problems[0].letters) == (100, "C")


def test_two_rows_of_one_key_are_named(planned: Planned, rows_of: RowsOf) -> None:
    plans = planned(small(), rows_of(("1", "x"), ("2", "y"), ("1", "z"), headings=("ID", "X")))
    assert problems(plans) == [
        "A4: its key is that of row 2. Make the key longer, or take one of the two away in a copy."
    ]


def test_rows_may_be_told_apart_by_their_number(planned: Planned, rows_of: RowsOf) -> None:
    text = small().replace('key = ["ID"]', 'key = ["row number"]\nignore = ["ID"]')
    plans = planned(text, rows_of(("", "x"), ("", "x"), headings=("ID", "X")))
    assert problems(plans) == []
    assert plans[0].key != plans[1].key


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        (("ID", "X", "Прозвище", "Y"), "Columns C, D are neither mapped nor ignored"),
        (("ID",), "'X' is in the mapping and not among the headings"),
        (("ID", "X", "X"), r"'X' stands over several columns \(B, C\). Name each by its letter, as \[B\]"),
    ],
)
def test_a_table_with_other_columns_is_refused(
    planned: Planned, rows_of: RowsOf, headings: tuple[str, ...], says: str
) -> None:
    with pytest.raises(BadData, match=says) as caught:
        planned(small(), rows_of(("1", "x"), headings=headings))
    assert "Прозвище" not in str(caught.value)


def test_columns_may_be_named_by_letter(planned: Planned, rows_of: RowsOf) -> None:
    text = (
        small()
        .replace('column = "X"', 'column = "[B]"')
        .replace('key = ["ID"]', 'key = ["[A]"]\nignore = ["[C]"]')
    )
    (row,) = planned(text, rows_of(("1", "x", "z"), headings=("ID", "X", "X")))
    assert [one[3] for one in said(row)] == ["B2"]
    headless = text.replace("[table]", "[table]\nheading = 0")
    assert len(planned(headless, rows_of(("1", "x"), headings=("0", "y")))) == 2


def test_headings_are_compared_without_their_spaces(planned: Planned, rows_of: RowsOf) -> None:
    text = small().replace('"X"', '"Дата  рождения"')
    (row,) = planned(text, rows_of(("1", "x"), headings=(" ID ", "Дата\nрождения")))
    assert len(row.statements) == 1


def test_rows_above_the_heading_and_skipped_ones_are_passed_over(planned: Planned, rows_of: RowsOf) -> None:
    rows = rows_of(("ID", "X"), ("1", "x"), ("total", "1"), headings=("A list",))
    plans = planned(small(table="heading = 2\nskip_rows = [4]"), rows)
    assert [one.row.number for one in plans] == [3]


def test_a_heading_that_is_not_there_is_named(planned: Planned, rows_of: RowsOf) -> None:
    with pytest.raises(BadData, match="Row 9, where the mapping says that the headings are"):
        planned(small(table="heading = 9"), rows_of(("1", "x"), headings=("ID", "X")))
    with pytest.raises(BadData, match="Row 1, where the mapping"):
        planned(small(), [])


def test_every_sheet_is_read_or_ignored(planned: Planned, rows_of: RowsOf) -> None:
    first = rows_of(("1", "x"), headings=("ID", "X"), sheet="List")
    other = rows_of(("9", "y"), headings=("Any", "thing"), sheet="Old")
    with pytest.raises(BadData, match="neither reads nor ignores"):
        planned(small(), first + other)
    for rows in (first + other, other + first):
        plans = planned(small(table='sheet = "List"\nignore_sheets = ["Old"]'), rows)
        assert [one.row.sheet for one in plans] == ["List"]


# What a spreadsheet says of its cells


@pytest.mark.parametrize("kind", ["no value", "error", "digits", "odd date"])
def test_doubtful_cells_are_problems_until_accepted(planned: Planned, kind: str) -> None:
    rows = [Row("", 1, ("ID", "X")), Row("", 2, ("1", "words"), (CellNote(1, kind),))]
    assert problems(planned(small(), rows))[0].startswith("B2: ")
    if kind != "no value":
        assert problems(planned(small(column=f'accept = ["{kind}"]'), rows)) == []


def test_notes_on_ignored_cells_and_mere_formulas_are_no_problem(planned: Planned) -> None:
    rows = [
        Row("", 1, ("ID", "X", "Z")),
        Row("", 2, ("1", "w", "z"), (CellNote(2, "digits"), CellNote(1, "formula", "A1"))),
    ]
    assert problems(planned(small(table='ignore = ["Z"]'), rows)) == []


def test_merged_cells_hold_for_what_the_mapping_says(planned: Planned) -> None:
    below = Row("", 3, ("2",), (CellNote(1, "merged", "B2", "east"),))
    rows = [Row("", 1, ("ID", "X")), Row("", 2, ("1", "east")), below]
    assert problems(planned(small(), rows))[0].startswith(
        'B3: it lies under a merged cell. Say in [table] merged = "repeat"'
    )
    repeated = planned(small(table='merged = "repeat"'), rows)
    assert [said(one)[0][2] for one in repeated] == [{"text": "east"}, {"text": "east"}]
    first = planned(small(table='merged = "first"'), rows)
    assert [len(one.statements) for one in first] == [1, 0]


def test_words_hidden_under_a_merged_cell_are_a_problem(planned: Planned) -> None:
    rows = [
        Row("", 1, ("ID", "X")),
        Row("", 2, ("1", "east")),
        Row("", 3, ("2", "w"), (CellNote(1, "merged", "B2", "east"),)),
    ]
    assert "holds words of its own" in problems(planned(small(table='merged = "repeat"'), rows))[0]


def test_what_spreads_sideways_is_not_repeated(planned: Planned) -> None:
    rows = [Row("", 1, ("ID", "X", "Z")), Row("", 2, ("1", "wide"), (CellNote(2, "merged", "B2", "wide"),))]
    more = '[[column]]\ncolumn = "Z"\nentity = "person"\nproperty = "phone"'
    (row,) = planned(small(table='merged = "repeat"', more=more), rows)
    assert [one[1] for one in said(row)] == ["note"]


# Properties

CELLS = st.one_of(
    st.sampled_from(
        ["", "A-1", "A-2", "м", "ж", "-", "12.03.2018", "май 2018 (?)", "x;y", "Причал", "чепуха"]
    ),
    st.text(max_size=6),
)


@given(st.lists(st.tuples(*[CELLS] * 6), max_size=6))
def test_any_table_is_planned_and_every_value_has_its_form(
    ontology: Ontology, mapping_text: str, rows_of: RowsOf, table: list[tuple[str, ...]]
) -> None:
    mapping = parse_mapping(mapping_text, ontology)
    rows = rows_of(*table) if table else rows_of()[:1]
    plans = list(plan(rows, mapping, ontology))
    assert len(plans) == len(rows) - 1
    for one in plans:
        assert not (one.problems and one.statements)
        schemata = {entity.name: entity.schema for entity in one.entities}
        for statement in one.statements:
            if "entity" in statement.value:
                assert statement.value["entity"] in {entity.key for entity in one.entities}
            else:
                ontology.check(schemata[statement.entity], statement.property, statement.value)


@given(st.lists(st.tuples(*[CELLS] * 6), max_size=5))
def test_one_row_alone_says_at_least_what_it_says_among_others(
    ontology: Ontology, mapping_text: str, rows_of: RowsOf, table: list[tuple[str, ...]]
) -> None:
    mapping = parse_mapping(mapping_text, ontology)
    rows = rows_of(*table) if table else rows_of()[:1]
    for one in plan(rows, mapping, ontology):
        (alone,) = plan([rows[0], one.row], mapping, ontology)
        assert {each.content() for each in one.statements} <= {each.content() for each in alone.statements}
        assert len(alone.statements) >= len(one.statements) + one.repeated or one.problems
