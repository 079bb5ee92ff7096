"""Finding the persons, sources, places, acts … that statements speak of.

An entity is found by its number, id or reference, or by what it is called, where exactly one living entity is called so.
Two who share a name are never taken for one: the caller is told their numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.errors import BadData, Misuse
from amanet.phrases import COMMA, label, phrase, series
from amanet.vault import StoredRecord, Vault

__all__ = [
    "Listed",
    "find_entity",
    "find_record",
    "label_of_id",
    "label_of_number",
    "list_entities",
    "schema_of",
    "title_of",
]


# What tells an act, an involvement, a sign of life or a claim from others: what, whose, when.
_TELLING = (
    ("type", "kind", "role", "position"),
    ("victim", "person", "actor", "about", "for"),
    ("start", "date"),
)


@dataclass(frozen=True)
class Listed:
    """An entity in a list: its number, what it is called ("" where nothing says), how many living statements are of it."""

    number: int
    schema: str
    label: str
    statements: int


def find_entity(vault: Vault, text: str, *schemata: str) -> StoredRecord:
    """The living entity of that number, id, reference or name. Raises `Misuse` where there is none, or several."""
    record = _by_reference(vault, text) or _by_label(vault, text, schemata)
    if record.type != "Entity":
        raise Misuse(f"Record {record.number} is not an entity but of type {record.type}.")
    if vault.views.is_dead(record.number):
        raise Misuse(f"Entity {record.number} was retracted. `amanet log` shows by whom.")
    schema = str(record.body["schema"])
    if schemata and schema not in schemata:
        raise Misuse(f"Record {record.number} is a {schema}; {' or '.join(schemata)} is wanted here.")
    return record


def find_record(vault: Vault, text: str, type_name: str) -> StoredRecord:
    """A record of that type by number, id or reference. Raises `Misuse`."""
    record = vault.find(text)
    if record.type != type_name:
        raise Misuse(f"Record {record.number} is of type {record.type}; {type_name} is wanted here.")
    return record


def list_entities(vault: Vault, schema: str | None = None, containing: str = "") -> Iterator[Listed]:
    """Living entities in their order of entry; `containing` is looked for in what they are called, whatever the case."""
    wanted = containing.casefold()
    for number, of_schema, called, count in list(vault.views.entities(schema)):
        shown = called or title_of(vault, number)
        if wanted in shown.casefold():
            yield Listed(number, of_schema, shown, count)


def schema_of(vault: Vault, identifier: str) -> str:
    """The schema of a living entity by id. Raises `Misuse`."""
    return str(find_entity(vault, identifier).body["schema"])


def label_of_id(vault: Vault, identifier: str) -> str:
    """What an entity is called, with its number: `Aygul Bekova (#12)`."""
    number = vault.views.number_of(identifier)
    return label_of_number(vault, number) if number else phrase("(erased)")


def label_of_number(vault: Vault, number: int) -> str:
    """The same, by number."""
    called = vault.views.label(number) or title_of(vault, number)
    if type(called) is str:
        return f"{called} (#{number})" if called else f"#{number}"
    return phrase("%(what)s (#%(num)d)", what=called, num=number)  # of no name, but of what is said of it


def title_of(vault: Vault, number: int) -> str:
    """What something without a name may be called, after the first that is said of it: `arrest, Aygul Bekova, 2018-03`."""
    said: dict[str, Any] = {}
    for statement in vault.views.statements_of(number):
        body = vault.record(statement).body
        if body["polarity"] == "affirms":
            said.setdefault(str(body["property"]), body["value"])
    found = [next((name for name in names if name in said), None) for names in _TELLING]
    told = (_telling(vault, number, name, said[name]) for name in found if name)
    return series(filter(None, told), COMMA, None)


def _telling(vault: Vault, number: int, name: str, value: Mapping[str, Any]) -> str | None:
    if "entity" in value:
        named = vault.views.number_of(str(value["entity"]))
        return vault.views.label(named) if named else None
    if "date" in value:
        return str(value["date"]["edtf"])
    return _term(vault, number, name, str(value["term"])) if "term" in value else None


def _term(vault: Vault, number: int, name: str, code: str) -> str:
    """In English its code: what the ontology calls it is looked up for other languages alone."""
    schema, shown = str(vault.record(number).body["schema"]), code.replace("_", " ")

    def in_language(tag: str) -> str:
        from amanet.vault.ontology_files import load_ontology

        try:
            return load_ontology().term(schema, name, code).label(tag)
        except BadData:  # of a newer version
            return shown

    return label(shown, in_language)


def _by_reference(vault: Vault, text: str) -> StoredRecord | None:
    try:
        return vault.find(text)
    except Misuse:
        if text.strip().lower().removeprefix("#").isdecimal():
            raise
        return None


def _by_label(vault: Vault, text: str, schemata: tuple[str, ...]) -> StoredRecord:
    found = [
        number for number, schema in vault.views.called(text.strip()) if not schemata or schema in schemata
    ]
    if len(found) == 1:
        return vault.record(found[0])
    what = " or ".join(schemata) if schemata else "entity"
    if found:
        numbers = ", ".join(f"#{number}" for number in found[:10])
        raise Misuse(
            f"Several are called so: {numbers}. Say which by its number; they may be different people."
        )
    raise Misuse(
        f"No {what} is called so, and there is no record of that number or id. `amanet list` and `… list` show what there is."
    )
