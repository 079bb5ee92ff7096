"""A PDF with a secret in each of many places, made anew: looked into with other tools than those that wrote it, none of them is left."""

import io
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Dictionary, Name

from amanet.consent.levels import Level
from amanet.protect.documents import Rebuilt, Wanted, rebuild
from amanet.protect.leaks import Secret, Secrets
from amanet.protect.leaks.in_memory import check_files
from amanet.protect.words import Hidden, WordProtector

TYPEFACE = Path(__file__).parents[3] / "src/amanet/printing/typefaces/sans.ttf"
LEVEL = Level("pseudonym", words=True, place="exact", date="year")
# Invented, and no word of any language, so that nothing but the canary is found by it.
SEEN = ("Zhaqsylbek Qorvane", "+7 700 123 45 67")
PROTECTOR = WordProtector([Hidden("7", "person", ("Zhaqsylbek Qorvane", "Жақсылбек Қорван"), "Alder")])
PLACES = (
    "title", "author", "custom", "xmp", "comment", "commenter", "link", "attachment", "attachmentname", "field", "fieldname",
    "outline", "script", "hidden", "white", "outside", "covered", "revision", "fontname", "destination", "bytes",
)  # fmt: skip


def secret(place: str) -> str:
    return f"qzx{place}vkj"


def written() -> bytes:
    page = FPDF()
    page.add_page()
    page.add_font("own", fname=TYPEFACE)
    page.set_font("own", size=13)
    said = f"{SEEN[0]} called on 3 May 2019 from {SEEN[1]}. Then Zhaqsylbek\nQorvane wrote:"
    page.multi_cell(0, 8, said, new_x="LMARGIN")
    page.cell(0, 8, "ЖАҚСЫЛБЕК ҚОРВАН was not seen again.")
    page.ln()
    page.set_text_color(254, 255, 255)
    page.cell(0, 8, secret("white"))
    page.ln()
    page.set_text_color(0)
    page.cell(60, 8, secret("covered"))
    page.set_fill_color(0)
    page.rect(10, page.get_y(), 90, 8, style="F")
    page.text(400, 100, secret("outside"))
    return bytes(page.output())


def planted() -> bytes:
    """The same with a secret in each of `PLACES`."""
    with pikepdf.open(io.BytesIO(written())) as pdf:
        page = pdf.pages[0]
        pdf.docinfo["/Title"], pdf.docinfo["/Author"] = secret("title"), secret("author")
        pdf.docinfo["/Custom"] = secret("custom")
        pdf.Root.Metadata = pdf.make_stream(
            f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            f"<rdf:Description rdf:about='' xmlns:d='http://a.example/'><d:a>{secret('xmp')}</d:a></rdf:Description></rdf:RDF></x:xmpmeta>".encode()
        )
        note = {"Type": Name.Annot, "Rect": [50, 50, 90, 90]}
        pdf_notes: list[Any] = [
            Dictionary(**note, Subtype=Name.Text, Contents=secret("comment"), T=secret("commenter")),
            Dictionary(
                **note, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=f"https://{secret('link')}.example")
            ),
            Dictionary(**note, Subtype=Name.Widget, FT=Name.Tx, T=secret("fieldname"), V=secret("field")),
        ]
        page.Annots = pdf.make_indirect(pikepdf.Array(pdf.make_indirect(one) for one in pdf_notes))
        pdf.Root.AcroForm = Dictionary(Fields=pikepdf.Array([page.Annots[2]]))
        name, attached = secret("attachmentname"), secret("attachment").encode()
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, attached, filename=name)
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(secret("outline"), 0))
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{secret('script')}')")
        pdf.Root.Dests = Dictionary({f"/{secret('destination')}": pikepdf.Array([page.obj, Name.Fit])})
        helvetica = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+" + secret("fontname"))
        )
        page.Resources.Font["/Own2"] = pdf.make_indirect(helvetica)
        page.contents_add(f"BT /Own2 12 Tf 3 Tr 60 300 Td ({secret('hidden')}) Tj ET".encode())
        page.contents_add(b"BT 0 Tr /Own2 12 Tf 60 340 Td (Plain words stay.) Tj ET")
        kept = io.BytesIO()
        pdf.save(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    old = kept.getvalue().replace(b"Plain words stay.", b"Old " + secret("revision").encode())
    return old + _later_revision(old, kept.getvalue()) + b"\n%" + secret("bytes").encode() + b"\n%%EOF\n"


def _later_revision(old: bytes, new: bytes) -> bytes:
    """Appended whole: the document that a reader shows is the last one, and the one before is still in the file."""
    shifted = new[new.index(b"\n") :]
    at = len(old) - new.index(b"\n")
    table = shifted.rindex(b"xref\n", 0, shifted.rindex(b"startxref"))
    head, rest = shifted[:table], shifted[table:]
    lines = rest.split(b"\n")
    moved = [
        b"%010d" % (int(line[:10]) + at) + line[10:] if len(line) >= 18 and line[17:18] == b"n" else line
        for line in lines
    ]
    place = moved.index(b"startxref") + 1
    moved[place] = str(int(moved[place]) + at).encode()
    return head + b"\n".join(moved)


@cache
def copy_of(withhold: bool = False, words_alone: bool = False) -> Rebuilt:
    return rebuild(
        planted(), "application/pdf", PROTECTOR, LEVEL, Wanted(withhold=withhold, words_alone=words_alone)
    )


def in_all_streams(pdf: bytes) -> bytes:
    """Every byte, and every stream unpacked, by qpdf's library."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
        return b"\n".join([pdf, *streams, *(repr(one).encode() for one in document.objects)])


def words_by_poppler(pdf: bytes, folder: Path) -> str:
    (folder / "copy.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "copy.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def words_by_pdfium(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()


def test_each_secret_is_in_the_original() -> None:
    everything = in_all_streams(planted()) + words_by_pdfium(planted()).encode()
    letters = {place for place in PLACES if secret(place).encode() in everything}
    assert letters >= set(PLACES) - {"white", "covered", "outside"}  # those are written in glyphs
    words = words_by_pdfium(planted())
    assert all(secret(place) in words for place in ("white", "covered", "hidden"))
    assert "Plain words stay." in words


@pytest.mark.parametrize("words_alone", [False, True])
def test_no_secret_is_in_the_copy(words_alone: bool, tmp_path: Path) -> None:
    copy = copy_of(words_alone=words_alone).content
    everything = in_all_streams(copy).lower()
    words = words_by_pdfium(copy)
    assert [place for place in PLACES if secret(place).encode() in everything or secret(place) in words] == []
    for hidden in ("Zhaqsylbek", "Qorvane", "Жақсылбек", "700 123"):
        assert hidden.encode() not in everything
        assert hidden.lower() not in words.lower()
    assert "Plain words stay." in words
    assert "Alder called on 2019 from [number]. Then Alder wrote: Alder was not seen again." in words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not here")
def test_another_reader_finds_what_may_be_read_and_nothing_else(tmp_path: Path) -> None:
    words = words_by_poppler(copy_of().content, tmp_path)
    read = "Alder called on 2019 from [number]. Then Alder wrote: Alder was not seen again. Plain words stay."
    assert sorted(words.replace("[number] .", "[number].").split()) == sorted(read.split())


def test_the_leak_check_finds_nothing() -> None:
    names = tuple(Secret(secret(place), place) for place in PLACES)
    secrets = Secrets(names=(*names, Secret(SEEN[0], "p1")), numbers=(Secret(SEEN[1], "n1"),))
    found = check_files({"copy.pdf": copy_of().content}, secrets).findings
    assert [one for one in found if one.secret_id] == []


def test_the_same_document_gives_the_same_bytes() -> None:
    again = rebuild(planted(), "application/pdf", PROTECTOR, LEVEL)
    assert again.content == copy_of().content


def test_the_copy_says_nothing_of_machine_time_or_original() -> None:
    with pikepdf.open(io.BytesIO(copy_of().content)) as document:
        assert set(document.Root.keys()) <= {"/Type", "/Pages", "/OpenAction", "/PageLayout"}
        told = {str(name): str(value) for name, value in document.docinfo.items()}
    assert told == {"/CreationDate": "D:20000101000000Z", "/Producer": "amanet", "/Title": "Copy"}


def test_a_mask_covers_every_line_of_a_name() -> None:
    """No pixel of ink is left where the name was, on either line."""
    import numpy

    from amanet.protect.documents.page_talk import seen_pages
    from amanet.protect.documents.page_words import read_page

    [before], [after] = seen_pages(planted()), seen_pages(copy_of(withhold=False).content, bare=False)
    page = read_page(before)
    for part in ("Zhaqsylbek", "Qorvane"):
        start = page.text.rindex(part)
        letters = numpy.array(page.boxes[start : start + len(part)])
        left, top, right, bottom = (
            letters[:, 0].min(),
            letters[:, 1].min(),
            letters[:, 2].max(),
            letters[:, 3].max(),
        )
        inside = after.pixels()[top:bottom, left:right]
        assert inside.max() <= 220, part
    second_line = after.pixels()[top:bottom, left:right]
    assert second_line.min() == second_line.max()  # a mask goes on without a label


CHANGED: list[tuple[str, Callable[[str], bool]]] = [
    ("person", lambda shown: shown == "Alder"),
    ("number", lambda shown: shown == "[number]"),
    ("date", lambda shown: shown == "2019"),
]


@pytest.mark.parametrize(("kind", "is_right"), CHANGED)
def test_who_looks_it_over_is_told_every_replacement(kind: str, is_right: Callable[[str], bool]) -> None:
    shown = [one.shown for _, done in copy_of().changed for one in done.replacements if one.kind == kind]
    assert shown
    assert all(map(is_right, shown))
