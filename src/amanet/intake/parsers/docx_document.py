"""DOCX (ECMA-376, WordprocessingML): interviews, reports and translations as people write them.

Each paragraph is a segment, in order: `heading` by its style (details `level`, 0 for the title), `turn` where a speaker's
label begins it, else `paragraph` (`follows` tells the label above it, which may or may not go on speaking). Cells of tables are
paragraphs with `table`, `row`, `column`. After the paragraph they hang on come, as notes, its struck-out words (`tracked`), foot- and
endnotes and comments; text boxes keep their kind; headers and footers come once, at the end. Details hold stretches of the words as
[start, end]: `inserted`, `hidden`, `faint` (as white as paper, or tiny), `comments`, `links`.

Nothing is fetched: linked pictures, templates and fields that load from elsewhere are told (`external` in the details, an oddity
for each part). Macros are not run and not kept apart. Pictures, media and embedded documents are files inside.

Refused, with `BadData`: archives that are bombs, XML with a document type, documents with a password or of before 2007.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.docx_details import Details
from amanet.intake.parsers.docx_package import MAIN_PART, DocxPackage, open_docx
from amanet.intake.parsers.docx_paragraphs import read_paragraphs
from amanet.intake.parsers.docx_pieces import Paragraph, Reference
from amanet.intake.parsers.docx_properties import read_properties
from amanet.intake.parsers.docx_styles import Styles, read_styles
from amanet.intake.parsers.docx_surroundings import Files, tell_outside
from amanet.intake.parsers.labelled_paragraphs import Spoken, with_labels
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["PARSER", "DocxParser"]

_ENDINGS = (".docx", ".docm", ".dotx", ".dotm")
_WORD_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml",
    "application/vnd.ms-word.document.macroenabled",
    "application/vnd.ms-word.template.macroenabled",
)
_NOTES = ("footnotes", "endnotes", "comments")
_ASIDES = ("header", "footer")


class DocxParser:
    name = "docx"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        if not sample.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return False
        told = sample.media_type.lower().startswith(_WORD_TYPES) or sample.name.lower().endswith(_ENDINGS)
        return told or _begins_like_a_document(sample.head)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        package = open_docx(file)
        mains = package.related("", MAIN_PART)
        if not mains:
            raise BadData(
                "This archive names no document inside it: it is no DOCX, or was cut. The item is kept as it is."
            )
        composer = Composer(self.name)
        composer.details.update(read_properties(package))
        files = Files(package, composer)
        _Document(package, mains[0], composer, files, answers).compose()
        tell_outside(package, composer)
        files.tell_unread()
        return Parsed(composer.reading(), tuple(files.inside))


PARSER = DocxParser()


def _begins_like_a_document(head: bytes) -> bool:
    """The first member of an Office archive is one of these; which program's it is, the folder tells."""
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    office = first in {b"[Content_Types].xml", b"_rels/.rels"} or first.startswith((b"word/", b"docProps/"))
    return office and b"word/" in head


class _Document:
    """Puts the paragraphs of all parts into one order."""

    def __init__(
        self, package: DocxPackage, main: str, composer: Composer, files: Files, answers: Answers
    ) -> None:
        self._package = package
        self._main = main
        self._composer = composer
        self._files = files
        self._answers = answers
        self._styles = self._read_styles()
        self._details = Details(package, self._styles)
        self._notes = self._read_notes()

    def compose(self) -> None:
        body = [(one, self._kind(one)) for one in _in_order(self._read(self._main)) if one.has_anything()]
        for spoken in with_labels(body, frozenset(self._answers.speakers)):
            self._write(spoken)
        for reference in list(self._notes):
            self._composer.oddity(f"a {reference.kind}", "nothing in the text points to it")
            self._write_notes([reference])
        self._write_headers_and_footers()
        self._details.tell(self._composer)

    def _read_styles(self) -> Styles:
        parts = self._package.related(self._main, "styles")
        return read_styles(self._package.xml(parts[0]), parts[0]) if parts else Styles()

    def _read(self, part: str) -> list[Paragraph]:
        self._files.was_read(part)
        return read_paragraphs(self._package.xml(part), part, self._styles)

    def _read_notes(self) -> dict[Reference, list[tuple[str, Paragraph]]]:
        """The paragraphs of every footnote, endnote and comment, with the part they stand in."""
        found: dict[Reference, list[tuple[str, Paragraph]]] = {}
        for kind in _NOTES:
            for part in self._package.related(self._main, kind):
                for paragraph in _in_order(self._read(part)):
                    owner = paragraph.owner or Reference(kind.removesuffix("s"), "")
                    if paragraph.has_anything():
                        found.setdefault(owner, []).append((part, paragraph))
        return found

    def _kind(self, paragraph: Paragraph) -> str:
        if not paragraph.understood:
            return NOT_UNDERSTOOD
        if paragraph.alternate:
            return "note"  # another wording of what stands above it
        return "paragraph" if self._details.level(paragraph) is None else "heading"

    def _write(self, spoken: Spoken[Paragraph]) -> None:
        """A segment of one paragraph, or of a label and the paragraph under it, and what hangs on them."""
        details = self._details.of(self._main, spoken.paragraphs)
        if spoken.follows is not None:
            details["follows"] = spoken.follows
        attached = self._files.places(self._main, spoken.paragraphs)
        if spoken.words.strip() or attached:
            self._composer.add(
                spoken.kind, spoken.words, speaker=spoken.speaker, language=self._answers.language,
                marks=spoken.marks, attached=attached, details=details,
            )  # fmt: skip
        for paragraph in spoken.paragraphs:
            self._write_deletions(paragraph, {})
            self._write_notes(paragraph.references)

    def _write_notes(self, references: Sequence[Reference]) -> None:
        """Each once, however often the text points to it. A note may point to a further one, a comment."""
        waiting = list(reversed(references))
        while waiting:
            reference = waiting.pop()
            for part, paragraph in self._notes.pop(reference, ()):
                told = {reference.kind: reference.id, **paragraph.owner_told}
                self._write_note(part, paragraph, told)
                waiting.extend(reversed(paragraph.references))

    def _write_headers_and_footers(self) -> None:
        """Most documents have three of each (first, odd and even pages) that say the same."""
        for kind in _ASIDES:
            seen: set[str] = set()
            for part in self._package.related(self._main, kind):
                for paragraph in _in_order(self._read(part)):
                    if paragraph.words not in seen or paragraph.relations or paragraph.deletions:
                        self._write_note(part, paragraph, {"part": kind})
                    seen.add(paragraph.words)

    def _write_note(self, part: str, paragraph: Paragraph, told: Mapping[str, JSON]) -> None:
        attached = self._files.places(part, [paragraph])
        details = {**self._details.of(part, [paragraph]), **told}
        if paragraph.words.strip() or attached:
            self._composer.add(
                "note", paragraph.words, language=self._answers.language, attached=attached, details=details
            )
        self._write_deletions(paragraph, told)

    def _write_deletions(self, paragraph: Paragraph, told: Mapping[str, JSON]) -> None:
        for gone in paragraph.deletions:
            if gone.words.strip():
                by = {"tracked": gone.how, "author": gone.author, "date": gone.date}
                details = {**told, **{name: value for name, value in by.items() if value}}
                self._composer.add("note", gone.words, details=details)


def _in_order(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs with the boxes anchored in them behind them; what is there for old programs only if it differs."""
    waiting = list(reversed(paragraphs))
    while waiting:
        paragraph = waiting.pop()
        if paragraph.alternate and paragraph.boxes:
            waiting.extend(reversed(_alternates(paragraph, frozenset())))
            continue
        yield paragraph
        seen = frozenset((paragraph.words, *(box.words for box in paragraph.boxes if not box.alternate)))
        for box in reversed(paragraph.boxes):
            waiting.extend(reversed(_alternates(box, seen)) if box.alternate else [box])


def _alternates(alternate: Paragraph, seen: frozenset[str]) -> list[Paragraph]:
    """The paragraphs of a second branch, without those that the first branch has too."""
    found: list[Paragraph] = []
    waiting = [alternate]
    while waiting:
        one = waiting.pop()
        waiting.extend(reversed(one.boxes))
        if one.words.strip() and one.words not in seen:
            found.append(replace(one, boxes=[], alternate=True))
    return found
