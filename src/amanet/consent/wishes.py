"""What a person's wishes are: every grant with its state and why, and the answer to "for this use, to this recipient, how?".

Pure and total: from any records there is an answer, and without a grant in force it is no. The order of records does not matter. The
rules (docs/consent.md has them in words):

- Everybody who ever decided on a use and recipient has a voice: the person, and each proxy. All voices must say yes; the level is the
  strictest of theirs. A voice says no by a refusal, a withdrawal, or because none of its grants counts any more; it never falls silent again.
- What somebody said is replaced only by a grant that they, or the person, surely gave on a later day. That stays so when the
  later grant ends: nothing comes back to life.
- A withdrawal or refusal ends every grant it covers that was not surely given later, whoever gave it. It counts as soon as it is recorded,
  also where `as_of` lies before it.
- A proxy's grants lapse with the person's own next word. Until the person grants anew, what the proxy had decided on is a no.
- A grant past its day of review does not count until the person was asked.

So, for whatever records: withdrawing, refusing, expiring and narrowing never make more allowed (tests/consent/test_wishes.py).

>>> from datetime import date
>>> from amanet.consent.levels import Recipient
>>> from amanet.consent.wishes import Wishes
>>> Wishes.of([], "7", date(2026, 11, 22)).answer("research", Recipient("team")).reasons
('Nobody allowed this. Silence is a refusal.',)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, reduce
from typing import Final, TypeAlias

from amanet.consent.grants import USES, Grant, Refusal, Withdrawal
from amanet.consent.levels import Level, Recipient
from amanet.errors import BadData
from amanet.phrases import AND, phrase, series
from amanet.record.standing import Entered, ends

__all__ = ["SOON", "STATES", "Answer", "StandingGrant", "Whose", "Wishes"]

IN_FORCE: Final = phrase("in force")
TO_BE_REVIEWED: Final = phrase("to be reviewed")
HELD_BACK: Final = phrase("held back")
WITHDRAWN: Final = phrase("withdrawn")
REFUSED: Final = phrase("superseded by refusal")
REPLACED: Final = phrase("replaced by a later grant")
LAPSED: Final = phrase("lapsed")
EXPIRED: Final = phrase("expired")
NOT_YET: Final = phrase("not given yet")
# The state of a grant, in the order in which they are told where several are true.
STATES: Final = (
    phrase("not understood"),
    WITHDRAWN,
    REFUSED,
    REPLACED,
    LAPSED,
    EXPIRED,
    NOT_YET,
    TO_BE_REVIEWED,
    HELD_BACK,
    IN_FORCE,
)
SOON: Final = timedelta(days=60)
_SILENCE: Final = phrase("Nobody allowed this. Silence is a refusal.")
# Of somebody else's voice, and of the person's own.
_DENIED: Final = (
    phrase("Somebody who decides for the person refused this or took it back."),
    phrase("The person refused this or took it back."),
)
_HAD_ALLOWED: Final = (
    phrase("Somebody who decides for the person had allowed this; it is %(states)s."),
    phrase("The person had allowed this; it is %(states)s."),
)

Denial: TypeAlias = Refusal | Withdrawal


@dataclass(frozen=True)
class Whose:
    """A person, and what else is known of who the records mean. Ids throughout.

    `same` are other entities for the same human being (the source that they are): their records are the person's own. `perhaps` are those
    of whom somebody thinks so: only what they refuse counts here. `departed` are proxies known to have died. `unsigned` are grants whose
    signature does not hold: they do not count.
    """

    person: str
    same: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    departed: frozenset[str] = frozenset()
    unsigned: frozenset[str] = frozenset()

    @property
    def own(self) -> frozenset[str]:
        return self.same | {self.person}


@dataclass(frozen=True)
class StandingGrant:
    """A grant as it stands: its record, its state and why. `grant` is None where it was not understood."""

    id: str
    grant: Grant | None
    state: str
    reasons: tuple[str, ...]

    @property
    def in_force(self) -> bool:
        return self.state == IN_FORCE


@dataclass(frozen=True)
class Answer:
    """`level` is None where the answer is no; `grants` are the ids it rests on; `reasons` are for people to read."""

    level: Level | None
    grants: tuple[str, ...]
    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.level is not None


@dataclass(frozen=True)
class Wishes:
    """The wishes of one person as of a day. Made by `of`."""

    whose: Whose
    as_of: date
    _grants: Mapping[str, Grant]
    _denials: Mapping[str, Denial]
    _not_understood: Mapping[str, str]
    _ended: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, records: Iterable[Entered], person: "str | Whose", as_of: date) -> "Wishes":
        """From any records, among them those of this person. `as_of` is the day on which something would be done with it."""
        whose = Whose(person) if isinstance(person, str) else person
        grants: dict[str, Grant] = {}
        denials: dict[str, Denial] = {}
        not_understood: dict[str, str] = {}
        ended: set[str] = set()
        for record in records:
            target = ends(record.type, record.body) if record.type in _ENDING else None
            if target is not None:
                ended.add(target)
            if record.body.get("person") not in whose.own | whose.perhaps:
                continue
            if record.type in _DENIALS:
                denials[record.id] = _DENIALS[record.type].parse(record)
            elif record.type == "Grant":
                try:
                    grants[record.id] = Grant.parse(record)
                except BadData as problem:
                    not_understood[record.id] = str(problem)
        return cls(whose, as_of, grants, denials, not_understood, frozenset(ended))

    @cached_property
    def grants(self) -> tuple[StandingGrant, ...]:
        """All grants of the person, in the order of their ids."""
        found = [StandingGrant(one, None, STATES[0], (why,)) for one, why in self._not_understood.items()]
        found += [self._standing(grant) for grant in self._own_grants]
        return tuple(sorted(found, key=lambda one: one.id))

    @cached_property
    def denials(self) -> tuple[Denial, ...]:
        """Refusals and withdrawals, the person's and those that may be."""
        return tuple(self._denials[one] for one in sorted(self._denials))

    def answer(self, use: str, recipient: Recipient) -> Answer:
        """Whether, and how, something of this person may go to `recipient` for `use`."""
        voices = [
            self._voice(giver, use, recipient)
            for giver in sorted({self._giver(one) for one in (*self._grants.values(), *self.denials)})
            if giver not in self.whose.departed
        ]
        heard = [voice for voice in voices if voice is not None]
        reasons = tuple(dict.fromkeys(reason for voice in heard for reason in voice.refused))
        counting = tuple(one for voice in heard for one in voice.counting)
        if reasons or not counting:
            return Answer(None, (), reasons or (_SILENCE,))
        level = reduce(Level.meet, (grant.level for voice in heard for grant in voice.grants))
        return Answer(level, tuple(sorted(grant.id for grant in counting)), (_in_words(level),))

    def answers(self) -> Iterator[tuple[str, Recipient, Answer]]:
        """The answers to everything that was ever allowed. To all else it is no."""
        asked: list[tuple[str, Recipient]] = []
        for use in USES:
            for grant in self._own_grants:
                if grant.use == use and not any(
                    use == other and grant.recipient.is_same(to) for other, to in asked
                ):
                    asked.append((use, grant.recipient))
        for use, recipient in asked:
            yield use, recipient, self.answer(use, recipient)

    def to_ask(self, within: timedelta = SOON) -> tuple[StandingGrant, ...]:
        """The grants whose person should be asked anew: review is due or soon is, or they end soon."""
        until = self.as_of + within
        return tuple(
            one
            for one in self.grants
            if one.grant is not None
            and (
                one.state == TO_BE_REVIEWED
                or (one.in_force and any(day and day <= until for day in (one.grant.review, one.grant.until)))
            )
        )

    # Voices

    @cached_property
    def _own_grants(self) -> tuple[Grant, ...]:
        own = self.whose.own
        return tuple(self._grants[one] for one in sorted(self._grants) if self._grants[one].person in own)

    def _giver(self, wish: Grant | Denial) -> str:
        """Whose voice it is: the person's own, a proxy's, or that of somebody who may be the person."""
        if wish.given_by is not None and wish.given_by not in self.whose.own:
            return wish.given_by
        return self.whose.person if wish.person in self.whose.own else wish.person

    def _is_replaced(self, wish: Grant | Denial, use: str, recipient: Recipient) -> bool:
        """Whether the same voice, or the person's own, surely gave a grant for this later."""
        by = {self._giver(wish), self.whose.person}
        return any(
            grant.is_for(use, recipient) and self._giver(grant) in by and wish.surely_before(grant)
            for grant in self._grants.values()
        )

    def _denies(self, denial: Denial, use: str, recipient: Recipient) -> bool:
        """Whether this is a no to the use and recipient in general. Who takes back grants of their own by name only ends those."""
        if isinstance(denial, Refusal):
            return denial.covers(use, recipient)
        if denial.withdraws is None:
            return True
        giver = self._giver(denial)
        named = (self._grants[one] for one in denial.withdraws if one in self._grants)
        return any(grant.is_for(use, recipient) and self._giver(grant) != giver for grant in named)

    def _standing_denials(self, use: str, recipient: Recipient) -> list[Denial]:
        """Those that nobody who may has replaced by a grant."""
        return [
            denial
            for denial in self.denials
            if self._giver(denial) not in self.whose.departed
            and self._denies(denial, use, recipient)
            and not self._is_replaced(denial, use, recipient)
        ]

    def _voice(self, giver: str, use: str, recipient: Recipient) -> "_Voice | None":
        """What one giver says of this; None where they said nothing, or nothing that was not replaced."""
        denied = any(self._giver(one) == giver for one in self._standing_denials(use, recipient))
        grants = tuple(
            grant
            for grant in self._own_grants
            if grant.is_for(use, recipient)
            and self._giver(grant) == giver
            and not self._is_replaced(grant, use, recipient)
        )
        counting = tuple(grant for grant in grants if self._end_of(grant) is None)
        own = giver == self.whose.person
        if denied:
            return _Voice(grants, (), (_DENIED[own],))
        if grants and not counting:
            ended = sorted({self._end_of(grant) or "" for grant in grants}, key=_PLACE.__getitem__)
            return _Voice(grants, (), (_HAD_ALLOWED[own].fill(states=series(ended, AND)),))
        return _Voice(grants, counting, ()) if grants else None

    # States

    def _standing(self, grant: Grant) -> StandingGrant:
        reasons = tuple(self._reasons(grant))
        if not reasons:
            answer = self.answer(grant.use, grant.recipient)
            return (
                StandingGrant(grant.id, grant, IN_FORCE, ())
                if answer
                else StandingGrant(grant.id, grant, HELD_BACK, answer.reasons)
            )
        return StandingGrant(grant.id, grant, reasons[0][0], tuple(why for _, why in reasons))

    def _end_of(self, grant: Grant) -> str | None:
        """The state that keeps a grant from counting, were there no other voice; None where it counts."""
        return next((state for state, _ in self._reasons(grant)), None)

    def _reasons(self, grant: Grant) -> Iterator[tuple[str, str]]:
        """Everything that keeps it from counting, in the order of `STATES`."""
        if grant.id in self.whose.unsigned:
            yield STATES[0], phrase("The signature of this record does not hold. Run `amanet verify`.")
        if grant.id in self._ended or any(self._withdraws(one, grant) for one in self.denials):
            yield WITHDRAWN, phrase("It was taken back.")
        if any(self._refuses(one, grant) for one in self.denials):
            yield REFUSED, phrase("It was refused later, or on a day that is not surely earlier.")
        if self._is_replaced(grant, grant.use, grant.recipient):
            yield REPLACED, phrase("Later another answer was given for the same use and recipient.")
        yield from self._lapses(grant)
        if grant.until is not None and self.as_of >= grant.until:
            yield EXPIRED, phrase("It ended on %(day)s.", day=grant.until)
        if not grant.was_given_by(self.as_of):
            yield NOT_YET, phrase("It was not surely given by %(day)s.", day=self.as_of)
        if grant.review is not None and self.as_of >= grant.review:
            yield (
                TO_BE_REVIEWED,
                phrase("It was to be asked anew by %(day)s; until then it does not count.", day=grant.review),
            )

    def _lapses(self, grant: Grant) -> Iterator[tuple[str, str]]:
        giver = self._giver(grant)
        if giver == self.whose.person:
            return
        if giver in self.whose.departed:
            yield LAPSED, phrase("Who decided for the person has died.")
        own = (one for one in (*self._own_grants, *self.denials) if self._giver(one) == self.whose.person)
        if any(not one.surely_before(grant) for one in own):
            yield LAPSED, phrase("The person has spoken since; nobody else decides for them any more.")

    def _withdraws(self, denial: Denial, grant: Grant) -> bool:
        if not isinstance(denial, Withdrawal) or denial.person not in self.whose.own:
            return False
        named = denial.withdraws
        return grant.id in named if named is not None else not denial.surely_before(grant)

    def _refuses(self, denial: Denial, grant: Grant) -> bool:
        return (
            isinstance(denial, Refusal)
            and denial.person in self.whose.own
            and denial.covers(grant.use, grant.recipient)
            and not denial.surely_before(grant)
        )


@dataclass(frozen=True)
class _Voice:
    """What one giver says: `grants` that were not replaced, those of them that count, and why it is a no."""

    grants: tuple[Grant, ...]
    counting: tuple[Grant, ...]
    refused: tuple[str, ...]


_DENIALS: Final[Mapping[str, type[Refusal] | type[Withdrawal]]] = {
    "Refusal": Refusal,
    "Withdrawal": Withdrawal,
}
_ENDING: Final = frozenset(("Supersession", "Retraction"))
_PLACE: Final[Mapping[str, int]] = {state: place for place, state in enumerate(STATES)}


def _in_words(level: Level) -> str:
    shown = [name for name in ("face", "voice", "words") if getattr(level, name)]
    media = ", ".join(shown) if shown else "neither face nor voice nor exact words"
    return f"Allowed: {level.identity}; {media}; place: {level.place}; date: {level.date}."
