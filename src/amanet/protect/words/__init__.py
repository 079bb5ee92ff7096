"""Words that may leave: names, numbers, places and dates in them replaced by what may be read in their place.

    WordProtector(hidden)(text, language, level)      the words as they may be read
    WordProtector(hidden).protect(text, level)        the same, with every replacement, for whoever looks it over

A witness's manner of speech stays, and so does what only one person can have lived through: docs/methods/disclosure.md says what this
does not protect against.
"""

from amanet.protect.words.protector import WordProtector
from amanet.protect.words.replaced import Hidden, Protected, Replacement

__all__ = ["Hidden", "Protected", "Replacement", "WordProtector"]
