"""What is wrong with a table or a fit, said in words: a `Finding` warns, or blocks the number until somebody answers for it.

A blocking finding is answered by its code and a reason, which is printed wherever the number is: `overrides={"apart": "…"}`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amanet.errors import BadData, Misuse

__all__ = ["BLOCKING", "EstimateRefused", "Finding", "Overrides", "standing", "valid_overrides"]

Overrides = Mapping[str, str]

# Codes that block, and what each means. The documents and `amanet estimate --help` name them.
BLOCKING: dict[str, str] = {
    "few-lists": "fewer than three lists",
    "apart": "a list that overlaps no other",
    "chains-disagree": "the chains do not agree",
    "imprecise": "the run ended before the limits were known well enough",
    "edge": "mass near the largest number that was allowed",
    "not-identified": "nothing in the data tells how many there are",
}
_SHORTEST_REASON = 10


class EstimateRefused(BadData):
    """The data do not bear a number. The text says why, and what can be done."""


@dataclass(frozen=True)
class Finding:
    """One remark. `blocks`: no number until it is overridden with a reason."""

    code: str
    text: str
    blocks: bool = False

    def __str__(self) -> str:
        return self.text


def valid_overrides(overrides: Overrides | None) -> dict[str, str]:
    """The overrides, each with a known code and a reason that somebody can read later. Raises `Misuse`."""
    given = dict(overrides or {})
    for code, reason in given.items():
        if code not in BLOCKING:
            raise Misuse(f"There is no blocking check {code!r}. There are: {', '.join(BLOCKING)}.")
        if not isinstance(reason, str) or len(reason.strip()) < _SHORTEST_REASON:
            raise Misuse(
                f"The check {code!r} can only be overridden with a reason of at least {_SHORTEST_REASON} letters; it is printed with the number."
            )
    return given


def standing(findings: Sequence[Finding], overrides: Overrides) -> tuple[Finding, ...]:
    """The blocking findings that nobody has answered for."""
    return tuple(finding for finding in findings if finding.blocks and finding.code not in overrides)
