"""`amanet check-leaks`: what it prints, how it ends, and that it prints no secret."""

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Terminal


def test_it_names_file_place_and_kind_and_never_the_secret(terminal: "Terminal") -> None:
    terminal.write("package/boats.txt", "It was Zulpiqar Ablimit who came.")
    terminal.write("names", "Zulpiqar Ablimit\n")
    ran = terminal("amanet check-leaks package --names names", code=1)
    assert "block: boats.txt: name (line 1). Replace it" in ran.text
    assert "1 FINDING" in ran.text
    assert "Zulpiqar" not in ran.text + ran.err


def test_a_package_without_them_passes(terminal: "Terminal") -> None:
    with zipfile.ZipFile(terminal.folder / "package.zip", "w") as archive:
        archive.writestr("boats.txt", "Boats and nets.")
    terminal.write("names", "name,Zulpiqar Ablimit\nnumber,+998 90 000 12 34\n")
    ran = terminal("amanet check-leaks package.zip --names names")
    assert "NOTHING FOUND" in ran.text


def test_what_was_decided_with_a_reason_no_longer_blocks(terminal: "Terminal") -> None:
    terminal.write("package/boats.txt", "It was Zulfikar Ablimet who came.")
    terminal.write("names", "Zulpiqar Ablimit\n")
    found = terminal("amanet check-leaks package --names names --json", code=1).json["findings"]
    assert [finding["severity"] for finding in found] == ["decide"]
    terminal.write("decided", f"{found[0]['key']} another person, an official\n")
    assert (
        terminal("amanet check-leaks package --names names --decided decided --json").json["passes"] is True
    )
    terminal.write("decided", f"{found[0]['key']}\n")
    assert "no reason" in terminal("amanet check-leaks package --names names --decided decided", code=3).err


def test_it_says_what_is_missing(terminal: "Terminal") -> None:
    terminal.write("names", "Zulpiqar Ablimit\n")
    assert "nothing at" in terminal("amanet check-leaks nowhere --names names", code=3).err
