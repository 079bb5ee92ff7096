"""Text written in another way within text: entities, percent signs, backslashes, quoted-printable, encoded words, base64, hexadecimal,
punycode, RTF's escapes. Each gives what stands around the changed places, decoded; base64 that is a file gives its bytes.
"""

import base64
import binascii
import html
import re
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Final

from amanet.protect.leaks.byte_search import runs_of_text
from amanet.protect.leaks.opening.letters_otherwise import letters_otherwise

__all__ = ["decoded_texts"]

_AROUND: Final = 200
_PROBE: Final = 16
_LEAST_LINE: Final = 40
# Shorter ones are hashes and keys.
_LEAST_BINARY: Final = 66
_LONGEST_GLUED: Final = 200
# Shorter ones are numbers.
_LEAST_DIGITS: Final = 40
_CONTROLS: Final = bytes((*range(7), *range(14, 32)))
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_PERCENT: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPES: Final = re.compile(
    r"(?:\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{1,6}\}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2})+"
)
_ONE_ESCAPE: Final = re.compile(
    r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})|\\([0-3][0-7]{2})"
)
_QUOTED: Final = re.compile(r"(?:=[0-9A-F]{2})+|=\r?\n")
_ENCODED_WORD: Final = re.compile(r"=\?[A-Za-z0-9._-]+(?:\*[A-Za-z-]+)?\?[bBqQ]\?[^?\s]*\?=")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_NEXT_LINE: Final = re.compile(r"(?:\\n|\r?\n[ \t]*)([A-Za-z0-9+/_-]+={0,2})")
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ :,\n-]?){8,}")
_NO_HEX: Final = re.compile(r"[ :,\n-]")
_PUNYCODE: Final = re.compile(r"xn--[a-z0-9-]{2,60}", re.I)
_CSS: Final = re.compile(r"(?:\\[0-9a-fA-F]{2,6}[ \n]?)+")
_UTF7: Final = re.compile(r"\+[A-Za-z0-9/]{3,}-")
_BASE32: Final = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{8}){2,}(?:[A-Z2-7]{2,7}={1,6})?")
_RTF: Final = re.compile(r"(?:\\'[0-9a-fA-F]{2})+|(?:\\u-?\d{1,5}\s?(?:\\'[0-9a-fA-F]{2}|\?)?)+")
_RTF_POINT: Final = re.compile(r"\\u(-?\d{1,5})")


def decoded_texts(text: str) -> Iterator[tuple[str, str | bytes]]:
    """The name of the way of writing, and what it says."""
    for form, sign, pattern, decode in _FORMS:
        if sign in text and (changed := _windows(text, pattern, decode)):
            yield form, changed
    yield from _of_base64(text)
    yield from _of_hexadecimal(text)
    if not text.isascii():
        yield from letters_otherwise(text)


def _windows(text: str, pattern: re.Pattern[str], decode: Callable[[str], str]) -> str:
    """What stands around each place that decoding changes, decoded; nothing where it changes nothing."""
    found: list[str] = []
    end, has_changed = 0, False
    for match in pattern.finditer(text):
        new = decode(match[0])
        if new == match[0]:
            continue
        has_changed = True
        if match.start() - end > 2 * _AROUND:
            found += [
                text[end : end + _AROUND] if end else "",
                "\n",
                text[match.start() - _AROUND : match.start()],
            ]
        else:
            found.append(text[end : match.start()])
        found.append(new)
        end = match.end()
    return "".join((*found, text[end : end + _AROUND])) if has_changed else ""


def _percent(run: str) -> str:
    return best_text(urllib.parse.unquote_to_bytes(run))


def _escapes(run: str) -> str:
    def one(match: re.Match[str]) -> str:
        digits = match[1] or match[2] or match[3] or match[4]
        code = int(digits, 16) if digits else int(match[5], 8)
        return chr(code) if code < 0x110000 else "\ufffd"

    decoded = _ONE_ESCAPE.sub(one, run)
    if decoded and all(ord(letter) < 256 for letter in decoded) and not decoded.isascii():
        return best_text(decoded.encode("latin-1"))  # bytes, written one by one
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _quoted(run: str) -> str:
    return best_text(binascii.a2b_qp(run))


def _encoded_word(word: str) -> str:
    from email.header import decode_header

    try:
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii", "replace")
            for part, charset in decode_header(word)
        )
    except (ValueError, LookupError):
        return word


def _punycode(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _css(run: str) -> str:
    codes = (int(code, 16) for code in run.replace("\\", " ").split())
    return "".join(chr(code) for code in codes if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000)


def _utf7(run: str) -> str:
    try:
        return run.encode("ascii").decode("utf-7")
    except UnicodeDecodeError:
        return run


def _base32(run: str) -> str:
    try:
        return readable_text(base64.b32decode(run)) or run
    except binascii.Error:
        return run


def _rtf(run: str) -> str:
    if run.startswith("\\'"):
        return _code_page(bytes.fromhex(run.replace("\\'", "")))
    codes = [int(code) & 0xFFFF for code in _RTF_POINT.findall(run)]
    return b"".join(code.to_bytes(2, "little") for code in codes).decode("utf-16-le", "replace")


def _of_base64(text: str) -> Iterator[tuple[str, str | bytes]]:
    end = 0
    for match in _BASE64.finditer(text):
        written = match[0]
        if match.start() < end or written.isdigit() or written.islower() or written.isupper():
            continue
        packed, end = _all_lines(text, written, match.end())
        for start in range(4 if len(packed) < _LONGEST_GLUED else 1):  # something may be glued to its front
            if len(packed) < _LEAST_BINARY and not _is_promising(_unpacked(packed[start : start + _PROBE])):
                continue
            if (read := _read_bytes(_unpacked(packed[start:]))) is not None:
                yield "base64", read
                break


def _all_lines(text: str, written: str, end: int) -> tuple[str, int]:
    """What goes on in the lines that follow, and where it ends."""
    lines = [written]
    while len(lines[-1]) >= _LEAST_LINE and (match := _NEXT_LINE.match(text, end)):
        lines.append(match[1])
        end = match.end()
    return "".join(lines).replace("-", "+").replace("_", "/").rstrip("="), end


def _unpacked(packed: str) -> bytes:
    packed = packed[:-1] if len(packed) % 4 == 1 else packed
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    except binascii.Error:
        return b""


def _is_promising(data: bytes) -> bool:
    """Whether these first bytes may be text, or the start of a file."""
    if _has_start(data):
        return True
    if data.translate(None, _CONTROLS) == data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as problem:
            return problem.start > len(data) - 4  # cut in a letter
        return True
    return data.count(0) * 3 >= len(data) or _has_high_halves(data)


def _has_start(data: bytes) -> bool:
    from amanet.protect.leaks.opening.table import has_known_start

    return has_known_start(data)


def _of_hexadecimal(text: str) -> Iterator[tuple[str, str | bytes]]:
    for match in _HEX.finditer(text):
        digits = _NO_HEX.sub("", match[0])
        if digits.isdigit() and len(digits) < _LEAST_DIGITS:
            continue
        read = _read_bytes(bytes.fromhex(digits[: len(digits) // 2 * 2]))
        if read is not None:
            yield "hexadecimal digits", read


def _read_bytes(data: bytes) -> str | bytes | None:
    """Text, or the bytes of a file of a known kind, or None where it says nothing."""
    if _has_start(data):
        return data
    text = readable_text(data)
    if text is None and len(data) >= _LEAST_BINARY:
        text = runs_of_text(data)
    return text if text is not None and len(text.strip()) >= 4 else None


def readable_text(data: bytes) -> str | None:
    """Bytes that are nothing but text in UTF-8 or UTF-16, as text."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if encoding != "utf-8" and (len(data) % 2 or (b"\0" not in data and not _has_high_halves(data))):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text and all(
            letter.isprintable() or letter in "\r\n\t\ufeff\u200e\u200f\u200c\u200d" for letter in text[:400]
        ):
            return text
    return None


def _has_high_halves(data: bytes) -> bool:
    return any(set(data[start::2]) <= {0x04, 0x06, 0x20, 0x00, 0xFB, 0xFE} for start in (0, 1))


def best_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _code_page(data)


def _code_page(data: bytes) -> str:
    return "\n".join(data.decode(name, "replace") for name in ("cp1252", "cp1251", "cp1256"))


_FORMS: Final[tuple[tuple[str, str, re.Pattern[str], Callable[[str], str]], ...]] = (
    ("entities", "&", _ENTITY, html.unescape),
    ("percent signs", "%", _PERCENT, _percent),
    ("escapes", "\\", _ESCAPES, _escapes),
    ("quoted-printable", "=", _QUOTED, _quoted),
    ("encoded words", "=?", _ENCODED_WORD, _encoded_word),
    ("punycode", "xn--", _PUNYCODE, _punycode),
    ("escapes of style sheets", "\\", _CSS, _css),
    ("UTF-7", "+", _UTF7, _utf7),
    ("base32", "", _BASE32, _base32),
    ("escapes of RTF", "\\", _RTF, _rtf),
)
