"""amanet add: files and folders are taken in, hard ones too, and what cannot be is named."""

import os
import signal
import unicodedata
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


def test_a_folder_is_taken_in_with_who_gave_it_how_and_when(run: "Terminal") -> None:
    run.write("card/voice.txt", "he went out")
    run.write("card/more/names.csv", "a,b\n1,2\n")
    ran = run(
        "amanet", "add", "card", "--from", "a cousin", "--how", "handed over on a card", "--when", "2026-11",
        "--where", "at the ferry", "--note", "left as found",
    )  # fmt: skip
    assert "Took in 2 items, 19 bytes. Known already: 0. Not taken in: 0." in ran.err
    assert "amanet receipt make" in ran.err
    assert ran.out == b"", "messages go to standard error"
    listed = run("amanet list").text
    assert "card/voice.txt" not in listed
    assert "voice.txt" in listed
    assert "a cousin" in listed
    shown = run("amanet", "show", str(run.numbers()[0])).text
    for fact in ("a cousin", "handed over on a card", "2026-11", "at the ferry", "left as found"):
        assert fact in shown


def test_taken_in_again_the_same_is_recognised_and_the_rest_added(run: "Terminal") -> None:
    run.write("card/1.txt", "one")
    first = run.add("card")
    run.write("card/2.txt", "two")
    again = run.add("card")
    assert len(first["added"]) == 1
    assert (again["recognised"], len(again["added"])) == (first["added"], 1)
    assert len(run.numbers()) == 2


def test_the_same_bytes_from_another_source_are_an_item_of_their_own(run: "Terminal") -> None:
    run.write("film.mp4", "the same film")
    mine, theirs = run.add("film.mp4", source="a cousin"), run.add("film.mp4", source="a journalist")
    assert theirs["recognised"] == []
    assert mine["added"] != theirs["added"]
    assert len(run.numbers()) == 2


def test_what_cannot_be_taken_in_is_named_and_the_rest_goes_on(run: "Terminal") -> None:
    run.write("card/good.txt")
    os.mkfifo(run.folder / "card/pipe")
    (run.folder / "card/outside.txt").symlink_to("/etc/hostname")
    run.write("card/empty.txt", b"")
    ran = run("amanet", "add", "card", "gone.txt", "--no-describe", code=3)
    assert "not taken in: " in ran.err
    assert "named pipe" in ran.err
    assert "gone.txt" in ran.err
    items = {item["name"]: item for item in run("amanet list --json").json}
    assert set(items) == {"good.txt", "outside.txt", "empty.txt"}
    assert items["empty.txt"]["size"] == 0
    shown = run("amanet", "show", str(items["outside.txt"]["number"]), "--json").json["fields"]
    assert shown["size"] == len("/etc/hostname"), "a link is recorded, and not followed"
    run("amanet", "get", str(items["empty.txt"]["number"]), "-o", "empty.out")
    assert (run.folder / "empty.out").read_bytes() == b""
    run("amanet verify")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(run: "Terminal") -> None:
    run.write("card/secret.txt").chmod(0)
    run.write("card/good.txt")
    ran = run.add("card", code=3)
    assert [each["name"].rpartition("/")[2] for each in ran["not_taken_in"]] == ["secret.txt"]
    assert len(ran["added"]) == 1


def test_where_nothing_was_taken_in_it_is_one_document_and_code_3(run: "Terminal") -> None:
    ran = run("amanet add gone.txt --json", code=3)
    assert ran.json["added"] == []
    assert ran.json["not_taken_in"][0]["name"].endswith("gone.txt")


HARD_NAMES = {
    "percent": "100%20 %s %d.txt",
    "newline": "line one\nline two.txt",
    "right to left": "note \u200f\u202eخاتىرە.txt",
    "decomposed": unicodedata.normalize("NFD", "Çatı é.txt"),
    "small": "photo.txt",
    "capital": "Photo.TXT",
    "two hundred and fifty-five bytes": "ئ" * 125 + ".txtx",
    "not UTF-8": os.fsdecode(b"caf\xe9.txt"),
    "a dash": "-rf",
}


def test_hard_names_survive_whole_and_are_shown_on_one_line(run: "Terminal") -> None:
    for content, name in HARD_NAMES.items():
        run.write(f"hard/{name}", content)
    run("amanet", "add", "hard", "--no-describe")
    listed = run("amanet list")
    assert len(listed.text.splitlines()) == len(HARD_NAMES)
    assert "\u202e" not in listed.text
    for item in run("amanet list --json").json:
        fields = run("amanet", "show", str(item["number"]), "--json").json["fields"]
        out = run("amanet", "cat", str(item["number"])).out.decode()
        name = fields["name"] if isinstance(fields["name"], str) else None
        assert name == (HARD_NAMES[out] if out != "not UTF-8" else None)
    run("amanet verify")


def test_a_path_of_three_hundred_bytes_survives(run: "Terminal") -> None:
    path = "/".join(["تۇز" * 12] * 5) + "/name.txt"
    assert len(path.encode()) > 300
    run.write(f"deep/{path}", "far down")
    (number,) = run.add("deep")["added"]
    assert run("amanet", "show", str(number), "--json").json["fields"]["path"] == f"deep/{path}"


def test_interrupted_and_run_again_it_carries_on(run: "Terminal") -> None:
    for number in range(40):
        run.write(f"card/{number:02}.bin", os.urandom(400_000))
    process = run.outside("add", "card", "--from", "a cousin", "--no-describe")
    marks = run.folder / "V.vault/packs"
    while process.poll() is None and not (marks.is_dir() and any(marks.iterdir())):
        pass
    process.send_signal(signal.SIGINT)
    code = process.wait(60)
    assert code in {0, 130}
    run("amanet verify")
    again = run.add("card")
    assert len(again["added"]) + len(again["recognised"]) == 40
    assert len(run.numbers()) == 40
    run("amanet verify")


def test_with_a_receipt_its_three_forms_are_written(run: "Terminal") -> None:
    run.write("voice.txt")
    ran = run("amanet add voice.txt --receipt receipt --json --no-describe")
    assert ran.json["receipt"] == ["receipt.txt", "receipt.pdf", "receipt.png"]
    assert all((run.folder / name).stat().st_size for name in ran.json["receipt"])


def test_the_vault_itself_is_never_taken_in(run: "Terminal") -> None:
    run.write("voice.txt")
    run("amanet", "add", ".", "--no-describe", code=None)
    names = {item["name"] for item in run("amanet list --json").json}
    assert "voice.txt" in names
    assert "vault.toml" not in names


def test_describe_looks_at_what_was_left(run: "Terminal") -> None:
    run.write("page.html", "<!DOCTYPE html><html><body>1</body></html>")
    (number,) = run.add("page.html")["added"]
    assert "(not looked at)" in run("amanet list").text
    assert run("amanet describe --json").json["described"] == 1
    assert "text/html" in run("amanet list").text
    assert run("amanet describe --json").json["described"] == 0
    assert run("amanet", "describe", str(number), "--json").json["described"] == 1


def test_where_a_protection_is_missing_it_is_said(run: "Terminal", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.confinement.landlock.abi_version", lambda: 0)
    run.write("page.html", "<html>")
    ran = run("amanet add page.html")
    assert "note: landlock: NOT in force" in ran.err
    assert "seccomp" not in ran.err
