"""Letters that are there for the eye or against it: letters of another alphabet that look the same, words that stand backwards, letters that nobody
sees.
"""

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["letters_otherwise"]

# Cyrillic and Greek letters, and the Latin ones that they look like (Unicode TS 39, confusables).
_ALIKE: Final = str.maketrans(
    "аеорсухіјѕһԁѵгкмтвнпАВЕКМНОРСТУХІЈЅԚԜαορνικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧқԛԝ",
    "aeopcyxijshdvrkmtbhnABEKMHOPCTYXIJSQWaopviktuxABEZHIKMNOPTYXkqw",
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_LATIN: Final = re.compile(r"[A-Za-z]")
_OTHER: Final = re.compile(r"[\u0370-\u052f]")
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNED: Final = re.compile(r"[\u202e\u2067]([^\u202c\u2069\n]+)")
_TAGS: Final = re.compile(r"[\U000e0020-\U000e007e]{2,}")
_SELECTORS: Final = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")


def letters_otherwise(text: str) -> Iterator[tuple[str, str]]:
    """The name of the way, and what it says."""
    for form, words in (
        ("letters that look alike", _alike(text)),
        ("words set backwards", [match[::-1] for match in _TURNED.findall(text)]),
        ("lines from their end", _backwards(text)),
        ("letters that nobody sees", [*_tags(text), *_selectors(text)]),
    ):
        if words:
            yield form, "\n".join(words)


def _alike(text: str) -> list[str]:
    """Words with letters of two alphabets, all in Latin ones."""
    if not _OTHER.search(text):
        return []
    words = (match for match in _WORD.findall(text) if _LATIN.search(match) and _OTHER.search(match))
    return [word.translate(_ALIKE) for word in words]


def _backwards(text: str) -> list[str]:
    """Lines from right to left as they are seen: so they stand in older files, and in some PDFs."""
    if not _RIGHT_TO_LEFT.search(text):
        return []
    return [line[::-1] for line in text.splitlines() if _RIGHT_TO_LEFT.search(line)]


def _tags(text: str) -> Iterator[str]:
    for run in _TAGS.findall(text):
        yield "".join(chr(ord(letter) - 0xE0000) for letter in run)


def _selectors(text: str) -> Iterator[str]:
    """Bytes as variation selectors: the first sixteen, then the others."""
    for run in _SELECTORS.findall(text):
        codes = (ord(letter) for letter in run)
        data = bytes(code - 0xFE00 if code < 0xFE10 else code - 0xE0100 + 16 for code in codes)
        yield data.decode("utf-8", "replace")
