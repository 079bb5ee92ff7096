"""amanet merge: two teams, or two laptops of one, put together what they hold."""

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Terminal

THEIRS = "harbour coat lantern salt tide ferry"
OTHER = ("--other-passphrase-file", "theirs")


@pytest.fixture
def other(run: "Terminal") -> "Terminal":
    """Beside V.vault, Other.vault of another team, with a person, a source and an item."""
    run.write("theirs", THEIRS + "\n")
    beside = ("--vault", "Other.vault", "--passphrase-file", "theirs")
    run("amanet", "init", "Other.vault", "--member", "Dauren", "--passphrase-file", "theirs", "--json")
    run("amanet", "source", "add", "A cousin", *beside)
    run("amanet", "person", "add", "Secretname", "--by", "A cousin", *beside)
    run.write("letter.txt", "a letter")
    run("amanet", "add", "letter.txt", "--from", "a cousin", "--no-describe", *beside)
    return run


def _records(run: "Terminal") -> int:
    return len(run("amanet log").text.splitlines())


def test_the_records_of_another_team_come_and_everything_holds(other: "Terminal") -> None:
    ran = other("amanet", "merge", "Other.vault", *OTHER)
    assert "Merged (record " in ran.text
    assert "2 Entity" in ran.text
    assert "Secretname" in other("amanet person list").text
    (number,) = other.numbers()
    assert other("amanet", "cat", str(number)).out == b"a letter"
    verified = other("amanet verify")
    assert "Everything holds" in verified.text
    assert "vouched" in verified.text
    assert "nothing to merge" in other("amanet", "merge", "Other.vault", *OTHER).text


def test_a_dry_run_counts_and_names_nothing_and_changes_nothing(other: "Terminal") -> None:
    before = _records(other)
    ran = other("amanet", "merge", "Other.vault", *OTHER, "--dry-run")
    assert "Nothing was changed" in ran.text
    assert "Secretname" not in ran.text + ran.err
    told = other("amanet", "merge", "Other.vault", *OTHER, "--dry-run", "--json").json
    assert told == {
        "dry_run": True,
        "would_take": {"Custody": 1, "Entity": 2, "Item": 1, "Statement": 2},
        "would_erase": 0,
        "already_here": 0,
        "kept_out": 0,
        "members_removed_here": 0,
    }
    assert _records(other) == before


def test_what_a_second_laptop_erased_is_destroyed_here_after_a_yes(run: "Terminal") -> None:
    run.add(str(run.write("a.txt", "a")), str(run.write("b.txt", "b")))
    shutil.copytree(run.folder / "V.vault", run.folder / "Laptop.vault")
    first, second = run.numbers()
    run("amanet", "erase", str(first), "--reason", "withdrawn", "--yes", "--vault", "Laptop.vault")
    run("amanet", "backup", "make", "disk", "--name", "may")
    merge = ("amanet", "merge", "Laptop.vault", "--other-passphrase-file", "passphrase")
    assert run(*merge, "--dry-run", "--json").json["would_erase"] == 1
    assert "--yes" in run(*merge, code=2).err
    assert run.numbers() == [first, second]
    ran = run(*merge, "--yes", "--json")
    assert "still recoverable from the backup: may" in ran.err
    told: Any = ran.json
    assert (told["erased"], told["taken"]) == (1, {"Erasure": 1})
    assert told["still_recoverable_from"] == ["may"]
    assert run.numbers() == [second]
    assert "may" in run("amanet", "certificate", str(told["erasure"])).text
    run("amanet verify")


def test_refusals_say_why_and_take_nothing(other: "Terminal") -> None:
    before = _records(other)
    assert "itself" in other("amanet", "merge", "V.vault", *OTHER, code=2).err
    assert "no vault" in other("amanet", "merge", "None.vault", *OTHER, code=2).err
    other("amanet", "merge", "Other.vault", "--other-passphrase-file", "passphrase", code=7)
    assert "no terminal" in other("amanet", "merge", "Other.vault", code=2).err
    (tile,) = other.folder.glob("Other.vault/log/*/tile/0/000.p/*")
    tile.write_bytes(bytes(len(tile.read_bytes())))
    ran = other("amanet", "merge", "Other.vault", *OTHER, code=4)
    assert "is damaged, so nothing was taken" in ran.err
    assert "tile/0/000" in ran.err
    assert _records(other) == before
