"""A message taken apart (RFC 5322, RFC 2045, 2046): its headers, and where in the file each of its parts stands.

Python's `email` is not used for this, on measured grounds: 8 KiB of quotes in one header cost its parser a second or more, an
empty group or `a*0=` makes it raise whatever it likes, nesting recurses, and it holds a message three times in memory. Here a
message stays in its file; parts are found by one search for lines that begin with `--`, in linear time, without recursion.

A part that holds a whole message (`message/rfc822`) is one part: it is kept as the file that somebody attached.

>>> import io
>>> mail = b"Subject: x\\nContent-Type: multipart/mixed; boundary=B\\n\\n--B\\n\\nHello\\n--B--\\n"
>>> message = find_parts(io.BytesIO(mail), 0, len(mail))
>>> [(part.number, part.media_type, mail[part.start : part.end]) for part in message.parts]
[('1', 'text/plain', b'Hello')]
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from amanet.intake.parsers.mime_headers import Headers, parse_parameters, read_headers
from amanet.intake.parsers.spans import PIECE, read_at

__all__ = ["MOST_PARTS", "Message", "Part", "find_parts"]

MOST_PARTS = 10_000
_DEEPEST = 100
_LONGEST_BOUNDARY = 500
_USUAL_PREAMBLE = 200
_DIRECTLY: Final = "text/plain"


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the tree: `start` and `end` are where its encoded bytes stand in the file.

    `number` is its place ("1.2"); `within` the multipart subtypes around it with their places, outermost first.
    """

    number: str
    media_type: str
    parameters: dict[str, str] = field(repr=False)
    headers: Headers = field(repr=False)
    start: int
    end: int
    within: tuple[tuple[str, str], ...] = ()
    broken: bool = False


@dataclass(frozen=True)
class Message:
    """`oddities` are pairs of a place and what is odd there, without words of the message."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    parts: tuple[Part, ...]
    oddities: tuple[tuple[str, str], ...] = ()


def find_parts(file: BinaryIO, start: int, end: int) -> Message:
    """The message in `file[start:end]`. Never raises for what the bytes are."""
    finder = _Finder(file, end)
    headers = finder.begin(start)
    for at, line, after in _delimiters(file, finder, end):
        if len(finder.parts) >= MOST_PARTS:
            finder.odd("the whole", f"it has over {MOST_PARTS} parts; the rest was not looked at")
            finder.open = None
            break
        finder.delimiter(at, line, after)
    finder.finish()
    return Message(headers, *_type_of(headers), tuple(finder.parts), tuple(finder.oddities))


@dataclass
class _Container:
    boundary: bytes
    number: str
    subtype: str
    children: int = 0


@dataclass
class _Open:
    """The part that is being read: where its header began, what it is, where its body begins."""

    number: str
    headers: Headers
    start: int
    media_type: str
    parameters: dict[str, str]
    broken: bool = False


class _Finder:
    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end = file, end
        self._around: list[_Container] = []
        self._level: dict[bytes, int] = {}
        self.next = 0
        self.open: _Open | None = None
        self.parts: list[Part] = []
        self.oddities: list[tuple[str, str]] = []

    def odd(self, where: str, what: str) -> None:
        self.oddities.append((where, what))

    def begin(self, at: int) -> Headers:
        """A part, or the message itself, that begins with its headers at `at`."""
        number = self._next_number()
        headers, self.next, remark = read_headers(self._file, at, self._end, self._is_delimiter)
        if remark:
            self.odd(_place(number), remark)
        media_type, parameters = _type_of(headers, self._default_type())
        self.open = _Open(number, headers, self.next, media_type, parameters)
        if media_type.startswith("multipart/"):
            self._enter(self.open)
        return headers

    def delimiter(self, at: int, line: bytes, after: int) -> None:
        """A line that begins with `--`, at `at`; the next line is at `after`."""
        level, closes = self._named(line)
        if level is None:
            return
        self._close(at)
        for container in self._around[level + 1 :]:
            self.odd(_place(container.number), "its last boundary is missing: it was cut, or written wrongly")
        self._leave(level if closes else level + 1)
        self.next = after
        if not closes:
            self.begin(after)

    def finish(self) -> None:
        if self.open is not None:
            self._close(self._end, last=True)
        elif not self._around:
            self._unshown("", "after its last part", self.next, self._end)
        for container in reversed(self._around):
            if container.children:
                self.odd(
                    _place(container.number), "its last boundary is missing: it was cut, or written wrongly"
                )

    def _is_delimiter(self, line: bytes) -> bool:
        return self._named(line)[0] is not None

    def _named(self, line: bytes) -> tuple[int | None, bool]:
        name = line[2:].rstrip(b" \t\r\n")
        if name in self._level:
            return self._level[name], False
        return (self._level.get(name[:-2]), True) if name.endswith(b"--") else (None, False)

    def _enter(self, part: _Open) -> None:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
        if not boundary or len(self._around) >= _DEEPEST:
            why = "it nests too deeply" if boundary else "it says that it has parts and not where they begin"
            self.odd(_place(part.number), f"{why}; what stands there is kept as one piece")
            part.broken = True
            return
        self._around.append(_Container(boundary, part.number, part.media_type.partition("/")[2]))
        self._level[boundary] = len(self._around) - 1

    def _leave(self, level: int) -> None:
        for container in self._around[level:]:
            self._level.pop(container.boundary, None)
        del self._around[level:]
        # An outer part may use the boundary of an inner one again, wrongly.
        self._level = {one.boundary: place for place, one in enumerate(self._around)}

    def _close(self, at: int, *, last: bool = False) -> None:
        """Ends the part that is open. What stood before the first part of a multipart is no part of it."""
        part, self.open = self.open, None
        if part is None:
            return
        container = self._around[-1] if self._around else None
        if container is not None and container.number == part.number and not part.broken:
            if not last:
                self._unshown(part.number, "before its first part", part.start, at)
                return
            self.odd(_place(part.number), "its boundary never comes; what stands there is kept as one piece")
            part.broken = True
        end = at if last else _before_line_end(self._file, part.start, at)
        within = tuple((one.subtype, one.number) for one in self._around if one.number != part.number)
        self.parts.append(
            Part(
                part.number or "1",
                part.media_type,
                part.parameters,
                part.headers,
                part.start,
                end,
                within,
                part.broken,
            )
        )

    def _unshown(self, number: str, where: str, start: int, end: int) -> None:
        """A line for old mail programs is usual; a text there is one that readers did not see."""
        if len(read_at(self._file, start, min(PIECE, end - start)).strip()) > _USUAL_PREAMBLE:
            self.odd(_place(number), f"{end - start} bytes stand {where}, where mail programs show nothing")

    def _next_number(self) -> str:
        if not self._around:
            return ""
        container = self._around[-1]
        container.children += 1
        return f"{container.number}.{container.children}".lstrip(".")

    def _default_type(self) -> str:
        return "message/rfc822" if self._around and self._around[-1].subtype == "digest" else _DIRECTLY


def _place(number: str) -> str:
    return f"part {number}" if number else "the message"


def _type_of(headers: Headers, default: str = _DIRECTLY) -> tuple[str, dict[str, str]]:
    """RFC 2045, section 5.2: what says nothing, or nothing that can be read, is plain text."""
    main, parameters = parse_parameters(headers.raw("content-type") or b"")
    main = main.lower()
    kind, slash, subtype = main.partition("/")
    return (main if kind and slash and subtype else default), parameters


def _before_line_end(file: BinaryIO, start: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    first = max(start, at - 2)
    before = read_at(file, first, at - first)
    return at - (2 if before.endswith(b"\r\n") else 1 if before.endswith(b"\n") else 0)


def _delimiters(file: BinaryIO, finder: _Finder, end: int) -> Iterator[tuple[int, bytes, int]]:
    """Lines that begin with `--` from `finder.next` on: where, the line, where the next one is.

    `finder.next` may be moved on between two of them (past the headers of a part), never back.
    """
    held, data = finder.next, b""
    search = finder.next
    while True:
        search = max(search, finder.next)
        if not held <= search < held + len(data):
            held, data = search, read_at(file, search, min(PIECE, end - search))
            if not data:
                return
        found = _line_start(data, search - held, at_start=search == finder.next)
        if found is None:
            # A delimiter may begin with the last bytes of this piece.
            search = max(held + len(data) - 2, search + 1)
            if held + len(data) >= end:
                return
            data = b""
            continue
        at = held + found
        line = read_at(file, at, min(_LONGEST_BOUNDARY, end - at))
        line = line[: line.find(b"\n") + 1] or line
        search = at + 2
        yield at, line, at + len(line)


def _line_start(data: bytes, at: int, *, at_start: bool) -> int | None:
    if at_start and data.startswith(b"--", at):
        return at
    found = data.find(b"\n--", at)
    return None if found < 0 else found + 1
