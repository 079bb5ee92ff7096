"""Views: what follows from records, kept so that it need not be worked out each time (docs/adr/0007-views.md).

They can be thrown away: `rebuild` makes the same again from the records (`record.standing` says what is right, slowly, and
tests hold this against it). Nothing here is trusted by `verify`, signed, or sent anywhere.

    entity      every Entity and its schema
    statement   every Statement: of whom, which property, said by whom, its state of review; and what it says, in numbers
    ender       which Supersession or Retraction puts an end to what
    dead        what does not count any more; all else is living
    label       what an entity is called, and by which statement
    judged      of which entities somebody judged whether they are one

The full text (`vault.full_text`) and the keys of names (`vault.name_keys`) are kept and made again with them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import Any, NamedTuple

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.record.dates import PartialDate
from amanet.record.judgement import entity_on
from amanet.record.standing import FIRST_STATE, LABELLING, ends, label_of
from amanet.record.types import derived_ids
from amanet.vault.database import Database
from amanet.vault.full_text import FullText
from amanet.vault.name_keys import NameKeys
from amanet.vault.schema import SCHEMA_VERSION, VIEW_TABLES, VIEW_TYPES, VIEWS, VIEWS_VERSION

_AT_ONCE = 20_000
_MOST_KNOWN = 200_000

Body = Mapping[str, Any]


class ViewRow(NamedTuple):
    """A record on its way into the views."""

    number: int
    type: str
    body: Body


class Views:
    """The views of one open database. All writing happens in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.full_text = FullText(database)
        self.name_keys = NameKeys(database)
        self._numbers: dict[str, int] = {}

    def make_ready(self) -> None:
        """Works the views out where an older version of amanet wrote this database."""
        if self.database.version < VIEWS_VERSION:
            self.rebuild()
        elif not self.name_keys.are_of_this_version():
            self.name_keys.rebuild()

    def add(self, rows: Sequence[ViewRow]) -> None:
        """Records that were just entered, in their order."""
        of_type: dict[str, list[ViewRow]] = {}
        for row in rows:
            of_type.setdefault(row.type, []).append(row)
        self._add_entities(of_type.get("Entity", ()))
        self._add_statements(of_type.get("Statement", ()))
        self._add_enders([row for name in ("Supersession", "Retraction") for row in of_type.get(name, ())])
        for review in of_type.get("Review", ()):
            self._refresh_state(self.number_of(str(review.body["of"])))
        self._add_judgements(of_type.get("Judgement", ()))
        self.full_text.add(rows)
        self.name_keys.add(of_type.get("Statement", ()))

    @contextmanager
    def forgetting(self, numbers: Iterable[int]) -> Iterator[None]:
        """Around the erasure of records: nothing in the views speaks of them afterwards, and what they had changed is changed back."""
        gone = set(numbers)
        chosen = (json.dumps(sorted(gone)),)
        ended = {
            row[0] for row in self.database.rows(f"SELECT target FROM ender WHERE number {_AMONG}", chosen)
        }
        reviewed = {
            row[0] for row in self.database.rows(f"SELECT subject FROM about WHERE number {_AMONG}", chosen)
        }
        labelled = self._labelled_by(sorted(gone))
        self.full_text.forget(gone)
        self.name_keys.forget(gone)
        yield
        self._numbers.clear()
        for table, column in _SPEAKS_OF:
            self.database.execute(f"DELETE FROM {table} WHERE {column} {_AMONG}", chosen)
        self._refresh(ended - gone)
        for entity in labelled - gone:
            self._refresh_label(entity)
        for statement in reviewed - gone:
            self._refresh_state(statement)

    def rebuild(self, tell: Callable[[int], None] = lambda _done: None) -> None:
        """Makes all views again from the records. One transaction of its own."""
        database = self.database
        self._numbers.clear()
        with database.transaction():
            for table in VIEW_TABLES:
                database.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in VIEWS.split(";"):
                database.execute(statement)
            database.execute("DELETE FROM about")
            self.name_keys.mark_version()
            for rows in _batches(self._all_records()):
                self.index_origins((row.number, origin) for row in rows for origin in derived_ids(row.body))
                self._add_in_bulk([row for row in rows if row.type in VIEW_TYPES])
                tell(rows[-1].number)
            self._refresh(
                [row[0] for row in database.rows("SELECT DISTINCT target FROM ender")], labels=False
            )
            self._label_all()
            for (reviewed,) in list(database.rows(_REVIEWED)):
                self._refresh_state(int(reviewed))
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def number_of(self, identifier: str) -> int:
        """The number of the living record of that id; 0 where there is none."""
        known = self._numbers.get(identifier)
        if known is None:
            row = self.database.one("SELECT number FROM record WHERE id = ?", (identifier,))
            if row is None:
                return 0
            known = int(row[0])
            self.know(identifier, known)
        return known

    def know(self, identifier: str, number: int) -> None:
        """The number of a record that was just inserted, and that the next ones will name."""
        if len(self._numbers) >= _MOST_KNOWN:
            self._numbers.clear()
        self._numbers[identifier] = number

    def index_origins(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Of `(number, id of what it was made from)`: what an erasure of the second has to take with it."""
        rows = ((self.number_of(origin), number) for number, origin in pairs)
        self.database.execute_many(
            "INSERT OR IGNORE INTO about VALUES (?, ?)", (row for row in rows if row[0])
        )

    def is_dead(self, number: int) -> bool:
        """Whether a record does not count any more: superseded or retracted."""
        return self.database.one("SELECT 1 FROM dead WHERE number = ?", (number,)) is not None

    def statements_of(self, subject: int, name: str | None = None) -> list[int]:
        """The living statements about an entity, of one property or of all, in their order of entry."""
        condition = "" if name is None else "AND s.property = ?"
        values = (subject,) if name is None else (subject, name)
        sql = (
            "SELECT s.number FROM statement s LEFT JOIN dead d ON d.number = s.number "
            f"WHERE s.subject = ? {condition} AND d.number IS NULL ORDER BY s.number"
        )
        return [int(row[0]) for row in self.database.rows(sql, values)]

    def state(self, statement: int) -> str:
        """The state of review of a statement."""
        row = self.database.one("SELECT state FROM statement WHERE number = ?", (statement,))
        return FIRST_STATE if row is None else str(row[0])

    def in_state(self, state: str) -> list[int]:
        """The living statements in a state of review, in their order of entry."""
        sql = (
            "SELECT s.number FROM statement s LEFT JOIN dead d ON d.number = s.number "
            "WHERE s.state = ? AND d.number IS NULL ORDER BY s.number"
        )
        return [int(row[0]) for row in self.database.rows(sql, (state,))]

    def living_enders(self, number: int) -> list[int]:
        """What puts an end to a record, as far as that counts itself."""
        sql = (
            "SELECT e.number FROM ender e LEFT JOIN dead d ON d.number = e.number "
            "WHERE e.target = ? AND d.number IS NULL ORDER BY e.number"
        )
        return [int(row[0]) for row in self.database.rows(sql, (number,))]

    def label(self, entity: int) -> str | None:
        """What an entity is called."""
        row = self.database.one("SELECT text FROM label WHERE entity = ?", (entity,))
        return None if row is None else str(row[0])

    def called(self, text: str) -> list[tuple[int, str]]:
        """Number and schema of the living entities that are called exactly so."""
        return list(
            self.database.rows(
                "SELECT e.number, e.schema FROM label l JOIN entity e ON e.number = l.entity "
                "LEFT JOIN dead d ON d.number = e.number WHERE l.text = ? COLLATE NOCASE AND d.number IS NULL ORDER BY e.number",
                (text,),
            )
        )

    def entities(self, schema: str | None = None) -> Iterator[tuple[int, str, str, int]]:
        """Number, schema, label and count of living statements of the living entities, in their order of entry."""
        condition = "" if schema is None else "AND e.schema = ?"
        values: tuple[object, ...] = () if schema is None else (schema,)
        yield from self.database.rows(
            "SELECT e.number, e.schema, coalesce(l.text, ''), (SELECT count(*) FROM statement s LEFT JOIN dead x "
            "ON x.number = s.number WHERE s.subject = e.number AND x.number IS NULL) FROM entity e "
            "LEFT JOIN label l ON l.entity = e.number LEFT JOIN dead d ON d.number = e.number "
            f"WHERE d.number IS NULL {condition} ORDER BY e.number",
            values,
        )

    # Adding

    def _add_in_bulk(self, rows: Sequence[ViewRow]) -> None:
        """As `add`, but for what one pass over everything at the end settles."""
        self._add_entities([row for row in rows if row.type == "Entity"])
        self._insert_statements([row for row in rows if row.type == "Statement"])
        self._insert_enders(rows)
        self._add_judgements([row for row in rows if row.type == "Judgement"])
        self.full_text.add(rows)
        self.name_keys.add([row for row in rows if row.type == "Statement"])

    def _add_judgements(self, rows: Sequence[ViewRow]) -> None:
        sides = ((entity_on(row.body[side]), row.number) for row in rows for side in ("left", "right"))
        numbers = ((self.number_of(entity), number) for entity, number in sides if entity is not None)
        self.database.execute_many(
            "INSERT OR IGNORE INTO judged VALUES (?, ?)", (pair for pair in numbers if pair[0])
        )

    def _add_entities(self, rows: Sequence[ViewRow]) -> None:
        self.database.execute_many(
            "INSERT INTO entity VALUES (?, ?)", ((row.number, row.body["schema"]) for row in rows)
        )

    def _add_statements(self, rows: Sequence[ViewRow]) -> None:
        self._insert_statements(rows)
        for row in rows:
            text = label_of(row.body)
            if text is not None:
                self._offer_label(row, text)

    def _insert_statements(self, rows: Sequence[ViewRow]) -> None:
        number_of = self.number_of
        self.database.execute_many(
            "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row.number,
                    number_of(row.body["subject"]),
                    row.body["property"],
                    number_of(row.body["said_by"]),
                    row.body.get("state", FIRST_STATE),
                    POLARITY.get(row.body["polarity"], 0),
                    *self._numbers_of_value(row.body["value"]),
                )
                for row in rows
            ),
        )

    def _numbers_of_value(self, value: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
        """What a statement says, in numbers: the value, and of a date the earliest and the latest day."""
        if "entity" in value:
            return self.number_of(str(value["entity"])), None, None
        if "date" not in value:
            return digest_of(value), None, None
        low, high = _days(value["date"])
        return (None if low and _is_one_stretch(value["date"]) else digest_of(value)), low, high

    def _offer_label(self, row: ViewRow, text: str) -> None:
        """A label for an entity that has none, or none that was entered earlier."""
        entity = self.number_of(str(row.body["subject"]))
        known = self.database.one(
            "SELECT r.id FROM label l JOIN record r ON r.number = l.statement WHERE l.entity = ?", (entity,)
        )
        if entity and (known is None or row.body["id"] < known[0]):
            self.database.execute("INSERT OR REPLACE INTO label VALUES (?, ?, ?)", (entity, text, row.number))

    def _add_enders(self, rows: Sequence[ViewRow]) -> None:
        self._refresh(self._insert_enders(rows))

    def _insert_enders(self, rows: Sequence[ViewRow]) -> list[int]:
        targets = []
        for row in rows:
            ended = ends(row.type, row.body)
            target = self.number_of(ended) if ended is not None else 0
            if target:
                self.database.execute("INSERT OR IGNORE INTO ender VALUES (?, ?)", (target, row.number))
                targets.append(target)
        return targets

    # What follows

    def _refresh(self, targets: Iterable[int], *, labels: bool = True) -> None:
        """Whether these still count; and what they put an end to, and so on. What ends something has the higher number, so the
        highest is decided first.
        """
        todo = [-target for target in set(targets)]
        heapify(todo)
        last = 0
        touched: list[int] = []
        while todo:
            target = -heappop(todo)
            if target == last or not self._decide(target):
                continue
            last = target
            touched.append(target)
            for (further,) in self.database.rows("SELECT target FROM ender WHERE number = ?", (target,)):
                heappush(todo, -further)
        if labels:
            for entity in self._labelled_by(touched):
                self._refresh_label(entity)
        self._refresh_states(touched)

    def _decide(self, target: int) -> bool:
        """Whether a record counts or not; gives whether that changed."""
        now = self.database.one(_HAS_LIVING_END, (target,)) is not None
        before = self.database.one("SELECT 1 FROM dead WHERE number = ?", (target,)) is not None
        if now and not before:
            self.database.execute("INSERT INTO dead VALUES (?)", (target,))
        elif before and not now:
            self.database.execute("DELETE FROM dead WHERE number = ?", (target,))
        return now != before

    def _labelled_by(self, statements: Sequence[int]) -> set[int]:
        """The entities that these statements name."""
        rows = self.database.rows(
            f"SELECT DISTINCT subject FROM statement WHERE number IN (SELECT value FROM json_each(?)) AND {_LABELS}",
            (json.dumps(statements),),
        )
        return {int(row[0]) for row in rows}

    def _refresh_label(self, entity: int) -> None:
        self.database.execute("DELETE FROM label WHERE entity = ?", (entity,))
        for number, body in list(self.database.rows(f"{_NAMING} AND s.subject = ? ORDER BY r.id", (entity,))):
            text = label_of(json.loads(body))
            if text is not None:
                self.database.execute("INSERT INTO label VALUES (?, ?, ?)", (entity, text, number))
                return

    def _label_all(self) -> None:
        rows = self.database.rows(f"{_NAMING_ALL} ORDER BY s.subject, r.id")
        found = _first_labels(rows)
        for chunk in iter(lambda: list(islice(found, _AT_ONCE)), []):
            self.database.execute_many("INSERT INTO label VALUES (?, ?, ?)", chunk)

    def _refresh_states(self, touched: Sequence[int]) -> None:
        """After reviews were retracted or came back."""
        rows = self.database.rows(
            "SELECT body FROM record WHERE type = 'Review' AND number IN (SELECT value FROM json_each(?))",
            (json.dumps(touched),),
        )
        for (body,) in list(rows):
            self._refresh_state(self.number_of(json.loads(body)["of"]))

    def _refresh_state(self, statement: int) -> None:
        """The state that the latest living review gives a statement; without one, that it was entered with."""
        row = self.database.one(_LATEST_REVIEW, (statement,)) or self.database.one(
            "SELECT body FROM record WHERE number = ?", (statement,)
        )
        if row is not None:
            state = json.loads(row[0]).get("state", FIRST_STATE)
            self.database.execute("UPDATE statement SET state = ? WHERE number = ?", (state, statement))

    # Reading records

    def _all_records(self) -> Iterator[ViewRow]:
        for number, type_name, body in self.database.rows(
            "SELECT number, type, body FROM record ORDER BY number"
        ):
            yield ViewRow(number, type_name, json.loads(body))


# How the views write whether a statement affirms or denies; 0 is that the source does not know.
POLARITY: Mapping[str, int] = {"affirms": 1, "denies": -1}
_AMONG = "IN (SELECT value FROM json_each(?))"
_SPEAKS_OF = (
    ("entity", "number"),
    ("statement", "number"),
    ("ender", "number"),
    ("ender", "target"),
    ("dead", "number"),
    ("label", "entity"),
    ("label", "statement"),
    ("judged", "entity"),
    ("judged", "number"),
)
_LABELS = "property IN (" + ", ".join(f"'{name}'" for name in sorted(LABELLING)) + ")"
_HAS_LIVING_END = (
    "SELECT 1 FROM ender e WHERE e.target = ? AND NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = e.number)"
)
_NAMING_ALL = (
    "SELECT s.number, r.body, s.subject FROM statement s JOIN record r ON r.number = s.number "
    f"LEFT JOIN dead d ON d.number = s.number WHERE d.number IS NULL AND s.{_LABELS}"
)
_NAMING = _NAMING_ALL.replace(", s.subject FROM", " FROM")
_LATEST_REVIEW = (
    "SELECT r.body FROM about a JOIN record r ON r.number = a.number LEFT JOIN dead d ON d.number = r.number "
    "WHERE a.subject = ? AND r.type = 'Review' AND d.number IS NULL ORDER BY r.id DESC LIMIT 1"
)
_REVIEWED = (
    "SELECT DISTINCT a.subject FROM record r JOIN about a ON a.number = r.number WHERE r.type = 'Review'"
)


def digest_of(value: Mapping[str, Any]) -> int | None:
    """63 bits of the hash of a value, as a number below zero, where no entity's is. None of what is absent."""
    if "absent" in value:
        return None
    return -1 - (int.from_bytes(sha256(encode(value)).digest()[:8]) >> 1)


def _days(content: Any) -> tuple[int | None, int | None]:
    """Both days as ordinals; where there is no bound, the first or last day that there is. None of what is no date."""
    try:
        earliest, latest = PartialDate.from_json(content).bounds()
    except BadData:  # a newer version may write dates that this one cannot read
        return None, None
    return (earliest or date.min).toordinal(), (latest or date.max).toordinal()


def _is_one_stretch(content: Any) -> bool:
    """Whether the two days are all there is to it: no list of several dates, between which there may be gaps."""
    return str(content.get("edtf", ""))[:1] not in ("[", "{")


def _first_labels(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str, int]]:
    """One label for each entity; rows come by entity."""
    labelled = 0
    for number, body, subject in rows:
        text = label_of(json.loads(body)) if subject != labelled else None
        if text is not None:
            labelled = subject
            yield subject, text, number


def _batches(rows: Iterator[ViewRow]) -> Iterator[list[ViewRow]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch
