"""`amanet read`: what people and programs are shown, what is asked, and what happens where it cannot be read."""

import hashlib
import io
import json
import os
import pty
import zipfile
from pathlib import Path
from typing import Any

import pytest

from amanet.app import OpenVault, make_vault
from amanet.intake.parsers import FORMATS

BROADCAST = (
    "AYGUL:\n[Speaking Uyghur] They took him at night.\n\nLI:\nWhen was that?\n\nAYGUL:\nIn winter. 🐎\n"
)
UNCLEAR = "03/04/19, 11:25 - Aygul: They took him.\n04/04/19, 11:26 - Li: When?\n"
VOICE = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead"


def chat() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "WhatsApp Chat with Li.txt",
            "31/01/19, 11:25 - Aygul: PTT-20190131-WA0001.opus (file attached)\n"
            "31/01/19, 11:26 - Li: IMG-20190131-WA0002.jpg (file attached)\n",
        )
        archive.writestr("PTT-20190131-WA0001.opus", VOICE)
    return made.getvalue()


def added(run: Any, content: bytes | str, name: str = "a.txt") -> int:
    run.write(name, content)
    number: int = run.add(name)["added"][0]
    return number


def test_the_document_has_every_segment_in_order(run: Any) -> None:
    number = added(run, BROADCAST)
    shown = run("amanet", "read", str(number), "--json").json
    assert (shown["item"], shown["format"], shown["again"]) == (number, "transcript", False)
    assert shown["text"] == BROADCAST
    assert shown["text_sha256"] == hashlib.sha256(BROADCAST.encode()).hexdigest()
    assert "".join(one["text"] for one in shown["segments"]) == BROADCAST
    for one in shown["segments"]:
        assert one["text"] == BROADCAST[one["start"] : one["end"]]
    turns = [one for one in shown["segments"] if one["kind"] == "turn"]
    assert [(one["speaker"], one["said"]) for one in turns] == [
        ("AYGUL", "They took him at night."),
        ("LI", "When was that?"),
        ("AYGUL", "In winter. 🐎"),
    ]
    assert turns[0]["language"] == "ug"
    assert shown["speakers"] == [{"label": "AYGUL", "segments": 2}, {"label": "LI", "segments": 1}]
    assert run("amanet", "show", str(shown["rendition"]), "--json").json["reference"] == shown["reference"]


def test_files_inside_are_named_with_their_items(run: Any) -> None:
    number = added(run, chat(), "chat.zip")
    shown = run("amanet", "read", str(number), "--json").json
    voice, picture = shown["attached"]
    assert (voice["name"], voice["missing"], picture["missing"]) == ("PTT-20190131-WA0001.opus", False, True)
    assert "item" not in picture
    assert shown["found"] == [voice["item"]]
    first = next(one for one in shown["segments"] if one["kind"] == "message")
    assert [one["item"] for one in first["attached"]] == [voice["item"]]
    assert first["said_at"] == "2019-01-31T11:25:00"
    assert shown["described"] == 1
    items = {item["number"]: item for item in run("amanet", "list", "--json").json}
    assert items[voice["item"]]["media_type"] == "audio/ogg"
    assert items[voice["item"]]["source"] == "a cousin"
    run("amanet", "get", str(voice["item"]), "-o", "voice.opus")
    assert (run.folder / "voice.opus").read_bytes() == VOICE
    assert run("amanet verify --json").code == 0


def test_what_is_inside_need_not_be_looked_at(run: Any) -> None:
    number = added(run, chat(), "chat.zip")
    shown = run("amanet", "read", str(number), "--no-describe", "--json").json
    assert "described" not in shown
    assert {item["media_type"] for item in run("amanet", "list", "--json").json} == {None}


def test_many_files_inside_are_left_for_later_unless_asked_for(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amanet.cli.reading._FEW", 0)
    for name, words, described in (("a.zip", [], None), ("other.zip", ["--describe"], 1)):
        number = added(run, chat() + name.encode(), name)
        ran = run("amanet", "read", str(number), "--as", "whatsapp", *words, "--json")
        assert ran.json.get("described") == described
        assert ("Do that with: amanet describe" in ran.err) == (described is None)


def test_people_are_told_what_it_is_who_speaks_and_what_is_odd(run: Any) -> None:
    number = added(run, chat(), "chat.zip")
    shown = run("amanet", "read", str(number)).text
    assert f"Item {number}, read as a WhatsApp chat: record" in shown
    assert "Speakers, as they are labelled (2):\n        1  Aygul\n        1  Li\n" in shown
    assert "Inside: 1 file, now items of their own; 1 file spoken of and not there." in shown
    assert f"amanet passage add {number} --quote WORDS" in shown


def test_a_label_cannot_move_the_cursor(run: Any) -> None:
    number = added(run, "31/01/19, 11:25 - \x1b[2JAygul\u202e: No.\n31/01/19, 11:26 - Li: When?\n")
    ran = run("amanet", "read", str(number))
    assert "\x1b" not in ran.text + ran.err
    assert "\u202e" not in ran.text + ran.err


def test_an_item_that_was_read_is_shown_and_nothing_is_recorded(run: Any) -> None:
    number = added(run, BROADCAST)
    first = run("amanet", "read", str(number), "--json").json
    last = len(run("amanet log --json").json)
    for words in ([], ["--again"], ["--as", "transcript"]):
        again = run("amanet", "read", str(number), *words, "--json").json
        assert again == {**first, "again": True}
    assert "was read before" in run("amanet", "read", str(number)).text
    assert "was read before" in run("amanet", "read", str(first["rendition"])).text
    assert len(run("amanet log --json").json) == last


def test_read_otherwise_it_replaces(run: Any) -> None:
    number = added(run, BROADCAST)
    first = run("amanet", "read", str(number), "--json").json
    shown = run("amanet", "read", str(number), "--language", "kk").text
    assert f"It replaces record {first['rendition']}" in shown
    (listed,) = run("amanet read --list --json").json
    assert (listed["item"], listed["format"]) == (number, "transcript")
    assert listed["number"] != first["rendition"]
    assert f"item {number}: a.txt" in run("amanet read --list").text
    assert run("amanet", "read", str(first["rendition"]), "--json").json["segments"] == first["segments"]


def test_nothing_read_yet(run: Any) -> None:
    assert "Nothing was read yet" in run("amanet read --list").err
    assert "Say which item" in run("amanet read", code=2).err


def test_a_question_is_told_to_programs_with_its_choices(run: Any) -> None:
    number = added(run, UNCLEAR)
    ran = run("amanet", "read", str(number), "--json", code=3)
    error = ran.json["error"]
    assert (error["family"], error["exit_code"], error["question"]) == ("BadData", 3, "date_order")
    assert set(error["choices"]) == {"dmy", "mdy"}
    assert "--date-order" in error["message"]
    assert error["message"] in ran.err
    ran = run("amanet", "read", str(number), code=3)
    assert (ran.text, "--date-order" in ran.err) == ("", True)
    answered = run("amanet", "read", str(number), "--date-order", "mdy", "--json").json
    assert answered["segments"][1]["said_at"] == "2019-03-04T11:25:00"
    assert answered["parameters"] == {"date_order": "mdy", "format": "whatsapp"}


def test_at_a_terminal_it_is_asked(run: Any) -> None:
    number = added(run, UNCLEAR)
    ours, theirs = pty.openpty()
    command = run.outside("read", str(number), stdin=theirs, stdout=-1, stderr=-1)
    os.close(theirs)
    os.write(ours, b"dmy\n")
    out, err = command.communicate(timeout=120)
    os.close(ours)
    assert command.returncode == 0, err.decode()
    assert b"date order" in err
    assert b"date_order: dmy" in out


@pytest.mark.parametrize(
    ("content", "words", "message"),
    [
        (os.urandom(500), [], "No parser takes this item"),
        (b"PK\x03\x04 cut", ["--as", "docx"], "kept as it is"),
        (
            "БАБУШКА:\nНет.\nДЕД:\nДа.\n".encode("cp1251"),
            ["--as", "transcript"],
            "Say its encoding (--encoding)",
        ),
        (BROADCAST, ["--as", "transcript", "--encoding", "klingon"], "no encoding called 'klingon'"),
        (BROADCAST, ["--as", "xls"], "'xls' is not one of"),
        (BROADCAST, ["--date-order", "ydm"], "'ydm' is not one of"),
    ],
)
def test_what_cannot_be_read_leaves_the_item_alone(
    run: Any, content: bytes | str, words: list[str], message: str
) -> None:
    number = added(run, content)
    before = len(run("amanet log --json").json)
    ran = run("amanet", "read", str(number), *words, code=None)
    assert ran.code in (2, 3)
    assert message in " ".join(ran.err.split())
    assert len(run("amanet log --json").json) == before


def test_an_interruption_is_one(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    number = added(run, BROADCAST)

    def stopped(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(OpenVault, "read", stopped)
    run("amanet", "read", str(number), code=130)


def test_the_library_reads_with_the_same_verb(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BROADCAST)
    words = "lantern ferry coat tide harbour salt"
    with make_vault(tmp_path / "V.vault", words, member="Mirel")[0] as vault:
        number = vault.add([tmp_path / "a.txt"]).added[0]
        made = vault.read(number, language="ug", speakers=["LI"])
        assert vault.reading(number) == vault.reading(made.rendition) == (made.reading, {})
        assert [one.number for one in vault.readings()] == [made.rendition]


def test_every_format_can_be_said(run: Any) -> None:
    shown = run("amanet read --help").text
    assert all(name in shown for name in FORMATS)


def test_the_document_is_written_piece_by_piece(run: Any) -> None:
    """A thousand and one segments, so that pieces meet; and what stands between them is one document still."""
    lines = "".join(f"31/01/19, 11:{at % 60:02} - Li: No. {at}\n" for at in range(500))
    shown = run("amanet", "read", str(added(run, lines)), "--json")
    document = json.loads(shown.text)
    assert len(document["segments"]) == 1001
    assert "".join(one["text"] for one in document["segments"]) == lines
