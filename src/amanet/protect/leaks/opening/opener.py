"""Opens a file and whatever lies inside it, down to a bounded depth, number and amount: the one way for every module here.

A module gets an `Opener` and a `Part`, says what text it finds (`words`, `letters`), hands on what lies inside (`inside`), and says what it
cannot look into (`problem`). What goes wrong in it becomes "damaged" for that part; the parts after it are still opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from amanet.protect.leaks.opening.blob import KEPT, Blob
from amanet.protect.leaks.opening.telling import Telling

__all__ = ["Bounds", "MadeToHarm", "Opener", "Part", "TooMuch"]

_PIECE: Final = 1 << 20


class TooMuch(Exception):
    """All of the file is given up: more comes out of it than anybody would put in."""


class MadeToHarm(Exception):
    """This part is given up for the same reason."""


@dataclass(frozen=True)
class Bounds:
    """How deep archives may lie in one another, how many parts one file may have, and how many bytes may come out of it."""

    deepest: int
    most_parts: int
    most_bytes: int
    wants_prints: bool
    wants_sounds: bool
    wants_pixels: bool


@dataclass(frozen=True)
class Part:
    number: int
    depth: int
    blob: Blob
    kind: str


class Opener:
    def __init__(self, telling: Telling, bounds: Bounds) -> None:
        self.telling = telling
        self.bounds = bounds
        self._left = bounds.most_bytes

    def open_file(self, blob: Blob) -> None:
        """The file itself, whose bytes the other side has."""
        self._open(blob, -1, 0, is_inside=False)

    def inside(self, part: Part, name: str, data: bytes) -> None:
        """A file inside, in memory."""
        self.inside_blob(part, Blob.of(name, data))

    def inside_blob(self, part: Part, blob: Blob) -> None:
        if part.depth >= self.bounds.deepest:
            self.problem(part, "", "nested too deeply")
            return
        if self.telling.parts >= self.bounds.most_parts:
            raise TooMuch
        self._open(blob, part.number, part.depth + 1, is_inside=True)

    def words(self, part: Part, place: str, text: str) -> None:
        """What somebody wrote, or may have written, to be read."""
        self._text(part, place, text, is_prose=True)

    def letters(self, part: Part, place: str, text: str) -> None:
        """Text that is not there to be read: scripts, values of all kinds."""
        self._text(part, place, text, is_prose=False)

    def problem(self, part: Part, place: str, kind: str) -> None:
        self.telling.problem(part.number, place, kind)

    def counted(self, amount: int) -> int:
        """Bytes that came out of something packed. Raises `TooMuch`."""
        self._left -= amount
        if self._left < 0:
            raise TooMuch
        return amount

    def _text(self, part: Part, place: str, text: str, *, is_prose: bool, depth: int = 0) -> None:
        from amanet.protect.leaks.opening.written_otherwise import decoded_texts

        self.counted(len(text))
        if not self.telling.text(part.number, place, text, is_prose=is_prose) or depth > 3:
            return
        for form, decoded in decoded_texts(text):
            inner = f"{place}, {form}" if place else form
            if isinstance(decoded, bytes):
                self.inside(part, form, decoded)
            else:
                self._text(part, inner[:60], decoded, is_prose=False, depth=depth + 1)

    def _open(self, blob: Blob, inside: int, depth: int, *, is_inside: bool) -> None:
        from amanet.protect.leaks.opening.table import kinds_of

        blob = self._kept(blob)
        kinds = kinds_of(blob)
        is_plain = bool(kinds) and all(kind.is_plain for kind in kinds)
        name = kinds[0].name if kinds else ""
        number = self.telling.part(inside, blob.name, name, is_plain=is_plain)
        part = Part(number, depth, blob, name)
        if is_inside:
            self._tell_bytes(part)
        if not kinds:
            self.problem(part, "", "not supported")
        for kind in kinds:
            self._open_as(kind, part)
        self.telling.forget(number)

    def _open_as(self, kind: Any, part: Part) -> None:
        blob = part.blob
        if not kind.reads_once and (blob.size is None or (kind.in_memory and blob.size > 2 * KEPT)):
            self.problem(part, "", "too large inside")
            return
        try:
            kind.open(self, part)
        except TooMuch:
            raise
        except MadeToHarm:
            self.problem(part, "", "made to harm")
        except (MemoryError, RecursionError):
            self.problem(part, "", "too large inside")
        except Exception:  # noqa: BLE001  libraries raise anything; their words may quote the file
            self.problem(part, "", "damaged")

    def _kept(self, blob: Blob) -> Blob:
        """In memory where it is small, so that it is unpacked once."""
        if blob.size is not None and blob.size > KEPT:
            return blob
        with blob.stream() as stream:
            data = stream.read(KEPT + 1) if blob.size is None else stream.read()
        return blob if len(data) > KEPT else Blob.of(blob.name, data)

    def _tell_bytes(self, part: Part) -> None:
        for piece in pieces(part.blob):
            self.counted(len(piece))
            self.telling.raw(part.number, piece)
        self.telling.raw_ended(part.number)


def pieces(blob: Blob) -> Iterable[bytes]:
    with blob.stream() as stream:
        while piece := stream.read(_PIECE):
            yield piece
