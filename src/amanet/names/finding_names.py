"""The names that are looked for, taken apart: which can be searched for at all, their parts, and the forms of a whole name.

Not searched, and said so: names without two letters, with digits, and words that stand for no name ("unknown"). Titles, particles, hajji and
initials belong to a name as it is written but are no parts that could find it.

    >>> [getattr(found, "parts", found) for found in split_names(["Memet Tursun oghli", "unknown", "7"])]
    [('memet', 'tursun'), 'it says that no name is known', 'it has digits']
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from amanet.names.finding_letters import Letters, letters_of, read_letters
from amanet.names.folding import fold
from amanet.names.known_words import Role, roles, says_unknown

__all__ = ["Form", "SplitName", "forms_of", "is_han_word", "split_names"]

_LONGEST_NAME = 500
_MOST_PARTS = 6
_MOST_IN_EVERY_ORDER = 3


@dataclass(frozen=True)
class SplitName:
    """The words of a name in folded letters, those of them that are parts, and the parts as they were written."""

    words: tuple[str, ...]
    parts: tuple[str, ...]
    written: tuple[str, ...]
    han: bool

    @property
    def is_single(self) -> bool:
        """A mononym. A name in Han characters is a whole one from two characters on."""
        return len(self.words) == 1 and not self.han


@dataclass(frozen=True)
class Form:
    """A whole name as it can stand in a stream of letters; `borders` are where its words meet."""

    letters: str
    borders: frozenset[int]
    han: bool


def split_names(names: Sequence[str]) -> list[SplitName | str]:
    """Of each name the words and parts, or why it is not searched for."""
    shortened = [" ".join(name[:_LONGEST_NAME].split()) for name in names]
    letters = read_letters("\n".join(shortened))
    ends, end = [], 0
    for name in shortened:
        end += len(name) + 1
        ends.append(end)
    words: list[list[tuple[str, str]]] = [[] for _ in names]
    for index, owner in enumerate(_owners(letters, ends)):
        words[owner].append((letters.word(index), letters.written(index)))
    return [_split(name, tuple(of_it)) for name, of_it in zip(shortened, words, strict=True)]


def forms_of(name: SplitName) -> list[Form]:
    """The whole name as given, and its parts in every order (of more than three: the last first, and the first last)."""
    parts = name.parts
    orders: Iterable[tuple[str, ...]] = ((*parts[1:], parts[0]), (parts[-1], *parts[:-1]), parts)
    if len(parts) <= _MOST_IN_EVERY_ORDER:
        orders = permutations(parts)
    found = dict.fromkeys(_form(order, name.han) for order in (name.words, *orders))
    return list(found)


def _owners(letters: Letters, ends: list[int]) -> list[int]:
    """To which name each word belongs."""
    import numpy as np

    owners: list[int] = np.searchsorted(ends, letters.origins[letters.starts[:-1]], side="right").tolist()
    return owners


def _split(name: str, words: tuple[tuple[str, str], ...]) -> SplitName | str:
    if any(unicodedata.category(character) == "Nd" for character in name):
        return "it has digits"
    if sum(len(word) for word, _ in words) < 2:
        return "it has fewer than two letters"
    if says_unknown(fold(name)):
        return "it says that no name is known"
    parts = [each for each in words if len(each[0]) > 1 and not _is_small(each[0])][:_MOST_PARTS] or words[
        :_MOST_PARTS
    ]
    folded, written = zip(*parts, strict=True)
    return SplitName(
        tuple(word for word, _ in words), folded, written, all(is_han_word(word) for word in folded)
    )


def is_han_word(word: str) -> bool:
    return "\u3400" <= word[:1] < "\ua000" or word[:1] >= "\U00020000"


def _is_small(word: str) -> bool:
    """A title, a particle, hajji."""
    return word in _small_words()


@cache
def _small_words() -> frozenset[str]:
    small = (Role.TITLE, Role.HAJJI, Role.PARTICLE)
    return frozenset(letters_of(word) for word, (role, _) in roles().items() if role in small)


def _form(words: tuple[str, ...], han: bool) -> Form:
    borders, place = set(), 0
    for word in words[:-1]:
        place += len(word)
        borders.add(place)
    return Form("".join(words), frozenset(borders), han)
