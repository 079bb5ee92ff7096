"""The tags of TIFF (6.0), of which EXIF is made: text of every kind, positions, pictures inside, wherever directories lead.

Read by our own hand because libraries leave out what they do not know: makers' notes, second directories, tags of other lengths.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["Tags", "read_tags"]

_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_DIRECTORIES: Final = {0x014A, 0x8769, 0x8825, 0xA005}
_OF_PLACES: Final = 0x8825
_THUMBNAIL, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_UTF16_TAGS: Final = range(0x9C9B, 0x9CA0)
_MOST_DIRECTORIES: Final = 200
_LONGEST_VALUE: Final = 16 << 20


@dataclass
class Tags:
    """`blocks` are values of bytes: makers' notes, XMP, IPTC, profiles."""

    texts: list[str] = field(default_factory=list)
    blocks: list[bytes] = field(default_factory=list)
    positions: list[tuple[float, float]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


def read_tags(data: bytes) -> Tags:
    """Of what begins with II*\\0 or MM\\0*; broken directories end, they do not raise."""
    tags = Tags()
    order = "<" if data[:2] == b"II" else ">"
    todo = [(_unpack(order + "I", data, 4), 0)]
    seen: set[int] = set()
    while todo and len(seen) < _MOST_DIRECTORIES:
        offset, kind = todo.pop()
        if offset is None or offset in seen or not 0 < offset < len(data):
            continue
        seen.add(offset)
        todo += _read_directory(data, order, offset, kind, tags)
    return tags


def _unpack(form: str, data: bytes, offset: int) -> int | None:
    if offset + struct.calcsize(form) > len(data):
        return None
    return int(struct.unpack_from(form, data, offset)[0])


def _read_directory(
    data: bytes, order: str, offset: int, kind: int, tags: Tags
) -> Iterator[tuple[int | None, int]]:
    count = _unpack(order + "H", data, offset) or 0
    values: dict[int, Any] = {}
    for index in range(count):
        place = offset + 2 + 12 * index
        if place + 12 > len(data):
            break
        tag, form, number, inline = struct.unpack_from(order + "HHI4s", data, place)
        values[tag] = value = _value(data, order, form, number, inline)
        if tag in _DIRECTORIES and isinstance(value, tuple):
            yield from ((each, tag) for each in value if isinstance(each, int))
        elif isinstance(value, bytes):
            _keep(tags, tag, form, value)
    if kind == _OF_PLACES:
        _keep_position(tags, values)
    start, length = (_first(values.get(tag)) for tag in (_THUMBNAIL, _THUMBNAIL_LENGTH))
    if start and length:
        tags.pictures.append(data[start : start + length])
    yield _unpack(order + "I", data, offset + 2 + 12 * count), 0


def _value(data: bytes, order: str, form: int, number: int, inline: bytes) -> Any:
    size = _SIZES.get(form, 1) * number
    if size > _LONGEST_VALUE:
        return None
    start = struct.unpack(order + "I", inline)[0]
    raw = inline[:size] if size <= 4 else data[start : start + size]
    if form in (3, 4, 13):
        return struct.unpack(
            f"{order}{len(raw) // _SIZES[form]}{'H' if form == 3 else 'I'}",
            raw[: len(raw) // _SIZES[form] * _SIZES[form]],
        )
    if form in (5, 10):
        numbers = struct.unpack(
            f"{order}{len(raw) // 4}{'I' if form == 5 else 'i'}", raw[: len(raw) // 4 * 4]
        )
        return tuple(zip(numbers[::2], numbers[1::2], strict=False))
    return raw


def _keep(tags: Tags, tag: int, form: int, value: bytes) -> None:
    if tag in _UTF16_TAGS:
        tags.texts.append(value.decode("utf-16-le", "replace").rstrip("\0"))
    elif value[:8] in (b"UNICODE\0", b"ASCII\0\0\0", b"\0" * 8) and form == 7:
        tags.texts += [value[8:].decode(name, "ignore") for name in ("utf-8", "utf-16-le", "utf-16-be")]
    elif form == 2:
        tags.texts.append(_text(value))
    elif len(value) > 4:
        tags.blocks.append(value)


def _text(value: bytes) -> str:
    value = value.replace(b"\0", b"\n").strip()
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(value.decode(name, "replace") for name in ("cp1252", "cp1251", "cp1256"))


def _keep_position(tags: Tags, values: dict[int, Any]) -> None:
    """GPSLatitude, GPSLongitude (2, 4) with their halves of the globe (1, 3); the destination's too (20, 22)."""
    for north, latitude, east, longitude in ((1, 2, 3, 4), (0x13, 0x14, 0x15, 0x16)):
        first, second = _degrees(values.get(latitude)), _degrees(values.get(longitude))
        if first is not None and second is not None:
            first = -first if _letter(values.get(north)) == b"S" else first
            second = -second if _letter(values.get(east)) == b"W" else second
            tags.positions.append((first, second))


def _letter(value: Any) -> bytes:
    return value[:1].upper() if isinstance(value, bytes) else b""


def _degrees(value: Any) -> float | None:
    if not isinstance(value, tuple) or not value or not isinstance(value[0], tuple):
        return None
    parts: list[float] = [number / over if over else 0.0 for number, over in value[:3]]
    return sum((part / float(60**index) for index, part in enumerate(parts)), 0.0)


def _first(value: Any) -> int | None:
    return value[0] if isinstance(value, tuple) and value and isinstance(value[0], int) else None
