"""The papers of the story: the official denial as a PDF in two scripts, the chat export, the table of
names, the interview.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from amanet.demonstration.story import CHAT, DENIAL, NAME_COLUMNS, NAMES

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["NOTICE_AUTHOR", "chat_export", "notice_pdf", "table_of_names"]

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


def chat_export(attachments: Sequence[str]) -> bytes:
    return CHAT.format(*attachments).encode()


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
