"""Tables as readings: which files are taken, what the text is, and that cells come back out of it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers import table_reading
from amanet.intake.parsers.parsing import Answers, Parser, Sample
from amanet.intake.parsers.table import PARSER, cells_of, read_rows
from amanet.record.mapping import CellNote, Row
from amanet.record.reading import Reading, Segment

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def parse(text: str, name: str = "list.csv") -> Reading:
    data = text.encode()
    return PARSER.parse(io.BytesIO(data), Sample(name, "text/csv", len(data), data), Answers()).reading


def test_it_is_a_parser() -> None:
    parser: Parser = PARSER
    assert (parser.name, parser.version) == ("table", "1")


@pytest.mark.parametrize(
    ("name", "media_type", "takes"),
    [
        ("list.csv", "text/plain", True),
        ("LIST.TSV", "text/plain", True),
        ("list", "text/csv", True),
        ("list", WORKBOOK, True),
        ("list.xlsx", "application/zip", True),
        ("list.xls", "application/vnd.ms-excel", True),
        ("list.ods", "application/zip", True),
        ("list.txt", "text/plain", False),
        ("list.zip", "application/zip", False),
        ("", "", False),
    ],
)
def test_which_files_are_tables(name: str, media_type: str, takes: bool) -> None:
    assert PARSER.takes(Sample(name, media_type, 1, b"")) is takes


@pytest.mark.parametrize("name", ["list.xls", "list.ods", "list.xlsb", "list.numbers"])
def test_other_spreadsheets_are_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(BadData, match=r"save it as \.xlsx"):
        parse("a,b\n", name)
    with pytest.raises(BadData, match=r"save it as \.xlsx"):
        next(read_rows(io.BytesIO(b"a,b\n"), Sample(name, "", 4, b""), Answers()))


def test_a_workbook_by_any_name_is_read_as_one() -> None:
    with pytest.raises(BadData, match="damaged or was cut"):
        PARSER.parse(io.BytesIO(b"PK\x03\x04"), Sample("list", "", 4, b"PK\x03\x04"), Answers())


def test_the_text_is_the_cells_with_tabs_between() -> None:
    reading = parse('ID;Note\n7;"one\ntwo"\n\n8;"a\tb"\n')
    assert reading.text == "ID\tNote\n7\tone\ntwo\n8\ta\tb\n"
    assert reading.details == {"delimiter": "semicolon", "encoding": "utf-8"}
    assert reading.segments == (
        Segment("row", 0, 8, details={"row": 1}),
        Segment("row", 8, 18, details={"row": 2}),
        Segment("row", 18, 24, details={"row": 4, "cells": [1, 3]}),
    )


def test_a_reading_kept_as_json_gives_the_same_cells() -> None:
    reading = parse('ID;Note\n7;"one\ntwo"\n8;"a\tb"\n')
    again = Reading.from_json(reading.text, reading.to_json())
    assert list(cells_of(again)) == list(cells_of(reading))


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), max_size=8)))
def test_the_reading_holds_what_is_read_row_by_row(table: list[tuple[str, ...]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [("head",) * len((table or [("",)])[0]), *table]
    )
    data = f"sep=;\n{buffer.getvalue()}".encode()
    sample = Sample("l.csv", "text/csv", len(data), b"")
    streamed = list(read_rows(io.BytesIO(data), sample, Answers()))
    assert list(cells_of(PARSER.parse(io.BytesIO(data), sample, Answers()).reading)) == streamed


def test_notes_and_rows_without_words_come_back_too() -> None:
    row = Row("S", 2, (), (CellNote(1, "formula", "A1"), CellNote(1, "no value")), hidden=True)
    composer = table_reading.TableComposer()
    composer.add_row(row)
    assert list(cells_of(composer.reading())) == [row]


def test_cells_of_another_reading_are_refused() -> None:
    with pytest.raises(BadData, match="not the reading of a table"):
        next(cells_of(Reading("transcript", "", ())))


def test_a_table_too_long_for_a_reading_is_refused_and_still_streamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table_reading, "MOST_ROWS", 10)
    text = "a,b\n" + "1,2\n" * 10
    with pytest.raises(BadData, match=r"over 10 rows .* An import with a mapping takes it row by row"):
        parse(text)
    sample = Sample("l.csv", "text/csv", len(text), b"")
    assert sum(1 for _ in read_rows(io.BytesIO(text.encode()), sample, Answers())) == 11


def test_a_table_with_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reading, "LARGEST_TEXT", 10)
    with pytest.raises(BadData, match="too much to be read in one piece"):
        parse("a,b\n1,2\n1,2\n")
