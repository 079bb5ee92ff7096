"""Which records count: what was superseded or retracted does not, unless that supersession or retraction was itself
retracted. What entities are called, and in which state of review a statement stands.

Pure, and of the set of records alone: their order does not matter, so two vaults that hold the same records agree
(docs/adr/0007-views.md). "As of" leaves out what was entered later; what is erased stays erased.

>>> from amanet.record.standing import Entered, standing
>>> first = Entered("1", "Statement", "2026-01-01T00:00:00Z", {"subject": "0", "property": "name", "value": {"name": "Aygul"},
...     "polarity": "affirms", "said_by": "9"})
>>> gone = Entered("2", "Retraction", "2026-02-01T00:00:00Z", {"retracts": "1", "reason": "another person"})
>>> standing([first, gone]).living, standing([first, gone], as_of="2026-01-15T00:00:00Z").labels
(frozenset({'2'}), {'0': 'Aygul'})
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["FIRST_STATE", "LABELLING", "Entered", "Standing", "ends", "label_of", "standing"]

FIRST_STATE = "draft"
# The properties that say what an entity is called; of several living ones the first that was entered.
LABELLING = frozenset(("name", "title"))


class Entered(NamedTuple):
    """A record as far as it matters here."""

    id: str
    type: str
    entered_at: str
    body: Mapping[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Entered":
        """From the body of a record, which says all of it."""
        return cls(str(body["id"]), str(body["type"]), str(body["entered_at"]), body)


@dataclass(frozen=True)
class Standing:
    """`living` ids; `states` of living statements by id; `labels` of entities by id."""

    living: frozenset[str]
    states: Mapping[str, str]
    labels: Mapping[str, str]


def ends(type_name: str, body: Mapping[str, Any]) -> str | None:
    """The id of the record that one of this type and body puts an end to."""
    if type_name == "Supersession":
        return str(body["replaces"])
    return str(body["retracts"]) if type_name == "Retraction" else None


def label_of(body: Mapping[str, Any]) -> str | None:
    """What a statement says its subject is called, if it says so."""
    if body["property"] not in LABELLING or body["polarity"] != "affirms":
        return None
    value = body["value"]
    text = value.get("name", value.get("text"))
    return str(text) if text is not None else None


def standing(records: Iterable[Entered], as_of: str | None = None) -> Standing:
    """The state that follows from these records, as of a moment (RFC 3339 in UTC, as records have it)."""
    known = {record.id: record for record in records if as_of is None or record.entered_at <= as_of}
    dead = _dead(known)
    living = {identifier: record for identifier, record in known.items() if identifier not in dead}
    return Standing(frozenset(living), _states(living), _labels(living))


def _dead(known: Mapping[str, Entered]) -> set[str]:
    """Those with a living end. What ends something is decided before it, however they are ordered; a circle, which nobody can
    make in good faith, ends all that is in it.
    """
    enders: dict[str, list[str]] = {}
    for record in known.values():
        ended = ends(record.type, record.body)
        if ended is not None:
            enders.setdefault(ended, []).append(record.id)
    dead: dict[str, bool] = {}
    for identifier in enders:
        todo = [identifier]
        while todo:
            one = todo[-1]
            undecided = [ender for ender in enders.get(one, ()) if ender not in dead and ender not in todo]
            if undecided:
                todo += undecided
            else:
                todo.pop()
                dead[one] = any(not dead.get(ender, False) for ender in enders.get(one, ()))
    return {identifier for identifier, is_dead in dead.items() if is_dead}


def _states(living: Mapping[str, Entered]) -> dict[str, str]:
    states = {
        record.id: str(record.body.get("state", FIRST_STATE))
        for record in living.values()
        if record.type == "Statement"
    }
    for identifier in sorted([one for one, record in living.items() if record.type == "Review"]):
        body = living[identifier].body
        if body["of"] in states:
            states[body["of"]] = str(body["state"])
    return states


def _labels(living: Mapping[str, Entered]) -> dict[str, str]:
    labels: dict[str, str] = {}
    found = [(one, label_of(record.body)) for one, record in living.items() if record.type == "Statement"]
    for identifier, label in sorted([(one, label) for one, label in found if label is not None]):
        labels.setdefault(str(living[identifier].body["subject"]), label)
    return labels
