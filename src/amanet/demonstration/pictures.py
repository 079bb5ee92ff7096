"""Drawn scenes: a courtyard at dusk with clouds that move, and the salt house on its hill. Photographs of
them carry EXIF.
"""

import io
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

__all__ = ["Cloud", "clouds_from", "courtyard", "jpeg_with_exif", "salt_house"]

Colour = tuple[int, int, int]
Cloud = tuple[float, float, float]
_DUSK: tuple[tuple[float, Colour], ...] = (
    (0.0, (38, 46, 84)),
    (0.45, (120, 92, 120)),
    (0.75, (222, 142, 104)),
    (1.0, (244, 196, 140)),
)
_DAY: tuple[tuple[float, Colour], ...] = ((0.0, (118, 158, 190)), (1.0, (222, 228, 222)))


def clouds_from(random: Random, count: int = 5) -> list[Cloud]:
    """Where clouds stand in the sky and how large they are, as parts of the picture's width and height."""
    return [
        (random.random(), 0.05 + 0.3 * random.random(), 0.1 + 0.12 * random.random()) for _ in range(count)
    ]


def courtyard(width: int, height: int, clouds: Sequence[Cloud], moment: float) -> "Image":
    """The family's courtyard at dusk; `moment` from 0 to 1 moves the clouds and darkens the walls."""
    from PIL import ImageDraw

    image = _sky(width, height, _DUSK).copy()
    _clouds(image, clouds, 0.12 * moment)
    draw = ImageDraw.Draw(image, "RGBA")
    shade = int(14 * moment)
    wall, floor = (122 - shade, 92 - shade, 78 - shade), (92 - shade, 72 - shade, 66 - shade)
    draw.rectangle((0, height * 0.62, width, height), fill=wall)
    draw.polygon(
        [(0, height), (width, height), (width * 0.82, height * 0.8), (width * 0.18, height * 0.8)], fill=floor
    )
    _gate(draw, width, height)
    _window(draw, width * 0.76, height * 0.67, width * 0.07)
    _tree(draw, width * 0.17, height * 0.8, height * 0.42)
    return image


def salt_house(width: int, height: int, clouds: Sequence[Cloud]) -> "Image":
    """A long low building behind a wall, by day."""
    from PIL import ImageDraw

    image = _sky(width, height, _DAY).copy()
    _clouds(image, clouds)
    draw = ImageDraw.Draw(image, "RGBA")
    draw.polygon(
        [
            (0, height * 0.7),
            (width * 0.5, height * 0.55),
            (width, height * 0.66),
            (width, height),
            (0, height),
        ],
        fill=(150, 144, 120),
    )
    draw.rectangle((width * 0.22, height * 0.44, width * 0.8, height * 0.6), fill=(206, 202, 190))
    draw.polygon(
        [
            (width * 0.2, height * 0.44),
            (width * 0.82, height * 0.44),
            (width * 0.76, height * 0.38),
            (width * 0.26, height * 0.38),
        ],
        fill=(122, 74, 62),
    )
    for number in range(9):
        left = width * (0.26 + 0.058 * number)
        draw.rectangle((left, height * 0.49, left + width * 0.022, height * 0.54), fill=(70, 72, 76))
    draw.rectangle((width * 0.1, height * 0.6, width * 0.92, height * 0.66), fill=(176, 170, 154))
    draw.rectangle((width * 0.44, height * 0.58, width * 0.52, height * 0.66), fill=(84, 86, 90))
    return image


def jpeg_with_exif(
    image: "Image", *, taken_at: str, place: tuple[float, float], maker: str, model: str
) -> bytes:
    """A JPEG as a telephone makes it: `taken_at` as `2024:09:14 19:12:05`, `place` in degrees north and
    east.
    """
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x0132] = maker, model, 1, taken_at
    details = exif.get_ifd(0x8769)
    details[0x9003], details[0x9010], details[0x829A] = taken_at, "-08:00", 1 / 60
    position = exif.get_ifd(0x8825)
    north, east = place
    position[1], position[2] = "N" if north >= 0 else "S", _degrees(abs(north))
    position[3], position[4] = "E" if east >= 0 else "W", _degrees(abs(east))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=86, exif=exif)
    return target.getvalue()


def _degrees(value: float) -> tuple[float, float, float]:
    seconds = round(value * 3600, 2)
    return (float(int(seconds // 3600)), float(int(seconds % 3600 // 60)), round(seconds % 60, 2))


@cache
def _sky(width: int, height: int, colours: tuple[tuple[float, Colour], ...]) -> "Image":
    from PIL import Image

    column = Image.new("RGB", (1, height))
    for y in range(height):
        column.putpixel((0, y), _between(colours, min(1.0, y / (height * 0.65))))
    return column.resize((width, height))


def _between(colours: Sequence[tuple[float, Colour]], part: float) -> Colour:
    for (low, dark), (high, light) in pairwise(colours):
        if part <= high:
            share = (part - low) / (high - low)
            red, green, blue = (round(a + (b - a) * share) for a, b in zip(dark, light, strict=True))
            return (red, green, blue)
    return colours[-1][1]


def _clouds(image: "Image", clouds: Sequence[Cloud], shift: float = 0.0) -> None:
    """Soft clouds: drawn as a mask, blurred, and laid over the sky."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = image.size
    mask = Image.new("L", image.size)
    draw = ImageDraw.Draw(mask)
    for x, y, size in clouds:
        _cloud(draw, width * ((x + shift) % 1.2 - 0.1), height * y, width * size)
    image.paste((250, 226, 206), (0, 0), mask.filter(ImageFilter.GaussianBlur(height / 80)))


def _cloud(draw: "ImageDraw", x: float, y: float, size: float) -> None:
    for shift, lift, wide in ((0.0, 0.0, 1.0), (-0.35, 0.1, 0.7), (0.4, 0.08, 0.75), (0.1, -0.12, 0.6)):
        half, high = size * wide / 2, size * wide * 0.13
        centre, middle = x + shift * size, y + lift * size * 0.5
        draw.ellipse((centre - half, middle - high, centre + half, middle + high), fill=110)


def _gate(draw: "ImageDraw", width: int, height: int) -> None:
    left, right, top, bottom = width * 0.42, width * 0.58, height * 0.56, height * 0.8
    draw.rectangle((left, top, right, bottom), fill=(54, 44, 48))
    draw.pieslice((left, top - width * 0.08, right, top + width * 0.08), 180, 360, fill=(54, 44, 48))
    draw.polygon(
        [
            (right, top),
            (right, bottom),
            (right + width * 0.05, bottom + height * 0.03),
            (right + width * 0.05, top + height * 0.02),
        ],
        fill=(78, 60, 54),
    )


def _window(draw: "ImageDraw", x: float, y: float, size: float) -> None:
    for grow in (1.9, 1.5, 1.2):
        spread = size * (grow - 1) / 2
        draw.rectangle(
            (x - spread, y - spread, x + size + spread, y + size * 1.2 + spread), fill=(255, 206, 120, 26)
        )
    draw.rectangle((x, y, x + size, y + size * 1.2), fill=(255, 214, 140))
    draw.line((x + size / 2, y, x + size / 2, y + size * 1.2), fill=(96, 70, 58), width=2)


def _tree(draw: "ImageDraw", x: float, foot: float, tall: float) -> None:
    draw.polygon(
        [
            (x - tall * 0.03, foot),
            (x + tall * 0.03, foot),
            (x + tall * 0.012, foot - tall * 0.7),
            (x - tall * 0.012, foot - tall * 0.7),
        ],
        fill=(48, 36, 36),
    )
    for shift, lift, wide in ((0.0, 0.78, 0.5), (-0.16, 0.66, 0.34), (0.17, 0.64, 0.36), (0.02, 0.94, 0.3)):
        half = tall * wide / 2
        box = (
            x + tall * shift - half,
            foot - tall * lift - half * 0.8,
            x + tall * shift + half,
            foot - tall * lift + half * 0.8,
        )
        draw.ellipse(box, fill=(46, 54, 52))
