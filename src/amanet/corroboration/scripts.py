"""In which script a name is written: as stated with it, or by its letters. Of the writing, and nothing of who bears it."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["script_of"]

_BY_UNICODE: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
}


def script_of(value: Mapping[str, Any]) -> str | None:
    """The ISO 15924 code. None where no letter tells, or letters of several scripts stand together."""
    if "script" in value:
        return str(value["script"])
    scripts = {_script(letter) for letter in str(value.get("name", "")) if letter.isalpha()}
    return scripts.pop() if len(scripts) == 1 else None


def _script(letter: str) -> str | None:
    return _BY_UNICODE.get(unicodedata.name(letter, "").partition(" ")[0])
