"""How those who say something know it: at first hand, told, concluded; and whether what they say leads to officials alone.

Where members assessed the basis and agree, theirs stands before the one entered with the statement. What was heard from somebody is never known at
first hand.

>>> from amanet.corroboration.basis import best
>>> best(["told", "first hand", "not known"]), best(["not known", "concluded"]), best([])
('first hand', 'concluded', 'not known')
"""

from collections.abc import Iterable
from typing import Final

from amanet.corroboration.material import Material, Told

__all__ = [
    "CONCLUDED",
    "FIRST_HAND",
    "FROM_FIRST_HAND",
    "NOT_KNOWN",
    "TOLD",
    "OfficialWord",
    "basis_of",
    "best",
    "counts",
]

# The bases of knowledge that need nobody else's word.
FIRST_HAND: Final = frozenset(
    ("own_experience", "direct_witness", "own_act", "document_seen", "recording_seen")
)
FROM_FIRST_HAND: Final = "first hand"
TOLD: Final = "told"
CONCLUDED: Final = "concluded"
NOT_KNOWN: Final = "not known"
# The best first. What nobody says of is not better than what somebody says.
_BEST: Final = (FROM_FIRST_HAND, TOLD, CONCLUDED)


def counts(told: Told) -> bool:
    """Whether a statement is counted: living, and its entry not disputed."""
    return told.ended is None and told.state != "disputed"


def basis_of(material: Material, told: Told) -> str:
    basis = told.basis
    if told.id in material.assessments:
        assessed = {one.basis for one in material.assessments[told.id] if one.basis is not None}
        basis = assessed.pop() if len(assessed) == 1 else basis
    if basis == "own_conclusion":
        return CONCLUDED
    if told.heard_from is not None:
        return TOLD
    if basis is None:
        return NOT_KNOWN
    return FROM_FIRST_HAND if basis in FIRST_HAND else TOLD


def best(several: Iterable[str]) -> str:
    """What the best of them is."""
    found = set(several)
    return next((one for one in _BEST if one in found), NOT_KNOWN)


class OfficialWord:
    """Whether what a statement says leads to officials, and to nobody else. Of one material."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._found: dict[str, bool] = {}
        self._drawn: dict[str, bool] = {}
        self._said: dict[tuple[str, str], dict[str, list[Told]]] = {}

    def is_all(self, told: Told) -> bool:
        """It was said by officials; or heard from them, through however many; or is given as their word; or its source draws on
        them and on nobody else.
        """
        if told.id not in self._found:
            direct = told.heard_from is None
            self._found[told.id] = self._ends_there(told) if direct else self._leads_there(told)
        return self._found[told.id]

    def _leads_there(self, told: Told) -> bool:
        todo, seen, found = [told], {told.id}, False
        while todo:
            one = todo.pop()
            if self._ends_there(one):
                found = True
            elif one.heard_from is None or basis_of(self._material, one) == CONCLUDED:
                return False
            else:
                before = self._said_before(one)
                if not before and not self._draws_there(one.heard_from):
                    return False
                found = found or not before
                todo += [each for each in before if each.id not in seen]
                seen.update(each.id for each in before)
        return found

    def _ends_there(self, told: Told) -> bool:
        """Whether it needs no look at what others say."""
        source = self._material.source(told.said_by)
        if source.official:
            return True
        if told.heard_from is not None:
            return self._material.source(told.heard_from).official
        if basis_of(self._material, told) in (FROM_FIRST_HAND, CONCLUDED):
            return False
        return told.basis == "official_word" or (bool(source.draws_on) and self._draws_there(told.said_by))

    def _said_before(self, told: Told) -> list[Told]:
        """What the one from whom it was heard says of the same."""
        key = (told.subject, told.property)
        if key not in self._said:
            by_source: dict[str, list[Told]] = {}
            for one in self._material.about(*key):
                if counts(one):
                    by_source.setdefault(one.said_by, []).append(one)
            self._said[key] = by_source
        return self._said[key].get(told.heard_from or "", [])

    def _draws_there(self, source: str) -> bool:
        """Whether a source is official, or all that it draws on is."""
        if source not in self._drawn:
            self._drawn[source] = self._all_drawn_are(source)
        return self._drawn[source]

    def _all_drawn_are(self, source: str) -> bool:
        todo, seen, found = [source], {source}, False
        while todo:
            facts = self._material.source(todo.pop())
            if facts.official:
                found = True
            elif not facts.draws_on:
                return False
            todo += [] if facts.official else sorted(facts.draws_on - seen)
            seen |= facts.draws_on
        return found
