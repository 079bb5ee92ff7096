"""The parent's side of the talk with the process that draws pages (`page_worker` has its words).

The process may have been taken over by the document. What it says is held to its form, page by page, and the talk ends where it is not.

>>> from amanet.protect.documents.page_talk import seen_pages
>>> [page.text for page in seen_pages(document)]  # doctest: +SKIP
['The list', 'of Selkum']
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Final

from amanet.canonical import JSON, decode_any_json, encode
from amanet.errors import BadData, WorldFailed
from amanet.intake.confined_worker import ConfinedWorker, ending_in_words
from amanet.intake.confinement import Limits
from amanet.intake.reading_talk import Patience, ReadingTalk
from amanet.protect.documents.page_parts import DOTS, MOST_CHARACTERS, MOST_PAGES, Box, SeenPage

__all__ = ["LARGEST_DOCUMENT", "seen_pages"]

LARGEST_DOCUMENT: Final = 256 << 20
_WORKER: Final = "amanet.protect.documents.page_worker"
_LONGEST_SIDE: Final = 4000
_LEAST_SIDE: Final = 1
_MEMORY, _SECONDS, _BYTES_A_SECOND = 1536 << 20, 300, 1 << 19
_MOST_PACKED: Final = 512 << 20
_MOST_PICTURES: Final = 1 << 31
_NOTHING: Final = 0x2060
_BOX: Final = struct.Struct("=4i")


def seen_pages(content: bytes, *, bare: bool = False) -> list[SeenPage]:
    """Every page; `bare` without the pictures on it. Raises `BadData` for a document that does not let itself be drawn, `WorldFailed`."""
    if len(content) > LARGEST_DOCUMENT:
        raise BadData(
            f"This PDF has over {LARGEST_DOCUMENT >> 20} MiB, more than is made anew. Cut a copy into parts."
        )
    seconds = _SECONDS + len(content) // _BYTES_A_SECOND
    worker = ConfinedWorker(_WORKER, Limits(_MEMORY, seconds))
    with closing(_Stopping(worker)):
        if worker.hello["missing"]:
            raise WorldFailed(
                f"What draws pages could not be loaded: {worker.hello['missing']}. Install amanet again."
            )
        view = memoryview(content)
        with closing(worker.take_child()) as child:
            talk = ReadingTalk(
                child, len(content), lambda offset, length: bytes(view[offset : offset + length]),
                what="This PDF", patience=Patience(3.0 * seconds), ended=lambda: ending_in_words(worker.end_child()),
            )  # fmt: skip
            talk.order(encode({"size": len(content), "dots": DOTS, "longest": _LONGEST_SIDE, "bare": bare}))
            return _within_room(_pages(talk))


class _Stopping:
    def __init__(self, worker: ConfinedWorker) -> None:
        self._worker = worker

    def close(self) -> None:
        self._worker.stop()


def _within_room(pages: Iterator[SeenPage]) -> list[SeenPage]:
    found: list[SeenPage] = []
    kept = 0
    for page in pages:
        kept += len(page.packed) + 60 * len(page.text)
        if kept > _MOST_PACKED:
            raise BadData(
                "The pages of this PDF take more memory than making it anew may take. Cut a copy into parts."
            )
        found.append(page)
    return found


def _pages(talk: ReadingTalk) -> Iterator[SeenPage]:
    kind, message = talk.next()
    for _ in range(MOST_PAGES):
        if kind != b"P":
            break
        yield _page(talk, _head(message))
        kind, message = talk.next()
    if kind != b"E":
        raise _untrue()


def _page(talk: ReadingTalk, head: Mapping[str, int]) -> SeenPage:
    count, area = head["characters"], head["width"] * head["height"]
    text = _letters(_bytes(talk, b"C", 4 * count))
    boxes = [_held(box, head) for box in _BOX.iter_unpack(_bytes(talk, b"K", _BOX.size * count))]
    flags, greys = _bytes(talk, b"F", count), _bytes(talk, b"G", count)
    packed = zlib.compress(_bytes(talk, b"B", area), 1)
    return SeenPage(head["width"], head["height"], head["pictures"], text, boxes, flags, greys, packed)


def _head(message: bytes) -> Mapping[str, int]:
    said = decode_any_json(message)
    bounds = {
        "width": (_LEAST_SIDE, _LONGEST_SIDE + 1), "height": (_LEAST_SIDE, _LONGEST_SIDE + 1), "pictures": (0, _MOST_PICTURES),
        "characters": (0, MOST_CHARACTERS), "pages": (1, MOST_PAGES),
    }  # fmt: skip
    if not isinstance(said, dict) or said.keys() != bounds.keys():
        raise _untrue()
    return {name: _number(said[name], *bounds[name]) for name in bounds}


def _number(value: JSON, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise _untrue()
    return value


def _bytes(talk: ReadingTalk, kind: bytes, wanted: int) -> bytes:
    found = bytearray()
    while len(found) < wanted:
        said, message = talk.next()
        found += message
        if said != kind or not message or len(found) > wanted:
            raise _untrue()
    return bytes(found)


def _letters(data: bytes) -> str:
    """One for each; of the two halves of one the second becomes nothing that is seen, and what is no character U+FFFD."""
    codes = list(struct.unpack(f"={len(data) // 4}I", data))
    for at in range(len(codes) - 1):
        first, second = codes[at] - 0xD800, codes[at + 1] - 0xDC00
        if 0 <= first < 0x400 and 0 <= second < 0x400:
            codes[at : at + 2] = [0x10000 + (first << 10) + second, _NOTHING]
    return "".join(chr(one) if one < 0xD800 or 0xE000 <= one < 0x110000 else "\ufffd" for one in codes)


def _held(box: tuple[int, ...], head: Mapping[str, int]) -> Box:
    """Within the page; what stands outside it is nowhere."""
    left, top, right, bottom = box
    across, down = head["width"], head["height"]
    return (
        min(max(left, 0), across),
        min(max(top, 0), down),
        min(max(right, 0), across),
        min(max(bottom, 0), down),
    )


def _untrue() -> BadData:
    return BadData(
        "The process that draws pages gave something that is no page. Such a file may be damaged, or made to do that."
    )
