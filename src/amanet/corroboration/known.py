"""What is said of an entity, weighed once and shown in words: the lines that accounts, timelines and signs of life are made of."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.corroboration.bearing import Own, own_of
from amanet.corroboration.facts import Weighing
from amanet.corroboration.json_form import InJson, json_form
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material
from amanet.corroboration.moments import When, when_said
from amanet.corroboration.terms import codes_said
from amanet.corroboration.verdict import DISPUTED_ONLY, Fact
from amanet.corroboration.wording import called, listed, of_no_kind, property_label, worded
from amanet.errors import BadData

__all__ = ["Known", "Weighed"]


@quickly_made
@dataclass(frozen=True)
class Known(InJson):
    """One fact with its words. `sensitive` as the ontology marks the property: not shown to others unless asked for by name."""

    label: str
    shown: str
    sensitive: bool
    fact: Fact

    @builtins.property
    def property(self) -> str:
        return self.fact.property

    @builtins.property
    def is_said(self) -> bool:
        """Whether somebody says it, and it is no "unknown"."""
        return bool(self.fact.saying) and "absent" not in self.fact.value

    @builtins.property
    def stands(self) -> bool:
        """Whether it is said in an entry that no member disputes: what is built on it else is built on nothing."""
        return self.is_said and self.fact.verdict.standing != DISPUTED_ONLY

    def to_json(self) -> dict[str, JSON]:
        """In short: who says it, and the verdict without its reasons. An account has each fact in full once."""
        fact, verdict = self.fact, self.fact.verdict
        return {
            "subject": fact.subject,
            "property": fact.property,
            "label": str(self.label),
            "value": json_form(fact.value),
            "shown": str(self.shown),
            "sensitive": self.sensitive,
            "standing": verdict.standing,
            "independent": verdict.independent,
            "against": verdict.against,
            "denied": bool(verdict.denied),
            "hearsay": verdict.hearsay,
            "officials_only": verdict.officials_only,
            "statements": [told.id for told in fact.saying],
        }


class Weighed:
    """What is worked out of one material when it is first asked for, and kept: facts, dates, whose acts are whose."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.weighing = Weighing(material)
        self._known: dict[tuple[str, str], tuple[Known, ...]] = {}
        self._whole: dict[str, tuple[Known, ...]] = {}
        self._own: dict[str, Own] = {}
        self._when: dict[tuple[str, str], When | None] = {}
        self._marks: dict[tuple[str | None, str], tuple[str, bool, bool]] = {}
        self._called: dict[str, str] = {}
        self._schemata: dict[str, str | None] = {}
        self._terms: dict[tuple[str | None, str, str], str] = {}
        self._values: dict[tuple[int, str | None, str], str] = {}

    def known(self, entity: str, *names: str) -> tuple[Known, ...]:
        """Of some properties in this order, or of all that are no sheer words of the person themselves."""
        one = self.material.one(entity)
        if len(names) == 1:
            known = self._known.get((one, names[0]))
            return self._of(one, names[0]) if known is None else known
        if names:
            return tuple([known for name in names for known in self._of(one, name)])
        if one not in self._whole:
            self._weigh_all(one)
        return self._whole[one]

    def own(self, person: str) -> Own:
        if person not in self._own:
            self._own[person] = own_of(self.material, person)
        return self._own[person]

    def when(self, entity: str, name: str) -> When | None:
        """What is said of a date property, all together."""
        if (entity, name) not in self._when:
            self._when[entity, name] = when_said(self.material, entity, name)
        return self._when[entity, name]

    def title(self, act: str) -> str:
        """What an act is, without whose and when; anything else by what it is called."""
        if self.material.schema_of(act) != "Act":
            return self.called(act)
        codes = codes_said(self.material, act, "type")
        words = listed(self.shown("Act", "type", {"term": code}) for code in codes)
        return words or of_no_kind(self.material, "Act")

    def called(self, entity: str) -> str:
        if entity not in self._called:
            self._called[entity] = called(self.material, entity)
        return self._called[entity]

    def shown(self, schema: str | None, name: str, value: Mapping[str, Any]) -> str:
        if "entity" in value:
            return self.called(str(value["entity"]))
        code = value.get("term")
        if code is None:
            return worded(self.material.ontology, schema or "", name, value, self.called)
        if (schema, name, code) not in self._terms:
            words = worded(self.material.ontology, schema or "", name, value, self.called)
            self._terms[schema, name, code] = words
        return self._terms[schema, name, code]

    def schema_of(self, entity: str) -> str | None:
        if entity not in self._schemata:
            self._schemata[entity] = self.material.schema_of(entity)
        return self._schemata[entity]

    def marks(self, schema: str | None, name: str) -> tuple[str, bool, bool]:
        """What a property is called; whether it is sensitive, and whether self-described."""
        if (schema, name) not in self._marks:
            self._marks[schema, name] = _marks(self.material, schema or "", name)
        return self._marks[schema, name]

    def _of(self, entity: str, name: str) -> tuple[Known, ...]:
        if (entity, name) not in self._known:
            if entity in self._whole and not self.marks(self.schema_of(entity), name)[2]:
                return ()
            self._known[entity, name] = tuple(map(self._worded, self.weighing.facts(entity, name)))
        return self._known[entity, name]

    def _weigh_all(self, entity: str) -> None:
        schema = self.schema_of(entity)
        by_name: dict[str, list[Known]] = {}
        for fact in self.weighing.facts(entity):
            if not self.marks(schema, fact.property)[2]:
                by_name.setdefault(fact.property, []).append(self._worded(fact))
        for name, several in by_name.items():
            self._known[entity, name] = tuple(several)
        self._whole[entity] = tuple(known for several in by_name.values() for known in several)

    def shown_once(self, schema: str | None, name: str, value: Mapping[str, Any]) -> str:
        """The same of a value that stands in a statement: the material keeps it, so that the very same object is worded once."""
        key = id(value), schema, name
        if key not in self._values:
            self._values[key] = self.shown(schema, name, value)
        return self._values[key]

    def _worded(self, fact: Fact) -> Known:
        schema = self.schema_of(fact.subject)
        label, sensitive, _ = self.marks(schema, fact.property)
        return Known(label, self.shown_once(schema, fact.property, fact.value), sensitive, fact)


def _marks(material: Material, schema: str, name: str) -> tuple[str, bool, bool]:
    label = property_label(material, schema, name)
    try:
        found = material.ontology.property(schema, name)
    except BadData:
        return label, False, False
    return label, found.sensitive, found.self_described
