"""What an item was found to be: the answer of the confined process, checked as the untrusted thing it is.

The process that reads a hostile file may have been taken over by it. So nothing it says is taken as is: every
field has a type and a bound here, unknown fields are refused, texts are cut, and what does not fit becomes a
`Problem`. The texts are what the file says, as it says it (control characters included; whoever prints them
escapes them), never what is true.

Invariants: `to_json` is canonical JSON (no floats; durations in milliseconds, coordinates as decimal text)
and `parse_inspection(inspection.to_json())` gives the same inspection. A fact that was not found is left out.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = [
    "LONGEST_TEXT",
    "Image",
    "Inspection",
    "Media",
    "Pdf",
    "Problem",
    "Provenance",
    "Stream",
    "parse_facts",
    "parse_inspection",
]

LONGEST_TEXT = 1000
_MOST_ENTRIES = 64
_MOST_TOOLS = 16


@dataclass(frozen=True)
class Problem:
    """Which reader could not do its work, and what happened to it."""

    reader: str
    what: str


@dataclass(frozen=True)
class Image:
    """A still picture.

    Pixels are never decoded; `taken_at` is as written, in the local time of the camera.
    """

    width: int | None = None
    height: int | None = None
    format: str | None = None
    orientation: int | None = None
    make: str | None = None
    model: str | None = None
    software: str | None = None
    taken_at: str | None = None
    taken_at_offset: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    altitude: str | None = None
    gps_time: str | None = None


@dataclass(frozen=True)
class Stream:
    """One stream of a recording; `rate` is frames per second (a fraction as text) or samples per second."""

    kind: str
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    rate: str | None = None
    channels: int | None = None
    language: str | None = None


@dataclass(frozen=True)
class Media:
    """A recording. `location` is as written by the device (ISO 6709)."""

    container: str | None = None
    duration_ms: int | None = None
    created_at: str | None = None
    make: str | None = None
    model: str | None = None
    software: str | None = None
    location: str | None = None
    title: str | None = None
    streams: tuple[Stream, ...] = ()


@dataclass(frozen=True)
class Pdf:
    """A PDF. One that needs a password is `encrypted` and says nothing more."""

    encrypted: bool | None = None
    pages: int | None = None
    author: str | None = None
    title: str | None = None
    creator: str | None = None
    producer: str | None = None
    created_at: str | None = None


@dataclass(frozen=True)
class Provenance:
    """A C2PA manifest.

    `present` is of one inside the file. `state` is the library's word on hashes and signature alone: no issuer
    is trusted here. `remote_url` is where the file says that there is one; it is never contacted.
    """

    present: bool
    state: str | None = None
    claim_generator: str | None = None
    issuer: str | None = None
    signed_at: str | None = None
    label: str | None = None
    remote_url: str | None = None
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """All that was found about one item, by which tools, and what could not be found."""

    media_type: str
    image: Image | None = None
    media: Media | None = None
    pdf: Pdf | None = None
    provenance: Provenance | None = None
    tools: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, JSON]:
        """The canonical JSON of this, without what was not found."""
        return _to_json(self)


_Facts = TypeVar("_Facts")


def parse_inspection(value: JSON) -> Inspection:
    """The inspection that `to_json` wrote. Raises `BadData` for any other value."""
    return parse_facts(Inspection, value)


def parse_facts(kind: type[_Facts], value: JSON) -> _Facts:
    """One of the classes above from JSON, field by field. Raises `BadData` for what does not fit."""
    if not isinstance(value, dict):
        raise BadData(f"{kind.__name__} facts are a JSON object.")
    hints = get_type_hints(kind)
    if not value.keys() <= hints.keys():
        raise BadData(f"{kind.__name__} facts hold a field that they do not have.")
    try:
        return kind(**{name: _parse(hints[name], inner) for name, inner in value.items()})
    except TypeError as problem:
        raise BadData(f"{kind.__name__} facts lack a field.") from problem


def _parse(hint: Any, value: JSON) -> Any:
    if get_origin(hint) in {Union, types.UnionType}:
        hint = next(inner for inner in get_args(hint) if inner is not type(None))
    if isinstance(hint, type) and is_dataclass(hint):
        return parse_facts(hint, value)
    if get_origin(hint) is tuple:
        return _parse_entries(get_args(hint)[0], value)
    if get_origin(hint) is Mapping:
        return _parse_tools(value)
    if type(value) is not hint:
        raise BadData(f"A fact is a {type(value).__name__} where a {hint.__name__} belongs.")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise BadData(f"A fact is longer than {LONGEST_TEXT} characters.")
    return value


def _parse_entries(hint: Any, value: JSON) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or len(value) > _MOST_ENTRIES:
        raise BadData(f"A list of facts is not a list of at most {_MOST_ENTRIES}.")
    return tuple(_parse(hint, inner) for inner in value)


def _parse_tools(value: JSON) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > _MOST_TOOLS:
        raise BadData(f"The tools are not an object of at most {_MOST_TOOLS} names and versions.")
    return {name: _parse(str, version) for name, version in value.items()}


def _to_json(facts: Any) -> dict[str, JSON]:
    found = {entry.name: getattr(facts, entry.name) for entry in fields(facts)}
    return {name: _plain(value) for name, value in found.items() if value not in (None, (), {})}


def _plain(value: Any) -> JSON:
    if is_dataclass(value):
        return _to_json(value)
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return dict(value)
    plain: JSON = value
    return plain
