"""Entering who says what: entities, statements, corrections, retractions, reviews, and taking the last step back.

Nothing is overwritten. A correction is a new statement and a Supersession; a retraction leaves what it retracts in place. All
records of one step carry the same `batch`, so that `undo` takes back a step, not a record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from amanet.canonical import JSON
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.record.ontology import Ontology
from amanet.record.statement import Saying, statement_fields, verify_review
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.entities import find_entity, find_record, schema_of
from amanet.work.members import list_members
from amanet.work.signed import signed_draft

__all__ = [
    "UNDONE",
    "Undone",
    "add_entity",
    "add_source",
    "correct",
    "draft_statement",
    "last_step",
    "must_live",
    "new_batch",
    "retract",
    "review",
    "say",
    "undo",
]

UNDONE = "undone"
_AT_ONCE = 10_000
_LOOKED_BACK = 2_000
_NOBODY: Mapping[str, str] = {}
# What a step back takes back. Originals, custody and consent are not among them: those have verbs of their own.
_UNDOABLE = frozenset(
    (
        "Entity",
        "Statement",
        "Passage",
        "Supersession",
        "Retraction",
        "Review",
        "Judgement",
        "Assessment",
        "Gloss",
        "Interview",
        "Contact",
    )
)


@dataclass(frozen=True)
class Undone:
    """What was taken back: numbers and types."""

    records: tuple[tuple[int, str], ...]


def new_batch(vault: Vault) -> str:
    return vault.settings.random_bytes(16).hex()


def add_entity(
    vault: Vault, schema: str, sayings: Sequence[Saying], *, ontology: Ontology | None = None
) -> StoredRecord:
    """A new entity with the first statements about it (their `subject` is filled in). Gives the entity."""
    ontology = ontology or load_ontology()
    if ontology.schema(schema).abstract:
        raise Misuse(f"{schema} is only what others have in common. Say what it is exactly.")
    batch = new_batch(vault)
    identifier = vault.new_id()
    drafts = [Draft("Entity", {"schema": schema, "batch": batch}, identifier)]
    for saying in sayings:
        drafts.append(draft_statement(vault, replace(saying, subject=identifier), schema, ontology, batch))
    return vault.add(*drafts)[0]


def add_source(
    vault: Vault,
    name: str,
    kind: str | None = None,
    *,
    name_kind: str = "usual",
    language: str | None = None,
    note: str | None = None,
    identifier: str | None = None,
    more: Sequence[Saying] = (),
) -> StoredRecord:
    """A new source, entered as one step. That it is called so is its own first statement, since nobody else has said anything yet; `more` are
    others of it as the source of that `identifier`.
    """
    ontology = load_ontology()
    identifier = identifier or vault.new_id()
    batch = new_batch(vault)
    value: dict[str, JSON] = {"name": name, "kind": name_kind}
    if language is not None:
        value["language"] = language
    own = Saying(identifier, "name", value, identifier)
    sayings = [own]
    if kind is not None:
        sayings.append(replace(own, property="kind", value={"term": kind}))
    if note is not None:
        sayings.append(replace(own, property="notes", value={"text": note}))
    drafts = [Draft("Entity", {"schema": "Source", "batch": batch}, identifier)]
    drafts += [
        draft_statement(vault, one, "Source", ontology, batch, {identifier: "Source"})
        for one in (*sayings, *more)
    ]
    return vault.add(*drafts)[0]


def say(vault: Vault, saying: Saying, *, ontology: Ontology | None = None) -> StoredRecord:
    """Enters a statement. Raises `Misuse` or `BadData` where it names what there is not, or has a value that does not fit."""
    ontology = ontology or load_ontology()
    schema = schema_of(vault, saying.subject)
    return vault.add(draft_statement(vault, saying, schema, ontology, new_batch(vault)))[0]


def correct(vault: Vault, old: StoredRecord, saying: Saying, *, reason: str | None = None) -> StoredRecord:
    """Enters a statement in the place of an older one, which stays. Gives the new one."""
    must_live(vault, old)
    schema = schema_of(vault, saying.subject)
    batch = new_batch(vault)
    draft = replace(draft_statement(vault, saying, schema, load_ontology(), batch), id=vault.new_id())
    fields: dict[str, JSON] = {"replaces": str(old.body["id"]), "by": str(draft.id), "batch": batch}
    if reason:
        fields["reason"] = reason
    return vault.add(draft, Draft("Supersession", fields))[0]


def retract(vault: Vault, record: StoredRecord, *, reason: str) -> StoredRecord:
    """Says that a record no longer counts, and why. It stays, and so does who entered it."""
    if record.type not in _UNDOABLE:
        raise Misuse(
            f"Record {record.number} is of type {record.type} and is not retracted. `amanet erase` destroys, `amanet consent` withdraws."
        )
    if not reason.strip():
        raise Misuse("A retraction says why: --reason.")
    must_live(vault, record)
    fields: dict[str, JSON] = {
        "retracts": str(record.body["id"]),
        "reason": reason,
        "batch": new_batch(vault),
    }
    return vault.add(Draft("Retraction", fields))[0]


def review(vault: Vault, statement: StoredRecord, state: str, *, reason: str | None = None) -> StoredRecord:
    """Puts a statement into another state of review, signed. Raises `Misuse` for one's own, unless one works alone."""
    must_live(vault, statement)
    body = statement.body
    verify_review(
        state, author=str(body["entered_by"]), reviewer=vault.member, members=_active_members(vault)
    )
    fields: dict[str, JSON] = {"of": str(body["id"]), "state": state}
    if reason:
        fields["reason"] = reason
    return vault.add(signed_draft(vault, "Review", fields))[0]


def last_step(vault: Vault, most: int = _AT_ONCE) -> list[StoredRecord]:
    """What `undo` would take back, the newest first, `most` of it; empty where the newest records of the log are all of others."""
    last = _last_of(vault, _LOOKED_BACK)
    return [] if last is None else list(islice(_step_of(vault, last), most))


def undo(vault: Vault, *, based_on: int | None = None) -> Undone:
    """Takes back the last step of the member at work, whatever was entered after it by others. `based_on` is the newest record of the step
    that was seen: raises `ChangedMeanwhile` where it is not the last any more, `Misuse` where there is none.
    """
    last = _last_of(vault)
    if based_on is not None and (last is None or last.number != based_on):
        raise ChangedMeanwhile(
            "Your last step is another one by now, and nothing was taken back. Look at what it would undo, then do it again.",
            None if last is None else last.number,
        )
    if last is None:
        raise Misuse("There is nothing of yours to take back. `amanet log` shows what was done.")
    batch = new_batch(vault)
    undone: list[tuple[int, str]] = []
    step = _step_of(vault, last)
    while records := list(islice(step, _AT_ONCE)):
        vault.add_many(
            [
                Draft("Retraction", {"retracts": str(record.body["id"]), "reason": UNDONE, "batch": batch})
                for record in records
            ]
        )
        undone += [(record.number, record.type) for record in records]
    return Undone(tuple(sorted(undone)))


def draft_statement(
    vault: Vault,
    saying: Saying,
    schema: str,
    ontology: Ontology,
    batch: str,
    entered_with: Mapping[str, str] = _NOBODY,
) -> Draft:
    """The Statement, once everything it names was found to be there and to be what it should. `entered_with` are the schemata, by id, of what
    the same step enters.
    """
    for source in (saying.said_by, *([saying.heard_from] if saying.heard_from is not None else [])):
        if entered_with.get(source) != "Source":
            find_entity(vault, source, "Source")
    for passage in saying.passages:
        must_live(vault, find_record(vault, passage, "Passage"))
    fields = statement_fields(replace(saying, more={**saying.more, "batch": batch}), schema, ontology)
    if ontology.property(schema, saying.property).self_described:
        _must_be_own_words(vault, saying)
    named = saying.value.get("entity")
    of = None if named is None else entered_with.get(str(named)) or schema_of(vault, str(named))
    if of is not None and not ontology.accepts(schema, saying.property, of):
        wanted = ontology.property(schema, saying.property).range
        raise Misuse(f"{schema}.{saying.property} names a {wanted}; the entity given is of another schema.")
    return Draft("Statement", fields)


def _active_members(vault: Vault) -> int:
    return sum(member.status == "active" for member in list_members(vault))


def _must_be_own_words(vault: Vault, saying: Saying) -> None:
    """What nobody but the person themself may say of them. Raises `Misuse` for anybody else's word."""
    source = vault.views.number_of(saying.said_by)
    own = any(
        vault.record(number).body["value"].get("entity") == saying.subject
        for number in vault.views.statements_of(source, "person")
    )
    if not own or saying.heard_from is not None:
        raise Misuse(
            f"{saying.property} holds only what people say of themselves, in their own words. If the source is that person, say so first: "
            "amanet source edit SOURCE --set person=PERSON"
        )


def must_live(vault: Vault, record: StoredRecord) -> None:
    """Raises `Misuse` where a record does not count any more."""
    if vault.views.is_dead(record.number):
        raise Misuse(
            f"Record {record.number} was already superseded or retracted. `amanet show {record.number}` tells by what."
        )


def _step_of(vault: Vault, last: StoredRecord) -> Iterator[StoredRecord]:
    """The living records of the step that ended with this one. One writer at a time: they stand together."""
    body = last.body
    yield last
    if "batch" not in body:
        return
    for record in vault.newest_first(before=last.number):
        if record.body.get("batch") != body["batch"]:
            return
        if record.type in _UNDOABLE and not vault.views.is_dead(record.number):
            yield record


def _last_of(vault: Vault, most: int | None = None) -> StoredRecord | None:
    """The newest record of this member that counts and can be taken back; what took something back is no step of its own."""
    for record in islice(vault.newest_first(), most):
        if record.type not in _UNDOABLE or vault.views.is_dead(record.number):
            continue
        body = record.body
        if body["entered_by"] == vault.member and body.get("reason") != UNDONE:
            return record
    return None
