"""Which letters of a document have to go, found in its words read in several ways, so that no line end or hyphen parts a name.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import Hidden, WordProtector
>>> protector = WordProtector([Hidden("7", "person", ("Aynur Tokhti",), "Alder")])
>>> found = spans_to_hide("Ay-\\nnur came.", protector, Level("pseudonym", words=True, place="exact", date="day"))
>>> [(span.start, span.end, span.shown) for span in found]
[(0, 7, 'Alder')]
"""

from collections.abc import Iterator

from amanet.consent.levels import Level
from amanet.protect.words import WordProtector
from amanet.protect.words.replaced import Span, merged

__all__ = ["spans_to_hide"]


def spans_to_hide(text: str, protector: WordProtector, level: Level) -> list[Span]:
    """In their order, none over another."""
    spans: list[Span] = []
    for places in _readings(text):
        words = "".join(text[at] for at in places)
        for one in protector.protect(words, level).replacements:
            start, end = places[one.start], places[one.end - 1] + 1
            spans.append(Span(start, end, one.kind, one.shown, one.key))
    return merged(spans)


def _readings(text: str) -> Iterator[list[int]]:
    """The places of the letters: all of them; without the hyphens at line ends; with every line end as nothing where two letters meet that
    have no space between words.
    """
    yield list(range(len(text)))
    for parted in ("-\n", "\u2010\n", "\n"):
        if parted in text and (parted != "\n" or any(_is_han(one) for one in text)):
            yield [at for at in range(len(text)) if not _is_parting(text, at, parted)]


def _is_parting(text: str, at: int, parted: str) -> bool:
    if parted == "\n":
        return text[at] == "\n" and _is_han(text[at - 1 : at]) and _is_han(text[at + 1 : at + 2])
    return text.startswith(parted, at) or (at > 0 and text.startswith(parted, at - 1))


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"
