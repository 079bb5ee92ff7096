"""Questions to the full text (`vault.full_text`): which statements, items and segments have these words, and how closely.

Answers come best first and one by one: nobody has to wait for the last. Of what has the words equally closely, the shorter text comes
first (where all texts have all words, that is what bm25 comes to), then what was entered first; where more than `MANY` texts have
them, all come in the order of entry.

A word of one letter is found only as a whole word, one of two letters only where a word begins so; a letter of a script without
spaces is found everywhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from amanet.errors import Misuse
from amanet.record.standing import LABELLING
from amanet.vault.database import Database
from amanet.vault.full_text import SegmentRow, days_between, key_of, place_of, searchable

__all__ = [
    "CLOSENESSES",
    "MANY",
    "Closeness",
    "Lookup",
    "Part",
    "days_between",
    "form_of",
    "has",
    "key_of",
    "place_of",
    "searchable",
]

Closeness = Literal["word", "beginning", "inside"]
# From the closest on: as a whole word, where a word begins, anywhere.
CLOSENESSES: Final[tuple[Closeness, ...]] = ("word", "beginning", "inside")
MANY: Final = 1000
_SHORTEST = 3
_Sql = tuple[str, tuple[object, ...]]
_NUMBER = {"named": "f.rowid", "said": "f.rowid", "kept": "f.rowid", "heard": "(f.rowid >> 26)"}
_LIVING = "NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = {})"
_NO_LABEL = "s.property NOT IN (" + ", ".join(f"'{name}'" for name in sorted(LABELLING)) + ")"


@dataclass(frozen=True)
class Part:
    """A part of a question: `words` in searchable form without spaces around them, all of which a text must have; or `days`, first
    and last as ordinals, of which a statement may speak instead.
    """

    words: tuple[str, ...]
    days: tuple[tuple[int, int], ...] = ()


class Lookup:
    """Of one open database. `everything`: what does not count any more is found too. What sources of the numbers `without` say is not."""

    def __init__(
        self, database: Database, *, everything: bool = False, without: frozenset[int] = frozenset()
    ) -> None:
        self.database = database
        self._everything = everything
        self._without = sorted(without)

    def matching(self, index: str, words: Sequence[str], closeness: Closeness) -> Iterator[int]:
        """Keys in an index whose text has all the words, best first."""
        where = f"f.{index} MATCH ? AND {self._allowed(index)}"
        values = (_expression(words, closeness),)
        found = list(
            self.database.rows(f"SELECT f.rowid FROM {index} f WHERE {where} LIMIT ?", (*values, MANY + 1))
        )
        if len(found) > MANY:
            sql = f"SELECT f.rowid FROM {index} f WHERE {where} ORDER BY f.rowid"
        elif found:
            values = (json.dumps([row[0] for row in found]),)
            sql = (
                f"SELECT j.value FROM json_each(?) j JOIN {index}_docsize z ON z.id = j.value "
                "ORDER BY length(z.sz), z.sz, j.value"
            )
        else:
            return
        for (key,) in self.database.rows(sql, values):
            yield int(key)

    def naming(self, entity: int) -> Iterator[int]:
        """Statements that have an entity for their value, then those about it, but for what it is called."""
        allowed = f"{_NO_LABEL} AND {self._statement_allowed('s')}"
        valued = (
            "SELECT s.number FROM about a CROSS JOIN statement s ON s.number = a.number WHERE a.subject = ? AND s.value = ? "
            f"AND {allowed} ORDER BY a.number"
        )
        for (number,) in self.database.rows(valued, (entity, entity)):
            yield int(number)
        about = f"SELECT s.number FROM statement s WHERE s.subject = ? AND {allowed} ORDER BY s.number"
        for (number,) in self.database.rows(about, (entity,)):
            yield int(number)

    def within(self, part: Part) -> Iterator[int]:
        """Statements that may speak of the days asked for, those that say the day most exactly first."""
        # Each length of time is a stretch of its own in the table's key: what is longer may have begun earlier.
        sql = (
            "SELECT s.number FROM dated d CROSS JOIN statement s ON s.number = d.number WHERE d.span = ? AND d.low BETWEEN ? AND ? "
            f"AND d.high >= ? AND {self._statement_allowed('s')} ORDER BY d.low, d.high, d.number"
        )
        for span in range(_LONGEST_SPAN):
            for first, last in part.days:
                for (number,) in self.database.rows(sql, (span, first - (1 << span), last, first)):
                    yield int(number)

    def together(self, parts: Sequence[Part], closeness: Closeness) -> Iterator[int]:
        """Statements that have each part in their words, in their days or in the name of who or what they are about or name, in the order
        of entry. They are looked for among ever more of them, so that the first come at once where there are many.
        """
        row = self.database.one("SELECT coalesce(max(number), 0) FROM statement")
        last = 0 if row is None else int(row[0])
        counts = {part: self._how_many(part, closeness) for part in parts}
        if not all(counts.values()):
            return
        names = {part: self._names_with(part, closeness) for part in parts}
        often = {part for part in parts if names[part] == MANY}
        many = {part for part in parts if counts[part] == MANY}
        rarest, *others = sorted(
            parts, key=lambda part: (part in often, part in many, bool(part.days), counts[part])
        )
        # Of few, each statement is looked at; of many, only those that have the others too. All statements on those whom many names
        # are of would be very many: there too it is looked at each.
        sets = [part for part in others if rarest in many and part not in often]
        conditions = [part for part in others if part not in sets]
        start, size = 1, _FIRST_STRETCH
        while start <= last:
            stretch = (start, start + size - 1)
            chosen = [self._having(part, closeness, stretch) for part in (rarest, *sets)]
            if_so = [self._if_having(part, closeness, stretch, names[part]) for part in conditions]
            yield from self._together(chosen, if_so)
            start, size = start + size, size * 4

    def stands(self, part: Part) -> bool:
        """Whether a part stands anywhere in an index, or any statement may speak of those days."""
        words = (_expression(part.words, "inside"),)
        found = any(
            self.database.one(f"SELECT 1 FROM {index} f WHERE f.{index} MATCH ? LIMIT 1", words)
            for index in _NUMBER
        )
        return found or next(self.within(part), None) is not None

    def _together(self, chosen: Sequence[_Sql], if_so: Sequence[_Sql]) -> Iterator[int]:
        """Of one stretch of numbers: those that are chosen by each, if they fulfil each condition."""
        conditions = [*if_so, (self._statement_allowed("s"), ())]
        both = " INTERSECT ".join(f"SELECT DISTINCT number FROM ({sql})" for sql, _ in chosen)
        values = tuple(value for _, several in (*chosen, *conditions) for value in several)
        # In order, so that whoever wants the first only need not wait for the last.
        sql = (
            f"WITH x AS MATERIALIZED (SELECT number FROM ({both}) ORDER BY number) "
            "SELECT s.number FROM x CROSS JOIN statement s ON s.number = x.number "
            f"WHERE {' AND '.join(condition for condition, _ in conditions)}"
        )
        for (number,) in self.database.rows(sql, values):
            yield int(number)

    def _how_many(self, part: Part, closeness: Closeness) -> int:
        """As far as it matters."""
        sql, values = self._having(part, closeness, _EVERYWHERE)
        row = self.database.one(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {MANY})", values)
        return 0 if row is None else int(row[0])

    def _names_with(self, part: Part, closeness: Closeness) -> int:
        """In how many names a part stands, as far as it matters."""
        sql = f"SELECT count(*) FROM ({_TEXT.format('named')} LIMIT {MANY})"
        row = self.database.one(sql, (_expression(part.words, closeness),))
        return 0 if row is None else int(row[0])

    def most(self, index: str, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
        """How many parts the texts of an index have, and their keys; as pairs (parts, key), those with most first. For `said`, days and
        names count as in `together`.
        """
        chosen = [
            self._having(part, "inside", _EVERYWHERE) if index == "said" else _in_text(index, part)
            for part in parts
        ]
        each = " UNION ALL ".join(f"SELECT DISTINCT number FROM ({sql})" for sql, _ in chosen)
        values = tuple(value for _, several in chosen for value in several)
        allowed = self._allowed(index)
        if index == "said":
            allowed = f"EXISTS (SELECT 1 FROM statement s WHERE s.number = f.rowid AND {self._statement_allowed('s')})"
        # What may not be found is left out after sorting: so it is asked only of those that are wanted.
        counted = f"SELECT number AS rowid, count(*) AS parts FROM ({each}) GROUP BY number ORDER BY parts DESC, number"
        sql = f"WITH f AS MATERIALIZED ({counted}) SELECT f.parts, f.rowid FROM f WHERE {allowed}"
        for count, key in self.database.rows(sql, values):
            yield int(count), int(key)

    def segment(self, key: int) -> SegmentRow:
        """What stands in `heard` under a key."""
        row = self.database.one("SELECT key, start, speaker, text FROM segment WHERE key = ?", (key,))
        assert row is not None, "what is found was indexed"
        return SegmentRow(*row)

    def body(self, number: int) -> Mapping[str, Any]:
        """What a living record says. Raises `Misuse` where it was erased."""
        row = self.database.one("SELECT body FROM record WHERE number = ?", (number,))
        if row is None:
            raise Misuse(f"Record {number} was erased.")
        found: Mapping[str, Any] = json.loads(row[0])
        return found

    def names(self, entity: int) -> list[int]:
        """The statements that say what an entity is called."""
        sql = (
            "SELECT s.number FROM statement s JOIN named_docsize z ON z.id = s.number WHERE s.subject = ? "
            "ORDER BY s.number"
        )
        return [int(row[0]) for row in self.database.rows(sql, (entity,))]

    def called(self, entities: Iterable[int], words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Which of these entities have a name with all the words, and the statement that says so: all of them in one question."""
        sql = (
            "SELECT s.subject, s.number FROM json_each(?) j CROSS JOIN statement s ON s.subject = j.value "
            f"WHERE s.number IN ({_TEXT.format('named')} AND {self._allowed('named')})"
        )
        yield from self.database.rows(sql, (json.dumps(sorted(entities)), _expression(words, "inside")))

    def enders(self, number: int) -> list[int]:
        """What was ever entered to put an end to a record."""
        rows = self.database.rows("SELECT number FROM ender WHERE target = ?", (number,))
        return [int(row[0]) for row in rows]

    def subject(self, statement: int) -> int:
        row = self.database.one("SELECT subject FROM statement WHERE number = ?", (statement,))
        return 0 if row is None else int(row[0])

    def schema(self, entity: int) -> str:
        row = self.database.one("SELECT schema FROM entity WHERE number = ?", (entity,))
        return "" if row is None else str(row[0])

    def _having(self, part: Part, closeness: Closeness, stretch: tuple[int, int]) -> _Sql:
        """The numbers of statements that have a part, of one stretch: in their own words, in a name, in their days."""
        words = _expression(part.words, closeness)
        sql = f"{_TEXT.format('said')} AND f.rowid BETWEEN ? AND ? UNION ALL {_BY_NAME.format(self._allowed('named'))}"
        values: tuple[object, ...] = (words, *stretch, words, *stretch)
        if part.days:
            on, days = _on_days(part)
            sql += f" UNION ALL SELECT d.number FROM dated d WHERE d.number BETWEEN ? AND ? AND {on}"
            values += (*stretch, *days)
        return sql, values

    def _if_having(self, part: Part, closeness: Closeness, stretch: tuple[int, int], names: int) -> _Sql:
        """The same, as a condition on a statement `s` of that stretch; `names` is in how many names the part stands."""
        words = _expression(part.words, closeness)
        sql = f"s.number IN ({_TEXT.format('said')} AND f.rowid BETWEEN ? AND ?)"
        values: tuple[object, ...] = (words, *stretch)
        if names == MANY:
            sql += f" OR {_IS_NAMED.format(self._allowed('named'))}"
            values += (words,)
        elif names:
            named = _NAMED.format(self._allowed("named"))
            sql += f" OR s.subject IN ({named}) OR s.value IN ({named})"
            values += (words, words)
        if part.days:
            on, days = _on_days(part)
            sql += f" OR EXISTS (SELECT 1 FROM dated d WHERE d.number = s.number AND {on})"
            values += days
        return f"({sql})", values

    def _allowed(self, index: str) -> str:
        """Of rows `f` of an index: what may be found."""
        if index in ("named", "said") and self._without:
            allowed = self._statement_allowed("s")
            return f"EXISTS (SELECT 1 FROM statement s WHERE s.number = f.rowid AND {allowed})"
        return "1" if self._everything else _LIVING.format(_NUMBER[index])

    def _statement_allowed(self, name: str) -> str:
        conditions = ["1"] if self._everything else [_LIVING.format(f"{name}.number")]
        if self._without:
            conditions.append(f"{name}.said_by NOT IN ({', '.join(map(str, self._without))})")
        return " AND ".join(conditions)


_TEXT = "SELECT f.rowid AS number FROM {0} f WHERE f.{0} MATCH ?"
# Of sources it is not what names them that is wanted, but what they say; and everything names its source.
_NAMED = (
    "SELECT n.number FROM named f JOIN statement t ON t.number = f.rowid JOIN entity n ON n.number = t.subject "
    "WHERE f.named MATCH ? AND {} AND n.schema <> 'Source'"
)
_BY_NAME = (
    f"SELECT a.number FROM (SELECT DISTINCT number FROM ({_NAMED})) e "
    "CROSS JOIN about a ON a.subject = e.number AND a.number BETWEEN ? AND ?"
)
# The same of a statement `s`: by what else is said of whom it is about or names.
_IS_NAMED = (
    "EXISTS (SELECT 1 FROM statement t INDEXED BY statement_of JOIN entity n ON n.number = t.subject "
    f"WHERE t.subject IN (s.subject, s.value) AND +t.number IN ({_TEXT.format('named')} AND {{}}) AND n.schema <> 'Source')"
)
_LONGEST_SPAN = 23
_FIRST_STRETCH = 1 << 16
_EVERYWHERE = (0, 1 << 62)


def has(text: str, words: Sequence[str], closeness: Closeness) -> bool:
    """Whether a searchable text has all the words so closely: what the indexes answer, slowly."""
    return all(form_of(word, closeness) in text for word in words)


def _expression(words: Sequence[str], closeness: Closeness) -> str:
    """For FTS5. Searchable words hold no quotation mark."""
    return " ".join(f'"{form_of(word, closeness)}"' for word in words)


def form_of(word: str, closeness: Closeness) -> str:
    """What a searchable text holds where it has the word so closely, or as closely as a word so short has to stand."""
    forms = {"word": f" {word} ", "beginning": f" {word}", "inside": word}
    form = forms[closeness]
    if len(form) >= _SHORTEST:
        return form
    return forms["beginning"] if len(word) == _SHORTEST - 1 else forms["word"]


def _in_text(index: str, part: Part) -> _Sql:
    return _TEXT.format(index), (_expression(part.words, "inside"),)


def _on_days(part: Part) -> tuple[str, tuple[int, ...]]:
    """That the days `d` may be among those asked for."""
    on = " OR ".join("(d.low <= ? AND d.high >= ?)" for _ in part.days)
    return f"({on})", tuple(day for first, last in part.days for day in (last, first))
