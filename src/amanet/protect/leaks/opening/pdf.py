"""PDF: every object and stream of every revision, the words of every page of every revision, files attached, pictures.

The bytes are read by our own hand (`pdf_bytes`), whatever the document says of itself; the words of pages by PDFium, which knows what the
letters of their fonts mean. Words in the colour of the paper, outside the page or under something are words.
"""

import ctypes
import io
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

from amanet.errors import BadData
from amanet.protect.leaks.byte_search import runs_of_text
from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.pdf_bytes import (
    Stream,
    comments_in,
    names_in,
    outside_streams,
    streams_in,
    strings_in,
)
from amanet.protect.leaks.opening.pictures import tell_shown
from amanet.protect.leaks.opening.texts import decoded, is_text

__all__ = ["open_pdf"]

# Samples of pictures of two colours, which are looked at where they are drawn.
_SAMPLES: Final = ("CCITTFaxDecode", "CCF", "JBIG2Decode")
_MOST_REVISIONS: Final = 50
_END: Final = re.compile(rb"%%EOF")
_PICTURES: Final = {"DCTDecode": ".jpg", "DCT": ".jpg", "JPXDecode": ".jp2"}
_CONTENT: Final = re.compile(rb"\b(?:BT|Tj|TJ|Do|re|cm|obj|endobj|beginbfchar)\b|<<")
_LEAST_PATHS: Final = 60
_PATHS_OF_WORDS: Final = 10
_LONGEST_SIDE: Final = 1600
_DEEPEST: Final = 4


def open_pdf(opener: Opener, part: Part) -> None:
    data = part.blob.data()
    plain = _decrypted(data) if b"/Encrypt" in data else data
    if plain is None or _streams(plain) < _streams(data):
        opener.problem(part, "", "encrypted")
        if plain is None:
            return
    _tell_objects(opener, part, plain)
    _tell_pages(opener, part, data)
    _tell_earlier(opener, part, data)
    _tell_forsaken(opener, part, plain)


def _streams(data: bytes) -> int:
    """How many there are, but for those that hold the document's own tables."""
    return data.count(b"endstream") - data.count(b"/ObjStm") - data.count(b"/XRef")


def _decrypted(data: bytes) -> bytes | None:
    """Without the protection that needs no password, None where it needs one."""
    import pypdfium2.raw as pdfium

    from amanet.intake.parsers.pdf_library import open_pdf as open_document

    try:
        document = open_document(io.BytesIO(data))
    except BadData:
        return None
    try:
        plain = io.BytesIO()
        document.save(plain, flags=pdfium.FPDF_REMOVE_SECURITY)
        return plain.getvalue()
    finally:
        with suppress(Exception):
            document.close()


def _tell_objects(opener: Opener, part: Part, data: bytes) -> None:
    outside = outside_streams(data)
    names = names_in(outside)
    opener.words(part, "objects", "\n".join(strings_in(outside)))
    for number, stream in enumerate(streams_in(data), 1):
        opener.counted(len(stream.data))
        names |= _tell_stream(opener, part, stream, f"stream {number}")
    opener.letters(part, "names of objects and fonts", "\n".join(sorted(names)))


def _tell_stream(opener: Opener, part: Part, stream: Stream, place: str) -> set[str]:
    from amanet.protect.leaks.opening.table import has_known_start

    header = stream.header
    if stream.left and stream.left[0] in _PICTURES:
        opener.inside(part, place + _PICTURES[stream.left[0]], stream.data)
    elif (stream.left and stream.left[0] not in _SAMPLES) or not stream.is_whole:
        opener.problem(part, place, "damaged" if not stream.left else "not supported")
    elif b"/EmbeddedFile" in header or has_known_start(stream.data):
        opener.inside(part, place, stream.data)
    elif b"/Image" in header or b"/XRef" in header or stream.left:
        opener.letters(part, place, runs_of_text(stream.data))  # samples, or what calls itself so
    elif _CONTENT.search(stream.data):
        told = "\n".join((*strings_in(stream.data), *comments_in(stream.data)))
        opener.letters(part, place, told)
        return names_in(stream.data)
    else:
        opener.letters(
            part, place, decoded(stream.data) if is_text(stream.data) else runs_of_text(stream.data)
        )
    return set()


def _tell_pages(opener: Opener, part: Part, data: bytes, before: str = "") -> None:
    from amanet.intake.parsers.pdf_library import open_pdf as open_document

    try:
        document = open_document(io.BytesIO(data))
    except BadData:
        if not before:
            opener.problem(part, "", "encrypted" if b"/Encrypt" in data else "damaged")
        return
    try:
        document.init_forms()
        for number in range(len(document)):
            _tell_page(opener, part, document, number, f"{before}page {number + 1}", looks=not before)
    finally:
        with suppress(Exception):
            document.close()


def _tell_page(opener: Opener, part: Part, document: Any, number: int, place: str, *, looks: bool) -> None:
    page = document[number]
    words = page.get_textpage()
    text = words.get_text_range()
    opener.words(part, place, text)
    words.close()
    drawn, paths = _count_drawn(page)
    if drawn or (paths >= _PATHS_OF_WORDS and not text.strip()):
        tell_shown(opener, part, place, _rendered(page))
    elif paths >= _LEAST_PATHS and looks:
        _tell_codes_alone(opener, part, place, page)
    page.close()


def _count_drawn(page: Any) -> tuple[int, int]:
    """Pictures that are not told by themselves, and lines and areas."""
    import pypdfium2.raw as pdfium

    return _count_things(
        pdfium.FPDFPage_CountObjects(page), lambda index: pdfium.FPDFPage_GetObject(page, index), 0
    )


def _count_things(count: int, get: Callable[[int], Any], depth: int) -> tuple[int, int]:
    import pypdfium2.raw as pdfium

    drawn = paths = 0
    for index in range(count):
        thing = get(index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _count_things(
                pdfium.FPDFFormObj_CountObjects(thing),
                partial(pdfium.FPDFFormObj_GetObject, thing),
                depth + 1,
            )
            drawn, paths = drawn + inner[0], paths + inner[1]
        paths += kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)
        drawn += kind == pdfium.FPDF_PAGEOBJ_IMAGE and not _is_told_by_itself(thing)
    return drawn, paths


def _is_told_by_itself(thing: Any) -> bool:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFImageObj_GetImageFilterCount(thing)
    if not count:
        return False
    name = ctypes.create_string_buffer(64)
    pdfium.FPDFImageObj_GetImageFilter(thing, count - 1, name, 64)
    return name.value.decode("latin-1") in _PICTURES


def _rendered(page: Any) -> Any:
    scale = min(3.0, _LONGEST_SIDE / max(1.0, *page.get_size()))
    return page.render(scale=scale, grayscale=True).to_pil()


def _tell_codes_alone(opener: Opener, part: Part, place: str, page: Any) -> None:
    from amanet.protect.leaks.opening.pictures import tell_codes

    tell_codes(opener, part, place, _rendered(page).convert("L"))


def _tell_earlier(opener: Opener, part: Part, data: bytes) -> None:
    """Each state in which the document was once saved. The words that stayed the same are told once."""
    ends = [match.end() for match in _END.finditer(data)][:-1]
    if len(ends) > _MOST_REVISIONS:
        opener.problem(part, "earlier revisions", "too large inside")
    for number, end in enumerate(ends[-_MOST_REVISIONS:], 1):
        _tell_pages(opener, part, data[:end] + b"\n", f"revision {number}, ")


def _tell_forsaken(opener: Opener, part: Part, data: bytes) -> None:
    """Pages that were taken out of the list of pages and not out of the file."""
    import pikepdf

    with suppress(pikepdf.PdfError, ValueError), pikepdf.open(io.BytesIO(data)) as document:
        listed = {page.objgen for page in document.pages}
        forsaken = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary)
            and thing.get("/Type") == "/Page"
            and thing.objgen not in listed
        ]
        if not forsaken:
            return
        for thing in forsaken:
            document.pages.append(pikepdf.Page(thing))
        del document.pages[: len(listed)]
        again = io.BytesIO()
        document.save(again)
        _tell_pages(opener, part, again.getvalue(), "not in the list of pages, ")
