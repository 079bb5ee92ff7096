"""A table counts what it is given, in whatever form and order, and refuses what cannot be a count."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse, WorldFailed
from amanet.estimation import CaptureTable
from amanet.estimation.published import PUBLISHED, published_table

COUNTS = {"100": 60, "010": 49, "001": 247, "110": 4, "101": 112, "011": 142, "111": 12}


def tables(most_lists: int = 5) -> st.SearchStrategy[CaptureTable]:
    def of(lists: int) -> st.SearchStrategy[CaptureTable]:
        cells = st.dictionaries(st.integers(1, 2**lists - 1), st.integers(1, 60), min_size=1)
        return cells.map(
            lambda counts: CaptureTable.from_counts(
                {tuple(mask >> j & 1 for j in range(lists)): count for mask, count in counts.items()}
            )
        )

    return st.integers(2, most_lists).flatmap(of)


def test_every_form_of_a_pattern_counts_alike() -> None:
    whole = CaptureTable.from_counts(COUNTS)
    names = ["A", "B", "C"]
    as_sets = {
        frozenset(n for n, m in zip(names, pattern, strict=True) if m == "1"): c
        for pattern, c in COUNTS.items()
    }
    assert CaptureTable.from_counts(as_sets, names) == whole
    assert CaptureTable.from_counts([(tuple(map(int, p)), float(c)) for p, c in COUNTS.items()]) == whole
    assert CaptureTable.from_counts([(list(p), str(c)) for p, c in COUNTS.items()]) == whole
    assert whole.n == 626
    assert whole.totals == {"A": 188, "B": 207, "C": 513}
    assert whole.overlap("A", "B") == 16


@pytest.mark.parametrize("count", [-1, 2.5, math.nan, math.inf, "about 3", "", None, True, "-4"])
def test_what_is_no_count_is_refused_by_its_row(count: Any) -> None:
    with pytest.raises(BadData, match="row 2"):
        CaptureTable.from_counts([("10", 1), ("01", count)])


def test_a_pattern_given_twice_is_refused() -> None:
    with pytest.raises(BadData, match="Row 3 counts the pattern 100 a second time"):
        CaptureTable.from_counts([("100", 1), ("010", 2), ((1, 0, 0), 4)])


@pytest.mark.parametrize("pattern", ["12", "1", (1, 0, 0), (1, None), {"Z"}, 7])
def test_what_is_no_pattern_is_refused(pattern: Any) -> None:
    with pytest.raises(BadData):
        CaptureTable.from_counts(
            [("10", 1), (frozenset(pattern) if isinstance(pattern, set) else pattern, 3)]
        )


def test_people_on_no_list_and_tables_of_nobody_are_refused() -> None:
    with pytest.raises(BadData, match="on no list"):
        CaptureTable.from_counts({"00": 5, "10": 2})
    for nothing in ({}, {"10": 0, "01": 0}):
        with pytest.raises(BadData, match="counts nobody"):
            CaptureTable.from_counts(nothing)
    with pytest.raises(BadData, match="same name"):
        CaptureTable.from_counts({"10": 1}, lists=["A", "A"])


def test_zero_cells_and_one_record_are_fine() -> None:
    assert CaptureTable.from_counts({"10": 0, "01": 1}).cells == ((2, 1),)
    assert CaptureTable.from_records([{"A": 1, "B": 0}], lists=["A", "B"]).n == 1


@given(tables(), st.randoms())
@settings(max_examples=40)
def test_neither_the_order_of_rows_nor_of_lists_changes_what_it_is(table: CaptureTable, random: Any) -> None:
    rows, names = table.rows(), list(table.lists)
    random.shuffle(rows)
    random.shuffle(names)
    again = CaptureTable.from_counts(rows, table.lists)
    assert again == table
    assert table.reorder(*names).hash == table.hash
    assert table.reorder(*names).reorder(*table.lists) == table


def test_another_count_or_list_is_another_hash() -> None:
    whole = CaptureTable.from_counts(COUNTS)
    assert CaptureTable.from_counts({**COUNTS, "111": 13}).hash != whole.hash
    assert CaptureTable.from_counts(COUNTS, lists=["A", "B", "D"]).hash != whole.hash


def test_merging_two_lists_gives_the_published_table_of_five() -> None:
    assert published_table("UKdat").merge("PF", "NCA", into="PFNCA") == published_table("UKdat_5")


@given(tables())
@settings(max_examples=40)
def test_merging_keeps_everybody_and_omitting_drops_who_is_nowhere_else(table: CaptureTable) -> None:
    first, second, *_ = table.lists
    assert table.merge([first, second]).n == table.n
    only_first = dict(table.cells).get(1, 0)
    if only_first < table.n:
        assert table.omit(first).n == table.n - only_first
    else:
        with pytest.raises(BadData):
            table.omit(first)


def test_records_of_a_data_frame_of_mappings_and_one_row_a_listing_agree() -> None:
    rows = [
        {"A": 1, "B": 0, "C": True, "who": "p", "where": "north"},
        {"A": 0, "B": 1, "C": False, "who": "q", "where": "south"},
        {"A": 1, "B": 1, "C": True, "who": "r", "where": "north"},
    ]
    wide = CaptureTable.from_records(rows, lists=["A", "B", "C"])
    assert CaptureTable.from_records(pandas.DataFrame(rows), lists=["A", "B", "C"]) == wide
    long = [{"who": row["who"], "list": name} for row in rows for name in "ABC" if row[name]]
    assert CaptureTable.from_records(long, lists="list", person="who") == wide
    assert CaptureTable.from_records(pandas.DataFrame(long), lists="list", person="who") == wide
    # Two rows of one person are one person
    assert CaptureTable.from_records([*rows, {**rows[1], "A": 1}], lists=["A", "B", "C"], person="who").n == 3
    strata = wide.strata("where")
    assert {value: table.n for value, table in strata.items()} == {"north": 2, "south": 1}
    assert sum(table.n for table in strata.values()) == wide.n


def test_who_somebody_is_is_not_kept() -> None:
    rows = [{"A": 1, "B": i % 2, "name": f"person {i}"} for i in range(30)]
    table = CaptureTable.from_records(rows, lists=["A", "B"])
    assert not table.groups
    with pytest.raises(Misuse, match="No column 'name' was kept"):
        table.strata("name")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "empty"),
        (math.nan, "empty"),
        ("", "empty"),
        (2, "neither 0 nor 1"),
        ("perhaps", "neither 0 nor 1"),
    ],
)
def test_an_unclear_membership_is_refused_by_row_and_column(value: Any, said: str) -> None:
    with pytest.raises(BadData, match=rf"Row 2 of column 'B' is {said}"):
        CaptureTable.from_records([{"A": 1, "B": 0}, {"A": 1, "B": value}], lists=["A", "B"])


def test_records_on_no_list_and_missing_columns_are_refused() -> None:
    with pytest.raises(BadData, match="1 records are on none of the lists, the first in row 2"):
        CaptureTable.from_records([{"A": 1, "B": 0}, {"A": 0, "B": 0}], lists=["A", "B"])
    with pytest.raises(BadData, match="no column 'Z'"):
        CaptureTable.from_records([{"A": 1}], lists=["A", "Z"])
    for nothing in ([], pandas.DataFrame({"A": []})):
        with pytest.raises(BadData):
            CaptureTable.from_records(nothing, lists=["A"])


def test_ten_million_records_are_counted() -> None:
    few = np.array([[1, 0, 0], [0, 1, 1], [1, 1, 1], [0, 0, 1]], dtype=np.int8)
    table = CaptureTable.from_records(
        pandas.DataFrame(np.tile(few, (2_500_000, 1)), columns=list("ABC")), lists=list("ABC")
    )
    assert table.rows() == [
        ((1, 0, 0), 2_500_000),
        ((0, 0, 1), 2_500_000),
        ((0, 1, 1), 2_500_000),
        ((1, 1, 1), 2_500_000),
    ]


def test_a_file_of_patterns_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeffA;B;count\r\n1;0;7\r\n0;1;5\r\n\r\n1;1;2\r\n".encode())
    assert CaptureTable.from_csv(path) == CaptureTable.from_counts({"10": 7, "01": 5, "11": 2})
    path.write_text("A,B,who\n1,0,p\n1,1,q\n")
    assert CaptureTable.from_csv(path, person="who").rows() == [((1, 0), 1), ((1, 1), 1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A,B,count\n",
        "A,A,count\n1,0,3\n",
        "A,B,count\n1,0\n",
        "A,B,count\n1,0,x\n",
        "A,B,count\n1,0,\xff\n",
    ],
)
def test_a_file_that_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadData):
        CaptureTable.from_csv(path)
    with pytest.raises(WorldFailed):
        CaptureTable.from_csv(tmp_path / "gone.csv")


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_tables_are_those_of_the_literature(name: str, shared_data: Path) -> None:
    assert CaptureTable.from_csv(shared_data / "mse" / f"{name}.csv") == published_table(name)


def test_checks_block_few_lists_and_lists_apart_and_warn_of_the_rest() -> None:
    two = CaptureTable.from_counts({"10": 20, "01": 20, "11": 5})
    assert [finding.code for finding in two.check()] == ["few-lists"]
    apart = CaptureTable.from_counts({"100": 20, "010": 20, "110": 5, "001": 30})
    assert {finding.code: finding.blocks for finding in apart.check()} == {
        "apart": True,
        "empty-overlap": False,
    }
    worlds = CaptureTable.from_counts({"1100": 20, "0011": 9, "1000": 3, "0001": 4})
    assert [finding.code for finding in worlds.check()] == ["two-worlds", "small-list", "empty-overlap"]
    assert not published_table("kosovo").check()
