"""What a fact, how well it rests, and why: the words in which everything in this package answers.

A verdict counts independent sources and never grades one. Every verdict carries its reasons, and every reason the statements
it speaks of, so that anybody can go back and contest it (docs/methods/corroboration.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from amanet.corroboration.json_form import InJson
from amanet.corroboration.made import quickly_made
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
    "Reasons",
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


@quickly_made
@dataclass(frozen=True)
class Reason(InJson):
    """`code` is stable; `text` is a phrase (`amanet.phrases`); `statements` are ids."""

    code: str
    text: str
    statements: tuple[str, ...] = ()


class Reasons(Sequence[Reason]):
    """Worded when somebody reads them: most verdicts of a long account are only counted. Equal to those with the same reasons."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[Reason]]) -> None:
        self._make = make
        self._made: tuple[Reason, ...] | None = None

    @property
    def _all(self) -> tuple[Reason, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    @overload
    def __getitem__(self, index: int) -> Reason: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Reason, ...]: ...

    def __getitem__(self, index: int | slice) -> Reason | tuple[Reason, ...]:
        return self._all[index]

    def __iter__(self) -> Iterator[Reason]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reasons) and self._all == other._all

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return repr(self._all)


@quickly_made
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


@quickly_made
@dataclass(frozen=True)
class Support(InJson):
    """One independent source: all that rest on each other, with what they say. `sources` are those that say it; others through whom
    they are tied stand in `ties` alone.

    `direct` where one of them knows it at first hand; `hearsay` where each of them says that it does not (neither, where
    nobody says how it is known). `official` where all that is said leads to officials. `basis` is the best in it, as in `Verdict`.
    `set_aside` are the sources among them that only pass on what others say, and would not count alone.
    """

    sources: tuple[str, ...]
    statements: tuple[str, ...]
    ties: tuple[Tie, ...]
    direct: bool
    hearsay: bool
    official: bool
    basis: str
    set_aside: tuple[str, ...]


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


@quickly_made
@dataclass(frozen=True)
class Verdict(InJson):
    """`independent` counts those that say so, `against` those that contradict, officials' denials apart. `hearsay` where nobody who says so
    knows it at first hand; `officials_only` where nobody but officials says so.

    `basis` is what it rests on, the best of those who say so: "first hand", "told", "concluded", or "not known" where nobody says.
    """

    standing: str
    independent: int
    against: int
    denied: tuple[Denial, ...]
    hearsay: bool
    basis: str
    officials_only: bool
    reasons: Reasons


@quickly_made
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
