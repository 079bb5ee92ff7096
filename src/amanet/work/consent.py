"""Recording what people allow, refuse and take back, and how they may be reached; and showing what their wishes are now.

Recording only: what follows for a release is decided when something is disclosed. Each record is signed by the member who wrote it
down; a grant whose signature does not hold counts for nothing, a refusal counts all the same. The rules are in `amanet.consent`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from amanet.canonical import JSON
from amanet.consent import (
    Granting,
    Instructions,
    Recipient,
    StandingGrant,
    Whose,
    Wishes,
    grant_fields,
    parse_day,
    parse_use,
    verify_contact,
)
from amanet.errors import BadData, ChangedMeanwhile, Misuse
from amanet.record.dates import PartialDate, parse_date_words, parse_edtf
from amanet.record.signature import verify_signature
from amanet.record.standing import Entered, ends
from amanet.record.statement import verify_language
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.membership import members_of
from amanet.vault.views import ViewRow
from amanet.work.consent_talk import must_be_reviewed
from amanet.work.entities import find_record, label_of_id
from amanet.work.selves import find_human, has_died, whose
from amanet.work.signed import signed_draft
from amanet.work.traces import Sent, Traces, find_traces, sent_before

__all__ = [
    "PersonWishes",
    "Withdrawn",
    "consents",
    "contact_draft",
    "day_of_words",
    "ended_between",
    "grant",
    "grant_drafts",
    "must_be_newest",
    "newest_contact",
    "newest_wish",
    "people_with_wishes",
    "refusal_drafts",
    "refuse",
    "safe_contact",
    "set_contact",
    "today",
    "unsigned",
    "wishes",
    "wishes_of",
    "withdraw",
    "withdrawal_done",
    "withdrawal_draft",
]

_CONSENT = ("Grant", "Refusal", "Withdrawal")
_READ = frozenset((*_CONSENT, "Contact", "Retraction", "Supersession"))


@dataclass(frozen=True)
class PersonWishes:
    """A person (number and name), what they wish as of a day, how they may be reached, and the numbers of the records by id."""

    number: int
    label: str
    wishes: Wishes
    contact: Instructions
    numbers: Mapping[str, int]
    bodies: Mapping[str, Mapping[str, JSON]]


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal did: its record, the grants it ended, what had left before, and everything that could be erased now."""

    record: StoredRecord
    ended: tuple[StandingGrant, ...]
    sent: tuple[Sent, ...]
    traces: Traces


def grant(vault: Vault, person: str, **given: Any) -> list[StoredRecord]:
    """One Grant for each use, entered as one step. `given` as in `grant_drafts`."""
    return vault.add(*grant_drafts(vault, person, **given))


def grant_drafts(
    vault: Vault,
    person: str,
    *,
    uses: Sequence[str],
    recipient: str,
    identity: str,
    given_at: str,
    language: str,
    explained: str | None = None,
    media: Mapping[str, bool | str] | None = None,
    by_proxy: str | None = None,
    kinship: str | None = None,
    dissent: Sequence[str] = (),
    passages: Sequence[str] = (),
    signed_sheet: str | None = None,
    recorded_in: str | None = None,
    expires: str | None = None,
    review: str | None = None,
    note: str | None = None,
    date_order: str | None = None,
) -> list[Draft]:
    """One for each use; nothing is entered. `signed_sheet` is the item with the paper, `recorded_in` that with the voice that says yes.
    Raises `Misuse` and `BadData`.
    """
    whom = find_human(vault, person)
    evidence = _evidence(vault, passages, recorded_in)
    if signed_sheet is not None:
        talk = must_be_reviewed(vault, language)
        evidence.append(str(find_record(vault, signed_sheet, "Item").body["id"]))
        explained = (
            explained or f"the consent sheet of amanet in {talk.language}, SHA-256 of its text {talk.digest}"
        )
    granting = Granting(
        person=str(whom.body["id"]),
        uses=tuple(dict.fromkeys(map(parse_use, uses))),
        recipient=Recipient.parse(recipient),
        identity=identity,
        given_at=_given_at(vault, given_at, date_order),
        language=language,
        explained=explained or "",
        media=media or {},
        given_by=_proxy(vault, whom, by_proxy),
        kinship=kinship,
        dissent=tuple(dissent),
        passages=tuple(evidence),
        expires_at=_day(expires, "the end of a grant", date_order),
        review_at=_day(review, "review", date_order),
        note=note,
    )
    if not granting.uses:
        raise Misuse("Say for what: --use USE. Each use is asked for by itself.")
    return [signed_draft(vault, "Grant", grant_fields(granting, use)) for use in granting.uses]


def refuse(vault: Vault, person: str, **given: Any) -> list[StoredRecord]:
    """One Refusal for each use, entered as one step; without any, one for everything. `given` as in `refusal_drafts`."""
    return vault.add(*refusal_drafts(vault, person, **given))


def refusal_drafts(
    vault: Vault,
    person: str,
    *,
    uses: Sequence[str] = (),
    recipient: str | None = None,
    given_at: str | None = None,
    by_proxy: str | None = None,
    language: str | None = None,
    explained: str | None = None,
    passages: Sequence[str] = (),
    recorded_in: str | None = None,
    note: str | None = None,
    date_order: str | None = None,
) -> list[Draft]:
    """One for each use; without any, one for everything. Nothing is entered."""
    whom = find_human(vault, person)
    fields = _denial(vault, whom, given_at, by_proxy, language, passages, date_order)
    if recorded_in is not None:
        fields["passages"] = list(_evidence(vault, passages, recorded_in))
    if recipient is not None:
        fields["recipient"] = Recipient.parse(recipient, named=False).to_json()
    fields |= {name: text for name, text in (("explained", explained), ("note", note)) if text}
    several = [{**fields, "use": use} for use in dict.fromkeys(map(parse_use, uses))] or [fields]
    return [signed_draft(vault, "Refusal", each) for each in several]


def withdraw(
    vault: Vault, person: str, grants: Sequence[str] = (), *, based_on: int | None = None, **given: Any
) -> Withdrawn:
    """Takes back the named grants, or all. Gives what that ended, and what had already left the vault. `given` as in `withdrawal_draft`;
    `based_on` is the newest record of their consent that was seen (`newest_wish`): raises `ChangedMeanwhile` where another came since.
    """
    must_be_newest(based_on, newest_wish(vault, find_human(vault, person)))
    return withdrawal_done(vault, vault.add(withdrawal_draft(vault, person, grants, **given))[0])


def withdrawal_draft(
    vault: Vault,
    person: str,
    grants: Sequence[str] = (),
    *,
    given_at: str | None = None,
    by_proxy: str | None = None,
    language: str | None = None,
    passages: Sequence[str] = (),
    reason: str | None = None,
    date_order: str | None = None,
) -> Draft:
    """The record of a withdrawal, not entered yet."""
    whom = find_human(vault, person)
    fields = _denial(vault, whom, given_at, by_proxy, language, passages, date_order)
    if grants:
        fields["withdraws"] = [_grant_of(vault, whose(vault, whom), one) for one in grants]
    if reason:
        fields["reason"] = reason
    return signed_draft(vault, "Withdrawal", fields)


def withdrawal_done(vault: Vault, record: StoredRecord) -> Withdrawn:
    """What a withdrawal that stands there did: what would count without it, what had left, what is held today."""
    whom = vault.with_ids([str(record.body["person"])])[0]
    before = wishes_of(vault, whom, without=[str(record.body["id"])])
    traces = find_traces(vault, whose(vault, whom))
    return Withdrawn(
        record, ended_between(before, wishes_of(vault, whom)), sent_before(vault, traces), traces
    )


def ended_between(before: Wishes, after: Wishes) -> tuple[StandingGrant, ...]:
    """The grants that were taken back or refused after one of these and not before."""
    counted = {one.id for one in before.grants if one.state not in _ENDED}
    return tuple(one for one in after.grants if one.id in counted and one.state in _ENDED)


def wishes(vault: Vault, person: str, *, as_of: date | None = None) -> Wishes:
    """What this person wishes, as of today or another day. Ask it with `answer(use, recipient)`."""
    return _wishes(vault, find_human(vault, person), as_of)


def consents(vault: Vault, person: str | None = None, *, as_of: date | None = None) -> list[PersonWishes]:
    """The wishes of one person, or of everybody of whom there is a record of consent or contact."""
    return [_person(vault, record, as_of) for record in _people(vault, person)]


def safe_contact(vault: Vault, person: str) -> Instructions:
    """How this person may be reached now. Every letter, call and reminder obeys it."""
    return _instructions(vault, find_human(vault, person))


def set_contact(
    vault: Vault, person: str, *, channel: str, rule: str, based_on: int | None = None, **more: str
) -> StoredRecord:
    """Records an instruction; it replaces an earlier one for the same channel. `more`: hours, language, address, note. `based_on` as in
    `withdraw`, of instructions.
    """
    return vault.add(contact_draft(vault, person, channel=channel, rule=rule, based_on=based_on, **more))[0]


def contact_draft(
    vault: Vault, person: str, *, channel: str, rule: str, based_on: int | None = None, **more: str
) -> Draft:
    """The same, not entered yet."""
    record = find_human(vault, person)
    must_be_newest(based_on, newest_contact(vault, record))
    fields: dict[str, JSON] = {
        "person": str(record.body["id"]),
        "channel": " ".join(channel.casefold().split()),
        "rule": rule,
        **more,
    }
    verify_contact(fields)
    return Draft("Contact", fields)


def today(vault: Vault) -> date:
    """The day it is on this machine."""
    return date.fromtimestamp(vault.settings.now())


def day_of_words(vault: Vault, words: str, order: str | None = None) -> PartialDate:
    """A date as people write it, or EDTF; "yesterday" counts from today. Raises `BadData`, and for what lies ahead."""
    said_at = parse_edtf(today(vault).isoformat())
    try:
        found = parse_edtf(words.strip())
    except BadData:
        found = parse_date_words(words, order=order, said_at=said_at)
    earliest = found.bounds()[0]
    # A day of grace: east of here it is tomorrow already.
    if earliest is not None and earliest > today(vault) + timedelta(days=1):
        raise BadData("This day has not come yet. Give the day on which it was said.")
    return found


# Reading


def people_with_wishes(vault: Vault) -> Iterator[StoredRecord]:
    """Everybody of whom there is a record of consent or contact, each human being once."""
    return _people(vault, None)


def wishes_of(
    vault: Vault, record: StoredRecord, *, besides: Sequence[Entered] = (), without: Collection[str] = ()
) -> Wishes:
    """What the person of this record wishes, as of today; or would, if records were there `besides`, or were not (ids)."""
    return _wishes(vault, record, None, besides, without)


def newest_wish(vault: Vault, record: StoredRecord) -> int:
    """The number of the newest record of what this person allowed, refused and took back; 0 where there is none."""
    return _newest(vault, record, frozenset(_CONSENT))


def newest_contact(vault: Vault, record: StoredRecord) -> int:
    """The number of the newest instruction on how this person may be reached; 0 where there is none."""
    return _newest(vault, record, frozenset(("Contact",)))


def must_be_newest(based_on: int | None, newest: int) -> None:
    """Raises `ChangedMeanwhile` where what somebody looked at is not the newest any more."""
    if based_on is not None and newest > based_on:
        raise ChangedMeanwhile(
            "Somebody recorded something of this kind about the same person since you looked, so nothing was entered. Look at what stands "
            "there now, then do it again if it is still right.",
            newest,
        )


_ENDED = frozenset(("withdrawn", "superseded by refusal"))


def _people(vault: Vault, person: str | None) -> Iterator[StoredRecord]:
    """Each human being once, by the entity that was named first."""
    if person is not None:
        yield find_human(vault, person)
        return
    seen: set[str] = set()
    ids = (str(record.body["person"]) for kind in (*_CONSENT, "Contact") for record in vault.records(kind))
    for record in sorted(vault.with_ids(list(dict.fromkeys(ids))), key=lambda one: one.number):
        if record.body["id"] not in seen:
            seen |= whose(vault, record).own
            yield record


def _person(vault: Vault, record: StoredRecord, as_of: date | None) -> PersonWishes:
    human = whose(vault, record)
    concerned = {str(one.body["id"]): one for one in _records(vault, human) if one.type in _CONSENT}
    return PersonWishes(
        record.number,
        label_of_id(vault, str(record.body["id"])),
        _wishes(vault, record, as_of),
        _instructions(vault, record),
        {identifier: one.number for identifier, one in concerned.items()},
        {identifier: one.body for identifier, one in concerned.items()},
    )


def _wishes(
    vault: Vault,
    record: StoredRecord,
    as_of: date | None,
    besides: Sequence[Entered] = (),
    without: Collection[str] = (),
) -> Wishes:
    human = whose(vault, record)
    records = [one for one in _records(vault, human) if one.body["id"] not in without]
    told = [*(Entered.of(one.body) for one in records), *besides]
    proxies = {str(one.body["given_by"]) for one in told if "given_by" in one.body}
    known = replace(
        human,
        departed=frozenset(proxy for proxy in proxies if has_died(vault, proxy)),
        unsigned=frozenset(unsigned(vault, records)),
    )
    return Wishes.of(told, known, as_of or today(vault))


def _newest(vault: Vault, record: StoredRecord, types: Collection[str]) -> int:
    """Of records of these types, and of what puts an end to one of them."""
    records = list(_records(vault, whose(vault, record)))
    ids = {str(one.body["id"]) for one in records if one.type in types}
    wanted = (one.number for one in records if one.type in types or ends(one.type, one.body) in ids)
    return max(wanted, default=0)


def _instructions(vault: Vault, record: StoredRecord) -> Instructions:
    human = whose(vault, record)
    living = [
        Entered.of(one.body)
        for one in _records(vault, human)
        if one.type == "Contact" and not vault.views.is_dead(one.number)
    ]
    return Instructions.of(living, human.person, same=human.same, perhaps=human.perhaps)


def _records(vault: Vault, human: Whose) -> Iterator[StoredRecord]:
    """Consent and contact of all entities that are or may be this person, each record once, in their order of entry."""
    numbers = {
        about
        for identifier in (*human.own, *human.perhaps)
        if (number := vault.views.number_of(identifier))
        for about in vault.about(number)
    }
    yield from (record for record in map(vault.record, sorted(numbers)) if record.type in _READ)


def unsigned(vault: Vault, records: Iterable[StoredRecord | ViewRow]) -> Iterator[str]:
    """The ids of grants that the member they name has not signed."""
    members = members_of(vault)
    for record in records:
        if record.type != "Grant":
            continue
        body = record.body
        member = members.get(str(body["entered_by"]))
        try:
            if member is None:
                raise BadData("There is no such member.")
            verify_signature(body, bytes.fromhex(member.public_key))
        except BadData:
            yield str(body["id"])


# Entering


def _denial(
    vault: Vault,
    whom: StoredRecord,
    given_at: str | None,
    by_proxy: str | None,
    language: str | None,
    passages: Sequence[str],
    date_order: str | None,
) -> dict[str, JSON]:
    """What a refusal and a withdrawal have in common. Who gives no day means today."""
    fields: dict[str, JSON] = {
        "person": str(whom.body["id"]),
        "given_at": _given_at(vault, given_at or today(vault).isoformat(), date_order).to_json(),
    }
    proxy = _proxy(vault, whom, by_proxy)
    if proxy is not None:
        fields["given_by"] = proxy
    if language is not None:
        verify_language(language)
        fields["language"] = language
    if passages:
        fields["passages"] = [str(find_record(vault, one, "Passage").body["id"]) for one in passages]
    return fields


def _evidence(vault: Vault, passages: Sequence[str], recorded_in: str | None) -> list[str]:
    """The ids of passages, and of the item with a voice that says it."""
    found = [str(find_record(vault, one, "Passage").body["id"]) for one in passages]
    if recorded_in is not None:
        found.append(str(find_record(vault, recorded_in, "Item").body["id"]))
    return found


def _given_at(vault: Vault, words: str, order: str | None) -> PartialDate:
    return day_of_words(vault, words, order)


def _day(words: str | None, what: str, order: str | None) -> date | None:
    if words is None:
        return None
    try:
        return parse_day(parse_edtf(words.strip()), what)
    except BadData:
        return parse_day(parse_date_words(words, order=order), what)


def _proxy(vault: Vault, whom: StoredRecord, by_proxy: str | None) -> str | None:
    if by_proxy is None:
        return None
    proxy = str(find_human(vault, by_proxy).body["id"])
    if proxy in whose(vault, whom).own:
        raise Misuse(
            "A proxy is somebody else. What people decide for themselves needs none: leave --by-proxy out."
        )
    return proxy


def _grant_of(vault: Vault, human: Whose, which: str) -> str:
    record = find_record(vault, which, "Grant")
    if record.body["person"] not in human.own:
        raise Misuse(
            f"Grant {record.number} is of another person. `amanet consent list PERSON` shows theirs."
        )
    return str(record.body["id"])
