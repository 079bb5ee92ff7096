"""Glosses: what the team takes coded words to mean, sealed to the members named for it (docs/adr/0010-glosses.md).

Relatives say "studying" and mean something else. The words are testimony and stay as they were said; the reading is a conclusion of
the team that can harm who spoke. So it is an age file to the own keys of some members, inside the record: for all others, for an
export and for whoever is added later, it is bytes. It is in no view, no search and no full-text index.

Invariants: the author is always a reader; the words occur in what they are said to be words of; what is opened speaks of the same
words as the record around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.canonical import JSON, decode, encode, from_base64, to_base64
from amanet.errors import BadData, Misuse, WrongKey
from amanet.sealing import Identity, Recipient, open_bytes, seal_bytes
from amanet.sealing.member_keys import member_identity, member_recipient
from amanet.vault import StoredRecord, Vault
from amanet.work.assessing import names_of_members
from amanet.work.members import find_member, list_members
from amanet.work.signed import signed_draft
from amanet.work.statements import must_live

__all__ = ["FOR_OTHERS", "READ", "UNREADABLE", "ReadGloss", "add_gloss", "read_glosses"]

READ: Final = "read"
FOR_OTHERS: Final = "for other members"
UNREADABLE: Final = "does not open"
_LONGEST = 16 * 1024
# A word and a sentence look alike from outside: the sealed text is filled up to this before it is padded like everything else.
_SHORTEST_SEALED = 512
# What a value says in the words of somebody; ids and codes are ours.
_SAID_IN = ("text", "name", "identifier", "issuer", "words")


@dataclass(frozen=True)
class ReadGloss:
    """A gloss as it is for the member at work. `of` is the number of the statement or passage. `reading` is None unless `state` is `READ`:
    it is `FOR_OTHERS`, or does not open though they are named (`UNREADABLE`), which nobody makes with amanet.
    """

    number: int
    of: int
    words: str = field(repr=False)
    reading: str | None = field(repr=False)
    state: str
    by: str
    readers: tuple[str, ...]


def add_gloss(
    vault: Vault, of: StoredRecord, words: str, reading: str, readers: Sequence[str] = ()
) -> StoredRecord:
    """Seals what words of a living statement or passage are taken to mean, to the active members named (by name or id) and oneself.
    Raises `Misuse` where the words do not stand there, or a member is none.
    """
    if of.type not in ("Statement", "Passage"):
        raise Misuse(f"Record {of.number} is of type {of.type}; a gloss is of a statement or a passage.")
    must_live(vault, of)
    _verify_text(reading)
    if not words.strip() or not any(words in said for said in _said(vault, of)):
        raise Misuse(
            f"These words do not stand in record {of.number}, to the letter. `amanet show {of.number}` shows what does."
        )
    named = _named(vault, readers)
    inside: dict[str, JSON] = {"of": str(of.body["id"]), "words": words, "reading": reading}
    fields: dict[str, JSON] = {
        "of": inside["of"],
        "words": words,
        "readers": [*named],
        "sealed": _seal(vault, inside, list(named.values())),
    }
    return vault.add(signed_draft(vault, "Gloss", fields))[0]


def read_glosses(vault: Vault, of: StoredRecord | None = None) -> list[ReadGloss]:
    """The living glosses in their order of entry: all; those of a passage; those of a statement and of the passages it rests on; or of
    anything else, a person or an item, all that come from it.
    """
    identity = member_identity(vault.unlocked.signing_seed)
    names = names_of_members(vault)
    records = vault.records("Gloss") if of is None else _glosses_of(vault, of)
    return [_read(vault, one, identity, names) for one in records if not vault.views.is_dead(one.number)]


def _verify_text(reading: str) -> None:
    if not reading.strip():
        raise Misuse("A gloss says what the words are taken to mean. Nothing was given.")
    if len(reading.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise Misuse(
            f"A gloss is the reading of a few words, {_LONGEST} bytes at most. Give what is longer to the team in another way."
        )


def _said(vault: Vault, of: StoredRecord) -> Iterator[str]:
    """The words that were said: of a passage its quote, of a statement its wording, its value and the quotes of its passages."""
    body = of.body
    if of.type == "Passage":
        yield str(body.get("quote", ""))
        return
    yield str(body.get("wording", ""))
    yield from _said_in(body["value"])
    for passage in vault.with_ids([str(one) for one in body.get("passages", ())]):
        yield from _said(vault, passage)


def _said_in(value: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _said_in(inner)
        elif name in _SAID_IN and isinstance(inner, str):
            yield inner


def _named(vault: Vault, readers: Sequence[str]) -> dict[str, Recipient]:
    """The keys of the readers by their member id, sorted. The one at work is found by id alone: a name can look like one."""
    author = next(one for one in list_members(vault) if one.member == vault.member)
    found = {one.member: one for one in (author, *(find_member(vault, text) for text in readers))}
    return {one: member_recipient(bytes.fromhex(found[one].public_key)) for one in sorted(found)}


def _seal(vault: Vault, inside: Mapping[str, JSON], recipients: Sequence[Recipient]) -> str:
    plaintext = encode(dict(inside)).ljust(_SHORTEST_SEALED, b"\0")
    return to_base64(seal_bytes(plaintext, recipients, random_bytes=vault.settings.random_bytes, pad=True))


def _glosses_of(vault: Vault, of: StoredRecord) -> list[StoredRecord]:
    exact = of.type in ("Statement", "Passage")
    wanted = {str(of.body["id"]), *(map(str, of.body.get("passages", ())) if exact else ())}
    numbers = {number for origin in vault.with_ids(sorted(wanted)) for number in vault.about(origin.number)}
    records = (vault.record(number) for number in sorted(numbers))
    return [one for one in records if one.type == "Gloss" and (not exact or str(one.body["of"]) in wanted)]


def _read(vault: Vault, record: StoredRecord, identity: Identity, names: Mapping[str, str]) -> ReadGloss:
    body = record.body
    readers = [str(one) for one in body["readers"]] if isinstance(body["readers"], list) else []
    state, reading = FOR_OTHERS, None
    if vault.member in readers:
        reading = _opened(body, identity)
        state = UNREADABLE if reading is None else READ
    return ReadGloss(
        record.number,
        vault.views.number_of(str(body["of"])),
        str(body["words"]),
        reading,
        state,
        names.get(str(body["entered_by"]), "(no member on record)"),
        tuple(names.get(one, "(not known here)") for one in readers),
    )


def _opened(body: Mapping[str, Any], identity: Identity) -> str | None:
    """The reading, if it is sealed to this member and was written of these very words."""
    try:
        inside = decode(open_bytes(from_base64(str(body["sealed"])), identity).rstrip(b"\0"))
    except (BadData, WrongKey):
        return None
    if not isinstance(inside, dict) or (inside.get("of"), inside.get("words")) != (body["of"], body["words"]):
        return None
    reading = inside.get("reading")
    return reading if isinstance(reading, str) else None
