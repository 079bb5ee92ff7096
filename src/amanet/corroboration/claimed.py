"""The records of acts, their victims and official claims, as counted statements have them: read once, kept.

Counted are living statements whose entry is not disputed. Dates are compared by bounds: something lies after something else where
every day that it can mean does.

>>> from amanet.corroboration.claimed import surely_after
>>> surely_after([{"edtf": "2019-03"}], [{"edtf": "2019"}]), surely_after([{"edtf": "2020"}], [{"edtf": "2019"}])
(False, True)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amanet.corroboration.extents import first_and_last
from amanet.corroboration.independence import counts
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material, Told
from amanet.corroboration.values import Values

__all__ = ["Claimed", "Read", "last_of", "surely_after"]

# The acts by which somebody is taken or held.
TAKEN: Final = frozenset(
    (
        "arrest",
        "abduction",
        "round_up",
        "detention",
        "disappearance",
        "transfer",
        "interrogation",
        "charge",
        "trial",
        "sentence",
    )
)
_ABOUT: Final = ("about", "about_act", "about_place")
_Date = Mapping[str, Any]


@quickly_made
@dataclass(frozen=True)
class Read:
    """An OfficialClaim. `last` is the last day on which it can have been made, None where that is not sure."""

    entity: str
    told: tuple[Told, ...]
    positions: frozenset[str]
    dates: tuple[_Date, ...]
    last: date | None
    persons: frozenset[str]
    acts: frozenset[str]

    def of(self, name: str, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_values(self.told, name, key)))

    def is_before(self, dates: Sequence[_Date | None]) -> bool:
        """Whether there are dates and each lies surely after every one that is given for the claim."""
        return _all_after(dates, self.last)


class Claimed:
    """Of one material; everything is looked up once."""

    def __init__(self, material: Material, values: Values) -> None:
        self._material = material
        self._values = values
        self._read: dict[str, Read] = {}
        self._about: dict[str, tuple[Read, ...]] = {}
        self._victims: dict[str, tuple[str, ...]] = {}
        self._acts: dict[str, tuple[str, ...]] = {}
        self._dated: dict[str, tuple[Told, ...]] = {}
        self._types: dict[str, tuple[Told, ...]] = {}

    def about(self, entities: Iterable[str]) -> list[Read]:
        """The claims about any of them, each once."""
        found = {read.entity: read for entity in entities for read in self._about_one(entity)}
        return [found[one] for one in sorted(found)]

    def _about_one(self, entity: str) -> tuple[Read, ...]:
        if entity not in self._about:
            told = [one for name in _ABOUT for one in self._material.naming(entity, name)]
            claims = {one.subject for one in told if counts(one) and one.affirms}
            self._about[entity] = tuple(
                self._one(claim)
                for claim in sorted(claims)
                if self._material.schema_of(claim) == "OfficialClaim"
            )
        return self._about[entity]

    def _one(self, claim: str) -> Read:
        if claim not in self._read:
            told = tuple(one for one in self._material.about(claim) if counts(one) and one.affirms)
            dates = _dates(told, "date")
            self._read[claim] = Read(
                claim,
                told,
                frozenset(_values(told, "position", "term")),
                dates,
                last_of(dates),
                frozenset(_values(told, "about", "entity")),
                frozenset(_values(told, "about_act", "entity")),
            )
        return self._read[claim]

    def persons(self, read: Read) -> list[str]:
        """Whom the claim is about, and who suffered the acts that it is about."""
        return sorted(read.persons.union(*(self.victims(act) for act in read.acts)))

    def victims(self, act: str) -> tuple[str, ...]:
        if act not in self._victims:
            told = [one for one in self._material.about(act, "victim") if counts(one) and one.affirms]
            self._victims[act] = tuple(sorted(set(_values(told, "victim", "entity"))))
        return self._victims[act]

    def acts_of(self, person: str) -> tuple[str, ...]:
        if person not in self._acts:
            told = self._material.naming(person, "victim")
            self._acts[person] = tuple(sorted({one.subject for one in told if counts(one) and one.affirms}))
        return self._acts[person]

    def types(self, act: str) -> tuple[Told, ...]:
        if act not in self._types:
            told = self._material.about(act, "type")
            self._types[act] = tuple(
                one for one in told if counts(one) and one.affirms and "term" in one.value
            )
        return self._types[act]

    def dated(self, act: str) -> tuple[Told, ...]:
        """What is said of when it began and ended."""
        if act not in self._dated:
            told = self._material.about(act)
            self._dated[act] = tuple(
                one for one in told if one.property in ("start", "end") and _gives_date(one)
            )
        return self._dated[act]

    def starts(self, act: str) -> tuple[_Date, ...]:
        return _dates(self.dated(act), "start")

    def taken(self, persons: Iterable[str]) -> list[str]:
        """The acts by which anybody says that they were taken or held."""
        acts = {act for person in persons for act in self.acts_of(person)}
        return sorted(
            act for act in acts if any(self.is_taking(str(one.value["term"])) for one in self.types(act))
        )

    def is_taking(self, kind: str) -> bool:
        return self.is_kind(kind, TAKEN)

    def is_kind(self, kind: str, wanted: Iterable[str]) -> bool:
        """Whether a type of act is one of these or narrower."""
        expected = self._material.ontology.property("Act", "type")
        return not {kind, *self._values.broader(expected, kind)}.isdisjoint(wanted)

    def began_after(self, read: Read, act: str) -> bool:
        return read.is_before(self.starts(act))


def surely_after(dates: Sequence[_Date | None], earlier: Sequence[_Date | None]) -> bool:
    """Whether all of `dates` lie surely after all of `earlier`. Where a date is not known, nothing is sure."""
    return _all_after(dates, last_of(earlier))


def last_of(dates: Sequence[_Date | None]) -> date | None:
    """The last day that any of them can mean; None where there is none, or that is not known of one of them."""
    lasts = [first_and_last(one)[1] for one in dates]
    return None if not lasts or None in lasts else max(day for day in lasts if day)


def _all_after(dates: Sequence[_Date | None], last: date | None) -> bool:
    if last is None or not dates:
        return False
    firsts = [first_and_last(one)[0] for one in dates]
    return all(day is not None and day > last for day in firsts)


def _gives_date(told: Told) -> bool:
    return told.affirms and "date" in told.value and counts(told)


def _dates(told: Iterable[Told], name: str) -> tuple[_Date, ...]:
    return tuple(one.value["date"] for one in told if one.property == name and "date" in one.value)


def _values(told: Iterable[Told], name: str, key: str) -> list[str]:
    return [str(one.value[key]) for one in told if one.property == name and key in one.value]
