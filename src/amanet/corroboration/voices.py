"""Who says things in an account, and who rests on whom: each source with what it is and how much it says, and the graph of their ties.

Nothing here weighs a source. How many statements it makes is a number of statements.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from amanet.corroboration.independence import Graph
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Weighed
from amanet.corroboration.material import Told
from amanet.corroboration.wording import term_label

__all__ = ["Voice", "voices_of"]


@dataclass(frozen=True)
class Voice(InJson):
    """A source: `statements` it makes here, in `passed_on` others heard something from it. `group` is its place among the groups of the
    graph: those with the same number rest on each other; None where it only passed something on.
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
    graph = weighed.weighing.independence.graph(several)
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


def _voice(weighed: Weighed, source: str, statements: int, passed_on: int, group: int | None) -> Voice:
    material = weighed.material
    facts = material.source(source)
    kinds, connections = sorted(facts.kinds), sorted(facts.connections)
    shown = [term_label(material, "Source", "kind", code) for code in kinds]
    shown += [term_label(material, "Source", "connection", code) for code in connections]
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
