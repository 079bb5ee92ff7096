"""How one language says numbers, as data. The tables are in wordings.py; the phrases work as those of dates do: `{}` stands for a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amanet.record.dates.folding import fold

__all__ = ["QuantityWording"]


@dataclass(frozen=True)
class QuantityWording:
    """`numbers` up to a hundred, and fractions; `times` the words that multiply; `plurals` what is said of an unknown many, with one of its kind
    ("hundreds": 100); `several` words that stand before such a word or alone; `joining` the "and" inside numbers; `percent`; `units` by their names here; `rewrites` plain
    words for plain words.
    """

    numbers: Mapping[str, int | str] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    plurals: Mapping[str, int] = field(default_factory=dict)
    several: str = ""
    joins: str = ""
    percent: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    rewrites: tuple[tuple[str, str], ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def small(self) -> dict[str, int | str]:
        return {fold(word): value for word, value in self.numbers.items()}

    @cached_property
    def multipliers(self) -> dict[str, int]:
        return {fold(word): value for words, value in self.times.items() for word in words.split("|")}

    @cached_property
    def many(self) -> dict[str, int]:
        return {fold(word): value for words, value in self.plurals.items() for word in words.split("|")}

    @cached_property
    def joining(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.joins.split("|") if word)

    @cached_property
    def percent_words(self) -> frozenset[str]:
        return frozenset(("%", *(fold(word) for word in self.percent.split("|") if word)))

    @cached_property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple(
            (meaning, re.compile(_pattern(template)))
            for meaning, templates in self.phrases.items()
            for template in templates
        )


def _pattern(template: str) -> str:
    pattern = fold(template).replace(".", r"\.").replace("+", r"\+")
    for place in range(pattern.count("{}")):
        pattern = pattern.replace("{}", f" ?(?P<number{place}>.+?) ?", 1)
    return pattern
