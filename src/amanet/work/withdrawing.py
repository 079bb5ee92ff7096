"""What follows when somebody takes consent back: what stops, what must be destroyed, what is in other hands, who is written to and who is told.

Works out and says; it enters, sends and destroys nothing. Everything follows from the records, so it can be asked again on any later day.

- Proposals that touch the person stop: their packages are made anew, and are other ones by now or would be.
- What they said and gave is named by number, for `amanet erase`. Where others are known to be in the same item it stands apart: destroying it
  takes what rests on it, also the statements of those others, which can be kept where they say it again in words of their own.
- What went out is listed with recipient, day, file and hash, and a letter to each recipient is ready (`work.letters`).
- The person is told by the ways they allowed, and by no letter of ours.

    consequences_of(vault, person)              after the withdrawal was recorded
    consequences_of(vault, person, ends)        before: `ends` are the ids of the grants that it would end
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.canonical import JSON, folded_name
from amanet.consent import Instructions, Recipient
from amanet.disclosure.story import Said, Story
from amanet.disclosure.touching import touched_by, touched_by_item
from amanet.errors import AmanetError
from amanet.phrases import Phrase, phrase
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import safe_contact, today
from amanet.work.disclosing import Drafted, again
from amanet.work.disclosing_story import story_of
from amanet.work.letters import (
    SentRelease,
    Written,
    copies_sent,
    letters_of,
    names_of_human,
    releases_touching,
)
from amanet.work.selves import whose
from amanet.work.traces import Traces, find_traces, sent_before

__all__ = ["Consequences", "Destroyed", "Shared", "Stopped", "consequences_of"]

_NOT_KNOWN: Final = phrase(
    "How they may be reached is not on record. Ask whoever brought you together before you write or call; no letter goes to them."
)
_NOT_AT_ALL: Final = phrase(
    "They are not to be contacted. Wait until they come to you, and tell them then; no letter goes to them."
)
_BY_THESE: Final = phrase("Tell them by the ways they allowed, at their hours, and by no other.")
_WHAT_TO_TELL: Final = phrase(
    "Tell them what is recorded, what stops, who is asked to destroy what they were given, and that nobody can be made to: a copy that "
    "was given away cannot be called back."
)
_ASK_WHAT_GOES: Final = phrase(
    "Ask them what they want destroyed here: what they said and gave is still held until you erase it."
)


@dataclass(frozen=True)
class Stopped:
    """A proposal that touches the person and cannot be signed or sealed any more."""

    number: int
    recipient: Recipient
    use: str
    day: str

    def to_json(self) -> dict[str, JSON]:
        recipient = self.recipient.to_json()
        return {"record": self.number, "recipient": recipient, "use": self.use, "day": self.day}


@dataclass(frozen=True)
class Shared:
    """An item that others are in too; numbers. `others` are statements of others that rest on it and would go with it; `gave` and `speaks` say
    that somebody else handed it over or is known to speak in it; `alone` the passages that only this person's statements rest on, `together`
    those that statements of others rest on as well.
    """

    item: int
    others: tuple[int, ...]
    alone: tuple[int, ...]
    together: tuple[int, ...]
    gave: bool
    speaks: bool

    def to_json(self) -> dict[str, JSON]:
        return {
            "item": self.item,
            "statements_of_others": list(self.others),
            "passages_theirs_alone": list(self.alone),
            "passages_of_both": list(self.together),
            "another_gave_it": self.gave,
            "another_speaks_in_it": self.speaks,
        }


@dataclass(frozen=True)
class Destroyed:
    """What must go, if they want it gone: numbers of what is theirs alone; `shared` stands apart, to be decided one by one. `heard` is what others
    heard from them.
    """

    statements: tuple[int, ...]
    passages: tuple[int, ...]
    items: tuple[int, ...]
    interviews: tuple[int, ...]
    heard: tuple[int, ...]
    shared: tuple[Shared, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All that is theirs alone: for `amanet erase`."""
        return tuple(sorted({*self.statements, *self.passages, *self.items, *self.interviews}))

    def to_json(self) -> dict[str, JSON]:
        return {
            "statements": list(self.statements),
            "passages": list(self.passages),
            "items": list(self.items),
            "interviews": list(self.interviews),
            "heard_from_them": list(self.heard),
            "shared": [one.to_json() for one in self.shared],
            "erase": list(self.numbers),
        }


@dataclass(frozen=True)
class Consequences:
    """`own_copies` are the Custody records of copies that went to nobody who is named: the team's own. `unwritten` are Release and Custody records
    of what went to the person, who gets no letter. `tell` says how the person may be told, and what.
    """

    stops: tuple[Stopped, ...]
    destroy: Destroyed
    releases: tuple[SentRelease, ...]
    letters: tuple[Written, ...]
    own_copies: tuple[int, ...]
    unwritten: tuple[int, ...]
    tell: tuple[Phrase, ...]

    def to_json(self) -> dict[str, JSON]:
        return {
            "stops": [one.to_json() for one in self.stops],
            "destroy": self.destroy.to_json(),
            "releases": [one.to_json() for one in self.releases],
            "letters": [one.to_json() for one in self.letters],
            "own_copies": list(self.own_copies),
            "went_to_them": list(self.unwritten),
            "tell": list(map(str, self.tell)),
        }


def consequences_of(vault: Vault, person: StoredRecord, ends: Collection[str] = ()) -> Consequences:
    """Of a withdrawal of this person that stands there; or with `ends`, of one that would end these grants."""
    human = whose(vault, person)
    traces = find_traces(vault, human)
    sent = sent_before(vault, traces)
    releases = releases_touching(vault, traces)
    copies = copies_sent(vault, sent)
    names = names_of_human(vault, traces)
    letters = letters_of(releases, copies, names, today(vault).isoformat())
    written = {number for one in letters for number in one.records}
    return Consequences(
        stops=tuple(_stopped(vault, human.own, frozenset(ends))),
        destroy=_to_destroy(vault, human.own, traces, names),
        releases=releases,
        letters=letters,
        own_copies=tuple(one.number for one in sent if not one.to),
        unwritten=tuple(
            sorted({*(one.number for one in releases), *(one.number for one in copies)} - written)
        ),
        tell=_tell(safe_contact(vault, str(person.number))),
    )


# What stops


def _stopped(vault: Vault, own: Collection[str], ends: frozenset[str]) -> Iterator[Stopped]:
    released = {str(record.body.get("of")) for record in vault.records("Release")}
    for proposal in vault.records("Proposal"):
        if str(proposal.body["id"]) not in released and _stops(vault, proposal, own, ends):
            body = proposal.body
            recipient = Recipient.from_json(body["recipient"])
            yield Stopped(proposal.number, recipient, str(body["use"]), str(body["day"]))


def _stops(vault: Vault, proposal: StoredRecord, own: Collection[str], ends: frozenset[str]) -> bool:
    """Whether it touches the person and is void by now, or would be without these grants. What cannot be made anew at all is void."""
    try:
        drafted = again(vault, proposal)
    except AmanetError:
        return True
    if not _touches(drafted, own):
        return False
    if drafted.package is None or drafted.manifest != proposal.body["manifest"]:
        return True
    return drafted.disclosed is not None and not ends.isdisjoint(drafted.disclosed.grants)


def _touches(drafted: Drafted, own: Collection[str]) -> bool:
    story, planned = drafted.story, drafted.plan
    touches = (
        *(touch for one in planned.statements for touch in touched_by(story, story.statements[one])),
        *(touch for one in planned.items for touch in touched_by_item(story, one)),
    )
    return any(touch.entity in own for touch in touches)


# What must be destroyed


def _to_destroy(vault: Vault, own: Collection[str], traces: Traces, names: Collection[str]) -> Destroyed:
    items = sorted({*_resting(vault, traces), *traces.given})
    story = story_of(vault, traces.said, items)
    shared = tuple(
        found for number in items if (found := _shared(vault, story, own, names, number)) is not None
    )
    apart = {one.item for one in shared}
    in_shared = {number for one in shared for number in one.together}
    return Destroyed(
        statements=traces.said,
        passages=tuple(sorted(_own_passages(vault, traces) - in_shared)),
        items=tuple(number for number in items if number not in apart),
        interviews=traces.interviews,
        heard=traces.heard,
        shared=shared,
    )


def _own_passages(vault: Vault, traces: Traces) -> set[int]:
    """Those that what they said rests on, and nothing that others said."""
    said = set(traces.said)
    ids = {str(one) for number in said for one in vault.record(number).body.get("passages", ())}
    return {number for number in _numbers(vault, ids) if said.issuperset(_statements_under(vault, number))}


def _resting(vault: Vault, traces: Traces) -> set[int]:
    """The items that what they said rests on."""
    said = set(traces.said)
    return {item for item in traces.items if not said.isdisjoint(_statements_under(vault, item))}


def _statements_under(vault: Vault, number: int) -> list[int]:
    """The statements that rest on a passage or an item."""
    found = (vault.record(derived) for derived in vault.about(number))
    return [record.number for record in found if record.type == "Statement"]


def _shared(
    vault: Vault, story: Story, own: Collection[str], names: Collection[str], number: int
) -> Shared | None:
    """None where nobody else is known to be in it; who handed it over is not in it for that."""
    body = vault.record(number).body
    item = str(body["id"])
    others = [one for one in story.resting_on(item) if one.said_by not in own]
    speaks = any(one not in own for one in story.heard.get(item, ()))
    if not (others or speaks):
        return None
    giver = folded_name(str(body.get("source", "")))
    alone, together = _passages_by_whose(vault, story, own, item, others)
    ids = [one.id for one in others]
    return Shared(number, _numbers(vault, ids), alone, together, bool(giver) and giver not in names, speaks)


def _passages_by_whose(
    vault: Vault, story: Story, own: Collection[str], item: str, others: Sequence[Said]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    cited = {str(one) for said in others for one in said.body.get("passages", ())}
    theirs = {
        str(one)
        for said in story.resting_on(item)
        if said.said_by in own
        for one in said.body.get("passages", ())
    }
    return _numbers(vault, theirs - cited), _numbers(vault, theirs & cited)


def _numbers(vault: Vault, ids: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted(vault.related.numbers(ids).values()))


# Who is told


def _tell(contact: Instructions) -> tuple[Phrase, ...]:
    if contact.do_not_contact:
        return (_NOT_AT_ALL,)
    way = _BY_THESE if contact.known else _NOT_KNOWN
    return (way, _WHAT_TO_TELL, _ASK_WHAT_GOES)
