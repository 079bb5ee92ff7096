"""amanet receipt: what the person who handed something over takes home."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture
def handover(run: "Terminal") -> str:
    run.write("card/voice.txt", "he went out")
    run.write("card/names.txt", "names")
    return str(run.add("card", source="نۇرسەل")["handover"])


def test_a_receipt_is_made_carried_away_and_opened_years_later(run: "Terminal", handover: str) -> None:
    run("amanet", "receipt", "make", handover, "-o", "receipt")
    text = (run.folder / "receipt.txt").read_text()
    for number in run.numbers():
        assert run("amanet", "show", str(number), "--json").json["fields"]["sha256"] not in text
    assert "نۇرسەل" not in text
    assert "voice" not in text
    run.write("later.txt")
    run.add("later.txt")
    ran = run("amanet receipt open receipt.txt")
    assert f"The receipt is genuine: handover {handover}" in ran.text
    assert "2 items" in ran.text


def test_the_qr_code_holds_enough_to_open_it(run: "Terminal", handover: str) -> None:
    machine = run("amanet", "receipt", "make", handover, "--json").json["receipt"]
    run.write("scanned.txt", machine)
    assert run("amanet receipt open scanned.txt --json").json["handover"] == int(handover)


def test_after_an_erasure_it_goes_on_proving_that_something_stood_there(
    run: "Terminal", handover: str
) -> None:
    run("amanet", "receipt", "make", handover, "-o", "receipt")
    run("amanet", "erase", str(run.numbers()[0]), "--reason", "withdrawn", "--yes", "--certificate", "paper")
    opened = run("amanet receipt open receipt.txt --json").json
    assert (len(opened["items"]), opened["erased_since"]) == (1, 1)


def test_a_changed_a_foreign_and_a_missing_receipt_are_told_apart(run: "Terminal", handover: str) -> None:
    run("amanet", "receipt", "make", handover, "-o", "receipt")
    text = (run.folder / "receipt.txt").read_text()
    entry = text.split("\nentry ")[1].split("\n")[0]
    run.write(
        "changed.txt", text.replace(entry, entry[:10] + ("A" if entry[10] != "A" else "B") + entry[11:])
    )
    run("amanet receipt open changed.txt", code=3)
    run("amanet init B.vault")
    assert "another vault" in run("amanet receipt open receipt.txt --vault B.vault", code=3).err
    run.write("letter.txt", "Dear cousin")
    assert "not a receipt" in run("amanet receipt open letter.txt", code=3).err
    assert "cannot be read" in run("amanet receipt open gone.txt", code=6).err
    run.write("picture.txt", b"\x89PNG\r\n\xff")
    assert "not a receipt" in run("amanet receipt open picture.txt", code=3).err


def test_only_a_handover_has_a_receipt(run: "Terminal", handover: str) -> None:
    assert "not a handover" in run("amanet", "receipt", "make", str(run.numbers()[0]), code=2).err
