"""When one value says another, and when two cannot both be true (docs/methods/corroboration.md).

`entails(a, b)`: whoever says a also says b. "12 May 2018" says "May 2018"; "12 months" says "about a year"; "torture" says
"ill-treatment"; a village says the district that it is part of. `excludes(a, b)`: not both; only of a property that has one value,
and only where nothing can satisfy both. Texts and names never exclude each other: people tell the same in many words.

What is absent (unknown, withheld, refused, not asked) means nothing here: it says nothing and contradicts nothing.

Invariants, whatever the values: everything entails itself; `entails` is transitive; no two entail and exclude each other.

>>> from amanet.corroboration.values import entails, meaning_of
>>> exact, year = meaning_of({"date": {"edtf": "2018-05-12"}}), meaning_of({"date": {"edtf": "2018"}})
>>> entails(exact, year), entails(year, exact)
(True, False)
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Final, Protocol

from amanet.corroboration.extents import DateExtent, QuantityExtent, folded
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material
from amanet.errors import BadData
from amanet.record.ontology import Property

__all__ = ["Alike", "Meaning", "OneOf", "Values", "entails", "excludes", "meaning_of"]


class Meaning(Protocol):
    """What a value says, for comparing. Equal ones say the same."""

    def within(self, other: Any) -> bool: ...

    def apart(self, other: Any) -> bool: ...

    def __hash__(self) -> int: ...


@quickly_made
@dataclass(frozen=True)
class Alike:
    """Said by nothing but the same: texts, names, identifiers, coordinates, yes and no. `one` where two cannot both be true."""

    kind: str
    content: Hashable
    one: bool = False

    def within(self, other: "Alike") -> bool:
        return self == other

    def apart(self, other: "Alike") -> bool:
        return self.one and self.kind == other.kind and self.content != other.content


@quickly_made
@dataclass(frozen=True)
class OneOf:
    """A term with those broader than it, or a place with those that it is part of. `unclear`: who may be the same, or not."""

    code: str
    wider: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()

    def within(self, other: "OneOf") -> bool:
        return self.code == other.code or other.code in self.wider

    def apart(self, other: "OneOf") -> bool:
        return not self.within(other) and not other.within(self) and other.code not in self.unclear


_NOBODY: Final[frozenset[str]] = frozenset()


def entails(one: Meaning, other: Meaning) -> bool:
    """Whether whoever says `one` also says `other`."""
    return type(one) is type(other) and one.within(other)


def excludes(one: Meaning, other: Meaning) -> bool:
    """Whether both cannot be true, of a property that has one value."""
    return type(one) is type(other) and one.apart(other)


def meaning_of(
    value: Mapping[str, Any],
    wider: Callable[[str, str], frozenset[str]] = lambda kind, code: frozenset(),
    unclear: Callable[[str], frozenset[str]] = lambda entity: frozenset(),
) -> Meaning | None:
    """None of what is absent. `wider` gives the codes broader than a term, or the places that an entity is part of."""
    for kind in _MEANINGS:
        if kind in value:
            break
    else:
        return None
    if kind == "term" or kind == "entity":
        code = str(value[kind])
        return OneOf(code, wider(kind, code), unclear(code) if kind == "entity" else _NOBODY)
    try:
        return _MEANINGS[kind](value)
    except (BadData, InvalidOperation, TypeError):
        # Entered by a newer version, say. It still is what it is.
        return Alike("other", repr(sorted(value.items())))


class Values:
    """The values of one material, by its thesauri and by which places are said to be part of which."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._broader: dict[tuple[str, str], frozenset[str]] = {}
        self._around: dict[str, frozenset[str]] = {}

    def property_of(self, subject: str, name: str) -> Property | None:
        """None where the material does not hold what it is about, or it is of another version's ontology."""
        schema = self._material.ontology.schemata.get(self._material.schema_of(subject) or "")
        return None if schema is None else schema.properties.get(name)

    def meaning(self, expected: Property | None, value: Mapping[str, Any]) -> Meaning | None:
        def wider(kind: str, code: str) -> frozenset[str]:
            return self.places_around(code) if kind == "entity" else self.broader(expected, code)

        return meaning_of(value, wider, self._unclear)

    def broader(self, expected: Property | None, code: str) -> frozenset[str]:
        """The codes that a term of this property says as well."""
        thesaurus = None if expected is None else expected.thesaurus
        if thesaurus is None:
            return frozenset()
        if (thesaurus, code) not in self._broader:
            terms = self._material.ontology.thesauri[thesaurus].terms
            found: set[str] = set()
            above = terms[code].broader if code in terms else None
            while above is not None and above in terms and above not in found:
                found.add(above)
                above = terms[above].broader
            self._broader[thesaurus, code] = frozenset(found)
        return self._broader[thesaurus, code]

    def places_around(self, place: str) -> frozenset[str]:
        """The places that this one is part of, and those that they are part of, and so on."""
        if place not in self._around:
            found: set[str] = set()
            todo = [place]
            while todo:
                larger = self._parts_of(todo.pop()) - found
                found |= larger
                todo += larger
            self._around[place] = frozenset(found)
        return self._around[place]

    def _unclear(self, entity: str) -> frozenset[str]:
        return self._apart.get(entity, frozenset())

    def _parts_of(self, place: str) -> set[str]:
        told = self._material.about(place, "part_of")
        counted = [one for one in told if one.affirms and one.ended is None and one.state != "disputed"]
        return {str(one.value["entity"]) for one in counted if "entity" in one.value}

    @cached_property
    def _apart(self) -> dict[str, frozenset[str]]:
        return {entity: group for group in self._material.apart for entity in group}


def _coordinates(value: Mapping[str, Any]) -> Meaning:
    north, east = value["coordinates"]
    return Alike("coordinates", (Decimal(north), Decimal(east)), one=True)


def _identifier(value: Mapping[str, Any]) -> Meaning:
    plain = folded(str(value["identifier"]))
    return Alike(
        "identifier", "".join(one for one in plain if not one.isspace() and one not in _HYPHENS) or plain
    )


# How identifiers are broken up for reading.
_HYPHENS = frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212")
_MEANINGS: Mapping[str, Callable[[Mapping[str, Any]], Meaning]] = {
    "date": lambda value: DateExtent.of(value["date"]),
    "quantity": lambda value: QuantityExtent.of(value["quantity"]),
    "term": lambda value: OneOf(str(value["term"])),
    "entity": lambda value: OneOf(str(value["entity"])),
    "name": lambda value: Alike("words", folded(str(value["name"]))),
    "text": lambda value: Alike("words", folded(str(value["text"]))),
    "identifier": _identifier,
    "coordinates": _coordinates,
    "yes_no": lambda value: Alike("yes_no", bool(value["yes_no"]), one=True),
}
