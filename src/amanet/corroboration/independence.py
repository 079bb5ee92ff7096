"""Which of those who say a fact rest on each other, and so count once.

*Who only passes it on is set aside.* Whoever heard it from somebody who says it, or draws on them, directly or through others, adds nothing: a
report on what two people saw is no third voice, and does not make the two one. Where two rest on each other, neither is set aside for that.

*Whoever is left counts once with those it is tied to:* by the same person, document or interview; because both speak for officials; or because
both had it from a third who does not say it themself. These ties hold also by way of somebody who is set aside. Nothing ties two sources but what
was recorded: that people live in one village, or tell it in the same words, does not.

Invariants, of what is told of one fact:
- The order of statements does not matter. A disputed entry does not count.
- A new source that rests on those who say it changes nothing where nothing else ties it to anybody and nobody rests on it. Where something else
  ties it (it was asked together with another, say) the number can fall; it never rises.
- A further statement of a source that says it already never raises the number.
- One more entry of a person who is there never raises it: what one entry had from somebody, the person had.
- A new voice raises it by one at most, unless others rest on it: when somebody speaks who had been silent, those who have it from them are set aside,
  and that silence no longer ties them to each other.
- Nobody is named but those who say it, and those through whom they are tied.

>>> from amanet.corroboration.independence import supports
>>> from amanet.corroboration.material import Material
>>> supports(Material.of([], ontology=None), [])
()
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amanet.corroboration.basis import (
    FIRST_HAND,
    FROM_FIRST_HAND,
    NOT_KNOWN,
    OfficialWord,
    basis_of,
    best,
    counts,
)
from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Material, Told
from amanet.corroboration.ties import Ties
from amanet.corroboration.verdict import Support, Tie
from amanet.corroboration.web import Web

__all__ = ["FIRST_HAND", "Graph", "Independence", "counts", "dependence_graph", "is_first_hand", "supports"]


@dataclass(frozen=True)
class Graph(InJson):
    """All who say something, and those through whom they are tied; the ties; and who counts once, of those that say it. `set_aside` are
    those of them that only pass on what others here say.
    """

    sources: tuple[str, ...]
    ties: tuple[Tie, ...]
    groups: tuple[tuple[str, ...], ...]
    set_aside: tuple[str, ...] = ()


def supports(material: Material, statements: Iterable[Told]) -> tuple[Support, ...]:
    """One for each independent source of these statements, the one that speaks first in the order of ids first."""
    return Independence(material).supports(statements)


def dependence_graph(material: Material, statements: Iterable[Told]) -> Graph:
    return Independence(material).graph(statements)


def is_first_hand(material: Material, told: Told) -> bool | None:
    """None: nobody says how it is known."""
    basis = basis_of(material, told)
    return None if basis == NOT_KNOWN else basis == FROM_FIRST_HAND


class Independence:
    """Of one material; it keeps what it learns on the way."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._ties = Ties(material)
        self._word = OfficialWord(material)
        self._basis: dict[str, str] = {}

    def supports(self, statements: Iterable[Told]) -> tuple[Support, ...]:
        counted = _counted(statements)
        if len(counted) == 1:
            return (self._support_alone(counted[0]),)
        if not counted:
            return ()
        if len({one.said_by for one in counted}) == 1:  # most facts
            return (self._support(counted, (), frozenset()),)
        return self._grouped(counted, self._web(counted))

    def graph(self, statements: Iterable[Told]) -> Graph:
        counted = _counted(statements)
        if not counted:
            return Graph((), (), ())
        web = self._web(counted)
        groups = tuple(support.sources for support in self._grouped(counted, web))
        ties = tuple(sorted(web.shown_ties(), key=_order))
        return Graph(tuple(sorted(web.shown)), ties, groups, tuple(sorted(web.set_aside)))

    def not_officials(self, statements: Iterable[Told]) -> tuple[Support, ...]:
        """The independent sources of those statements that do not lead to officials alone."""
        return self.supports(one for one in statements if not self._word.is_all(one))

    def _web(self, counted: Sequence[Told]) -> Web:
        upward = self._ties.upward(counted)
        return Web({one.said_by for one in counted}, upward, self._ties.sideways(upward, counted))

    def _grouped(self, counted: Sequence[Told], web: Web) -> tuple[Support, ...]:
        kept: dict[str, list[Told]] = {}
        for one in counted:
            if web.leader(one.said_by) in web.counting:
                kept.setdefault(web.leader(one.said_by), []).append(one)
        order = {group: (self._are_official(told), told[0].id) for group, told in kept.items()}
        groups = web.groups(order)
        told_in: dict[str, list[Told]] = {}
        for one in counted:
            told_in.setdefault(groups[web.leader(one.said_by)], []).append(one)
        ties: dict[str, list[Tie]] = {}
        for tie in web.shown_ties():
            ties.setdefault(groups[web.leader(tie.one)], []).append(tie)
        return tuple(
            self._support(told, ties.get(group, ()), web.set_aside) for group, told in told_in.items()
        )

    def _are_official(self, told: Iterable[Told]) -> bool:
        return all(self._word.is_all(one) for one in told)

    def _support_alone(self, told: Told) -> Support:
        """Of one statement, which is most of them."""
        basis = self._basis_of(told)
        direct = basis == FROM_FIRST_HAND
        hearsay = not direct and basis != NOT_KNOWN
        return Support((told.said_by,), (told.id,), (), direct, hearsay, self._word.is_all(told), basis, ())

    def _support(self, told: Sequence[Told], ties: Iterable[Tie], aside: frozenset[str]) -> Support:
        bases = [self._basis_of(one) for one in told]
        return Support(
            tuple(sorted({one.said_by for one in told})),
            tuple([one.id for one in told]),
            tuple(sorted(ties, key=_order)),
            FROM_FIRST_HAND in bases,
            not (FROM_FIRST_HAND in bases or NOT_KNOWN in bases),
            all(self._is_official(one, aside) for one in told),
            best(bases),
            tuple(sorted({one.said_by for one in told if one.said_by in aside})) if aside else (),
        )

    def _basis_of(self, told: Told) -> str:
        if told.id not in self._basis:
            self._basis[told.id] = basis_of(self._material, told)
        return self._basis[told.id]

    def _is_official(self, told: Told, aside: frozenset[str]) -> bool:
        """Whoever only passes it on, and says no more of how they know, speaks for those it rests on."""
        passes_on = told.said_by in aside and told.heard_from is None and self._basis_of(told) == NOT_KNOWN
        return passes_on or self._word.is_all(told)


def _counted(statements: Iterable[Told]) -> list[Told]:
    counted = [one for one in statements if counts(one)]
    return sorted(counted, key=_by_id) if len(counted) > 1 else counted


def _order(tie: Tie) -> tuple[str, str, str, str]:
    return tie.one, tie.other, tie.kind, tie.by


def _by_id(told: Told) -> str:
    return told.id
