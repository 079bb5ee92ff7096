"""Importing a corrected table again: what it adds, supersedes, leaves, and what is no longer there."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.record.mapping import Change, Known, Row, RowPlan, changes, parse_mapping, plan
from amanet.record.ontology import Ontology

Planned = Callable[..., list[RowPlan]]
RowsOf = Callable[..., list[Row]]


def known_of(plans: Iterable[RowPlan]) -> list[Known]:
    """What an import of these plans would have left."""
    return [
        Known(f"{number}", one.entity_key, one.property, one.column, one.ordinal, one.content())
        for number, one in enumerate(statement for plan in plans for statement in plan.statements)
    ]


def sizes(change: Change) -> tuple[int, int, int, int]:
    return len(change.added), len(change.superseded), len(change.unchanged), len(change.gone)


@pytest.fixture
def before(planned: Planned, mapping_text: str, rows_of: RowsOf) -> list[RowPlan]:
    return planned(mapping_text, rows_of())


def test_the_same_table_changes_nothing(before: list[RowPlan]) -> None:
    known = known_of(before)
    assert sizes(changes(known, before)) == (0, 0, len(known), 0)


def test_a_first_import_adds_everything(before: list[RowPlan]) -> None:
    assert sizes(changes([], before)) == (len(known_of(before)), 0, 0, 0)


def test_a_corrected_cell_supersedes(
    planned: Planned, mapping_text: str, rows_of: RowsOf, before: list[RowPlan]
) -> None:
    corrected = planned(
        mapping_text,
        rows_of(
            ("1", "A-1", "Лада Ветрова; Лада", "ж", "13.03.2018", "Восточный причал"),
            ("2", "A-2", "Ждан Ветров", "м", "май 2018 (?)", "Восточный причал"),
            ("3", "A-3", "Мира Озерская", "ж", "", ""),
        ),
    )
    change = changes(known_of(before), corrected)
    assert sizes(change) == (0, 2, len(known_of(before)) - 2, 0)
    assert [(old.property, new.value) for old, new in change.superseded] == [
        ("start", {"date": {"edtf": "2018-03-13", "words": "13.03.2018"}}),
        ("sex", {"term": "female"}),
    ]


def test_moved_rows_and_columns_change_nothing(
    planned: Planned, mapping_text: str, before: list[RowPlan]
) -> None:
    headings = ("Место", "Дата", "ID", "Пол", "Имя", "№")
    moved = [
        Row("", 1, ("a title",)),
        Row("", 2, headings),
        Row("", 3, ("", "", "A-3", "-", "Мира Озерская", "9")),
        Row("", 4, ("Восточный причал", "май 2018 (?)", "A-2", "м", "Ждан Ветров", "8")),
        Row("", 5, ("Восточный причал", "12.03.2018", "A-1", "ж", "Лада Ветрова; Лада", "7")),
    ]
    plans = planned(mapping_text.replace("[table]", "[table]\nheading = 2"), moved)
    assert sizes(changes(known_of(before), plans)) == (0, 0, len(known_of(before)), 0)


def test_a_row_that_vanished_is_listed(
    planned: Planned, mapping_text: str, rows_of: RowsOf, before: list[RowPlan]
) -> None:
    plans = planned(
        mapping_text, rows_of(("2", "A-2", "Ждан Ветров", "м", "май 2018 (?)", "Восточный причал"))
    )
    change = changes(known_of(before), plans)
    person, arrest, _ = before[0].entities
    assert set(change.gone_entities) == {person.key, arrest.key, before[2].entities[0].key}
    assert (len(change.added), len(change.superseded)) == (0, 0)


def test_a_row_with_problems_is_left_as_it_was(
    planned: Planned, mapping_text: str, rows_of: RowsOf, before: list[RowPlan]
) -> None:
    plans = planned(
        mapping_text,
        rows_of(
            ("1", "A-1", "Лада Ветрова; Лада", "???", "12.03.2018", "Восточный причал"),
            ("2", "A-2", "Ждан Ветров", "м", "май 2018 (?)", "Восточный причал"),
            ("3", "A-3", "Мира Озерская", "-", "", ""),
        ),
    )
    change = changes(known_of(before), plans)
    assert (change.added, change.superseded, change.gone, change.gone_entities) == ((), (), (), ())
    assert change.waiting == 7  # of the person and the arrest in row 2; the place is said by row 3


def test_one_of_several_values_taken_away_leaves_the_others(
    planned: Planned, mapping_text: str, rows_of: RowsOf
) -> None:
    def named(words: str) -> list[RowPlan]:
        return planned(mapping_text, rows_of(("1", "A-1", words, "", "", "")))

    change = changes(known_of(named("a; b; c")), named("a; c"))
    assert sizes(change) == (0, 0, 2, 1)
    assert change.gone_entities == ()
    assert sizes(changes(known_of(named("a; b")), named("a; x"))) == (0, 1, 1, 0)
    assert sizes(changes(known_of(named("a")), named("a; b"))) == (1, 0, 1, 0)


TABLES = st.lists(
    st.tuples(
        st.sampled_from(["A-1", "A-2", "A-3"]),
        st.sampled_from(["", "Лада", "Лада; Мира", "Мира", "Мира; Лада; Ждан"]),
        st.sampled_from(["", "м", "ж", "-", "???"]),
        st.sampled_from(["", "2018", "12.03.2018"]),
        st.sampled_from(["", "Причал", "Маяк"]),
    ),
    max_size=3,
    unique_by=lambda row: row[0],
)


@given(TABLES, TABLES, st.randoms(use_true_random=False))
def test_applying_a_change_gives_what_the_new_table_says(
    ontology: Ontology,
    mapping_text: str,
    rows_of: RowsOf,
    old: list[tuple[str, ...]],
    new: list[tuple[str, ...]],
    shuffled: random.Random,
) -> None:
    mapping = parse_mapping(mapping_text, ontology)

    def plans(table: list[tuple[str, ...]]) -> list[RowPlan]:
        rows = rows_of(*(("", *row) for row in table)) if table else rows_of()[:1]
        return list(plan(rows, mapping, ontology))

    known = known_of(plans(old))
    shuffled.shuffle(known)
    change = changes(known, plans(new))
    told = Counter(one.content for one in known_of(plans(new)))
    after = Counter(one.content for one in change.unchanged)
    after.update(one.content() for one in change.added)
    after.update(one.content() for _, one in change.superseded)
    assert after == told
    touched = [*change.unchanged, *(one for one, _ in change.superseded), *change.gone]
    assert len(touched) + change.waiting == len(known)
    assert len({one.reference for one in touched}) == len(touched)
    assert all(one.entity_key == other.entity_key for one, other in change.superseded)
