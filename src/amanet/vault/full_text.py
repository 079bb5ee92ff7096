"""The full text of a vault, kept ready for searching: what statements, items and readings say, in one searchable form.

Four indexes (SQLite FTS5, trigrams), none of which holds a text: `named` (names, by statement), `said` (what else statements say), `kept`
(items) and `heard` (segments of readings, and what passages of items quote; their words stand in `segment`). Beside them, `dated` has
the days that statements speak of, and `unread` the readings that still have to be indexed: their words lie in objects, not here.

Everything that was entered and not erased is indexed, whether it counts or not; who asks leaves out what does not. So retracting and
undoing change nothing here, and erasing takes out what went in: FTS5's `secure-delete` leaves nothing of it behind.

The searchable form of a text is its folded form (`names.folding`) with one space between words, before the first and after the last,
and nothing else that is no letter, mark or digit. A letter of a script that has no spaces stands between two signs of its own,
so that one such letter makes one trigram.

>>> from amanet.vault.full_text import searchable
>>> searchable("Xi’an, (2018)")
' xian 2018 '
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from amanet.canonical import readable_name
from amanet.errors import BadData
from amanet.names.folding import fold, fold_with_offsets
from amanet.record.dates import PartialDate
from amanet.record.standing import label_of
from amanet.vault.database import Database

__all__ = [
    "INDEXED_TYPES",
    "FullText",
    "SegmentRow",
    "days_between",
    "days_of",
    "key_of",
    "place_of",
    "searchable",
    "searchable_with_offsets",
    "texts_of",
]

INDEXED_TYPES: Final = frozenset(("Statement", "Item", "Passage", "Rendition"))
# A segment's key in `heard`: the number of its reading, and below that its place + 1; 0 is a passage's quote.
_PLACE_BITS: Final = 26
_OPEN, _CLOSE, _BETWEEN = "\ue000", "\ue001", "\ue002"
_UNSPACED: Final = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U00020000-\U0003ffff]"
)
_INDEXES: Final = ("named", "said", "kept", "heard")
_FARTHEST = 10_000 * 366
_AMONG = "IN (SELECT value FROM json_each(?))"

Body = Mapping[str, Any]


class SegmentRow(NamedTuple):
    """A segment of a reading as it is searched: where it begins in the reading's text, who speaks, and its words."""

    key: int
    start: int
    speaker: str | None
    text: str


class FullText:
    """The indexes of one open database. All writing happens in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._items: dict[str, bool] = {}

    def add(self, rows: Iterable[tuple[int, str, Body]]) -> None:
        """Records that were just entered: number, type and body, in their order."""
        entries: dict[str, list[tuple[int, str]]] = {name: [] for name in _INDEXES}
        days: list[tuple[int, int, int, int]] = []
        for number, type_name, body in rows:
            if type_name == "Statement":
                days += [((high - low + 1).bit_length(), low, high, number) for low, high in days_of(body)]
            elif type_name == "Passage":
                self._add_quote(number, body)
            elif type_name == "Rendition" and body["kind"] in ("reading", "translation"):
                self.database.execute("INSERT OR IGNORE INTO unread VALUES (?)", (number,))
            for index, texts in texts_of(type_name, body).items():
                _append(entries[index], number, texts)
        for index, chosen in entries.items():
            self._insert(index, chosen)
        self.database.execute_many("INSERT OR IGNORE INTO dated VALUES (?, ?, ?, ?)", sorted(days))

    def add_segments(self, rendition: int, rows: Sequence[SegmentRow]) -> None:
        """The segments of a reading that was `unread`."""
        self._add_heard(rows)
        self.database.execute("DELETE FROM unread WHERE number = ?", (rendition,))

    def forget(self, numbers: Iterable[int]) -> None:
        """What these records say is in no index any more. Called while they are still there."""
        chosen = (json.dumps(sorted(numbers)),)
        sql = f"SELECT number, type, body FROM record WHERE number {_AMONG} AND type IN ('Statement', 'Item')"
        for number, type_name, body in list(self.database.rows(sql, chosen)):
            for index, texts in texts_of(type_name, json.loads(body)).items():
                self._delete(index, number, texts)
        for (number,) in list(self.database.rows("SELECT value FROM json_each(?)", chosen)):
            self._forget_heard(number)
        for table in ("dated", "unread"):
            self.database.execute(f"DELETE FROM {table} WHERE number {_AMONG}", chosen)
        self._items.clear()

    def unread(self) -> list[int]:
        """The readings whose segments are in no index yet."""
        return [int(row[0]) for row in self.database.rows("SELECT number FROM unread ORDER BY number")]

    def _add_quote(self, number: int, body: Body) -> None:
        """What is heard or read in a stretch of an item. What stands in a reading is found there."""
        texts = [body[name] for name in ("quote", "note") if body.get(name)]
        if texts and self._is_item(str(body["of"])):
            self._add_heard([SegmentRow(key_of(number), 0, None, "\n".join(texts))])

    def _add_heard(self, rows: Sequence[SegmentRow]) -> None:
        entries: list[tuple[int, str]] = []
        for row in rows:
            _append(entries, row.key, (row.text,))
        indexed = {key for key, _ in entries}
        self.database.execute_many(
            "INSERT INTO segment VALUES (?, ?, ?, ?)", (row for row in rows if row.key in indexed)
        )
        self._insert("heard", entries)

    def _forget_heard(self, number: int) -> None:
        keys = (key_of(number), key_of(number + 1))
        for key, text in list(
            self.database.rows("SELECT key, text FROM segment WHERE key >= ? AND key < ?", keys)
        ):
            self._delete("heard", key, (text,))
        self.database.execute("DELETE FROM segment WHERE key >= ? AND key < ?", keys)

    def _insert(self, index: str, entries: Sequence[tuple[int, str]]) -> None:
        if entries:
            self.database.execute_many(f"INSERT INTO {index}(rowid, text) VALUES (?, ?)", entries)

    def _delete(self, index: str, key: int, texts: Sequence[str]) -> None:
        entries: list[tuple[int, str]] = []
        _append(entries, key, texts)
        for entry in entries:
            self.database.execute(f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', ?, ?)", entry)

    def _is_item(self, identifier: str) -> bool:
        known = self._items.get(identifier)
        if known is None:
            row = self.database.one("SELECT type FROM record WHERE id = ?", (identifier,))
            if len(self._items) > 10_000:
                self._items.clear()
            known = self._items[identifier] = row is not None and row[0] == "Item"
        return known


def key_of(number: int, place: int = -1) -> int:
    """The key in `heard` of a segment of a reading, by its place; without one, of the record itself."""
    return (number << _PLACE_BITS) + place + 1


def place_of(key: int) -> tuple[int, int | None]:
    """Number and place of a key."""
    number, place = divmod(key, 1 << _PLACE_BITS)
    return number, place - 1 if place else None


def texts_of(type_name: str, body: Body) -> dict[str, tuple[str, ...]]:
    """What a record says, by the index it stands in, as it was entered. Of readings nothing: their words lie elsewhere."""
    if type_name == "Statement":
        return _texts_of_statement(body)
    if type_name == "Item":
        texts = [readable_name(body[name]) for name in ("name", "path") if name in body]
        texts += [str(body[name]) for name in ("note", "source") if name in body]
        return {"kept": tuple(dict.fromkeys(texts))}
    return {}


def _texts_of_statement(body: Body) -> dict[str, tuple[str, ...]]:
    value = body["value"]
    name = label_of(body)
    if name is None and body["polarity"] == "affirms" and "name" in value:
        name = str(value["name"])
    texts = [value[key] for key in ("text", "name", "identifier", "issuer") if key in value]
    texts += [value[key].get("words") for key in ("date", "quantity") if isinstance(value.get(key), dict)]
    texts += [body.get("wording"), body.get("note")]
    said = tuple(text for text in dict.fromkeys(texts) if isinstance(text, str) and text != name)
    return {"said": said} if name is None else {"named": (name,), "said": said}


def searchable(text: str) -> str:
    """The searchable form of a text; a single space where it has neither letters nor digits."""
    folded = fold(text).translate(_SIGNS)
    if not folded.isascii():
        folded = _UNSPACED.sub(_OPEN + r"\g<0>" + _CLOSE, folded)
    words = " ".join(folded.split())
    return f" {words} " if words else " "


def searchable_with_offsets(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """`searchable(text)`, and for each of its characters where in `text` that begins and ends which gave it."""
    form, places = [" "], [(0, 0)]
    for character, start, end in _folded_with_places(text):
        sign = chr(_SIGNS[ord(character)])
        signs = _OPEN + sign + _CLOSE if _UNSPACED.match(sign) else sign
        if sign == " " == form[-1]:
            continue
        form += signs
        places += [(start, end)] * len(signs)
    if form[-1] != " ":
        form, places = [*form, " "], [*places, (len(text), len(text))]
    return "".join(form), places


def _folded_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """The characters of the folded text, and where those begin and end that they come from (with what is dropped after them)."""
    pieces = [_folded_alone(character) for character in text]
    starts: Sequence[int]
    if " ".join("".join(pieces).split()) == fold(text):
        folded, starts = "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
    else:  # what becomes of a character depends on those beside it
        folded, starts = fold_with_offsets(text)
    end = len(text)
    ends = [end] * len(folded)
    for at in range(len(folded) - 2, -1, -1):
        end = starts[at + 1] if starts[at + 1] > starts[at] else end
        ends[at] = end
    return zip(folded, starts, ends, strict=False)


@lru_cache(maxsize=1 << 12)
def _folded_alone(character: str) -> str:
    return " " if character.isspace() else fold(character)


def _append(entries: list[tuple[int, str]], key: int, texts: Iterable[str]) -> None:
    """The texts of one record, so that no words are found across two of them; nothing where they say nothing."""
    found = [form for form in map(searchable, texts) if form != " "]
    if found:
        entries.append((key, _BETWEEN.join(found)))


def days_of(body: Body) -> Iterator[tuple[int, int]]:
    """The days that a statement speaks of: those of its value, and that on which it was said."""
    for content in (body["value"].get("date"), body.get("said_at")):
        days = None if content is None else days_between(content)
        if days is not None:
            yield days


def days_between(content: Any) -> tuple[int, int] | None:
    """The first and the last day of a date, as ordinals; None where nothing bounds it."""
    try:
        earliest, latest = PartialDate.from_json(content).bounds()
    except BadData:  # a newer version may write dates that this one cannot read
        return None
    if earliest is None and latest is None:
        return None
    return (
        0 if earliest is None else earliest.toordinal(),
        _FARTHEST if latest is None else latest.toordinal(),
    )


class _Signs(dict[int, int]):
    """What is neither letter nor mark nor digit becomes a space; worked out when first met."""

    def __missing__(self, code: int) -> int:
        kept = unicodedata.category(chr(code))[0] in "LMN"
        sign = self[code] = code if kept else 0x20
        return sign


_SIGNS = _Signs()
