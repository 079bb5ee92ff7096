"""Odd numbers, names, bytes and ends of pipes: every one ends with a message and a code, none with a traceback."""

import base64
import errno
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault
from amanet.cli import papers

if TYPE_CHECKING:
    from conftest import Terminal

FAR = "9" * 5000
BYTES = os.fsdecode(b"\xff")
LONG = "n" * 300

INPUTS = {
    "log --after 99999999999999999999": 0,
    "log --after -5": 0,
    f"log --after {FAR}": 2,
    "list --passphrase-fd -1": 2,
    "list --passphrase-fd 99999999999999": 2,
    f"list --passphrase-fd {FAR}": 2,
    f"show {BYTES}": 2,
    f"show {FAR}": 2,
    f"get {BYTES} -o out": 2,
    f"add note.txt --from {BYTES}": 2,
    f"add note.txt --note {BYTES}": 2,
    f"member add {BYTES} --new-passphrase-file passphrase": 2,
    f"erase 3 --reason {BYTES} --yes": 2,
    f"backup forget {BYTES}": 2,
    f"list --vault {LONG}": 6,
    f"verify {LONG}": 6,
    f"init {LONG}.vault": 6,
    f"receipt open {LONG}": 6,
    f"list --passphrase-file {LONG}": 6,
    "list --passphrase-file .": 6,
    f"receipt make 4 -o {LONG}": 6,
    "receipt make 4 -o .": 2,
    "receipt make 4 -o ..": 2,
    "receipt make 4 -o /": 2,
    "receipt make 4 -o gone/receipt": 2,
    "add note.txt --receipt .": 2,
    "erase 3 --reason x --yes --certificate .": 2,
    f"erase 3 --reason x --yes --certificate {LONG}": 6,
    "erase 3 --reason x --yes --certificate gone/c": 2,
    "certificate 3 -o .": 2,
    "init N.vault --recovery-sheet .": 2,
    "init N.vault --recovery-sheet gone/sheet": 2,
    "key change --recovery --recovery-sheet .": 2,
    "stamp request -o .": 2,
    "cosign export -o .": 2,
    "cosign export -o out --sheet .": 2,
    "cosign export -o out --from-size 99999999999999999999": 2,
    f"cat 3 --range {FAR}:": 2,
    f"cat 3 --range :{FAR}": 2,
    "cat 3 --range 999999999999999999:": 2,
    "get 3 -o .": 2,
    "restore . R.vault": 2,
}


@pytest.fixture
def filled(run: "Terminal") -> "Terminal":
    """A vault with one item, record 3, and its handover, record 4."""
    run.write("note.txt")
    run.add("note.txt")
    return run


@pytest.mark.needs("linux")
def test_every_odd_input_ends_with_a_message_and_changes_nothing(filled: "Terminal") -> None:
    for words, code in INPUTS.items():
        ran = filled("amanet", *words.split(), "--json", code=None)
        assert ran.code == code, f"{words[:60]}: {ran.code} {ran.err[-300:]}"
        if code:
            error = ran.json["error"]
            assert error["exit_code"] == code
            assert len(error["message"]) > 20, words
    assert {path.name for path in filled.folder.iterdir()} == {"V.vault", "note.txt", "passphrase"}
    assert [event["number"] for event in filled("amanet log --after -5 --json").json] == [1, 2, 3, 4]
    assert filled("amanet log --after 99999999999999999999 --json").json == []


INSIDE = [
    "add note.txt --receipt {inside}",
    "get 3 -o {inside}",
    "prove 3 -o {inside}",
    "receipt make 4 -o {inside}",
    "erase 3 --reason x --yes --certificate {inside}",
    "certificate 3 -o {inside}",
    "key change --recovery --recovery-sheet {inside}",
    "stamp request -o {inside}",
    "cosign export -o {inside}",
    "cosign export -o out --sheet {inside}",
    "cosign sign note.txt -o {inside}",
    "cosign sign note.txt -o out --sheet {inside}",
    "backup make {inside}",
    "backup make disk --keys-to {inside}",
]


@pytest.mark.needs("linux")
@pytest.mark.parametrize("inside", ["V.vault/log/x", "link/x", "V.vault/../V.vault/packs/x"])
def test_nothing_is_written_into_the_folder_of_the_vault(filled: "Terminal", inside: str) -> None:
    (filled.folder / "link").symlink_to("V.vault")
    before = sorted(str(path) for path in (filled.folder / "V.vault").rglob("*"))
    for words in INSIDE:
        ran = filled("amanet", *words.format(inside=inside).split(), code=None)
        assert (ran.code, "inside the vault" in ran.err) == (2, True), f"{words}: {ran.code} {ran.err}"
    assert sorted(str(path) for path in (filled.folder / "V.vault").rglob("*")) == before
    assert len(filled("amanet log --json").json) == 4
    assert not (filled.folder / "disk").exists()


def test_a_loose_file_among_the_logs_is_listed(filled: "Terminal") -> None:
    filled.write("V.vault/log/loose")
    assert "log/loose" in filled("amanet verify").text


@pytest.mark.parametrize("command", ["init", "key", "erase"])
@pytest.mark.parametrize("failing", ["disk", "printing"])
def test_a_paper_that_cannot_be_written_in_the_end_is_printed(
    filled: "Terminal", monkeypatch: pytest.MonkeyPatch, command: str, failing: str
) -> None:
    words, expected = {
        "init": ("init N.vault --recovery-sheet sheet", "recovery code"),
        "key": ("key change --recovery --recovery-sheet sheet", "recovery code"),
        "erase": ("erase 3 --reason x --yes --certificate sheet", "certificate of erasure"),
    }[command]

    def fails(*_arguments: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def is_not_printable(*_arguments: object) -> bytes:
        raise ValueError("a letter that no font has")

    with monkeypatch.context() as patched:
        if failing == "disk":
            patched.setattr(papers, "write_all", fails)
        else:
            patched.setattr(papers.Reserved, "_write", is_not_printable)
        ran = filled("amanet", *words.split(), code=6)
    assert ran.text.startswith(f"amanet: {expected}")
    assert "IS done" in ran.err
    assert not list(filled.folder.glob("sheet*"))


def test_the_files_of_a_paper_are_made_before_what_cannot_be_undone(
    filled: "Terminal", monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(path: object, *_more: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    with monkeypatch.context() as patched:
        patched.setattr(papers.os, "open", unwritable)
        filled("amanet erase 3 --reason x --yes --certificate sheet", code=6)
        filled("amanet key change --recovery --recovery-sheet sheet", code=6)
        filled("amanet init N.vault --recovery-sheet sheet", code=6)
    filled("amanet show 3")
    assert not (filled.folder / "N.vault").exists()
    assert len(filled("amanet log --json").json) == 4
    filled("amanet erase 4711 --reason x --yes --certificate sheet", code=2)
    assert not list(filled.folder.glob("sheet*")), "what was made for nothing is gone"
    filled("amanet erase 3 --reason x --yes --certificate sheet")
    assert {path.stat().st_mode & 0o777 for path in filled.folder.glob("sheet*")} == {0o600}


def test_a_reader_that_goes_away_is_no_error(filled: "Terminal") -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with filled.outside("log", stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.needs("linux")
def test_output_that_cannot_be_written_is_an_error(filled: "Terminal") -> None:
    with (
        open("/dev/full", "wb") as full,
        filled.outside("log", stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _, err = process.communicate()
    assert process.returncode == 6
    assert b"full" in err
    assert b"Traceback" not in err


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "problem",
    [
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        OSError(errno.EIO, "I/O error", "a file"),
        OverflowError("too large"),
        ValueError("a secret"),
        UnicodeEncodeError("utf-8", "a secret", 0, 1, "no"),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_what_nobody_foresaw_is_told_calmly(
    filled: "Terminal", monkeypatch: pytest.MonkeyPatch, problem: Exception, as_json: bool
) -> None:
    def fails(*_arguments: object, **_more: object) -> Any:
        raise problem

    monkeypatch.setattr(OpenVault, "history", fails)
    words = ["amanet", "log", *(["--json"] if as_json else [])]
    ran = filled(*words, code=6)
    assert ran.err.startswith("amanet: ")
    assert "Traceback" not in ran.err
    assert "a secret" not in ran.err
    if as_json:
        assert ran.json["error"]["family"] == "WorldFailed"
    else:
        assert ran.out == b""
    monkeypatch.setenv("AMANET_TRACEBACK", "1")
    ran = filled(*words, code=6)
    assert ("Traceback" in ran.err) is not isinstance(problem, BrokenPipeError)


def test_a_byte_order_mark_before_a_passphrase_is_no_part_of_it(filled: "Terminal") -> None:
    words = (filled.folder / "passphrase").read_bytes()
    filled.write("notepad", b"\xef\xbb\xbf" + words.replace(b"\n", b"\r\n"))
    filled("amanet list --passphrase-file notepad")
    reading, writing = os.pipe()
    os.write(writing, b"\xef\xbb\xbf" + words)
    os.close(writing)
    filled(f"amanet list --passphrase-fd {reading}")
    os.close(reading)


def test_cat_gives_a_range_as_a_document(filled: "Terminal") -> None:
    found = filled("amanet cat 3 --range 2:5 --json").json
    assert found == {"item": 3, "offset": 2, "length": 3, "base64": base64.b64encode(b"nte").decode()}
    assert filled("amanet cat 3 --json").json["length"] == len(b"content")
    filled.write("large", bytes((16 << 20) + 1))
    (large,) = filled.add("large")["added"]
    assert "16777216" in filled("amanet", "cat", str(large), "--json", code=2).err
    assert filled("amanet", "cat", str(large), "--range", "1:", "--json").json["length"] == 16 << 20


def test_a_backup_whose_time_is_over_is_pointed_out(filled: "Terminal") -> None:
    filled("amanet backup make disk --name old --keep-until 2020-01-31")
    filled("amanet backup make disk --name new --keep-until 2999-12-31")
    ran = filled("amanet backup list")
    old, new = ran.text.splitlines()
    assert "until 2020-01-31" in old
    assert "until 2999-12-31" in new
    assert "kept until 2020-01-31, which is past" in ran.err
    assert "2999" not in ran.err


def test_what_was_taken_in_is_told_although_an_earlier_item_is_damaged(filled: "Terminal") -> None:
    (pack,) = (filled.folder / "V.vault/packs").iterdir()
    os.truncate(pack, 100)
    filled.write("new.txt", "new")
    ran = filled("amanet add new.txt --json", code=4)
    assert ran.json["added"] == [5]
    assert "damaged" in ran.json["not_described"]
