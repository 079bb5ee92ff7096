"""When a person was last heard as a source themselves: who gave testimony on a day was alive on that day.

It is no sign of life and ends no silence: signs are what people entered as such. It stands beside them, and whoever spoke is not
asked for one. What they said may be about others; nothing of it is told here but the day and who they are as a source. What they
heard from somebody else is left out: its day may be that of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Material, Told
from amanet.corroboration.moments import Moment, When, moment_of, together

__all__ = ["Spoke", "last_spoke", "told_as_source"]


@dataclass(frozen=True)
class Spoke(InJson):
    """`when` is the last date on which they spoke, `statements` what they said then, `sources` themselves."""

    when: When
    sources: tuple[str, ...]
    statements: tuple[str, ...]


def told_as_source(material: Material, person: str) -> tuple[Told, ...]:
    """What the person says themselves, of whatever, with the day on which they said it."""
    one = material.one(person)
    naming = material.naming(one, "person")
    themselves = {told.subject for told in naming if one in material.source(told.subject).persons}
    if not themselves:
        return ()
    return tuple(
        told
        for told in material.told
        if told.said_by in themselves
        and told.said_at is not None
        and told.heard_from is None
        and told.ended is None
        and told.state != "disputed"
    )


def last_spoke(material: Material, person: str, today: date) -> Spoke | None:
    """None where no day is on record, or only days after `today`."""
    dated = list(_dated(told_as_source(material, person), today))
    if not dated:
        return None
    newest = max(moment.first for moment, _ in dated)
    last = [(moment, told) for moment, told in dated if moment.first == newest]
    when = together(moment for moment, _ in last)
    if when is None:
        return None
    return Spoke(
        when,
        tuple(sorted({told.said_by for _, told in last})),
        tuple(sorted(told.id for _, told in last)),
    )


def _dated(several: Iterable[Told], today: date) -> Iterable[tuple[Moment, Told]]:
    for told in several:
        moment = moment_of(told.said_at)
        if moment is not None and moment.earliest is not None and moment.earliest <= today:
            yield moment, told
