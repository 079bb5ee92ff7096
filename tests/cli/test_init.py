"""amanet init: a vault, its first member, and the recovery sheet, shown once."""

import re
import stat
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from conftest import Terminal


def test_a_vault_is_made_and_its_sheet_stands_in_two_files(terminal: "Terminal") -> None:
    ran = terminal(
        "amanet", "init", "Names.vault", "--member", "Mirel", "--recovery-sheet", "sheet.pdf", "--json"
    )
    assert (terminal.folder / "Names.vault/vault.toml").is_file()
    assert ran.json["recovery_sheet"] == ["sheet.pdf", "sheet.txt"]
    assert ran.json["log_key"].startswith("amanet/")
    with pypdfium2.PdfDocument(terminal.folder / "sheet.pdf") as sheet:
        assert len(sheet) == 1
    for name in ("sheet.pdf", "sheet.txt"):
        assert stat.S_IMODE((terminal.folder / name).stat().st_mode) == 0o600
    code = re.search(r"[0-9A-Z]{4}(   [0-9A-Z]{4}){3}", (terminal.folder / "sheet.txt").read_text())
    assert code
    assert code[0].split()[0] not in ran.text + ran.err, "the code is on the sheet and nowhere else"


def test_without_a_file_the_sheet_is_printed(terminal: "Terminal") -> None:
    ran = terminal("amanet", "init", "Names.vault", "--member", "Mirel")
    assert "recovery code" in ran.text
    assert "amanet key add --vault NAME.vault" in ran.text
    assert re.fullmatch(
        r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", terminal("amanet init B.vault --json").json["recovery_code"]
    )


def test_nothing_is_overwritten_neither_vault_nor_sheet(terminal: "Terminal") -> None:
    terminal("amanet init Names.vault")
    assert "exists already" in terminal("amanet init Names.vault", code=2).err
    terminal.write("sheet.txt", "the sheet of another vault")
    assert "sheet.txt exists already" in terminal("amanet init B.vault --recovery-sheet sheet", code=2).err
    assert not (terminal.folder / "B.vault").exists(), "its code would have been lost"
    assert "There is no folder" in terminal("amanet init B.vault --recovery-sheet gone/sheet", code=2).err
    assert not (terminal.folder / "B.vault").exists()


def test_names_and_passphrases_that_will_not_do_are_refused_before_anything_is_made(
    terminal: "Terminal",
) -> None:
    assert "try Names.vault" in terminal("amanet init Names", code=2).err
    terminal.write("passphrase", "short\n")
    assert "at least 12 are needed" in terminal("amanet init Names.vault", code=2).err
    terminal.write("passphrase", "\n")
    assert "empty" in terminal("amanet init Names.vault", code=2).err
    terminal.write("passphrase", "0000-0000-0000-0000-0000-0000-0000")
    assert "recovery code" in terminal("amanet init Names.vault", code=2).err
    assert [path.name for path in terminal.folder.iterdir()] == ["passphrase"]


def test_where_the_folder_is_missing_it_is_said(terminal: "Terminal") -> None:
    ran = terminal("amanet init gone/Names.vault", code=6)
    assert "gone/Names.vault" in ran.err
