"""Questions about everybody, answered from the views: what may be contradicted, and who was last heard of when.

Numbers in, numbers out: no body of a record is read, so a million statements take a second or two. What is found is never less than there
is; who asks weighs it (`work.overview`).

    contradicted    groups of statements (a subject, a property) that cannot all be true, or of which one is denied
    said            statements of some properties about all entities of a schema, as rows of numbers
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from amanet.vault.database import Database
from amanet.vault.views import POLARITY, digest_of

__all__ = ["AFFIRMS", "DENIES", "Facts", "Group", "Said", "Term"]

_AMONG = "IN (SELECT value FROM json_each(?))"
AFFIRMS, DENIES = POLARITY["affirms"], POLARITY["denies"]


class Group(NamedTuple):
    """The statements about one entity (its number) of one property."""

    subject: int
    property: str


class Said(NamedTuple):
    """A statement in numbers: its value is that of an entity where positive; `low` and `high` are days as ordinals."""

    number: int
    subject: int
    name: str
    polarity: int
    value: int | None
    low: int | None
    high: int | None


class Term(NamedTuple):
    """A statement that affirms a term of an entity, with its state of review."""

    number: int
    subject: int
    code: str
    state: str


class Facts:
    """The views of one open database, for whoever asks about everybody."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def contradicted(self, of_one_value: Collection[str], *, living: bool = True) -> list[Group]:
        """The groups in which something is denied, and, of the properties that have `of_one_value`, those whose values differ; of dates,
        those with no day in common. In all others, everything agrees. Where not `living`, what was superseded counts too.
        """
        single = json.dumps(sorted(of_one_value))
        found = {Group(*row) for row in self.database.rows(_DENIED)}
        found.update(Group(*row) for row in self.database.rows(_SEVERAL, (single,)))
        sql = _DIFFER_LIVING if living else _DIFFER
        return [Group(*row) for row in self.database.rows(sql, (json.dumps(sorted(found)), single))]

    def differ(self, said: Iterable[Said], of_one_value: Collection[str]) -> bool:
        """The same of some statements of one property, wherever they are from."""
        told = list(said)
        values = {one.value for one in told if one.value is not None}
        lows = [one.low for one in told if one.low is not None]
        highs = [one.high for one in told if one.high is not None]
        apart = (
            len(values) > 1
            or bool(lows and highs and max(lows) > min(highs))
            or bool(values and len(lows) > 1)
        )
        return any(one.polarity == DENIES for one in told) or (apart and told[0].name in of_one_value)

    def statements_in(self, groups: Collection[Group]) -> list[int]:
        """The numbers of the statements of these groups, whether they count or not."""
        return [int(row[0]) for row in self.database.rows(_IN_GROUPS, (json.dumps(list(groups)),))]

    def about(self, subjects: Collection[int], *, living: bool = True) -> list[Said]:
        """All statements about some entities."""
        sql = f"{_ABOUT} WHERE {_LIVING}" if living else _ABOUT
        return [Said(*row) for row in self.database.rows(sql, (_list(subjects),))]

    def said(self, schema: str, *properties: str, living: bool = True) -> Iterator[Said]:
        """Of all entities of a schema, by entity."""
        sql = _SAID_LIVING if living else _SAID
        for row in self.database.rows(sql, (schema, json.dumps(properties))):
            yield Said(*row)

    def said_of(self, subjects: Collection[int], *properties: str) -> list[Said]:
        """The living statements of these properties about some entities."""
        return [Said(*row) for row in self.database.rows(_SAID_OF, (_list(subjects), json.dumps(properties)))]

    def of_term(self, schema: str, name: str, codes: Collection[str], *, living: bool = True) -> list[Term]:
        """Where one of these terms is affirmed of an entity of a schema."""
        by_digest = {digest_of({"term": code}): code for code in codes}
        sql = f"{_OF_TERM} AND {_LIVING}" if living else _OF_TERM
        rows = self.database.rows(sql, (schema, name, AFFIRMS, json.dumps(list(by_digest))))
        return [Term(number, subject, by_digest[value], state) for number, subject, value, state in rows]

    def subjects(self, statements: Collection[int]) -> set[int]:
        """What these statements are about."""
        sql = f"SELECT DISTINCT subject FROM statement WHERE number {_AMONG}"
        return {int(row[0]) for row in self.database.rows(sql, (_list(statements),))}

    def states(self, statements: Collection[int]) -> dict[int, str]:
        """The states of review of these statements."""
        sql = f"SELECT number, state FROM statement WHERE number {_AMONG}"
        return dict(self.database.rows(sql, (_list(statements),)))

    def said_by(self, sources: Collection[int]) -> set[int]:
        """The numbers of the statements these sources made."""
        sql = f"SELECT number FROM statement WHERE said_by {_AMONG}"
        return {int(row[0]) for row in self.database.rows(sql, (_list(sources),))}

    def retracted_entities(self) -> set[int]:
        """The numbers of the entities that do not count any more."""
        sql = "SELECT d.number FROM dead d CROSS JOIN entity e ON e.number = d.number"
        return {int(row[0]) for row in self.database.rows(sql)}

    def schemata(self, entities: Collection[int]) -> dict[int, str]:
        sql = f"SELECT number, schema FROM entity WHERE number {_AMONG}"
        return dict(self.database.rows(sql, (_list(entities),)))

    def labels(self, entities: Collection[int]) -> dict[int, tuple[str, int]]:
        """What these are called, and by which statement."""
        sql = f"SELECT entity, text, statement FROM label WHERE entity {_AMONG}"
        rows = self.database.rows(sql, (_list(entities),))
        return {entity: (text, statement) for entity, text, statement in rows}

    def ids(self, numbers: Collection[int]) -> dict[int, str]:
        sql = f"SELECT number, id FROM record WHERE number {_AMONG}"
        return dict(self.database.rows(sql, (_list(numbers),)))

    def numbers_of_type(self, type_name: str) -> list[int]:
        """The records of that type, whether they count or not."""
        sql = "SELECT number FROM record WHERE type = ? ORDER BY number"
        return [int(row[0]) for row in self.database.rows(sql, (type_name,))]


# Each goes once through an index, whose order is that of the groups: nothing is sorted or kept. Few groups are left to look at.
_DENIED = f"SELECT DISTINCT subject, property FROM statement WHERE polarity = {DENIES}"
_SEVERAL = f"SELECT subject, property FROM statement INDEXED BY statement_of WHERE property {_AMONG} GROUP BY subject, property HAVING count(*) > 1"
_GROUPS = "json_each(?) g CROSS JOIN statement s ON s.subject = g.value ->> 0 AND s.property = g.value ->> 1"
_LIVING = "NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = s.number)"
# `value` is null of what is absent and of dates that are one stretch of days; a date that is several stretches has both.
_DIFFERS = (
    f"GROUP BY s.subject, s.property HAVING min(s.polarity) = {DENIES} OR ((min(s.value) <> max(s.value) OR max(s.low) > min(s.high) "
    f"OR (max(s.value) IS NOT NULL AND count(s.low) > 1)) AND s.property {_AMONG}) ORDER BY s.subject, s.property"
)
_DIFFER = f"SELECT s.subject, s.property FROM {_GROUPS} {_DIFFERS}"
_DIFFER_LIVING = f"SELECT s.subject, s.property FROM {_GROUPS} WHERE {_LIVING} {_DIFFERS}"
_IN_GROUPS = f"SELECT s.number FROM {_GROUPS}"
_COLUMNS = "s.number, s.subject, s.property, s.polarity, s.value, s.low, s.high"
_SAID = (
    f"SELECT {_COLUMNS} FROM entity e CROSS JOIN statement s ON s.subject = e.number "
    f"WHERE e.schema = ? AND s.property {_AMONG}"
)
_SAID_LIVING = f"{_SAID} AND {_LIVING}"
_ABOUT = f"SELECT {_COLUMNS} FROM json_each(?) n CROSS JOIN statement s ON s.subject = n.value"
_SAID_OF = f"{_ABOUT} WHERE s.property {_AMONG} AND {_LIVING}"
_OF_TERM = (
    "SELECT s.number, s.subject, s.value, s.state FROM entity e CROSS JOIN statement s ON s.subject = e.number "
    f"WHERE e.schema = ? AND s.property = ? AND s.polarity = ? AND s.value {_AMONG}"
)


def _list(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))
