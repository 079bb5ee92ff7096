"""How one language says numbers, as data. The tables are in wordings.py; the phrases work as those of dates do: `{}` stands for a number, `{rest}`
for words that say of what it is a part.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amanet.record.dates.folding import fold, fold_letters

__all__ = ["QuantityWording"]


@dataclass(frozen=True)
class QuantityWording:
    """`numbers` up to a hundred, and fractions; `times` the words that multiply; `plurals` what is said of an unknown many, with one of
    its kind ("hundreds": 100); `several` the words that stand before such a word or alone; `joins` the "and" inside numbers; `percent`; `units` of
    time by their names here; `things` that are counted; `rewrites` regular expressions of whole words for plainer words.
    """

    numbers: Mapping[str, int | str] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    plurals: Mapping[str, int] = field(default_factory=dict)
    several: str = ""
    joins: str = ""
    percent: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    things: str = ""
    rewrites: tuple[tuple[str, str], ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_spaces: bool = True

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
    def few(self) -> tuple[str, ...]:
        return tuple(fold(word) for word in self.several.split("|") if word)

    @cached_property
    def joining(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.joins.split("|") if word)

    @cached_property
    def percent_words(self) -> frozenset[str]:
        return frozenset(("%", *(fold(word) for word in self.percent.split("|") if word)))

    @cached_property
    def unit_words(self) -> dict[str, str]:
        """Folded words of time, the longest first, with the unit's name."""
        found = {fold(word): name for name, words in self.units.items() for word in words.split("|")}
        return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def counted(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.things.split("|") if word)

    @cached_property
    def reserved(self) -> frozenset[str]:
        """Words that say something of the number, so that they cannot be what is counted."""
        phrases = " ".join(template for templates in self.phrases.values() for template in templates)
        spoken = re.findall(r"[^\W\d_]+", fold(phrases))
        return frozenset(
            (
                *self.small,
                *self.multipliers,
                *self.joining,
                *" ".join((*self.many, *self.few)).split(),
                *spoken,
            )
        )

    @cached_property
    def rewritings(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        edges = (r"(?<!\w)", r"(?!\w)") if self.has_spaces else ("", "")
        return tuple(
            (re.compile(f"{edges[0]}(?:{fold_letters(pattern)}){edges[1]}"), fold_letters(result))
            for pattern, result in self.rewrites
        )

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
    return pattern.replace("{rest}", ".+")
