"""Pictures: everything they say of themselves, what lies behind their end, the codes in them, and their print.

What a picture shows is read by no program in here: the other side either has its words read from grey pixels, or asks a person to look.
"""

import re
import struct
import zlib
from contextlib import suppress
from typing import Any, Final

from amanet.protect.leaks.opening.markup import tell_markup
from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.texts import decoded
from amanet.protect.leaks.opening.tiff_tags import read_tags
from amanet.protect.leaks.picture_prints import NO_PRINT, picture_print

__all__ = [
    "look_at",
    "open_gif",
    "open_jpeg",
    "open_other_picture",
    "open_png",
    "tell_codes",
    "tell_metadata",
    "tell_shown",
]

_MOST_PIXELS: Final = 120_000_000
_LONGEST: Final = 2000
_SMALLEST_WITH_WORDS: Final = 8
_FORMATS: Final = {
    "JPEG picture": ("JPEG", "MPO"),
    "PNG picture": ("PNG",),
    "GIF picture": ("GIF",),
    "TIFF picture": ("TIFF",),
    "WebP picture": ("WEBP",),
    "BMP picture": ("BMP",),
    "HEIF picture": ("HEIF",),
    "AVIF picture": ("AVIF",),
    "JPEG 2000 picture": ("JPEG2000",),
    "icon": ("ICO",),
}
_EXIF: Final = (b"II*\0", b"MM\0*")
_OF_XMP: Final = (b"<x:xmpmeta", b"<?xpacket", b"<rdf:RDF")
_XMP: Final = re.compile(
    rb"<x:xmpmeta.*?</x:xmpmeta>|<\?xpacket.*?<\?xpacket end[^>]*>|<rdf:RDF.*?</rdf:RDF>", re.DOTALL
)
_MOST_UNPACKED: Final = 32 << 20
_PNG_CHUNK: Final = struct.Struct(">I4s")


def open_jpeg(opener: Opener, part: Part) -> None:
    """Segment by segment; what comes after the end of the picture is a file of its own."""
    data = part.blob.data()
    place, extended = 2, bytearray()
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA or length < 2:
            break
        if marker == 0xFF:
            place += 1
            continue
        segment = data[place + 4 : place + 2 + length]
        if segment.startswith(b"http://ns.adobe.com/xmp/extension/\0"):
            extended += segment[75:]
        elif marker == 0xFE:
            opener.words(part, "comment", decoded(segment))
        elif marker == 0xED:
            _tell_iptc(opener, part, segment)
        place += 2 + length
    if extended:
        tell_markup(opener, part, bytes(extended).decode("utf-8", "replace"), "XMP")
    tell_metadata(opener, part, data)
    end = _end_of_jpeg(data, place)
    if data[end:].strip(b"\0\xff\n\r "):
        opener.inside(part, "behind the end of the picture", data[end:])
    look_at(opener, part)


def _end_of_jpeg(data: bytes, scan: int) -> int:
    """Past the marker that ends this picture: those of thumbnails lie before its scan."""
    end = data.find(b"\xff\xd9", scan)
    return len(data) if end < 0 else end + 2


def _tell_iptc(opener: Opener, part: Part, data: bytes) -> None:
    """IIM datasets: 1C, record, number, length."""
    texts = []
    for match in re.finditer(rb"\x1c[\x01-\x09].", data, re.DOTALL):
        length = int.from_bytes(data[match.end() : match.end() + 2], "big")
        texts.append(decoded(data[match.end() + 2 : match.end() + 2 + min(length, 0x7FFF)]))
    opener.words(part, "IPTC", "\n".join(texts))


def open_png(opener: Opener, part: Part) -> None:
    data, place = part.blob.data(), 8
    while place + 12 <= len(data):
        length, kind = _PNG_CHUNK.unpack_from(data, place)
        content = data[place + 8 : place + 8 + length]
        if len(content) != length:
            opener.problem(part, "", "damaged")
            return
        _tell_chunk(opener, part, kind, content)
        place += 12 + length
        if kind == b"IEND":
            break
    if data[place:].strip(b"\0\n\r "):
        opener.inside(part, "behind the end of the picture", data[place:])
    tell_metadata(opener, part, data)
    look_at(opener, part)


def _tell_chunk(opener: Opener, part: Part, kind: bytes, content: bytes) -> None:
    name, _, rest = content.partition(b"\0")
    if kind == b"tEXt":
        opener.words(part, "text", decoded(content.replace(b"\0", b"\n")))
    elif kind in (b"zTXt", b"iCCP"):
        text = _unpacked(opener, rest[1:])
        opener.words(part, "text" if kind == b"zTXt" else "profile", decoded(name) + "\n" + _latin(text))
    elif kind == b"iTXt" and len(rest) > 2:
        is_packed = rest[0] == 1
        told, _, text = rest[2:].partition(b"\0")
        translated, _, text = text.partition(b"\0")
        text = _unpacked(opener, text) if is_packed else text
        parts = (name, told, translated, text)
        opener.words(part, "text", "\n".join(each.decode("utf-8", "replace") for each in parts))
        tell_metadata(opener, part, text)
    elif kind == b"eXIf":
        tell_metadata(opener, part, content)
    elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"fdAT"):
        opener.letters(part, "other chunks", _latin(content))


def _unpacked(opener: Opener, packed: bytes) -> bytes:
    text = zlib.decompressobj().decompress(packed, _MOST_UNPACKED)
    opener.counted(len(text))
    return text


def _latin(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def open_gif(opener: Opener, part: Part) -> None:
    data = part.blob.data()
    texts = []
    for match in re.finditer(rb"\x21[\xfe\xff\x01]", data):
        texts.append(decoded(_blocks(data, match.end())))
    opener.words(part, "comments", "\n".join(texts))
    tell_metadata(opener, part, data)
    look_at(opener, part)


def _blocks(data: bytes, place: int) -> bytes:
    """What the blocks of a GIF's extension hold, put together."""
    found = bytearray()
    while place < len(data) and data[place] and len(found) < 1 << 20:
        found += data[place + 1 : place + 1 + data[place]]
        place += 1 + data[place]
    return bytes(found)


def open_other_picture(opener: Opener, part: Part) -> None:
    tell_metadata(opener, part, part.blob.data())
    look_at(opener, part)


def tell_metadata(opener: Opener, part: Part, data: bytes) -> None:
    """Every EXIF and XMP anywhere in `data`: a picture may have several, and pictures within it have their own."""
    for start in _EXIF:
        place = data.find(start)
        while place >= 0:
            _tell_exif(opener, part, data[place:])
            place = data.find(start, place + 1)
    for packet in _XMP.findall(data) if any(start in data for start in _OF_XMP) else ():
        tell_markup(opener, part, packet.decode("utf-8", "replace"), "XMP")
    for encoding in ("utf-16-le", "utf-16-be"):
        if "<x:xmpmeta".encode(encoding) in data:
            tell_markup(opener, part, data.decode(encoding, "replace"), "XMP")


def _tell_exif(opener: Opener, part: Part, data: bytes) -> None:
    tags = read_tags(data)
    opener.words(part, "EXIF", "\n".join(tags.texts))
    for block in tags.blocks:
        opener.letters(
            part,
            "EXIF",
            _latin(block) + "\n" + block.decode("utf-16-le", "ignore")
            if len(block) < 1 << 16
            else _latin(block),
        )
        _tell_iptc(opener, part, block)
    for latitude, longitude in tags.positions:
        opener.words(part, "EXIF, position", f"{latitude:.7f}, {longitude:.7f}")
    for picture in tags.pictures:
        if picture.startswith(b"\xff\xd8") and part.blob.size != len(picture):
            opener.inside(part, "thumbnail", picture)


def look_at(opener: Opener, part: Part, place: str = "") -> None:
    """Unpacks a picture, each of its frames, to be looked at. Raises whatever is wrong with it."""
    import PIL.Image
    import PIL.ImageSequence

    with part.blob.stream() as stream:
        picture: Any = PIL.Image.open(stream, formats=_FORMATS[part.kind])
        if picture.width * picture.height > _MOST_PIXELS:
            opener.problem(part, place, "too large inside")
            return
        smaller = min(1.0, _LONGEST / max(picture.size))
        picture.draft("L", (int(picture.width * smaller), int(picture.height * smaller)))
        if picture.format == "HEIF":
            from amanet.intake.heif_pixels import unpack_heif

            tell_shown(opener, part, place, unpack_heif(stream, picture))
            return
        count = min(getattr(picture, "n_frames", 1), 50)
        for index in range(count):
            picture.seek(index)
            tell_shown(
                opener,
                part,
                f"frame {index + 1}" if index else place,
                picture.copy() if count > 1 else picture,
            )


def tell_shown(opener: Opener, part: Part, place: str, picture: Any) -> None:
    """What one picture shows: its codes, its print, its grey pixels where somebody reads words in them."""
    picture.load()
    if min(picture.size) < _SMALLEST_WITH_WORDS:
        return
    grey = _grey(picture)
    if grey.getextrema()[0] == grey.getextrema()[1]:
        return
    grey.thumbnail((_LONGEST, _LONGEST))
    tell_codes(opener, part, place, grey)
    print_ = picture_print(grey) if opener.bounds.wants_prints else NO_PRINT
    opener.telling.picture(part.number, place, print_)
    if opener.bounds.wants_pixels:
        opener.telling.pixels(part.number, place, grey.width, grey.height, grey.tobytes())


def _grey(picture: Any) -> Any:
    import PIL.Image

    if picture.has_transparency_data:
        ground = PIL.Image.new("RGBA", picture.size, "white")
        picture = PIL.Image.alpha_composite(ground, picture.convert("RGBA"))
    return picture.convert("L")


def tell_codes(opener: Opener, part: Part, place: str, grey: Any) -> None:
    import numpy as np
    import zxingcpp

    with suppress(ValueError):
        for code in zxingcpp.read_barcodes(np.asarray(grey)):
            text = code.text + "\n" + _latin(bytes(code.bytes))
            opener.words(part, f"{place}, code" if place else "code", text)
            if _is_file(bytes(code.bytes)):
                opener.inside(part, "code", bytes(code.bytes))


def _is_file(data: bytes) -> bool:
    from amanet.protect.leaks.opening.table import has_known_start

    return has_known_start(data)
