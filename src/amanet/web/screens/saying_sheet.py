"""What the form of a statement shows: the passage, what was understood so far, the choices that follow from it, what is corrected.

It is gathered anew at every step from the fields that were sent, and nothing of it is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amanet.app import OpenVault
from amanet.errors import Misuse
from amanet.web.records import record_of
from amanet.web.screens import saying_choices as choices
from amanet.web.screens.log_words import Teller
from amanet.web.screens.passage_page import PassagePage, gather_passage, near, passage_of
from amanet.web.screens.saying_fields import FIELDS, Understood
from amanet.web.screens.saying_rests import Restable, chosen_passages, restable
from amanet.web.screens.saying_suggestions import Suggested, suggest
from amanet.web.screens.saying_understood import understand
from amanet.web.screens.saying_values import words_of_value
from amanet.web.screens.sentences import Sentence
from amanet.work.saying_at_once import New, naming_of, newest_seen

if TYPE_CHECKING:
    from amanet.record.ontology import Ontology
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = [
    "Sheet",
    "begin",
    "begin_correction",
    "decimal",
    "look_at",
    "passage_under",
    "passages_with",
    "replaced",
]

_LONGEST_WORDS: Final = 2_000


@dataclass(frozen=True)
class Sheet:
    """All that the form shows. `old` is the statement that is corrected, in words; what rests on no passage has none to show. `restable` are
    passages that the correction may rest on besides.
    """

    passage: PassagePage | None
    understood: Understood
    old: Sentence | None = field(repr=False, default=None)
    near: tuple[Suggested, ...] = field(repr=False, default=())
    restable: tuple[Restable, ...] = field(repr=False, default=())
    more: Mapping[str, Any] = field(repr=False, default_factory=dict)


def begin(vault: OpenVault, number: int, about: int | None, words: "Words") -> Sheet:
    passage = gather_passage(vault, number, words)
    quote = passage.stations[0].quote
    given = dict.fromkeys((*FIELDS, "renderings", "rests"), "")
    given |= {
        "polarity": "affirms",
        "wording": quote if len(quote) <= _LONGEST_WORDS else "",
        "language": passage.stations[0].language,
        "by": str(passage.judged or passage.last_by or ""),
        "subject": str(about or ""),
    }
    return _sheet(vault, passage, understand(vault, given, (number,), finally_=False), words)


def begin_correction(vault: OpenVault, number: int, words: "Words") -> Sheet:
    record = record_of(vault, number, "Statement")
    if vault.vault.views.is_dead(number):
        raise Misuse(
            f"Statement {number} does not count any more; what stands in its place can be corrected."
        )
    given = _fields_of_statement(vault, record) | {
        "replaces": str(number),
        "based_on": str(newest_seen(vault.vault, number)),
    }
    under = passage_under(vault, record)
    old = record.body["value"]
    found = understand(vault, given, _several(under), finally_=False, old=old)
    return _sheet(vault, _shown(vault, under, words), found, words, old=record)


def _fields_of_statement(vault: OpenVault, record: "StoredRecord") -> dict[str, str]:
    body, number_of = record.body, vault.vault.views.number_of
    value: Mapping[str, Any] = body["value"]
    given = dict.fromkeys((*FIELDS, "renderings", "rests"), "")
    given |= {
        name: str(body.get(name, ""))
        for name in ("property", "polarity", "basis", "certainty", "wording", "language", "note")
    }
    given |= {"subject": str(number_of(str(body["subject"]))), "by": str(number_of(str(body["said_by"])))}
    given["heard"] = str(number_of(str(body["heard_from"]))) if "heard_from" in body else ""
    given["said_at"] = words_of_value({"date": body["said_at"]}) if "said_at" in body else ""
    if "absent" in value:
        given["absent"] = str(value["absent"])
        given["polarity"] = "affirms" if body["polarity"] == "does not know" else given["polarity"]
    elif "entity" in value:
        given["value_entity"] = str(number_of(str(value["entity"])))
    else:
        given["value"] = words_of_value(value)
        given |= {"kind": str(value.get("kind", "")), "script": str(value.get("script", ""))}
        given |= {"name_language": str(value.get("language", "")), "issuer": str(value.get("issuer", ""))}
    return given


def look_at(
    vault: OpenVault, passage: int | None, fields: dict[str, str], words: "Words", *, finally_: bool = False
) -> Sheet:
    shown = _shown(vault, passage, words)
    old = replaced(vault, fields)
    value = None if old is None else old.body["value"]
    found = understand(vault, fields, _several(passage), finally_=finally_, old=value)
    return _sheet(vault, shown, found, words, old=old)


def _shown(vault: OpenVault, passage: int | None, words: "Words") -> PassagePage | None:
    return None if passage is None else gather_passage(vault, passage, words)


def _several(passage: int | None) -> tuple[int, ...]:
    return () if passage is None else (passage,)


def _sheet(
    vault: OpenVault,
    passage: PassagePage | None,
    found: Understood,
    words: "Words",
    old: "StoredRecord | None" = None,
) -> Sheet:
    from amanet.vault.ontology_files import load_ontology

    ontology, tag = load_ontology(), words.tag
    told = None if old is None else Teller(vault, words).statement(old)
    around = [] if passage is None else near(vault, passage_of(vault, passage.number))
    at_hand = tuple(suggest(vault, "", lambda _schema: True, around))
    more = () if old is None else restable(vault, old)
    return Sheet(passage, found, told, at_hand, more, _choices(ontology, found, tag))


def _choices(ontology: "Ontology", found: Understood, tag: str) -> dict[str, Any]:
    expected, schema = found.expected, found.schema
    common, others = choices.properties(ontology, schema, tag) if schema else ([], [])
    has_terms = expected is not None and expected.thesaurus is not None
    is_new = isinstance(found.subject, New)
    named = is_new and naming_of(ontology, schema) is not None
    return {
        "new_kinds": choices.new_kinds(ontology, tag),
        "common": common,
        "others": others,
        "terms": choices.terms(ontology, str(expected.thesaurus), tag)
        if expected is not None and has_terms
        else [],
        "value_kinds": choices.new_kinds(ontology, tag, expected.range)
        if expected is not None and expected.range
        else [],
        "bases": choices.bases(ontology, tag),
        "schema_label": choices.schema_label(ontology, schema, tag) if schema else "",
        "property_label": expected.label_in(tag) if expected is not None else "",
        "property_hint": expected.description.partition(" HURIDOCS")[0] if expected is not None else "",
        "kind_labels": {one: choices.schema_label(ontology, one, tag) for one in ontology.schemata},
        "renderings": _renderings(found.fields["subject_words"]) if named else [],
    }


def _renderings(name: str) -> list[tuple[str, str, str]]:
    """Code of the script, the name in it, what is weak about it; a few of each. Proposals: nobody stores them but who ticks them."""
    from amanet.app import propose_names
    from amanet.work.naming import SCRIPTS

    found = []
    for code in SCRIPTS:
        found += [(code, one.text, one.caution) for one in (propose_names(name, code) if name else [])[:2]]
    return found


def replaced(vault: OpenVault, fields: Mapping[str, str]) -> "StoredRecord | None":
    number = decimal(fields["replaces"])
    return None if number is None else record_of(vault, number, "Statement")


def passage_under(vault: OpenVault, statement: "StoredRecord") -> int | None:
    """The first passage that it rests on and that counts; None where it rests on none, as what a table or a form brought in may."""
    for one in statement.body.get("passages", ()):
        number = vault.vault.with_ids([str(one)])
        if number and not vault.vault.views.is_dead(number[0].number):
            return number[0].number
    return None


def passages_with(
    vault: OpenVault, statement: "StoredRecord | None", passage: int | None, fields: Mapping[str, str]
) -> tuple[int, ...]:
    """A correction rests on what the older statement rested on, and on what was ticked."""
    ids = [] if statement is None else [str(one) for one in statement.body.get("passages", ())]
    found = [one.number for one in vault.vault.with_ids(ids)]
    living = (one for one in found if not vault.vault.views.is_dead(one))
    return tuple(dict.fromkeys((*_several(passage), *living, *chosen_passages(fields))))


def decimal(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 13 else None
