"""A mapping (docs/mapping.md) written from what a person says of each column: for whoever does not want to write one.

It covers the common list: one person a row, what happened to them, where, and who says so. Nothing is guessed from headings or cells.
What comes out is the same text that somebody might have written, to be tried out, kept with the import, and changed by hand.

>>> choices = (Choice("Имя", "name.full"), Choice("Дата", "start"), Choice("№", IGNORE))
>>> answers = Answers("harbour list", key="№", act_type="arrest", date_order="dmy")
>>> print(mapping_by_columns(choices, answers).split("[[entity]]")[0].strip())
[table]
name = "harbour list"
date_order = "dmy"
key = ["№"]
ignore = ["№"]
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from amanet.errors import Misuse

__all__ = ["BY_ROW", "IGNORE", "ROLES", "Answers", "Choice", "Role", "mapping_by_columns"]

IGNORE: Final = "ignore"
BY_ROW: Final = ""


@dataclass(frozen=True)
class Role:
    """What a column may be: a property of an entity of the row. A place is an entity of its own that the row's rows share, `linked` to
    the person or the act by `link`.
    """

    entity: str
    schema: str
    property: str
    kind: str = ""
    linked: str = ""
    link: str = ""


_PERSON, _ACT = "person", "event"
# By code, in the order in which they are offered. `source` and `heard_from` say who speaks, row by row.
ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "name.full": Role(_PERSON, "Person", "name", "full"),
        "name.given": Role(_PERSON, "Person", "name", "given"),
        "name.family": Role(_PERSON, "Person", "name", "family"),
        "name.alias": Role(_PERSON, "Person", "name", "alias"),
        "name.nickname": Role(_PERSON, "Person", "name", "nickname"),
        "name.in_document": Role(_PERSON, "Person", "name", "in_document"),
        "sex": Role(_PERSON, "Person", "sex"),
        "birth_date": Role(_PERSON, "Person", "birth_date"),
        "birth_place": Role("birth_place", "Place", "name", "usual", _PERSON, "birth_place"),
        "residence": Role("residence", "Place", "name", "usual", _PERSON, "residence"),
        "nationality": Role(_PERSON, "Person", "nationality"),
        "occupation_as_told": Role(_PERSON, "Person", "occupation_as_told"),
        "document.national_id": Role(_PERSON, "Person", "document", "national_id"),
        "document.passport": Role(_PERSON, "Person", "document", "passport"),
        "reference.own_list": Role(_PERSON, "Person", "reference", "own_list"),
        "reference.other_list": Role(_PERSON, "Person", "reference", "other_list"),
        "health": Role(_PERSON, "Person", "health"),
        "notes": Role(_PERSON, "Person", "notes"),
        "type": Role(_ACT, "Act", "type"),
        "start": Role(_ACT, "Act", "start"),
        "end": Role(_ACT, "Act", "end"),
        "place": Role("place", "Place", "name", "usual", _ACT, "place"),
        "facility": Role("facility", "Facility", "name", "usual", _ACT, "facility"),
        "stated_reason": Role(_ACT, "Act", "stated_reason"),
        "charge": Role(_ACT, "Act", "charge"),
        "sentence": Role(_ACT, "Act", "sentence"),
        "status_at_end": Role(_ACT, "Act", "status_at_end"),
        "description": Role(_ACT, "Act", "description"),
    }
)
_WHO: Final = ("source", "heard_from")


@dataclass(frozen=True)
class Choice:
    """A column as a mapping names it (its heading, or `[C]`), and what it is: a role, `source`, `heard_from` or `ignore`. `terms` are
    codes by the words that stand in it.
    """

    column: str
    role: str
    terms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """What is said of the whole table. `key` is the column that tells rows apart, `BY_ROW` where rows never move."""

    name: str
    key: str = BY_ROW
    source: str = ""
    act_type: str = ""
    date_order: str = ""
    language: str = ""
    unknown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    heading: int = 1
    sheet: str = ""
    ignore_sheets: tuple[str, ...] = ()


def mapping_by_columns(choices: Sequence[Choice], answers: Answers) -> str:
    """The mapping as TOML. Raises `Misuse` for what has to be said first."""
    _must_be_enough(choices, answers)
    return "\n".join(
        (
            *_table(choices, answers),
            *_entities(choices, answers),
            *_columns(choices),
            *_links(choices, answers),
        )
    )


def _must_be_enough(choices: Sequence[Choice], answers: Answers) -> None:
    if not answers.name.strip():
        raise Misuse("Give the table a name: by it later versions of the table are recognised.")
    roles = [one.role for one in choices]
    unknown = sorted({one for one in roles if one not in ROLES and one not in (*_WHO, IGNORE)})
    if unknown:
        raise Misuse("Say of every column what it is, or that it is left out.")
    if not any(ROLES[one].entity == _PERSON for one in roles if one in ROLES):
        raise Misuse("No column is of a person. Say which column has the name.")
    if any(roles.count(one) > 1 for one in _WHO):
        raise Misuse("Only one column can say who says so, and one from whom it was heard.")
    if _has_act(choices) and not answers.act_type and "type" not in roles:
        raise Misuse("Columns say when or where something happened. Say what it was, such as an arrest.")


def _has_act(choices: Sequence[Choice]) -> bool:
    return any(
        _ACT in (ROLES[one.role].entity, ROLES[one.role].linked) for one in choices if one.role in ROLES
    )


def _table(choices: Sequence[Choice], answers: Answers) -> Iterator[str]:
    yield "[table]"
    texts = {
        "name": answers.name.strip(),
        "source": answers.source,
        "language": answers.language,
        "date_order": answers.date_order,
        "sheet": answers.sheet,
        **{f"{one.role}_column": one.column for one in choices if one.role in _WHO},
    }
    lists = {
        "key": (answers.key or "row number",),
        "ignore": tuple(one.column for one in choices if one.role == IGNORE),
        "ignore_sheets": answers.ignore_sheets,
        "unknown": answers.unknown,
        "withheld": answers.withheld,
    }
    yield from (f"{name} = {_quoted(text)}" for name, text in texts.items() if text)
    yield from (f"{name} = [{', '.join(map(_quoted, words))}]" for name, words in lists.items() if words)
    if answers.heading != 1:
        yield f"heading = {answers.heading}"


def _entities(choices: Sequence[Choice], answers: Answers) -> Iterator[str]:
    roles = [ROLES[one.role] for one in choices if one.role in ROLES]
    yield from _entity(_PERSON, "Person")
    if answers.act_type or _has_act(choices):
        # With columns of its own it is made where one of them says something; without, it happened to everybody in the list.
        yield from _entity(_ACT, "Act", "" if any(one.entity == _ACT for one in roles) else "always = true")
        if answers.act_type and not any(one.property == "type" for one in roles):
            yield f"set = {{ type = {_quoted(answers.act_type)} }}"
    for place, (column, role) in _places(choices).items():
        yield from _entity(place, role.schema, f"key = [{_quoted(column)}]")
        yield f"identity = {_quoted(role.schema.lower())}"


def _entity(name: str, schema: str, more: str = "") -> Iterator[str]:
    yield from (
        "",
        "[[entity]]",
        f"name = {_quoted(name)}",
        f"schema = {_quoted(schema)}",
        *((more,) if more else ()),
    )


def _places(choices: Sequence[Choice]) -> dict[str, tuple[str, Role]]:
    """By the name of the entity: the column, and what it is. The second column of a role has a number in its entity's name."""
    found: dict[str, tuple[str, Role]] = {}
    for one in choices:
        role = ROLES.get(one.role)
        if role is not None and role.linked:
            number = sum(1 for _, other in found.values() if other == role)
            found[f"{role.entity}{number + 1 if number else ''}"] = (one.column, role)
    return found


def _columns(choices: Sequence[Choice]) -> Iterator[str]:
    places = {column: name for name, (column, _) in _places(choices).items()}
    for one in choices:
        role = ROLES.get(one.role)
        if role is None:
            continue
        yield from ("", "[[column]]", f"column = {_quoted(one.column)}")
        yield f"entity = {_quoted(places.get(one.column, role.entity))}"
        yield f"property = {_quoted(role.property)}"
        if role.kind:
            yield f"kind = {_quoted(role.kind)}"
        if one.terms:
            yield f"terms = {{ {', '.join(f'{_quoted(word)} = {_quoted(code)}' for word, code in one.terms.items())} }}"


def _links(choices: Sequence[Choice], answers: Answers) -> Iterator[str]:
    if answers.act_type or _has_act(choices):
        yield from _link(_ACT, "victim", _PERSON)
    for name, (_, role) in _places(choices).items():
        yield from _link(role.linked, role.link, name)
    yield ""


def _link(entity: str, name: str, to: str) -> Iterator[str]:
    yield from (
        "",
        "[[link]]",
        f"entity = {_quoted(entity)}",
        f"property = {_quoted(name)}",
        f"to = {_quoted(to)}",
    )


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0: as in JSON, and the delete character escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
