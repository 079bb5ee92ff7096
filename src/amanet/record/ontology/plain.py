"""YAML to nothing but texts, lists and mappings.

No scalar is guessed at: `no`, `0911` and `2019-03-01` stay the texts they are. A key twice in one mapping, anchors, aliases,
tags and a second document are refused, so that a small file cannot become a large one and one text has one meaning.

Importing PyYAML takes longer than importing all of `amanet.record`, so this module is imported where something is parsed.
"""

from typing import NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from amanet.errors import BadData
from amanet.record.ontology.fields import Tree

_LONGEST = 1 << 20
_DEEPEST = 8
# libyaml, where PyYAML was built with it, is ten times as fast. Both give the same events; neither makes objects.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse_plain(file: str, text: str) -> Tree:
    """The one document in `text`. Raises `BadData` that names `file` and the line."""
    if len(text) > _LONGEST:
        raise BadData(f"{file} is over a million characters: no ontology. Give the file that was meant.")
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as problem:
        line = f", line {problem.problem_mark.line + 1}" if problem.problem_mark else ""
        raise BadData(f"{file}{line} is not YAML: {problem.problem}.") from problem
    except (yaml.YAMLError, UnicodeError) as problem:
        raise BadData(f"{file} has characters that YAML does not allow.") from problem
    return builder.whole()


class _Builder:
    """Puts the events of a parser together. Depth is bounded, nothing recurses."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._documents: list[Tree] = []
        self._open: list[list[Tree] | dict[str, Tree]] = []
        self._keys: list[str | None] = []

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            self._refuse_marks(event, event.anchor, event.tag)
            self._put(event.value, event)
        elif isinstance(event, CollectionStartEvent):
            self._refuse_marks(event, event.anchor, event.tag)
            self._enter({} if isinstance(event, MappingStartEvent) else [], event)
        elif isinstance(event, CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, AliasEvent):
            self._refuse_marks(event, event.anchor, None)

    def whole(self) -> Tree:
        if len(self._documents) != 1:
            raise BadData(f"{self._file} is empty or has several documents; exactly one is expected.")
        return self._documents[0]

    def _refuse_marks(self, event: Event, anchor: str | None, tag: str | None) -> None:
        if anchor is not None:
            self._refuse(event, "an anchor or alias; write it out")
        if tag is not None:
            self._refuse(event, "a tag; leave it out")

    def _enter(self, inner: list[Tree] | dict[str, Tree], event: Event) -> None:
        if len(self._open) == _DEEPEST:
            self._refuse(event, f"more than {_DEEPEST} levels")
        self._put(inner, event)
        self._open.append(inner)
        self._keys.append(None)

    def _put(self, value: Tree, event: Event) -> None:
        if not self._open:
            self._documents.append(value)
            return
        around, key = self._open[-1], self._keys[-1]
        if isinstance(around, list):
            around.append(value)
        elif key is not None:
            around[key] = value
            self._keys[-1] = None
        elif not isinstance(value, str):
            self._refuse(event, "a list or mapping as a key")
        elif value in around:
            self._refuse(event, f"the key {value!r} a second time")
        else:
            self._keys[-1] = value

    def _refuse(self, event: Event, what: str) -> NoReturn:
        line = f", line {event.start_mark.line + 1}" if event.start_mark else ""
        raise BadData(f"{self._file}{line} has {what}.")
