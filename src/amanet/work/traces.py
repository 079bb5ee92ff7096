"""Everything the vault holds from and about one human being, and what of it was given out: for reading back, and for a withdrawal.

What they gave is found by the name under which it was handed over, and by nothing else: an item under another name is missing, one
from somebody of the same name is too many. Whoever shows it says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON, folded_name
from amanet.consent import Whose
from amanet.vault import StoredRecord, Vault

__all__ = ["Sent", "Traces", "find_traces", "names_of", "sent_before"]

_GIVEN_OUT = frozenset(("got", "read", "proved"))


@dataclass(frozen=True)
class Traces:
    """Numbers of records, each kind in its order of entry. `about` is what others said; `items` those that passages point into."""

    entities: tuple[int, ...]
    said: tuple[int, ...]
    heard: tuple[int, ...]
    about: tuple[int, ...]
    passages: tuple[int, ...]
    items: tuple[int, ...]
    given: tuple[int, ...]
    interviews: tuple[int, ...]
    consent: tuple[int, ...]
    contact: tuple[int, ...]

    def all(self) -> tuple[int, ...]:
        kinds = vars(self).values()
        return tuple(sorted({number for numbers in kinds for number in numbers}))


@dataclass(frozen=True)
class Sent:
    """Something that left, or was looked at: what was done, when, for whom, and with which of these records. `what` where it was no item: an
    account, a timeline, a list of whom to warn.
    """

    number: int
    action: str
    at: str
    to: str | None
    records: tuple[int, ...]
    what: str = ""

    def to_json(self) -> dict[str, JSON]:
        return {
            "record": self.number,
            "action": self.action,
            "what": self.what or None,
            "at": self.at,
            "to": self.to,
            "records": list(self.records),
        }


def find_traces(vault: Vault, human: Whose, *, as_of: str | None = None) -> Traces:
    """All of it, superseded and retracted records too: they are held. `as_of` a moment, what was entered by then."""
    own = human.own
    entities = sorted(filter(None, map(vault.views.number_of, own)))
    derived = {number for entity in entities for number in vault.about(entity)}
    records = [record for number in sorted(derived) if _was_there(record := vault.record(number), as_of)]
    statements = [record for record in records if record.type == "Statement"]
    said = _those(statements, lambda body: body["said_by"] in own)
    heard = _those(statements, lambda body: body.get("heard_from") in own and body["said_by"] not in own)
    about = _those(
        statements,
        lambda body: (
            body["said_by"] not in own and (body["subject"] in own or body["value"].get("entity") in own)
        ),
    )
    cited = sorted({n for record in statements for n in _numbers(vault, record.body.get("passages", ()))})
    return Traces(
        entities=tuple(entities),
        said=said,
        heard=heard,
        about=about,
        passages=tuple(cited),
        items=tuple(sorted({item for number in cited for item in _item_of(vault, number)})),
        given=tuple(_given_by_name(vault, set(names_of(vault, entities)), as_of)),
        interviews=_of_type(records, "source", own, "Interview"),
        consent=_of_type(records, "person", own, "Grant", "Refusal", "Withdrawal"),
        contact=_of_type(records, "person", own, "Contact"),
    )


def sent_before(vault: Vault, traces: Traces) -> tuple[Sent, ...]:
    """What of this was got, read or proved, as far as it is on record."""
    numbers = {vault.record(number).reference: number for number in traces.all()}
    found = []
    for record in vault.records("Custody"):
        body = record.body
        concerned = tuple(sorted(numbers[one] for one in body["records"] if one in numbers))
        if body["action"] in _GIVEN_OUT and concerned:
            at = str(body.get("happened_at", body["entered_at"]))
            what = str((body.get("details") or {}).get("name", ""))
            found.append(Sent(record.number, str(body["action"]), at, body.get("to"), concerned, what))
    return tuple(found)


def _those(records: Iterable[StoredRecord], wanted: Callable[[dict[str, Any]], bool]) -> tuple[int, ...]:
    return tuple(record.number for record in records if wanted(record.body))


def _of_type(
    records: Iterable[StoredRecord], field: str, own: frozenset[str], *types: str
) -> tuple[int, ...]:
    return tuple(record.number for record in records if record.type in types and record.body[field] in own)


def _numbers(vault: Vault, ids: Iterable[str]) -> list[int]:
    return [number for number in map(vault.views.number_of, ids) if number]


def _item_of(vault: Vault, passage: int) -> Iterator[int]:
    """The item that a passage stands in, through the reading it may be of."""
    of = vault.with_ids([str(vault.record(passage).body["of"])])
    while of and of[0].type == "Rendition":
        of = vault.with_ids([str(of[0].body["item"])])
    yield from (record.number for record in of)


def names_of(vault: Vault, entities: Iterable[int]) -> Iterator[str]:
    for entity in entities:
        for statement in vault.views.statements_of(entity, "name"):
            value = vault.record(statement).body["value"]
            yield folded_name(str(value.get("name", value.get("text", ""))))


def _given_by_name(vault: Vault, names: set[str], as_of: str | None) -> Iterator[int]:
    for record in vault.records("Item"):
        source = folded_name(str(record.body.get("source", "")))
        if source and source in names and _was_there(record, as_of):
            yield record.number


def _was_there(record: StoredRecord, as_of: str | None) -> bool:
    return as_of is None or str(record.body["entered_at"]) <= as_of
