"""Why two writings may be of one name, in words: phrases (`amanet.phrases`), made when somebody reads them.

Millions of comparisons say only what they found, by a constant text. Which those are, this table has; tests/names/test_reason_words.py holds it
against them.

>>> reason_in_words("the same letters", "aygul", 9.5)
'aygul: the same letters (+9.5 bits)'
"""

from typing import Final

from amanet.phrases import Phrase, phrase

__all__ = ["reason_in_words"]

_STEM: Final = phrase("the same stem with another ending; %(what)s")
_KNOWN: Final = (
    phrase("the same letters"),
    phrase("known to be writings of one name"),
    phrase("a slip of the pen apart"),
    phrase("different"),
    phrase("the same consonants"),
    phrase("the same consonants, another spelling"),
    phrase("the same consonants, Han rendering"),
    phrase("sounds that answer each other"),
    phrase("sounds that answer each other, another spelling"),
    phrase("sounds that answer each other, Han rendering"),
    phrase("written as one word and as several"),
    phrase("the initial agrees"),
    phrase("do not agree"),
    phrase("only in one of the two"),
    phrase("one word contradicts, and relatives share the others"),
    phrase("one of the two says that no name is known"),
    phrase("there is no name to compare"),
    phrase("one of the two names a relative, not the person"),
    phrase("the same hajji"),
    phrase("the same particle"),
    phrase("the same generic"),
    phrase("the same number"),
    phrase("another number"),
    phrase("another kind of place"),
    phrase("hajji in one of the two only"),
    phrase("particle in one of the two only"),
    phrase("generic in one of the two only"),
    phrase("number in one of the two only"),
    phrase("very long: only the beginning was read"),
    phrase("no letters"),
    phrase("hidden, piled up or broken signs were left out"),
    phrase("a digit inside a word was read as a letter or left out"),
    phrase("one word is in several scripts and was cut"),
    phrase("letters of two alphabets in one word"),
)
_BY_TEXT: Final = {str(one): one for one in _KNOWN}
_BEFORE_STEM: Final = _STEM.template.partition("%")[0]


def reason_in_words(what: str, about: str, bits: float) -> str:
    """`about` are the words of the names, or nothing; `bits` what it weighs."""
    said = _said(what)
    if about or bits:
        said = phrase("%(what)s (%(bits)s bits)", what=said, bits=f"{bits:+.1f}")
    return phrase("%(names)s: %(what)s", names=about, what=said) if about else said


def _said(what: str) -> str:
    if what.startswith(_BEFORE_STEM):
        return _STEM.fill(what=_said(what.removeprefix(_BEFORE_STEM)))
    found: Phrase | None = _BY_TEXT.get(what)
    return what if found is None else found
