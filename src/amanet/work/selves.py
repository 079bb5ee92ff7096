"""Who the records mean by a person: the person, the sources that they are, and whoever may be them.

A source for whom somebody said "this is person X" and X are one human being: what either allowed, refused or asked for is
theirs. Where that is disputed, or two entities were only judged to be the same, the records of the other may forbid, never allow.
"""

from collections.abc import Iterator
from typing import Any

from amanet.consent import Whose
from amanet.errors import Misuse
from amanet.record.judgement import entity_on
from amanet.vault import StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.entities import find_entity

__all__ = ["find_human", "has_died", "whose"]

_HUMANS = ("Person", "Source")


def find_human(vault: Vault, text: str) -> StoredRecord:
    """A person, or a source of whom nobody may know who they are. Raises `Misuse` for anything else, and for a source that is none."""
    record = find_entity(vault, text, *_HUMANS)
    kinds = [str(body["value"].get("term")) for body in _living(vault, record.number, "kind")]
    if record.body["schema"] == "Source" and kinds and "person" not in kinds:
        raise Misuse(f"Source {record.number} is not a person. Whose wish is it? Name the person.")
    return record


def whose(vault: Vault, record: StoredRecord) -> Whose:
    """The ids that are this human being, and those that may be. Says nothing of proxies and signatures."""
    person = str(record.body["id"])
    sure: dict[str, bool] = {person: True}
    todo = [person]
    while todo:
        one = todo.pop()
        for other, is_sure in _ties(vault, one):
            reached = is_sure and sure[one]
            if reached > sure.get(other, False) or other not in sure:
                sure[other] = reached
                todo.append(other)
    others = sure.items() - {(person, True)}
    return Whose(
        person,
        same=frozenset(one for one, is_sure in others if is_sure),
        perhaps=frozenset(one for one, is_sure in others if not is_sure),
    )


def has_died(vault: Vault, identifier: str) -> bool:
    """Whether a death of this person is on record and another member has reviewed it: a rumour takes nobody's voice away."""
    record = vault.with_ids([identifier])
    if not record:
        return False
    ids = {identifier, *whose(vault, record[0]).same}
    numbers = [vault.views.number_of(one) for one in ids]
    return any(
        _is_death(vault, statement)
        for number in numbers
        for statement in _statements_naming(vault, number, "victim", ids)
        if vault.views.state(statement.number) == "reviewed"
    )


def _ties(vault: Vault, identifier: str) -> Iterator[tuple[str, bool]]:
    """Ids of entities tied to this one, and whether it is said for sure that they are one."""
    number = vault.views.number_of(identifier)
    if not number:
        return
    if vault.record(number).body.get("schema") == "Source":
        for body, state in _with_states(vault, number, "person"):
            if "entity" in body["value"]:
                yield str(body["value"]["entity"]), state != "disputed"
    for statement in _statements_naming(vault, number, "person", {identifier}):
        # A sign of life has a person too, whom two may take for two people: that makes these nobody's self.
        if _is_source(vault, str(statement.body["subject"])):
            yield str(statement.body["subject"]), vault.views.state(statement.number) != "disputed"
    for body in _bodies(vault, number, "Judgement"):
        sides = {entity_on(body["left"]), entity_on(body["right"])}
        if identifier in sides and body["verdict"] in ("same", "unsure"):
            yield from ((side, False) for side in sides if side not in (None, identifier))


def _is_source(vault: Vault, identifier: str) -> bool:
    number = vault.views.number_of(identifier)
    return bool(number) and vault.record(number).body.get("schema") == "Source"


def _is_death(vault: Vault, statement: StoredRecord) -> bool:
    """Whether the act that this statement is of is a death, which somebody reviewed as well."""
    act = vault.views.number_of(str(statement.body["subject"]))
    terms = load_ontology().thesaurus("act_type").terms
    for body, state in _with_states(vault, act, "type"):
        code = str(body["value"].get("term"))
        broader = terms[code].broader if code in terms else None
        if state == "reviewed" and "death" in (code, broader):
            return True
    return False


def _living(vault: Vault, number: int, name: str) -> Iterator[dict[str, Any]]:
    yield from (body for body, _ in _with_states(vault, number, name))


def _with_states(vault: Vault, number: int, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The living statements that affirm this property of an entity, with their state of review."""
    for statement in vault.views.statements_of(number, name):
        body = vault.record(statement).body
        if body["polarity"] == "affirms":
            yield body, vault.views.state(statement)


def _statements_naming(vault: Vault, number: int, name: str, ids: set[str]) -> Iterator[StoredRecord]:
    """The living statements that affirm of something else that its property `name` is one of `ids`."""
    for about in vault.about(number):
        record = vault.record(about)
        if record.type != "Statement" or vault.views.is_dead(about):
            continue
        body = record.body
        if body["property"] == name and body["polarity"] == "affirms" and body["value"].get("entity") in ids:
            yield record


def _bodies(vault: Vault, number: int, type_name: str) -> Iterator[dict[str, Any]]:
    for about in vault.about(number):
        record = vault.record(about)
        if record.type == type_name and not vault.views.is_dead(about):
            yield record.body
