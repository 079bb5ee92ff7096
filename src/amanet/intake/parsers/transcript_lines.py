"""The lines of a transcript that hold words: where each starts and ends, and whether a blank line stands before it.

Only offsets are kept, so that a text of many million characters takes little memory; a line is cut from the text when it is
looked at. Space and marks of writing direction around a line are no part of it. A text of more than `MOST_LINES` such lines
is refused: it is no transcript.

>>> from amanet.intake.parsers.transcript_lines import Lines
>>> lines = Lines("AYGUL:\\r\\n\\r\\n  They took him.\\r\\n")
>>> [(lines[place], lines.starts[place], lines.spaced(place)) for place in range(len(lines))]
[('AYGUL:', 0, True), ('They took him.', 12, True)]
"""

import re
from array import array
from typing import Final

from amanet.errors import BadData

__all__ = ["BLANK", "MOST_LINES", "Lines", "trimmed"]

MOST_LINES: Final = 2_000_000
# Marks of direction, joiners and byte order: seen by nobody, and neither words nor part of a name's ends.
_UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_SPACE = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B))))
BLANK: Final = _SPACE + "\u2028\u2029\u202f\u205f\u3000" + _UNSEEN
_LINE = re.compile(rf"[^\s{_UNSEEN}][^\n\r\v\f\x85\u2028\u2029]*")


class Lines:
    """`lines[place]` is a line without what is blank around it, `starts[place]` and `ends[place]` are its offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = array("I")
        self.ends = array("I")
        self._spaced = bytearray()
        self._find()

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, place: int) -> str:
        return self.text[self.starts[place] : self.ends[place]]

    def begin(self, place: int) -> int:
        """Where its segment begins: with the marks of direction that stand before it."""
        start = self.starts[place]
        while start > 0 and self.text[start - 1] in _UNSEEN:
            start -= 1
        return start

    def spaced(self, place: int) -> bool:
        """Whether a blank line, or nothing at all, stands before it. True past the last line too."""
        return place >= len(self.starts) or bool(self._spaced[place])

    def _find(self) -> None:
        text, end = self.text, 0
        for found in _LINE.finditer(text):
            start = found.start()
            self._spaced.append(end == 0 or _line_ends(text, end, start) > 1)
            self.starts.append(start)
            end = start + len(found.group().rstrip(BLANK))
            self.ends.append(end)
            if len(self.starts) > MOST_LINES:
                raise BadData(
                    f"This text has more than {MOST_LINES} lines, which no transcript has. The item is kept as it is; if it "
                    "really is one, cut a copy into parts and add those."
                )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The same part of `text` without what is blank at both of its ends."""
    words = text[start:end]
    inner = words.lstrip(BLANK)
    start = end - len(inner)
    return start, start + len(inner.rstrip(BLANK))


def _line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in what is blank between two lines; CR and LF together end one."""
    if end - start == 1:
        return 1
    ends = sum(text.count(sign, start, end) for sign in "\n\r\u2028\u2029")
    return ends - text.count("\r\n", start, end)
