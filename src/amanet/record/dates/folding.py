"""One shape for words of many scripts, for looking them up; what is kept are always the words as they were given.

Digits of every script become 0 to 9, letters small and without their marks, the forms of Arabic letters that keyboards mix up
(ی ي ى, ک ك) one letter, dashes and quotes one of their kind. A hyphen stays apart from a dash: `2010-12` is a month, `2010–12`
are years. Raised, circled and fraction digits are refused, since folding would make "5¹ May" the 51st.

>>> fold("۱۲ مرداد ۱۳۹۷"), fold("5 Mayıs 2018")
('12 مرداد 1397', '5 mayis 2018')
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from amanet.errors import BadData

__all__ = ["fold", "fold_letters", "fold_name"]

_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("‒–—―〜～﹘", "–"),
        **dict.fromkeys("‐‑−﹣－", "-"),
        **dict.fromkeys("‘’‛ʻʼʿʾ`´′՚＇", "'"),
        **dict.fromkeys("،，、;；؛", ","),
        **dict.fromkeys("ºª", ""),
        **dict.fromkeys("。．", "."),
    }
)
_LETTERS: Final = str.maketrans(
    {**dict.fromkeys("يىے", "ی"), "ك": "ک", **dict.fromkeys("ةھەہ", "ه"), "ٱ": "ا", "ı": "i", "ـ": ""}
)
_REFUSED: Final = ("<super>", "<sub>", "<circle>", "<fraction>", "<square>")
_SPACES: Final = re.compile(r"\s+")
_NOT_IN_NAMES: Final = re.compile(r"[\s'.\-]+")
_DROPPED: Final = frozenset(("Mn", "Cf"))


def fold(text: str) -> str:
    """Raises `BadData` for control characters and for raised, circled or fraction digits."""
    folded = text.lower().translate(_SAME) if text.isascii() else fold_letters(text)
    folded = _SPACES.sub(" ", folded).strip(" ,")
    if not folded.isprintable():
        raise BadData("A control character stands in these words. Remove it.")
    return folded


def fold_name(text: str) -> str:
    """As `fold`, without spaces, hyphens, dots and apostrophes: "Sha'ban" and "Shaban" are one key."""
    return _NOT_IN_NAMES.sub("", fold(text))


def fold_letters(text: str) -> str:
    """The letters and digits alone; spaces and control characters stay."""
    text = text.translate(_SAME)
    return "".join(map(_folded_character, text)).casefold().translate(_LETTERS)


@lru_cache(maxsize=1 << 14)
def _folded_character(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_REFUSED):
        raise BadData("A raised, circled or fraction digit stands in these words. Write plain digits.")
    plain = unicodedata.normalize("NFKD", character).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(_ascii_digit(part) for part in plain if unicodedata.category(part) not in _DROPPED)


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
