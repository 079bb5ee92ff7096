"""amanet erase: destroyed for good, accounted for, and honest about what it does not reach."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture
def interview(run: "Terminal") -> str:
    run.write("card/interview.txt", "I think it was he.")
    run.write("card/other.txt", "other")
    added = run("amanet", "add", "card", "--from", "the association", "--json").json["added"]
    names = {str(n): run("amanet", "show", str(n), "--json").json["fields"]["name"] for n in added}
    return next(number for number, name in names.items() if name == "interview.txt")


def test_an_item_goes_with_everything_derived_and_the_log_stays_whole(
    run: "Terminal", interview: str
) -> None:
    run("amanet", "prove", interview, "-o", "bundle", "--for", "a court")
    run("amanet backup make disk --name blue-stick")
    ran = run(
        "amanet", "erase", interview, "--reason", "withdrawn", "--wish-of", "the witness", "--yes",
        "--certificate", "certificate.pdf",
    )  # fmt: skip
    assert "copies given out before are not reached" in ran.err
    assert "still recoverable from the backup: blue-stick" in ran.err
    text = (run.folder / "certificate.txt").read_text()
    for fact in ("blue-stick", "the witness", "flash"):
        assert fact in text
    assert "interview" not in text
    assert (run.folder / "certificate.pdf").read_bytes().startswith(b"%PDF")
    for command in ("show", "cat", "get -o out"):
        words = command.split()
        assert "was erased" in run("amanet", words[0], interview, *words[1:], code=2).err
    assert "(erased)" in run("amanet log").text
    assert "withdrawn" in run("amanet log").text
    assert "interview.txt" not in run("amanet log").text + run("amanet list").text
    run("amanet verify")


def test_it_asks_first_and_destroys_nothing_where_nobody_can_answer(run: "Terminal", interview: str) -> None:
    assert "--yes" in run("amanet", "erase", interview, "--reason", "withdrawn", code=2).err
    assert "--reason" in run("amanet", "erase", interview, "--yes", code=2).err
    run.write("certificate.txt", "an earlier one")
    ran = run("amanet", "erase", interview, "--reason", "x", "--yes", "--certificate", "certificate", code=2)
    assert "nothing was done yet" in ran.err
    run("amanet", "show", interview)


def test_what_accounting_needs_cannot_be_erased(run: "Terminal", interview: str) -> None:
    for number in ("1", "2"):
        assert "accounting" in run("amanet", "erase", number, "--reason", "x", "--yes", code=2).err


def test_without_a_file_the_certificate_is_printed(run: "Terminal", interview: str) -> None:
    assert "certificate of erasure" in run("amanet", "erase", interview, "--reason", "x", "--yes").text
