"""What `data/words.tsv` and `data/same_names.tsv` know of words: titles, particles, endings, kinds of place, and what says that no name is known.

A word is recognised by its letters alone; nothing is concluded about anybody.
"""

import enum
import re
from functools import cache

from amanet.names.folding import fold
from amanet.names.tables import read_rows

__all__ = [
    "Kind",
    "Role",
    "endings",
    "first_of_line",
    "names_relative",
    "roles",
    "same_names",
    "says_unknown",
]

Kind = str  # "person" or "place"


class Role(enum.Enum):
    NAME = "name"
    INITIAL = "initial"
    TITLE = "title"
    HAJJI = "hajji"
    PARTICLE = "particle"
    GENERIC = "generic"
    NUMBER = "number"


@cache
def roles() -> dict[str, tuple[Role, str]]:
    named = {role.value: role for role in Role}
    return {
        fold(form): (named[role], group)
        for role, group, forms, *_ in reversed(read_rows("words.tsv"))
        if role in named
        for form in forms.split()
    }


@cache
def endings() -> dict[str, str]:
    """Endings with their group."""
    return {
        fold(form): row[1] for row in read_rows("words.tsv") if row[0] == "ending" for form in row[2].split()
    }


@cache
def same_names(kind: Kind) -> dict[str, int]:
    """Writings known to be of one name, by the number of their line."""
    rows = enumerate(read_rows("same_names.tsv"), start=1)
    return {fold(form): line for line, row in rows if row[0] == kind for form in row[1].split()}


@cache
def first_of_line(kind: Kind) -> dict[int, str]:
    """The first writing of each line, folded: what the line is called."""
    rows = enumerate(read_rows("same_names.tsv"), start=1)
    return {line: fold(row[1].split()[0]) for line, row in rows if row[0] == kind}


@cache
def _phrases(role: str) -> re.Pattern[str]:
    forms = [fold(form) for row in read_rows("words.tsv") if row[0] == role for form in row[2].split("|")]
    return re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))


def says_unknown(folded: str) -> bool:
    said = folded.strip(" .?-()[]")
    return not said or _phrases("unknown").fullmatch(said) is not None


def names_relative(folded: str) -> bool:
    """`wife of X`, `X's wife`: at an end of the whole, as a word of its own (`son of` in the middle names the father)."""
    for match in _phrases("relative").finditer(folded):
        begins, ends = match.start() == 0, match.end() == len(folded)
        han = folded[match.start()] >= "\u3400"
        if begins and not folded[match.end() : match.end() + 1].isalpha():
            return True
        if ends and (
            han or (match.start() and (match.group()[0] == "s" or not folded[match.start() - 1].isalpha()))
        ):
            return True
    return False
