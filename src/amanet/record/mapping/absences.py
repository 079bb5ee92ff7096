"""Words of a table that stand for the absence of a value, found quickly: nearly every cell of a table is asked.

Words are compared folded (`ontology.labels.folded`). Most cells begin with a character that none of those words can begin
with, however written, and need no folding.
"""

import unicodedata
from collections.abc import Mapping as Map

from amanet.record.ontology.labels import folded

__all__ = ["Absences"]

_DOTTED = frozenset("iı")


class Absences:
    """`by_words` gives the kind of absence by folded words."""

    def __init__(self, by_words: Map[str, str]) -> None:
        self._by_words = dict(by_words)
        self._first = frozenset(first for words in by_words for first in _first_characters(words))

    def find(self, words: str) -> str | None:
        """The kind of absence that the words stand for. Outer white space must be gone."""
        if words[:1].casefold()[:1] not in self._first:
            return None
        return self._by_words.get(folded(words))


def _first_characters(words: str) -> frozenset[str]:
    """What casefolded words can begin with that fold to these: composed or not, dotted or not."""
    first = words[:1]
    found = {
        first,
        unicodedata.normalize("NFD", first)[:1],
        unicodedata.normalize("NFD", first).casefold()[:1],
    }
    return frozenset(found | _DOTTED) if found & _DOTTED else frozenset(found)
