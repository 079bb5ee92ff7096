"""Which of those who say a fact rest on each other, and so count once.

Sources are tied where one heard it from the other or draws on it; where they are the same person; where they are quoted from the same
document or the same interview; and officials always, who speak for one another. Ties are followed upward: to the source somebody heard it from,
to where that one heard it, what it draws on, and so on, also through sources that say nothing of it themselves or are not heard
any more. Whoever is tied, directly or through others, is one group and counts once. Nothing ties two sources but what was
recorded: that people live in one village, or tell it in the same words, does not.

Invariants: the order of statements does not matter; a further statement of a source tied to those there never raises the number; any
further statement raises it by one at most. It can lower it: who heard it from two that were apart ties them together.
A disputed entry does not count.

>>> from amanet.corroboration.independence import supports
>>> from amanet.corroboration.material import Material
>>> supports(Material.of([], ontology=None), [])
()
"""

from collections.abc import Iterable
from dataclasses import dataclass

from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Material, Told
from amanet.corroboration.verdict import Support, Tie

__all__ = ["FIRST_HAND", "Graph", "Independence", "counts", "dependence_graph", "is_first_hand", "supports"]

# The bases of knowledge that need nobody else's word.
FIRST_HAND = frozenset(("own_experience", "direct_witness", "own_act", "document_seen", "recording_seen"))

_OFFICIALS = ("officials", "")


@dataclass(frozen=True)
class Graph(InJson):
    """All sources that were met, those included that say nothing themselves; the ties; and who counts once, of those that say it."""

    sources: tuple[str, ...]
    ties: tuple[Tie, ...]
    groups: tuple[tuple[str, ...], ...]


def supports(material: Material, statements: Iterable[Told]) -> tuple[Support, ...]:
    """One for each independent source of these statements, the one that speaks first in the order of ids first."""
    return Independence(material).supports(statements)


def dependence_graph(material: Material, statements: Iterable[Told]) -> Graph:
    return Independence(material).graph(statements)


def counts(told: Told) -> bool:
    """Whether a statement is counted: living, and its entry not disputed."""
    return told.ended is None and told.state != "disputed"


def is_first_hand(material: Material, told: Told) -> bool | None:
    """None: nobody says how it is known. Where members assessed the basis and agree, theirs stands before the stated one."""
    if told.heard_from is not None:
        return False
    assessed = {one.basis for one in material.assessments.get(told.id, ()) if one.basis is not None}
    basis = assessed.pop() if len(assessed) == 1 else told.basis
    return None if basis is None else basis in FIRST_HAND


class Independence:
    """Of one material. What it learns of who heard what from whom it keeps, by what they speak of."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._heard: dict[tuple[str, str], dict[str, list[Tie]]] = {}
        self._drawn: dict[str, list[Tie]] = {}
        self._people: dict[str, tuple[tuple[str, str], ...]] = {}
        self._marks: dict[str, tuple[tuple[str, str], ...]] = {}

    def supports(self, statements: Iterable[Told]) -> tuple[Support, ...]:
        counted = _counted(statements)
        if not counted:
            return ()
        reached, ties = self._tied(counted)
        if len(reached) == 1:  # most facts
            return (self._support(counted, reached, ties),)
        groups = _groups(reached, ties)
        by_group: dict[str, list[Told]] = {}
        for told in counted:
            by_group.setdefault(groups[told.said_by], []).append(told)
        return tuple(
            self._support(told, [one for one in reached if groups[one] == group], ties)
            for group, told in by_group.items()
        )

    def graph(self, statements: Iterable[Told]) -> Graph:
        counted = _counted(statements)
        reached, ties = self._tied(counted)
        sources = tuple(support.sources for support in self.supports(counted))
        return Graph(tuple(sorted(reached)), tuple(sorted(ties, key=_order)), sources)

    def _support(self, told: list[Told], members: list[str], ties: set[Tie]) -> Support:
        within = set(members)
        officials = {one for one in members if _OFFICIALS in self._marks_of_source(one)}
        first_hand = [is_first_hand(self._material, one) for one in told]
        apart_from_officials = officials and any(
            direct and one.said_by not in officials for one, direct in zip(told, first_hand, strict=True)
        )
        return Support(
            tuple(sorted({one.said_by for one in told})),
            tuple([one.id for one in told]),
            tuple(sorted((tie for tie in ties if tie.one in within), key=_order)) if ties else (),
            True in first_hand,
            not (True in first_hand or None in first_hand),
            bool(officials) and not apart_from_officials,
        )

    def _tied(self, counted: list[Told]) -> tuple[list[str], set[Tie]]:
        """The sources that these statements lead to, and what ties them."""
        reached = dict.fromkeys([one.said_by for one in counted])
        heard = [self._heard_of(*key) for key in {(one.subject, one.property) for one in counted}]
        heard = [chains for chains in heard if chains]
        if len(reached) == 1 and not heard and not self._drawn_on(counted[0].said_by):  # most facts
            return list(reached), set()
        ties: set[Tie] = set()
        todo = list(reached)
        while todo:
            source = todo.pop()
            upward = self._drawn_on(source)
            for chains in heard:
                upward = upward + chains[source] if source in chains else upward
            for tie in upward:
                if tie.other != source:
                    ties.add(tie)
                if tie.other not in reached:
                    reached[tie.other] = None
                    todo.append(tie.other)
        members = list(reached)
        return members, ties | self._same(members, counted) if len(members) > 1 else ties

    def _drawn_on(self, source: str) -> list[Tie]:
        if source not in self._drawn:
            others = sorted(self._material.source(source).draws_on)
            self._drawn[source] = [Tie(source, other, "draws_on", other) for other in others]
        return self._drawn[source]

    def _heard_of(self, subject: str, name: str) -> dict[str, list[Tie]]:
        """Who heard from whom what they say of one property of one entity, by who says it."""
        if (subject, name) not in self._heard:
            found: dict[str, list[Tie]] = {}
            for one in self._material.about(subject, name):
                if one.heard_from is not None and one.ended is None:
                    tie = Tie(one.said_by, one.heard_from, "heard_from", one.id)
                    found.setdefault(one.said_by, []).append(tie)
            self._heard[subject, name] = found
        return self._heard[subject, name]

    def _same(self, reached: list[str], counted: list[Told]) -> set[Tie]:
        shared: dict[tuple[str, str], set[str]] = {}
        for source in reached:
            for mark in self._marks_of_source(source):
                shared.setdefault(mark, set()).add(source)
        for told in counted:
            for passage in told.passages:
                for mark in self._marks_of(passage):
                    shared.setdefault(mark, set()).add(told.said_by)
        return {
            tie
            for (kind, by), sources in shared.items()
            if len(sources) > 1
            for tie in _star(kind, by, sorted(sources))
        }

    def _marks_of_source(self, source: str) -> tuple[tuple[str, str], ...]:
        """Who it is, and whether it speaks for officials."""
        if source not in self._people:
            facts = self._material.source(source)
            officials = (_OFFICIALS,) if facts.official else ()
            self._people[source] = (*officials, *(("same_person", person) for person in facts.persons))
        return self._people[source]

    def _marks_of(self, passage: str) -> tuple[tuple[str, str], ...]:
        """The documents and interviews that a passage stands in."""
        if passage not in self._marks:
            marked = self._material.passages.get(passage)
            documents = [] if marked is None else [("same_document", one) for one in marked.documents]
            interviews = [] if marked is None else [("same_interview", one) for one in marked.interviews]
            self._marks[passage] = (*documents, *interviews)
        return self._marks[passage]


def _counted(statements: Iterable[Told]) -> list[Told]:
    return sorted([one for one in statements if counts(one)], key=_by_id)


def _star(kind: str, by: str, sources: list[str]) -> list[Tie]:
    """The first with each of the others."""
    return [Tie(sources[0], other, kind, by or sources[0]) for other in sources[1:]]


def _groups(reached: list[str], ties: set[Tie]) -> dict[str, str]:
    """Of each source, one source that stands for all that are tied to it."""
    leader = {source: source for source in reached}

    def leader_of(source: str) -> str:
        while leader[source] != source:
            leader[source] = source = leader[leader[source]]
        return source

    for tie in ties:
        leader[leader_of(tie.one)] = leader_of(tie.other)
    return {source: leader_of(source) for source in reached}


def _order(tie: Tie) -> tuple[str, str, str, str]:
    return tie.one, tie.other, tie.kind, tie.by


def _by_id(told: Told) -> str:
    return told.id
