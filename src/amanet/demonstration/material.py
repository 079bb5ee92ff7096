"""The files of the demonstration, in the batches in which they were handed over, and what each of them
claims to be.
"""

import os
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from amanet.canonical import parse_utc
from amanet.demonstration.broadcast import BROADCAST
from amanet.demonstration.film import film_of_the_courtyard
from amanet.demonstration.papers import NOTICE_AUTHOR, chat_export, notice_pdf, table_of_names
from amanet.demonstration.pictures import clouds_from, courtyard, jpeg_with_exif, salt_house
from amanet.demonstration.story import CHAT, COUNTRY, HARBOUR, INTERVIEW, SALT_HOUSE, VOICES, Spoken
from amanet.demonstration.voices import opus_from_wav, wav_of
from amanet.errors import Misuse

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Batch", "Material", "MaterialFile", "make_material"]

_FILM_SECONDS = 6
_MAKER, _MODEL = "Halden", "Halden P3"


@dataclass(frozen=True)
class MaterialFile:
    """One file and what is true of it. `claims` are what a look inside must find: duration, device, place,
    author, …; `inside` are the files that came packed in it, by name.
    """

    path: Path
    kind: str
    media_type: str
    scripts: frozenset[str] = frozenset()
    claims: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    inside: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True)
class Batch:
    """What one person handed over at one time; the words are those that `amanet add` takes."""

    folder: Path
    source: str
    acquired_how: str
    acquired_at: str
    acquired_where: str
    note: str
    files: tuple[MaterialFile, ...]


@dataclass(frozen=True)
class Material:
    """Everything, and the three files the walk-through picks: one to prove, one to tamper with (on a copy),
    one to erase.
    """

    folder: Path
    country: str
    batches: tuple[Batch, ...]
    to_prove: MaterialFile
    to_tamper: MaterialFile
    to_erase: MaterialFile

    @property
    def files(self) -> tuple[MaterialFile, ...]:
        return tuple(file for batch in self.batches for file in batch.files)

    def of_kind(self, kind: str) -> MaterialFile:
        """The first file of a kind."""
        return next(file for file in self.files if file.kind == kind)


def make_material(folder: Path, *, seed: int) -> Material:
    """Writes the files into `folder`, which must be empty or missing. The same seed gives the same story
    and pictures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Misuse("The demonstration writes its files into an empty folder; this one holds something.")
    random = Random(seed)  # noqa: S311 - clouds, not keys
    family = _family(folder / "from the family")
    journalist = _journalist(folder / "from the journalist", random)
    association = _association(folder / "from the association")
    leftovers = _leftovers(folder / "from an old telephone")
    return Material(
        folder=folder,
        country=COUNTRY,
        batches=(family, journalist, association, leftovers),
        to_prove=journalist.files[0],
        to_tamper=family.files[1],
        to_erase=association.files[0],
    )


def _family(folder: Path) -> Batch:
    """What she said herself is in the chat; what two others said, they sent to her alone."""
    folder.mkdir()
    sent = {_name_in_chat(number, one): _opus(one, folder) for number, one in enumerate(VOICES[:3], 6)}
    chat = chat_export(sent)
    path = _write(folder / "WhatsApp Chat - ئائىلە.zip", chat, "2024-09-18T12:10:00Z")
    said = "".join(message.text for message in VOICES[:3]) + CHAT
    files = [
        MaterialFile(path, "chat", "application/zip", _scripts(said), inside=MappingProxyType(sent)),
        *(_voice_message(number, message, folder) for number, message in enumerate(VOICES[3:5], 3)),
    ]
    return Batch(
        folder,
        source="نۇرسەل قۇمدېڭىز (sister)",
        acquired_how="copied from her telephone, in her presence",
        acquired_at="2024-09-19",
        acquired_where="Selkum, the family's kitchen",
        note="The family's group with its voice messages, and two that others sent to her.",
        files=tuple(files),
    )


def _voice_message(number: int, message: Spoken, folder: Path) -> MaterialFile:
    day = message.sent_at[:10].replace("-", "")
    path = _write(folder / f"PTT-{day}-WA{number:04d}.opus", _opus(message, folder), message.sent_at)
    claims = {"duration": f"{_seconds(path):.1f}", "speaker": message.speaker, "text": message.text}
    return MaterialFile(path, "voice", "audio/ogg", _scripts(message.text), MappingProxyType(claims))


def _opus(message: Spoken, folder: Path) -> bytes:
    return opus_from_wav(wav_of(message, folder))


def _name_in_chat(number: int, message: Spoken) -> str:
    sent = message.sent_at.rstrip("Z").translate(str.maketrans("T:", "--"))
    return f"{number:08d}-AUDIO-{sent}.opus"


def _journalist(folder: Path, random: Random) -> Batch:
    folder.mkdir()
    clouds = clouds_from(random)
    filmed_at = "2024-09-14T19:12:30Z"
    film = film_of_the_courtyard(clouds, seconds=_FILM_SECONDS, created_at=filmed_at)
    film_path = _write(folder / "VID_20240914_191230.mp4", film, filmed_at)
    claims = {"duration": f"{_FILM_SECONDS:.1f}", "created_at": filmed_at}
    report = wav_of(VOICES[5], folder)
    report_path = _write(folder / "note 19.10.wav", report, VOICES[5].sent_at)
    spoken = {
        "duration": f"{_seconds(report_path):.1f}",
        "speaker": VOICES[5].speaker,
        "text": VOICES[5].text,
    }
    files = (
        MaterialFile(film_path, "film", "video/mp4", claims=MappingProxyType(claims)),
        _photograph(
            folder / "IMG_0231.jpg", courtyard(1280, 960, clouds, 0.3), "2024:09:14 19:14:02", HARBOUR
        ),
        _photograph(
            folder / "IMG_0240.jpg",
            salt_house(1280, 960, clouds_from(random)),
            "2024:09:18 11:40:51",
            SALT_HOUSE,
        ),
        MaterialFile(report_path, "voice", "audio/x-wav", _scripts(VOICES[5].text), MappingProxyType(spoken)),
    )
    return Batch(
        folder,
        source="Tamsin Hollowreed (journalist)",
        acquired_how="memory card, handed over",
        acquired_at="2024-09-23",
        acquired_where="on the ferry from Orzhan",
        note="The card had been carried out of the country. She asks not to be named before she says so.",
        files=files,
    )


def _association(folder: Path) -> Batch:
    folder.mkdir()
    interview = _write(folder / "Interview 07.txt", INTERVIEW.encode(), "2024-09-20T17:30:00Z")
    table = table_of_names()
    names = _write(folder / "ئىسىملار · аттар · 名单.csv", table, "2024-09-21T20:00:00Z")
    notice = _write(folder / "Notice 118-24.pdf", notice_pdf(), "2024-09-22T09:00:00Z")
    broadcast = _write(folder / "The Coat by the Door.txt", BROADCAST.encode(), "2024-09-23T21:40:00Z")
    about = {"pages": "1", "author": NOTICE_AUTHOR}
    files = (
        MaterialFile(interview, "interview", "text/plain", frozenset({"Latin"})),
        MaterialFile(broadcast, "broadcast", "text/plain", frozenset({"Latin"})),
        MaterialFile(names, "table", "text/csv", _scripts(table.decode())),
        MaterialFile(
            notice, "notice", "application/pdf", frozenset({"Arabic", "Latin"}), MappingProxyType(about)
        ),
    )
    return Batch(
        folder,
        source="Mirel Oskavand (relatives' association)",
        acquired_how="USB stick, handed over",
        acquired_at="2024-09-24",
        acquired_where="Orzhan",
        note="The witness of interview 07 may withdraw. The notice was handed to the family by hand, without an envelope. "
        "The transcript of the broadcast was copied from its page.",
        files=files,
    )


def _leftovers(folder: Path) -> Batch:
    """What real folders also hold: names that are hard to carry, nothing at all, and a link that leads
    elsewhere.
    """
    folder.mkdir()
    files = [
        MaterialFile(
            _write(folder / "recording (unfinished).opus", b"", "2024-09-14T19:20:00Z"),
            "empty",
            "application/x-empty",
        )
    ]
    # A decomposed letter, a right-to-left mark and, where the system allows it, a line break.
    hard = unicodedata.normalize("NFD", "Çatı · é") + " \u200fخاتىرە"
    hard += "" if sys.platform == "win32" else "\nline two"
    text = "ئۇ كەتكەن كۈنى يامغۇر ياغمىدى.\nOn the day he left it did not rain.\n"
    path = _write(folder / f"{hard}.txt", text.encode(), "2024-09-30T06:00:00Z")
    files.append(MaterialFile(path, "note", "text/plain", _scripts(text)))
    link = folder / "latest.txt"
    try:
        link.symlink_to(path.name)
    except OSError:  # Windows without developer mode
        return _old_telephone(folder, files)
    files.append(MaterialFile(link, "link", "inode/symlink"))
    return _old_telephone(folder, files)


def _old_telephone(folder: Path, files: list[MaterialFile]) -> Batch:
    return Batch(
        folder,
        source="潮見灯 (colleague)",
        acquired_how="an old telephone, copied whole",
        acquired_at="2024-10-02",
        acquired_where="not asked",
        note="Left as found.",
        files=tuple(files),
    )


def _photograph(path: Path, image: "Image", taken_at: str, place: tuple[float, float]) -> MaterialFile:
    data = jpeg_with_exif(image, taken_at=taken_at, place=place, maker=_MAKER, model=_MODEL)
    taken = datetime.strptime(taken_at + " +0000", "%Y:%m:%d %H:%M:%S %z")
    _write(path, data, taken.strftime("%Y-%m-%dT%H:%M:%SZ"))
    north, east = place
    claims = {"device": _MODEL, "taken_at": taken_at, "place": f"{north:.4f} {east:.4f}"}
    return MaterialFile(path, "photograph", "image/jpeg", claims=MappingProxyType(claims))


def _write(path: Path, data: bytes, modified_at: str) -> Path:
    path.write_bytes(data)
    seconds = parse_utc(modified_at)
    os.utime(path, (seconds, seconds))
    return path


def _seconds(path: Path) -> float:
    import av

    with av.open(str(path)) as container:
        return float(container.duration or 0) / 1_000_000


def _scripts(text: str) -> frozenset[str]:
    """The scripts of the letters in `text`, of the four that are in use in Velmara."""
    names = (unicodedata.name(letter, "") for letter in text if letter.isalpha())
    first = {name.split(" ", 1)[0] for name in names}
    known = {"ARABIC": "Arabic", "CYRILLIC": "Cyrillic", "CJK": "Han", "LATIN": "Latin"}
    return frozenset(known[name] for name in first if name in known)
