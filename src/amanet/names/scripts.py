"""Which script a character or a run of characters is written in: Latin, Cyrillic, Arabic, Han or another.

A script is a property of letters, never of a person: nothing here or above it concludes a language or an origin.

    >>> [(run.script.value, run.text) for run in runs("Муйессер木耶 x")]
    [('Cyrillic', 'Муйессер'), ('Han', '木耶'), ('Latin', 'x')]
"""

import enum
import re
from dataclasses import dataclass

__all__ = ["Run", "Script", "runs", "script_of"]


class Script(enum.Enum):
    LATIN = "Latin"
    CYRILLIC = "Cyrillic"
    ARABIC = "Arabic"
    HAN = "Han"
    OTHER = "Other"  # another alphabet: Hebrew, Devanagari, Hangul, kana …


@dataclass(frozen=True)
class Run:
    """Neighbouring letters (with their marks) of one script; `start` counts characters in the text."""

    script: Script
    text: str
    start: int


_MARKS = (
    r"\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069"
)
_VOWEL_SIGNS = r"\u0591-\u05c7\u0900-\u0dff\u0e30-\u0e4e\u0eb0-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b6-\u17d3"
_CLASSES = {
    Script.LATIN: r"A-Za-zªºÀ-ÖØ-öø-ʸ\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a",
    Script.CYRILLIC: r"\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    Script.ARABIC: r"\u0620-\u064a\u066e-\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    Script.HAN: r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_KNOWN = "".join(_CLASSES.values())
_RUN = re.compile(
    "|".join(f"([{letters}][{letters}{_MARKS}]*)" for letters in _CLASSES.values())
    + rf"|((?![{_KNOWN}])[^\W\d_](?:(?![{_KNOWN}])[^\W\d_]|[{_MARKS}{_VOWEL_SIGNS}])*)"
)
_ORDER = tuple(Script)


def runs(text: str) -> list[Run]:
    """The runs of letters in `text`, in order. Digits, punctuation and white space belong to none."""
    return [Run(_ORDER[(m.lastindex or 5) - 1], m.group(), m.start()) for m in _RUN.finditer(text)]


def script_of(text: str) -> Script:
    """The script most letters of `text` are written in; of equals the one that comes first; `OTHER` where there is no letter."""
    counts: dict[Script, int] = {}
    for run in runs(text):
        counts[run.script] = counts.get(run.script, 0) + len(run.text)
    return max(counts, key=lambda script: counts[script], default=Script.OTHER)
