from collections.abc import Callable
from dataclasses import replace

import pytest
import segno

from amanet.canonical import to_base64
from amanet.errors import BadData
from amanet.printing import Receipt, fits_qr, parse_receipt

MakeReceipt = Callable[[int], Receipt]


@pytest.mark.parametrize("hashes", [0, 1, 20])
def test_text_and_qr_code_read_back_as_the_same_receipt(receipt_with: MakeReceipt, hashes: int) -> None:
    receipt = receipt_with(hashes)
    assert parse_receipt(receipt.text()) == parse_receipt(receipt.machine_text()) == receipt


def test_a_proof_of_twenty_hashes_fits_one_qr_code_at_level_m(receipt_with: MakeReceipt) -> None:
    symbol = segno.make(receipt_with(20).machine_text().encode(), error="M", boost_error=False, micro=False)
    assert symbol.error == "M"
    assert symbol.version <= 30


def test_a_longer_proof_takes_level_l_and_one_longer_still_is_said_to_be_too_long(
    receipt_with: MakeReceipt, text_of: Callable[[bytes], str]
) -> None:
    assert fits_qr(receipt_with(50).machine_text().encode())
    assert "toolongforoneQRcode" in text_of(receipt_with(60).pdf())


def test_explanation_around_the_machine_part_may_be_in_any_words(receipt_with: MakeReceipt) -> None:
    receipt = receipt_with(3)
    _, begin, rest = receipt.text().partition("-----BEGIN")
    assert parse_receipt("ھۆججەت\n" + begin + rest + "шам\n") == receipt


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("amanet-receipt/v1", "amanet-receipt/v2", "not a receipt"),
        ("origin amanet/3", "origin amanet/4", "different logs"),
        ("v1\norigin amanet/", "v1\norigin tamanet/", "hexadecimal"),
        ("index 4711\nentry", "index 4712\nentry", "different entries"),
        ("index 4711\nentry", "index 04711\nentry", "not a receipt"),
        ("entry AXFx", "entry AnFx", "33 bytes"),
        ("made 2026-11-22", "made soon", "day is written"),
        ("proof@v1\nindex", "proof@v1\nextra AAAA\nindex", "different entries"),
        ("proof@v1", "proof@v2", "tlog-proof@v1"),
        ("-----END", "----END", "one line that begins"),
        ("-----BEGIN AMANET RECEIPT-----\n", "-----BEGIN AMANET RECEIPT-----\n" * 2, "one line that begins"),
    ],
)
def test_a_receipt_whose_parts_disagree_is_refused(
    receipt_with: MakeReceipt, old: str, new: str, message: str
) -> None:
    text = receipt_with(2).text()
    assert old in text
    with pytest.raises(BadData, match=message):
        parse_receipt(text.replace(old, new, 1))


def test_short_hashes_in_the_proof_are_refused(receipt_with: MakeReceipt) -> None:
    receipt = receipt_with(0)
    proof = receipt.proof_text.replace("index 4711\n", f"index 4711\n{to_base64(bytes(31))}\n", 1)
    with pytest.raises(BadData, match="32 bytes"):
        replace(receipt, proof_text=proof)


@pytest.mark.parametrize("text", ["", "\n", "amanet-receipt/v1", "x" * 70_000])
def test_other_text_is_no_receipt(text: str) -> None:
    with pytest.raises(BadData):
        parse_receipt(text)
