"""What a reader must be told in the same breath as a value: that only officials say it, that nobody who says it knows it at first hand, that
officials deny it.

>>> from amanet.corroboration.hedges import hedged
>>> hedged("a sighting", ("not at first hand", "officials deny it")), hedged("a sighting", ())
('a sighting (not at first hand; officials deny it)', 'a sighting')
"""

from collections.abc import Iterable
from typing import Final

from amanet.corroboration.verdict import Denial, Verdict
from amanet.phrases import AND, SEMICOLON, phrase, series

__all__ = ["ONLY_OFFICIALS", "denied_in", "hedged", "hedges"]

ONLY_OFFICIALS: Final = phrase("only officials say so")


def hedges(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Of something that rests on all of these facts together: as weak as the weakest of them."""
    several = tuple(verdicts)
    found = []
    if any(one.officials_only for one in several):
        found.append(ONLY_OFFICIALS)
    elif any(one.basis == "concluded" for one in several):
        found.append(phrase("concluded, not at first hand"))
    elif any(one.hearsay for one in several):
        found.append(phrase("not at first hand"))
    return (*found, *denied_in(several))


def denied_in(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """That officials deny it, and when they did; nothing where they do not."""
    denied = [denial for one in verdicts for denial in one.denied]
    return (_denied(denied),) if denied else ()


def hedged(what: str, words: Iterable[str]) -> str:
    """With its hedges in brackets."""
    said = series(words, SEMICOLON, None)
    return phrase("%(what)s (%(hedges)s)", what=what, hedges=said) if said else what


def _denied(denials: Iterable[Denial]) -> str:
    days = sorted({str(one.when["edtf"]) for one in denials if one.when and "edtf" in one.when})
    if not days:
        return phrase("officials deny it")
    return phrase("officials deny it, %(days)s", days=series(days, AND))
