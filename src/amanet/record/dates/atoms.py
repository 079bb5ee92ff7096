"""One date said with names: "12 Mordad 1397", "May 2018", "Friday, 4 May 2018", "2018年5月3日", "Ramadan 1439".

Names and numbers may come in any order. A number of four digits is the year, one of one or two the day; a language's rewritings say
otherwise where its words do (5月 is a month). What is left over makes it no date.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from amanet.record.dates.stated import Stated
from amanet.record.dates.wording import DAY, LEAP, MONTH, YEAR, Lexicon, Name

__all__ = ["read_atom"]

_TOKEN: Final = re.compile(
    rf"([{YEAR}{MONTH}{DAY}{LEAP}])(\d+)|('?)(\d+)|([^\W\d_]+(?:'[^\W\d_]+)*)|([ ,.\-]+)"
)
_MOST_TOKENS: Final = 14


def read_atom(text: str, lexicon: Lexicon, *, bare: bool = False) -> tuple[Stated, ...]:
    """What the text may state; nothing where it is no single date. `bare`: a lone day or month number is enough."""
    tokens = _tokens(text)
    if not tokens:
        return ()
    found = dict.fromkeys(stated for stated in _read(tokens, lexicon, Stated()) if bare or _is_whole(stated))
    return tuple(found)


def _tokens(text: str) -> list[tuple[str, str]]:
    """(kind, text); nothing where a sign is in it that no date has, or too much."""
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            return []
        at = found.end()
        mark, marked, apostrophe, number, word, _ = found.groups()
        if mark:
            tokens.append((mark, marked))
        elif number:
            tokens.append(("'" if apostrophe else "number", number))
        elif word:
            tokens.append(("word", word))
    return tokens if len(tokens) <= _MOST_TOKENS else []


def _read(tokens: list[tuple[str, str]], lexicon: Lexicon, so_far: Stated) -> Iterator[Stated]:
    if not tokens:
        yield so_far
        return
    kind, text = tokens[0]
    if kind != "word" and (more := _with_number(so_far, kind, text)):
        yield from _read(tokens[1:], lexicon, more)
    for taken in range(min(lexicon.longest_name, len(tokens)), 0, -1):
        key = "".join(part for _, part in tokens[:taken]).replace("'", "")
        names = lexicon.names.get(key, ())
        for name in names:
            if named := _with_name(so_far, name):
                yield from _read(tokens[taken:], lexicon, named)
        if names:  # the longest name that there is, and no shorter one inside it
            return


def _with_number(so_far: Stated, kind: str, text: str) -> Stated | None:
    number = int(text)
    if kind in (MONTH, LEAP):
        return _with_month(so_far, number, leap=kind == LEAP)
    if kind == YEAR or (kind == "number" and len(text) == 4):
        return _with_year(so_far, text)
    if len(text) > 2:
        return None
    if number > 31 or (kind == "'" and len(text) == 2):
        return _with_year(so_far, text)
    return (
        None
        if so_far.day is not None
        else replace(so_far, day=number, bare=so_far.month is not None and kind != DAY)
    )


def _with_year(so_far: Stated, digits: str) -> Stated | None:
    if so_far.has_year or len(digits) not in (2, 4):
        return None
    return replace(so_far, short_year=digits) if len(digits) == 2 else replace(so_far, year=int(digits))


def _with_month(so_far: Stated, number: int, *, leap: bool) -> Stated | None:
    if so_far.month is not None:
        return None
    # Leap months that are told by number are the Chinese calendar's.
    return replace(so_far, month=number, leap=leap, month_calendar="chinese" if leap else None)


def _with_name(so_far: Stated, name: Name) -> Stated | None:
    if name.kind == "filler":
        return so_far
    if name.kind == "month":
        taken = so_far.month is not None or so_far.feast or so_far.season
        return None if taken else replace(so_far, month=name.number, month_calendar=name.value)
    if name.kind == "era":
        eras = tuple(name.value.split())
        return replace(so_far, eras=eras) if so_far.eras in ((), eras) else None
    if name.kind == "feast":
        return None if so_far.feast or so_far.month else replace(so_far, feast=name.value)
    if name.kind == "season":
        return None if so_far.season or so_far.month else replace(so_far, season=name.number)
    return None if so_far.weekday is not None else replace(so_far, weekday=name.number)


def _is_whole(stated: Stated) -> bool:
    """Whether it can stand alone: a day needs a month beside it, a weekday or an era something it belongs to."""
    if stated.feast or stated.season:
        return stated.day is None and stated.weekday is None
    if stated.day is not None:
        return stated.month is not None
    return (stated.month is not None or stated.has_year) and stated.weekday is None
