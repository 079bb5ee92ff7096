"""Signs that stand for several right-to-left letters (the ligature of lam and alef, a word drawn as one), put into reading order.

PDFium turns right-to-left text around letter by letter, also the letters of one sign, which the file gives in reading order: of
"lā" it makes "āl", another word. Letters of one sign stand in the very same place. Where PDFium takes a ligature apart itself
(the presentation forms of Unicode), the order is right, and those are a closed list: they are left as they are.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

__all__ = ["in_reading_order"]

_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def in_reading_order(text: str, where: Callable[[int], object]) -> str:
    """`where` tells the place of the character at an index; it is asked of right-to-left letters and their marks alone."""
    found = list(text)
    for start, end in _signs(text, where):
        sign = text[start:end]
        if any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in sign) and sign not in _ligatures():
            found[start:end] = reversed(found[start:end])
    return "".join(found)


def _signs(text: str, where: Callable[[int], object]) -> Iterator[tuple[int, int]]:
    """Stretches of two or more letters in one place."""
    start, here = 0, None
    for index, character in enumerate(text):
        there = where(index) if _turns(character) else None
        if there is None or there != here:
            if index - start > 1:
                yield start, index
            start, here = index, there
    if len(text) - start > 1 and here is not None:
        yield start, len(text)


def _turns(character: str) -> bool:
    return character > "\u02ff" and unicodedata.bidirectional(character) in {"R", "AL", "NSM"}


@cache
def _ligatures() -> frozenset[str]:
    """What the presentation forms of Hebrew and Arabic stand for."""
    forms = (*range(0xFB1D, 0xFE00), *range(0xFE70, 0xFEFD))
    return frozenset(unicodedata.normalize("NFKC", chr(form)) for form in forms)
