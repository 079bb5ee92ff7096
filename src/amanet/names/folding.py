"""One form of a text for searching: what people write differently and mean alike becomes the same letters.

Compatibility forms, case, diacritics, invisible characters and direction controls go; Arabic, Cyrillic, Latin and Han variants are
brought together by the tables `data/letters.tsv` and `data/han_variants.tsv`; digits become ASCII, apostrophes go, white space becomes
one space. It never reads a language out of a text and never changes what is stored: a folded text is for comparing only.

Invariants: `fold(fold(x)) == fold(x)`; `fold_with_offsets(x)[0] == fold(x)`; the result holds no lone surrogate and can be encoded.

    >>> fold("Мұхаммед  Ёлбарс"), fold("Xi’an"), fold("مۇیەسسەر"), fold("蘇萊曼")
    ('мухаммед елбарс', 'xian', 'مويهسسهر', '苏莱曼')
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from amanet.names.tables import read_rows

if TYPE_CHECKING:
    import numpy as np

__all__ = ["fold", "fold_with_offsets"]

_REPLACEMENT = "\ufffd"
# The carrier of a vowel that begins a Uyghur or Kazakh word is no sound. The second form is the same letter, decomposed.
_NO_LETTER_BEFORE = r"(?<![^\W\d_]{0})(?<![\u0640\u064b-\u065f\u0670\u200c\u200d]{0})"
_VOWEL_FOLLOWS = (
    r"(?=[\u0627\u0648\u0649\u064a\u06c6-\u06c8\u06d0\u06d5\ufbd7-\ufbe9\ufe8d\ufe8e\ufeed-\ufef4])"
)
_CARRIER = re.compile(r"[\u0626\ufe89-\ufe8c]" + _NO_LETTER_BEFORE.format(".") + _VOWEL_FOLLOWS)
_CARRIER_IN_TWO = re.compile(r"[\u0649\u064a]\u0654" + _NO_LETTER_BEFORE.format("..") + _VOWEL_FOLLOWS)


def fold(text: str) -> str:
    """The form of `text` for searching. It can be longer (æ) or shorter than the original, and empty."""
    return " ".join(_letter_by_letter(text).split())


def fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """`fold(text)`, and for each of its characters the index in `text` of the one that gave it; at the end, `len(text)`."""
    import numpy as np

    letters = _letter_by_letter(text)
    origins = np.repeat(np.arange(len(text), dtype=np.int32), _lengths(text))
    kept = np.append(origins[_kept_of_spaces(letters)], np.int32(len(text)))
    offsets = array("i", kept.tobytes())
    return " ".join(letters.split()), offsets


def _letter_by_letter(text: str) -> str:
    """Everything but the collapsing of white space; each white-space character is a space here."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    for carrier in _carriers_in(text):
        text = carrier.sub("", text)
    return text.translate(_FOLDED)


def _carriers_in(text: str) -> Iterator[re.Pattern[str]]:
    """Those patterns that can match at all: most texts are spared both."""
    if "\u0626" in text or any(form in text for form in "\ufe89\ufe8a\ufe8b\ufe8c"):
        yield _CARRIER
    if "\u0654" in text:
        yield _CARRIER_IN_TWO


def _lengths(text: str) -> "np.ndarray":
    """Into how many characters each character of `text` is folded."""
    import numpy as np

    codes = _code_points(text)
    seen = np.zeros(0x110000, dtype=np.bool_)
    seen[codes] = True
    table = _ASCII if text.isascii() else _FOLDED
    length_of = np.zeros(0x110000, dtype=np.int8)
    for code in np.flatnonzero(seen).tolist():
        length_of[code] = len(chr(code).translate(table))
    lengths: np.ndarray = length_of[codes]
    for carrier in _carriers_in(text):
        for match in carrier.finditer(text):
            lengths[match.start() : match.end()] = 0
    return lengths


def _kept_of_spaces(letters: str) -> "np.ndarray":
    """Where the characters stand that survive the collapsing of white space: letters, and the first space of each run between them."""
    import numpy as np

    space = _code_points(letters) == 0x20
    inked = np.flatnonzero(~space)
    if not len(inked):
        return inked
    begins_run = space.copy()
    begins_run[1:] &= ~space[:-1]
    begins_run[: int(inked[0])] = begins_run[int(inked[-1]) + 1 :] = False
    return np.flatnonzero(~space | begins_run)


def _code_points(text: str) -> "np.ndarray":
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class _Folded(dict[int, str]):
    """What each character becomes, worked out when it is first met; `str.translate` asks it."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if 0xD800 <= ord(character) <= 0xDFFF:
        return _REPLACEMENT
    if character in _letters():
        return _letters()[character]
    if character.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", character.casefold())
    if parts == character:
        return _fold_simple(character)
    return "".join(_FOLDED[ord(part)] for part in parts)


def _fold_simple(character: str) -> str:
    """Of a character that neither case nor decomposition changes."""
    category = unicodedata.category(character)
    if _is_dropped(character, category):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd":
        return "-"
    return _han_variants().get(character, character)


def _is_dropped(character: str, category: str) -> bool:
    """Invisible characters, controls, and marks that are not themselves vowels of their script (as they are in Devanagari)."""
    if category == "Mn":
        order = unicodedata.combining(character)
        return (
            order == 1
            or 10 <= order <= 36
            or order >= 200
            or 0xFE00 <= ord(character) <= 0xFE0F
            or character == "\u034f"
        )
    return category in ("Cf", "Cc", "Me") or "\U000e0100" <= character <= "\U000e01ef"


@cache
def _letters() -> dict[str, str]:
    return {letter: folded for folded, letters, *_ in read_rows("letters.tsv") for letter in letters}


@cache
def _han_variants() -> dict[str, str]:
    rows = read_rows("han_variants.tsv")
    return {variant: simplified for simplified, traditional in rows for variant in traditional}


_FOLDED = _Folded()
_ASCII = {
    **{code: " " for code in range(0x80) if chr(code).isspace()},
    **{code: "" for code in (*range(0x20), 0x7F) if not chr(code).isspace()},
    ord("'"): "",
    ord("`"): "",
}
