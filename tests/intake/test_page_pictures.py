"""Pictures to look at, drawn in a confined process. Requirement 20 and 21 of the application are tested with its pages too."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import PIL.Image
import PIL.ImageChops
import pytest

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.confinement import Limits
from amanet.intake.page_pictures import Drawn, PagePictures, _drawn, draw
from amanet.intake.picture_formats import DRAWN
from amanet.intake.reading_talk import Patience, ReadingTalk

FORMS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/tiff": "TIFF", "image/bmp": "BMP",
    "image/jp2": "JPEG2000",
    "image/avif": "AVIF", "image/heic": "HEIF",
}  # fmt: skip


def sample(size: tuple[int, int] = (320, 240)) -> PIL.Image.Image:
    """Blue, with a red corner at the top left: which way up it is can be seen."""
    picture = PIL.Image.new("RGB", size, (20, 40, 200))
    picture.paste((220, 20, 20), (0, 0, size[0] // 4, size[1] // 4))
    return picture


def packed(form: str, picture: PIL.Image.Image, **how: object) -> bytes:
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    kept = io.BytesIO()
    picture.save(kept, form, **how)
    return kept.getvalue()


def drawn_from(data: bytes, media_type: str, **how: int) -> Drawn:
    return draw(lambda offset, length: data[offset : offset + length], len(data), media_type, **how)


def seen(drawn: Drawn) -> PIL.Image.Image:
    return PIL.Image.frombytes("RGB", (drawn.width, drawn.height), drawn.pixels)


def difference(one: PIL.Image.Image, other: PIL.Image.Image) -> int:
    """The largest mean difference of a colour."""
    assert one.size == other.size
    mean = PIL.ImageChops.difference(one, other).resize((1, 1), PIL.Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, tuple)
    return int(max(mean))


def test_every_kind_of_picture_is_drawn_as_it_is() -> None:
    pictures = PagePictures()
    try:
        for media_type, form in FORMS.items():
            data = packed(form, sample())
            found = pictures.draw(lambda at, n, data=data: data[at : at + n], len(data), media_type)  # type: ignore[misc]
            assert difference(seen(found), sample()) <= 6, media_type
    finally:
        pictures.close()


def test_a_large_picture_comes_smaller_and_a_small_one_as_it_is() -> None:
    data = packed("PNG", sample((900, 300)))
    assert (drawn_from(data, "image/png", longest=300).width, drawn_from(data, "image/png").width) == (
        300,
        900,
    )


@pytest.mark.needs("shared-data")
def test_a_photograph_of_a_telephone_is_drawn_as_libheif_shows_it(shared_data: Path) -> None:
    """Tiles, and turned: an oracle that does start threads."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    data = (shared_data / "images" / "phone.heic").read_bytes()
    wanted = PIL.Image.open(io.BytesIO(data)).convert("RGB")
    wanted.thumbnail((600, 600))
    assert difference(seen(drawn_from(data, "image/heic", longest=600)), wanted) <= 3


@pytest.mark.parametrize("tile", [0, 128])
def test_heic_is_turned_as_libheif_turns_it(tile: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    monkeypatch.setattr(pillow_heif.options, "GRID_TILE_SIZE", tile)
    for orientation in (1, 3, 6):
        exif = PIL.Image.Exif()
        exif[0x0112] = orientation
        data = packed("HEIF", sample(), exif=exif)
        wanted = PIL.Image.open(io.BytesIO(data)).convert("RGB")
        assert difference(seen(drawn_from(data, "image/heic")), wanted) <= 3


def test_a_picture_is_turned_as_its_camera_says() -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    found = seen(drawn_from(packed("JPEG", sample(), exif=exif), "image/jpeg"))
    assert found.size == (240, 320)
    corner = found.getpixel((235, 5))
    assert isinstance(corner, tuple)
    assert corner[0] > 150


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "", "image/x-unknown"])
def test_what_is_no_picture_is_not_drawn(media_type: str) -> None:
    with pytest.raises(BadData, match="not drawn"):
        drawn_from(b"<svg/>", media_type)


@pytest.mark.parametrize("media_type", sorted({*DRAWN, "application/pdf"}))
def test_garbage_is_told_and_its_words_stay_inside(media_type: str) -> None:
    with pytest.raises(BadData) as caught:
        drawn_from(b"canary of somebody \0\1\2" * 40, media_type)
    assert "canary" not in str(caught.value)


def test_a_process_without_room_fails_alone() -> None:
    data = packed("PNG", sample((9000, 9000)))
    pictures = PagePictures(limits=Limits(400 << 20, 20))
    try:
        with pytest.raises(BadData):
            pictures.draw(lambda offset, length: data[offset : offset + length], len(data), "image/png")
    finally:
        pictures.close()


# A process that was taken over

Frame = tuple[bytes, bytes]


@contextmanager
def taken_over(frames: list[Frame]) -> Iterator[ReadingTalk]:
    ours, theirs = socket.socketpair()
    sent = b"".join(kind + struct.pack(">I", len(message)) + message for kind, message in frames)

    def send() -> None:
        with theirs:
            theirs.sendall(sent)

    speaking = threading.Thread(target=send)
    speaking.start()
    with ours:
        yield ReadingTalk(
            ours, 10, lambda _at, n: bytes(n), what="It", patience=Patience(5), ended=lambda: "ended"
        )
    speaking.join()


def says(**what: object) -> Frame:
    return b"D", encode(what)  # type: ignore[arg-type]


LIES: dict[str, list[Frame]] = {
    "no size": [(b"E", b"")],
    "too wide": [says(width=101, height=1, pages=0)],
    "nothing wide": [says(width=0, height=1, pages=0)],
    "words for numbers": [says(width="1", height=1, pages=0)],
    "truth for numbers": [says(width=True, height=1, pages=0)],
    "more fields": [says(width=1, height=1, pages=0, more=1)],
    "a list": [(b"D", b"[1,1,0]")],
    "too few pixels": [says(width=2, height=1, pages=0), (b"B", b"abc"), (b"E", b"")],
    "too many pixels": [says(width=1, height=1, pages=0), (b"B", b"abcdef"), (b"E", b"")],
    "empty pieces": [says(width=1, height=1, pages=0), (b"B", b"")],
    "a picture of its own": [says(width=1, height=1, pages=0), (b"P", b"abc")],
    "negative pages": [says(width=1, height=1, pages=-1)],
    "no json": [(b"D", b"{")],
}


@pytest.mark.parametrize("lie", LIES)
def test_what_it_says_is_counted_against_what_was_asked(lie: str) -> None:
    with taken_over(LIES[lie]) as talk, pytest.raises(BadData):
        _drawn(talk, 100)


def test_what_is_true_is_taken() -> None:
    with taken_over([says(width=2, height=1, pages=3), (b"B", b"abc"), (b"B", b"def"), (b"E", b"")]) as talk:
        assert _drawn(talk, 100) == Drawn(2, 1, 3, b"abcdef")


def test_it_is_packed_anew() -> None:
    drawn = Drawn(2, 1, 0, b"\xff\0\0\0\0\xff")
    assert drawn.png().startswith(b"\x89PNG")
    assert drawn.jpeg().startswith(b"\xff\xd8")
    assert "pixels" not in repr(drawn)
