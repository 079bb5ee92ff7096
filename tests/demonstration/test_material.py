"""Every file opens with its library and says what the material claims of it."""

import csv
import io
import os
import stat
import unicodedata
import wave
import zipfile
from collections.abc import Iterator
from pathlib import Path

import av
import pypdfium2
import pytest
from PIL import Image

from amanet.demonstration import Material, MaterialFile, make_material, voices
from amanet.demonstration.broadcast import CAPTION_OF, JUNK
from amanet.demonstration.mapping import MAPPING, corrected_mapping
from amanet.demonstration.papers import CHAT_TEXT
from amanet.errors import Misuse
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.table import PARSER as TABLE
from amanet.intake.parsers.table_reading import cells_of
from amanet.intake.parsers.transcript import PARSER as TRANSCRIPT
from amanet.record.mapping import dry_run, parse_mapping, plan
from amanet.record.reading import NOT_UNDERSTOOD
from amanet.vault.ontology_files import load_ontology


def _of_kind(material: Material, kind: str) -> list[MaterialFile]:
    found = [file for file in material.files if file.kind == kind]
    assert found
    return found


def _all_bytes(folder: Path) -> Iterator[tuple[str, float, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.stat().st_mtime, path.read_bytes()


def test_the_same_seed_gives_the_same_bytes(material: Material, tmp_path: Path) -> None:
    again = make_material(tmp_path / "again", seed=7)
    assert list(_all_bytes(again.folder)) == list(_all_bytes(material.folder))


_BEGINS = {
    "audio/ogg": b"OggS",
    "audio/x-wav": b"RIFF",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-",
    "application/zip": b"PK\x03\x04",
}


def test_every_file_in_the_folder_is_claimed_and_begins_as_its_type_does(material: Material) -> None:
    there = {path for path in material.folder.rglob("*") if not path.is_dir()}
    assert {file.path for file in material.files} == there
    for file in material.files:
        assert file.path.read_bytes().startswith(_BEGINS.get(file.media_type, b""))
        assert file.media_type != "video/mp4" or file.path.read_bytes()[4:8] == b"ftyp"
        if file.media_type.startswith("text/"):
            file.path.read_text(encoding="utf-8")


def test_every_batch_says_who_gave_it_how_when_and_where(material: Material) -> None:
    for batch in material.batches:
        assert all((batch.source, batch.acquired_how, batch.acquired_at, batch.acquired_where, batch.note))
        assert all(file.path.parent == batch.folder for file in batch.files)


def test_the_four_scripts_of_the_country_are_there(material: Material) -> None:
    spoken = {script for file in _of_kind(material, "voice") for script in file.scripts}
    assert spoken == {"Cyrillic", "Han", "Latin"}
    for kind in ("chat", "table"):
        assert _of_kind(material, kind)[0].scripts == {"Arabic", "Cyrillic", "Han", "Latin"}


def test_voice_messages_are_sound_of_the_length_claimed(material: Material) -> None:
    for file in _of_kind(material, "voice"):
        with av.open(str(file.path), "r") as container:
            stream = container.streams.audio[0]
            assert stream.codec_context.name in {"libopus", "opus", "pcm_s16le"}
            heard = sum(frame.samples / frame.sample_rate for frame in container.decode(stream))
        assert heard == pytest.approx(float(file.claims["duration"]), abs=0.15)
        assert heard > 1


def test_the_film_moves_and_says_when_it_was_made(material: Material) -> None:
    (file,) = _of_kind(material, "film")
    with av.open(str(file.path), "r") as container:
        assert container.metadata["creation_time"].startswith(file.claims["created_at"].rstrip("Z"))
        frames = [frame.to_image().tobytes() for frame in container.decode(video=0)]
        assert container.duration / 1_000_000 == pytest.approx(float(file.claims["duration"]), abs=0.1)
    assert len(set(frames)) > len(frames) / 2


def test_photographs_carry_device_time_and_a_place_in_the_open_sea(material: Material) -> None:
    for file in _of_kind(material, "photograph"):
        with Image.open(file.path) as photograph:
            exif = photograph.getexif()
        place = exif.get_ifd(0x8825)
        assert exif[0x0110] == file.claims["device"]
        assert exif.get_ifd(0x8769)[0x9003] == file.claims["taken_at"]
        north, east = (
            sum(float(part) / 60**power for power, part in enumerate(place[tag]))
            * (-1 if place[tag - 1] in "SW" else 1)
            for tag in (2, 4)
        )
        assert f"{north:.4f} {east:.4f}" == file.claims["place"]
        assert -48 < north < -46
        assert -120 < east < -117


def test_the_notice_has_its_author_and_both_scripts(material: Material) -> None:
    (file,) = _of_kind(material, "notice")
    with pypdfium2.PdfDocument(file.path) as notice:
        assert str(len(notice)) == file.claims["pages"]
        assert notice.get_metadata_dict()["Author"] == file.claims["author"]
        text = unicodedata.normalize("NFKC", notice[0].get_textpage().get_text_range())
    assert "no\r\nperson of the name Aytoz Qumdengiz is or was" in text
    assert any("ARABIC LETTER" in unicodedata.name(letter, "") for letter in text)


def test_the_chat_comes_with_the_voice_messages_that_it_names(material: Material) -> None:
    (file,) = _of_kind(material, "chat")
    with zipfile.ZipFile(file.path) as archive:
        chat = archive.read(CHAT_TEXT).decode()
        packed = {name: archive.read(name) for name in archive.namelist() if name != CHAT_TEXT}
    named = [line.split("<attached: ")[1].rstrip(">") for line in chat.splitlines() if "<attached: " in line]
    assert named == list(packed)
    assert packed == file.inside
    for sound in packed.values():
        with av.open(io.BytesIO(sound)) as container:
            assert container.duration > 1_000_000


def test_the_broadcast_is_read_whole_and_as_it_is_told(material: Material) -> None:
    (file,) = _of_kind(material, "broadcast")
    data = file.path.read_bytes()
    reading = TRANSCRIPT.parse(
        io.BytesIO(data), Sample(file.path.name, file.media_type, len(data), data), Answers()
    ).reading
    assert reading.text == data.decode()
    turns = [one for one in reading.segments if one.kind == "turn"]
    assert len(turns) == 23
    assert {one.language for one in turns} == {"ug", "kk", "cmn", None}
    assert {mark.value for one in turns for mark in one.marks if mark.kind == "action"} == {
        "Crying",
        "Pause",
        "Hangs up",
        "Laughs",
    }
    places = [mark for one in reading.segments for mark in one.marks if mark.kind == "place"]
    assert [reading.text[mark.start : mark.end] for mark in places] == [
        "SELKUM, VELMARA",
        "THE HARBOUR SCHOOL",
        "THE SALT HOUSE ROAD",
    ]
    assert [one.details["caption_of"] for one in reading.segments if "caption_of" in one.details] == [
        CAPTION_OF
    ]
    assert reading.said(reading.segments[-1]) == JUNK
    assert reading.segments[-1].kind == NOT_UNDERSTOOD
    assert not reading.oddities


def test_the_mapping_understands_the_table_but_for_one_cell_until_a_line_is_added(material: Material) -> None:
    data = _of_kind(material, "table")[0].path.read_bytes()
    table = TABLE.parse(io.BytesIO(data), Sample("names.csv", "text/csv", len(data), data), Answers()).reading
    sums = [
        dry_run(plan(cells_of(table), parse_mapping(text, load_ontology()), load_ontology()))
        for text in (MAPPING, corrected_mapping())
    ]
    assert [(one.row, one.letters) for one in sums[0].problems] == [(6, "D")]
    assert not sums[1].problems
    assert sums[1].entities == {"Person": 6, "Act": 6, "Place": 6}


def test_the_table_has_one_person_a_row_and_no_cell_too_many(material: Material) -> None:
    rows = list(csv.reader(io.StringIO(_of_kind(material, "table")[0].path.read_text(encoding="utf-8"))))
    assert {len(row) for row in rows} == {8}
    assert len(rows) == 7


def test_the_interview_keeps_who_speaks_and_what_is_unsure(material: Material) -> None:
    text = material.to_erase.path.read_text(encoding="utf-8")
    speakers = {
        line.split(":")[0] for line in text.splitlines() if line.startswith(("INTERVIEWER:", "WITNESS:"))
    }
    assert speakers == {"INTERVIEWER", "WITNESS"}
    assert "[pause]" in text
    assert "I am not sure of the face" in text
    data = text.encode()
    reading = TRANSCRIPT.parse(
        io.BytesIO(data), Sample("Interview 07.txt", "text/plain", len(data), data), Answers()
    ).reading
    assert reading.speakers() == {"INTERVIEWER": 6, "WITNESS": 6}


def test_hard_names_an_empty_file_and_a_link_are_there(material: Material) -> None:
    names = [file.path.name for file in material.files]
    hard = next(name for name in names if "\u200f" in name)
    assert unicodedata.normalize("NFC", hard) != hard
    assert os.name == "nt" or "\n" in hard
    assert [file.path.stat().st_size for file in _of_kind(material, "empty")] == [0]
    if os.name != "nt":
        assert stat.S_ISLNK(_of_kind(material, "link")[0].path.lstat().st_mode)


def test_without_a_speech_program_there_are_tones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(voices, "can_speak", lambda: False)
    sound = voices.wav_of(voices.Spoken("somebody", "ug", "ھەدە كەلمىدى", ""), tmp_path)
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() / file.getframerate() > 0.4
    assert voices.opus_from_wav(sound)[:4] == b"OggS"


@pytest.mark.needs("espeak-ng")
def test_no_temporary_file_is_left_beside_the_voices(material: Material) -> None:
    assert not list(material.folder.rglob(".*"))


def test_a_folder_that_holds_something_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Misuse):
        make_material(tmp_path, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
