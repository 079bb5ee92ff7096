"""The worker whose children draw pictures and pages of PDFs (`forking` is how it lives and forks).

A child draws one picture and says it as bare pixels, three bytes each from the top left, so that whoever shows it decodes nothing
that a stranger encoded. `load("picture")` or `load("pdf")` imports what it needs and draws once, because a confined process opens
nothing.

    child → parent   R offset u64, length u32   "give me these bytes of the item"
                     D JSON                     width, height, and of a PDF how many pages it has
                     B bytes                    some of the pixels
                     E                          "that was all"
                     X JSON                     "it cannot be drawn, because …"; instead of anything else

Pictures made to harm are refused before they are unpacked: by their pixels (ASVS 5.2.6), by their file where a library reads it whole.
"""

import io
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final, cast

from amanet.canonical import JSON, decode_any_json, encode
from amanet.errors import BadData
from amanet.intake.channel import ChildChannel, RemoteFile
from amanet.intake.forking import serve_forks, what_happened
from amanet.intake.heif_pixels import load_heif, unpack_heif
from amanet.intake.page_pictures import LARGEST_FILE, MOST_PIXELS
from amanet.intake.parsers.pdf_library import load_pdfium, open_pdf
from amanet.intake.picture_formats import DRAWN
from amanet.intake.reading_frames import send_failure

__all__ = ["Drawing"]

_BUFFER: Final = 128 << 10
_BYTES_AT_ONCE: Final = 1 << 20
# Points are 1/72 inch: twice that is sharp on a screen, and enough to read small print.
_LARGEST_SCALE: Final = 2.0


class Drawing:
    """The work of this worker."""

    def start(self) -> dict[str, JSON]:
        return {}

    def load(self, name: str) -> dict[str, JSON]:
        try:
            _load_pictures()
            if name == "pdf":
                load_pdfium()
                _draw_page(io.BytesIO(_ONE_PAGE), 1, 9)
        except Exception as problem:  # noqa: BLE001  no file was seen yet: this is about what is installed here
            return {"missing": what_happened(problem)}
        return {"version": ""}

    def do(self, channel: ChildChannel) -> None:
        order = decode_any_json(channel.receive())
        assert isinstance(order, Mapping)
        kind, failure = "failed", None
        try:
            _carry_out(order, channel)
        except BadData as problem:
            kind, failure = "bad", problem.with_traceback(None)
        except Exception as problem:  # noqa: BLE001  libraries raise anything
            failure = problem.with_traceback(None)  # type: ignore[assignment]
        if failure is not None:
            failure.__cause__ = failure.__context__ = None
            send_failure(channel, kind, failure)


def _carry_out(order: Mapping[str, JSON], channel: ChildChannel) -> None:
    size, media_type, page, longest = (order[key] for key in ("size", "media_type", "page", "longest"))
    assert isinstance(size, int)
    assert isinstance(media_type, str)
    assert isinstance(page, int)
    assert isinstance(longest, int)
    file = cast(BinaryIO, io.BufferedReader(RemoteFile(channel.ask, size), _BUFFER))
    if media_type == "application/pdf":
        picture, pages = _draw_page(file, page, longest)
    else:
        picture, pages = _draw_picture(file, media_type, size, longest), 0
    pixels = picture.tobytes()
    channel.send(b"D", encode({"width": picture.width, "height": picture.height, "pages": pages}))
    for start in range(0, len(pixels), _BYTES_AT_ONCE):
        channel.send(b"B", pixels[start : start + _BYTES_AT_ONCE])
    channel.send(b"E", b"")


def _draw_picture(file: BinaryIO, media_type: str, size: int, longest: int) -> Any:
    import PIL.Image
    import PIL.ImageOps

    if media_type not in DRAWN:
        raise BadData("Pictures of this kind are not drawn here.")
    if size > LARGEST_FILE:
        raise BadData(
            f"This picture has {size} bytes, more than are unpacked here. Get the original out to look at it."
        )
    picture: Any = PIL.Image.open(file, formats=DRAWN[media_type])
    if picture.width * picture.height > 4 * MOST_PIXELS:
        raise _too_many(picture)
    picture.draft("RGB", (longest, longest))  # a JPEG is unpacked at a half or less at once
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many(picture)
    if picture.format == "HEIF":
        picture = unpack_heif(file, picture)
    with suppress(Exception):  # what it says of its orientation may be nonsense; then it is shown as it is
        picture = PIL.ImageOps.exif_transpose(picture)
    picture.thumbnail((longest, longest))
    if picture.has_transparency_data:
        ground = PIL.Image.new("RGBA", picture.size, "white")
        picture = PIL.Image.alpha_composite(ground, picture.convert("RGBA"))
    return picture.convert("RGB")


def _too_many(picture: Any) -> BadData:
    return BadData(
        f"This picture claims {picture.width} × {picture.height} pixels, more than are unpacked here. Such files are made to do harm, "
        "or are very large; the item is kept as it is."
    )


def _draw_page(file: BinaryIO, number: int, longest: int) -> tuple[Any, int]:
    document = open_pdf(file)
    try:
        pages = len(document)
        if not 1 <= number <= pages:
            raise BadData(f"This PDF has {pages} pages; there is no page {number}.")
        document.init_forms()  # what was filled in is part of what is seen
        page = document[number - 1]
        scale = min(_LARGEST_SCALE, longest / max(1.0, *page.get_size()))
        return page.render(scale=scale).to_pil().convert("RGB"), pages
    finally:
        with suppress(Exception):
            document.close()


def _load_pictures() -> None:
    """Imports the libraries and has each unpack something of our own, so that nothing is left to be loaded."""
    import PIL.AvifImagePlugin
    import PIL.Image
    import PIL.ImageOps

    load_heif()
    PIL.AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined process starts no thread
    PIL.Image.init()
    PIL.Image.MAX_IMAGE_PIXELS = None  # the bounds are ours, and are held before anything is unpacked
    for form in ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP"):
        kept = io.BytesIO()
        PIL.Image.new("RGB", (8, 8)).save(kept, form)
        kept.seek(0)
        PIL.ImageOps.exif_transpose(PIL.Image.open(kept)).convert("RGBA").resize((4, 4)).tobytes()


_ONE_PAGE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)


if __name__ == "__main__":
    serve_forks(sys.argv[1:], Drawing())
