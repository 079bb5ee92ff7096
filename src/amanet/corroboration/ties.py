"""What ties those who say something: looked up in the records, and nothing else.

Upward: to whom somebody heard it from, to where that one heard it, what it draws on, and so on, also through sources that say nothing of it or
are not heard any more. Sideways: the same person, the same document, the same interview; and officials, who speak for one another.

>>> from amanet.corroboration.material import Material
>>> from amanet.corroboration.ties import Ties
>>> Ties(Material.of([], ontology=None)).upward([]), Ties(Material.of([], ontology=None)).sideways([], [])
({}, [])
"""

from collections.abc import Iterable, Mapping, Sequence

from amanet.corroboration.material import Material, Told
from amanet.corroboration.verdict import Tie

__all__ = ["Ties"]

_Mark = tuple[str, str]
_OFFICIALS: _Mark = ("officials", "")


class Ties:
    """Of one material. What it learns of who heard what from whom it keeps, by what they speak of."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._heard: dict[tuple[str, str], dict[str, list[Tie]]] = {}
        self._drawn: dict[str, list[Tie]] = {}
        self._who: dict[str, tuple[_Mark, ...]] = {}
        self._where: dict[str, tuple[_Mark, ...]] = {}

    def upward(self, counted: Sequence[Told]) -> dict[str, list[Tie]]:
        """From each source that these statements lead to, beginning with those that say them, the ties to whom it rests on."""
        heard = [self._heard_of(*key) for key in {(one.subject, one.property) for one in counted}]
        heard = [chains for chains in heard if chains]
        found: dict[str, list[Tie]] = {}
        todo = sorted({one.said_by for one in counted}, reverse=True)
        while todo:
            source = todo.pop()
            if source not in found:
                found[source] = self._from(source, heard)
                todo += [tie.other for tie in found[source] if tie.other not in found]
        return found

    def sideways(self, reached: Iterable[str], counted: Sequence[Told]) -> list[Tie]:
        """One of those that say it with each of the others who have the same mark."""
        saying = {one.said_by for one in counted}
        shared: dict[_Mark, set[str]] = {}
        for source in reached:
            for mark in self._marks_of(source):
                shared.setdefault(mark, set()).add(source)
        for told in counted:
            for passage in told.passages:
                for mark in self._marks_at(passage):
                    shared.setdefault(mark, set()).add(told.said_by)
        return [
            tie
            for (kind, by), sources in shared.items()
            if len(sources) > 1
            for tie in _star(kind, by, sorted(sources, key=lambda one: (one not in saying, one)))
        ]

    def _from(self, source: str, heard: Sequence[Mapping[str, list[Tie]]]) -> list[Tie]:
        ties = list(self._drawn_on(source))
        for chains in heard:
            ties += chains.get(source, ())
        return ties

    def _drawn_on(self, source: str) -> list[Tie]:
        if source not in self._drawn:
            others = sorted(self._material.source(source).draws_on - {source})
            self._drawn[source] = [Tie(source, other, "draws_on", other) for other in others]
        return self._drawn[source]

    def _heard_of(self, subject: str, name: str) -> dict[str, list[Tie]]:
        """Who heard from whom what they say of one property of one entity, by who says it."""
        if (subject, name) not in self._heard:
            found: dict[str, list[Tie]] = {}
            for one in self._material.about(subject, name):
                if one.heard_from is not None and one.ended is None and one.heard_from != one.said_by:
                    tie = Tie(one.said_by, one.heard_from, "heard_from", one.id)
                    found.setdefault(one.said_by, []).append(tie)
            self._heard[subject, name] = found
        return self._heard[subject, name]

    def _marks_of(self, source: str) -> tuple[_Mark, ...]:
        """Who it is, and whether it speaks for officials."""
        if source not in self._who:
            facts = self._material.source(source)
            officials = (_OFFICIALS,) if facts.official else ()
            self._who[source] = (*officials, *(("same_person", person) for person in facts.persons))
        return self._who[source]

    def _marks_at(self, passage: str) -> tuple[_Mark, ...]:
        """The documents and interviews that a passage stands in."""
        if passage not in self._where:
            marked = self._material.passages.get(passage)
            documents = [] if marked is None else [("same_document", one) for one in marked.documents]
            interviews = [] if marked is None else [("same_interview", one) for one in marked.interviews]
            self._where[passage] = (*documents, *interviews)
        return self._where[passage]


def _star(kind: str, by: str, sources: list[str]) -> list[Tie]:
    return [Tie(sources[0], other, kind, by or sources[0]) for other in sources[1:]]
