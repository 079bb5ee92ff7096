"""What the vault holds about an entity, and from a source: now, or on a day in the past.

Everything stands beside everything: who says it, how they know, what denies it. What no longer counts is told apart and can be
asked for. Nothing is weighed here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import parse_utc
from amanet.errors import Misuse
from amanet.record.assessment import Assessment, last_of_each
from amanet.record.standing import Entered, Standing, ends, standing
from amanet.vault import StoredRecord, Vault
from amanet.work.assessing import assessments_of
from amanet.work.entities import find_entity, find_record, title_of

__all__ = [
    "Held",
    "HeldStatement",
    "counts",
    "held_about",
    "held_from",
    "held_statement",
    "moment_of",
    "proposed",
]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class HeldStatement:
    """A statement as it stands. `ended_by` are the numbers of what superseded or retracted it; `assessments` what members think of it,
    of each the latest.
    """

    number: int
    body: Mapping[str, Any]
    state: str
    living: bool
    ended_by: tuple[int, ...]
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True)
class Held:
    """`schema` and `label` of an entity and the statements about it, in their order of entry."""

    number: int
    schema: str
    label: str | None
    statements: tuple[HeldStatement, ...]


def held_about(vault: Vault, entity: str | int, *, as_of: str | None = None) -> Held:
    """What is said about an entity. `as_of` is a moment (RFC 3339, UTC): what was entered by then, and counted then; what was
    erased since stays erased. Raises `Misuse` where there is no such entity.
    """
    record = find_entity(vault, str(entity)) if as_of is None else _ever(vault, str(entity))
    identifier = str(record.body["id"])
    return _held(vault, record, as_of, lambda body: body["subject"] == identifier)


def held_from(vault: Vault, source: str | int, *, as_of: str | None = None) -> Held:
    """What a source said, about whomever, or what others heard from it."""
    record = find_entity(vault, str(source), "Source")
    identifier = str(record.body["id"])
    return _held(vault, record, as_of, lambda body: identifier in (body["said_by"], body.get("heard_from")))


def held_statement(vault: Vault, number: int) -> HeldStatement:
    """One statement as it stands now. Raises `Misuse` where there is none of that number."""
    record = find_record(vault, str(number), "Statement")
    state, living = vault.views.state(number), not vault.views.is_dead(number)
    enders = tuple(vault.views.living_enders(number))
    return HeldStatement(number, record.body, state, living, enders, assessments_of(vault, number))


def counts(vault: Vault, number: int, as_of: str | None = None) -> bool:
    """Whether a record counts, or counted at a moment: neither superseded nor retracted."""
    if as_of is None:
        return not vault.views.is_dead(number)
    rows = vault.related.bodies({number} | vault.related.enders({number}))
    entered = [Entered.of(row.body) for row in rows]
    identifier = next(one.id for row, one in zip(rows, entered, strict=True) if row.number == number)
    return identifier in standing(entered, as_of).living


def proposed(vault: Vault) -> list[HeldStatement]:
    """The living statements that wait for another member to look at them."""
    return [held_statement(vault, number) for number in vault.views.in_state("proposed")]


def moment_of(words: str) -> str:
    """A day or a moment as records write it; a day means its end. Raises `BadData`."""
    moment = f"{words}T23:59:59Z" if _DAY.fullmatch(words) else words
    parse_utc(moment)
    return moment


def _held(vault: Vault, record: StoredRecord, as_of: str | None, wanted: Any) -> Held:
    related = [record, *(vault.record(number) for number in sorted(vault.about(record.number)))]
    entered = [Entered.of(one.body) for one in related]
    standing_now = standing(entered, as_of)
    enders = _enders(related, standing_now)
    assessed = _assessed(entered, standing_now)
    statements = tuple(
        HeldStatement(
            one.number,
            one.body,
            standing_now.states.get(fact.id, str(one.body.get("state", "draft"))),
            fact.id in standing_now.living,
            tuple(enders.get(fact.id, ())),
            last_of_each(assessed.get(fact.id, ())),
        )
        for one, fact in zip(related, entered, strict=True)
        if fact.type == "Statement" and (as_of is None or fact.entered_at <= as_of) and wanted(fact.body)
    )
    label = standing_now.labels.get(str(record.body["id"])) or (
        title_of(vault, record.number) if as_of is None else None
    )
    return Held(record.number, str(record.body["schema"]), label, statements)


def _enders(records: Iterable[StoredRecord], now: Standing) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for record in records:
        body = record.body
        ended = ends(str(body["type"]), body)
        if ended is not None and str(body["id"]) in now.living:
            found.setdefault(ended, []).append(record.number)
    return found


def _assessed(entered: Iterable[Entered], now: Standing) -> dict[str, list[Mapping[str, Any]]]:
    """The living assessments by the statement that they are of."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in entered:
        if one.type == "Assessment" and one.id in now.living:
            found.setdefault(str(one.body["of"]), []).append(one.body)
    return found


def _ever(vault: Vault, text: str) -> StoredRecord:
    """An entity that may have been retracted since."""
    try:
        record = vault.find(text)
    except Misuse:
        return find_entity(vault, text)
    return record if record.type == "Entity" else find_entity(vault, text)
