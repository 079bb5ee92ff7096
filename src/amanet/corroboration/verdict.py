"""What a fact, how well it rests, and why: the words in which everything in this package answers.

A verdict counts independent sources and never grades one. Every verdict carries its reasons, and every reason the statements
it speaks of, so that anybody can go back and contest it (docs/methods/corroboration.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from amanet.corroboration.material import Told

__all__ = [
    "CONTESTED",
    "CORROBORATED",
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


@dataclass(frozen=True)
class Reason:
    """`code` is stable and can be translated; `text` is English; `statements` are ids."""

    code: str
    text: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie:
    """Why two sources count once: `kind` is heard_from, draws_on, same_person, same_document, same_interview, same_origin or
    officials; `by` is the id of the statement, document or interview that ties them.
    """

    one: str
    other: str
    kind: str
    by: str


@dataclass(frozen=True)
class Support:
    """One independent source: all that rest on each other, with what they say. `direct` where one of them knows it at first hand."""

    sources: tuple[str, ...]
    statements: tuple[str, ...]
    ties: tuple[Tie, ...]
    direct: bool
    official: bool


@dataclass(frozen=True)
class Denial:
    """That officials deny a fact: by a claim of theirs (`claim` is the entity) or by statements. `when` is the date they said it;
    `after` are statements for the fact that were made, or speak of a time, after the denial; `later` are later claims of officials.
    """

    claim: str | None
    statements: tuple[str, ...]
    position: str
    when: Mapping[str, Any] | None
    after: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
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
class Fact:
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
