"""A value of a statement in words for people. What an entity is called, the caller knows.

>>> from amanet.record.ontology import parse_ontology
>>> shown_value(parse_ontology({}, {}), "Act", "start", {"date": {"edtf": "2018-05", "words": "in May"}}, str)
'2018-05 (“in May”)'
"""

from collections.abc import Callable, Mapping
from typing import Any

from amanet.errors import BadData
from amanet.record.ontology.ontology import Ontology

__all__ = ["shown_value"]


def shown_value(
    ontology: Ontology,
    schema: str,
    name: str,
    value: Mapping[str, Any],
    label: Callable[[str], str],
    language: str = "en",
) -> str:
    """`label` says what an entity is called, by id. What this version does not know is shown as it stands."""
    if "absent" in value:
        return f"({value['absent']})"
    if "entity" in value:
        return label(str(value["entity"]))
    if "term" in value:
        return _term(ontology, schema, name, str(value["term"]), language)
    if "date" in value:
        date = value["date"]
        words = date.get("words")
        return f"{date['edtf']} (“{words}”)" if words and words != date["edtf"] else str(date["edtf"])
    if "quantity" in value:
        return str(value["quantity"].get("words") or value["quantity"])
    if "coordinates" in value:
        return ", ".join(value["coordinates"])
    if "yes_no" in value:
        return "yes" if value["yes_no"] else "no"
    plain = value.get("name", value.get("identifier", value.get("text", "")))
    kind = value.get("kind")
    return f"{plain} [{kind}]" if kind and kind not in ("full", "usual") else str(plain)


def _term(ontology: Ontology, schema: str, name: str, code: str, language: str) -> str:
    try:
        thesaurus = ontology.property(schema, name).thesaurus
        return ontology.thesaurus(str(thesaurus)).label(code, language)
    except BadData:
        return code
