"""What needs a person now: the questions of the first page, each by itself, because some take longer than others.

Nothing is stored, nothing is weighed anew: what is contested and who is silent is asked of `overview`, wishes of `consent`. Each answer
is a count and the first few, for people to go and look. `go_on` is asked between steps that take long, and ends them with what was found so far.

    items(vault).unread           items with words in them that nobody read
    outside(vault).days           since somebody outside last vouched for the log
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from amanet.canonical import parse_utc
from amanet.vault import Vault
from amanet.vault.waiting import Waiting
from amanet.work.backup import list_backups, outstanding_backups

if TYPE_CHECKING:
    from amanet.consent.wishes import StandingGrant
    from amanet.work.overview import Contested, Silent

__all__ = [
    "AskAgain",
    "Backups",
    "Items",
    "OutsideState",
    "Review",
    "Some",
    "backups",
    "consents_to_renew",
    "contested_facts",
    "is_empty",
    "items",
    "long_silences",
    "outside",
    "review",
]

MOST: Final = 1000
SHOWN: Final = 3
RECENTLY: Final = 60
STAMP_AFTER_DAYS: Final = 30
BACK_UP_AFTER_DAYS: Final = 30
_DAY: Final = 24 * 60 * 60
_LOOKED_AT: Final = 40
GoOn = Callable[[], bool]
T = TypeVar("T")


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Items:
    """How many items nobody found out the kind of, and how many have words that nobody read."""

    undescribed: int
    unread: int


@dataclass(frozen=True)
class Review:
    """Statements in a state of review: how many (`MOST` means that many or more) and the first: number, number and name of whom."""

    count: int
    first: tuple[tuple[int, int, str], ...] = field(repr=False)


@dataclass(frozen=True)
class Some(Generic[T]):
    """How many there are, and the first; `whole` is False where it was not looked to the end."""

    count: int
    first: tuple[T, ...] = field(repr=False)
    whole: bool = True


@dataclass(frozen=True)
class AskAgain:
    """Somebody (number and name) whose grant ends or is to be asked anew: for what, its state, and the day."""

    person: int
    label: str
    use: str
    state: str
    day: date | None


@dataclass(frozen=True)
class OutsideState:
    """`days` since somebody outside last vouched for the log (None: never), `since` entries since then, `renew` whether a stamp is to be
    renewed by a fresh one soon.
    """

    days: int | None
    since: int
    renew: bool

    @property
    def is_due(self) -> bool:
        return self.renew or (self.since > 0 and (self.days is None or self.days >= STAMP_AFTER_DAYS))


@dataclass(frozen=True)
class Backups:
    """`days` since the last one (None: none outstanding), whose keys should have been destroyed (names), and how many are outstanding."""

    days: int | None
    overdue: tuple[str, ...]
    outstanding: int

    @property
    def is_due(self) -> bool:
        return self.days is None or self.days >= BACK_UP_AFTER_DAYS


def is_empty(vault: Vault) -> bool:
    """Nothing was taken in and nobody entered."""
    waiting = Waiting(vault.database)
    return not waiting.has("Item") and not waiting.has("Entity")


def items(vault: Vault) -> Items:
    waiting = Waiting(vault.database)
    return Items(waiting.undescribed(), waiting.unread())


def review(vault: Vault) -> Mapping[str, Review]:
    """Drafts, what waits for another member, and what is disputed."""
    return {state: _review(vault, state) for state in ("draft", "proposed", "disputed")}


def _review(vault: Vault, state: str) -> Review:
    """The first are of people and what happened to them, before what is said of a source itself."""
    count, rows = Waiting(vault.database).in_state(state, MOST)
    first = sorted(rows[:_LOOKED_AT], key=lambda row: vault.record(row[1]).body["schema"] == "Source")
    return Review(count, tuple((number, of, _called(vault, of)) for number, of in first[:SHOWN]))


def _called(vault: Vault, number: int) -> str:
    return vault.views.label(number) or ""


def contested_facts(vault: Vault, *, go_on: GoOn = _always) -> "Some[Contested]":
    """Facts on which sources contradict each other, or that officials deny."""
    from amanet.work.overview import contested

    count, first, whole = 0, [], True
    try:
        for one in contested(vault, tell=lambda _done, _of: _must(go_on)):
            count += 1
            first += [one] if count <= SHOWN else []
            _must(go_on)
    except _Enough:
        whole = False
    return Some(count, tuple(first), whole)


def long_silences(vault: Vault, *, longer_than_days: int = 90) -> "Some[Silent]":
    """Who may have been silent for longer, those that the team holds for dead or released apart."""
    from amanet.work.consent import today
    from amanet.work.overview import silent

    found = [
        one for one in silent(vault, longer_than_days=longer_than_days, today=today(vault)) if not one.marks
    ]
    return Some(len(found), tuple(found[:SHOWN]))


def consents_to_renew(vault: Vault, *, go_on: GoOn = _always) -> Some[AskAgain]:
    """Grants that are to be asked anew or end soon, and those that ended a short while ago; the earliest first."""
    from amanet.work.consent import people_with_wishes, wishes_of

    found: list[AskAgain] = []
    whole = True
    try:
        for record in people_with_wishes(vault):
            _must(go_on)
            wishes = wishes_of(vault, record)
            ended = [one for one in wishes.grants if _ended_lately(one, wishes.as_of)]
            label = _called(vault, record.number)
            found += [_ask(record.number, label, one) for one in (*wishes.to_ask(), *ended)]
    except _Enough:
        whole = False
    found.sort(key=lambda one: (one.day or date.max, one.person))
    return Some(len(found), tuple(found[:SHOWN]), whole)


def _ended_lately(one: "StandingGrant", day: date) -> bool:
    until = one.grant.until if one.grant is not None else None
    return one.state == "expired" and until is not None and (day - until).days <= RECENTLY


def _ask(person: int, label: str, one: "StandingGrant") -> AskAgain:
    grant = one.grant
    assert grant is not None
    days = [day for day in (grant.review, grant.until) if day is not None]
    return AskAgain(person, label, grant.use, one.state, min(days, default=None))


def outside(vault: Vault) -> OutsideState:
    """Who makes it visible if the log were rewritten, and how long ago."""
    # What the first page does not need at once is imported where it is used: it shall stand there soon after the unlocking.
    from amanet.work.stamp import outside_words

    now, epoch = vault.settings.now(), vault.epoch
    size = vault.size_of(epoch)
    words = [one for one in outside_words(vault) if one.stated_at]
    if not words:
        return OutsideState(None, vault.last_number, False)
    newest = max(words, key=lambda one: one.stated_at)
    covered = max((one.size for one in words if one.origin == epoch.origin), default=0)
    # A stamp is itself an entry behind what it stamps, as are those of the same day.
    own = sum(1 for one in words if one.origin == epoch.origin and one.size == covered)
    renewal = max((one.renew_before for one in words), default="")
    renew = bool(renewal) and parse_utc(f"{renewal}T00:00:00Z") < now + RECENTLY * _DAY
    return OutsideState(_days_since(vault, newest.stated_at), max(0, size - covered - own), renew)


def backups(vault: Vault) -> Backups:
    """When the last backup was made, and whose keys were to be destroyed by now."""
    if not any(True for _ in Waiting(vault.database).custody("backed up")):
        return Backups(None, (), 0)
    left = outstanding_backups(vault)
    overdue = tuple(one.name for one in list_backups(vault) if one.overdue)
    newest = max((one.made_at for one in left), default=None)
    return Backups(None if newest is None else _days_since(vault, newest), overdue, len(left))


def _days_since(vault: Vault, moment: str) -> int:
    return max(0, int((vault.settings.now() - parse_utc(moment)) // _DAY))


class _Enough(Exception):
    """It was not to go on."""


def _must(go_on: GoOn) -> None:
    if not go_on():
        raise _Enough
