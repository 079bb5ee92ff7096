"""Text in any encoding: a file of words, a table, JSON, a calendar, RTF. What encoding it is in is not guessed: where the bytes do not say, it is
read in each of those that were in use.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final

from amanet.protect.leaks.byte_search import runs_of_text
from amanet.protect.leaks.opening.blob import Blob
from amanet.protect.leaks.opening.opener import Opener, Part

__all__ = ["decoded", "is_text", "open_rtf", "open_text", "readings", "utf16_without_mark"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON: Final = ("cp1252", "cp1251", "cp1256")
_LESS_COMMON: Final = ("koi8-r", "cp1254", "gb18030", "big5", "cp866", "mac-cyrillic")
_PIECE: Final = 4 << 20
_OVERLAP: Final = 400
# Controls that no text has; ESC, form feed and what ends lines may stand in one.
_CONTROLS: Final = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_RTF_DATA: Final = re.compile(r"\\(?:bin\d+|'[0-9a-f]{2})|\{\\\*?\\(?:pict|objdata)[^{}]*", re.I)
_RTF_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[\r\n]*){32,}")
_RTF_WORD: Final = re.compile(r"\\(?:par|line|cell|row|tab)\b ?|[\r\n]+")
_RTF_CONTROL: Final = re.compile(r"\\(?!u-?\d|')[a-zA-Z]+-?\d* ?|[{}]|\\\*")


def is_text(head: bytes) -> bool:
    if not head or any(head.startswith(mark) for mark, _ in _MARKS):
        return True
    return utf16_without_mark(head) != "" or _CONTROLS.search(head) is None


def utf16_without_mark(head: bytes) -> str:
    """The encoding of text in UTF-16 that does not say so: letters of few alphabets have few different upper halves."""
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 8:
        return ""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        low = sample[0::2] if encoding == "utf-16-le" else sample[1::2]
        usual = sum(high.count(half) for half in (0, 4, 6, 0x20, 0x4E, 0xFB, 0xFE))
        if usual * 10 >= len(high) * 9 and low.count(0) * 10 < len(low) and b"\0" in high:
            return encoding
    return ""


def open_text(opener: Opener, part: Part) -> None:
    for place, text, is_sure in _read(part.blob):
        (opener.words if is_sure else opener.letters)(part, place, text)


def open_rtf(opener: Opener, part: Part) -> None:
    """The words, controls left out; then the source, with its escapes; then what is embedded as hexadecimal digits."""
    from amanet.protect.leaks.opening.others import open_embedded

    source = part.blob.data().decode("latin-1")
    for embedded in _RTF_HEX.findall(source):
        digits = "".join(embedded.split())
        data = bytes.fromhex(digits[: len(digits) // 2 * 2])
        opener.letters(part, "embedded", runs_of_text(data))
        open_embedded(opener, part, data)
    source = _RTF_HEX.sub("", source)
    opener.letters(part, "", source)
    opener.words(part, "", _RTF_CONTROL.sub("", _RTF_WORD.sub("\n", source)))


def _read(blob: Blob) -> Iterator[tuple[str, str, bool]]:
    """Piece by piece: the place, the text, and whether the encoding is sure."""
    encodings = readings(blob)
    many = len(encodings) > 1
    for encoding, is_sure in encodings:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        before, line = "", 1
        with blob.stream() as stream:
            while True:
                data = stream.read(_PIECE)
                text = before + decoder.decode(data, not data)
                place = f"from line {line}" if before else ""
                yield f"{place} read as {encoding}".strip() if many else place, text, is_sure
                if not data:
                    break
                line += text.count("\n", len(before))
                before = text[-_OVERLAP:]


def readings(blob: Blob) -> list[tuple[str, bool]]:
    """In which encodings it is read; false where that one is a guess."""
    head = blob.head
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [(encoding, True)]
    if without_mark := utf16_without_mark(head):
        return [(without_mark, True)]
    if _is_utf8(blob):
        return [("utf-8", True)]
    return [*((name, True) for name in _COMMON), *((name, False) for name in _LESS_COMMON)]


def _is_utf8(blob: Blob) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with blob.stream() as stream:
            while data := stream.read(_PIECE):
                decoder.decode(data)
            decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def decoded(data: bytes) -> str:
    """A text in memory: as its mark or its content says; what cannot be told in the code pages in use, one below the other."""
    return "\n".join(
        data.decode(encoding, "replace") for encoding, _ in readings(Blob.of("", data))[: len(_COMMON)]
    )
