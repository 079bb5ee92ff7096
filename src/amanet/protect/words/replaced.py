"""What is to be hidden in words, and what was replaced there.

>>> from amanet.protect.words.replaced import Span, merged
>>> merged([Span(0, 4, "person", "Alder", "7"), Span(2, 9, "number", "[number]", "")])
[Span(start=0, end=9, kind='person', shown='Alder', key='7')]
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["KINDS", "Hidden", "Protected", "Replacement", "Span", "merged"]

# Of two that overlap the first kind says what stands there instead.
KINDS = ("words", "person", "place", "address", "number", "date")


@dataclass(frozen=True)
class Hidden:
    """A person, a place or some words of which no `forms` may stand anywhere; `shown` stands there instead. `key` is any mark by which
    whoever looks it over finds out who is meant, such as a record number; it does not leave.
    """

    key: str
    kind: str
    forms: tuple[str, ...] = field(repr=False)
    shown: str


@dataclass(frozen=True)
class Replacement:
    """From `start` to `end` of the words as they were; from `at` on in the words as they may be read."""

    start: int
    end: int
    at: int
    kind: str
    shown: str
    key: str


@dataclass(frozen=True)
class Protected:
    """The words as they may be read, and every replacement in their order."""

    text: str
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True)
class Span:
    """Something found that has to go."""

    start: int
    end: int
    kind: str
    shown: str
    key: str = ""


def merged(spans: Iterable[Span]) -> list[Span]:
    """In the order of the text, those that overlap as one: nothing that was found by anybody stays."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end, *_rank(one))):
        if found and span.start < found[-1].end:
            last = found.pop()
            first = min(last, span, key=_rank)
            found.append(Span(last.start, max(last.end, span.end), first.kind, first.shown, first.key))
        else:
            found.append(span)
    return found


def _rank(span: Span) -> tuple[int, bool, str]:
    """Who has a pseudonym in the release is meant before who has none."""
    return KINDS.index(span.kind), span.shown.startswith("["), span.shown


def replaced(text: str, spans: Iterable[Span]) -> Protected:
    """The text with each span replaced by what is shown for it."""
    pieces: list[str] = []
    done: list[Replacement] = []
    length = end = 0
    for span in merged(spans):
        kept = text[end : span.start]
        pieces += (kept, span.shown)
        done.append(Replacement(span.start, span.end, length + len(kept), span.kind, span.shown, span.key))
        length += len(kept) + len(span.shown)
        end = span.end
    return Protected("".join((*pieces, text[end:])), tuple(done))
