"""Whether a value has the form that a property takes. What stands inside a date or a quantity is checked where those are made.

The forms, as canonical JSON objects; in each, `?` marks a key that may be left out:

    text         {"text": "…"}
    name         {"name": "…", "kind": code, "script"?: "Arab", "language"?: "ug"}
    date         {"date": {…}}
    quantity     {"quantity": {…}}
    entity       {"entity": "0190a5b2-…"}
    term         {"term": code}
    identifier   {"identifier": "…", "kind"?: code, "issuer"?: "…"}
    coordinates  {"coordinates": ["43.2", "76.9"], "precision"?: "500"}      degrees, north and east; metres
    yes_no       {"yes_no": true}
    any          {"absent": "unknown"}                                       or withheld, refused, not asked
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.ontology.schemata import Property
from amanet.record.ontology.thesauri import Thesaurus

ABSENCES = ("unknown", "withheld", "refused", "not asked")

_Check = Callable[[JSON, Thesaurus | None], bool]
_ENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DEGREES = re.compile(r"-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,12})?")
_METRES = re.compile(r"(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{1,3})?")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def check_value(
    where: str, expected: Property, thesaurus: Thesaurus | None, value: Mapping[str, JSON]
) -> None:
    """Raises `BadData` that says what `where` takes. It never repeats the value: that may be anybody's name."""
    if not isinstance(value, Mapping):
        raise BadData(f"{where} takes {_described(expected)}; an object is expected.")
    if "absent" in value:
        if len(value) > 1 or value["absent"] not in ABSENCES:
            raise BadData(
                f"{where}: a value is absent as one of: {', '.join(ABSENCES)}, and nothing stands beside that."
            )
        return
    form = _FORMS[expected.kind]
    if not form.needed <= value.keys() <= form.checks.keys():
        raise BadData(f"{where} takes {_described(expected)}. What was given has other keys.")
    for key, given in value.items():
        if not form.checks[key](given, thesaurus):
            raise BadData(f"{where} takes {_described(expected)}. {_advice(key, given, thesaurus)}")


def _described(expected: Property) -> str:
    form = _FORMS[expected.kind]
    keys = ", ".join(
        f'"{key}"' if key in form.needed else f'"{key}" (may be left out)' for key in form.checks
    )
    of = f" of a {expected.range}" if expected.range else ""
    return f'{form.meaning}{of}, with the keys {keys}; or "absent"'


def _advice(key: str, given: JSON, thesaurus: Thesaurus | None) -> str:
    if key in ("term", "kind") and thesaurus is not None:
        return f'"{key}" is no code of {thesaurus.name}. {thesaurus.offer(given if isinstance(given, str) else "")}'
    return f'"{key}" is not like that here.'


def _text(given: JSON, _: Thesaurus | None) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _object(given: JSON, _: Thesaurus | None) -> bool:
    return isinstance(given, Mapping) and bool(given)


def _yes_or_no(given: JSON, _: Thesaurus | None) -> bool:
    return isinstance(given, bool)


def _code(given: JSON, thesaurus: Thesaurus | None) -> bool:
    return isinstance(given, str) and thesaurus is not None and given in thesaurus.terms


def _coordinates(given: JSON, _: Thesaurus | None) -> bool:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        return False
    return all(_degrees(one, most) for one, most in zip(given, (90, 180), strict=True))


def _degrees(given: JSON, most: int) -> bool:
    return isinstance(given, str) and _DEGREES.fullmatch(given) is not None and abs(float(given)) <= most


def _matches(pattern: re.Pattern[str]) -> _Check:
    return lambda given, _: isinstance(given, str) and pattern.fullmatch(given) is not None


@dataclass(frozen=True)
class _Form:
    meaning: str
    checks: Mapping[str, _Check]
    optional: frozenset[str] = frozenset()

    @cached_property
    def needed(self) -> frozenset[str]:
        return frozenset(self.checks) - self.optional


_FORMS: Mapping[str, _Form] = {
    "text": _Form("a text that is not empty", {"text": _text}),
    "name": _Form(
        "a name of some kind",
        {"name": _text, "kind": _code, "script": _matches(_SCRIPT), "language": _matches(_LANGUAGE)},
        frozenset({"script", "language"}),
    ),
    "date": _Form("a date", {"date": _object}),
    "quantity": _Form("a quantity", {"quantity": _object}),
    "entity": _Form("the id", {"entity": _matches(_ENTITY)}),
    "term": _Form("a code", {"term": _code}),
    "identifier": _Form(
        "a number or other identifier",
        {"identifier": _text, "kind": _code, "issuer": _text},
        frozenset({"kind", "issuer"}),
    ),
    "coordinates": _Form(
        "degrees north and east as two texts",
        {"coordinates": _coordinates, "precision": _matches(_METRES)},
        frozenset({"precision"}),
    ),
    "yes_no": _Form("true or false", {"yes_no": _yes_or_no}),
}
