"""The papers of the story: the official denial as a PDF in two scripts, the export of the chat with its voice messages, the table
of names.
"""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from amanet.demonstration.story import CHAT, DENIAL, NAME_COLUMNS, NAMES

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["CHAT_TEXT", "NOTICE_AUTHOR", "chat_export", "notice_pdf", "table_of_names"]

CHAT_TEXT = "_chat.txt"
NOTICE_AUTHOR = "Office of Residence, Selkum District"


def notice_pdf() -> bytes:
    """One page, as an office would print it: Latin against the left margin, Arabic script against the
    right.
    """
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(2024, 9, 22, 9, 0, tzinfo=UTC))
    pdf.set_author(NOTICE_AUTHOR)
    pdf.set_title("Notice No. 118/24")
    pdf.set_producer("Office Print 4")
    pdf.set_margins(26, 30, 26)
    pdf.add_page()
    with as_file(files("amanet.printing") / "typefaces") as typefaces:
        pdf.add_font("latin", fname=typefaces / "serif.ttf")
        pdf.add_font("arabic", fname=typefaces / "naskh.ttf")
        for face, line, size in DENIAL:
            pdf.set_font(face, size=size)
            pdf.set_text_shaping(True, direction="rtl" if face == "arabic" else "ltr")
            pdf.cell(0, 9, line, align="R" if face == "arabic" else "L", new_x="LMARGIN", new_y="NEXT")
        _seal(pdf)
        notice = bytes(pdf.output())
        for font in pdf.fonts.values():
            font.close()  # type: ignore[union-attr]
    return notice


def chat_export(voices: Mapping[str, bytes]) -> bytes:
    """The family's group with its voice messages, as a telephone packs it: the text, and the sounds beside it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in {CHAT_TEXT: CHAT.format(*voices).encode(), **voices}.items():
            # A fixed time and system: the same story gives the same bytes.
            member = zipfile.ZipInfo(name, (2024, 9, 18, 12, 10, 0))
            member.create_system = 3
            archive.writestr(member, data)
    return target.getvalue()


def table_of_names() -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(NAME_COLUMNS)
    writer.writerows(NAMES)
    return target.getvalue().encode()


def _seal(pdf: "FPDF") -> None:
    """A round stamp that says nothing, as such stamps do."""
    pdf.set_draw_color(70, 60, 130)
    for radius, width in ((17.0, 0.9), (14.5, 0.3), (5.0, 0.5)):
        pdf.set_line_width(width)
        pdf.ellipse(142 - radius, 202 - radius, 2 * radius, 2 * radius)
