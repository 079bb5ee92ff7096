"""Looks for numbers of telephones and documents among the digits of a text, however they are grouped and in whatever script.

Of a telephone number what matters is the part without the country's code and without the zero before it (the national number of `phonenumbers`);
it is looked for where groups of digits begin and end, so that it is not found by chance within longer numbers. Numbers with letters in them are
looked for by their letters and digits (`LetterSearch`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from amanet.protect.leaks.found import Entry, Found
from amanet.protect.leaks.secrets import Secret

__all__ = ["NumberSearch", "digits_of"]

_LEAST_DIGITS: Final = 6
_RUN: Final = re.compile(r"\d(?:[^\w\n]{0,3}\n?[^\w\n]{0,2}\d){5,}")
_OTHERS: Final = re.compile(r"[^\d\n]+")
_GROUP: Final = re.compile(r"\d+")
_MOST_BEFORE: Final = 5  # a country's code, and the zeros before it


class NumberSearch:
    """Numbers, prepared once. `not_searched` are the ids of those with fewer than six digits."""

    def __init__(self, numbers: Iterable[Secret], regions: Iterable[str]) -> None:
        regions = tuple(regions)
        ids: dict[str, set[str]] = {}
        self.not_searched: list[str] = []
        for number in numbers:
            wanted = {form for form in _digit_forms(number.text, regions) if len(form) >= _LEAST_DIGITS}
            if not wanted:
                self.not_searched.append(number.id)
            for form in wanted:
                ids.setdefault(form, set()).add(number.id)
        self._ids = list(ids.values())
        self._automaton = None
        if ids:
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(list(ids))

    def find(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Found]]:
        if self._automaton is None:
            return
        for entry in entries:
            runs = _RUN.findall(entry.text)
            found = {each for run in self._with_hits(runs) for each in self._in_run(run)}
            for secret_id in sorted(found):
                yield entry, Found("number", secret_id, "folded")

    def _with_hits(self, runs: list[str]) -> Iterator[str]:
        """Those in whose digits a number stands at all: one search through all of them."""
        if not runs:
            return
        lines = "\n".join(run.replace("\n", "") for run in runs)
        digits = _OTHERS.sub("", lines)
        if not digits.isascii():
            digits = "".join(digit if digit == "\n" else digits_of(digit) for digit in digits)
        assert self._automaton is not None
        hits = self._automaton.find_matches_as_indexes(digits, overlapping=True)
        for line in sorted({digits.count("\n", 0, start) for _, start, _ in hits}):
            yield runs[line]

    def _in_run(self, run: str) -> Iterator[str]:
        groups = [digits_of(group) for group in _GROUP.findall(run)]
        ends, end = [], 0
        for each in groups:
            end += len(each)
            ends.append(end)
        assert self._automaton is not None
        for number, start, stop in self._automaton.find_matches_as_indexes("".join(groups), overlapping=True):
            group = bisect_left(ends, start + 1)
            begins = ends[group] - len(groups[group])
            if start - begins <= _MOST_BEFORE and stop in ends:
                yield from self._ids[number]


def digits_of(text: str) -> str:
    """The digits of a text, of whatever script, in ASCII."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(str(int(character)) for character in text if character.isdecimal())


def _digit_forms(text: str, regions: tuple[str, ...]) -> set[str]:
    if any(character.isalpha() for character in text):
        return set()
    import phonenumbers

    forms = {digits_of(text)}
    for region in (None, *regions):
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            forms.add(phonenumbers.national_significant_number(parsed))
    return forms
