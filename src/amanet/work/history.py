"""Who did what when, in words, from the records. What was erased is shown as a place where something stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from amanet.canonical import readable_name
from amanet.vault import StoredRecord, Vault
from amanet.vault.vouching import signers_of

_WORDS = {
    "Epoch": "a new epoch of the log began: {reason}",
    "Stamp": "{kind} on the first {tree_size} entries, by {authority}, stated {stated_at}",
    "Erasure": "destroyed for good, {count} in number: {reason}",
    "Member": "{name} ({role}) is {status}",
    "Entity": "a new {schema}",
    "Statement": "{subject}: {property}, said by {said_by}",
    "Passage": "a passage of {of}",
    "Supersession": "{replaces} is replaced by {by}",
    "Retraction": "{retracts} no longer counts: {reason}",
    "Review": "{of} is {state}",
    "Judgement": "judged {verdict}: {left} and {right}",
    "Assessment": "an assessment of {of}",
    "Gloss": "a gloss on words of {of}",
    "Interview": "an interview with {source}",
    "Contact": "how to reach {person}: {channel} {rule}",
    "Grant": "{person} allows {use}",
    "Refusal": "{person} refuses",
    "Withdrawal": "{person} withdraws",
    "Proposal": "proposed to be disclosed for {use}",
    "Approval": "{verdict}: {of}",
    "Release": "disclosed for {use}",
}
# The fields that name another record: in the log by its number.
_NAMING = frozenset(
    ("subject", "said_by", "of", "replaces", "by", "retracts", "left", "right", "source", "person")
)


@dataclass(frozen=True)
class Event:
    """One record as an event."""

    number: int
    epoch: int
    index: int
    at: str
    by: str
    type: str
    text: str
    reference: str


def history(vault: Vault, *, after: int = 0) -> Iterator[Event]:
    """Every leaf from `after` on, oldest first, those that were erased too."""
    names = {member: readable_name(known.name) for member, known in signers_of(vault).items()}
    expected = after + 1
    for record in vault.records(after=after):
        yield from (_erased(vault, number) for number in range(expected, record.number))
        expected = record.number + 1
        yield _event(vault, record, names)
    yield from (_erased(vault, number) for number in range(expected, vault.last_number + 1))


def recent(
    vault: Vault, *, before: int | None = None, kind: str | None = None, limit: int = 50
) -> list[Event]:
    """The newest first, from before a number on; of one type only, or all and the places of what was erased."""
    names = {member: readable_name(known.name) for member, known in signers_of(vault).items()}
    records = vault.newest_first(before=before, type_name=kind)
    if kind is not None:
        return [_event(vault, record, names) for record in islice(records, limit)]
    found: list[Event] = []
    expected = min(vault.last_number, (before or vault.last_number + 1) - 1)
    for record in islice(records, limit):
        found += [
            _erased(vault, number) for number in range(expected, max(record.number, expected - limit), -1)
        ]
        found.append(_event(vault, record, names))
        expected = record.number - 1
        if len(found) >= limit:
            return found[:limit]
    found += [_erased(vault, number) for number in range(expected, max(0, expected - limit), -1)]
    return found[:limit]


def _event(vault: Vault, record: StoredRecord, names: dict[str, str]) -> Event:
    body = record.body
    kind = str(body["type"])
    by = names.get(str(body["entered_by"]), "(no member on record)")
    return Event(
        record.number,
        record.epoch,
        record.index,
        str(body["entered_at"]),
        by,
        kind,
        _words(vault, kind, body),
        record.reference,
    )


def _words(vault: Vault, kind: str, body: dict[str, object]) -> str:
    if kind == "Item":
        return f"item {readable_name(body['name'])} ({body['size']} bytes)"  # type: ignore[arg-type]
    if kind == "Rendition":
        return readable_name(f"{body['kind']} by {body['tool']} {body['version']}")
    if kind == "Custody":
        return _custody(body)
    filled = {"authority": "", "stated_at": "", **body, "count": len(body.get("erased", ()))}  # type: ignore[arg-type]
    filled |= {name: _numbered(vault, body[name]) for name in _NAMING & body.keys()}
    return readable_name(_WORDS.get(kind, kind).format_map(filled))


def _numbered(vault: Vault, named: object) -> str:
    """A record that another names, by its number; a speaker by the label too."""
    if isinstance(named, dict):
        label = f" “{named['speaker']}”" if "speaker" in named else ""
        return _numbered(vault, named.get("entity", named.get("rendition"))) + label
    number = vault.views.number_of(str(named))
    return f"#{number}" if number else "(erased)"


def _custody(body: dict[str, object]) -> str:
    count = len(body["records"])  # type: ignore[arg-type]
    parts = [str(body["action"])]
    if count:
        parts.append(f"{count} records" if count > 1 else "1 record")
    details = body.get("details")
    if isinstance(details, dict) and "name" in details:
        parts.append(str(details["name"]))
    if "by_hand_of" in body:
        parts.append(f"from {readable_name(str(body['by_hand_of']))}")
    if "to" in body:
        parts.append(f"for {readable_name(str(body['to']))}")
    return ", ".join(parts)


def _erased(vault: Vault, number: int) -> Event:
    entry_epoch, index, reference = vault.leaf_place(number)
    return Event(number, entry_epoch, index, "", "", "", "(erased)", reference)
