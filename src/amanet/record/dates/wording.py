"""How one language says dates, as data: names, numbers, rewritings and phrases. The tables are in `wordings/`.

A phrase is a template in the language's own words, folded before it is compared: `{}` stands for a date, `{n}` for a number, `{unit}`,
`{season}`, `{weekday}` and `{month}` for a name of that kind, `{year}`, `{decade}`, `{quarter}` and `{next}` (the second half of "2018/19") for
digits; `(a|b)` and `(a )?` as in regular expressions; a dot is a dot. Each belongs to a meaning, and each meaning has one function in phrases.py
or relative.py. Rewritings (regular expressions) come before: they bring what is written together, or stands in another order, to plain
words, and mark with `YEAR`, `MONTH`, `DAY` and `LEAP` what a number is.

Names are lists with `|` between spellings. The Gregorian months and the days of the week of each language come from the CLDR, by babel, in
addition to what the table has (other cases, older spellings, other scripts).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from typing import Final

from amanet.record.dates.folding import fold, fold_letters, fold_name

__all__ = [
    "DAY",
    "LANGUAGES",
    "LEAP",
    "MONTH",
    "YEAR",
    "Lexicon",
    "Name",
    "Wording",
    "languages_for",
    "lexicon_for",
]

# Marks before a number, in what rewritings give. No text has them: control characters are refused.
YEAR: Final = "\x01"
MONTH: Final = "\x02"
DAY: Final = "\x03"
LEAP: Final = "\x04"

# language: the scripts it is written in
LANGUAGES: Final = {
    "en": ("LATIN",),
    "ru": ("CYRILLIC",),
    "zh": ("CJK",),
    "ug": ("ARABIC", "LATIN"),
    "kk": ("CYRILLIC", "LATIN"),
    "ky": ("CYRILLIC",),
    "uz": ("LATIN", "CYRILLIC"),
    "tr": ("LATIN",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ps": ("ARABIC",),
    "ckb": ("ARABIC",),
    "ku": ("LATIN",),
    "de": ("LATIN",),
    "fr": ("LATIN",),
    "es": ("LATIN",),
}
_OTHER_TAGS: Final = {"prs": "fa", "fas": "fa", "per": "fa", "uig": "ug", "rus": "ru", "eng": "en", "zho": "zh",
                      "chi": "zh", "cmn": "zh", "yue": "zh", "kaz": "kk", "kir": "ky", "uzb": "uz", "tur": "tr",
                      "ara": "ar", "pus": "ps", "kmr": "ku", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
                      "spa": "es"}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """`months` by calendar, twelve names each; `seasons` from spring, four; `weekdays` from Monday, seven; `feasts` by the keys of
    `stated.FEASTS`; `eras` by the calendars that they may mean (`islamic`, `islamic persian`); `fillers` are words that say nothing of the date.
    """

    months: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seasons: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    feasts: Mapping[str, str] = field(default_factory=dict)
    eras: Mapping[str, str] = field(default_factory=dict)
    fillers: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    rewrites: tuple[tuple[str, str], ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_spaces: bool = True


def inflected(names: tuple[str, ...], endings: tuple[str, ...]) -> tuple[str, ...]:
    """Each spelling also with every ending. Some forms nobody says come out too; they do no harm."""
    return tuple(
        "|".join((spellings, *(one + ending for one in spellings.split("|") for ending in endings if one)))
        for spellings in names
    )


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for: `kind` is month, season, weekday, feast, era or filler."""

    kind: str
    value: str
    number: int = 0


class Lexicon:
    """A wording made ready for reading: names by key, phrases as patterns."""

    def __init__(self, language: str, wording: Wording) -> None:
        self.language = language
        self.wording = wording

    @cached_property
    def names(self) -> dict[str, tuple[Name, ...]]:
        found: dict[str, dict[Name, None]] = {}
        for spelling, name in self._named():
            found.setdefault(fold_name(spelling), {})[name] = None
        return {key: tuple(names) for key, names in found.items() if key}

    @cached_property
    def longest_name(self) -> int:
        return max(len(re.findall(r"\w+", spelling)) for spelling, _ in self._named())

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {fold(word): number for word, number in self.wording.numbers.items()}

    @cached_property
    def units(self) -> dict[str, str]:
        return {fold(word): unit for unit, words in self.wording.units.items() for word in words.split("|")}

    @cached_property
    def rewrites(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (re.compile(fold_letters(pattern)), fold_letters(result))
            for pattern, result in self.wording.rewrites
        )

    @cached_property
    def phrases(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple(
            (meaning, re.compile(self._pattern(template)))
            for meaning, templates in self.wording.phrases.items()
            for template in templates
        )

    def names_of(self, kind: str) -> dict[str, int]:
        """Folded spellings of one kind, as phrases meet them."""
        return {
            fold(spelling): name.number
            for spelling, name in self._named()
            if name.kind == kind and (kind != "month" or name.value == "gregorian")
        }

    def _named(self) -> Iterator[tuple[str, Name]]:
        wording = self.wording
        for calendar, months in (("gregorian", _cldr(self.language, "months")), *wording.months.items()):
            yield from _numbered("month", calendar, months)
        yield from _numbered("season", "", wording.seasons)
        yield from _numbered("weekday", "", _cldr(self.language, "days"), first=0)
        yield from _numbered("weekday", "", wording.weekdays, first=0)
        for kind, table in (
            ("feast", wording.feasts),
            ("era", wording.eras),
            ("filler", {"": wording.fillers}),
        ):
            for value, spellings in table.items():
                yield from ((spelling, Name(kind, value)) for spelling in spellings.split("|"))

    def _pattern(self, template: str) -> str:
        pattern = fold(template).replace(".", r"\.")
        if not self.wording.has_spaces:
            pattern = pattern.replace(" ", " ?")
        space = "" if self.wording.has_spaces else " ?"
        for place in range(pattern.count("{}")):
            pattern = pattern.replace("{}", f"{space}(?P<date{place}>.+?){space}", 1)
        for hole, inside in self._holes.items():
            pattern = pattern.replace(f"{{{hole}}}", f"(?P<{hole}>{inside})")
        return pattern

    @cached_property
    def _holes(self) -> dict[str, str]:
        kinds = {kind: _any_of(self.names_of(kind)) for kind in ("season", "weekday", "month")}
        return {
            "n": f"[0-9]{{1,3}}|{_any_of(self.numbers)}",
            "unit": _any_of(self.units),
            "year": "[0-9]{4}",
            "decade": "[0-9]{3}0",
            "quarter": "[1-4]",
            "next": "(?:[0-9]{2})?[0-9]{2}",
            **kinds,
        }


@cache
def lexicon_for(language: str) -> Lexicon:
    module = import_module(f"amanet.record.dates.wordings.{language}")
    wording: Wording = module.WORDING
    return Lexicon(language, wording)


def languages_for(text: str, tag: str | None) -> tuple[str, ...]:
    """The languages to try, the one that is named first: those whose script the letters are in."""
    scripts = _scripts(text)
    possible = tuple(language for language, ways in LANGUAGES.items() if scripts & set(ways)) or ("en",)
    named = _language_of(tag)
    return (named, *(one for one in possible if one != named)) if named else possible


def _language_of(tag: str | None) -> str | None:
    first = (tag or "").replace("_", "-").split("-")[0].lower()
    language = _OTHER_TAGS.get(first, first)
    return language if language in LANGUAGES else None


def _scripts(text: str) -> set[str]:
    return {script for letter in set(text) if letter.isalpha() for script in (_script(letter),) if script}


def _script(letter: str) -> str | None:
    for script, (first, last) in _BLOCKS.items():
        if first <= letter <= last:
            return script
    return None


_BLOCKS: Final = {
    "LATIN": ("A", "\u024f"),
    "CYRILLIC": ("\u0400", "\u052f"),
    "ARABIC": ("\u0600", "\u08ff"),
    "CJK": ("\u2e80", "\u9fff"),
}


def _numbered(kind: str, value: str, names: tuple[str, ...], first: int = 1) -> Iterator[tuple[str, Name]]:
    for number, spellings in enumerate(names, first):
        yield from ((spelling, Name(kind, value, number)) for spelling in spellings.split("|") if spelling)


@cache
def _cldr(language: str, what: str) -> tuple[str, ...]:
    """Months from January, or days from Monday, in all their forms, with `|` between."""
    from babel import Locale

    locale = Locale.parse(language)
    tables = locale.months if what == "months" else locale.days
    numbers = range(1, 13) if what == "months" else range(7)
    forms = [
        ("format", "wide"),
        ("format", "abbreviated"),
        ("stand-alone", "wide"),
        ("stand-alone", "abbreviated"),
    ]
    return tuple("|".join(_forms(tables, forms, number, language)) for number in numbers)


def _forms(
    tables: Mapping[str, Mapping[str, Mapping[int, str]]],
    forms: list[tuple[str, str]],
    number: int,
    language: str,
) -> dict[str, None]:
    found = dict.fromkeys(str(tables[context][width][number]) for context, width in forms)
    # babel fills what the CLDR lacks from its root, which came out in Chinese here: of another script, so never a name.
    wanted = set(LANGUAGES[language])
    return {name: None for name in found if _scripts(fold(name)) & wanted}


def _any_of(words: Mapping[str, object]) -> str:
    """The longest first; what can never match where there are none."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
