"""Pictures made anew: nothing is left of what was written beside the pixels; another library than the one that wrote them looks."""

import io
import re

import PIL.Image
import pytest
from PIL.PngImagePlugin import PngInfo

from amanet.protect.documents import CannotRebuild, rebuilt_picture


def photograph(form: str) -> bytes:
    """On its side, with a place, a device, a thumbnail's worth of remarks and a profile."""
    picture = PIL.Image.new("RGB", (64, 32), (20, 40, 200))
    picture.paste((220, 20, 20), (0, 0, 16, 8))
    exif = PIL.Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "qzxdevicevkj", "qzxremarkvkj"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (42.0, 30.0, 0.0)
    kept = io.BytesIO()
    remarks = PngInfo()
    remarks.add_text("Author", "qzxauthorvkj")
    more = (
        {"pnginfo": remarks} if form == "PNG" else {"comment": b"qzxcommentvkj", "xmp": b"<x>qzxxmpvkj</x>"}
    )
    picture.save(kept, form, exif=exif, icc_profile=b"qzxprofilevkj" * 20, **more)
    return kept.getvalue() + b"qzxbehindvkj"


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG up to its pixels, read by hand (ITU T.81, annex B)."""
    at, found = 2, set()
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def chunks(png: bytes) -> list[bytes]:
    at, found = 8, []
    while at < len(png):
        found.append(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return found


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_no_tag_is_left(form: str, media_type: str) -> None:
    original = photograph(form)
    assert b"qzxdevicevkj" in original
    copy = rebuilt_picture(original, media_type)
    assert re.findall(rb"qzx\w*vkj", copy.content) == []
    with PIL.Image.open(io.BytesIO(copy.content)) as seen:
        assert dict(seen.getexif()) == {}
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert seen.size == (32, 64)  # the right way up
        red = seen.convert("RGB").getpixel((31, 0))
    assert isinstance(red, tuple)
    assert red[0] > 150 > red[2]
    if form == "JPEG":
        assert segments(copy.content) <= {
            0xE0,
            0xDB,
            0xC0,
            0xC2,
            0xC4,
        }  # JFIF's own head, tables, no APP1 to APP15, no COM
    else:
        assert set(chunks(copy.content)) == {b"IHDR", b"IDAT", b"IEND"}


def test_it_says_that_nothing_seen_is_hidden() -> None:
    assert any("faces" in note for note in rebuilt_picture(photograph("PNG"), "image/png").notes)


@pytest.mark.parametrize(
    "media_type", ["image/jpeg", "image/png", "image/heic", "image/svg+xml", "video/mp4"]
)
def test_what_is_no_picture_of_that_kind_is_refused(media_type: str) -> None:
    with pytest.raises(CannotRebuild):
        rebuilt_picture(photograph("JPEG")[:200], media_type)
