"""`warn-list`, the letters of `consent withdraw`, and what marks a working copy. Everybody is invented."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture
def people(run: "Terminal") -> "Terminal":
    run("amanet", "source", "add", "Nursel", "--set", "kind=person")
    run("amanet", "person", "add", "Aytoz Qumdengiz", "--by", "Nursel")
    return run


def test_the_list_asks_and_is_never_written_into_the_vault(people: "Terminal") -> None:
    contact = ["--channel", "signal", "--rule", "only", "--hours", "after 20:00", "--address", "0700 222"]
    people("amanet", "consent", "contact", "Nursel", *contact)
    assert "Say --yes" in people("amanet warn-list -o warn", code=2).err
    assert "inside the vault" in people("amanet warn-list -o V.vault/warn --yes", code=2).err
    assert not list(people.folder.glob("warn*"))
    ran = people("amanet warn-list -o warn.pdf --yes --json")
    assert "Whoever finds it finds them" in ran.err
    assert ran.json == {"people": 2, "no_way_on_record": 1, "files": ["warn.pdf", "warn.txt"]}
    text = (people.folder / "warn.txt").read_text()
    assert "only: signal; 0700 222; after 20:00" in text
    assert "V.vault" not in text
    assert (people.folder / "warn.pdf").read_bytes().startswith(b"%PDF")
    assert "list of whom to warn" in people("amanet log").text


def test_a_withdrawal_writes_letters_and_names_the_command_that_destroys(people: "Terminal") -> None:
    people.write("voice.txt")
    people.add("voice.txt", source="Nursel")
    item = people.numbers()[0]
    people("amanet", "prove", str(item), "-o", "bundle", "--for", "the lantern office")
    people("amanet", "get", str(item), "-o", "copy.txt")
    assert "inside the vault" in people("amanet consent withdraw Nursel --letters V.vault/l", code=2).err
    ran = people("amanet consent withdraw Nursel --letters letters --json").json
    assert [Path(name).suffix for name in ran["files"]] == [".pdf", ".txt"]
    assert [one["to"] for one in ran["letters"]] == ["the lantern office"]
    assert item in ran["destroy"]["erase"]
    assert len(ran["own_copies"]) == 1
    text = Path(ran["files"][1]).read_text()
    assert "the lantern office" in text
    assert "Nursel" not in text
    assert "voice.txt" not in text
    assert "not an empty folder" in people("amanet consent withdraw Nursel --letters letters", code=2).err
    shown = people("amanet consent withdraw Nursel").text
    assert f"amanet erase {' '.join(map(str, ran['destroy']['erase']))} --reason" in shown
    assert "Letters ready: the lantern office." in shown
    assert "--letters FOLDER" in shown
    people(f"amanet erase {' '.join(map(str, ran['destroy']['erase']))} --reason withdrawn --yes")
    people("amanet", "get", str(item), "-o", "again.txt", code=2)


def test_an_account_in_a_file_is_a_marked_working_copy_and_a_bundle_says_whom_it_is_for(
    people: "Terminal",
) -> None:
    people.write("note.txt")
    people.add("note.txt", source="Nursel")
    item = str(people.numbers()[0])
    for what in ("account", "timeline"):
        ran = people("amanet", what, "Aytoz Qumdengiz", "-o", f"{what}.txt")
        mark, rest = (people.folder / f"{what}.txt").read_text().split("\n\n", 1)
        assert mark == ran.err.strip()
        assert mark.startswith("Working copy of the team of V.vault, made by Mirel on ")
        assert rest == people("amanet", what, "Aytoz Qumdengiz").text
        assert f"got, 1 record, {what}" in people("amanet log").text
        assert "exists already" in people("amanet", what, "Aytoz Qumdengiz", "-o", f"{what}.txt", code=2).err
        assert "inside the vault" in people("amanet", what, "Nursel", "-o", "V.vault/x", code=2).err
    assert mark in people("amanet", "get", item, "-o", "copy").err
    assert mark in people("amanet", "prove", item, "-o", "ours").err
    theirs = people("amanet", "prove", item, "-o", "theirs", "--for", "a court")
    assert mark not in theirs.err
    assert "goes through `amanet disclose`" in theirs.err
    people("amanet", "consent", "withdraw", "Nursel")
    refused = people("amanet", "prove", item, "-o", "late", "--for", "a court", code=5)
    assert "took back" in refused.err
    assert not (people.folder / "late").exists()
