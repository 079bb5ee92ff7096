"""The keys of names, kept ready: by which words of names in other scripts and spellings are found (`names.keys`).

    name_word   every word that stands in a name, as it is written but for case, under a number that is a hash of it
    name_key    the keys of each word: words of one key may be writings of one
    name_part   which words a statement names somebody or something with, and how many words that name has

A word has its keys worked out once, however many people are called so. As in the full text, every name that was entered and not erased is
here, whether it counts or not; who asks leaves out what does not. Erasing a name takes its words out where nobody else has them.
`meta` says which version of the keys this is; another version makes this view again at the next opening for writing.

Keys are personal data. They stand in the encrypted database and leave it as little as the names do. A shared key says "look
here", nothing more: nothing is concluded of a person, and nothing is compared here.

>>> from amanet.vault.name_keys import words_of
>>> words_of("Tursun-oghli, Hëmit O’Brien")
('tursun', 'oghli', 'hëmit', 'obrien')
"""

import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Final, NamedTuple

from amanet.names.folding import fold
from amanet.names.forgetting import forget
from amanet.vault.database import Database
from amanet.vault.schema import NAME_KEYS

__all__ = ["NAMES_AT_ONCE", "Known", "Likely", "NameKeys", "Naming", "forget_words", "name_in", "words_of"]

_VERSION: Final = "name_keys"
_LONGEST, _MOST_WORDS = 500, 16
_AT_ONCE: Final = 20_000
_AMONG = "IN (SELECT value FROM json_each(?))"
# Whose names are compared as those of people.
_PEOPLE = "('Person', 'Source')"
_MOST_NAMES = 2000
NAMES_AT_ONCE: Final = 200
_LIVING = "NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = s.number)"
_LIKELY = (
    "l AS MATERIALIZED (SELECT value ->> 0 AS place, value ->> 1 AS word, value ->> 2 AS bits, value ->> 3 AS same "
    "FROM json_each(?1))"
)
_WITH_ONE = (
    f"{_LIKELY}, f AS (SELECT p.statement, p.words, 1 AS places, l.bits, l.same FROM l CROSS JOIN name_part p ON p.word = l.word "
    "WHERE l.place IN (SELECT value FROM json_each(?3)))"
)
# Names with a word for the rarest place, and which words they have for the others.
_WITH_SEVERAL = (
    f"{_LIKELY}, r AS MATERIALIZED (SELECT DISTINCT p.statement, p.words FROM l CROSS JOIN name_part p ON p.word = l.word "
    "WHERE l.place IN (SELECT value FROM json_each(?3))), f AS (SELECT r.statement, r.words, count(DISTINCT l.place) AS places, "
    "sum(l.bits) AS bits, count(DISTINCT CASE WHEN l.same THEN l.place END) AS same FROM r CROSS JOIN name_part p "
    "ON p.statement = r.statement CROSS JOIN l ON l.word = p.word GROUP BY r.statement)"
)


class Known(NamedTuple):
    """A word of a name in the vault; `shared` is how much its keys have in common with what was asked."""

    word: int
    text: str
    shared: int


class Likely(NamedTuple):
    """That a word of the vault may be a writing of the word at `place` of the name asked, and what speaks for it, in bits. `same`: it
    has that very word in it.
    """

    place: int
    word: int
    bits: float
    same: bool


class Naming(NamedTuple):
    """A statement that names an entity, and whether its name is compared as that of a person."""

    statement: int
    entity: int
    is_person: bool


class NameKeys:
    """The keys of one open database. All writing but `rebuild` happens in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def are_of_this_version(self) -> bool:
        """Where not, they are of no use: words would be missed."""
        return self.database.meta(_VERSION) == _key_version()

    def mark_version(self) -> None:
        self.database.set_meta(_VERSION, _key_version())

    def add(self, rows: Iterable[tuple[int, str, Mapping[str, Any]]]) -> None:
        """Statements that were just entered: number, type and body."""
        if self.database.meta(_VERSION) is None:  # a new vault: any other was looked at when it was opened
            self.mark_version()
        named = ((number, name_in(body)) for number, _, body in rows)
        self._add_names([(number, words_of(name)) for number, name in named if name is not None])

    def forget(self, numbers: Iterable[int]) -> None:
        """Neither these statements nor any word that only they have stand here any more."""
        chosen = (json.dumps(sorted(numbers)),)
        rows = self.database.rows(f"SELECT DISTINCT word FROM name_part WHERE statement {_AMONG}", chosen)
        words = (json.dumps(sorted(row[0] for row in rows)),)
        self.database.execute(f"DELETE FROM name_part WHERE statement {_AMONG}", chosen)
        unused = f"word {_AMONG} AND word NOT IN (SELECT word FROM name_part)"
        for table in ("name_key", "name_word"):
            self.database.execute(f"DELETE FROM {table} WHERE {unused}", words)

    def rebuild(self) -> None:
        """Makes all of it again from the names. One transaction of its own."""
        with self.database.transaction():
            for table in ("name_word", "name_key", "name_part"):
                self.database.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in NAME_KEYS.split(";"):
                self.database.execute(statement)
            rows = self.database.rows(
                "SELECT r.number, r.body FROM named_docsize z JOIN record r ON r.number = z.id ORDER BY r.number"
            )
            statements = ((number, "Statement", json.loads(body)) for number, body in rows)
            while some := list(islice(statements, _AT_ONCE)):
                self.add(some)
            self.mark_version()

    def sharing(
        self, keys: Collection[str], near: Collection[str] | Mapping[str, int], most: int
    ) -> list[Known]:
        """The words that have one of these keys, those with most of them first; then those that have one `near` them, where near keys may
        weigh differently (`names.near_keys`).
        """
        weighed = near if isinstance(near, Mapping) else dict.fromkeys(near, 1)
        weights = json.dumps([(key, 100) for key in sorted(keys)] + sorted(weighed.items()))
        sql = (
            "SELECT w.word, w.text, f.shared FROM (SELECT n.word, sum(k.value ->> 1) AS shared FROM json_each(?) k CROSS JOIN name_key n "
            "ON n.key = k.value ->> 0 GROUP BY n.word ORDER BY shared DESC, n.word LIMIT ?) f JOIN name_word w ON w.word = f.word "
            "ORDER BY f.shared DESC, w.word"
        )
        return [Known(*row) for row in self.database.rows(sql, (weights, most))]

    def named_with(
        self,
        likely: Sequence[Likely],
        *,
        whole: bool,
        others: bool = False,
        everything: bool = False,
        without: Collection[int] = (),
    ) -> Iterator[Naming]:
        """The statements that name somebody or something with these words: where most speaks for it first, then the shorter names, then
        the first entered; of very many, some thousand. `whole`: the name has a word for each place. Else also those that have words for
        two places, or no other words. `others`: only names that do not have the very words. `everything`: also what does not count any
        more. What sources of the numbers `without` say is left out.
        """
        places = {one.place for one in likely}
        rarest = [self._rarest(likely)] if whole and len(places) > 1 else sorted(places)
        source = _WITH_ONE if len(places) == 1 else _WITH_SEVERAL
        enough = "places = ?2" if whole else "(places = ?2 OR places > 1 OR places >= words)"
        sql = (
            f"WITH {source} SELECT statement FROM f WHERE {enough} AND same < {'places' if others else 'places + 1'} "
            f"ORDER BY bits - 2 * (words - places) DESC, statement LIMIT {_MOST_NAMES}"
        )
        values = (json.dumps(likely), len(places), json.dumps(rarest))
        found = [row[0] for row in self.database.rows(sql, values)]
        for start in range(0, len(found), NAMES_AT_ONCE):
            yield from self._namings(found[start : start + NAMES_AT_ONCE], everything, without)

    def _namings(
        self, statements: Sequence[int], everything: bool, without: Collection[int]
    ) -> Iterator[Naming]:
        """Whom these name, in their order. Each takes a page of the database, so that they are read as far as they are wanted."""
        sql = (
            f"SELECT s.number, s.subject, e.schema IN {_PEOPLE} FROM json_each(?) j CROSS JOIN statement s ON s.number = j.value "
            "CROSS JOIN entity e ON e.number = s.subject WHERE s.said_by NOT IN (SELECT value FROM json_each(?)) "
            f"AND {'1' if everything else _LIVING} ORDER BY j.key"
        )
        values = (json.dumps(statements), json.dumps(sorted(without)))
        for number, entity, is_person in self.database.rows(sql, values):
            yield Naming(number, entity, bool(is_person))

    def _rarest(self, likely: Sequence[Likely]) -> int:
        """The place for which the fewest names have a word."""
        sql = (
            "SELECT l.value ->> 0 AS place FROM json_each(?) l CROSS JOIN name_part p ON p.word = l.value ->> 1 "
            "GROUP BY place ORDER BY count(*), place LIMIT 1"
        )
        row = self.database.one(sql, (json.dumps(likely),))
        return 0 if row is None else int(row[0])

    def _add_names(self, names: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        texts = {_number_of(word): word for _, words in names for word in words}
        if not texts:
            return
        missing = f"SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM name_word WHERE word {_AMONG})"
        chosen = json.dumps(sorted(texts))
        new = [int(row[0]) for row in self.database.rows(missing, (chosen, chosen))]
        self.database.execute_many(
            "INSERT INTO name_word VALUES (?, ?)", ((word, texts[word]) for word in new)
        )
        self.database.execute_many(
            "INSERT INTO name_key VALUES (?, ?)",
            sorted((key, word) for word in new for key in _keys_of(texts[word])),
        )
        self.database.execute_many(
            "INSERT OR IGNORE INTO name_part VALUES (?, ?, ?)",
            sorted((_number_of(word), len(words), number) for number, words in names for word in words),
        )


def name_in(body: Mapping[str, Any]) -> str | None:
    """The name that a statement gives its subject, if it does."""
    value = body["value"]
    return str(value["name"]) if body["polarity"] == "affirms" and "name" in value else None


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, each once, as they are written but for case; of a very long one, those it begins with. Signs that the full
    text drops are no words.
    """
    if not fold(name).strip():
        return ()
    letters = unicodedata.normalize("NFKC", name[:_LONGEST]).translate(_LETTERS).casefold()
    words = (word for word in letters.split() if any(unicodedata.category(one)[0] in "LN" for one in word))
    return tuple(dict.fromkeys(islice(words, _MOST_WORDS)))


def _keys_of(word: str) -> set[str]:
    """Those of the whole word, and of what is left of it without the kind of a place (墨玉 of 墨玉县)."""
    from amanet.names import keys
    from amanet.names.parts import parse_name

    found = set(keys(word))
    for part in parse_name(word, "place").words:
        found |= keys(part.word)
    return found


def _key_version() -> str:
    from amanet.names import KEY_VERSION

    return str(KEY_VERSION)


@lru_cache(maxsize=1 << 16)
def _number_of(word: str) -> int:
    """63 bits of a hash. Should two words ever have the same, one is found by the other's keys, and not alike when compared."""
    return int.from_bytes(sha256(word.encode("utf-8", "surrogatepass")).digest()[:8]) >> 1


def forget_words() -> None:
    """Of an open vault nothing is kept in memory when it is closed: no word here, no name in `names` as far as that was used."""
    _number_of.cache_clear()
    forget()


class _Letters(dict[int, str]):
    """Letters, marks and digits stay, apostrophes and invisible signs go, all else is a space; worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF:
            kept = ""
        elif unicodedata.category(character)[0] in "LMN":
            kept = character
        else:
            kept = " " if fold(f"a{character}a") != "aa" else ""
        self[code] = kept
        return kept


_LETTERS = _Letters()
