"""Which entities a row makes, and their keys.

An entity is made where one of its columns says something other than that it is absent; one without columns where its own
key is filled, or, without a key of its own, where all that it is linked to is made; and always where the mapping says so.
"""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Map

from amanet.record.mapping.absences import Absences
from amanet.record.mapping.heading import Bound
from amanet.record.mapping.keys import Keys
from amanet.record.mapping.mapping import BY_ROW_NUMBER, EntityRule, Mapping
from amanet.record.mapping.planned import PlannedEntity
from amanet.record.mapping.row import Row

__all__ = ["KeyWords", "RowEntities"]

_MOST_KEPT = 1 << 14


class KeyWords:
    """The words of a row in the columns of its keys, each key looked at once."""

    def __init__(self, row: Row, values: Sequence[str], places: Map[str, int], absences: Absences) -> None:
        self._row = row
        self._values = values
        self._places = places
        self._absences = absences
        self._found: dict[tuple[str, ...], tuple[bytes, list[int]]] = {}

    def look(self, names: tuple[str, ...]) -> tuple[bytes, list[int]]:
        """The canonical list of the words, and the columns in which nothing stands, or that something is absent."""
        found = self._found.get(names)
        if found is None:
            found = self._found[names] = self._looked(names)
        return found

    def _looked(self, names: tuple[str, ...]) -> tuple[bytes, list[int]]:
        if names == BY_ROW_NUMBER:
            return Keys.listed([str(self._row.number)]), []
        places = [self._places[name] for name in names]
        words = [self._values[place].strip() if place < len(self._values) else "" for place in places]
        empty = [
            place for place, one in zip(places, words, strict=True) if not one or self._absences.find(one)
        ]
        return Keys.listed(words), empty


class RowEntities:
    """The rules of a mapping for all its rows."""

    def __init__(self, mapping: Mapping, bound: Bound) -> None:
        self._entities = mapping.entities
        self._kept: dict[tuple[str, bytes], PlannedEntity] = {}
        self._keys = Keys(mapping.table.name)
        self._key_of = {one.name: one.key or mapping.table.key for one in mapping.entities}
        with_columns = {rule.entity for rule in mapping.columns}
        self._with_columns = with_columns
        self._joined = {
            one.name: [link.to for link in mapping.links if link.entity == one.name]
            for one in mapping.entities
            if not one.always and one.key is None and one.name not in with_columns
        }
        self.shared = frozenset(
            one.name for one in mapping.entities if one.key is not None and one.key != mapping.table.key
        )

    def make(self, said: Collection[str], words: KeyWords) -> tuple[dict[str, PlannedEntity], list[int]]:
        """By name, with the columns of keys that are empty. `said` names the entities of which columns say something."""
        made: dict[str, PlannedEntity] = {}
        empty: list[int] = []
        for rule in self._entities:
            if self._is_made(rule, said, words):
                made[rule.name], lacking = self._one(rule, words)
                empty += lacking
        if self._joined:
            self._join(made, words)
        return made, empty

    def _is_made(self, rule: EntityRule, said: Collection[str], words: KeyWords) -> bool:
        if rule.always or rule.name in said:
            return True
        if rule.name in self._with_columns or rule.key is None:
            return False
        return not words.look(rule.key)[1]

    def _join(self, made: dict[str, PlannedEntity], words: KeyWords) -> None:
        """Again and again, for one that joins others may itself be joined."""
        found = True
        while found:
            found = False
            for rule in self._entities:
                targets = self._joined.get(rule.name)
                if targets and rule.name not in made and all(one in made for one in targets):
                    made[rule.name] = self._one(rule, words)[0]
                    found = True

    def _one(self, rule: EntityRule, words: KeyWords) -> tuple[PlannedEntity, list[int]]:
        encoded, empty = words.look(self._key_of[rule.name])
        if rule.name not in self.shared:
            return self._new(rule, encoded), empty
        found = self._kept.get((rule.name, encoded))
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[rule.name, encoded] = self._new(rule, encoded)
        return found, empty

    def _new(self, rule: EntityRule, words: bytes) -> PlannedEntity:
        return PlannedEntity(rule.name, rule.schema, self._keys.entity(rule.identity, words))
