"""What the bytes of a PDF tell before anything is understood of them: older versions, scripts, a missing end.

A PDF is changed by adding to it: each version ends in `%%EOF`, and what was struck out is still there. Scripts are looked for by
their names; those that are packed away are found by PDFium or not at all.
"""

import os
from dataclasses import dataclass
from typing import BinaryIO, Final

__all__ = ["FileBytes", "look_through"]

_PIECE: Final = 1 << 20
_END: Final = b"%%EOF"
_SCRIPTS: Final = b"/JavaScript"
_PROGRAMS: Final = b"/Launch"
_LONGEST: Final = max(map(len, (_END, _SCRIPTS, _PROGRAMS)))
_HEAD, _TAIL = 1024, 2048


@dataclass(frozen=True)
class FileBytes:
    """`versions` is how often it was ended; `ends` whether it ends as a PDF does."""

    versions: int
    ends: bool
    scripts: bool
    programs: bool


def look_through(file: BinaryIO) -> FileBytes:
    """From the first byte to the last, once, in pieces."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    counts = dict.fromkeys((_END, _SCRIPTS, _PROGRAMS), 0)
    before, head, at, last_end = b"", b"", 0, -1
    while piece := file.read(_PIECE):
        head = head or piece[:_HEAD]
        data = before + piece
        for word in counts:
            # What lies in `before` as a whole was counted with the piece before.
            counts[word] += data.count(word) - before.count(word)
        if (found := data.rfind(_END)) >= 0:
            last_end = at - len(before) + found
        at += len(piece)
        before = data[-(_LONGEST - 1) :]
    file.seek(0)
    # One that is made for the web has an end near its start too, and no older version.
    versions = counts[_END] - (b"/Linearized" in head)
    return FileBytes(
        max(versions, 0),
        last_end >= size - _TAIL and last_end >= 0,
        counts[_SCRIPTS] > 0,
        counts[_PROGRAMS] > 0,
    )
