"""Several spellings given at once: "Ablet or Ablat", "Ablet/Ablat", "Muyesser Ablet or Ablat", 盐生舟或盐生周.

Only the word between them is read; whether they are of one person is not concluded. What stands between is a word of some language that is
not a letter alone (o, u are initials), or a stroke between two words of letters: not in dates, numbers or paths.

    >>> spellings_in("Muyesser Ablet or Ablat")
    ('Muyesser Ablet', 'Muyesser Ablat')
    >>> spellings_in("Or Levi")
    ()
"""

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["MOST_SPELLINGS", "sides_of", "spellings_in", "spellings_of", "with_words_between"]

MOST_SPELLINGS: Final = 6
_OR: Final = frozenset(
    (
        "or",
        "oder",
        "или",
        "либо",
        "або",
        "немесе",
        "әлде",
        "яки",
        "ياكى",
        "ياكي",
        "أو",
        "veya",
        "yahut",
        "yoki",
        "或",
        "或者",
        "还是",
    )
)
_STROKE: Final = re.compile(r"(?<!\S)([^\W\d_]+)/([^\W\d_]+)(?=[\s,?!]|\.(?:\s|$)|$)")
_IN_HAN: Final = re.compile("(?<=[\u3400-\u9fff]{2})(?:或者|或)(?=[\u3400-\u9fff]{2})")


def spellings_in(name: str) -> tuple[str, ...]:
    """Each spelling of the whole name; nothing where there is one only."""
    return spellings_of(sides_of(with_words_between(name).split()))


def with_words_between(text: str) -> str:
    """The text with a word of its own between all spellings."""
    return _IN_HAN.sub(" 或 ", _STROKE.sub(r"\1 or \2", text))


def sides_of(words: Sequence[str]) -> list[list[str]]:
    """The words on each side; nothing where one side has none, or there are too many."""
    sides: list[list[str]] = [[]]
    for word in words:
        if word.casefold() in _OR:
            sides.append([])
        else:
            sides[-1].append(word)
    return sides if 1 < len(sides) <= MOST_SPELLINGS and all(sides) else []


def spellings_of(sides: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Where a side has fewer words than the longest, it stands for as many of that one's words nearest to it."""
    if not sides:
        return ()
    at = max(range(len(sides)), key=lambda place: (len(sides[place]), -place))
    longest = list(sides[at])
    whole = [[*side, *longest[len(side) :]] for side in sides[:at]] + [longest]
    whole += [[*longest[: len(longest) - len(side)], *side] for side in sides[at + 1 :]]
    return tuple(dict.fromkeys(" ".join(words) for words in whole))
