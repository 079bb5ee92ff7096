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


def test_a_certificate_is_made_again_from_the_log(run: "Terminal", interview: str) -> None:
    erased = run("amanet", "erase", interview, "--reason", "x", "--yes", "--certificate", "a", "--json").json
    number = str(erased["record"])
    ran = run("amanet", "certificate", number, "-o", "b", "--json")
    assert ran.json["certificate"] == ["b.pdf", "b.txt"]
    first, again = ((run.folder / name).read_text().splitlines() for name in ("a.txt", "b.txt"))
    assert set(first) - set(again) == set()
    assert "made again" in " ".join(again)
    assert run("amanet", "certificate", number).text.rstrip().splitlines() == again
    assert "not an erasure" in run("amanet", "certificate", "1", "-o", "c", code=2).err
    assert "exists" in run("amanet", "certificate", number, "-o", "b", code=2).err


def test_what_a_certificate_is_to_be_written_over_is_not_the_vault(run: "Terminal", interview: str) -> None:
    words = ("amanet", "erase", interview, "--reason", "x", "--yes", "--certificate", "V.vault/paper")
    assert "inside the vault" in run(*words, code=2).err
    run("amanet", "show", interview)


def test_a_purpose_and_an_overdue_backup_are_pointed_out(run: "Terminal", interview: str) -> None:
    other = next(str(number) for number in run.numbers() if str(number) != interview)
    run("amanet", "prove", interview, other, "-o", "bundle", "--purpose", "a hearing")
    run("amanet backup make disk --name late --keep-until 2020-01-01")
    ran = run("amanet", "erase", interview, "--reason", "x", "--yes")
    assert "should have been destroyed by 2020-01-01" in ran.err
    assert "a note that may speak of it remains in record" in ran.err
