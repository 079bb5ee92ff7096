"""Where names stand in a running text, in whatever script and spelling: `find`, and `NameFinder` for many texts.

What is found, and how (`Hit.how`):
- *exact*: the name as it was given, as words of its own.
- *folded*: its letters, whatever stands between or around them: line breaks and hyphens at their ends, any spaces, invisible characters
  and direction controls, punctuation, other case and diacritics, variants of letters; its parts in another order or with one word
  between them; with an ending (-ning, -ов -овой, 's) or an Arabic clitic. A name of eight letters or more also glued to other letters.
- *fuzzy*: its parts near each other in another spelling or script, an initial and the other part, its reading in Han characters. A fuzzy hit
  is a question to a person. It must weigh the more bits, the more names are looked for.

A name of one word (a mononym: Gül, Jan) is found exact or folded as a word of its own only, with an ending if it has four letters or more, and
fuzzily only from seven letters on. Two parts are enough to find a name of three. Two initials are not looked for, nor are names with digits, of
one letter, or that say that no name is known: see `NameFinder.not_searched`.

Invariants: hits are in the order of the text; those of one name do not overlap; the same input gives the same hits. Time and memory grow with the
length of the text plus the number of hits. Nothing is stored, nothing concluded about a person.

    >>> text = "Мухаммад said that Tur-\\nsun, Memet's brother"
    >>> [(text[hit.start:hit.end], hit.how) for hit in find(text, ["Memet Tursun"])]
    [("Tur-\\nsun, Memet's", 'folded')]
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from amanet.names.finding_han import HanWindows
from amanet.names.finding_hits import Findings, Hit
from amanet.names.finding_joined import JoinedForms
from amanet.names.finding_letters import read_letters
from amanet.names.finding_names import SplitName, forms_of, split_names
from amanet.names.finding_near import NearNames
from amanet.names.finding_words import read_words

__all__ = ["Hit", "NameFinder", "find"]


class NameFinder:
    """Names, prepared once to be looked for in many texts. `not_searched` says which are not, by their place, and why."""

    def __init__(self, names: Sequence[str]) -> None:
        bearers: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(names):
            bearers[name].append(index)
        split = dict(zip(bearers, split_names(list(bearers)), strict=True))
        self.not_searched: dict[int, str] = {
            index: reason
            for name, reason in split.items()
            if isinstance(reason, str)
            for index in bearers[name]
        }
        searched = {name: found for name, found in split.items() if isinstance(found, SplitName)}
        self._names = list(searched)
        self._bearers = [bearers[name] for name in searched]
        self._prepare(list(searched.values()))

    def _prepare(self, split: list[SplitName]) -> None:
        forms = {index: forms_of(name) for index, name in enumerate(split) if not name.is_single}
        self._forms = [
            (index, order == 0) for index, of_name in forms.items() for order in range(len(of_name))
        ]
        self._joined = JoinedForms([form for of_name in forms.values() for form in of_name])
        self._near = NearNames(split)
        self._windows = HanWindows(split)

    def find(self, text: str) -> list[Hit]:
        """The hits in the order of the text; of hits that begin together the longest first."""
        letters = read_letters(text)
        if not self._names or not len(letters.codes):
            return []
        words = read_words(letters)
        found = Findings(letters, self._names)
        for whole in self._joined.find(letters):
            found.add_whole(*self._forms[whole.form], whole)
        for some in self._near.find(words):
            found.add_words(some)
        for window in self._windows.find(letters):
            found.add_letters(window)
        hits = (each for hit in found.kept() for each in self._of_bearers(hit))
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.name))

    def _of_bearers(self, hit: Hit) -> Iterator[Hit]:
        """The hit for everybody who has exactly this name."""
        for index in self._bearers[hit.name]:
            yield hit if index == hit.name else replace(hit, name=index)


def find(text: str, names: Sequence[str]) -> list[Hit]:
    """Where any form of `names` stands in `text`; for more than one text, prepare a `NameFinder`."""
    return NameFinder(names).find(text)
