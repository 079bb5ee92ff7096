"""The records of a WARC file, one after the other (ISO 28500:2017), with what is wrong about each.

warcio reads the header fields. It does not walk the file here: it reads header lines of any length (a bomb in one line), takes
whatever a wrong `Content-Length` says, and goes on past damage with a line on stderr. Here lines, headers and lengths are
bounded; after damage the next record is looked for; and what was passed over is told with its place.

>>> import io
>>> record = b"WARC/1.0\\r\\nWARC-Type: metadata\\r\\nContent-Length: 2\\r\\n\\r\\nab\\r\\n\\r\\n"
>>> file = Records(io.BytesIO(record * 2), len(record) * 2)
>>> [(one.number, one.offset, one.get("WARC-Type"), b"".join(one.pieces())) for one in file]
[(1, 0, 'metadata', b'ab'), (2, 58, 'metadata', b'ab')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from amanet.intake.parsers.spans import PIECE, pieces_between
from amanet.intake.parsers.warc_flow import Flow, Place

__all__ = ["MOST_RECORDS", "Record", "Records"]

MOST_RECORDS = 5_000_000
_VERSION = re.compile(rb"WARC/(\d{1,2}\.\d{1,2})[ \t]*\r?\n")
_NEXT_RECORD = re.compile(rb"(?:\r?\n){1,4}(?=WARC/\d\.\d{1,2}[ \t]*\r?\n)")
_LONGEST_LINE = 64 << 10
_LONGEST_HEADER = 1 << 20
_MOST_FIELDS = 1000
_IDENTITY: Final = re.compile(r"<?([A-Za-z][A-Za-z0-9+.:-]{1,120})>?")
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass
class Record:
    """One record while it is read. `offset` is where it begins in the file, or where its gzip member does."""

    number: int
    offset: int
    version: str
    fields: list[tuple[str, str]] = field(repr=False)
    length: int
    place: Place
    _flow: Flow = field(repr=False)
    problems: list[str] = field(default_factory=list)
    read: int = 0
    cut: bool = False

    def get(self, name: str) -> str | None:
        return next((value for each, value in self.fields if each.lower() == name.lower()), None)

    @property
    def identity(self) -> str | None:
        """Its WARC-Record-ID, if that looks like one."""
        found = _IDENTITY.fullmatch((self.get("WARC-Record-ID") or "").strip())
        return found[1] if found else None

    @property
    def where(self) -> str:
        named = f", {self.identity}" if self.identity else ""
        return f"record {self.number} at byte {self.offset}{named}"

    def pieces(self) -> Iterator[bytes]:
        """Its block, once. Sets `cut` where the file has less of it than it says."""
        while self.read < self.length:
            piece = self._flow.read(min(PIECE, self.length - self.read))
            if not piece:
                self.cut = True
                self.problems.append(
                    f"{self.read} of its {self.length} bytes are there; {self._flow.damage or 'it was cut, or its length is wrong'}"
                )
                return
            self.read += len(piece)
            yield piece


class Records:
    """Iterate once. `remarks` are (where, what) of what is no record."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self.flow = Flow(file, size)
        self.remarks: list[tuple[str, str]] = []
        self._number = 0
        self._in_member = 0
        self.shared_members = False
        # Bytes that may be read a second time to find a record that a wrong length ran over.
        self._looking_back = 4 * size + (64 << 20)

    def __iter__(self) -> Iterator[Record]:
        while (record := self._next()) is not None:
            yield record
            for _ in record.pieces():
                pass
            self._look_behind(record)

    def _next(self) -> Record | None:
        """The next record that can be read; what stands before it is told."""
        passed, begins, after = 0, self.flow.place, f"after record {self._number}"
        while True:
            if not passed and self.flow.at_member():
                self.flow.go_to(self.flow.place.member)
            begins = self.flow.place
            line = self.flow.readline(_LONGEST_LINE)
            if not line:
                passed = self._tell(after, passed)
                if self.flow.damage:
                    self.remarks.append((f"the gzip member at byte {begins.member}", self.flow.damage))
                if not self.flow.next_member():
                    return None
                self._in_member = 0
            elif version := _VERSION.fullmatch(line):
                self._tell(after, passed)
                if (record := self._record(begins, version[1].decode())) is not None:
                    return record
                passed = len(line)
            elif line.strip():
                passed += len(line)

    def _tell(self, where: str, passed: int) -> int:
        if passed:
            self.remarks.append(
                (where, f"{passed} bytes are no record; a length before them is wrong, or they are damage")
            )
        return 0

    def _record(self, begins: Place, version: str) -> Record | None:
        """The record whose first line was just read. None, told, where its header cannot be read."""
        self._number += 1
        self._in_member += 1
        self.shared_members |= begins.compressed and self._in_member > 1
        where = f"record {self._number} at byte {begins.member}"
        fields = self._fields(where)
        if fields is None:
            return None
        length = next((value.strip() for name, value in fields if name.lower() == "content-length"), "")
        place = self.flow.place
        record = Record(self._number, begins.member, version, fields, 0, place, self.flow)
        if not _LENGTH.fullmatch(length):
            record.problems.append("it does not say how long it is; its content was not read")
            return record
        record.length = int(length)
        if not place.compressed and record.length > self._size - place.member:
            self._shorten(record)
        return record

    def _fields(self, where: str) -> list[tuple[str, str]] | None:
        from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

        lines = _Lines(self.flow)
        try:
            headers = StatusAndHeadersParser([], verify=False).parse(lines, b"WARC/1.0\r\n")
        except _TooLong:
            self.remarks.append((where, "its header is longer than any; it was not read"))
            return None
        return [(str(name), str(value)) for name, value in headers.headers]

    def _shorten(self, record: Record) -> None:
        """It says that it goes past the end of the file. If another record comes, it ends there at the latest."""
        start = record.place.member
        found = _find_next_record(self._file, start, self._size)
        if found is not None:
            record.problems.append("its length is wrong: the next record begins before its end")
            record.length = found[0] - start

    def _look_behind(self, record: Record) -> None:
        """After a block come two line ends. Where they do not, the length is wrong, and a record may lie inside the block."""
        if record.cut or record.place.compressed:
            return
        here = self.flow.place.member
        start = record.place.member
        if self.flow.readline(4).strip() == b"":
            return
        self.remarks.append((record.where, "its length is wrong: no line end follows it"))
        self._looking_back -= here - start
        found = _find_next_record(self._file, start, here + 16) if self._looking_back > 0 else None
        self.flow.go_to(here if found is None else found[1])


class _TooLong(Exception):
    pass


class _Lines:
    """What warcio's parser reads header lines from: within bounds."""

    def __init__(self, flow: Flow) -> None:
        self._flow, self._left, self._lines = flow, _LONGEST_HEADER, _MOST_FIELDS

    def readline(self) -> bytes:
        line = self._flow.readline(_LONGEST_LINE)
        self._left -= len(line)
        self._lines -= 1
        if self._left < 0 or self._lines < 0 or len(line) == _LONGEST_LINE:
            raise _TooLong
        return line


def _find_next_record(file: BinaryIO, start: int, end: int) -> tuple[int, int] | None:
    """Where the line ends before the next record begin, and where it does itself."""
    held, rest = start, b""
    for piece in pieces_between(file, start, end):
        data = rest + piece
        found = _NEXT_RECORD.search(data)
        if found:
            return held + found.start(), held + found.end()
        held += len(data) - min(len(data), 64)
        rest = data[-64:]
    return None
