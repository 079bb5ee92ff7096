"""Text tables: what separates cells, which rows there are, and what is refused by row."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers import table_records
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Sample
from amanet.intake.parsers.table import read_rows
from amanet.intake.parsers.table_csv import LARGEST_TABLE, open_text_table


def rows_of(text: str | bytes, name: str = "list.csv", **answers: str) -> list[tuple[int, tuple[str, ...]]]:
    data = text if isinstance(text, bytes) else text.encode()
    sample = Sample(name, "text/csv", len(data), data[: 64 << 10])
    found = list(read_rows(io.BytesIO(data), sample, Answers(**answers)))
    assert all(row.sheet == "" for row in found)
    return [(row.number, row.values) for row in found]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(delimiter: str) -> None:
    text = f"ID{delimiter}Name\r\n1{delimiter}Selim\r\n"
    assert rows_of(text) == [(1, ("ID", "Name")), (2, ("1", "Selim"))]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    # The empty line is row 3; the line end inside the cell of row 2 is none of a row.
    assert rows_of('ID,Note\n1,"one\ntwo"\n\n2,three\n') == [
        (1, ("ID", "Note")),
        (2, ("1", "one\ntwo")),
        (4, ("2", "three")),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_and_inside_cells_are_kept(ending: str) -> None:
    assert rows_of(f'a,b{ending}1,"x{ending}y"{ending}')[1] == (2, ("1", f"x{ending}y"))


def test_a_separator_line_decides_and_is_no_row() -> None:
    assert rows_of("sep=;\r\na;b,c\r\n1;2,3\r\n") == [(1, ("a", "b,c")), (2, ("1", "2,3"))]
    assert rows_of("sep=;\r\nonly\r\none\r\n") == [(1, ("only",)), (2, ("one",))]


def test_the_ending_tsv_decides() -> None:
    assert rows_of("a\tb,c\n1\t2,3\n", name="list.TSV") == [(1, ("a", "b,c")), (2, ("1", "2,3"))]


def test_two_ways_to_cut_is_not_chosen_between() -> None:
    with pytest.raises(
        BadData, match=r"two ways: 2 cells at every comma or 2 cells at every semicolon.*sep="
    ):
        rows_of("a,b;c\n1,2;3\n")


def test_one_column_is_a_table() -> None:
    assert rows_of("Place\nEast Quay\n") == [(1, ("Place",)), (2, ("East Quay",))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n1,2,3\n\n1\n", r"as many cells as the first \(2, cut at every comma\): see row 3, 5\."),
        ("Name\nSelim, son of Dara\n", r"\(1, cut at every comma\): see row 2\."),
        ("a,b\n" + "1\n" * 14, r"see row 2, 3, .*, 11 and 4 more"),
        ('a,b\n"x"y,2\n', "Row 2 has words right after a closing quote"),
        ('a,b\n1,2\n"x,2\n', "Row 3 opens a quote that is never closed"),
        ("", "no rows"),
        ("\n\n\n", "no rows"),
        ("a,b\n1," + "x" * 200_000 + "\n", "Row 2 has a cell of over 131072 characters"),
    ],
)
def test_what_is_no_table_is_refused_by_row(text: str, says: str) -> None:
    with pytest.raises(BadData, match=says) as caught:
        rows_of(text)
    assert "Selim" not in str(caught.value)


def test_cells_that_would_run_elsewhere_are_words() -> None:
    hostile = ("=cmd|' /C calc'!A0", "@SUM(1)", "+1", '=HYPERLINK("http://x.invalid";"y")')
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("a",) * 4, hostile])
    assert rows_of("sep=,\n" + buffer.getvalue())[1] == (2, hostile)


def test_byte_order_marks_are_no_part_of_the_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert rows_of("я,б\n1,2\n".encode(encoding)) == [(1, ("я", "б")), (2, ("1", "2"))]
    assert rows_of("я,б\n1,2\n".encode("utf-8-sig"), encoding="utf-8")[0] == (1, ("я", "б"))


def test_mixed_encodings_are_named_by_cell() -> None:
    mixed = (
        "ID,Имя\n1,Лада\n".encode()
        + "2,Ждан\n".encode("cp1251")
        + "3,Мира\n".encode()
        + "4,Ярош\n".encode("cp1251")
    )
    with pytest.raises(NeedsAnswer, match=r"not utf-8 in 2 rows \(cells B3, B5\).*--encoding") as caught:
        rows_of(mixed)
    assert caught.value.question == "encoding"


def test_a_said_encoding_that_does_not_fit_is_named_by_cell() -> None:
    with pytest.raises(
        BadData, match=r"not ascii in 1 row \(cells B2\).*say another encoding \(--encoding\)"
    ) as caught:
        rows_of("a,b\n1,é\n".encode(), encoding="ascii")
    assert not isinstance(caught.value, NeedsAnswer)
    for name in ("no-such", "base64"):
        with pytest.raises(BadData, match="no encoding called"):
            rows_of("a,b\n", encoding=name)
    assert rows_of("ID,Имя\n1,Лада\n".encode("cp1251"), encoding="cp1251")[1] == (2, ("1", "Лада"))


def test_utf_16_without_its_mark_is_asked_for() -> None:
    with pytest.raises(NeedsAnswer, match="value 0") as caught:
        rows_of("a,b\n1,2\n".encode("utf-16-le"))
    assert caught.value.choices == ("utf-16-le", "utf-16-be")
    assert rows_of("a,b\n1,2\n".encode("utf-16-le"), encoding="utf-16-le")[1] == (2, ("1", "2"))


def test_a_damaged_utf_16_file_is_refused() -> None:
    with pytest.raises(BadData, match="not utf-16"):
        rows_of("a,b\n1,2\n".encode("utf-16") + b"\x00")


class _Endless(io.RawIOBase):
    """A file that never ends; it counts what was read of it."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern
        self.given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer)
        phase = self.given % len(self._pattern)
        buffer[:] = (self._pattern * (size // len(self._pattern) + 2))[phase : phase + size]
        self.given += size
        return size


def test_two_gigabytes_are_refused_before_they_are_read() -> None:
    file = _Endless(b"a,b\n")
    with pytest.raises(BadData, match=r"over 1024 MiB.*parts"):
        open_text_table(file, Sample("l.csv", "text/csv", 2 << 30, b""), Answers())  # type: ignore[arg-type]
    assert file.given == 0
    assert LARGEST_TABLE == 1 << 30


@pytest.mark.parametrize("pattern", [b"x", b'"a\n",'])
def test_a_record_without_end_does_not_fill_the_memory(pattern: bytes) -> None:
    source = table_records.Source(io.BufferedReader(_Endless(pattern)), "utf-8", False)
    with pytest.raises(BadData, match="Row 1 has over 8 million characters"):
        next(source.records(","))


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=8)),
    st.sampled_from(",;\t|"),
)
def test_what_was_written_is_what_is_read(table: list[tuple[str, ...]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    found = rows_of(f"sep={delimiter}\n{buffer.getvalue()}")
    assert found == [(number, row) for number, row in enumerate(table, 1) if any(row)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):
        rows_of(data)
