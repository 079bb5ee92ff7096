"""The dry run: sums, refusal of the whole, and a row as its importer sees it."""

from collections.abc import Callable

import pytest

from amanet.errors import BadData
from amanet.record.mapping import Row, RowPlan, dry_run, shown, without_problems

Planned = Callable[..., list[RowPlan]]
RowsOf = Callable[..., list[Row]]


def test_the_sums_of_a_table(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    found = dry_run(planned(mapping_text, rows_of()))
    assert (found.rows, found.rows_with_problems, found.statements, found.repeated) == (3, 0, 16, 1)
    assert found.entities == {"Person": 3, "Act": 2, "Place": 1}
    found.verify()


def test_one_row_with_a_problem_refuses_all(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    plans = planned(
        mapping_text, rows_of(("1", "A-1", "Лада", "м", "", ""), ("2", "A-2", "Ждан", "???", "", ""))
    )
    with pytest.raises(
        BadData, match=r"Nothing was imported: 1 of 2 rows have problems.\nD3: these words are no term"
    ):
        dry_run(plans).verify()
    kept = list(without_problems(plans))
    assert [one.row.number for one in kept] == [2]
    dry_run(kept).verify()


def test_many_problems_are_counted_and_the_first_told(
    planned: Planned, mapping_text: str, rows_of: RowsOf
) -> None:
    rows = rows_of(*((str(number), f"A-{number}", "Лада", "???", "", "") for number in range(1500)))
    found = dry_run(planned(mapping_text, rows))
    assert (len(found.problems), found.problem_count) == (1000, 1500)
    with pytest.raises(BadData, match="and 1480 more"):
        found.verify()


def test_a_row_as_it_is_shown(planned: Planned, mapping_text: str, rows_of: RowsOf) -> None:
    plans = planned(mapping_text, rows_of())
    assert list(shown(plans[1])) == [
        "row 3",
        "  person: Person",
        "    name = Ждан Ветров, kind full, script Cyrl [C3, source: the harbour committee]",
        "    sex = male ← 'м' [D3, source: the harbour committee]",
        "  arrest: Act",
        "    type = arrest [row 3, source: the harbour committee]",
        "    start = 2018-05 ← 'май 2018 (?)' [E3, doubtful, source: the harbour committee]",
        "    victim = → person [row 3, source: the harbour committee]",
        "    place = → place [row 3, source: the harbour committee]",
        "  place: Place",
        "  1 said by earlier rows already",
    ]
    assert "    sex = absent: unknown ← '-' [D4, source: the harbour committee]" in list(shown(plans[2]))


def test_words_that_would_turn_a_terminal_are_shown_as_escapes(
    planned: Planned, mapping_text: str, rows_of: RowsOf
) -> None:
    (row,) = planned(mapping_text, rows_of(("1", "A-1", "Лада\x1b[2J\u202e\nx", "", "", "")))
    assert "name = Лада\\x1b[2J\\u202e\\nx, kind full" in list(shown(row))[2]


def test_a_row_with_a_problem_is_shown_with_it(planned: Planned, mapping_text: str) -> None:
    rows = [
        Row("", 1, ("№", "ID", "Имя", "Пол", "Дата", "Место")),
        Row("", 2, ("1", "A-1", "", "???", "", ""), hidden=True),
    ]
    lines = list(shown(planned(mapping_text, rows)[0]))
    assert lines[0] == "row 2 (hidden in the spreadsheet)"
    assert lines[1].startswith("  PROBLEM D2: these words are no term of sex")
