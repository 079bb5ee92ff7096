"""Reads Han characters through Pinyin (pypinyin) and cuts each reading into initial, final and nasal, told apart by character.

>>> units_of_han("耶")
('耶/ye/initial:y', '耶/ye/final:e')
"""

import re
from functools import cache
from typing import cast

from amanet.names.folding import fold
from amanet.names.tables import read_rows

__all__ = ["han_chain", "han_readings", "han_sounds", "units_of_han", "units_of_syllable"]


@cache
def han_sounds() -> dict[str, tuple[str, ...]]:
    return {f"{kind}:{part}": tuple(sounds.split("/")) for kind, part, sounds in read_rows("units_han.tsv")}


def units_of_han(word: str) -> tuple[str, ...]:
    """`char/syllable/kind:part` for each part of each character's reading."""
    return tuple(unit for char, syllable in han_readings(word) for unit in units_of_syllable(char, syllable))


def han_readings(word: str) -> list[tuple[str, str]]:
    """Each character with its Pinyin reading without tone; characters without one are left out."""
    from pypinyin import Style, lazy_pinyin

    plain = fold(word).replace(" ", "")
    read = lazy_pinyin(plain, style=Style.NORMAL, errors=_unread)
    return [
        (char, syllable)
        for char, syllable in zip(plain, read, strict=False)
        if syllable.isalpha() and syllable.isascii()
    ]


def _unread(characters: str) -> str:
    """What pypinyin is to give for characters without a reading: one answer a character (a list does that; its types say str)."""
    return cast("str", ["?"] * len(characters))


_SYLLABLE = re.compile(r"([zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(.*?)(ng|n|m)?$")


@cache
def units_of_syllable(char: str, syllable: str) -> tuple[str, ...]:
    match = _SYLLABLE.match(syllable)
    initial, final, nasal = match.groups() if match else ("", "", "")
    final = {"io": "o", "ue": "ve"}.get(final, final)
    parts = (("initial", initial), ("final", final), ("nasal", nasal))
    named = (f"{kind}:{part}" for kind, part in parts if part)
    return tuple(f"{char}/{syllable}/{name}" for name in named if name in han_sounds())


def han_chain(unit: str) -> tuple[str, ...]:
    """From the particular to the general: of this character, of this reading, of this part of any reading."""
    if "/" not in unit:
        return (unit,)
    char, syllable, part = unit.split("/")
    kind = part.split(":")[0]
    return (f"{char}.{kind}", f"{syllable}.{kind}", part)
