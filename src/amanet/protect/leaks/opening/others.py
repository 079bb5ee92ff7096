"""Older office files (OLE2), fonts, SQLite databases, and kinds of which the bytes are all there is to look at."""

import io
import re
import struct
from typing import Any, Final

from amanet.protect.leaks.byte_search import runs_of_text
from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.pictures import tell_metadata
from amanet.protect.leaks.opening.texts import decoded

__all__ = [
    "open_bytes",
    "open_embedded",
    "open_encrypted",
    "open_exif",
    "open_font",
    "open_ole",
    "open_sqlite",
    "open_unsupported",
]

_MACROS: Final = re.compile(r"^(vba|_vba_project|macros)$", re.IGNORECASE)
_LOCKED: Final = ("encryptedpackage", "encryptioninfo")
_FILE: Final = re.compile(rb"%PDF-|PK\x03\x04|\xff\xd8\xff|\x89PNG\r\n|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_TEXT_PAGE: Final = 4


def open_ole(opener: Opener, part: Part) -> None:
    import olefile  # type: ignore[import-untyped]

    with part.blob.stream() as stream, olefile.OleFileIO(io.BytesIO(stream.read())) as file:
        for path in file.listdir(storages=True):
            opener.words(part, "names of streams", "/".join(path))
            if any(_MACROS.match(name) for name in path):
                opener.problem(part, "", "macros")
            if path[-1].lower() in _LOCKED:
                opener.problem(part, "", "encrypted")
            if file.get_type(path) == olefile.STGTY_STREAM:
                _open_stream(opener, part, path[-1], file.openstream(path).read())


def _open_stream(opener: Opener, part: Part, name: str, data: bytes) -> None:
    """A stream is text in pieces of one and two bytes a letter; a file that is embedded may begin anywhere in it."""
    opener.counted(len(data))
    opener.words(part, "stream", runs_of_text(data))
    for encoding in ("cp1251", "cp1256"):
        opener.letters(part, "stream", data.decode(encoding, "ignore").replace("\0", ""))
    open_embedded(opener, part, data)


def open_embedded(opener: Opener, part: Part, data: bytes) -> None:
    """A file that begins somewhere in these bytes."""
    found = _FILE.search(data)
    if found:
        opener.inside(part, "embedded", data[found.start() :])


def open_font(opener: Opener, part: Part) -> None:
    import fontTools.ttLib  # type: ignore[import-untyped]

    data = part.blob.data()
    number = 0 if data[:4] == b"ttcf" else -1
    with fontTools.ttLib.TTFont(io.BytesIO(data), fontNumber=number, lazy=True) as font:
        if "name" in font:
            records = (record.string for record in font["name"].names)
            opener.words(part, "names of the font", "\n".join(_font_text(each) for each in records))
        for tag in font.reader.keys():  # noqa: SIM118  a reader is no mapping
            if tag not in ("glyf", "loca", "hmtx", "CFF2", "gvar", "head"):
                opener.letters(part, "tables of the font", runs_of_text(font.reader[tag]))


def _font_text(data: Any) -> str:
    if isinstance(data, str):
        return data
    return f"{data.decode('utf-16-be', 'ignore')}\n{data.decode('utf-8', 'replace')}"


def open_sqlite(opener: Opener, part: Part) -> None:
    """Texts lie in the pages as they are; those that a page cannot hold go on in others, which begin with the number of the next."""
    data = part.blob.data()
    size = struct.unpack(">H", data[16:18])[0]
    size = 65536 if size == 1 else size
    if size < 512:
        raise ValueError("no size of pages")
    encoding = {2: "utf-16-le", 3: "utf-16-be"}.get(struct.unpack(">I", data[56:60])[0], "utf-8")
    opener.words(part, "rows", data.decode(encoding, "ignore") if encoding != "utf-8" else "")
    opener.words(part, "rows", _put_together(data, size, encoding))


def _put_together(data: bytes, size: int, encoding: str) -> str:
    """The pages one after the other, each followed by the chain that starts in its last four bytes or in any cell of it."""
    count = len(data) // size
    texts = []
    for number in range(count):
        page = data[number * size : (number + 1) * size]
        texts.append(page)
        for match in re.finditer(rb"\0[\0-\xff]{3}", page):
            chain = _chain(data, size, count, int.from_bytes(match[0], "big"))
            if chain:
                texts.append(page[max(0, match.start() - 600) : match.start()] + chain)
    return _readable(b"\n\n".join(texts), encoding)


def _chain(data: bytes, size: int, count: int, number: int) -> bytes:
    found = bytearray()
    seen: set[int] = set()
    while 1 < number <= count and number not in seen and len(seen) < 256:
        seen.add(number)
        page = data[(number - 1) * size : number * size]
        if page[4:5] in (b"\x0d", b"\x05", b"\x0a", b"\x02") and not found:
            break
        found += page[4:]
        number = int.from_bytes(page[:4], "big")
    return bytes(found)


def _readable(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "ignore") if encoding != "utf-8" else runs_of_text(data)


def open_exif(opener: Opener, part: Part) -> None:
    tell_metadata(opener, part, part.blob.data())


def open_bytes(opener: Opener, part: Part) -> None:
    """A kind that packs nothing: the search through its bytes finds what there is. Numbers, keys, signatures."""
    if part.blob.size is not None and part.blob.size < 1 << 20:
        opener.letters(part, "", decoded(part.blob.data()).replace("\0", ""))


def open_encrypted(opener: Opener, part: Part) -> None:
    opener.problem(part, "", "encrypted")


def open_unsupported(opener: Opener, part: Part) -> None:
    opener.problem(part, "", "not supported")
