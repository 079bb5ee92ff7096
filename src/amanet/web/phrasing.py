"""Phrases in the language of a page (`amanet.phrases`): the template as the catalogue has it, each value told in its turn.

What the catalogue lacks stands in English and is marked as that, and so is a label that the ontology has in English only. Names, days and
numbers are kept apart from the direction of the sentence around them. Templates of pages have both as filters.

>>> from amanet.phrases import phrase
>>> from amanet.web.languages import words_in
>>> denied = phrase("Denied by %(who)s, %(day)s.", who="<عليم>", day="2024-09-14")
>>> str(in_words(words_in("en"), denied))
'Denied by <bdi>&lt;عليم&gt;</bdi>, <bdi dir="ltr">2024-09-14</bdi>.'
>>> in_plain_words(words_in("en"), denied)
'Denied by <عليم>, 2024-09-14.'
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from amanet.phrases import Label, Phrase, Series
from amanet.web.directions import composed
from amanet.web.languages import DEFAULT, Words, words_in

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["in_plain_words", "in_words", "without_weight"]

_MADE = (Phrase, Series, Label)


def in_words(words: Words, text: object, *, figures: bool = True) -> "Markup":
    """For a page. What is no phrase is what somebody entered: safe, and but for its figures (`figures`) as it stands."""
    from markupsafe import Markup, escape

    if isinstance(text, _MADE):
        # Templates and what was entered were made safe on their way (`_for_pages`).
        return Markup(_Teller(words, *_for_pages()).tell(text))  # noqa: S704
    return composed(text) if figures else escape(text)


def in_plain_words(words: Words, text: object) -> str:
    """Where no mark can stand: in a title, in an attribute."""
    return _Teller(words, str, str, str).tell(text)


def without_weight(reason: str) -> str:
    """Why two names may be one, without how many bits that weighs: a number beside a name is taken for a grade of a person."""
    if not isinstance(reason, Phrase):
        return reason
    what = reason.values.get("what")
    if "bits" in reason.values:
        return what if isinstance(what, str) else reason
    return reason.fill(**{**reason.values, "what": without_weight(what)}) if isinstance(what, str) else reason


@dataclass(slots=True)
class _Teller:
    """`safe` makes a template fit to be shown, `entered` a value that somebody entered; `english` marks what is in English."""

    words: Words
    safe: Callable[[str], str]
    entered: Callable[[object], str]
    english: Callable[[str], str]

    def tell(self, text: object) -> str:
        if isinstance(text, Phrase):
            return self._phrase(text)
        if isinstance(text, Series):
            return self._series(text)
        return self._label(text) if isinstance(text, Label) else self.entered(text)

    def _phrase(self, text: Phrase) -> str:
        one, many, words = text.template, text.many, self.words
        if not words.has(one):
            return self.english(_Teller(words_in(DEFAULT), self.safe, self.entered, self.english).tell(text))
        template = self.safe(words.gettext(one) if many is None else words.ngettext(one, many, text.number))
        if not text.values:
            return template
        return template % {
            name: value if type(value) is int else self.tell(value) for name, value in text.values.items()
        }

    def _series(self, text: Series) -> str:
        between, last = (self.safe(self.words.gettext(one.template)) for one in (text.between, text.last))
        told, *others = map(self.tell, text.parts)
        for following in others[:-1]:
            told = between % {"first": told, "next": following}
        return last % {"first": told, "next": others[-1]}

    def _label(self, text: Label) -> str:
        found = text.in_language(self.words.tag)
        if found.casefold() != text.casefold():
            return self.safe(found)
        return self.safe(text) if self.words.tag == DEFAULT else self.english(self.safe(text))


@cache
def _for_pages() -> tuple[Callable[[str], str], Callable[[object], str], Callable[[str], str]]:
    from markupsafe import escape

    def entered(text: object) -> str:
        found = str(composed(text))
        is_figure = found.startswith("<bdi") and found.count("<bdi") == 1 and found.endswith("</bdi>")
        return found if is_figure else f"<bdi>{found}</bdi>"

    return (
        lru_cache(maxsize=4096)(lambda template: str(escape(str(template)))),
        entered,
        lambda told: f'<span lang="en" dir="ltr">{told}</span>',
    )
