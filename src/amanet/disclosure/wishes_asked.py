"""What everybody touched answers to one request: worked out once for each, and never more than they said.

`Asked` is total. Whoever is not known to it did not allow anything. A source that is no human being (an organization, a publication) has
nobody to ask; what it says in public was said in public.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from amanet.consent.levels import Level
from amanet.consent.wishes import Answer
from amanet.phrases import phrase

__all__ = ["OPEN", "Asked"]

OPEN: Final = Level("named", face=True, voice=True, words=True, place="exact", date="day")
_STRICTEST: Final = Level("anonymous")
_SILENCE: Final = phrase("Nobody allowed this. Silence is a refusal.")
_NO_PERSON: Final = phrase("It is no person and has nothing to allow.")


@dataclass(frozen=True)
class Asked:
    """`answers` by id of an entity; `no_persons` are ids of sources, organizations and the like that are no human being."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    no_persons: frozenset[str] = frozenset()

    def answer(self, entity: str) -> Answer:
        if entity in self.answers:
            return self.answers[entity]
        if entity in self.no_persons:
            return Answer(OPEN, (), (_NO_PERSON,))
        return Answer(None, (), (_SILENCE,))

    def identity(self, entity: str) -> str:
        """How somebody may appear; `anonymous` also where the answer is no."""
        level = self.answer(entity).level
        return "anonymous" if level is None else level.identity

    def level(self, entities: "tuple[str, ...]") -> Level:
        """The strictest of all of them; of nobody the most open."""
        levels = {self.answer(one).level or _STRICTEST for one in entities}
        return reduce(Level.meet, levels, OPEN)
