"""What real and hostile files are found to be, by the real worker."""

import io
import os
import random
import signal
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.errors import BadData, Misuse, VaultDamaged, WorldFailed
from amanet.intake import Inspection, Inspector, Limits

Inspect = Callable[[bytes | Path], Inspection]
Png = Callable[..., bytes]


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "images/DSCN0010.jpg",
            {
                "format": "JPEG",
                "width": 640,
                "height": 480,
                "orientation": 1,
                "make": "NIKON",
                "model": "COOLPIX P6000",
                "software": "Nikon Transfer 1.1 W",
                "taken_at": "2008:10:22 16:28:39",
                "latitude": "43.4674483",
                "longitude": "11.8851267",
                "gps_time": "2008:10:23 14:27:07",
            },
        ),
        (
            "images/phone.heic",
            {
                "format": "HEIF",
                "width": 3024,
                "height": 4032,
                "orientation": 1,
                "make": "Apple",
                "model": "iPhone 13 Pro Max",
                "software": "15.2.1",
                "taken_at": "2022:02:16 12:55:41",
                "taken_at_offset": "+01:00",
            },
        ),
        ("faces/1.jpg", {"format": "JPEG", "width": 720, "height": 478}),
    ],
)
def test_pictures(inspect: Inspect, shared_data: Path, name: str, expected: dict[str, object]) -> None:
    found = inspect(shared_data / name).to_json()
    assert found["image"] == expected
    assert found["provenance"] == {"present": False}
    assert "problems" not in found


@pytest.mark.needs("shared-data")
def test_a_damaged_picture_still_says_what_its_head_says(inspect: Inspect, shared_data: Path) -> None:
    found = inspect(shared_data / "images" / "corrupted.jpg")
    assert found.image is not None
    assert (found.image.width, found.image.height) == (3648, 2736)
    assert found.image.taken_at == "2015:09:08 11:02:17"


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password.pdf", {"encrypted": True}),
        ("arabic.pdf", {"encrypted": False, "pages": 1, "title": "habibi", "producer": "WeasyPrint 54.1"}),
        (
            "annotated.pdf",
            {
                "encrypted": False,
                "pages": 1,
                "title": "Annotated PDF",
                "creator": "created by Martin Thoma",
                "producer": "produced by FPDF2",
                "created_at": "D:19900428000000+02'00'",
            },
        ),
    ],
)
def test_documents(inspect: Inspect, shared_data: Path, name: str, expected: dict[str, object]) -> None:
    found = inspect(shared_data / "documents" / name).to_json()
    assert (found["media_type"], found["pdf"]) == ("application/pdf", expected)
    assert "problems" not in found


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("chats/telegram_single_export.json", "application/json"),
        ("chats/whatsapp_ddmmyy_24hrs.txt", "text/plain"),
        ("webarchives/valid_example_1.wacz", "application/zip"),
        ("webarchives/example-collection.warc", "application/gzip"),
        ("transcripts/broadcast-transcript.txt", "text/plain"),
    ],
)
def test_other_kinds_are_named_and_read_by_nobody(
    inspect: Inspect, shared_data: Path, name: str, media_type: str
) -> None:
    found = inspect(shared_data / name)
    assert found.media_type == media_type
    assert found.to_json().keys() == {"media_type", "tools"}
    assert found.tools.keys() == {"libmagic", "pylibmagic"}


@pytest.mark.needs("shared-data")
def test_a_voice(inspect: Inspect, shared_data: Path) -> None:
    found = inspect(shared_data / "voices" / "1998" / "1998-15444-0003.flac").to_json()
    assert found["media_type"] == "audio/flac"
    assert found["media"] == {
        "container": "flac",
        "duration_ms": 7250,
        "streams": [{"kind": "audio", "codec": "flac", "rate": "16000", "channels": 1}],
    }


def test_a_film_with_time_and_place(inspect: Inspect, mp4: bytes) -> None:
    media = inspect(mp4).media
    assert media is not None
    assert (media.duration_ms, media.created_at) == (1000, "2024-03-05T06:07:08.000000Z")
    assert media.location == "+12.3456-098.7654/"
    (stream,) = media.streams
    assert (stream.kind, stream.codec, stream.width, stream.height, stream.rate) == (
        "video",
        "mpeg4",
        64,
        48,
        "25",
    )


def test_a_film_cut_short_is_a_problem_of_one_reader_and_of_one_file(inspect: Inspect, mp4: bytes) -> None:
    found = inspect(mp4[: len(mp4) // 2])
    assert found.media_type == "video/mp4"
    assert "media" in {problem.reader for problem in found.problems}
    assert inspect(mp4).problems == ()


def test_coordinates_are_exact_decimal_text_in_every_quarter(inspect: Inspect) -> None:
    import PIL.Image

    for south_north, sign in (("N", ""), ("S", "-")):
        exif = PIL.Image.Exif()
        exif[0x8825] = {
            1: south_north,
            2: (33.0, 51.0, 24.84),
            3: "W",
            4: (70.0, 30.0, 0.0),
            5: b"\x01",
            6: 12.5,
        }
        made = io.BytesIO()
        PIL.Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif)
        image = inspect(made.getvalue()).image
        assert image is not None
        assert (image.latitude, image.longitude, image.altitude) == (f"{sign}33.8569", "-70.5", "-12.5")


def test_impossible_coordinates_are_no_facts(inspect: Inspect) -> None:
    import PIL.Image

    exif = PIL.Image.Exif()
    exif[0x8825] = {1: "N", 2: (233.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0)}
    made = io.BytesIO()
    PIL.Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif)
    found = inspect(made.getvalue())
    assert found.image is not None
    assert found.image.latitude is found.image.longitude is None
    assert found.problems[0].what == "the latitude lies beyond 90 degrees"


def test_texts_come_as_written_and_cut(inspect: Inspect, png: Png) -> None:
    import PIL.Image

    exif = PIL.Image.Exif()
    exif[0x010F], exif[0x0131] = "a\x1b[31m\nb\u202ec", "x" * 5000
    made = io.BytesIO()
    PIL.Image.new("RGB", (2, 2)).save(made, "PNG", exif=exif)
    found = inspect(made.getvalue())
    assert found.image is not None
    assert found.image.make is not None
    assert "\x1b[31m\n" in found.image.make
    assert found.image.software == "x" * 1000
    assert found.problems[0].what == "software has 5000 characters and was cut to 1000"


def test_a_picture_made_to_burst_is_measured_and_not_decoded(inspect: Inspect, png: Png) -> None:
    found = inspect(png(60_000, 60_000, (b"IDAT", b""), (b"IEND", b"")))
    assert found.image is not None
    assert (found.image.width, found.image.height) == (60_000, 60_000)
    (problem,) = (problem for problem in found.problems if problem.reader == "image")
    assert "60000 × 60000 pixels" in problem.what


def test_a_text_chunk_made_to_burst_is_a_problem(inspect: Inspect, png: Png) -> None:
    bomb = b"zTXt", b"x\0\0" + zlib.compress(bytes(200 << 20))
    found = inspect(png(8, 8, bomb, (b"IDAT", b""), (b"IEND", b"")))
    assert "image" in {problem.reader for problem in found.problems}


def test_a_zip_made_to_burst_is_not_opened(inspect: Inspect) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(64 << 20))
    found = inspect(made.getvalue())
    assert (found.media_type, found.problems) == ("application/zip", ())


def test_nothing_is_an_empty_file(inspect: Inspect) -> None:
    assert inspect(b"").to_json().keys() == {"media_type", "tools"}
    assert inspect(b"").media_type.endswith("x-empty")


HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\0\0",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02\0\0\0",
    "image/gif": b"GIF89a",
    "image/tiff": b"II*\0\x08\0\0\0",
    "image/webp": b"RIFF\xff\xff\0\0WEBPVP8 ",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "image/avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
    "audio/ogg": b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead",
    "audio/flac": b"fLaC\0\0\0\x22",
    "audio/x-wav": b"RIFF\xff\xff\0\0WAVEfmt \x10\0\0\0",
    "application/pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>",
}


@pytest.mark.parametrize("media_type", HEADS)
def test_noise_behind_a_known_head_is_named_and_survived(inspect: Inspect, media_type: str) -> None:
    chance = random.Random(media_type)
    for size in (0, 50, 5000, 300_000):
        found = inspect(HEADS[media_type] + chance.randbytes(size))
        assert found.media_type == media_type or size == 0
        assert "inspector" not in {problem.reader for problem in found.problems}


def test_a_list_of_other_files_is_not_followed(
    mp4: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FFmpeg opens the files that such a list names; here, even unconfined, it does not know the format."""
    from amanet.intake.channel import RemoteFile
    from amanet.intake.readers import READERS, Findings

    (tmp_path / "film.mp4").write_bytes(mp4)
    monkeypatch.chdir(tmp_path)
    content = b"ffconcat version 1.0\nfile film.mp4\n"
    (reader,) = (one for one in READERS if one.name == "media")
    findings = Findings()
    with pytest.raises(ValueError, match="Invalid"):
        reader.read(
            RemoteFile(lambda at, length: content[at : at + length], len(content)), "video/mp4", findings
        )
    assert findings.facts == {}


def endless_png(png: Png) -> tuple[Callable[[int, int], bytes], int]:
    """A terabyte of empty chunks that nobody stored: reading it would take days."""
    start = png(8, 8)
    one = struct.pack(">I", 0) + b"prVt" + struct.pack(">I", zlib.crc32(b"prVt"))
    block = one * ((2 << 20) // len(one))

    def read_at(offset: int, length: int) -> bytes:
        if offset < len(start):
            return start[offset:] + block[: length - len(start) + offset]
        return block[(offset - len(start)) % len(one) :][:length]

    return read_at, 1 << 40


def test_a_file_without_end_costs_its_reader_and_the_next_file_goes_on(png: Png, mp4: bytes) -> None:
    read_at, size = endless_png(png)
    with Inspector(wall_seconds=0.6) as inspector:
        found = inspector.inspect(read_at, size)
        after = inspector.inspect(lambda offset, length: mp4[offset : offset + length], len(mp4))
    assert found.media_type == "image/png"
    assert found.problems[0].reader == "image"
    assert found.problems[0].what == "took longer than 0.6 s and was ended"
    assert after.media is not None


@pytest.mark.needs("linux")
def test_processor_time_is_limited(png: Png) -> None:
    read_at, size = endless_png(png)
    with Inspector(limits=Limits(cpu_seconds=1)) as inspector:
        found = inspector.inspect(read_at, size)
    assert (found.problems[0].reader, found.problems[0].what) == ("image", "used too much processor time")


@pytest.mark.needs("linux")
def test_memory_is_limited_and_the_reader_after_still_works(inspect: Inspect) -> None:
    head = HEADS["image/heic"]
    with Inspector(limits=Limits(memory_bytes=400 << 20)) as inspector:
        found = inspector.inspect(
            lambda offset, length: (head + bytes(length))[offset and len(head) :][:length], 250 << 20
        )
    assert found.media_type == "image/heic"
    assert found.problems[0].reader == "image"
    assert "MemoryError" in found.problems[0].what


@pytest.mark.needs("linux")
def test_a_crash_costs_its_reader_and_the_others_read_on(shared_data: Path, png: Png) -> None:
    content = png(7, 5, (b"IDAT", b""), (b"IEND", b""))
    with Inspector() as inspector:
        assert inspector._worker is not None
        worker = inspector._worker.process.pid
        struck: list[int] = []

        def read_at(offset: int, length: int) -> bytes:
            if not struck:
                children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
                struck.extend(map(int, children))
                os.kill(struck[0], signal.SIGSEGV)
            return content[offset : offset + length]

        found = inspector.inspect(read_at, len(content), b"photo.PNG")
        again = inspector.inspect(lambda offset, length: content[offset : offset + length], len(content))
    assert (found.problems[0].reader, found.problems[0].what) == ("kind", "crashed (SIGSEGV)")
    assert found.image is not None
    assert found.image.width == 7
    assert (again.media_type, again.problems) == ("image/png", ())


def test_a_lost_worker_is_replaced(png: Png) -> None:
    content = png(7, 5, (b"IDAT", b""), (b"IEND", b""))
    with Inspector() as inspector:
        inspector.inspect(lambda offset, length: content[offset : offset + length], len(content))
        assert inspector._worker is not None
        inspector._worker.process.kill()
        inspector._worker.process.wait()
        founds = [
            inspector.inspect(lambda offset, length: content[offset : offset + length], len(content))
            for _ in range(2)
        ]
    assert [found.image is not None for found in founds] == [True, True]


def test_what_reading_the_vault_raises_passes_through(inspector: Inspector, png: Png) -> None:
    for reason in (VaultDamaged("a chunk does not decrypt"), BadData("x"), EOFError(), TimeoutError()):

        def damaged(offset: int, length: int, reason: Exception = reason) -> bytes:
            raise reason

        with pytest.raises(type(reason)) as raised:
            inspector.inspect(damaged, 10)
        assert raised.value is reason
    with pytest.raises(WorldFailed, match="10 bytes of an item were to be read and 3 came"):
        inspector.inspect(lambda offset, length: b"abc", 10)
    content = png(7, 5, (b"IDAT", b""), (b"IEND", b""))
    found = inspector.inspect(lambda offset, length: content[offset : offset + length], len(content))
    assert found.image is not None


@pytest.mark.needs("landlock")
def test_nothing_is_read_where_confinement_cannot_be_armed() -> None:
    asked: list[int] = []
    with (
        Inspector(limits=Limits(open_files=0)) as inspector,
        pytest.raises(WorldFailed, match="could not be confined"),
    ):
        inspector.inspect(lambda offset, length: asked.append(offset) or b"", 10)  # type: ignore[func-returns-value]
    assert asked == []


def test_a_large_film_is_not_read_whole(inspector: Inspector) -> None:
    size, served = 1_900_000_000, []
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        size - 8,
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        8000,
        1,
        8,
        b"data",
        size - 44,
    )

    def read_at(offset: int, length: int) -> bytes:
        served.append(length)
        return (head + bytes(length))[offset:][:length] if offset < 44 else bytes(length)

    media = inspector.inspect(read_at, size).media
    assert media is not None
    assert media.duration_ms == (size - 44) // 8
    assert sum(served) < 16 << 20


def test_the_name_chooses_readers_only_where_the_content_names_no_kind(
    inspector: Inspector, mp4: bytes
) -> None:
    noise = b"\x01\x02" + random.Random(1).randbytes(5000)
    found = inspector.inspect(
        lambda offset, length: noise[offset : offset + length], len(noise), b"message.mp3"
    )
    assert found.media_type == "application/octet-stream"
    assert "pyav" in found.tools
    found = inspector.inspect(lambda offset, length: mp4[offset : offset + length], len(mp4), b"holiday.jpg")
    assert (found.media_type, found.image) == ("video/mp4", None)


@pytest.mark.needs("linux")
def test_the_worker_does_not_grow(inspector: Inspector, png: Png) -> None:
    content = png(7, 5, (b"IDAT", b""), (b"IEND", b""))

    def resident_after(files: int) -> int:
        for _ in range(files):
            inspector.inspect(lambda offset, length: content[offset : offset + length], len(content))
        assert inspector._worker is not None
        status = Path(f"/proc/{inspector._worker.process.pid}/status").read_text()
        return int(status.split("RssAnon:")[1].split()[0])

    before = resident_after(20)
    assert resident_after(80) - before < 500


@pytest.mark.needs("linux")
def test_the_libmagic_that_is_shipped_and_its_database_are_in_use(inspector: Inspector) -> None:
    inspector.inspect(lambda offset, length: b"x"[offset:][:length], 1)
    assert inspector._worker is not None
    maps = Path(f"/proc/{inspector._worker.process.pid}/maps").read_text()
    libmagic = {line.split()[-1] for line in maps.splitlines() if "magic" in line}
    assert {Path(path).parent.name for path in libmagic} == {"pylibmagic"}
    assert {Path(path).suffix for path in libmagic} >= {".mgc"}


def test_it_must_be_opened_and_leaves_no_process_behind(png: Png) -> None:
    inspector = Inspector()
    with pytest.raises(Misuse):
        inspector.inspect(lambda offset, length: b"", 0)
    with inspector:
        inspector.inspect(lambda offset, length: b"", 0)
        assert inspector._worker is not None
        process = inspector._worker.process
    assert process.returncode == 0


def test_importing_the_package_loads_no_library_that_parses() -> None:
    script = (
        "import sys, amanet.intake as i; [getattr(i, n) for n in i.__all__]\n"
        "print({'PIL', 'av', 'c2pa', 'magic', 'pypdfium2', 'pillow_heif'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
