"""Workbooks: what cells show, what stands beside them, and what a stranger may have made of the file."""

import contextlib
import datetime
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Pillow

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.table import PARSER, cells_of, read_rows
from amanet.record.mapping import CellNote, Row
from amanet.record.reading import Segment

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sample(data: bytes, name: str = "list.xlsx") -> Sample:
    return Sample(name, "application/octet-stream", len(data), data[: 64 << 10])


def parse(data: bytes) -> Parsed:
    return PARSER.parse(io.BytesIO(data), sample(data), Answers())


def rows(data: bytes) -> list[Row]:
    found = list(read_rows(io.BytesIO(data), sample(data), Answers()))
    assert list(cells_of(parse(data).reading)) == found
    return found


def raw_workbook(sheet: str, **parts: str) -> bytes:
    """A workbook of one sheet with this XML in it, as other programs or a stranger may write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            _relations(f'<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="/xl/workbook.xml"/>'),
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{parts.get("before", "")}'
            '<sheets><sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(
                f'<Relationship Id="b" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="c" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>{parts.get("further", "")}'
            ),
        )
        if "strings" in parts:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{parts["strings"]}</sst>')
        head = parts.get("head", "")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheet}</worksheet>',
        )
        if "sheet_relations" in parts:
            archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", _relations(parts["sheet_relations"]))
    return file.getvalue()


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def data_of(*given_rows: str) -> str:
    return f"<sheetData>{''.join(given_rows)}</sheetData>"


# What cells show


def test_values_dates_and_numbers() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["ID", "Date", "Month", "Share", "Yes"])
        sheet.append([7, datetime.date(2018, 3, 1), datetime.date(2018, 3, 1), 0.25, True])
        sheet["C2"].number_format = "mmm yyyy"
        sheet["D2"].number_format = "0%"

    assert rows(workbook(fill))[1] == Row(
        "Sheet", 2, ("7", "2018-03-01", "2018-03", "0.25", "TRUE"), (CellNote(3, "number", "0%"),)
    )


def test_a_date_without_a_year_says_none() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = datetime.date(2018, 3, 12)
        sheet["A1"].number_format = "d mmm"

    assert rows(workbook(fill))[0] == Row(
        "Sheet", 1, ("XXXX-03-12",), (CellNote(0, "no year", "2018-03-12"),)
    )


def test_the_epoch_of_1904_is_kept_to() -> None:
    def fill(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet["A1"] = datetime.date(2018, 3, 1)

    data = workbook(fill)
    assert rows(data)[0].values == ("2018-03-01",)
    assert parse(data).reading.details["dates_since"] == 1904


def test_formulas_are_noted_and_never_computed() -> None:
    sheet = data_of(
        '<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>3</v></c><c r="B1"><f>A1+1</f></c>'
        '<c r="C1" t="str"><f>WEBSERVICE("http://x.invalid")</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert rows(raw_workbook(sheet)) == [
        Row(
            "S",
            1,
            ("3", "", "", "#DIV/0!"),
            (
                CellNote(0, "formula", "SUM(B1:B2)"),
                CellNote(1, "formula", "A1+1"),
                CellNote(1, "no value"),
                CellNote(2, "formula", 'WEBSERVICE("http://x.invalid")'),
                CellNote(3, "formula", "1/0"),
                CellNote(3, "error", "#DIV/0!"),
            ),
        )
    ]


def test_long_numbers_are_pointed_out() -> None:
    sheet = data_of("<row><c><v>650102197005140012</v></c><c><v>6.5010219700514E+17</v></c></row>")
    (row,) = rows(raw_workbook(sheet))
    assert row.values == ("650102197005140012", "650102197005140000")
    assert [note.kind for note in row.notes] == ["digits", "digits"]
    assert any("identity numbers" in one.what for one in parse(raw_workbook(sheet)).reading.oddities)


def test_words_in_runs_are_joined_and_readings_above_them_are_not_words() -> None:
    strings = (
        "<si><r><t>East </t></r><r><rPr/><t xml:space='preserve'>Quay</t></r></si>"
        "<si><t>林</t><rPh sb='0' eb='1'><t>リン</t></rPh></si><si><t>a_x000D_b_xD83D_</t></si>"
    )
    sheet = data_of(
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="inlineStr"><is><t>in</t></is></c></row>'
    )
    assert rows(raw_workbook(sheet, strings=strings))[0].values == ("East Quay", "林", "a\rb_xD83D_", "in")


def test_cells_and_rows_without_names_follow_on() -> None:
    sheet = data_of(
        "<row><c><v>1</v></c><c><v>2</v></c></row>",
        '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>',
        "<row><c><v>5</v></c></row>",
    )
    assert [(row.number, row.values) for row in rows(raw_workbook(sheet))] == [
        (1, ("1", "2")),
        (5, ("", "", "3", "4")),
        (6, ("5",)),
    ]


# What stands beside them


def test_hidden_rows_columns_and_sheets_are_read_and_said() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b"])
        sheet.append(["c", "d"])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("Other")
        other["A1"] = "kept back"
        other.sheet_state = "veryHidden"

    data = workbook(fill)
    assert [(row.sheet, row.values, row.hidden) for row in rows(data)] == [
        ("Sheet", ("a", "b"), False),
        ("Sheet", ("c", "d"), True),
        ("Other", ("kept back",), False),
    ]
    reading = parse(data).reading
    assert reading.details["sheets"] == [
        {"name": "Sheet", "rows": 2, "hidden_columns": ["B"]},
        {"name": "Other", "rows": 1, "state": "veryHidden"},
    ]
    assert [(one.where, one.what.split(";")[0]) for one in reading.oddities] == [
        ("sheet 1", "1 rows are hidden or filtered away"),
        ("sheet 1", "columns are hidden (B)"),
        ("sheet 2", "it is hidden"),
    ]


def test_cells_under_merged_ones_say_so() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["District", "Name", "Note"])
        sheet.append(["East", "Selim", "x"])
        sheet.append([None, "Dara", "y"])
        sheet.append([None, "Mira", "z"])
        sheet.merge_cells("A2:A3")

    found = rows(workbook(fill))
    assert [row.notes for row in found] == [(), (), (CellNote(0, "merged", "A2", "East"),), ()]


def test_comments_links_headers_and_shapes_are_notes() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Name", "Film"])
        sheet.append(["Selim", "film"])
        sheet["A2"].comment = Comment("told by the aunt", "Dara")
        sheet["B2"].hyperlink = "https://film.invalid/1"
        sheet.oddHeader.center.text = "Draft"

    reading = parse(workbook(fill)).reading
    notes = [
        (reading.text_of(one).rstrip("\n"), dict(one.details))
        for one in reading.segments
        if one.kind == "note"
    ]
    assert ("told by the aunt", {"sheet": "Sheet", "kind": "comment", "cell": "A2", "by": "Dara"}) in notes
    assert ("https://film.invalid/1", {"sheet": "Sheet", "kind": "link", "cell": "B2"}) in notes
    assert ("&CDraft", {"sheet": "Sheet", "kind": "header"}) in notes
    assert any("1 links lead outside; none was followed" in one.what for one in reading.oddities)


def test_a_picture_is_attached_to_its_row() -> None:
    picture = io.BytesIO()
    Pillow.new("RGB", (4, 4), "red").save(picture, "PNG")
    content = picture.getvalue()

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Name", "Picture"])
        sheet.append(["Selim"])
        sheet.add_image(Image(picture), "B2")

    parsed = parse(workbook(fill))
    reading = parsed.reading
    by_row = {one.details.get("row"): one.attached for one in reading.segments if one.kind == "row"}
    assert by_row == {1: (), 2: (0,)}
    assert (reading.attached[0].name, reading.attached[0].media_type) == ("image1.png", "image/png")
    with parsed.inside[0].open() as stream:
        assert stream.read() == content


def test_other_workbooks_are_counted_and_never_looked_for() -> None:
    further = (
        f'<Relationship Id="d" Type="{RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    )
    relation = f'<Relationship Id="x" Type="{RELATIONS}/hyperlink" Target="file:///etc/passwd" TargetMode="External"/>'
    sheet = (
        data_of('<row><c t="str"><f>[1]S!A1</f><v>held</v></c></row>')
        + '<hyperlinks><hyperlink ref="A1" r:id="x"/></hyperlinks>'
    )
    data = raw_workbook(sheet, further=further, sheet_relations=relation)
    assert rows(data)[0].values == ("held",)
    reading = parse(data).reading
    assert reading.details["links_outside"] == 1
    assert any("1 other workbooks; none was looked for" in one.what for one in reading.oddities)
    assert "file:///etc/passwd\n" in reading.text


# What a reading is


def test_cells_come_back_to_the_letter_whatever_they_hold() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a\tb", "c\nd", "", "=1", "\\t", " e "])
        sheet["D1"].data_type = "s"

    (row,) = rows(workbook(fill))
    assert row.values == ("a\tb", "c\nd", "", "=1", "\\t", " e ")


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff_"),
    max_size=8,
)


@given(st.lists(st.lists(CELL, max_size=4), max_size=6))
def test_openpyxl_reads_the_same(table: list[list[str]]) -> None:
    def fill(sheet: Worksheet) -> None:
        for number, values in enumerate(table, 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(number, column)
                cell.value = value
                cell.data_type = "s"

    data = workbook(fill)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    expected = {}
    for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        words = ["" if value is None else str(value) for value in values]
        while words and not words[-1]:
            words.pop()
        if words:
            expected[number] = tuple(words)
    assert {row.number: row.values for row in rows(data)} == expected


def test_segments_say_where_they_stand() -> None:
    reading = parse(raw_workbook(data_of('<row r="3"><c><v>1</v></c></row>'))).reading
    assert reading.text == "S\n1\n"
    assert reading.segments == (
        Segment("heading", 0, 2, details={"sheet": "S"}),
        Segment("row", 2, 4, details={"row": 3, "sheet": "S"}),
    )


# What a stranger may have made


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>', "After row 2.*cannot follow"),
        ('<row r="1048577"><c><v>1</v></c></row>', "After row 0.*cannot follow"),
        ('<row r="x"><c><v>1</v></c></row>', "cannot follow"),
        (
            '<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
            "Row 1 of a sheet names its cells out of order",
        ),
        ('<row><c r="XFE1"><v>1</v></c></row>', "out of order"),
        ('<row><c t="s"><v>0</v></c></row>', "names a text that the workbook does not have"),
        ('<row><c t="s"><v>-1</v></c></row>', "names a text that the workbook does not have"),
        ('<row r="4"><c r="C4"><v>words</v></c></row>', "Cell C4 of a sheet holds a number that is none"),
        ("<row>", "it is no XML"),
        (
            '<row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="B2:A1"/></mergeCells><sheetData>',
            "merged cells that cannot be",
        ),
        (
            '</sheetData><mergeCells><mergeCell ref="A1:ZZ1048576"/></mergeCells><sheetData>',
            "Merged areas of a sheet cover over 5000000 cells",
        ),
    ],
)
def test_damage_is_refused_with_its_place(sheet: str, says: str) -> None:
    with pytest.raises(BadData, match=says) as caught:
        rows(raw_workbook(data_of(sheet)))
    assert "item is kept" in str(caught.value)


@pytest.mark.parametrize("use", ["&b;", "1"])
def test_entities_are_refused_before_they_grow(use: str) -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(BadData, match="declares a document type"):
        rows(raw_workbook(data_of(f'<row r="{use}"><c><v>1</v></c></row>'), head=bomb))


def test_an_entity_that_names_a_file_is_not_looked_for() -> None:
    outside = '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(BadData, match="declares a document type"):
        rows(raw_workbook(data_of('<row><c t="inlineStr"><is><t>&a;</t></is></c></row>'), head=outside))


def test_a_zip_bomb_is_not_unpacked() -> None:
    with pytest.raises(BadData, match="zip bomb"):
        rows(raw_workbook(data_of("<row/>" * 6_000_000)))


def test_a_part_without_rows_does_not_fill_the_memory() -> None:
    file = io.BytesIO(raw_workbook(""))
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{MAIN}">'.encode() + b"<x/>" * 2_500_000 + b"</worksheet>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # stored: no ratio gives it away
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(BadData, match="8 MiB without a row"):
        rows(file.getvalue())


def test_a_million_far_cells_are_refused_in_good_time() -> None:
    far = "".join(f'<row><c r="XFD{number}"><v>{number}</v></c></row>' for number in range(1, 5_000))
    file = io.BytesIO(raw_workbook(data_of(far)))
    with pytest.raises(BadData, match="over 60000000 cells, counting empty ones"):
        for _ in read_rows(file, sample(file.getvalue()), Answers()):
            pass


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password, or of before 2007"),
        (b"PK\x03\x04 cut", "damaged or was cut"),
        (b"", "damaged or was cut"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BadData, match=says):
        rows(data)


def test_an_archive_without_a_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(BadData, match="no workbook in this file"):
        rows(file.getvalue())


def test_two_parts_of_one_name_are_refused() -> None:
    file = io.BytesIO(raw_workbook(data_of("<row><c><v>1</v></c></row>")))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("XL/worksheets/SHEET1.xml", "<a/>")
    with pytest.raises(BadData, match="two parts of one name"):
        rows(file.getvalue())


@given(st.data())
def test_a_workbook_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        raw_workbook(data_of('<row><c t="s"><v>0</v></c><c><v>2</v></c></row>'), strings="<si><t>a</t></si>")
    )
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(BadData):
        rows(bytes(whole))


@given(st.text(alphabet='<>/="rcvtsif x1&;A', max_size=60))
def test_any_sheet_is_read_or_refused(sheet: str) -> None:
    with contextlib.suppress(BadData):
        rows(raw_workbook(data_of(f"<row>{sheet}</row>")))
