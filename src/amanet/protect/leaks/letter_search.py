"""Looks for written forms in text, whatever stands between their letters: names, addresses, accounts, links, serial numbers, sentences.

Text and forms are folded (`amanet.names.fold`) and reduced to letters and digits, so that line breaks, spaces, hyphens, other case, marks and
invisible characters change nothing. A form of eight letters or more (in Han, three characters) is found wherever its letters follow each other;
a shorter one only as words of its own, because its letters stand by chance in any long text.

Invariant: each entry is searched together with what follows it; a find belongs to the entry in which it begins.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from amanet.names import fold
from amanet.protect.leaks.found import Entry, Found

__all__ = ["Form", "LetterSearch", "compact", "forms_of_name"]

_BETWEEN: Final = re.compile(r"[\W_]+")
_ASCII_BETWEEN: Final = bytes(code for code in range(128) if not chr(code).isalnum())
_ASCII_SPACES: Final = bytes(0x20 if code in _ASCII_BETWEEN else code for code in range(256))
_LEAST_LETTERS: Final = 8
_LEAST_HAN: Final = 3
_MOST_IN_EVERY_ORDER: Final = 3


@dataclass(frozen=True)
class Form:
    """One way in which a secret may be written."""

    text: str
    secret_id: str
    kind: str


class LetterSearch:
    """Forms, prepared once. `not_searched` are those that have too few letters to be looked for."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.not_searched: list[Form] = []
        long: dict[str, set[tuple[str, str]]] = defaultdict(set)
        short: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
        for form in forms:
            letters, what = compact(form.text), (form.kind, form.secret_id)
            if _is_long(letters):
                long[letters].add(what)
            elif len(letters) >= 2:
                for words in (tuple(_words(form.text)), (letters,)):
                    short[words].add(what)
            else:
                self.not_searched.append(form)
        self._long, self._short = list(long.values()), dict(short)
        self._starts = _by_first_word(short)
        self._automaton = _automaton(list(long)) if long else None

    def find(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Found]]:
        folded = [fold(entry.text) for entry in entries]
        yield from self._find_long(entries, folded)
        yield from self._find_short(entries, folded)

    def _find_long(self, entries: Sequence[Entry], folded: list[str]) -> Iterator[tuple[Entry, Found]]:
        if self._automaton is None:
            return
        letters = [_letters(text) for text in folded]
        starts, end = [], 0
        for each in letters:
            starts.append(end)
            end += len(each)
        stream = "".join(letters)
        hits = {
            (number, bisect_right(starts, start) - 1)
            for number, start, _ in self._automaton.find_matches_as_indexes(stream, overlapping=True)
        }
        for number, place in sorted(hits):
            for kind, secret_id in sorted(self._long[number]):
                yield entries[place], Found(kind, secret_id, "folded")

    def _find_short(self, entries: Sequence[Entry], folded: list[str]) -> Iterator[tuple[Entry, Found]]:
        if not self._short:
            return
        for entry, text in zip(entries, folded, strict=True):
            words = _split(text)
            if self._starts.keys().isdisjoint(words):
                continue
            for found in sorted(self._in_words(words), key=repr):
                yield entry, found

    def _in_words(self, words: list[str]) -> set[Found]:
        found: set[Found] = set()
        for place, word in enumerate(words):
            for form in self._starts.get(word, ()):
                if tuple(words[place : place + len(form)]) == form:
                    found.update(Found(kind, secret_id, "folded") for kind, secret_id in self._short[form])
        return found


def compact(text: str) -> str:
    """The letters and digits of a text, folded."""
    return _letters(fold(text))


def _letters(folded: str) -> str:
    if folded.isascii():
        return folded.encode().translate(None, _ASCII_BETWEEN).decode()
    return _BETWEEN.sub("", folded)


def _split(folded: str) -> list[str]:
    if folded.isascii():
        return folded.encode().translate(_ASCII_SPACES).decode().split()
    return [word for word in _BETWEEN.split(folded) if word]


def forms_of_name(name: str) -> list[str]:
    """The name and, where it has two or three words, these in every order."""
    words = name.split()
    if not 2 <= len(words) <= _MOST_IN_EVERY_ORDER:
        return [name]
    return [" ".join(order) for order in permutations(words)]


def _words(text: str) -> list[str]:
    return _split(fold(text))


def _is_long(letters: str) -> bool:
    han = sum(1 for letter in letters if "\u3400" <= letter < "\ua000" or letter >= "\U00020000")
    return han >= _LEAST_HAN or len(letters) >= _LEAST_LETTERS


def _by_first_word(forms: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in forms:
        found[form[0]].append(form)
    return found


def _automaton(patterns: list[str]):  # type: ignore[no-untyped-def]
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(patterns)
