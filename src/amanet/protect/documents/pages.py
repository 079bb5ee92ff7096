"""A PDF made anew from its pages: what was seen on them as pixels, masked where something has to go, and the words that may be read.

Nothing of the original's objects survives: no properties, comments, entries in forms, attachments, scripts, earlier versions, pictures, hidden words.
What it does not hide: how wide the words under a mask were, and letters whose font says something else than it shows (a reviewer sees those).
`words_alone` writes the words on new pages instead, which leaves neither.

Raises `CannotRebuild` where a page has pictures or no words, unless those are to be withheld: nobody has read what is in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from amanet.consent.levels import Level
from amanet.errors import BadData
from amanet.protect.documents.hiding_words import spans_to_hide
from amanet.protect.documents.page_masks import allowed_pixels, lines_of, masks_over
from amanet.protect.documents.page_parts import Box, SeenPage
from amanet.protect.documents.page_talk import seen_pages
from amanet.protect.documents.page_words import ReadPage, read_page
from amanet.protect.documents.page_writer import PixelPages
from amanet.protect.documents.rebuilt import CannotRebuild, Rebuilt
from amanet.protect.documents.words_anew import pdf_of_words
from amanet.protect.documents.words_by_place import spans_by_place
from amanet.protect.words import WordProtector
from amanet.protect.words.replaced import Span, merged, replaced

__all__ = ["rebuilt_pages"]

_WITHHELD: Final = (
    "This page is withheld. It holds no words that could be read; what is on it was not looked at."
)
_LEFT_OUT: Final = "comments, entries in forms, attachments, drawings and everything else that is not a word seen on a page were left out"
_WIDTH: Final = "how wide the words under a mask were can still be measured"
_LYING_FONTS: Final = (
    "look at every page: a font can show other letters than it says, and then a name stays to be seen"
)


@dataclass(frozen=True)
class _Document:
    """All words as one stretch, a line end between two pages; `starts` is where each page begins."""

    pages: Sequence[ReadPage]
    text: str = field(repr=False)
    starts: Sequence[int]


def rebuilt_pages(
    content: bytes,
    protector: WordProtector,
    level: Level,
    *,
    withhold: bool = False,
    words_alone: bool = False,
) -> Rebuilt:
    try:
        seen = seen_pages(content, bare=withhold)
    except BadData as problem:
        raise CannotRebuild(str(problem)) from problem
    document = _read(seen, untold_out=withhold)
    _verify(seen, document.pages, withhold=withhold or words_alone)
    each = list(_spans(document, protector, level))
    changed = tuple(
        (page.text, replaced(page.text, here))
        for page, here in zip(document.pages, each, strict=True)
        if here
    )
    notes = tuple(_notes(seen, document.pages, words_alone=words_alone))
    if words_alone:
        return Rebuilt("pdf", _of_words(document.pages, each), changed, notes)
    return Rebuilt("pdf", _of_pixels(seen, document.pages, each), changed, notes)


def _spans(document: _Document, protector: WordProtector, level: Level) -> Iterator[list[Span]]:
    """What has to go on each page, by its own places."""
    spans = spans_to_hide(document.text, protector, level)
    for start, page in zip(document.starts, document.pages, strict=True):
        here = _within(spans, start, len(page.text))
        yield merged((*here, *spans_by_place(page, protector, level, here)))


def _read(seen: Sequence[SeenPage], *, untold_out: bool) -> _Document:
    pages = [read_page(page, untold_out=untold_out) for page in seen]
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page.text) + 1
    return _Document(pages, "\n".join(page.text for page in pages), starts)


def _verify(seen: Sequence[SeenPage], pages: Sequence[ReadPage], *, withhold: bool) -> None:
    if not any(page.has_words for page in pages):
        raise CannotRebuild("No page of it holds words that can be read: it is a scan, or pictures.")
    for number, (there, page) in enumerate(zip(seen, pages, strict=True), 1):
        if page.letterless:
            raise CannotRebuild(
                f"On page {number} are {page.letterless} letters of which its fonts do not tell what they are; nobody can say what to hide in them. "
                "It can be made anew without the lines they stand on."
            )
        if not withhold and there.pictures:
            raise CannotRebuild(
                f"Page {number} has pictures, and what can be read or seen in them was not looked at. It can be made anew without its pictures."
            )
        if not withhold and not page.has_words:
            raise CannotRebuild(
                f"Page {number} holds no words that can be read. It can be made anew with that page withheld."
            )


def _within(spans: Sequence[Span], start: int, length: int) -> list[Span]:
    """Those that reach into this page, by its own places; one that goes on over a page's end is in both."""
    return [
        Span(max(0, one.start - start), min(length, one.end - start), one.kind, one.shown, one.key)
        for one in spans
        if one.start < start + length and one.end > start
    ]


def _notes(seen: Sequence[SeenPage], pages: Sequence[ReadPage], *, words_alone: bool) -> Iterator[str]:
    yield _LEFT_OUT
    pictures = [number for number, page in enumerate(seen, 1) if page.pictures]
    if pictures:
        yield f"pictures were left out (page {', '.join(map(str, pictures))})"
    wordless = [number for number, page in enumerate(pages, 1) if not page.has_words]
    if wordless:
        yield f"pages without words were withheld ({', '.join(map(str, wordless))})"
    untold = sum(page.untold for page in pages)
    if untold:
        yield f"the lines of {untold} letters of which the fonts do not tell what they are were left out"
    hidden = sum(page.hidden for page in pages)
    if hidden:
        yield f"{hidden} letters that are there and not seen were left out"
    if not words_alone:
        yield _WIDTH
        yield _LYING_FONTS


def _of_pixels(seen: Sequence[SeenPage], pages: Sequence[ReadPage], each: Sequence[list[Span]]) -> bytes:
    made = PixelPages()
    for there, page, spans in zip(seen, pages, each, strict=True):
        if not page.has_words:
            made.withhold(_WITHHELD)
            continue
        masks = [mask for span in spans for mask in masks_over(page, span.start, span.end, span.shown)]
        made.add(allowed_pixels(there, page, masks), list(_words(page, spans)))
    return made.document()


def _of_words(pages: Sequence[ReadPage], each: Sequence[list[Span]]) -> bytes:
    texts = [
        replaced(page.text, spans).text if page.has_words else _WITHHELD
        for page, spans in zip(pages, each, strict=True)
    ]
    return pdf_of_words([line for text in texts for line in (*text.split("\n"), "")])


def _words(page: ReadPage, spans: Sequence[Span]) -> Iterator[tuple[str, Box]]:
    """The words that may be read, each with the place of what it stands for."""
    end = 0
    for span in (*spans, Span(len(page.text), len(page.text), "", "")):
        yield from _unchanged(page, end, span.start)
        line = next(lines_of(page.boxes[span.start : span.end]), None)
        if line is not None and span.shown:
            yield span.shown + _space_after(page, span.end), line
        end = span.end


def _unchanged(page: ReadPage, start: int, end: int) -> Iterator[tuple[str, Box]]:
    at = start
    while at < end:
        if page.text[at].isspace():
            at += 1
            continue
        after = at
        while after < end and not page.text[after].isspace():
            after += 1
        boxes = [box for box in page.boxes[at:after] if box[2] > box[0]]
        if boxes:
            yield page.text[at:after] + _space_after(page, after), _around(boxes)
        at = after


def _space_after(page: ReadPage, at: int) -> str:
    return " " if page.text[at : at + 1].isspace() else ""


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(one[0] for one in boxes),
        min(one[1] for one in boxes),
        max(one[2] for one in boxes),
        max(one[3] for one in boxes),
    )
