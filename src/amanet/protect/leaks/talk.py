"""The parent's side of the talk with the process that opens a file (`opening.telling` has its words).

The process may have been taken over by the file: what it says is held to its form and to what can be, field by field, and the talk ends where it
is not. It knows no secret, so it can give none away; what it can do is to keep silent about its own file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any, Final

from amanet.canonical import decode_any_json, encode
from amanet.errors import BadData, WorldFailed
from amanet.intake.confined_worker import ConfinedWorker, ending_in_words
from amanet.intake.confinement import Limits
from amanet.intake.ranges import ReadAt
from amanet.intake.reading_talk import Patience, ReadingTalk
from amanet.protect.leaks.opening.opener import Bounds
from amanet.protect.leaks.opening.telling import PART, PIXELS, TEXT
from amanet.protect.leaks.report import ADVICE

__all__ = ["FileOpener", "NewPart", "Pixels", "Problem", "RawBytes", "Said", "ShownPicture", "Sound", "Text"]

_WORKER: Final = "amanet.protect.leaks.opening_worker"
_SLOWEST: Final = 256 << 10  # bytes of the file a second
_MOST_PRINTS: Final = 1 << 17
_PLACE: Final = re.compile(r"[\w .,:()/+#%-]{0,120}")


@dataclass(frozen=True)
class NewPart:
    """The next part, numbered from 0; the first is the file. `inside` is the number of the one that it lies in."""

    inside: int
    name: str
    is_plain: bool


@dataclass(frozen=True)
class Text:
    part: int
    place: str
    text: str
    is_prose: bool


@dataclass(frozen=True)
class RawBytes:
    """Nothing more comes of the part where `data` is empty."""

    part: int
    data: bytes


@dataclass(frozen=True)
class Problem:
    part: int
    place: str
    kind: str


@dataclass(frozen=True)
class ShownPicture:
    part: int
    place: str
    print: int


@dataclass(frozen=True)
class Pixels:
    part: int
    place: str
    width: int
    height: int
    grey: bytes


@dataclass(frozen=True)
class Sound:
    part: int
    prints: tuple[int, ...]


Said = NewPart | Text | RawBytes | Problem | ShownPicture | Pixels | Sound


class FileOpener:
    """One worker, one child a file; not to be shared between threads. `close` ends it."""

    def __init__(self, bounds: Bounds, limits: Limits, seconds: float) -> None:
        self._bounds, self._limits, self._seconds = bounds, limits, seconds
        self._worker: ConfinedWorker | None = None

    def close(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = None

    def open(self, name: str, size: int, read_at: ReadAt) -> Iterator[Said]:
        """What it says of the file. Raises `BadData` where the process came to a bad end, and what `read_at` raises."""
        worker = self._ready()
        bounds = asdict(self._bounds) | {"most_bytes": self._bounds.most_bytes + 60 * size}
        with closing(worker.take_child()) as child:
            talk = ReadingTalk(
                child,
                size,
                read_at,
                what="A file of this package",
                patience=Patience(self._seconds + size / _SLOWEST),
                ended=lambda: ending_in_words(worker.end_child()),
            )
            talk.order(encode({"size": size, "name": name, "bounds": bounds}))
            yield from _said(talk, self._bounds.most_parts)
        worker.prepare_child()

    def give_up(self) -> None:
        """After a bad end: the child may still be there."""
        if self._worker is not None:
            self._worker.end_child()

    def _ready(self) -> ConfinedWorker:
        if self._worker is None or self._worker.lost:
            self.close()
            self._worker = ConfinedWorker(_WORKER, self._limits)
            missing = self._worker.hello.get("missing")
            if missing:
                raise WorldFailed(
                    f"What opens packages could not be loaded: {missing}. Install amanet again."
                )
        return self._worker


def _said(talk: ReadingTalk, most_parts: int) -> Iterator[Said]:
    parts = 0
    while True:
        kind, message = talk.next()
        if kind == b"E":
            return
        try:
            said = _READ[kind](message)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as problem:
            raise _nonsense() from problem
        if isinstance(said, NewPart):
            if not -1 <= said.inside < parts or (said.inside < 0) != (parts == 0) or parts > most_parts:
                raise _nonsense()
            parts += 1
        elif not 0 <= said.part < parts:
            raise _nonsense()
        yield said


def _new_part(message: bytes) -> NewPart:
    told = _object(message)
    inside, name, is_plain = told["in"], told["name"], told["plain"]
    _must(isinstance(name, str) and isinstance(is_plain, bool))
    return NewPart(_number(inside), name, is_plain)


def _text(message: bytes) -> Text:
    part, prose, length = TEXT.unpack(message[: TEXT.size])
    place = message[TEXT.size : TEXT.size + length].decode("utf-8")
    text = message[TEXT.size + length :].decode("utf-8", "replace")
    return Text(part, _place(place), text, prose == 1)


def _raw(message: bytes) -> RawBytes:
    return RawBytes(PART.unpack(message[: PART.size])[0], message[PART.size :])


def _raw_ended(message: bytes) -> RawBytes:
    return RawBytes(PART.unpack(message)[0], b"")


def _problem(message: bytes) -> Problem:
    told = _object(message)
    _must(told["kind"] in ADVICE)
    return Problem(_number(told["part"]), _place(told["place"]), told["kind"])


def _picture(message: bytes) -> ShownPicture:
    told = _object(message)
    print_ = int(told["print"])
    _must(-1 <= print_ < 1 << 64)
    return ShownPicture(_number(told["part"]), _place(told["place"]), print_)


def _pixels(message: bytes) -> Pixels:
    part, width, height, length = PIXELS.unpack(message[: PIXELS.size])
    place = message[PIXELS.size : PIXELS.size + length].decode("utf-8")
    grey = message[PIXELS.size + length :]
    _must(len(grey) == width * height)
    return Pixels(part, _place(place), width, height, grey)


def _sound(message: bytes) -> Sound:
    told = _object(message)
    prints = tuple(_number(each) for each in told["prints"])
    _must(len(prints) <= _MOST_PRINTS and all(0 <= each < 1 << 32 for each in prints))
    return Sound(_number(told["part"]), prints)


_READ: Final[dict[bytes, Callable[[bytes], Said]]] = {
    b"N": _new_part, b"T": _text, b"B": _raw, b"Z": _raw_ended, b"W": _problem, b"L": _picture, b"Y": _pixels, b"S": _sound,
}  # fmt: skip


def _object(message: bytes) -> Mapping[str, Any]:
    told = decode_any_json(message)
    _must(isinstance(told, Mapping))
    assert isinstance(told, Mapping)
    return told


def _number(value: object) -> int:
    _must(type(value) is int)
    assert isinstance(value, int)
    return value


def _place(text: object) -> str:
    _must(isinstance(text, str) and _PLACE.fullmatch(text) is not None)
    assert isinstance(text, str)
    return text


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError


def _nonsense() -> BadData:
    return BadData("The process that opens files said something that makes no sense.")
