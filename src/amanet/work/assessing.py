"""Assessing: how credible a member finds what a statement says, and on what basis it rests. Signed, statement by statement.

Nothing is overwritten: who changes their mind assesses again, and of the living ones the last of each member counts. Who was
assessing is always told beside it. There is no assessment of a source or a person, and none is worked out of others.
"""

from collections.abc import Iterable, Mapping

from amanet.canonical import JSON
from amanet.record.assessment import Assessment, assessment_fields, last_of_each
from amanet.vault import StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.vault.vouching import signers_of
from amanet.work.entities import find_record
from amanet.work.signed import signed_draft
from amanet.work.statements import must_live

__all__ = ["assess", "assessments_of", "names_of_members", "shown_assessments"]


def assess(
    vault: Vault,
    statement: StoredRecord,
    *,
    credibility: str | None = None,
    basis: str | None = None,
    reason: str | None = None,
) -> StoredRecord:
    """Records what the member at work thinks of a living statement. `credibility` and `basis` are terms of the thesauri `credibility`
    and `basis_of_knowledge`. Raises `Misuse` for anything but a living statement, or where neither is said, `BadData` for a term
    that there is not.
    """
    statement = find_record(vault, str(statement.number), "Statement")
    must_live(vault, statement)
    fields = assessment_fields(
        str(statement.body["id"]),
        credibility=credibility,
        basis=basis,
        reason=reason,
        ontology=load_ontology(),
    )
    return vault.add(signed_draft(vault, "Assessment", fields))[0]


def assessments_of(vault: Vault, number: int) -> tuple[Assessment, ...]:
    """What members think of a statement: of each the latest that lives, in the order of entry. Raises `Misuse` for anything else: of a
    person or a source there is no such thing, and none is put together of what was said by them or of them.
    """
    find_record(vault, str(number), "Statement")
    about = (vault.record(one) for one in vault.about(number) if not vault.views.is_dead(one))
    return last_of_each(record.body for record in about if record.type == "Assessment")


def shown_assessments(vault: Vault, assessments: Iterable[Assessment]) -> list[JSON]:
    """For people and programs: each with the number of its record and the name of the member."""
    found = list(assessments)
    names = names_of_members(vault) if found else {}
    return [_shown(vault, one, names) for one in found]


def _shown(vault: Vault, one: Assessment, names: Mapping[str, str]) -> JSON:
    said = {"credibility": one.credibility, "basis": one.basis, "reason": one.reason}
    given: dict[str, JSON] = {name: value for name, value in said.items() if value is not None}
    return {
        "number": vault.views.number_of(one.id),
        "by": names.get(one.member, "(no member on record)"),
        "entered_at": one.entered_at,
        **given,
    }


def names_of_members(vault: Vault) -> dict[str, str]:
    """What everybody is called whose signature may stand here, by their id: members, and those of vaults that were merged."""
    return {member: known.name for member, known in signers_of(vault).items()}
