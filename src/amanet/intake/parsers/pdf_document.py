"""PDF (ISO 32000): reports, letters, lists, forms and scans, read with PDFium.

Each page is its `paragraph` segments in the order PDFium gives their words (right-to-left text in logical order), then as `note`s what
was put onto it: comments, highlights, links, form values, files. Details tell the `page` (from 1), notes also the `annotation`. What
the document says of itself (title, author, program, dates as written) is in the details; anyone can have written that.

Told as oddities: pages without text (a picture or scan), text that is not seen, characters without letters, scripts, programs, XFA,
older versions inside. Nothing is run, filled in, followed or fetched.

Refused, with `BadData`: a password (protected against printing only: read), damage, over 20,000 pages or 64 MiB of text.
"""

from collections import Counter
from contextlib import ExitStack
from typing import Any, BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.pdf_annotations import MOST_ON_A_PAGE, Annotation, open_annotations, open_form
from amanet.intake.parsers.pdf_bytes import FileBytes, look_through
from amanet.intake.parsers.pdf_files import EmbeddedFiles
from amanet.intake.parsers.pdf_library import detail_of, open_pdf, wide_string
from amanet.intake.parsers.pdf_words import PageWords, find_hidden, read_words
from amanet.intake.parsers.room import Room

__all__ = ["MOST_PAGES", "PARSER", "PdfParser"]

MOST_PAGES: Final = 20_000
_BEGINS: Final = b"%PDF-"
_SAYS: Final = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator",
    "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
_MOST_KEPT: Final = 100_000


class PdfParser:
    name = "pdf"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        if sample.head.startswith(_BEGINS):
            return True
        told = sample.media_type == "application/pdf" or sample.name.lower().endswith(".pdf")
        return told and _BEGINS in sample.head[:1024]  # PDFium allows for so much before it

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        seen = look_through(file)
        with ExitStack() as stack:
            document = open_pdf(file)
            stack.callback(document.close)
            reading = _Document(document, Composer(self.name), answers)
            reading.compose(seen)
            parsed = Parsed(reading.composer.reading(), tuple(reading.files.inside))
            if parsed.inside:
                stack.pop_all()  # its files are read later; with the last of them it is closed
        return parsed


PARSER = PdfParser()


class _Document:
    """Puts pages, notes and what is said of the whole into one reading."""

    def __init__(self, document: Any, composer: Composer, answers: Answers) -> None:
        self.composer = composer
        self.files = EmbeddedFiles(document, composer)
        self._document = document
        self._language = answers.language
        self._room = Room("PDF")
        self._fields: set[tuple[str, str]] = set()
        self._acts = False

    def compose(self, seen: FileBytes) -> None:
        count = len(self._document)
        if count > MOST_PAGES:
            raise BadData(
                f"This PDF has {count} pages, more than the {MOST_PAGES} that are read at once. The item is kept as it is; "
                "cut a copy into parts and add those."
            )
        self._tell_information(count)
        self.files.attach_all()
        with open_form(self._document) as form:
            for number in range(1, count + 1):
                self._read_page(number, form)
        self._tell_odd(seen)

    def _read_page(self, number: int, form: Any) -> None:
        import pypdfium2

        with ExitStack() as stack:
            try:
                page = self._document[number - 1]
                stack.callback(page.close)
                text_page = page.get_textpage()
                stack.callback(text_page.close)
            except pypdfium2.PdfiumError:
                raise BadData(
                    f"Page {number} of this PDF is damaged and cannot be read: it was cut, or changed. The item is kept as it is. "
                    "Get a whole copy, or repair one with another program and add it as an item of its own."
                ) from None
            self._write_words(number, read_words(text_page, self._room))
            self._tell_hidden(number, page)
            self._write_annotations(number, page, text_page, form)

    def _write_words(self, number: int, words: PageWords) -> None:
        where = f"page {number}"
        for paragraph in words.paragraphs:
            self._room.take(0)
            self.composer.add("paragraph", paragraph, language=self._language, details={"page": number})
        if not words.paragraphs:
            self.composer.oddity(where, "it holds no text: a picture or scan")
        if words.without_letters:
            count = words.without_letters
            self.composer.oddity(where, f"for {count} characters the file tells no letters; they are \ufffd")

    def _tell_hidden(self, number: int, page: Any) -> None:
        hidden = find_hidden(page)
        if hidden.unseen:
            self.composer.oddity(
                f"page {number}",
                "some of its text is not seen on it: put there by text recognition, or hidden",
            )
        if hidden.outside:
            self.composer.oddity(f"page {number}", "some of its text stands outside the page and is not seen")

    def _write_annotations(self, number: int, page: Any, text_page: Any, form: Any) -> None:
        import pypdfium2.raw as pdfium

        wordless: Counter[str] = Counter()
        for one in open_annotations(self._document, page, text_page, form):
            self._acts = self._acts or one.acts
            if not self._write_annotation(number, one) and one.kind not in {"popup", "link", "field"}:
                wordless[one.kind] += 1
        if wordless:
            listed = ", ".join(f"{kind} {count}" for kind, count in sorted(wordless.items()))
            self.composer.oddity(f"page {number}", f"things without words were put onto it ({listed})")
        if pdfium.FPDFPage_GetAnnotCount(page) > MOST_ON_A_PAGE:
            self.composer.oddity(
                f"page {number}", f"of what was put onto it, the first {MOST_ON_A_PAGE} were read"
            )

    def _write_annotation(self, number: int, one: Annotation) -> bool:
        """Whether there was anything to write."""
        details: dict[str, JSON] = {**one.details, "annotation": one.kind, "page": number}
        place = self.files.attach(one.file, {"page": number}) if one.file else None
        if not one.words.strip() and place is None:
            return False
        if one.kind == "field" and self._is_known(one):
            return True
        self._room.take(len(one.words))
        attached = () if place is None else (place,)
        self.composer.add("note", one.words, language=self._language, attached=attached, details=details)
        return True

    def _is_known(self, one: Annotation) -> bool:
        """A field may stand in several places (the buttons of one choice), with one value."""
        key = (str(one.details.get("field", "")), one.words)
        known = key in self._fields
        if len(self._fields) < _MOST_KEPT:
            self._fields.add(key)
        return known

    def _tell_information(self, pages: int) -> None:
        import pypdfium2.raw as pdfium

        details = self.composer.details
        details["pages"] = pages
        for key, name in _SAYS.items():
            if value := detail_of(wide_string(pdfium.FPDF_GetMetaText, self._document, key.encode())):
                details[name] = value
        if value := detail_of(wide_string(pdfium.FPDFCatalog_GetLanguage, self._document)):
            details["language"] = value
        if (signatures := pdfium.FPDF_GetSignatureCount(self._document)) > 0:
            details["signatures"] = signatures
            self.composer.oddity("the whole", "it is signed; the signatures were not checked")
        if pdfium.FPDF_GetSecurityHandlerRevision(self._document) >= 0:
            details["encrypted"] = True

    def _tell_odd(self, seen: FileBytes) -> None:
        import pypdfium2.raw as pdfium

        scripts = seen.scripts or pdfium.FPDFDoc_GetJavaScriptActionCount(self._document) > 0
        forms = {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}
        told = (
            (scripts or self._acts, "there are scripts or actions in it; none was run"),
            (seen.programs, "something in it would start a program; it was not started"),
            (
                pdfium.FPDF_GetFormType(self._document) in forms,
                "it has an XFA form, whose own text was not read",
            ),
            (
                seen.versions > 1,
                f"it was changed after it was made: {seen.versions} versions end in it, and older ones may still be inside; "
                "all of it is kept with the original",
            ),
            (not seen.ends, "it does not end as a PDF does: it may have been cut"),
        )
        for holds, what in told:
            if holds:
                self.composer.oddity("the whole", what)
