"""The plan of a disclosure: every piece that was chosen with what becomes of it, why, and on which grants it rests.

Pure and total: the same records, wishes, day and request give the same plan. Everything that is not in it stays inside. A place, or the
district around it, is described only where something that goes names it just so.

>>> from datetime import date
>>> from amanet.consent.levels import Recipient
>>> from amanet.disclosure.request import Request
>>> from amanet.disclosure.plan import plan
>>> from amanet.disclosure.story import Story
>>> from amanet.disclosure.wishes_asked import Asked
>>> nothing = plan(Story.of([], None), Asked(), Request("media", Recipient("public"), date(2026, 11, 23)), [])
>>> nothing.leaves
False
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from amanet.canonical import JSON
from amanet.disclosure.decision import VERDICTS, Decision
from amanet.disclosure.items import ItemRuling, rule_item
from amanet.disclosure.policy import Ruling, Shape, rule
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.phrases import phrase

__all__ = ["Plan", "plan"]

_NOBODY_NAMES_IT: Final = phrase("Nothing that goes names this place.")


@dataclass(frozen=True)
class Plan:
    """`statements` and `items` are rulings by id, in the order of ids. `labels` is what those are called, by id of the entity, who or which may
    be called by a name.
    """

    request: Request
    statements: Mapping[str, Ruling]
    items: Mapping[str, ItemRuling]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return tuple(one.shape for one in self.statements.values() if one.shape is not None)

    @property
    def leaves(self) -> bool:
        """Whether anything goes at all. Where nothing does, not even an empty package is made."""
        return bool(self.shapes) or any(one.decision.leaves for one in self.items.values())

    @property
    def grants(self) -> tuple[str, ...]:
        """The ids of all grants that what goes rests on."""
        return tuple(sorted({grant for one in self._decisions if one.leaves for grant in one.grants}))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many pieces by verdict: for the members, never for the recipient."""
        found = Counter(one.verdict for one in self._decisions)
        return {verdict: found[verdict] for verdict in reversed(VERDICTS)}

    @property
    def _decisions(self) -> list[Decision]:
        return [ruling.decision for ruling in self.statements.values()] + [
            ruling.decision for ruling in self.items.values()
        ]

    def to_json(self) -> dict[str, JSON]:
        return {
            "use": self.request.use,
            "recipient": self.request.recipient.to_json(),
            "day": self.request.day.isoformat(),
            "counts": dict(self.counts),
            "grants": list(self.grants),
            "statements": {one: ruling.decision.to_json() for one, ruling in self.statements.items()},
            "items": {one: ruling.decision.to_json() for one, ruling in self.items.items()},
        }


def plan(
    story: Story, asked: Asked, request: Request, statements: Collection[str], items: Collection[str] = ()
) -> Plan:
    """Of the statements and items chosen. What is not on record, or does not count any more, is left out."""
    ruled = {
        one: rule(story, asked, request, story.statements[one])
        for one in sorted(set(statements))
        if one in story.statements
    }
    settled = _with_places_named(story, ruled)
    return Plan(
        request,
        settled,
        {one: rule_item(story, asked, request, one) for one in sorted(set(items)) if one in story.items},
        _labels(story, asked, request, settled),
    )


def _with_places_named(story: Story, ruled: Mapping[str, Ruling]) -> dict[str, Ruling]:
    """What is said of places that nothing else names stays, round by round: a place may be named by the description of another."""
    now = dict(ruled)
    while True:
        named = _reached(story, now)
        gone = {
            one: Ruling(Decision.withhold(_NOBODY_NAMES_IT), ruling.touches)
            for one, ruling in now.items()
            if ruling.shape is not None
            and story.is_a(ruling.shape.subject, "Place")
            and ruling.shape.subject not in named
        }
        if not gone:
            return now
        now.update(gone)


def _reached(story: Story, ruled: Mapping[str, Ruling]) -> set[str]:
    """The places named by what is of no place, and those that are named by what is said of these."""
    naming: dict[str, set[str]] = {}
    reached: set[str] = set()
    for ruling in ruled.values():
        shape = ruling.shape
        if shape is None or "entity" not in shape.value:
            continue
        if story.is_a(shape.subject, "Place"):
            naming.setdefault(shape.subject, set()).add(str(shape.value["entity"]))
        else:
            reached.add(str(shape.value["entity"]))
    todo = list(reached)
    while todo:
        for other in naming.get(todo.pop(), ()):
            if other not in reached:
                reached.add(other)
                todo.append(other)
    return reached


def _labels(story: Story, asked: Asked, request: Request, ruled: Mapping[str, Ruling]) -> dict[str, str]:
    """By a name that may go itself, the first that was entered; whoever said it is asked for that as for anything else."""
    found: dict[str, str] = {}
    for entity in sorted(_entities(ruled)):
        for said in (*story.about(entity, "name"), *story.about(entity, "title")):
            if not said.affirms:
                continue
            shape = (ruled.get(said.id) or rule(story, asked, request, said)).shape
            if shape is not None and "name" in shape.value:
                found.setdefault(entity, str(shape.value["name"]))
                break
    return found


def _entities(ruled: Mapping[str, Ruling]) -> Iterator[str]:
    for ruling in ruled.values():
        if ruling.shape is not None:
            shape = ruling.shape
            named = (shape.subject, shape.said_by, shape.heard_from, shape.value.get("entity"))
            yield from (str(one) for one in named if one is not None)
