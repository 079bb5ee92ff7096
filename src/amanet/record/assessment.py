"""What members think of how credible a piece of information is, and on what basis it rests (docs/spec/log-v1.md, section 6).

Pure. It is said of one statement at a time and never of a person or a source. Members may differ: each is heard once, with what
they said last, and all stand side by side. Nothing here counts, averages or decides between them.

>>> from amanet.record.assessment import last_of_each
>>> said = {"of": "9", "entered_at": "2026-05-01T10:00:00Z"}
>>> [one.credibility for one in last_of_each([
...     {**said, "id": "1", "entered_by": "a", "credibility": "possible"},
...     {**said, "id": "2", "entered_by": "b", "credibility": "doubtful"},
...     {**said, "id": "3", "entered_by": "a", "credibility": "probable"}])]
['doubtful', 'probable']
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.record.ontology import Ontology

__all__ = ["Assessment", "assessment_fields", "last_of_each"]


@dataclass(frozen=True)
class Assessment:
    """What one member thinks of one statement. `id` is of the record, `of` that of the statement."""

    id: str
    of: str
    member: str
    entered_at: str
    credibility: str | None = None
    basis: str | None = None
    reason: str | None = None


def assessment_fields(
    of: str,
    *,
    credibility: str | None = None,
    basis: str | None = None,
    reason: str | None = None,
    ontology: Ontology,
) -> dict[str, JSON]:
    """The fields of the record, unsigned. Raises `Misuse` where it would say nothing, `BadData` for a term that there is not."""
    if credibility is None and basis is None:
        raise Misuse("An assessment says how credible it is, on what basis it rests, or both.")
    fields: dict[str, JSON] = {"of": of}
    for name, thesaurus, term in (
        ("credibility", "credibility", credibility),
        ("basis", "basis_of_knowledge", basis),
    ):
        if term is not None:
            fields[name] = ontology.thesaurus(thesaurus).term(term).code
    if reason is not None and reason.strip():
        fields["reason"] = reason
    return fields


def last_of_each(bodies: Iterable[Mapping[str, Any]]) -> tuple[Assessment, ...]:
    """Of the living assessments of one statement, the latest of each member, in the order of their ids."""
    last: dict[str, Assessment] = {}
    for body in sorted(bodies, key=lambda body: str(body["id"])):
        one = _assessment(body)
        last[one.member] = one
    return tuple(sorted(last.values(), key=lambda one: one.id))


def _assessment(body: Mapping[str, Any]) -> Assessment:
    said = {name: str(body[name]) for name in ("credibility", "basis", "reason") if name in body}
    return Assessment(
        str(body["id"]), str(body["of"]), str(body["entered_by"]), str(body["entered_at"]), **said
    )
