"""Header fields of a message (RFC 5322, section 2.2), their words (RFC 2047) and their parameters (RFC 2045, 2231).

All of it in linear time: the patterns never look at a byte twice. A header is kept as the bytes it was written in; reading it
as text loses nothing: bytes that are no UTF-8, and of which nobody says what they are, are written `\\xNN`.

>>> decode_words(b"=?utf-8?B?0JDQudCz0q/Quw==?= <aygul@example.org>").text
'Айгүл <aygul@example.org>'
>>> parse_parameters(b"text/plain; charset=utf-8; name*=utf-8''%D0%90.txt")
('text/plain', {'charset': 'utf-8', 'name': 'А.txt'})
"""

import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from amanet.intake.parsers.charsets import codec_of, decode_as
from amanet.intake.parsers.spans import read_at

__all__ = ["Headers", "Words", "decode_words", "parse_parameters", "read_headers"]

_MOST_BYTES = 1 << 20
_LONGEST_LINE = 64 << 10
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?([^? \t]*+)\?=")
_SEPARATORS = re.compile(r"[;\s]*+")
_PARAMETER = re.compile(r"([^=;\s\"]++)\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;]*+))", re.DOTALL)
_PIECE_OF = re.compile(r"(.+?)(?:\*([0-9]{1,4}))?(\*)?", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """`undecoded`: some bytes stand as `\\xNN`; `joined`: a line end or control character that was hidden in it is a space now."""

    text: str
    undecoded: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Headers:
    """By name in lower case, in the order of the file; values are bytes without their folding."""

    fields: Mapping[str, Sequence[bytes]] = field(default_factory=dict, repr=False)

    def raw(self, name: str) -> bytes | None:
        found = self.fields.get(name)
        return found[0] if found else None

    def count(self, name: str) -> int:
        return len(self.fields.get(name, ()))

    def words(self, name: str, encoding: str | None = None) -> Words | None:
        raw = self.raw(name)
        return None if raw is None else decode_words(raw, encoding)

    def all_words(self, name: str, encoding: str | None = None) -> list[Words]:
        return [decode_words(raw, encoding) for raw in self.fields.get(name, ())]


def read_headers(
    file: BinaryIO, at: int, end: int, is_delimiter: Callable[[bytes], bool]
) -> tuple[Headers, int, str | None]:
    """The header fields at `at`, where the body begins, and what is odd about them.

    They end at an empty line, or at a boundary, or at a line that is none of them.
    """
    lines, body, remark = _header_lines(file, at, end, is_delimiter)
    fields: dict[str, list[bytes]] = {}
    for line in _FOLD.sub(b"", b"".join(lines)).split(b"\n"):
        if found := _NAME.match(line):
            fields.setdefault(found[1].decode("ascii").lower(), []).append(line[found.end() :].strip())
        elif line.strip():
            remark = remark or "a line among its headers is none; it was left out"
    return Headers(fields), body, remark


def _header_lines(
    file: BinaryIO, at: int, end: int, is_delimiter: Callable[[bytes], bool]
) -> tuple[list[bytes], int, str | None]:
    lines: list[bytes] = []
    taken = 0
    while at < end:
        line = _line_at(file, at, end)
        if line.startswith(b"--") and is_delimiter(line):
            return lines, at, None
        if not line.strip(b"\r\n"):
            return lines, at + len(line), None
        if not (_NAME.match(line) or line[:1] in b" \t" or line.startswith((b"From ", b">From "))):
            return lines, at, "its headers are not followed by an empty line"
        at += len(line)
        taken += len(line)
        if taken > _MOST_BYTES or (not line.endswith(b"\n") and at < end):
            return lines, at, "its headers are longer than any; the rest of them was taken for the body"
        lines.append(line)
    return lines, at, None


def _line_at(file: BinaryIO, at: int, end: int) -> bytes:
    data = read_at(file, at, min(1024, end - at))
    if b"\n" not in data:
        data = read_at(file, at, min(_LONGEST_LINE, end - at))
    cut = data.find(b"\n")
    return data if cut < 0 else data[: cut + 1]


def decode_words(raw: bytes, encoding: str | None = None) -> Words:
    """A header's value as text. `encoding` is what the user said of bytes that no header may have."""
    text, undecoded = _as_text(raw, encoding)
    if "=?" in text:
        text, more = _encoded_words(text)
        undecoded = undecoded or more
    clean = _CONTROLS.sub(" ", text)
    return Words(clean, undecoded, clean != text)


def _as_text(raw: bytes, encoding: str | None) -> tuple[str, bool]:
    for codec in ("utf-8", codec_of(encoding)):
        if codec is not None:
            try:
                return decode_as(raw, codec), False
            except UnicodeError:
                pass
    return raw.decode("utf-8", "backslashreplace"), True


def _encoded_words(text: str) -> tuple[str, bool]:
    """Neighbours in one charset are joined before they are decoded: mailers cut letters in two."""
    pieces: list[str] = []
    run: tuple[str, bytes] | None = None
    undecoded = False
    at = 0

    def end_run() -> None:
        nonlocal run, undecoded
        if run is not None:
            decoded, odd = _run_as_text(*run)
            pieces.append(decoded)
            undecoded = undecoded or odd
            run = None

    for found in _WORD.finditer(text):
        between = text[at : found.start()]
        if run is None or between.strip():
            end_run()
            pieces.append(between)
        charset, data = found[1].lower(), _word_bytes(found[2], found[3])
        if run is not None and run[0] == charset:
            run = charset, run[1] + data
        else:
            end_run()
            run = charset, data
        at = found.end()
    end_run()
    pieces.append(text[at:])
    return "".join(pieces), undecoded


def _word_bytes(kind: str, content: str) -> bytes:
    data = content.encode("utf-8")
    if kind in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data


def _run_as_text(charset: str, data: bytes) -> tuple[str, bool]:
    codec = codec_of(charset)
    if codec is not None:
        try:
            return decode_as(data, codec), False
        except UnicodeError:
            pass
    return data.decode("utf-8", "backslashreplace"), True


def parse_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=utf-8` as its value and its parameters, names in lower case; the first of two alike counts."""
    text = raw[:_LONGEST_LINE].decode("utf-8", "surrogateescape")
    value, _, rest = text.partition(";")
    found: dict[str, dict[int, tuple[str, bool]]] = {}
    at = 0
    while at < len(rest):
        at = _SEPARATORS.match(rest, at).end()  # type: ignore[union-attr]
        match = _PARAMETER.match(rest, at)
        at = match.end() if match else (rest.find(";", at) + 1 or len(rest))
        if match:
            name, number, encoded = _PIECE_OF.fullmatch(match[1]).groups()  # type: ignore[union-attr]
            content = match[3].strip() if match[2] is None else re.sub(r"\\(.)", r"\1", match[2])
            found.setdefault(name.lower(), {}).setdefault(int(number or 0), (content, bool(encoded)))
    main = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return main.strip(), {name: _joined(pieces) for name, pieces in found.items()}


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231: numbered pieces in order; the first encoded one begins with `charset'language'`."""
    charset: str | None = None
    data = b""
    for _, (content, encoded) in sorted(pieces.items()):
        if encoded and charset is None and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        piece = content.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(piece) if encoded else piece
    if charset is not None:
        return _run_as_text(charset, data)[0]
    return data.decode("utf-8", "backslashreplace")
