"""What a reader must be told in the same breath as a value: that only officials say it, that nobody who says it knows it at first hand, that
officials deny it.

>>> from amanet.corroboration.hedges import in_brackets
>>> in_brackets(("not at first hand", "officials deny it")), in_brackets(())
(' (not at first hand; officials deny it)', '')
"""

from collections.abc import Iterable
from typing import Final

from amanet.corroboration.verdict import Denial, Verdict

__all__ = ["ONLY_OFFICIALS", "denied_in", "hedges", "in_brackets"]

ONLY_OFFICIALS: Final = "only officials say so"


def hedges(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Of something that rests on all of these facts together: as weak as the weakest of them."""
    several = tuple(verdicts)
    found = []
    if any(one.officials_only for one in several):
        found.append(ONLY_OFFICIALS)
    elif any(one.basis == "concluded" for one in several):
        found.append("concluded, not at first hand")
    elif any(one.hearsay for one in several):
        found.append("not at first hand")
    return (*found, *denied_in(several))


def denied_in(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """That officials deny it, and when they did; nothing where they do not."""
    denied = [denial for one in verdicts for denial in one.denied]
    return (_denied(denied),) if denied else ()


def in_brackets(words: Iterable[str]) -> str:
    said = "; ".join(words)
    return f" ({said})" if said else ""


def _denied(denials: Iterable[Denial]) -> str:
    days = sorted({str(one.when["edtf"]) for one in denials if one.when and "edtf" in one.when})
    return f"officials deny it, {' and '.join(days)}" if days else "officials deny it"
