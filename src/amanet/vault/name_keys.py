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
from amanet.vault.database import Database
from amanet.vault.schema import NAME_KEYS

__all__ = ["Known", "Likely", "NameKeys", "Naming", "name_in", "words_of"]

_VERSION: Final = "name_keys"
_LONGEST, _MOST_WORDS = 500, 16
_AT_ONCE: Final = 20_000
_AMONG = "IN (SELECT value FROM json_each(?))"
# Whose names are compared as those of people.
_PEOPLE = "('Person', 'Source')"


class Known(NamedTuple):
    """A word of a name in the vault; `shared` is how many keys it has in common with what was asked."""

    word: int
    text: str
    shared: int


class Likely(NamedTuple):
    """That a word of the vault may be a writing of the word at `place` of the name asked, and what speaks for it, in bits."""

    place: int
    word: int
    bits: float


class Naming(NamedTuple):
    """A statement that names an entity."""

    statement: int
    entity: int


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

    def sharing(self, keys: Collection[str], most: int) -> list[Known]:
        """The words that have one of these keys, those with most of them first."""
        sql = (
            "SELECT w.word, w.text, f.shared FROM (SELECT n.word, count(*) AS shared FROM json_each(?) k CROSS JOIN name_key n "
            "ON n.key = k.value GROUP BY n.word ORDER BY shared DESC, n.word LIMIT ?) f JOIN name_word w ON w.word = f.word "
            "ORDER BY f.shared DESC, w.word"
        )
        return [Known(*row) for row in self.database.rows(sql, (json.dumps(sorted(keys)), most))]

    def named_with(
        self,
        likely: Sequence[Likely],
        *,
        people: bool,
        whole: bool,
        everything: bool = False,
        without: Collection[int] = (),
    ) -> Iterator[Naming]:
        """The statements that name a person (or, where not `people`, a place or anything else) with these words; where most speaks for it
        first, then the shorter names. `whole`: the name has a word for each place. Else also those that have words for two places, or
        no other words. `everything`: what does not count any more too. What sources of the numbers `without` say is left out.
        """
        places = len({one.place for one in likely})
        allowed = "1" if everything else "NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = s.number)"
        enough = "places = ?" if whole else "(places = ? OR places > 1 OR places >= words)"
        sql = (
            "SELECT s.number, s.subject FROM (SELECT statement, words, count(*) AS places, sum(bits) AS bits FROM ("
            "SELECT p.statement, p.words, l.value ->> 0 AS place, max(l.value ->> 2) AS bits FROM json_each(?) l "
            "CROSS JOIN name_part p ON p.word = l.value ->> 1 GROUP BY p.statement, place) GROUP BY statement) f "
            "JOIN statement s ON s.number = f.statement JOIN entity e ON e.number = s.subject "
            f"WHERE {enough} AND (e.schema IN {_PEOPLE}) = ? AND {allowed} "
            f"AND s.said_by NOT {_AMONG} "
            "ORDER BY f.bits - 2 * (f.words - f.places) DESC, s.number"
        )
        values = (json.dumps(likely), places, people, json.dumps(sorted(without)))
        for row in self.database.rows(sql, values):
            yield Naming(*row)

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
    """The words of a name, each once, as they are written but for case; of a very long one, those it begins with."""
    letters = unicodedata.normalize("NFKC", name[:_LONGEST]).translate(_LETTERS).casefold()
    return tuple(dict.fromkeys(letters.split()[:_MOST_WORDS]))


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
