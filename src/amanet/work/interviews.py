"""That somebody was interviewed, and the warning before they are interviewed again.

Telling it again can injure anew, and accounts that differ are held against the witness. Who was interviewed before is looked for
under every entity that is, or may be, the same human being.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.consent import Whose
from amanet.errors import Misuse
from amanet.record.dates import PartialDate
from amanet.record.statement import verify_language
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.entities import find_record
from amanet.work.selves import find_human, whose

__all__ = ["WHY_NOT_AGAIN", "Interviewed", "add_interview", "interviewed_before"]

WHY_NOT_AGAIN = (
    "Telling it again can injure a person anew, and two accounts that differ in small things are held against them in court. Use what "
    "exists where you can; ask again only for what is missing, and after asking whether they want to."
)


@dataclass(frozen=True)
class Interviewed:
    """An earlier interview. `perhaps`: of somebody who may be the same person."""

    number: int
    held_at: str | None
    interviewers: tuple[str, ...]
    language: str | None
    perhaps: bool

    def to_json(self) -> dict[str, JSON]:
        return {**vars(self), "interviewers": list(self.interviewers)}


def interviewed_before(vault: Vault, source: str) -> list[Interviewed]:
    """The living interviews of this human being, by anybody, in their order of entry."""
    return _interviews(vault, whose(vault, find_human(vault, source)))


def add_interview(
    vault: Vault,
    source: str,
    *,
    held_at: PartialDate,
    interviewers: Sequence[str],
    items: Sequence[str] = (),
    **more: str,
) -> StoredRecord:
    """Records an interview. `more` are language, interpreter, place and note, in words."""
    record = find_human(vault, source)
    names = [name.strip() for name in interviewers if name.strip()]
    if not names:
        raise Misuse("Name who held the interview: --by NAME.")
    if "language" in more:
        verify_language(more["language"])
    fields: dict[str, JSON] = {
        "source": str(record.body["id"]),
        "interviewers": list(names),
        "held_at": held_at.to_json(),
        **more,
    }
    if items:
        fields["items"] = [str(find_record(vault, item, "Item").body["id"]) for item in items]
    return vault.add(Draft("Interview", fields))[0]


def _interviews(vault: Vault, human: Whose) -> list[Interviewed]:
    found: dict[int, Interviewed] = {}
    for identifier in (*human.own, *human.perhaps):
        number = vault.views.number_of(identifier)
        for about in vault.about(number) if number else ():
            record = vault.record(about)
            if record.type == "Interview" and not vault.views.is_dead(about):
                body = record.body
                if body["source"] == identifier:
                    found[about] = _interviewed(about, body, perhaps=identifier in human.perhaps)
    return [found[number] for number in sorted(found)]


def _interviewed(number: int, body: dict[str, Any], *, perhaps: bool) -> Interviewed:
    held_at = body.get("held_at")
    day = held_at.get("words", held_at.get("edtf")) if isinstance(held_at, dict) else None
    return Interviewed(number, day, tuple(body.get("interviewers", ())), body.get("language"), perhaps)
