"""What is worked out here as plain JSON: dates as YYYY-MM-DD, sets sorted, a statement by its id alone.

A statement stands once in an account; everything else names it. So whoever may not see a statement finds an id, and no words.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Seen(InJson):
...     when: date
>>> Seen(date(2018, 5, 1)).to_json()
{'when': '2018-05-01'}
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from amanet.canonical import JSON
from amanet.corroboration.material import Told

__all__ = ["InJson", "json_form"]


class InJson:
    """What a dataclass takes on to have `to_json`."""

    __slots__ = ()

    def to_json(self) -> dict[str, JSON]:
        return {name: json_form(getattr(self, name)) for name in _names(type(self))}


def json_form(value: Any) -> JSON:
    """Of a dataclass, its fields by name; of a `Told`, its id."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Told):
        return value.id
    if isinstance(value, InJson):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): json_form(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return [json_form(inner) for inner in sorted(value)]
    if is_dataclass(value):
        return {name: json_form(getattr(value, name)) for name in _names(type(value))}
    return [json_form(inner) for inner in value]


_KNOWN: dict[object, tuple[str, ...]] = {}


def _names(of: Any) -> tuple[str, ...]:
    if of not in _KNOWN:
        _KNOWN[of] = tuple(one.name for one in fields(of))
    return _KNOWN[of]
