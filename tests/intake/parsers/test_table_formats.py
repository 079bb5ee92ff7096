"""Numbers of cells: what their format says they are. Known answers; openpyxl's conversion is the second opinion."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

from amanet.intake.parsers.table_formats import builtin_format, date_words, number_words, read_format


@pytest.mark.parametrize(
    ("code", "serial", "words"),
    [
        ("yyyy-mm-dd", "43160", "2018-03-01"),
        ("dd/mm/yyyy", "43160", "2018-03-01"),
        ('[$-419]d mmmm yyyy "г."', "43160", "2018-03-01"),
        ("[$-F800]dddd, mmmm dd, yyyy", "43160", "2018-03-01"),
        ("mmm yyyy", "43160", "2018-03"),
        ("mmm-yy", "43160", "2018-03"),
        ("yyyy", "43160", "2018"),
        ("dddd mmmm yyyy", "43160", "2018-03"),  # a weekday is no day
        ("d mmm", "43160", "XXXX-03-01"),
        ("dd.mm.yyyy hh:mm", "43160.5625", "2018-03-01T13:30:00"),
        ("dd.mm.yyyy", "43160.5625", "2018-03-01T13:30:00"),
        ("dd.mm.yyyy hh:mm", "43160", "2018-03-01T00:00:00"),
        ("h:mm AM/PM", "0.5625", "13:30:00"),
        ("mm:ss", "0.5625", "13:30:00"),
        ("[h]:mm", "1.0625", "25:30:00"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("yyyy-mm-dd", "60", None),  # the 29 February 1900 that never was
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "0", None),
        ("yyyy-mm-dd", "-5", None),
        ("yyyy-mm-dd", "2958465", "9999-12-31"),
        ("yyyy-mm-dd", "2958466", None),
        ("yyyy-mm-dd", "1e999", None),
        ("yyyy-mm-dd", "nan", None),
        ("yyyy-mm-dd", "words", None),
    ],
)
def test_dates_are_what_was_shown_of_them(code: str, serial: str, words: str | None) -> None:
    assert date_words(serial, read_format(code), since_1904=False) == words


def test_dates_since_1904() -> None:
    assert date_words("0", read_format("yyyy-mm-dd"), since_1904=True) == "1904-01-01"
    assert date_words("41698", read_format("yyyy-mm-dd"), since_1904=True) == "2018-03-01"


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "0.00",
        "#,##0",
        '#,##0.00 "dd"',
        "0%",
        "@",
        "0.00E+00",
        "[Red]-0",
        "\\d0",
        "",
        '"',
        "[",
        ";;;",
    ],
)
def test_numbers_are_no_dates(code: str) -> None:
    assert read_format(code).kind == "number"


def test_builtin_formats() -> None:
    assert builtin_format(14).kind == "date"
    assert builtin_format(17).parts == {"m", "y"}
    assert builtin_format(20).kind == "time"
    assert builtin_format(46).kind == "duration"
    assert builtin_format(2).kind == "number"
    # Dates of Chinese, Japanese and Korean spreadsheets, for which files give no code.
    assert date_words("43160", builtin_format(31), since_1904=False) == "2018-03-01"
    assert builtin_format(99_999).kind == "number"


@pytest.mark.parametrize(
    ("raw", "digits", "words"),
    [
        ("12", 0, ("12", False)),
        ("12", 6, ("000012", False)),
        ("-12", 4, ("-0012", False)),
        ("77012345678", 0, ("77012345678", False)),
        ("7.7012345678E10", 0, ("77012345678", False)),
        ("0.1", 0, ("0.1", False)),
        ("0.30000000000000004", 0, ("0.3", False)),
        ("123456789012345678", 0, ("123456789012345678", True)),
        ("1.2345678901234568E+17", 0, ("123456789012346000", True)),
        ("1E-3", 0, ("0.001", False)),
        ("nan", 0, None),
        ("1e999", 0, None),
        ("", 0, None),
        ("١٢", 0, ("12", False)),
    ],
)
def test_numbers_as_they_are_shown(raw: str, digits: int, words: tuple[str, bool] | None) -> None:
    assert number_words(raw, digits) == words


def test_formats_that_show_more_than_a_number_are_kept() -> None:
    assert read_format("0%").code == "0%"
    assert read_format('#,##0 "₸"').code == '#,##0 "₸"'
    assert read_format("#,##0.00").code == ""
    assert read_format("000000").digits == 6


@given(st.integers(61, 2_958_465), st.integers(0, 86_399), st.booleans())
def test_dates_agree_with_openpyxl(days: int, seconds: int, since_1904: bool) -> None:
    serial = days + seconds / 86_400
    epoch = CALENDAR_MAC_1904 if since_1904 else WINDOWS_EPOCH
    try:
        expected = from_excel(serial, epoch)
    except OverflowError:
        expected = None
    words = date_words(repr(serial), read_format("yyyy-mm-dd hh:mm:ss"), since_1904=since_1904)
    assert (None if words is None else datetime.fromisoformat(words)) == expected


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_code_and_no_number_raises(code: str, serial: str) -> None:
    number_words(serial)
    date_words(serial, read_format(code), since_1904=False)
