"""A mapping file's text to a `Mapping`, checked against the ontology. All that is wrong is told at once.

Refused: keys nobody knows, entities and properties that there are not, a code that its thesaurus does not have, a name without a
kind, a column both mapped and ignored, an entity that nothing is said of. The messages hold words of the mapping
file, which its author wrote, and nothing of any table.
"""

import tomllib
from typing import Any, Final

from amanet.errors import BadData
from amanet.record.dates import PartialDate, parse_edtf
from amanet.record.mapping.entries import Entries
from amanet.record.mapping.mapping import (
    ACCEPTABLE,
    BY_ROW_NUMBER,
    CALENDARS,
    DATE_ORDERS,
    DECIMALS,
    ColumnRule,
    EntityRule,
    LinkRule,
    Mapping,
    Saying,
    TableRule,
)
from amanet.record.mapping.verifying import find_problems
from amanet.record.ontology import ABSENCES, Ontology
from amanet.record.ontology.labels import folded
from amanet.record.statement import CERTAINTIES, POLARITIES

__all__ = ["parse_mapping"]

_LONGEST: Final = 1 << 20
_SHOWN: Final = 20
_NAME: Final = r"[a-z][a-z0-9_]*"
_LANGUAGE: Final = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_SCRIPT: Final = r"[A-Z][a-z]{3}"


def parse_mapping(text: str, ontology: Ontology) -> Mapping:
    """Raises `BadData` that lists what is wrong."""
    content = _toml(text)
    problems: list[str] = []
    whole = Entries("the mapping", content, problems)
    mapping = Mapping(
        _table(Entries("[table]", content.get("table", {}), problems)),
        tuple(_entity(one) for one in _listed("entity", content, problems)),
        tuple(_column(one) for one in _listed("column", content, problems)),
        tuple(_link(one) for one in _listed("link", content, problems)),
    )
    for key in ("table", "entity", "column", "link"):
        whole.take(key)
    whole.finish()
    # What refers to something is looked at once the form is right: one mistake is told once.
    problems = problems or find_problems(mapping, ontology)
    if problems:
        more = f"\n… and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise BadData("The mapping cannot be used:\n" + "\n".join(problems[:_SHOWN]) + more)
    return mapping


def _toml(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise BadData(f"A mapping of over {_LONGEST >> 20} million characters is none.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadData(f"The mapping is not TOML: {problem}. See docs/mapping.md.") from problem
    except RecursionError as problem:
        raise BadData("The mapping is nested too deeply.") from problem


def _listed(kind: str, content: dict[str, Any], problems: list[str]) -> list[Entries]:
    found = content.get(kind, [])
    if not isinstance(found, list):
        problems.append(f"{kind} is written [[{kind}]], in two brackets: there may be several.")
        return []
    return [Entries(f"[[{kind}]] {number}", one, problems) for number, one in enumerate(found, 1)]


def _table(entries: Entries) -> TableRule:
    table = TableRule(
        entries.required("name"),
        entries.texts("key"),
        entries.number("heading", 1),
        entries.text("sheet"),
        frozenset(entries.texts("ignore_sheets")),
        frozenset(entries.numbers("skip_rows")),
        entries.texts("ignore"),
        _saying(entries, of_all=True),
        _said_at(entries),
        entries.text("language", _LANGUAGE),
        entries.choice("date_order", DATE_ORDERS),
        entries.choice("calendar", CALENDARS),
        entries.choice("decimal", DECIMALS),
        entries.choice("merged", ("first", "repeat")),
        _absences(entries),
    )
    if not table.key:
        entries.problem(
            "key",
            f"is missing: the columns that tell rows apart, or {BY_ROW_NUMBER[0]!r} where rows never move",
        )
    entries.finish()
    return table


def _absences(entries: Entries) -> dict[str, str]:
    found: dict[str, str] = {}
    for absence in ABSENCES:
        for words in entries.texts(absence.replace(" ", "_")):
            if found.setdefault(folded(words), absence) != absence:
                entries.problem(absence.replace(" ", "_"), "has words that stand for another absence too")
    return found


def _entity(entries: Entries) -> EntityRule:
    name = entries.required("name", _NAME)
    entity = EntityRule(
        name,
        entries.required("schema"),
        entries.texts("key") or None,
        entries.text("identity", _NAME) or name,
        entries.flag("always"),
        entries.mapping("set"),
    )
    entries.finish()
    return entity


def _column(entries: Entries) -> ColumnRule:
    if entries.has("column") == entries.has("columns"):
        entries.problem("column", "is missing, or stands beside columns")
    rule = ColumnRule(
        entries.texts("columns") or entries.texts("column"),
        entries.required("entity"),
        entries.required("property"),
        entries.exact("join", " "),
        entries.exact("split") or None,
        entries.text("kind"),
        entries.text("script", _SCRIPT),
        entries.text("issuer"),
        entries.text("precision"),
        entries.text("language", _LANGUAGE),
        entries.choice("date_order", DATE_ORDERS),
        entries.choice("calendar", CALENDARS),
        entries.choice("decimal", DECIMALS),
        entries.meanings("terms"),
        frozenset(map(folded, entries.texts("yes"))),
        frozenset(map(folded, entries.texts("no"))),
        _absences(entries),
        _certainty_marks(entries),
        _saying(entries),
        _accepted(entries),
        entries.flag("self_described"),
    )
    entries.finish()
    return rule


def _said_at(entries: Entries) -> PartialDate | None:
    words = entries.text("said_at")
    try:
        return None if words is None else parse_edtf(words)
    except BadData:
        entries.problem("said_at", 'must be a date as in "2018-11-02" or "2018-11"')
        return None


def _certainty_marks(entries: Entries) -> dict[str, str]:
    found = entries.mapping("certainty_marks")
    if not set(found.values()) <= set(CERTAINTIES) or "" in found:
        entries.problem("certainty_marks", f"gives marks one of: {', '.join(CERTAINTIES)}")
    return found


def _accepted(entries: Entries) -> frozenset[str]:
    found = frozenset(entries.texts("accept"))
    if not found <= set(ACCEPTABLE):
        entries.problem("accept", f"lists some of: {', '.join(ACCEPTABLE)}")
    return found


def _link(entries: Entries) -> LinkRule:
    link = LinkRule(
        entries.required("entity"),
        entries.required("property"),
        entries.required("to"),
        _saying(entries),
    )
    entries.finish()
    return link


def _saying(entries: Entries, *, of_all: bool = False) -> Saying:
    """`of_all`: of the whole table, where a polarity would turn everything around unseen."""
    return Saying(
        (None if of_all else entries.choice("polarity", POLARITIES)) or "affirms",
        entries.choice("certainty", CERTAINTIES),
        entries.text("basis"),
        entries.text("source"),
        entries.text("source_column"),
        entries.text("heard_from"),
        entries.text("heard_from_column"),
    )
