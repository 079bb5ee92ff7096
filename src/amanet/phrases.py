"""Sentences that know what they are made of: English text, with the template and the values behind it.

A `Phrase`, a `Series` and a `Label` are texts (`str`), equal to what stands in them in English: whoever prints them prints English.
Whoever shows them in another language (`amanet.web.telling`) asks for the template, has it translated, and puts the values in, each told in
its turn. Templates are gettext's: `%(name)s`, `%(num)d`; a constant one is collected for the catalogues wherever `phrase` or
`phrases` is called with it.

What makes a new text of one – an f-string, `+`, `join`, JSON – makes plain English. So they are kept as values to the end, and put
together by `phrase` and `series` alone.

>>> from amanet.phrases import phrase, phrases, series
>>> said = phrase("%(who)s says so.", who=series(["Aygul", "Bahar", phrase("somebody else")]))
>>> said
'Aygul, Bahar and somebody else says so.'
>>> said.template, said.values["who"].parts[2]
('%(who)s says so.', 'somebody else')
>>> phrases("%(num)d day", "%(num)d days", 3), phrase("end of %(what)s").fill(what="a week")
('3 days', 'end of a week')
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

__all__ = ["AND", "COMMA", "OR", "SEMICOLON", "SPACE", "Label", "Phrase", "Series", "label", "phrase", "phrases", "recased", "series"]  # fmt: skip

_NOTHING: Final[Mapping[str, object]] = {}


class Phrase(str):
    """A sentence or a part of one. `many` is the template of the plural, of `number` things; without one, None. A template without values
    is taken as it stands, and can be filled later.
    """

    __slots__ = ("many", "number", "template", "values")
    template: str
    values: Mapping[str, object]
    many: str | None
    number: int

    def fill(self, **values: object) -> "Phrase":
        return _phrase(self.template % values, self.template, values)


class Series(str):
    """Several texts after one another. `between` and `last` are the templates of `first` and `next`; the last one may be another."""

    __slots__ = ("between", "last", "parts")
    parts: tuple[str, ...]
    between: Phrase
    last: Phrase


class Label(str):
    """What the ontology calls something. `in_language` gives it by BCP 47 tag: in English, where it has none in that language."""

    __slots__ = ("in_language",)
    in_language: Callable[[str], str]


def phrase(template: str, /, **values: object) -> Phrase:
    return _phrase(template % values if values else template, template, values or _NOTHING)


def phrases(one: str, many: str, num: int, /, **values: object) -> Phrase:
    """Of one thing, or of several, as gettext's `ngettext` has it: `num` is among the values."""
    values = {"num": num, **values}
    return _phrase((one if num == 1 else many) % values, one, values, many, num)


def _phrase(
    text: str, template: str, values: Mapping[str, object], many: str | None = None, number: int = 0
) -> Phrase:
    made = Phrase(text)
    made.template, made.values, made.many, made.number = template, values, many, number
    return made


AND: Final = phrase("%(first)s and %(next)s")
OR: Final = phrase("%(first)s or %(next)s")
COMMA: Final = phrase("%(first)s, %(next)s")
SEMICOLON: Final = phrase("%(first)s; %(next)s")
# Of whole sentences: in Chinese, say, nothing stands between them.
SPACE: Final = phrase("%(first)s %(next)s")


def series(parts: Iterable[str], between: Phrase = COMMA, last: Phrase | None = AND) -> str:
    """ "one", "one and another", "one, another and a third". `last` None: as between the others."""
    several = tuple(parts)
    if len(several) < 2:
        return several[0] if several else ""
    last = last or between
    *most, end = several
    made = Series(_between(last).join((_between(between).join(most), end)))
    made.parts, made.between, made.last = several, between, last
    return made


def _between(template: Phrase) -> str:
    return template.template.removeprefix("%(first)s").removesuffix("%(next)s")


def label(text: str, in_language: Callable[[str], str]) -> Label:
    made = Label(text)
    made.in_language = in_language
    return made


def recased(text: str, case: Callable[[str], str]) -> str:
    """With another case of its first letter, in English: other languages have it as they have it."""
    english = f"{case(text[:1])}{text[1:]}"
    if isinstance(text, Phrase):
        return _phrase(english, text.template, text.values, text.many, text.number)
    if isinstance(text, Label):
        return label(english, text.in_language)
    if isinstance(text, Series):
        made = Series(english)
        made.parts, made.between, made.last = (
            (recased(text.parts[0], case), *text.parts[1:]),
            text.between,
            text.last,
        )
        return made
    return english
