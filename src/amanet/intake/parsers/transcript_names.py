"""How the name in a possible label is written: in capitals, like a name, in a script without capitals, in small letters.

Only the writing is looked at; which names are those of speakers, the whole file decides (transcript_speakers).

>>> from amanet.intake.parsers.transcript_names import shape_of_name
>>> [shape_of_name(name) for name in ("MALE SPEAKER 2", "Aygul Bekova", "记者", "he said", "I went home and then he told me")]
['capitals', 'name', 'no case', 'small', None]
"""

import re
from functools import lru_cache
from typing import Final

from amanet.intake.parsers.transcript_words import ROLES, SMALL_WITHIN

__all__ = ["CAPITALS", "NAME", "NO_CASE", "SMALL", "shape_of_name"]

CAPITALS: Final = "capitals"
NAME: Final = "name"
NO_CASE: Final = "no case"
SMALL: Final = "small"

_LONGEST = 64
_MOST_WORDS = {CAPITALS: 10, NAME: 5, NO_CASE: 4, SMALL: 2}
# Han and kana say in one sign what letters say in four.
_LONGEST_NO_CASE, _LONGEST_OF_SIGNS = 32, 14
_A_NAME = re.compile(r"[^\W_][^\"“”«»?!;:=<>{}|\\^~$%@*…，。,،？！؟\[\]()（）\n\r]*")
_WORD = re.compile(r"[^\s/&_+-]+")
_SIGNS = re.compile("[\u2e80-\u9fff\uac00-\ud7a3]")
# Its letters count as small ones in Unicode, and nobody writes it in capitals.
_GEORGIAN = re.compile("[\u10d0-\u10ff]")
_BEFORE_CAPITALS = re.compile(r"^(?:Mc|Mac)(?=[A-Z])|['’]s$")


@lru_cache(maxsize=16384)
def shape_of_name(name: str) -> str | None:
    """One of the four, or None where no label is written like that."""
    if len(name) > _LONGEST or not _A_NAME.fullmatch(name):
        return None
    words = _WORD.findall(name)
    shape = _case(name, words)
    if not name[0].isalpha() and shape != CAPITALS:
        return None  # "2ND OFFICER" speaks, "10 people" do not
    if name.casefold() not in ROLES and len(words) > _MOST_WORDS[shape]:
        return None
    longest = _LONGEST_OF_SIGNS if _SIGNS.search(name) else _LONGEST_NO_CASE
    return shape if shape != NO_CASE or len(name) <= longest else None


def _case(name: str, words: list[str]) -> str:
    plain = _GEORGIAN.sub("", name)
    if not any(map(str.isupper, plain)) and not any(map(str.islower, plain)):
        return NO_CASE
    if all(map(_is_capital_word, words)) and any(map(str.isupper, words)):
        return CAPITALS
    return NAME if words[0] not in SMALL_WITHIN and all(map(_is_name_word, words)) else SMALL


def _is_capital_word(word: str) -> bool:
    """ "SPEAKER", "2", "McKAY", "BEKOVA's", and small words between names."""
    bare = _BEFORE_CAPITALS.sub("", word)
    return not any(map(str.islower, bare)) or bare in SMALL_WITHIN


def _is_name_word(word: str) -> bool:
    return not word[0].islower() or word in SMALL_WITHIN or _GEORGIAN.match(word) is not None
