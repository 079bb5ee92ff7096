"""Files made to harm, damaged, locked or unknown: each blocks, under its kind, and none stops the check of those beside it."""

import gzip
import io
import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from amanet.errors import BadData
from amanet.protect.leaks import Finding, LeakLimits, Secrets, check

planted = sys.modules["planted_leaks"]
LIMITS = LeakLimits(seconds=120, cpu_seconds=6, most_bytes=24 << 20, most_parts=500)


def _zip(data: bytes, *, name: str = "a.txt") -> bytes:
    return planted.zipped({name: data})


def _nested(depth: int) -> bytes:
    data = b"boats"
    for _ in range(depth):
        data = _zip(data, name="a.zip")
    return data


def _locked() -> bytes:
    data = bytearray(_zip(b"boats and nets"))
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    return bytes(data)


def _broken_inside() -> bytes:
    data = bytearray(_zip(os.urandom(3000)))
    data[200:240] = b"\0" * 40
    return bytes(data)


def _many() -> bytes:
    return planted.zipped({f"{number}.txt": b"boats" for number in range(600)})


def _overlapping() -> bytes:
    """Many entries of a list that all lead to the same large file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"boats\n" * 1_500_000)
        first = archive.infolist()[0]
        for _ in range(30):
            archive.filelist.append(first)
    return file.getvalue()


def _angles() -> bytes:
    """What a pattern for marks tries at every place anew, to the end."""
    return b"<html>" + b"<?" * 400_000


HOSTILE: Mapping[str, tuple[bytes, str]] = {
    "cut.zip": (_zip(b"boats" * 900)[:-30], "damaged"),
    "broken.zip": (_broken_inside(), "damaged"),
    "locked.zip": (_locked(), "encrypted"),
    "bomb.zip": (_zip(bytes(40 << 20)), "made to harm"),
    "bomb.gz": (gzip.compress(bytes(60 << 20)), "made to harm"),
    "overlapping.zip": (_overlapping(), "made to harm"),
    "many.zip": (_many(), "made to harm"),
    "deep.zip": (_nested(16), "nested too deeply"),
    "cut.gz": (gzip.compress(os.urandom(9000))[:4000], "damaged"),
    "cut.jpg": (planted.saved("JPEG")[:900], "damaged"),
    "cut.png": (planted.saved("PNG")[:300], "damaged"),
    "cut.pdf": (planted.pdf_text("")[:400], "damaged"),
    "cut.ogg": (planted.recorded("ogg", "libopus")("a")[:20], "damaged"),
    "cut.db": (planted.sqlite("a")[:10] + b"\0" * 40, "not supported"),
    "cut.docx": (planted.zipped(planted.docx())[:5000], "damaged"),
    "cut.doc": (planted.ole("a")[:600], "damaged"),
    "cut.warc": (planted.warc()[:-30], "damaged"),
    "cut.woff": (planted.font("a", web=True)[:60], "damaged"),
    "link.tar": (planted.tarred("a", b"", type=b"2", linkname="/etc/hostname"), "symbolic link"),
    "sealed.age": (b"age-encryption.org/v1\n-> X25519 a\nb\n--- c\n", "encrypted"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(64), "not supported"),
    "a.rar": (b"Rar!\x1a\x07\x01\0" + bytes(64), "not supported"),
    "unknown": (bytes(range(256)) * 8, "not supported"),
    "slow.html": (_angles(), "not read in time"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, secrets: Secrets) -> Mapping[str, list[Finding]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (data, _) in HOSTILE.items():
        (folder / name).write_bytes(data)
    (folder / "out").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe")
    (folder / "zz.txt").write_text(planted.NAME)
    by_file: dict[str, list[Finding]] = {}
    for finding in check(folder, secrets, limits=LIMITS).findings:
        by_file.setdefault(finding.file, []).append(finding)
    return by_file


@pytest.mark.parametrize("name", HOSTILE)
def test_it_blocks(name: str, found: Mapping[str, list[Finding]]) -> None:
    assert (HOSTILE[name][1], "unsupported") in {(each.kind, each.severity) for each in found.get(name, [])}


def test_links_and_what_is_no_file_block(found: Mapping[str, list[Finding]]) -> None:
    assert [each.kind for each in found["out"]] == ["symbolic link"]
    assert [each.kind for each in found["pipe"]] == ["not a file"]


def test_the_files_after_them_are_still_checked(found: Mapping[str, list[Finding]]) -> None:
    assert "name" in [each.kind for each in found["zz.txt"]]


def test_nothing_there_is_an_error(tmp_path: Path, secrets: Secrets) -> None:
    with pytest.raises(BadData, match="nothing at"):
        check(tmp_path / "no", secrets)
