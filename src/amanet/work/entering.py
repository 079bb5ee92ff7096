"""Entities and statements as a person types them: in words, with sources and passages by number or name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from amanet.errors import Misuse
from amanet.record.ontology import Ontology
from amanet.record.statement import Saying
from amanet.vault import StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.entities import find_entity, find_record
from amanet.work.statements import add_entity, add_source, correct, say
from amanet.work.wording import Hints, date_from_words, shown_value, value_from_words

__all__ = ["enter_entity", "enter_statement", "shown_statement"]

_HINTS = frozenset(Hints.__dataclass_fields__) - {"said_at"}
_PLAIN = ("wording", "certainty", "basis", "note", "state", "polarity", "language")


def enter_entity(
    vault: Vault, schema: str, called: str | None, more: Sequence[tuple[str, str]], **said: Any
) -> StoredRecord:
    """A new entity. `called` becomes its name or title; of an act and whatever has none, it is a mistake."""
    ontology = load_ontology()
    properties = ontology.schema(schema).properties
    naming = next((name for name in ("name", "title") if name in properties), None)
    if called is not None and naming is None:
        raise Misuse(f"A {schema} has no name. Say what it is with --set PROPERTY=VALUE.")
    pairs = ([(str(naming), called)] if called is not None else []) + list(more)
    if not pairs:
        raise Misuse("Say something of it: a NAME, or --set PROPERTY=VALUE.")
    if schema == "Source" and not said.get("by"):
        return _self_named_source(vault, ontology, called, more, said)
    sayings = [_saying(vault, ontology, schema, "", prop, words, said) for prop, words in pairs]
    return add_entity(vault, schema, sayings, ontology=ontology)


def enter_statement(vault: Vault, subject: str, prop: str, words: str, **said: Any) -> StoredRecord:
    """A statement; where `replaces` names an older one, in its place. What that one says besides stays, unless said anew."""
    ontology = load_ontology()
    entity = find_entity(vault, subject)
    replaces, reason = said.pop("replaces", None), said.pop("reason", None)
    old = None if replaces is None else find_record(vault, str(replaces), "Statement")
    if old is not None and not said.get("by"):
        said["by"] = str(old.body["said_by"])
    body = entity.body
    saying = _saying(vault, ontology, str(body["schema"]), str(body["id"]), prop, words, said)
    if old is None:
        return say(vault, saying, ontology=ontology)
    if old.body["subject"] != saying.subject:
        raise Misuse(f"Statement {old.number} is about another entity.")
    return correct(vault, old, _kept(saying, old.body), reason=reason)


def shown_statement(vault: Vault, body: Mapping[str, Any], language: str = "en") -> str:
    """The value of a statement in words."""
    subject = vault.with_ids([str(body["subject"])])
    schema = str(subject[0].body["schema"]) if subject else "Thing"
    return shown_value(vault, load_ontology(), schema, str(body["property"]), body["value"], language)


def _saying(
    vault: Vault,
    ontology: Ontology,
    schema: str,
    subject: str,
    prop: str,
    words: str,
    said: Mapping[str, Any],
    said_by: str | None = None,
) -> Saying:
    """`said_by` is the id of a source that is entered with it; without, `said` names one that is there."""
    if said_by is None and not said.get("by"):
        raise Misuse("Every statement has a source: --by SOURCE. `amanet source add NAME` enters one.")
    hints = Hints(**{name: said[name] for name in _HINTS if name in said})
    said_at = date_from_words(said["said_at"], hints) if "said_at" in said else None
    if said_at is not None:
        hints = replace(hints, said_at=str(said_at["edtf"]))
    heard_from = said.get("heard_from")
    return Saying(
        subject,
        prop,
        value_from_words(vault, ontology, schema, prop, words, hints),
        said_by or str(find_entity(vault, said["by"], "Source").body["id"]),
        passages=tuple(
            str(find_record(vault, str(passage), "Passage").body["id"])
            for passage in said.get("passages", ())
        ),
        said_at=said_at,
        heard_from=None if heard_from is None else str(find_entity(vault, heard_from, "Source").body["id"]),
        **{name: said[name] for name in _PLAIN if name in said},
    )


def _kept(saying: Saying, old: Mapping[str, Any]) -> Saying:
    """A correction of one thing leaves the others as they were."""
    kept = {
        name: old[name]
        for name in ("said_at", "heard_from", "wording", "language", "certainty", "basis", "note")
        if name in old and getattr(saying, name) is None
    }
    passages = saying.passages or tuple(old.get("passages", ()))
    return replace(saying, passages=passages, **kept)


def _self_named_source(
    vault: Vault,
    ontology: Ontology,
    called: str | None,
    more: Sequence[tuple[str, str]],
    said: Mapping[str, Any],
) -> StoredRecord:
    """Nobody else has said anything yet: what is known of the source is taken as its own word."""
    if called is None:
        raise Misuse("A source has a NAME: what the team calls it. It may be a cover name.")
    identifier = vault.new_id()
    own = {name: value for name, value in said.items() if name not in ("by", "kind")}
    return add_source(
        vault,
        called,
        name_kind=str(said.get("kind", "usual")),
        language=said.get("language"),
        identifier=identifier,
        more=[
            _saying(vault, ontology, "Source", identifier, prop, words, own, identifier)
            for prop, words in more
        ],
    )
