"""Documents that give nobody away raise no alarm: public ones of several formats, and what several libraries write."""

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from amanet.protect.leaks import Report, Secret, Secrets, check

planted = sys.modules["planted_leaks"]
ROOT = Path(__file__).parents[3]
# Invented, and common enough in their sounds to be found by mistake if anything would be.
FIRST = (
    "Dilnur",
    "Erkin",
    "Gulzar",
    "Hesen",
    "Mahire",
    "Nurmemet",
    "Patime",
    "Qasim",
    "Rahile",
    "Semet",
    "Tursunay",
    "Yasin",
)
LAST = (
    "Ablimit",
    "Barat",
    "Dawut",
    "Eziz",
    "Hoshur",
    "Imin",
    "Kerim",
    "Niyaz",
    "Osman",
    "Rozi",
    "Tohti",
    "Zunun",
)
NAMES = tuple(Secret(f"{first} {last}", f"{first}.{last}") for first in FIRST for last in LAST)
WAIT_FOR_A_PERSON = {"picture not read", "recording not heard"}
PUBLIC = (
    "documents/annotated.pdf", "documents/arabic.pdf", "documents/with-attachment.pdf", "webarchives/valid_example_1.wacz",
    "webarchives/example-collection.warc", "chats/telegram_single_export.json", "chats/whatsapp_ddmmyy_24hrs.txt",
    "chats/whatsapp_mmddyyyy_12hrs.txt", "images/DSCN0010.jpg", "images/phone.heic", "mse/kosovo.csv", "faces/1.jpg",
)  # fmt: skip


def _kinds(report: Report) -> set[str]:
    return {finding.kind for finding in report.findings}


@pytest.mark.needs("shared-data")
def test_public_documents_pass(shared_data: Path, tmp_path: Path, secrets: Secrets) -> None:
    for name in PUBLIC:
        (tmp_path / name.replace("/", "-")).write_bytes((shared_data / name).read_bytes())
    report = check(tmp_path, replace(secrets, names=secrets.names + NAMES))
    assert [each for each in report.findings if each.kind not in WAIT_FOR_A_PERSON] == []
    assert report.files == len(PUBLIC)


def test_what_libraries_write_passes(tmp_path: Path, secrets: Secrets) -> None:
    (tmp_path / "a.docx").write_bytes(_docx())
    (tmp_path / "a.xlsx").write_bytes(planted.xlsx(comment=True)("Boats"))
    (tmp_path / "a.pdf").write_bytes(_figure("pdf"))
    (tmp_path / "a.svg").write_bytes(_figure("svg"))
    (tmp_path / "licence.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    (tmp_path / "readme.md").write_bytes((ROOT / "README.md").read_bytes())
    (tmp_path / "lock.json.gz").write_bytes(gzip.compress(json.dumps({"a": list(range(9000))}).encode()))
    (tmp_path / "threats.html").write_text(
        f"<html><body><pre>{(ROOT / 'docs/threat-model.md').read_text()}</pre></body></html>"
    )
    report = check(tmp_path, replace(secrets, names=secrets.names + NAMES))
    assert _kinds(report) == set()


def _docx() -> bytes:
    import io

    import docx

    document = docx.Document()
    document.add_heading("Boats", 1)
    for number in range(40):
        document.add_paragraph(
            f"Boat {number} went out at {number % 12} and came back with nets, ropes and two lanterns."
        )
    file = io.BytesIO()
    document.save(file)
    return planted.zipped(_without_thumbnail(file.getvalue()))


def _without_thumbnail(data: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "thumbnail" not in name}


def _figure(form: str) -> bytes:
    import io

    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 4, 2, 8])
    file = io.BytesIO()
    figure.savefig(file, format=form)
    return file.getvalue()
