"""Who speaks in a reading. A label is what somebody wrote before a line; that it is a certain source, only a person says.

That is a Judgement (same, different, unsure) between the label in one reading and a source. The same label in another reading is
another question: two programmes may each have a "WOMAN 1".
"""

from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.vault import StoredRecord, Vault
from amanet.work.entities import find_entity, label_of_id
from amanet.work.kept_readings import find_reading, load_reading
from amanet.work.signed import signed_draft

__all__ = ["Speaker", "judge_speaker", "speakers"]


@dataclass(frozen=True)
class Speaker:
    """`judged` are the living judgements, `proposed` sources of the same name that nobody judged yet."""

    label: str
    segments: int
    judged: tuple[dict[str, Any], ...]
    proposed: tuple[str, ...]


def speakers(vault: Vault, item: str) -> list[Speaker]:
    """The speakers of a reading, in their order, with what was said about who they are."""
    reading = find_reading(vault, item)
    text, _ = load_reading(vault, reading.number)
    judged = _judged(vault, reading)
    found = []
    for label, count in text.speakers().items():
        about = judged.get(label, [])
        known = {str(each["right"]["entity"]) for each in about}
        same_name = [] if about else vault.views.called(label)
        found.append(
            Speaker(
                label,
                count,
                tuple(
                    {"verdict": each["verdict"], "source": label_of_id(vault, str(each["right"]["entity"]))}
                    for each in about
                ),
                tuple(
                    label_of_id(vault, str(vault.record(number).body["id"]))
                    for number, schema in same_name
                    if schema == "Source" and str(vault.record(number).body["id"]) not in known
                ),
            )
        )
    return found


def judge_speaker(
    vault: Vault, item: str, label: str, source: str, verdict: str, *, reason: str | None = None
) -> StoredRecord:
    """Records what a member thinks, signed. Raises `Misuse` for a label that does not stand in the reading."""
    reading = find_reading(vault, item)
    text, _ = load_reading(vault, reading.number)
    if label not in text.speakers():
        raise Misuse(
            f"Nobody is labelled so in this reading. `amanet speaker {item}` lists the labels, to the letter."
        )
    entity = find_entity(vault, source, "Source")
    fields: dict[str, JSON] = {
        "left": {"rendition": str(reading.body["id"]), "speaker": label},
        "right": {"entity": str(entity.body["id"])},
        "verdict": verdict,
    }
    if reason:
        fields["reason"] = reason
    return vault.add(signed_draft(vault, "Judgement", fields))[0]


def _judged(vault: Vault, reading: StoredRecord) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for number in vault.about(reading.number):
        record = vault.record(number)
        if (
            record.type == "Judgement"
            and not vault.views.is_dead(number)
            and "speaker" in record.body["left"]
        ):
            found.setdefault(str(record.body["left"]["speaker"]), []).append(record.body)
    return found
