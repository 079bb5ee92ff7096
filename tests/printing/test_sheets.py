import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.printing import (
    BundleSummary,
    CosignSheet,
    ErasureCertificate,
    Receipt,
    RecoverySheet,
    SummaryItem,
    SummaryStamp,
)

CODE = "K7Q2M-9XWD4-TR3PA-6HVCN-E8JZ5-0BG"
RECOVERY = RecoverySheet("قۇمتاغ ئارخىپى", CODE, "2026-11-22")
ERASURE = ErasureCertificate(
    ["ab" * 32],
    "2026-11-22T10:15:00Z",
    "the person who gave it",
    "3f9a 11c0",
    "amanet/x",
    7,
    ["blue USB stick"],
)
SUMMARY = BundleSummary(
    title="Voice messages",
    made_on="2026-11-22",
    origin="amanet/" + "3fa9" * 8,
    keys=[("Log key", "7d3e 99aa")],
    checkpoint_size=1234,
    checkpoint_root="cm9vdA==",
    stamps=[SummaryStamp("time-stamp", "Invented Authority", "2026-11-22T10:16:02Z")],
    items=[SummaryItem("item-0001", "cd" * 32, 12345, [("name", "Әйгерім.ogg"), ("note", "国家")])],
    verify_command="python3 verify.py .",
)
COSIGNING = CosignSheet("payload\n", "2026-11-22")
ALL = [RECOVERY, ERASURE, SUMMARY, COSIGNING]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: type(sheet).__name__)
def test_the_same_values_give_the_same_pdf_at_any_time_and_place(
    sheet: RecoverySheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sheet.pdf()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("USER", "somebody")
    time.tzset()
    assert replace(sheet).pdf() == first
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: type(sheet).__name__)
def test_a_pdf_tells_nothing_of_the_machine_the_user_or_the_moment(sheet: RecoverySheet) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(sheet.pdf()) as document:
        told = {key: value for key, value in document.get_metadata_dict().items() if value}
    assert told.pop("Title")
    assert told == {"Producer": "amanet", "CreationDate": "D:20000101000000Z"}


def test_a_recovery_sheet_is_one_page_with_the_whole_code(
    text_of: Callable[[bytes], str], pages_of: Callable[[bytes], int]
) -> None:
    pdf = RECOVERY.pdf()
    assert pages_of(pdf) == 1
    assert all(group in text_of(pdf) and group in RECOVERY.text() for group in CODE.split("-"))


def test_the_recovery_code_stands_in_no_repr_and_no_error() -> None:
    assert "K7Q2M" not in repr(RECOVERY)
    with pytest.raises(Misuse) as refusal:
        RecoverySheet("vault", "K7Q2M 9XWD4\n" + CODE, "2026-11-22")
    assert "K7Q2M" not in str(refusal.value)


def test_a_certificate_names_what_was_destroyed_and_every_backup(text_of: Callable[[bytes], str]) -> None:
    for text in (ERASURE.text().replace(" ", ""), text_of(ERASURE.pdf())):
        assert "ab" * 32 in text
        assert "blueUSBstick" in text
    assert "No outstanding backup is on record" in replace(ERASURE, backups=[]).text()


def test_a_certificate_names_what_was_given_out_before(text_of: Callable[[bytes], str]) -> None:
    line = "2026-11-20T08:00:00Z proved to the court"
    certificate = replace(ERASURE, given_out=[line], again=True)
    for text in ("".join(certificate.text().split()), text_of(certificate.pdf())):
        assert line.replace(" ", "") in text
        assert "madeagain" in text
    assert "No copy given out is on record" in ERASURE.text()


def test_a_receipt_holds_only_what_it_was_given(
    receipt_with: Callable[[int], Receipt], text_of: Callable[[bytes], str], pages_of: Callable[[bytes], int]
) -> None:
    pdf = receipt_with(20).pdf()
    assert pages_of(pdf) == 2
    assert "BEGINAMANETRECEIPT" in text_of(pdf)


def test_a_summary_shows_every_item_and_opened_field(text_of: Callable[[bytes], str]) -> None:
    text = text_of(SUMMARY.pdf())
    for part in ("item-0001", "cd" * 32, "Әйгерім.ogg", "国家", "7d3e99aa", "InventedAuthority", "verify.py"):
        assert part in text


def test_a_hundred_items_take_several_pages_and_lose_none(
    text_of: Callable[[bytes], str], pages_of: Callable[[bytes], int]
) -> None:
    many = replace(SUMMARY, items=[SummaryItem(f"item-{n:04d}", "cd" * 32, n) for n in range(100)])
    pdf = many.pdf()
    text = text_of(pdf)
    assert pages_of(pdf) > 5
    assert all(f"item-{n:04d}" in text for n in range(100))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@settings(max_examples=12, deadline=None)
def test_no_text_whatever_breaks_a_sheet(title: str, name: str, value: str) -> None:
    item = SummaryItem(name, value, 0, [(name, value * 20), (value, title)])
    replace(SUMMARY, title=title, items=[item], keys=[(name, value)], verify_command=title).pdf()
    certificate = replace(ERASURE, on_wish_of=title, backups=[name, value])
    certificate.pdf()
    certificate.text().encode("utf-8")
    RecoverySheet(title, CODE, value).text().encode("utf-8")


def test_ten_thousand_characters_of_anything_are_printed() -> None:
    long = "ئۈ\u202e😀国 x\x00" * 1_250
    replace(SUMMARY, title="t", items=[SummaryItem("item", "cd" * 32, 1, [("note", long)])]).pdf()
