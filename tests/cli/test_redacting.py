"""`amanet redact`: a copy of one document, without a vault."""

import io
from typing import TYPE_CHECKING

import PIL.Image

from amanet.vault.durable import TEMPORARY

if TYPE_CHECKING:
    from conftest import Terminal


def test_a_copy_says_what_was_replaced_and_what_it_does_not_protect_against(terminal: "Terminal") -> None:
    (terminal.folder / "a.txt").write_text(
        "Zhaqsylbek Qorvane came on 3 May 2019, to Selkum. +7 700 123 45 67. The blue door."
    )
    (terminal.folder / "words").write_text("the blue door=a door\n")
    ran = terminal(
        "amanet", "redact", "a.txt", "-o", "b.txt", "--name", "Zhaqsylbek Qorvane=Alder", "--place", "Selkum", "--dates", "year",
        "--words", "words",
    )  # fmt: skip
    assert (terminal.folder / "b.txt").read_text() == "Alder came on 2019, to [place]. [number]. a door."
    assert "Replaced: date 1, number 1, person 1, place 1, words 1" in ran.text
    assert "NOT PROTECTED" in ran.text
    again = terminal(
        "amanet",
        "redact",
        "a.txt",
        "-o",
        "b.txt",
        "--name",
        "Zhaqsylbek=Alder",
        "--replace",
        "--level",
        "anonymous",
        "--json",
    )
    assert again.json["replaced"] == {"number": 1, "person": 1}
    assert (terminal.folder / "b.txt").read_text().startswith("[name] Qorvane")


def test_what_cannot_be_made_anew_leaves_nothing(terminal: "Terminal") -> None:
    (terminal.folder / "a.pdf").write_bytes(b"%PDF-1.7\n")
    ran = terminal("amanet", "redact", "a.pdf", "-o", "b.pdf", code=3)
    assert "Traceback" not in ran.err
    assert sorted(path.name for path in terminal.folder.iterdir()) == ["a.pdf", "passphrase"]
    assert not (terminal.folder / f"{TEMPORARY}b.pdf").exists()


def test_nothing_is_written_over_unasked_and_never_the_original(terminal: "Terminal") -> None:
    (terminal.folder / "a.txt").write_text("Selkum")
    (terminal.folder / "b.txt").write_text("kept")
    assert "exists already" in terminal("amanet", "redact", "a.txt", "-o", "b.txt", code=2).err
    assert "take the place" in terminal("amanet", "redact", "a.txt", "-o", "a.txt", "--replace", code=2).err
    assert (terminal.folder / "b.txt").read_text() == "kept"
    terminal("amanet", "redact", "nowhere.txt", "-o", "c.txt", code=6)


def test_a_picture_says_that_faces_are_not_hidden(terminal: "Terminal") -> None:
    kept = io.BytesIO()
    PIL.Image.new("RGB", (9, 9)).save(kept, "PNG")
    (terminal.folder / "a.png").write_bytes(kept.getvalue())
    ran = terminal("amanet", "redact", "a.png", "-o", "b.jpg")
    assert "faces" in ran.text
    assert "the copy is of the kind .png" in ran.text
