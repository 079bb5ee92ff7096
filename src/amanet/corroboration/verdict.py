"""What a fact, how well it rests, and why: the words in which everything in this package answers.

A verdict counts independent sources and never grades one. Every verdict carries its reasons, and every reason the statements
it speaks of, so that anybody can go back and contest it (docs/methods/corroboration.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Told

__all__ = [
    "CONTESTED",
    "CONTRADICT",
    "CORROBORATED",
    "DENIED",
    "DISPUTED_ONLY",
    "SINGLE",
    "SUPERSEDED",
    "WITHDRAWN_FACT",
    "Denial",
    "Fact",
    "Reason",
    "Support",
    "Tie",
    "Verdict",
]

SINGLE: Final = "single source"
CORROBORATED: Final = "corroborated"
CONTESTED: Final = "contested"
SUPERSEDED: Final = "superseded"
WITHDRAWN_FACT: Final = "withdrawn"
# Somebody says so, but members dispute every entry of it.
DISPUTED_ONLY: Final = "entry disputed"
# Somebody denies it, and nobody says it.
DENIED: Final = "denied"
# The position of officials who do not deny it, but say what cannot be true beside it; the others are terms of official_position.
CONTRADICT: Final = "contradict"


@dataclass(frozen=True)
class Reason(InJson):
    """`code` is stable and can be translated; `text` is English; `statements` are ids."""

    code: str
    text: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie(InJson):
    """Why two sources count once: `kind` is heard_from, draws_on, same_person, same_document, same_interview or officials; `by` is the
    id of the statement, person, interview or source that ties them, or the SHA-256 of the document. Of heard_from and draws_on, `one`
    rests on `other`; either may be a source that says nothing of this itself.
    """

    one: str
    other: str
    kind: str
    by: str


@dataclass(frozen=True)
class Support(InJson):
    """One independent source: all that rest on each other, with what they say. `sources` are those that say it; others through whom
    they are tied stand in `ties` alone.

    `direct` where one of them knows it at first hand; `hearsay` where each of them says that it does not (neither, where
    nobody says how it is known). `official` where it rests on officials and nobody else in it knows it at first hand.
    """

    sources: tuple[str, ...]
    statements: tuple[str, ...]
    ties: tuple[Tie, ...]
    direct: bool
    hearsay: bool
    official: bool


@dataclass(frozen=True)
class Denial(InJson):
    """That officials deny a fact: by a claim of theirs (`claim` is the entity), or by a statement (`claim` is None; `position` is deny or
    `CONTRADICT`). `when` is the date they said it, as records hold dates.

    `after` are statements for the fact that were surely made after the denial, and the dates of the act that surely lie after it;
    `later` are claims by which officials surely after it acknowledged something of the kind.
    """

    claim: str | None
    statements: tuple[str, ...]
    position: str
    when: Mapping[str, Any] | None
    after: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True)
class Verdict(InJson):
    """`independent` counts those that say so, `against` those that contradict, officials' denials apart. `hearsay` where nobody who says so
    knows it at first hand; `officials_only` where nobody but officials says so.
    """

    standing: str
    independent: int
    against: int
    denied: tuple[Denial, ...]
    hearsay: bool
    officials_only: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Fact(InJson):
    """One value of one property of one entity, and all that was said to it.

    `saying` are the living statements that say it, or something more exact; `vaguer` say something less exact that agrees; `against`
    contradict it; `gone` said it and do not count any more.
    """

    subject: str
    property: str
    value: Mapping[str, Any]
    saying: tuple[Told, ...]
    vaguer: tuple[Told, ...]
    against: tuple[Told, ...]
    gone: tuple[Told, ...]
    support: tuple[Support, ...]
    opposition: tuple[Support, ...]
    verdict: Verdict
