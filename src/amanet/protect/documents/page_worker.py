"""The worker whose children draw the pages of a PDF and say which words stand where on them (`amanet.intake.forking` is how it lives and forks).

Only what a page says by itself is drawn: no annotations, no forms, no attachments. A child knows nothing of what is to be hidden.

    child → parent   R offset u64, length u32   "give me these bytes of the document"
                     P JSON                     a page: width and height in pixels, pictures on it, characters; how many pages there are
                     C u32 each                 the characters, in the order PDFium gives them
                     K i32, four each           where each stands, in pixels: left, top, right, bottom; right = left where nowhere
                     F u8 each                  what is odd about each (`UNSEEN` …)
                     G u8 each                  how light its colour is
                     B bytes                    the page, a byte a pixel from the top left
                     E                          "that was all"
                     X JSON                     "it cannot be read, because …"; instead of anything else
"""

import io
import sys
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from ctypes import byref, c_double, c_int, c_uint
from typing import Any, BinaryIO, Final, cast

from amanet.canonical import JSON, decode_any_json, encode
from amanet.errors import BadData
from amanet.intake.channel import ChildChannel, RemoteFile
from amanet.intake.forking import serve_forks, what_happened
from amanet.intake.parsers.pdf_library import load_pdfium, open_pdf
from amanet.intake.parsers.pdf_right_to_left import in_reading_order
from amanet.intake.reading_frames import send_failure
from amanet.protect.documents.page_parts import (
    FILLED,
    GENERATED,
    LETTERLESS,
    MOST_CHARACTERS,
    MOST_PAGES,
    UNSEEN,
)

__all__ = ["DrawingPages"]

_BUFFER: Final = 128 << 10
_AT_ONCE: Final = 1 << 20
_DEEPEST: Final = 8
_LEAST_OPAQUE: Final = 40


class DrawingPages:
    """The work of this worker."""

    def start(self) -> dict[str, JSON]:
        try:
            load_pdfium()
            _tell_document(io.BytesIO(_SAMPLE), 150, 4000, False, _Nobody())  # type: ignore[arg-type]
        except Exception as problem:  # noqa: BLE001  no file was seen yet: this is about what is installed here
            return {"missing": what_happened(problem)}
        return {"missing": ""}

    def load(self, name: str) -> dict[str, JSON]:
        return {}

    def do(self, channel: ChildChannel) -> None:
        order = decode_any_json(channel.receive())
        assert isinstance(order, Mapping)
        size, dots, longest, bare = (order[key] for key in ("size", "dots", "longest", "bare"))
        assert isinstance(size, int)
        assert isinstance(dots, int)
        assert isinstance(longest, int)
        kind, failure = "failed", None
        try:
            file = cast(BinaryIO, io.BufferedReader(RemoteFile(channel.ask, size), _BUFFER))
            _tell_document(file, dots, longest, bare is True, channel)
        except BadData as problem:
            kind, failure = "bad", problem.with_traceback(None)
        except Exception as problem:  # noqa: BLE001  libraries raise anything
            failure = problem.with_traceback(None)  # type: ignore[assignment]
        if failure is not None:
            failure.__cause__ = failure.__context__ = None
            send_failure(channel, kind, failure)


class _Nobody:
    def send(self, kind: bytes, message: bytes) -> None:
        pass


def _tell_document(file: BinaryIO, dots: int, longest: int, bare: bool, channel: ChildChannel) -> None:
    document = open_pdf(file)
    try:
        pages = len(document)
        if pages > MOST_PAGES:
            raise BadData(
                f"This PDF has {pages} pages, more than the {MOST_PAGES} that are made anew at once."
            )
        for number in range(pages):
            _tell_page(document, number, dots, longest, bare, channel)
        channel.send(b"E", b"")
    finally:
        with suppress(Exception):
            document.close()


def _tell_page(
    document: Any, number: int, dots: int, longest: int, bare: bool, channel: ChildChannel
) -> None:
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise BadData(f"Page {number + 1} of this PDF is damaged and cannot be read.") from None
    scale = min(dots / 72, longest / max(1.0, *page.get_size()))
    pictures = _pictures_on(page)
    if bare:
        for holder, one in pictures:
            _leave_out(page, holder, one)
    picture = (
        page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
        .to_pil()
        .convert("L")
    )
    found = _Characters(page, text_page, picture.size)
    told: dict[str, JSON] = {
        "width": picture.width, "height": picture.height, "pictures": len(pictures), "characters": len(found.codes),
        "pages": len(document),
    }  # fmt: skip
    channel.send(b"P", encode(told))
    for kind, values in ((b"C", found.codes), (b"K", found.boxes), (b"F", found.flags), (b"G", found.greys)):
        _send(channel, kind, values.tobytes())
    _send(channel, b"B", picture.tobytes())
    text_page.close()
    page.close()


def _send(channel: ChildChannel, kind: bytes, message: bytes) -> None:
    for start in range(0, len(message), _AT_ONCE):
        channel.send(kind, message[start : start + _AT_ONCE])


class _Characters:
    """Of one page, each with where it stands."""

    def __init__(self, page: Any, text_page: Any, size: tuple[int, int]) -> None:
        import pypdfium2.raw as pdfium

        self._page, self._raw, self._size = page.raw, text_page.raw, size
        self._modes: dict[int, int] = {}
        count = max(0, pdfium.FPDFText_CountChars(self._raw))
        if count > MOST_CHARACTERS:
            raise BadData(f"A page of this PDF has {count} characters, more than anybody reads on one.")
        codes = [pdfium.FPDFText_GetUnicode(self._raw, index) for index in range(count)]
        text = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
        self.codes = array("I", map(ord, in_reading_order(text, self._box)))
        self.boxes = array("i", (edge for index in range(count) for edge in self._box(index)))
        self.flags = array("B", (self._flags(index) for index in range(count)))
        self.greys = array("B", (self._grey(index) for index in range(count)))

    def _box(self, index: int) -> tuple[int, int, int, int]:
        """What the letter is given on its line, and what it covers."""
        import pypdfium2.raw as pdfium

        loose = pdfium.FS_RECTF()
        corners = []
        if pdfium.FPDFText_GetLooseCharBox(self._raw, index, byref(loose)):
            corners += [(loose.left, loose.top), (loose.right, loose.bottom)]
        left, right, bottom, top = (c_double() for _ in range(4))
        if pdfium.FPDFText_GetCharBox(self._raw, index, byref(left), byref(right), byref(bottom), byref(top)):
            corners += [(left.value, top.value), (right.value, bottom.value)]
        places = [self._pixel(x, y) for x, y in corners] or [(0, 0)]
        across, down = [x for x, _ in places], [y for _, y in places]
        return min(across), min(down), max(across), max(down)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        import pypdfium2.raw as pdfium

        across, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, byref(across), byref(down))
        return across.value, down.value

    def _flags(self, index: int) -> int:
        import pypdfium2.raw as pdfium

        flags = GENERATED if pdfium.FPDFText_IsGenerated(self._raw, index) == 1 else 0
        flags |= LETTERLESS if pdfium.FPDFText_HasUnicodeMapError(self._raw, index) == 1 else 0
        mode = self._mode(pdfium.FPDFText_GetTextObject(self._raw, index))
        unseen = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
        flags |= UNSEEN if mode in unseen else 0
        return flags | (FILLED if mode == pdfium.FPDF_TEXTRENDERMODE_FILL else 0)

    def _mode(self, thing: Any) -> int:
        import ctypes

        import pypdfium2.raw as pdfium

        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in self._modes:
            self._modes[key] = int(pdfium.FPDFTextObj_GetTextRenderMode(thing)) if key else -1
        return self._modes[key]

    def _grey(self, index: int) -> int:
        import pypdfium2.raw as pdfium

        red, green, blue, opaque = (c_uint() for _ in range(4))
        if not pdfium.FPDFText_GetFillColor(
            self._raw, index, byref(red), byref(green), byref(blue), byref(opaque)
        ):
            return 0
        if opaque.value < _LEAST_OPAQUE:
            return 255
        return min(255, (299 * red.value + 587 * green.value + 114 * blue.value) // 1000)


def _pictures_on(page: Any) -> list[tuple[Any, Any]]:
    """Pictures and shadings, each with the form it stands in, None for the page; what lies too deep to be looked at counts as one."""
    import pypdfium2.raw as pdfium

    raw = page.raw
    return [
        found
        for place in range(pdfium.FPDFPage_CountObjects(raw))
        for found in _pictures_in(pdfium.FPDFPage_GetObject(raw, place), None, 0)
    ]


def _pictures_in(one: Any, holder: Any, deep: int) -> Iterator[tuple[Any, Any]]:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(one)
    is_picture = kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_UNKNOWN)
    if is_picture or (kind == pdfium.FPDF_PAGEOBJ_FORM and deep >= _DEEPEST):
        yield holder, one
    elif kind == pdfium.FPDF_PAGEOBJ_FORM:
        for place in range(pdfium.FPDFFormObj_CountObjects(one)):
            yield from _pictures_in(pdfium.FPDFFormObj_GetObject(one, place), one, deep + 1)


def _leave_out(page: Any, holder: Any, one: Any) -> None:
    import pypdfium2.raw as pdfium

    done = (
        pdfium.FPDFPage_RemoveObject(page.raw, one)
        if holder is None
        else pdfium.FPDFFormObj_RemoveObject(holder, one)
    )
    if not done:
        raise BadData("A picture on a page of this PDF cannot be left out.")


_SAMPLE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 33>>stream\nBT /F 9 Tf 9 9 Td (Amanet) Tj ET  \nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)


if __name__ == "__main__":
    serve_forks(sys.argv[1:], DrawingPages())
