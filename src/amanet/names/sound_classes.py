"""The sounds of a word by class: what is alike enough to be taken for each other between scripts, and the consonants alone.

>>> heard_in(("m", "u", "y", "e", "ss", "e", "r"), Script.LATIN), outline_of("MuiaSaR")
('MuiaSaR', 'MSR')
"""

from functools import cache

from amanet.names.scripts import Script
from amanet.names.units import sounds_of

__all__ = ["heard_in", "outline_of"]

_CONSONANTS = {
    **dict.fromkeys("pb", "P"),
    **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("tdTD", "T"),
    **dict.fromkeys("szcSZCJ", "S"),
    **dict.fromkeys("kgqGx", "K"),
    **dict.fromkeys("nN", "N"),
    "m": "M",
    **dict.fromkeys("lr", "R"),
}
_VOWELS = {**dict.fromkeys("ae", "a"), **dict.fromkeys("iyj", "i"), **dict.fromkeys("ouOU", "u")}


def heard_in(units: tuple[str, ...], script: Script) -> str:
    """The word by classes of sounds, a capital for a consonant, a small letter for a vowel; what is heard twice once."""
    known, signs = _signs(script), ""
    for unit in units:
        sign = known.get(unit)
        if sign is None:
            sound = sounds_of(unit, script)[0]
            sign = known[unit] = _CONSONANTS.get(sound) or _VOWELS.get(sound, "")
        if not signs.endswith(sign):
            signs += sign
    return signs


@cache
def _signs(script: Script) -> dict[str, str]:
    """The class of each unit met so far."""
    return {}


def outline_of(heard: str) -> str:
    """The consonants alone: what stays when a word passes from script to script."""
    outline = ""
    for sign in heard:
        if sign.isupper() and not outline.endswith(sign):
            outline += sign
    return outline
