"""What is worked out here as plain JSON: dates as YYYY-MM-DD, sets sorted, a statement by its id alone; what is empty, or not so, is left out.

A statement stands once in an account; everything else names it. So whoever may not see a statement finds an id, and no words.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Seen(InJson):
...     when: date
...     where: str | None
>>> Seen(date(2018, 5, 1), None).to_json()
{'when': '2018-05-01'}
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from amanet.canonical import JSON
from amanet.corroboration.material import Told

__all__ = ["InJson", "JsonWriter", "json_form"]

_PLAIN: Final[frozenset[type]] = frozenset((str, bool, int, type(None)))


class InJson:
    """What a dataclass takes on to have `to_json`."""

    __slots__ = ()

    def to_json(self) -> dict[str, JSON]:
        return _WRITER.fields(self)


class JsonWriter:
    """Writes values; those of some types in `ways` of their own. An account of hundreds of statements is written in one go."""

    def __init__(self, ways: Mapping[type, Callable[[Any], JSON]] | None = None) -> None:
        self._ways: dict[type, Callable[[Any], JSON]] = {**dict.fromkeys(_PLAIN, _as_it_is), Told: _id}
        self._ways |= {tuple: self._several, list: self._several, dict: dict, **(ways or {})}

    def form(self, value: Any) -> JSON:
        kind = type(value)
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way_of(value)
        return way(value)

    def fields(self, value: Any, without: frozenset[str] = frozenset()) -> dict[str, JSON]:
        """Of a dataclass, its fields by name; without those named in `without`, and those that are empty or False. 0 is not empty."""
        found: dict[str, JSON] = {}
        names, values = _read(value)
        for name, inner in zip(names, values, strict=True):
            if name in without:
                continue
            form = inner if type(inner) in _PLAIN or not inner else self.form(inner)
            if form or type(form) is int:
                found[name] = form
        return found

    def _several(self, values: Iterable[Any]) -> JSON:
        return [one if type(one) is str else self.form(one) for one in values]

    def _way_of(self, value: Any) -> Callable[[Any], JSON]:
        if isinstance(value, InJson) and type(value).to_json is not InJson.to_json:
            return type(value).to_json
        if is_dataclass(value):
            return self.fields
        if isinstance(value, str):
            return str.__str__  # a phrase, as plain text
        if isinstance(value, Mapping):
            return dict  # of records: JSON already
        if isinstance(value, date):
            return date.isoformat
        return (lambda several: self._several(sorted(several))) if isinstance(value, Set) else self._several


def json_form(value: Any) -> JSON:
    """Of a dataclass, its fields by name; of a `Told`, its id."""
    return _WRITER.form(value)


def _id(told: Told) -> JSON:
    return told.id


def _as_it_is(value: Any) -> JSON:
    return value  # type: ignore[no-any-return]


_WRITER: Final = JsonWriter()
_READERS: Final[dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]]] = {}


def _read(value: Any) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The names of a dataclass's fields and what stands in them, all at once."""
    reader = _READERS.get(type(value))
    if reader is None:
        names = tuple(one.name for one in fields(value))
        several = attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)
        reader = _READERS[type(value)] = names, several
    return reader[0], reader[1](value)
