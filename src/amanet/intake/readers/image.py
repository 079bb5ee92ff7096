"""Size, device, time and place of a still picture (Pillow, pillow-heif; EXIF 3.0). Pixels are never decoded.

Only formats that libmagic named are tried, each with its own plugin, so that a picture cannot choose a parser
for itself.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, BinaryIO, cast

from amanet.intake.channel import RemoteFile
from amanet.intake.picture_formats import PICTURES
from amanet.intake.readers.reader import Findings

__all__ = ["ImageReader"]

# What their libraries read into memory whole.
_READ_WHOLE = {
    "image/heic",
    "image/heif",
    "image/heic-sequence",
    "image/heif-sequence",
    "image/avif",
    "image/webp",
}
_LARGEST_WHOLE = 256 << 20
_MOST_PIXELS = 500_000_000
_EXIF, _GPS = 0x8769, 0x8825
_TEXTS = {0x010F: "make", 0x0110: "model", 0x0131: "software"}
_TIMES = {0x9003: "taken_at", 0x9011: "taken_at_offset"}


class ImageReader:
    """Facts: those of `Image`."""

    name = "image"

    def load(self) -> dict[str, str]:
        import io

        import PIL.Image
        import PIL.TiffImagePlugin
        import pillow_heif

        pillow_heif.register_heif_opener()
        PIL.Image.init()
        PIL.Image.MAX_IMAGE_PIXELS = None  # sizes are read, pixels never are; `_size` reports the large ones
        sample = PIL.Image.new("RGB", (1, 1))
        exif = PIL.Image.Exif()
        exif[0x010F] = "amanet"
        for form in ("JPEG", "PNG", "TIFF", "WEBP"):
            kept = io.BytesIO()
            sample.save(kept, form, exif=exif)
            PIL.Image.open(kept).getexif().get_ifd(_EXIF)
        return {"pillow": PIL.__version__, "pillow-heif": pillow_heif.__version__}

    def takes(self, media_type: str) -> bool:
        return media_type in PICTURES

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        import PIL.Image

        size = file.seek(0, 2)
        file.seek(0)
        if media_type in _READ_WHOLE and size > _LARGEST_WHOLE:
            findings.problems.append(f"{size} bytes are too many to look into a picture of this kind")
            return
        picture = PIL.Image.open(cast(BinaryIO, file), formats=PICTURES[media_type])
        _size(picture, findings)
        # Not `picture.getexif()`: that of a PNG without EXIF in its head decodes all pixels in search of one.
        exif = PIL.Image.Image.getexif(picture)
        _texts(exif, _TEXTS, findings)
        findings.number("orientation", exif.get(0x0112))
        _texts(exif.get_ifd(_EXIF), _TIMES, findings)
        _place(exif.get_ifd(_GPS), findings)


def _size(picture: Any, findings: Findings) -> None:
    findings.text("format", picture.format)
    findings.number("width", picture.width)
    findings.number("height", picture.height)
    if picture.width * picture.height > _MOST_PIXELS:
        findings.problems.append(f"it claims {picture.width} × {picture.height} pixels, a size made to harm")


def _texts(tags: Mapping[int, Any], wanted: Mapping[int, str], findings: Findings) -> None:
    for tag, name in wanted.items():
        findings.text(name, tags.get(tag))


def _place(gps: Mapping[int, Any], findings: Findings) -> None:
    """Degrees, minutes, seconds as fractions; references N/S, E/W; 1 is below the sea (EXIF 3.0, 4.6.7)."""
    for name, tag, limit in (("latitude", 2, 90), ("longitude", 4, 180)):
        degrees = _sum(gps.get(tag), (1, 60, 3600))
        if degrees is None:
            continue
        if degrees > limit:
            findings.problems.append(f"the {name} lies beyond {limit} degrees")
            continue
        findings.text(name, _decimal(-degrees if gps.get(tag - 1) in {"S", "W"} else degrees, 7))
    height = _sum((gps.get(6),), (1,))
    if height is not None:
        findings.text("altitude", _decimal(-height if gps.get(5) in {1, b"\1"} else height, 2))
    _gps_time(gps, findings)


def _gps_time(gps: Mapping[int, Any], findings: Findings) -> None:
    """Date and time of the satellites, in UTC."""
    seconds = _sum(gps.get(7), (Fraction(1, 3600), Fraction(1, 60), 1))
    if isinstance(gps.get(29), str) and seconds is not None and seconds < 86400:
        whole = int(seconds)
        clock = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
        findings.text("gps_time", f"{gps[29]} {clock}")


def _sum(values: Any, divisors: tuple[int | Fraction, ...]) -> Fraction | None:
    """Sum of the values, each by its divisor.

    None where a value is missing, no number or has denominator 0.
    """
    if not isinstance(values, tuple) or len(values) != len(divisors):
        return None
    total = Fraction(0)
    for value, divisor in zip(values, divisors, strict=True):
        if not getattr(value, "denominator", 0):
            return None
        total += Fraction(int(value.numerator), int(value.denominator)) / divisor
    return total


def _decimal(value: Fraction, places: int) -> str:
    """Rounded decimal text, exactly and without floats; 7 places of a degree are about a centimetre."""
    rounded = round(abs(value) * 10**places)
    whole, rest = divmod(rounded, 10**places)
    text = f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and rounded else text
