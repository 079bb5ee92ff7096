"""Whether a finished package may leave: its leak check has nothing open, and those who have to sign have signed just this package.

Two different members sign. Where a vault has one member, that member signs twice, the second time after a cooling-off time; the record says
so. A refusal by anybody stops it. What is signed is the hash of the manifest: a package that is made anew with one byte changed needs new
signatures.

>>> from amanet.disclosure.clearing import COOLING_OFF
>>> COOLING_OFF.days
1
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from amanet.errors import Misuse
from amanet.phrases import phrase, phrases

__all__ = ["COOLING_OFF", "Cleared", "OpenFinding", "Signed", "clear", "what_is_missing"]

COOLING_OFF: Final = timedelta(hours=24)
_NEEDED: Final = 2
_MAKER: Final = object()


@dataclass(frozen=True)
class Signed:
    """An approval whose signature holds. `key` is the member's public key: one person with two names is one."""

    id: str
    member: str
    key: str
    manifest: str
    approved: bool
    at: datetime


@dataclass(frozen=True)
class OpenFinding:
    """Something the leak check found that nobody has decided; `where` and `what` hold nothing of what was found."""

    where: str
    what: str


@dataclass(frozen=True)
class Cleared:
    """Made by `clear` alone. Only this can be sealed. `alone`: one member signed twice."""

    manifest: str
    approvals: tuple[str, ...]
    alone: bool
    made_by: object = field(repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.made_by is not _MAKER:
            raise Misuse(
                "A package leaves only after its leak check and the signatures. Nothing else can be sealed."
            )


def clear(
    manifest: str, findings: Sequence[OpenFinding], signed: Iterable[Signed], members: int, now: datetime
) -> Cleared:
    """`members` is how many work in the vault. Raises `Misuse` with everything that is missing."""
    counting = [one for one in signed if one.manifest == manifest]
    missing = what_is_missing(findings, counting, members, now)
    if missing:
        raise Misuse(" ".join(map(str, missing)))
    approvals = sorted((one for one in counting if one.approved), key=lambda one: (one.at, one.id))
    return Cleared(manifest, tuple(one.id for one in approvals), members == 1, _MAKER)


def what_is_missing(
    findings: Sequence[OpenFinding], signed: Sequence[Signed], members: int, now: datetime
) -> tuple[str, ...]:
    """Everything that keeps it inside, in words. `signed` are approvals of this manifest."""
    missing: list[str] = []
    if findings:
        missing.append(
            phrases(
                "The leak check found %(num)d place that nobody has decided.",
                "The leak check found %(num)d places that nobody has decided.",
                len(findings),
            )
        )
    if any(not one.approved for one in signed):
        missing.append(phrase("A member refused to sign. Propose it anew with what they asked for."))
    return (*missing, *(_of_one if members == 1 else _of_two)([one for one in signed if one.approved], now))


def _of_two(approved: Sequence[Signed], now: datetime) -> list[str]:
    lacking = _NEEDED - len({one.key for one in approved})
    if lacking <= 0:
        return []
    return [phrases("%(num)d other member has to sign.", "%(num)d different members have to sign.", lacking)]


def _of_one(approved: Sequence[Signed], now: datetime) -> list[str]:
    # Who sets the clock forward to sign, and back again, has waited for nothing.
    past = [one.at for one in approved if one.at <= now]
    if not past:
        return [phrase("You have to sign, and once more a day later.")]
    first, last = min(past), max(past)
    if last - first >= COOLING_OFF:
        return []
    if now - first >= COOLING_OFF:
        return [phrase("The cooling-off time is over: sign once more.")]
    left = int((COOLING_OFF - (now - first)).total_seconds() // 3600) + 1
    return [
        phrases(
            "You work alone: sleep on it. In %(num)d hour you can sign once more.",
            "You work alone: sleep on it. In %(num)d hours you can sign once more.",
            left,
        )
    ]
