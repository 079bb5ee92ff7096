"""What people and programs put onto the pages of a PDF: comments, highlights, links, the values of form fields.

A note's words are what it says itself; a highlight without a comment has the words it lies over, a link its target. `over` in the
details tells the words below. Targets are told and never followed. Jumps inside the document are not told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.canonical import JSON
from amanet.intake.parsers.pdf_library import detail_of, plain_text, wide_string

__all__ = ["MOST_ON_A_PAGE", "Annotation", "open_annotations", "open_form"]

MOST_ON_A_PAGE: Final = 20_000
_MOST_STRETCHES: Final = 1000
_KINDS: Final = (
    "unknown", "note", "link", "text", "line", "square", "circle", "polygon", "polyline", "highlight", "underline", "squiggly",
    "strikeout", "stamp", "caret", "ink", "popup", "file", "sound", "movie", "field", "screen", "printer mark", "trap net",
    "watermark", "3d", "rich media", "form widget", "redaction",
)  # fmt: skip
_OVER_WORDS: Final = ("highlight", "underline", "squiggly", "strikeout", "redaction", "link")
_FIELDS: Final = ("unknown", "button", "checkbox", "radio", "choice", "list", "text", "signature")
_ABOUT: Final = {"T": "author", "Subj": "subject", "CreationDate": "created", "M": "modified"}
_NOT_SHOWN: Final = 1 << 1 | 1 << 5  # Hidden, NoView (ISO 32000-1, table 165)


@dataclass(frozen=True)
class Annotation:
    """`words` may be empty (a drawing, a jump). `file` is PDFium's handle of a file that hangs on it; `acts` that it does
    something (a script, a program) when it is clicked on.
    """

    kind: str
    words: str
    details: dict[str, JSON] = field(default_factory=dict)
    file: Any = None
    acts: bool = False


@contextmanager
def open_form(document: Any) -> Iterator[Any]:
    """PDFium's form of a document, or None. No script of it is run and no page is told of it, so nothing is calculated."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDF_GetFormType(document) == pdfium.FORMTYPE_NONE:
        yield None
        return
    settings = pdfium.FPDF_FORMFILLINFO(version=2)  # PDFium keeps a pointer to it
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document, settings)
    try:
        yield form or None
    finally:
        if form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)


def open_annotations(document: Any, page: Any, text_page: Any, form: Any) -> Iterator[Annotation]:
    """Those of a page, in its order; each is closed when the next is asked for."""
    import pypdfium2.raw as pdfium

    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ON_A_PAGE)):
        annotation = pdfium.FPDFPage_GetAnnot(page, place)
        if annotation:
            try:
                yield _Reader(document, text_page, form, annotation).read()
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)


class _Reader:
    def __init__(self, document: Any, text_page: Any, form: Any, annotation: Any) -> None:
        import pypdfium2.raw as pdfium

        self._document = document
        self._text_page = text_page
        self._form = form
        self._annotation = annotation
        number = pdfium.FPDFAnnot_GetSubtype(annotation)
        self._kind = _KINDS[number] if 0 <= number < len(_KINDS) else _KINDS[0]

    def read(self) -> Annotation:
        if self._kind == "field":
            return self._read_field()
        details = self._about()
        words = self._string("Contents")
        over = self._over() if self._kind in _OVER_WORDS else ""
        target, acts = self._target() if self._kind == "link" else ("", False)
        if target:
            details["target"] = detail_of(target)
        if over.strip() and (words.strip() or target):
            details["over"] = detail_of(over)
        if self._kind == "link" and not target:
            over = ""  # a jump inside the document
        return Annotation(
            self._kind, (words.strip() and words) or target or over, details, self._file(), acts
        )

    def _about(self) -> dict[str, JSON]:
        import pypdfium2.raw as pdfium

        told = {name: detail_of(self._string(key)) for key, name in _ABOUT.items()}
        details: dict[str, JSON] = {name: value for name, value in told.items() if value}
        if pdfium.FPDFAnnot_GetFlags(self._annotation) & _NOT_SHOWN:
            details["hidden"] = True
        return details

    def _string(self, key: str) -> str:
        import pypdfium2.raw as pdfium

        return wide_string(pdfium.FPDFAnnot_GetStringValue, self._annotation, key.encode())

    def _over(self) -> str:
        """The words below: of each stretch where it tells them, else of the box of it all."""
        import pypdfium2.raw as pdfium

        boxes: list[tuple[float, float, float, float]] = []
        for place in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(self._annotation), _MOST_STRETCHES)):
            quad = pdfium.FS_QUADPOINTSF()
            if pdfium.FPDFAnnot_GetAttachmentPoints(self._annotation, place, quad):
                across, up = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                boxes.append((min(across), min(up), max(across), max(up)))
        box = pdfium.FS_RECTF()
        if not boxes and pdfium.FPDFAnnot_GetRect(self._annotation, box):
            boxes.append((box.left, box.bottom, box.right, box.top))
        return "\n".join(self._words_in(*one) for one in boxes)

    def _words_in(self, left: float, bottom: float, right: float, top: float) -> str:
        words = self._text_page.get_text_bounded(left, bottom, right, top, errors="replace")
        return plain_text(words.replace("\x02", "-").replace("\ufffe", "-"))

    def _target(self) -> tuple[str, bool]:
        """An address, or the file it would open; and whether it would do more than go somewhere."""
        import pypdfium2.raw as pdfium

        link = pdfium.FPDFAnnot_GetLink(self._annotation)
        action = pdfium.FPDFLink_GetAction(link) if link else None
        if not action:
            return "", False
        kind = pdfium.FPDFAction_GetType(action)
        if kind == pdfium.PDFACTION_URI:
            return _bytes_of(pdfium.FPDFAction_GetURIPath, self._document, action), False
        if kind in {pdfium.PDFACTION_REMOTEGOTO, pdfium.PDFACTION_LAUNCH, pdfium.PDFACTION_EMBEDDEDGOTO}:
            return _bytes_of(pdfium.FPDFAction_GetFilePath, action), kind == pdfium.PDFACTION_LAUNCH
        return "", kind != pdfium.PDFACTION_GOTO

    def _file(self) -> Any:
        import pypdfium2.raw as pdfium

        return pdfium.FPDFAnnot_GetFileAttachment(self._annotation) if self._kind == "file" else None

    def _read_field(self) -> Annotation:
        import pypdfium2.raw as pdfium

        if self._form is None:
            return Annotation(self._kind, self._string("V"), {"field": detail_of(self._string("T"))})
        number = pdfium.FPDFAnnot_GetFormFieldType(self._form, self._annotation)
        kind = _FIELDS[number] if 0 <= number < len(_FIELDS) else _FIELDS[0]
        told = {
            "field": self._of_field(pdfium.FPDFAnnot_GetFormFieldName),
            "label": self._of_field(pdfium.FPDFAnnot_GetFormFieldAlternateName),
            "field_kind": kind,
        }
        details: dict[str, JSON] = {name: detail_of(value) for name, value in told.items() if value}
        return Annotation(self._kind, self._value(kind), details)

    def _value(self, kind: str) -> str:
        """As it is filled in: of what is ticked, its name in the form; of what is not, nothing."""
        import pypdfium2.raw as pdfium

        if kind == "button":
            return ""
        if kind not in {"checkbox", "radio"}:
            return self._of_field(pdfium.FPDFAnnot_GetFormFieldValue)
        # PDFium's own answer needs the page to be opened for filling in; this is what a viewer shows (ISO 32000-1, 12.7.4.2.3).
        state = self._string("AS")
        return "" if state == "Off" else state

    def _of_field(self, function: Any) -> str:
        return wide_string(function, self._form, self._annotation)


def _bytes_of(function: Any, *given: Any) -> str:
    """Addresses are bytes: ASCII by the specification, UTF-8 as people write them."""
    import ctypes

    size = min(function(*given, None, 0), 1 << 20)
    buffer = ctypes.create_string_buffer(max(1, size))
    if size > 1 and function(*given, buffer, size) <= size:
        return plain_text(buffer.raw[: size - 1].decode("utf-8", "backslashreplace"))
    return ""
