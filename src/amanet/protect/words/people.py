"""Where protected people and places stand in words: under any of their names, a part of one, or their initials.

`amanet.names` finds the names, in whatever script, spelling and inflection. Beside whole names each part of a person's is looked for alone –
whoever is called by the given name is called – unless it is too short to be told from a word. Everything found goes, whether exact or only
like it: this hides, and who looks it over sees each.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from amanet.names import NameFinder
from amanet.protect.words.replaced import Hidden, Span

__all__ = ["NamesHidden"]

_SHORTEST_PART: Final = 3
_SHORTEST_HAN_PART: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ`\-‑][^\W\d_]+)*")
_LEADING_INITIALS: Final = 2


class NamesHidden:
    """Made once from everybody and everything to be hidden; used for any number of texts."""

    def __init__(self, hidden: Sequence[Hidden]) -> None:
        self._whole: list[tuple[str, Hidden]] = [(form, one) for one in hidden for form in one.forms]
        self._parts: list[tuple[str, Hidden]] = [
            (part, one) for one in hidden if one.kind == "person" for part in _parts(one.forms)
        ]
        self._persons = [one for one in hidden if one.kind == "person"]

    def find(self, text: str) -> Iterator[Span]:
        """The places of all of them; they may overlap."""
        for finder, owners in (self._whole_finder, self._part_finder):
            for hit in finder.find(text):
                owner = owners[hit.name][1]
                yield Span(hit.start, hit.end, owner.kind, owner.shown, owner.key)
        for pattern, owner in self._initials:
            for found in pattern.finditer(text):
                yield Span(*found.span(), owner.kind, owner.shown, owner.key)
        yield from self._plainly(text)

    def _plainly(self, text: str) -> Iterator[Span]:
        """Names that a finder does not look for – with digits, of one letter – letter by letter."""
        for place in self._whole_finder[0].not_searched:
            form, owner = self._whole[place]
            if form.strip():
                for found in re.finditer(rf"(?<!\w){re.escape(form.strip())}(?!\w)", text, re.IGNORECASE):
                    yield Span(*found.span(), owner.kind, owner.shown, owner.key)

    @cached_property
    def _whole_finder(self) -> tuple[NameFinder, list[tuple[str, Hidden]]]:
        return NameFinder([form for form, _ in self._whole]), self._whole

    @cached_property
    def _part_finder(self) -> tuple[NameFinder, list[tuple[str, Hidden]]]:
        return NameFinder([form for form, _ in self._parts]), self._parts

    @cached_property
    def _initials(self) -> list[tuple[re.Pattern[str], Hidden]]:
        """`A. T.`, `A.T.`, `А.Т.`: of the first two parts of a name, either way round."""
        found: dict[str, Hidden] = {}
        for owner in self._persons:
            for form in owner.forms:
                letters = [
                    word[0].upper() for word in _WORD.findall(form) if word[0].upper() != word[0].lower()
                ]
                for first, second in pairwise(letters[:_LEADING_INITIALS]):
                    found.setdefault(first + second, owner)
                    found.setdefault(second + first, owner)
        return [
            (re.compile(rf"(?<!\w){re.escape(one[0])}\.\s?{re.escape(one[1])}\.(?!\w)"), owner)
            for one, owner in found.items()
        ]


def _parts(forms: Sequence[str]) -> list[str]:
    """The words of these names, each once, that are long enough to be told from others."""
    found: dict[str, None] = {}
    for form in forms:
        words = _WORD.findall(form)
        if len(words) > 1:
            found.update(dict.fromkeys(word for word in words if _is_a_name(word)))
    return list(found)


def _is_a_name(word: str) -> bool:
    """Long enough, and not written small where names are not: `the` in "the list of Selkum" is nobody's name."""
    shortest = _SHORTEST_HAN_PART if "\u3400" <= word[0] <= "\u9fff" else _SHORTEST_PART
    return len(word) >= shortest and not word[0].islower()
