"""Untrusted text on paper: one line, nothing that turns, hides or piles up; what cannot be shown is written
as its code point.

>>> from amanet.printing.legible import legible
>>> legible("a\\u202eb\\n")
'a\\\\u202eb\\\\n'
"""

import unicodedata

from amanet.canonical import readable_name

__all__ = ["code_point", "is_right_to_left", "legible"]

_JOINERS = "\u200c\u200d"
_MOST_MARKS = 3


def legible(text: str) -> str:
    """`text` with every control, turning, invisible and unpaired character as an escape.

    Joiners stay where they do their work, after a right-to-left letter; of marks on one letter only the
    first three stay marks.
    """
    paired = "".join(_escaped(c) if unicodedata.category(c) == "Cs" else c for c in text)
    shown: list[str] = []
    marks = 0
    for character in readable_name(paired):
        is_mark = unicodedata.category(character) in {"Mn", "Me"}
        marks = marks + 1 if is_mark else 0
        after = shown[-1][-1] if shown else ""
        shown.append(_shown(character, after) if marks <= _MOST_MARKS else code_point(character))
    return "".join(shown)


def code_point(character: str) -> str:
    """How a character is written that no typeface here can draw."""
    return f"[U+{ord(character):04X}]"


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph runs right to left: its first strong character says so (UAX 9, P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def _shown(character: str, after: str) -> str:
    if unicodedata.category(character) != "Cf":
        return character
    if character in _JOINERS and after and unicodedata.bidirectional(after) in {"R", "AL"}:
        return character
    return _escaped(character)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
