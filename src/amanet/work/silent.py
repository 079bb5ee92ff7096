"""Who has not been heard of for long: of everybody in the vault, the longest silence first.

The days are those that `corroboration.signs` works out for one person (tests/work/test_overview.py holds the two against each other), here for
all people at once from the numbers in the views; records are read only of those who had agreed on a rhythm. With `as_of`, what was
known then is worked out from the records: right, and slower by some milliseconds a person.

Nothing is concluded from silence. Who is dead or was released by the team's own reviewed facts is listed all the same, and marked so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from amanet.corroboration.material import Material
from amanet.corroboration.moments import Days
from amanet.corroboration.rhythm import BROKEN, NO_SIGN
from amanet.corroboration.signs import Silence, silence_of
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.vault.ontology_files import load_ontology
from amanet.work.heard import LOST_CONTACT, Everybody, Heard, Records, some_at_once, worst
from amanet.work.same import Same
from amanet.work.silent_marks import marking, marks_in
from amanet.work.stretches import bounds, since
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["Silent", "listed", "silent"]


@dataclass(frozen=True)
class Silent:
    """Somebody (number and name), and how long they have not been heard of; `since` is None where nobody says since when.

    `last` are the days between which the last sign came (None: no bound); without a dated sign it is None, and `since` counts from when
    contact was lost. `rhythm` is broken where one that was agreed on broke, no_sign where none of its signs ever came. `marks` are
    dead, released, escaped, as far as another member reviewed it.
    """

    person: int
    label: str
    since: Days | None
    last: tuple[date | None, date | None] | None
    lost_contact: bool
    rhythm: str | None
    marks: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int]:
        """The longest silence first; those of whom nobody says since when, last."""
        return (1 if self.since is None else -self.since.at_least), self.person

    def is_listed(self, longer_than_days: int) -> bool:
        if self.rhythm == BROKEN:
            return True
        if self.since is None:
            return self.lost_contact or self.rhythm == NO_SIGN
        return self.since.at_most is None or self.since.at_most > longer_than_days


def silent(vault: Vault, *, longer_than_days: int, today: date, as_of: str | None = None) -> list[Silent]:
    """Everybody who may have been silent for longer than so many days, whose agreed rhythm broke or never began, or of whom somebody says
    that contact was lost and nobody says when. Of whom there is nothing of the kind, nothing is known: they are not listed.
    """
    everybody = _by_the_views(vault, today) if as_of is None else _as_of(vault, today, as_of)
    found = [one for one in everybody if one.is_listed(longer_than_days)]
    return sorted(found, key=lambda one: one.order)


def listed(material: Material, silence: Silence, number: int) -> Silent:
    """One line, from all that was worked out of one person."""
    signs = [sign.when for sign in silence.signs if sign.counts == "counted" and sign.when]
    dates = [one.when for one in silence.no_contact if one.when and one.when.first <= silence.today]
    stretches = [(when.first.toordinal(), when.last.toordinal()) for when in signs or dates]
    return Silent(
        number,
        material.labels.get(silence.person, ""),
        since(stretches, silence.today),
        bounds(max(stretches)) if signs else None,
        bool(silence.no_contact),
        worst(rhythm.code for rhythm in silence.rhythms),
        marks_in(material, silence.person),
    )


def _by_the_views(vault: Vault, today: date) -> Iterator[Silent]:
    for person, heard in Everybody(vault, today).all():
        yield _line(person, heard, today)


def _line(person: int, heard: Heard, today: date) -> Silent:
    signs = tuple(heard.signs.values())
    dated = () if signs else [days for days in heard.lost if days and days[0] <= today.toordinal()]
    return Silent(
        person,
        heard.label,
        since(signs or dated, today),
        bounds(max(signs)) if signs else None,
        bool(heard.lost),
        heard.rhythm,
        tuple(sorted(heard.marks)),
    )


def _as_of(vault: Vault, today: date, as_of: str) -> Iterator[Silent]:
    """From the records, some people at a time."""
    facts, same = Facts(vault.database), Same.ever(vault)
    named: dict[int, set[int]] = {}
    acts = {
        one.subject
        for one in facts.of_term("Act", "type", {LOST_CONTACT, *marking(load_ontology())}, living=False)
    }
    for schema, name in (("SignOfLife", "person"), ("AgreedSign", "person"), ("Act", "victim")):
        for one in facts.said(schema, name, living=False):
            if one.value and (schema != "Act" or one.subject in acts):
                named.setdefault(same.one(one.value), set()).add(one.subject)
    records = Records(vault, withdrawn_sources(vault), as_of)
    for people in some_at_once(sorted(named)):
        entities = same.with_others({*people, *(one for person in people for one in named[person])})
        material = records.about(entities)
        numbers = vault.related.numbers(
            [one for one, schema in material.entities.items() if schema == "Person"]
        )
        for person, number in sorted(numbers.items()):
            if same.one(number) in named and material.schema_of(person) == "Person":
                silence = silence_of(material, person, today)
                yield listed(material, silence, number)
