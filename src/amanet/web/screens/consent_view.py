"""What a person allows, refuses and took back, as the page of it shows it: use by use and recipient by recipient, and how it came to be.

Gathered in a reading thread from `work.consent`; nothing is decided here. A cell says yes, no or not asked: a no with the reasons, a yes
with its conditions, each with the records that it rests on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from amanet.app import OpenVault
from amanet.consent import RECIPIENTS, USES, Instructions, Recipient
from amanet.consent.grants import Refusal
from amanet.errors import BadData, Misuse
from amanet.web.phrasing import in_plain_words
from amanet.web.screens.consent_badge import Badge, badges
from amanet.web.screens.consent_explained import explained_words
from amanet.web.screens.consent_words import CHANNELS, level_words, recipient_words, state_words
from amanet.web.screens.consent_words import USES as USE_WORDS
from amanet.web.screens.log_words import Teller
from amanet.web.screens.sentences import Piece, Sentence

if TYPE_CHECKING:
    from amanet.consent import StandingGrant, Wishes
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words
    from amanet.work.consent import PersonWishes

__all__ = [
    "Cell",
    "ConsentView",
    "GrantLine",
    "HistoryLine",
    "Whom",
    "consent_view",
    "contact_lines",
    "find_whom",
    "grant_line",
    "history_since",
]


@dataclass(frozen=True)
class Whom:
    """Whose consent it is. `is_person` is False of a source that is said to be none; `home` is where else they are looked at."""

    number: int
    label: str = field(repr=False)
    schema: str = "Person"
    is_person: bool = True

    @property
    def home(self) -> str:
        return f"/{'people' if self.schema == 'Person' else 'sources'}/{self.number}"

    @property
    def here(self) -> str:
        return f"/people/{self.number}/consent"


@dataclass(frozen=True)
class Cell:
    """`code`: yes, no, not_asked. `until` the first day on which it does not count, `review` that by which to ask anew."""

    code: str
    level: str = ""
    until: date | None = None
    review: date | None = None
    reasons: tuple[str, ...] = ()
    records: tuple[int, ...] = ()


@dataclass(frozen=True)
class GrantLine:
    """A grant as it stands."""

    number: int
    id: str
    use: str
    recipient: str
    level: str
    state: str
    look: str
    reasons: tuple[str, ...]
    in_force: bool
    until: date | None = None
    review: date | None = None


@dataclass(frozen=True)
class HistoryLine:
    """One record of consent or contact: who entered it when, and what it says. `grant` where it is one."""

    number: int
    at: str
    by: str
    told: Sentence = field(repr=False)
    given_at: str = ""
    grant: GrantLine | None = None
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: Piece | None = field(default=None, repr=False)
    evidence: tuple[Piece, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class ConsentView:
    """`columns` are recipients in words, `rows` uses with a cell for each column."""

    whom: Whom
    badge: Badge | None
    contact: tuple[str, ...] = field(repr=False)
    do_not_contact: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    soon: tuple[GrantLine, ...] = ()
    grants: tuple[GrantLine, ...] = ()
    history: tuple[HistoryLine, ...] = field(default=(), repr=False)
    based_on: int = 0
    contact_based_on: int = 0

    @property
    def is_silent(self) -> bool:
        return not self.history

    @property
    def living(self) -> tuple[GrantLine, ...]:
        """What can be taken back still."""
        return tuple(one for one in self.grants if one.state not in ("withdrawn", "superseded by refusal"))


def find_whom(vault: OpenVault, number: int) -> Whom | None:
    """None where there is no such person or source."""
    from amanet.work.selves import find_human

    try:
        record = vault.find_entity(str(number), "Person", "Source")
    except Misuse:
        return None
    schema = str(record.body["schema"])
    label = vault.vault.views.label(number) or ""
    try:
        find_human(vault.vault, str(number))
    except Misuse:
        return Whom(number, label, schema, is_person=False)
    return Whom(number, label, schema)


def contact_lines(instructions: Instructions, words: "Words") -> tuple[str, ...]:
    """How somebody may be reached, in the language of the page."""
    from amanet.work.consent_talk import load_talk

    called = {f"channel {code}": in_plain_words(words, text) for code, text in CHANNELS.items()}
    return instructions.lines({**load_talk(words.tag).sections["contact"], **called})


def consent_view(vault: OpenVault, number: int, words: "Words") -> ConsentView | None:
    from amanet.work.consent import newest_contact, newest_wish

    whom = find_whom(vault, number)
    if whom is None or not whom.is_person:
        return None if whom is None else ConsentView(whom, badges(vault, [number]).get(number), ())
    found, record = vault.consents(number)[0], vault.record(number)
    grants = tuple(grant_line(one, found.numbers) for one in _in_order(found))
    columns = list(_columns(found.wishes))
    soon = {one.id for one in found.wishes.to_ask()}
    return ConsentView(
        whom,
        badges(vault, [number]).get(number),
        contact_lines(found.contact, words),
        found.contact.do_not_contact,
        tuple(map(recipient_words, columns)),
        tuple((USE_WORDS[use], tuple(_cell(found, use, to) for to in columns)) for use in USES),
        tuple(one for one in grants if one.id in soon),
        grants,
        tuple(_history(vault, found, grants, words)),
        newest_wish(vault.vault, record),
        newest_contact(vault.vault, record),
    )


def history_since(vault: OpenVault, number: int, after: int, words: "Words") -> tuple[HistoryLine, ...]:
    """What was recorded of somebody's consent after that record."""
    view = consent_view(vault, number, words)
    return () if view is None else tuple(one for one in view.history if one.number > after)


def grant_line(one: "StandingGrant", numbers: Mapping[str, int]) -> GrantLine:
    state, look = state_words(one.state)
    grant, number = one.grant, numbers.get(one.id, 0)
    if grant is None:
        return GrantLine(number, one.id, "?", "?", "", state, look, one.reasons, False)
    return GrantLine(
        number,
        one.id,
        USE_WORDS[grant.use],
        recipient_words(grant.recipient),
        level_words(grant.level),
        state,
        look,
        one.reasons,
        one.in_force,
        grant.until,
        grant.review,
    )


def _in_order(found: "PersonWishes") -> list["StandingGrant"]:
    return sorted(found.wishes.grants, key=lambda one: found.numbers[one.id])


def _columns(wishes: "Wishes") -> Iterator[Recipient]:
    """The team and the public always; others as they were asked about."""
    asked: list[Recipient] = [Recipient("team"), Recipient("public")]
    spoken_of = [one.grant.recipient for one in wishes.grants if one.grant is not None]
    spoken_of += [one.recipient for one in wishes.denials if isinstance(one, Refusal) and one.recipient]
    for recipient in spoken_of:
        if not any(recipient.is_same(other) for other in asked):
            asked.append(recipient)
    places = {kind: place for place, kind in enumerate(RECIPIENTS)}
    yield from sorted(asked, key=lambda one: (places.get(one.kind, 9), one.name or ""))


def _cell(found: "PersonWishes", use: str, to: Recipient) -> Cell:
    wishes = found.wishes
    answer = wishes.answer(use, to)
    of_it = [one for one in wishes.grants if one.grant is not None and one.grant.is_for(use, to)]
    denied = [one for one in wishes.denials if _covers(one, use, to)]
    numbers = {found.numbers[one.id] for one in (*of_it, *denied)}
    if answer.level is not None:
        resting = [one.grant for one in of_it if one.id in answer.grants and one.grant is not None]
        return Cell(
            "yes",
            level_words(answer.level),
            min((one.until for one in resting if one.until), default=None),
            min((one.review for one in resting if one.review), default=None),
            records=tuple(sorted(found.numbers[one] for one in answer.grants)),
        )
    if numbers:
        return Cell("no", reasons=answer.reasons, records=tuple(sorted(numbers)))
    return Cell("not_asked")


def _covers(denial: Any, use: str, to: Recipient) -> bool:
    return denial.covers(use, to) if isinstance(denial, Refusal) else denial.withdraws is None


def _history(
    vault: OpenVault, found: "PersonWishes", grants: Sequence[GrantLine], words: "Words"
) -> Iterator[HistoryLine]:
    """The newest first."""
    teller = Teller(vault, words)
    by_number = {one.number: one for one in grants}
    for number in sorted(found.numbers.values(), reverse=True):
        record = vault.record(number)
        yield _line(teller, record, by_number.get(number))


def _line(teller: Teller, record: "StoredRecord", grant: GrantLine | None) -> HistoryLine:
    body = record.body
    given_at = body.get("given_at", {})
    names = ("kinship", "language", "explained", "note", "reason")
    details = [(name, str(body[name])) for name in names if name in body]
    details = [(name, explained_words(text) if name == "explained" else text) for name, text in details]
    details += [("dissent", _dissent(one)) for one in body.get("dissent", ())]
    return HistoryLine(
        record.number,
        str(body["entered_at"]),
        teller.member(str(body["entered_by"])),
        _told(teller, record),
        str(given_at.get("words", given_at.get("edtf", ""))),
        grant,
        tuple(details),
        teller.named(body["given_by"]) if "given_by" in body else None,
        tuple(teller.named(one) for one in body.get("passages", ())),
    )


def _told(teller: Teller, record: "StoredRecord") -> Sentence:
    told = teller.tell(record)
    if record.type == "Refusal" and "recipient" in record.body:
        try:
            to = recipient_words(record.body["recipient"])
        except BadData:
            return told
        return (*told, Piece(" → ", isolated=False), Piece(to))
    return told


def _dissent(one: Any) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    return f"{one.get('who', '')}: {one['why']}" if "why" in one else str(one.get("who", ""))
