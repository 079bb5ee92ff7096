"""Labels of speakers in texts that have paragraphs or cues: "AYGUL: They took him."

A label is short, stands at the start, ends in a colon, and looks like a name or a role, not like the start of a sentence. It
is a speaker's only where the same label comes back, where it is in capitals and the format allows that (`capitals`), or where
the user said so (`Answers.speakers`). What is missed stays in the words, so nothing is lost; "AYGUL" and "Aygul" stay apart.

>>> from amanet.intake.parsers.repeated_labels import find_label
>>> find_label("AYGUL: They took him.")
Label(name='AYGUL', end=7)
>>> find_label("I said this: they took him.")
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from amanet.record.reading import Mark

__all__ = ["Label", "find_label", "speaking_labels"]

_MOST_WORDS = 5
# Every part is bounded: a megabyte of spaces before a colon costs nothing.
_LABEL = re.compile(r"[ \t]{0,8}(?:[-–—][ \t]{0,8})?(?P<name>[^\s:：][^:：\r\n]{0,59})(?P<colon>[:：])\s*")
_NOT_IN_LABELS = frozenset('?!,;"“”«»[]{}<>/\\|=@،؛؟。，！？…')
_TIMES_TO_COUNT = 2


@dataclass(frozen=True, slots=True)
class Label:
    """`end` is where the words begin: past the colon and the space behind it."""

    name: str
    end: int

    def mark(self, start: int = 0) -> Mark:
        return Mark("label", start, start + self.end)


def find_label(words: str, told: Collection[str] = ()) -> Label | None:
    """The label at the start of `words`, if what stands there may be one. `told` are labels however they look."""
    match = _LABEL.match(words)
    if match is None:
        return None
    name, end = match["name"].rstrip(), match.end()
    followed = words[match.end("colon") : match.end("colon") + 1]
    # "10:30" and "https://" are no labels; "李:你好" is one, as Chinese writes no space there.
    if match["colon"] == ":" and followed and not followed.isspace() and followed.isascii():
        return None
    return Label(name, end) if name in told or _looks_like_a_label(name) else None


def speaking_labels(
    found: Iterable[str], told: Collection[str] = (), *, capitals: bool = False
) -> frozenset[str]:
    """Which of the labels found in a file are speakers: those that come back, those told, and with `capitals` those."""
    counted = Counter(found)
    return frozenset(
        name
        for name, times in counted.items()
        if times >= _TIMES_TO_COUNT or name in told or (capitals and name.isupper())
    )


@lru_cache(maxsize=1024)  # a transcript has few labels and asks for each of them often
def _looks_like_a_label(name: str) -> bool:
    words = name.split()
    return (
        len(words) <= _MOST_WORDS
        and any(map(str.isalpha, name))
        and not _NOT_IN_LABELS.intersection(name)
        and not any(word[0].islower() for word in _outside_brackets(name).split())
        and not name.endswith(".")
    )


def _outside_brackets(name: str) -> str:
    """ "LI (on the phone)" is a label: what stands in round brackets describes the speaker."""
    return re.sub(r"\([^()]*\)", " ", name)
