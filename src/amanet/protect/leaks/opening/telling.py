"""What the confined process says of a file that it opens, and in which frames (`amanet.protect.leaks.talk` is the other end).

child → parent   N JSON                          a part: {"in": number of the part it lies in, "name", "kind", "plain"}; the first is the file
                 T part u32, prose u8, place     a text: length of the place u8, the place, the text in UTF-8
                 B part u32, bytes               a piece of the part's own bytes, where it lies inside another
                 Z part u32                      that was all of them
                 W JSON                          {"part", "place", "kind"}: it could not be looked into there
                 L JSON                          {"part", "place", "print"}: a picture, and its print (-1 where it has none)
                 Y part u32, width u16, height u16, place  grey pixels of that picture, a byte each
                 S JSON                          {"part", "prints"}: a sound
                 E                               that was all
"""

import hashlib
import struct
from typing import Final, Protocol

from amanet.canonical import JSON, encode

__all__ = ["PART", "PIXELS", "TEXT", "Sender", "Telling"]

TEXT: Final = struct.Struct(">IBB")
PART: Final = struct.Struct(">I")
PIXELS: Final = struct.Struct(">IHHB")
_LONGEST_TEXT: Final = 256 << 10
_OVERLAP: Final = 400
_PIECE: Final = 1 << 20
_LONGEST_PLACE: Final = 120


class Sender(Protocol):
    def send(self, kind: bytes, message: bytes) -> None: ...


class Telling:
    """Says each text once for each part."""

    def __init__(self, channel: Sender) -> None:
        self._channel = channel
        self._parts = 0
        self._told: dict[int, set[bytes]] = {}

    def part(self, inside: int, name: str, kind: str, *, is_plain: bool) -> int:
        """A new part; `is_plain` where its texts are all that its bytes hold."""
        number, self._parts = self._parts, self._parts + 1
        told: dict[str, JSON] = {"in": inside, "name": _clean(name)[:4096], "kind": kind, "plain": is_plain}
        self._channel.send(b"N", encode(told))
        return number

    @property
    def parts(self) -> int:
        return self._parts

    def text(self, part: int, place: str, text: str, *, is_prose: bool) -> bool:
        """False where it was said before."""
        seen = self._told.setdefault(part, set())
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).digest()
        if key in seen or not text.strip():
            return False
        seen.add(key)
        said = _cut(place)
        for start in range(0, len(text), _LONGEST_TEXT):
            piece = text[max(0, start - _OVERLAP) : start + _LONGEST_TEXT]
            head = TEXT.pack(part, is_prose, len(said)) + said
            self._channel.send(b"T", head + piece.encode("utf-8", "replace"))
        return True

    def forget(self, part: int) -> None:
        """Nothing more will be said of that part."""
        self._told.pop(part, None)

    def raw(self, part: int, data: bytes) -> None:
        for start in range(0, len(data), _PIECE):
            self._channel.send(b"B", PART.pack(part) + data[start : start + _PIECE])

    def raw_ended(self, part: int) -> None:
        self._channel.send(b"Z", PART.pack(part))

    def problem(self, part: int, place: str, kind: str) -> None:
        self._channel.send(b"W", encode({"part": part, "place": _clean(place)[:60], "kind": kind}))

    def picture(self, part: int, place: str, print_: int) -> None:
        self._channel.send(b"L", encode({"part": part, "place": _clean(place)[:60], "print": str(print_)}))

    def pixels(self, part: int, place: str, width: int, height: int, grey: bytes) -> None:
        said = _cut(place)
        self._channel.send(b"Y", PIXELS.pack(part, width, height, len(said)) + said + grey)

    def sound(self, part: int, prints: list[int]) -> None:
        self._channel.send(b"S", encode({"part": part, "prints": list(prints)}))

    def end(self) -> None:
        self._channel.send(b"E", b"")


def _cut(place: str) -> bytes:
    return place.encode("utf-8", "replace")[:_LONGEST_PLACE].decode("utf-8", "ignore").encode()


def _clean(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
