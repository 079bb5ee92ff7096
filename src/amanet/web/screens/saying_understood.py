"""What a form for a statement means, as far as it is filled in: whom it names, which value its words give, what is still to be asked.

`understand` looks only; what it gives is entered by `work.saying_at_once`. Nothing is guessed: words that fit several people, or a date that
can be read in two ways, become a question. Fields are in `saying_fields`, people in `saying_whom`, values in `saying_values`.
"""

from collections.abc import Mapping
from typing import Any

from amanet.app import OpenVault
from amanet.canonical import JSON
from amanet.phrases import phrase
from amanet.record.ontology import Property
from amanet.web.screens.saying_dates import read_said_at
from amanet.web.screens.saying_fields import Fields, Understood
from amanet.web.screens.saying_values import ValueReader
from amanet.web.screens.saying_whom import WhoIsMeant
from amanet.work.saying_at_once import ABOUT_WHOM, New, Said, naming_of

__all__ = ["echo", "understand"]


def understand(
    vault: OpenVault,
    given: Fields,
    passages: tuple[int, ...],
    *,
    finally_: bool,
    old: Mapping[str, Any] | None = None,
) -> Understood:
    """With `finally_`, what is missing is a problem, and who is new is compared with those who are here. `old` is the value of the statement
    that is corrected, which stays as it was where nothing of it was changed.
    """
    from amanet.vault.ontology_files import load_ontology

    found = Understood(dict(given))
    who = WhoIsMeant(vault, load_ontology(), found, finally_)
    _read_whom(who)
    ValueReader(who).read(old)
    _read_sources(who)
    if finally_ and not found.problems and not found.questions:
        found.said = _said(found, passages)
    return found


def echo(vault: OpenVault, given: Fields) -> str:
    """How the words of a date or a quantity are understood; why not, where they are not."""
    found = understand(vault, given, (), finally_=False)
    return found.echoes.get("value") or found.problems.get("value", "")


def _read_whom(who: WhoIsMeant) -> None:
    """Of whom it is, and which property of them; of whom a new act or sign of life is, which have no name of their own."""
    found = who.found
    found.subject = who.one("subject", lambda schema: True, found.fields["subject_new"])
    if found.subject is None:
        if who.finally_ and "subject" not in found.problems and not found.asks("subject"):
            found.problems["subject"] = phrase("Say of whom or what it is.")
        return
    found.schema = who.schema(found.subject)
    properties = who.ontology.schema(found.schema).properties
    _read_about(who, properties)
    found.expected = properties.get(found.fields["property"])
    if who.finally_ and found.expected is None:
        found.problems["property"] = phrase("Choose what is said.")


def _read_about(who: WhoIsMeant, properties: Mapping[str, Property]) -> None:
    found = who.found
    whose = next((one for one in ABOUT_WHOM if one in properties), None)
    has_no_name = isinstance(found.subject, New) and naming_of(who.ontology, found.schema) is None
    found.wants_whom = has_no_name and whose is not None
    if not found.wants_whom:
        return
    wanted = str(properties[str(whose)].range)
    whom = who.one("whom", lambda schema: who.ontology.schema(schema).is_a(wanted))
    found.whom = whom if isinstance(whom, int) else None
    is_said_otherwise = found.fields["property"] == whose
    if who.finally_ and found.whom is None and not is_said_otherwise and not found.asks("whom"):
        found.problems.setdefault("whom", phrase("Say whom it is about."))


def _read_sources(who: WhoIsMeant) -> None:
    """Who says so, from whom they have it, and when it was said."""
    found, fields = who.found, who.found.fields

    def is_source(schema: str) -> bool:
        return schema == "Source"

    found.by = who.one("by", is_source, "Source" if fields["by_new"] else "")
    found.heard = who.one("heard", is_source, "Source" if fields["heard_new"] else "")
    if who.finally_ and found.by is None and not found.asks("by"):
        found.problems.setdefault("by", phrase("Say who says so. Every statement has a source."))
    found.said_at = read_said_at(found)


def _said(found: Understood, passages: tuple[int, ...]) -> Said:
    fields = found.fields
    assert found.subject is not None
    assert found.by is not None
    does_not_know = fields["absent"] == "unknown"
    polarity = "does not know" if does_not_know else fields["polarity"] or "affirms"
    return Said(
        found.subject, fields["property"], found.value, found.by,
        heard_from=found.heard, whom=found.whom, names=_names(found), passages=passages, polarity=polarity,
        said_at=found.said_at, wording=fields["wording"].strip() or None, language=fields["language"] or None,
        certainty=fields["certainty"] or None, basis=fields["basis"] or None, note=fields["note"].strip() or None,
    )  # fmt: skip


def _names(found: Understood) -> tuple[Mapping[str, JSON], ...]:
    """Renderings that somebody ticked: `Arab ئايتوز`."""
    chosen = (one.partition(" ") for one in found.fields.get("renderings", "").split("\n"))
    if not isinstance(found.subject, New):
        return ()
    kind = "full" if found.subject.schema == "Person" else "usual"
    return tuple({"name": text, "kind": kind, "script": script} for script, _, text in chosen if text.strip())
