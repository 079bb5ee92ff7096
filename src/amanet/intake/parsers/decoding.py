"""Bytes to text, without loss and without guessing.

UTF-8 (with or without its mark) and UTF-16 or UTF-32 with their marks are read as they are. Anything else is the
user's to say (`--encoding`): Cyrillic of Windows, KOI8 and ISO 8859-5 all decode each other's bytes to letters, and a
statistical guess would put wrong names into evidence. What charset-normalizer finds likely is named in the question.
"""

import codecs
from typing import BinaryIO

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, NeedsAnswer

__all__ = ["LARGEST_TEXT", "decode_text", "marked_encoding", "read_text", "read_whole"]

LARGEST_TEXT = 64 << 20
_MARKS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = 5


def read_text(file: BinaryIO, answers: Answers) -> str:
    """All of a text file, decoded. Raises `BadData` over `LARGEST_TEXT` bytes and `NeedsAnswer` for the encoding.

    Line ends stay as they are. A byte order mark is no part of the text.
    """
    return decode_text(read_whole(file), answers)


def read_whole(file: BinaryIO, limit: int = LARGEST_TEXT) -> bytes:
    """All bytes. Raises `BadData` where there are more than `limit`."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise BadData(
            f"This is over {limit >> 20} MiB, which no text of that kind has. The item is kept as it is; "
            "if it really is text, cut a copy into parts and add those."
        )
    return data


def decode_text(data: bytes, answers: Answers) -> str:
    encoding = answers.encoding or marked_encoding(data) or "utf-8"
    try:
        return data.decode(encoding)
    except LookupError as problem:
        raise BadData(
            f"There is no encoding called {encoding!r}. Use a name such as utf-8, cp1251 or gb18030."
        ) from problem
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        if answers.encoding or marked_encoding(data):
            raise BadData(
                f"Line {line} is not {encoding}: the text is of mixed encodings, or it was cut or damaged there. "
                "The item is kept as it is. Say another encoding (--encoding), or repair a copy and add that."
            ) from problem
        likely = _likely(data)
        raise NeedsAnswer(
            f"Line {line} is not UTF-8, and the file does not say what it is. Say its encoding (--encoding)"
            + (f"; likely ones are {', '.join(likely)}." if likely else ", for example cp1251 or gb18030."),
            "encoding",
            likely,
        ) from problem


def marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _likely(data: bytes) -> tuple[str, ...]:
    from charset_normalizer import from_bytes

    found: dict[str, None] = {}
    for match in from_bytes(data[: 1 << 18]):
        for name in (match.encoding, *match.could_be_from_charset):
            found.setdefault(name, None)
    return tuple(found)[:_LIKELY]
