"""Who was judged to be whom, by the numbers of the records, for questions about everybody.

`corroboration.material` decides (a living "different" among them keeps all apart); here its answer is put in numbers. Few vaults hold
more judgements than people, so all of them are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from amanet.corroboration.material import Material
from amanet.record.judgement import entity_on
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.vault.views import ViewRow

__all__ = ["Same", "judged"]


@dataclass(frozen=True)
class Same:
    """`joined` are the numbers that stand under another's, the one with the smallest id."""

    joined: Mapping[int, int]

    @classmethod
    def of(cls, vault: Vault) -> "Same":
        """As living judgements have it now."""
        rows = judged(vault)
        return cls.of_ids(vault, Material.of((Entered.of(row.body) for row in rows), ontology=None).joined)

    @classmethod
    def ever(cls, vault: Vault) -> "Same":
        """All who were ever judged to be the same, whether that counts or not: never fewer than on any day."""
        one: dict[str, str] = {}

        def leader(entity: str) -> str:
            while one.get(entity, entity) != entity:
                entity = one[entity]
            return entity

        for row in judged(vault):
            sides = (
                [entity_on(row.body[side]) for side in ("left", "right")] if row.type == "Judgement" else []
            )
            if sides and None not in sides and row.body["verdict"] == "same":
                first, second = sorted(leader(str(side)) for side in sides)
                one[second] = first
        return cls.of_ids(vault, {entity: leader(entity) for entity in one})

    @classmethod
    def of_ids(cls, vault: Vault, joined: Mapping[str, str]) -> "Same":
        numbers = vault.related.numbers({*joined, *joined.values()})
        known = {one: of for one, of in joined.items() if one in numbers and of in numbers}
        return cls({numbers[one]: numbers[of] for one, of in known.items()})

    def one(self, number: int) -> int:
        return self.joined.get(number, number)

    def with_others(self, numbers: Iterable[int]) -> set[int]:
        """These and all who are the same as one of them."""
        found = set(numbers)
        if self.joined:
            for number in tuple(found):
                found |= self._groups.get(self.one(number), set())
        return found

    @cached_property
    def several(self) -> frozenset[int]:
        """All who are the same as somebody else."""
        return frozenset((*self.joined, *self.joined.values()))

    @cached_property
    def _groups(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for number, one in self.joined.items():
            found.setdefault(one, {one}).add(number)
        return found


def judged(vault: Vault) -> list[ViewRow]:
    """All judgements with the entities they are of, and what put an end to some."""
    related = vault.related
    judgements = Facts(vault.database).numbers_of_type("Judgement")
    if not judgements:
        return []
    rows = related.bodies(judgements)
    sides = {entity_on(row.body[side]) for row in rows for side in ("left", "right")}
    entities = related.numbers([one for one in sides if one is not None]).values()
    return [*rows, *related.bodies({*entities, *related.enders({*judgements, *entities})})]
