"""PDFium (pypdfium2) for the parser of PDF: opening a document, and the strings it gives.

No script is run (this PDFium has no engine for them), no form is filled in, no link followed. `load_pdfium` is what a process does
before it is confined: it uses PDFium once on a document of our own, because afterwards no library can be loaded.
"""

import ctypes
import io
import re
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.decoding import LARGEST_TEXT

__all__ = ["LONGEST_DETAIL", "detail_of", "load_pdfium", "open_pdf", "plain_text", "wide_string"]

LONGEST_DETAIL: Final = 2000
_SAMPLE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 25>>stream\nBT /F 9 Tf (Amanet) Tj ET \nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
# Neither letters nor space: what a file has instead of letters, and what no text may hold.
_NO_LETTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?|\u2028|\u2029")


def load_pdfium() -> None:
    """Imports PDFium and has it read a page, so that nothing is left to be loaded."""
    document = open_pdf(io.BytesIO(_SAMPLE))
    try:
        page = document[0]
        words = page.get_textpage()
        words.get_text_range()
        words.close()
        page.close()
    finally:
        document.close()


def open_pdf(file: BinaryIO) -> Any:
    """A `pypdfium2.PdfDocument` that reads `file` piece by piece; whoever asked for it closes it. Raises `BadData`."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as problem:
        if problem.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise BadData(
                "This PDF has a password and cannot be read without it. The item is kept as it is, and no password is asked for here. "
                "Open it where the password is known, save a copy without a password, and add that copy as an item of its own."
            ) from None
        if problem.err_code == pdfium.FPDF_ERR_SECURITY:
            raise BadData(
                "This PDF is encrypted in a way that is not read here. The item is kept as it is. "
                "Open it where that can be done, save a copy without protection, and add that copy as an item of its own."
            ) from None
        raise BadData(
            "This PDF is damaged or was cut: its list of pages cannot be read, or is empty. The item is kept as it is. "
            "Get a whole copy, or repair one with another program and add it as an item of its own."
        ) from None


def wide_string(function: Callable[..., int], *given: Any) -> str:
    """What a function of PDFium writes as UTF-16 into a buffer, with plain line ends. Raises `BadData` for too much."""
    size = function(*given, None, 0)
    if size > 2 * LARGEST_TEXT:
        raise BadData(
            f"One text of this PDF is over {LARGEST_TEXT >> 20} million characters, more than is read. The item is kept as it is."
        )
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    function(*given, buffer, size)
    return plain_text(bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\0"))


def plain_text(text: str) -> str:
    """With `\\n` at line ends, and U+FFFD for what is no letter."""
    return _NO_LETTERS.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def detail_of(text: str) -> str:
    """Short enough to stand in the details, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
