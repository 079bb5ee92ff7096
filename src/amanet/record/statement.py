"""The words a statement may use besides those of the ontology, and what a review may do to it (DESIGN section 3).

Pure. A statement says who says what of whom, on which passages; it is never overwritten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from amanet.canonical import JSON
from amanet.errors import BadData, Misuse
from amanet.record.ontology import Ontology

__all__ = [
    "CERTAINTIES",
    "POLARITIES",
    "STATES",
    "Saying",
    "statement_fields",
    "verify_language",
    "verify_review",
]

POLARITIES: Final = ("affirms", "denies", "does not know")
CERTAINTIES: Final = ("certain", "probable", "possible", "doubtful")
STATES: Final = ("draft", "proposed", "reviewed", "disputed")
_ENTERED_AS = ("draft", "proposed")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Saying:
    """What somebody is about to enter. Ids are those of records; `said_at` is a date as `record.dates` writes it.

    `heard_from` is the source it was heard from, where it was not known directly; `basis` a term of `basis_of_knowledge`.
    """

    subject: str
    property: str
    value: Mapping[str, JSON]
    said_by: str
    polarity: str = "affirms"
    passages: tuple[str, ...] = ()
    said_at: Mapping[str, JSON] | None = None
    heard_from: str | None = None
    wording: str | None = None
    language: str | None = None
    certainty: str | None = None
    basis: str | None = None
    note: str | None = None
    state: str | None = None
    more: Mapping[str, JSON] = field(default_factory=dict)


def statement_fields(saying: Saying, schema: str, ontology: Ontology) -> dict[str, JSON]:
    """The fields of the Statement record. Raises `BadData` where a word or the value is none the field takes."""
    ontology.check(schema, saying.property, saying.value)
    _one_of("polarity", saying.polarity, POLARITIES)
    if saying.certainty is not None:
        _one_of("certainty", saying.certainty, CERTAINTIES)
    if saying.state is not None:
        _one_of("state of a new statement", saying.state, _ENTERED_AS)
    if saying.basis is not None:
        ontology.thesaurus("basis_of_knowledge").term(saying.basis)
    if saying.language is not None:
        verify_language(saying.language)
    fields: dict[str, JSON] = {
        "subject": saying.subject,
        "property": saying.property,
        "value": dict(saying.value),
        "said_by": saying.said_by,
        "polarity": saying.polarity,
        **saying.more,
    }
    if saying.passages:
        fields["passages"] = list(saying.passages)
    if saying.said_at is not None:
        fields["said_at"] = dict(saying.said_at)
    for name in ("heard_from", "wording", "language", "certainty", "basis", "note", "state"):
        value = getattr(saying, name)
        if value is not None:
            fields[name] = value
    return fields


def verify_language(tag: str) -> None:
    """Raises `BadData` for what is no BCP 47 tag."""
    if not _LANGUAGE.fullmatch(tag):
        raise BadData("A language is given by its tag, such as ug, ug-Arab, kk, zh or en.")


def verify_review(state: str, *, author: str, reviewer: str, members: int) -> None:
    """Raises `Misuse` where somebody would pass their own statement, `BadData` for a state that there is not."""
    _one_of("state", state, STATES)
    if state == "reviewed" and author == reviewer and members > 1:
        raise Misuse(
            "A statement is reviewed by somebody else than who entered it. Ask another member of this vault to look at it; "
            "until then it can be proposed (--state proposed)."
        )


def _one_of(what: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise BadData(f"The {what} is one of: {', '.join(allowed)}.")
