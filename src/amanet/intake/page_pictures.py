"""Pictures to look at, of pictures and of the pages of a PDF: drawn in a confined process, and handed over as bare pixels.

No picture that a stranger made reaches whoever looks: what is shown was unpacked where nothing can be reached from, and packed anew
here (`Drawn.png`, `Drawn.jpeg`). Nothing is written to disk. The process may have been taken over by the item; what it says is
counted against what was asked for.

Raises `BadData` (what the item is not, or what became of the process), `WorldFailed` where no confined process can be had, and what
`read_at` raises.

>>> from amanet.intake.page_pictures import draw
>>> drawn = draw(lambda offset, length: item[offset : offset + length], len(item), "image/heic")  # doctest: +SKIP
>>> drawn.jpeg()[:2]  # doctest: +SKIP
b'\\xff\\xd8'
"""

import io
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.canonical import decode_any_json, encode
from amanet.errors import BadData, WorldFailed
from amanet.intake.confined_worker import ConfinedWorker, ending_in_words
from amanet.intake.confinement import Limits
from amanet.intake.picture_formats import DRAWN
from amanet.intake.ranges import ReadAt
from amanet.intake.reading_talk import Patience, ReadingTalk

__all__ = [
    "LARGEST_FILE",
    "LONGEST_SIDE",
    "MOST_PIXELS",
    "Drawn",
    "PagePictures",
    "can_be_drawn",
    "draw",
]

_WORKER: Final = "amanet.intake.picture_worker"
LONGEST_SIDE: Final = 1800
MOST_PIXELS: Final = 120_000_000
LARGEST_FILE: Final = 256 << 20
_LIMITS: Final = Limits(1536 << 20, 20)
_SECONDS: Final = 30.0


@dataclass(frozen=True)
class Drawn:
    """Bare pixels, three bytes each. `pages` is how many a PDF has, 0 of a picture."""

    width: int
    height: int
    pages: int
    pixels: bytes = field(repr=False)

    def png(self) -> bytes:
        """Without loss: for print and drawings."""
        return self._packed("PNG", compress_level=4)

    def jpeg(self) -> bytes:
        """For photographs."""
        return self._packed("JPEG", quality=88)

    def _packed(self, form: str, **how: Any) -> bytes:
        import PIL.Image

        packed = io.BytesIO()
        PIL.Image.frombytes("RGB", (self.width, self.height), self.pixels).save(packed, form, **how)
        return packed.getvalue()


def can_be_drawn(media_type: str | None) -> bool:
    return media_type == "application/pdf" or media_type in DRAWN


class PagePictures:
    """One worker process for several pictures, one after the other; not to be shared between threads. `close` ends it."""

    def __init__(self, *, limits: Limits = _LIMITS, wall_seconds: float = _SECONDS) -> None:
        self._limits = limits
        self._seconds = wall_seconds
        self._worker: ConfinedWorker | None = None
        self._loaded = ""

    def close(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = None

    def draw(
        self, read_at: ReadAt, size: int, media_type: str, *, page: int = 1, longest: int = LONGEST_SIDE
    ) -> Drawn:
        """A picture, or the page of a PDF, at most so many pixels long and wide."""
        if not can_be_drawn(media_type):
            raise BadData("Items of this kind are not drawn. Get the original out to look at it.")
        worker = self._ready("pdf" if media_type == "application/pdf" else "picture")
        with closing(worker.take_child()) as child:
            talk = ReadingTalk(
                child,
                size,
                read_at,
                what="A picture of this item",
                patience=Patience(self._seconds),
                ended=lambda: ending_in_words(worker.end_child()),
            )
            talk.order(encode({"size": size, "media_type": media_type, "page": page, "longest": longest}))
            return _drawn(talk, longest)

    def _ready(self, name: str) -> ConfinedWorker:
        if self._worker is None or self._worker.lost:
            self.close()
            self._worker, self._loaded = ConfinedWorker(_WORKER, self._limits), ""
            assert self._worker.hello is not None
        if self._loaded not in (name, "pdf"):  # which loads both
            answer = self._worker.load(name)
            if "missing" in answer:
                raise WorldFailed(
                    f"What draws such items could not be loaded: {answer['missing']}. Install amanet again; the item is kept as it is."
                )
            self._loaded = name
        return self._worker


def draw(read_at: ReadAt, size: int, media_type: str, *, page: int = 1, longest: int = LONGEST_SIDE) -> Drawn:
    """One picture, by a process of its own."""
    with closing(PagePictures()) as pictures:
        return pictures.draw(read_at, size, media_type, page=page, longest=longest)


def _drawn(talk: ReadingTalk, longest: int) -> Drawn:
    """What the process says, held to what was asked for. Raises `BadData`."""
    kind, message = talk.next()
    said = decode_any_json(message) if kind == b"D" else None
    if not isinstance(said, dict) or said.keys() != {"width", "height", "pages"}:
        raise _no_picture()
    width, height, pages = (said[name] for name in ("width", "height", "pages"))
    if not (_is_within(width, 1, longest) and _is_within(height, 1, longest) and _is_within(pages, 0, 2**31)):
        raise _no_picture()
    assert isinstance(width, int) and isinstance(height, int) and isinstance(pages, int)  # noqa: PT018
    return Drawn(width, height, pages, _pixels(talk, width * height * 3))


def _pixels(talk: ReadingTalk, wanted: int) -> bytes:
    found = bytearray()
    while True:
        kind, message = talk.next()
        if kind == b"E" and len(found) == wanted:
            return bytes(found)
        found += message
        if kind != b"B" or not message or len(found) > wanted:
            raise _no_picture()


def _is_within(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _no_picture() -> BadData:
    return BadData(
        "The process that draws gave something that is no picture. Such a file may be damaged, or made to do that; the item is as it was."
    )
