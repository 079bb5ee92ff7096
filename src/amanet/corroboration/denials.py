"""Where officials deny something: by a claim, or in a statement; and what was said afterwards.

A denial that names an act concerns that act. One that names a person alone concerns every act by which the person was taken or held, but for
those that surely began after it. "After" is by bounds: surely after, on every date that anybody gives for the denial.

>>> from amanet.corroboration.denials import ACKNOWLEDGING, DENYING
>>> sorted(DENYING), "in_training" in ACKNOWLEDGING
(['deny', 'no_knowledge'], True)
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from amanet.corroboration.claimed import Claimed, Read, last_of, surely_after
from amanet.corroboration.extents import first_and_last
from amanet.corroboration.independence import counts
from amanet.corroboration.material import Material, Told
from amanet.corroboration.verdict import CONTRADICT, Denial, Support

__all__ = ["ACKNOWLEDGING", "DENYING", "Denials"]

DENYING: Final = frozenset(("deny", "no_knowledge"))
ACKNOWLEDGING: Final = frozenset(
    (
        "acknowledge",
        "deny_responsibility",
        "explain_otherwise",
        "accept_responsibility",
        "in_training",
        "convicted",
        "dead",
    )
)


class Denials:
    """Of one material."""

    def __init__(self, material: Material, claimed: Claimed) -> None:
        self._material = material
        self._claimed = claimed

    def of_act(self, act: str, kind: str, saying: Sequence[Told]) -> tuple[Denial, ...]:
        """By claims: those about the act, and those about its victim alone, where `kind` is a way of taking or holding somebody."""
        about = self._claimed.about([act])
        victims = self._claimed.victims(act)
        if self._claimed.is_taking(kind):
            of_victims = self._claimed.about(victims)
            about += [one for one in of_victims if not one.acts and not self._claimed.began_after(one, act)]
        denying = {one.entity: one for one in about if one.positions & DENYING}
        return tuple(self.by_claim(one, [act], saying, [act, *victims]) for one in denying.values())

    def in_statements(
        self, saying: Sequence[Told], against: Sequence[Told], opposition: Sequence[Support]
    ) -> tuple[Denial, ...]:
        """By official sources, and by who rests on them alone."""
        resting = {one for group in opposition if group.official for one in group.statements}
        return tuple(
            self.by_statement(one, saying)
            for one in against
            if counts(one) and (one.id in resting or self._material.source(one.said_by).official)
        )

    def by_claim(
        self, read: Read, acts: Sequence[str], saying: Iterable[Told], about: Iterable[str]
    ) -> Denial:
        """`about` are the acts and persons of which officials may have said something later."""
        after = {one.id for one in saying if read.is_before([one.said_at])}
        after.update(one for act in acts for one in self._dated_after(act, read.last))
        return Denial(
            read.entity,
            tuple(
                one.id for one in read.told if one.property == "position" and one.value.get("term") in DENYING
            ),
            min(read.positions & DENYING),
            read.dates[0] if read.dates else None,
            tuple(sorted(after)),
            self._acknowledged_after(about, read.dates),
        )

    def by_statement(self, told: Told, saying: Iterable[Told]) -> Denial:
        """A denial, or contradiction, of what `saying` say."""
        said_at = [told.said_at]
        after = {one.id for one in saying if told.said_at and surely_after([one.said_at], said_at)}
        about = [told.subject]
        if self._material.schema_of(told.subject) == "Act":
            about += self._claimed.victims(told.subject)
            if told.property == "type":
                after.update(self._dated_after(told.subject, last_of(said_at)))
        position = CONTRADICT if told.affirms else "deny"
        later = self._acknowledged_after(about, said_at)
        return Denial(None, (told.id,), position, told.said_at, tuple(sorted(after)), later)

    def of_claim(self, read: Read) -> list[str]:
        """The acts that a claim denies."""
        if not read.positions & DENYING:
            return []
        if read.acts:
            return sorted(read.acts)
        return [act for act in self._claimed.taken(read.persons) if not self._claimed.began_after(read, act)]

    def _dated_after(self, act: str, last: date | None) -> list[str]:
        if last is None:
            return []
        return [one.id for one in self._claimed.dated(act) if _is_after(one.value["date"], last)]

    def _acknowledged_after(
        self, about: Iterable[str], dates: Sequence[Mapping[str, Any] | None]
    ) -> tuple[str, ...]:
        last = last_of(dates)
        if last is None:
            return ()
        rivals = [one for one in self._claimed.about(about) if one.positions & ACKNOWLEDGING and one.dates]
        return tuple(one.entity for one in rivals if all(_is_after(day, last) for day in one.dates))


def _is_after(content: Mapping[str, Any], last: date) -> bool:
    first = first_and_last(content)[0]
    return first is not None and first > last
