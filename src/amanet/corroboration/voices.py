"""Who says things in an account, and who rests on whom: each source with what it is and how much it says, and the graph of their ties.

Nothing here weighs a source. How many statements it makes is a number of statements.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from amanet.corroboration.independence import Graph
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Weighed
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Told

__all__ = ["Voice", "voices_of"]


@quickly_made
@dataclass(frozen=True)
class Voice(InJson):
    """A source: `statements` it makes here, in `passed_on` others heard something from it. `group` is its place among the groups of the
    graph: those with the same number rest on each other; None where it only passed something on, or ties others.
    """

    source: str
    label: str
    kinds: tuple[str, ...]
    connections: tuple[str, ...]
    shown: tuple[str, ...]
    official: bool
    statements: int
    passed_on: int
    group: int | None


def voices_of(weighed: Weighed, told: Iterable[Told]) -> tuple[tuple[Voice, ...], Graph]:
    """Of living statements. The sources with most statements first, then by id."""
    several = list(told)
    graph = _between(weighed.weighing.independence.graph(several), _speaking(several))
    groups = {source: place for place, group in enumerate(graph.groups) for source in group}
    said: dict[str, int] = {}
    heard: dict[str, int] = {}
    for one in several:
        said[one.said_by] = said.get(one.said_by, 0) + 1
        if one.heard_from is not None:
            heard[one.heard_from] = heard.get(one.heard_from, 0) + 1
    everyone = sorted({*said, *heard, *graph.sources}, key=lambda source: (-said.get(source, 0), source))
    return tuple(
        _voice(weighed, one, said.get(one, 0), heard.get(one, 0), groups.get(one)) for one in everyone
    ), graph


def _speaking(told: Iterable[Told]) -> frozenset[str]:
    return frozenset(source for one in told for source in (one.said_by, one.heard_from) if source is not None)


def _between(graph: Graph, speaking: frozenset[str]) -> Graph:
    """Of sources that say nothing of this person only those through whom others are tied: whom else a broadcast lets speak is no matter here."""
    near: dict[str, set[str]] = {}
    for tie in graph.ties:
        near.setdefault(tie.one, set()).add(tie.other)
        near.setdefault(tie.other, set()).add(tie.one)
    kept, reached = set(speaking), set[str]()
    for source in sorted(speaking):
        if source not in reached:
            came_from = _outward(source, near)
            reached |= came_from.keys()
            kept.update(step for other in speaking & came_from.keys() for step in _back(other, came_from))
    ties = tuple(tie for tie in graph.ties if tie.one in kept and tie.other in kept)
    return replace(graph, sources=tuple(source for source in graph.sources if source in kept), ties=ties)


def _outward(source: str, near: Mapping[str, set[str]]) -> dict[str, str]:
    """Of each source that is tied to this one, the next on a shortest way to it."""
    came_from = {source: source}
    todo = deque((source,))
    while todo:
        at = todo.popleft()
        for other in sorted(near.get(at, ())):
            if other not in came_from:
                came_from[other] = at
                todo.append(other)
    return came_from


def _back(source: str, came_from: Mapping[str, str]) -> Iterator[str]:
    while came_from[source] != source:
        yield source
        source = came_from[source]


def _voice(weighed: Weighed, source: str, statements: int, passed_on: int, group: int | None) -> Voice:
    material = weighed.material
    facts = material.source(source)
    kinds, connections = sorted(facts.kinds), sorted(facts.connections)
    shown = [weighed.shown("Source", "kind", {"term": code}) for code in kinds]
    shown += [weighed.shown("Source", "connection", {"term": code}) for code in connections]
    return Voice(
        source,
        weighed.called(source),
        tuple(kinds),
        tuple(connections),
        tuple(shown),
        facts.official,
        statements,
        passed_on,
        group,
    )
