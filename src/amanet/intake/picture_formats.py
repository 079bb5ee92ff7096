"""The media types of pictures, and what Pillow calls the formats that each may be: a picture never chooses a parser for itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["DRAWN", "PICTURES"]

PICTURES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "image/jpeg": ("JPEG", "MPO"),
        "image/png": ("PNG",),
        "image/apng": ("PNG",),
        "image/gif": ("GIF",),
        "image/webp": ("WEBP",),
        "image/tiff": ("TIFF",),
        "image/x-canon-cr2": ("TIFF",),
        "image/bmp": ("BMP",),
        "image/x-ms-bmp": ("BMP",),
        "image/jp2": ("JPEG2000",),
        "image/heic": ("HEIF",),
        "image/heif": ("HEIF",),
        "image/heic-sequence": ("HEIF",),
        "image/heif-sequence": ("HEIF",),
        "image/avif": ("AVIF",),
    }
)
# Of a raw picture only what it says of itself is read, and of a sequence there is not one picture to show.
_NOT_DRAWN: Final = frozenset(("image/x-canon-cr2", "image/heic-sequence", "image/heif-sequence"))
DRAWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {name: formats for name, formats in PICTURES.items() if name not in _NOT_DRAWN}
)
