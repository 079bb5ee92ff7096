"""The files inside a PDF: embedded in the document, or pinned onto a page.

PDFium unpacks such a file as a whole, so its size is asked for first: what is over `LARGEST_FILE`, and everything past `LARGEST_IN_ALL`
or `MOST_FILES`, is told as missing and stays in the original. The bytes come when they are asked for, from the same open document.
"""

import ctypes
import io
from functools import partial
from typing import Any, BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.parsing import Inside
from amanet.intake.parsers.pdf_library import detail_of, wide_string
from amanet.record.reading import Attached

__all__ = ["LARGEST_FILE", "LARGEST_IN_ALL", "MOST_FILES", "EmbeddedFiles"]

LARGEST_FILE: Final = 256 << 20
LARGEST_IN_ALL: Final = 4 << 30
MOST_FILES: Final = 1000
_LONGEST_NAME: Final = 255


class EmbeddedFiles:
    """`inside` keeps the document open: it is closed with the last of them."""

    def __init__(self, document: Any, composer: Composer) -> None:
        self.inside: list[Inside] = []
        self._document = document
        self._composer = composer
        self._in_all = 0
        self._places: dict[int, int] = {}

    def attach_all(self) -> None:
        """Those of the document as a whole."""
        import pypdfium2.raw as pdfium

        count = pdfium.FPDFDoc_GetAttachmentCount(self._document)
        for place in range(min(count, MOST_FILES)):
            file = pdfium.FPDFDoc_GetAttachment(self._document, place)
            if file:
                self.attach(file, {})
            else:
                self._composer.oddity(f"file {place + 1}", "it is listed, and is not there")
        if count > MOST_FILES:
            self._composer.oddity("the files inside", f"there are {count}; {MOST_FILES} were looked at")

    def attach(self, file: Any, details: dict[str, JSON]) -> int | None:
        """The place of a file, which is the same for the same file; None where there are too many."""
        known = ctypes.cast(file, ctypes.c_void_p).value or 0
        if known in self._places:
            return self._places[known]
        if len(self._places) >= MOST_FILES:
            return None
        size = self._size(file)
        place = self._composer.attach(self._described(file, size, details))
        self._places[known] = place
        if size is not None:
            self._in_all += size
            self.inside.append(Inside(place, partial(_open, self._document, file, size)))
        return place

    def _size(self, file: Any) -> int | None:
        """None, with an oddity, for what is not taken out."""
        where = f"file {len(self._places) + 1} inside"
        size = size_of(file)
        if size is None:
            self._composer.oddity(where, "its bytes are damaged or not there")
        elif size > LARGEST_FILE or self._in_all + size > LARGEST_IN_ALL:
            self._composer.oddity(
                where, f"its {size} bytes are more than is taken out; it stays in the original"
            )
            size = None
        return size

    def _described(self, file: Any, size: int | None, details: dict[str, JSON]) -> Attached:
        import pypdfium2.raw as pdfium

        name = detail_of(wide_string(pdfium.FPDFAttachment_GetName, file))[:_LONGEST_NAME]
        media_type = detail_of(wide_string(pdfium.FPDFAttachment_GetSubtype, file))[:_LONGEST_NAME]
        said = {
            "description": detail_of(wide_string(pdfium.FPDFAttachment_GetDescription, file)),
            "created": _parameter(file, b"CreationDate"),
            "modified": _parameter(file, b"ModDate"),
        }
        told: dict[str, JSON] = {key: value for key, value in said.items() if value}
        number = len(self._places) + 1
        return Attached(name or f"file {number}", media_type or None, size is None, {**told, **details})


def size_of(file: Any) -> int | None:
    """Of an embedded file, unpacked; None where it cannot be."""
    import pypdfium2.raw as pdfium

    size = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(file, None, 0, ctypes.byref(size)):
        return None
    return int(size.value)


def _parameter(file: Any, key: bytes) -> str:
    import pypdfium2.raw as pdfium

    return detail_of(wide_string(pdfium.FPDFAttachment_GetStringValue, file, key))


def _open(document: Any, file: Any, size: int) -> BinaryIO:
    """`document` is what has to stay open meanwhile."""
    import pypdfium2.raw as pdfium

    buffer = bytearray(size)
    told = ctypes.c_ulong()
    target = (ctypes.c_char * size).from_buffer(buffer) if size else None
    done = pdfium.FPDFAttachment_GetFile(file, target, size, ctypes.byref(told))
    del target
    if not done or told.value != size:
        raise BadData("A file inside this PDF is damaged. The item is kept as it is.")
    return io.BytesIO(buffer)
