"""Which reading translates which, turn by turn, and which recording a transcript is of.

Both are kept as Renditions of the text's item (kinds `alignment` and `recording`), so that they are erased with it. A
newer one replaces an older one; both stay.
"""

from collections.abc import Iterator, Sequence

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.record.alignment import Alignment, align
from amanet.vault import Draft, StoredRecord, Vault
from amanet.version import VERSION
from amanet.work.kept_readings import load_reading

__all__ = ["align_translation", "alignment_of", "link_recording", "recording_of"]


def align_translation(
    vault: Vault,
    translation: StoredRecord,
    original: StoredRecord,
    pairs: Sequence[tuple[int, int]] | None = None,
) -> tuple[StoredRecord, Alignment]:
    """Links the turns of a translation to those of its original. Raises `CannotAlign` where only a person can tell which."""
    if translation.number == original.number:
        raise Misuse("A reading is no translation of itself.")
    there, _ = load_reading(vault, original.number)
    here, _ = load_reading(vault, translation.number)
    found = align(there, here, pairs)
    parameters: dict[str, JSON] = {"of": str(translation.body["id"]), "to": str(original.body["id"])}
    return _enter(vault, translation, "alignment", parameters, found.to_json()), found


def alignment_of(vault: Vault, translation: StoredRecord) -> tuple[StoredRecord, Alignment] | None:
    """The original of a translated reading and how they lie, by the newest alignment whose original still stands."""
    identifier = str(translation.body["id"])
    for record in _about_item(vault, str(translation.body["item"]), "alignment"):
        parameters = record.body["parameters"]
        original = vault.with_ids([str(parameters["to"])]) if parameters["of"] == identifier else []
        if original:
            return original[0], Alignment.from_json(record.body["content"])
    return None


def link_recording(vault: Vault, transcript: StoredRecord, recording: StoredRecord) -> StoredRecord:
    """Says that the text of one item is what is heard in another. Raises `Misuse`."""
    if transcript.type != "Rendition" or recording.type != "Item":
        raise Misuse("A reading is linked to the item that holds the recording.")
    if transcript.body["item"] == recording.body["id"]:
        raise Misuse("This reading is of that very item already.")
    return _enter(vault, transcript, "recording", {"to": str(recording.body["id"])}, {})


def recording_of(vault: Vault, item: int) -> int | None:
    """The item with the recording that an item's text is the transcript of."""
    for record in _about_item(vault, str(vault.record(item).body["id"]), "recording"):
        number = vault.views.number_of(str(record.body["parameters"]["to"]))
        if number:
            return number
    return None


def _about_item(vault: Vault, item: str, kind: str) -> Iterator[StoredRecord]:
    """The living renditions of that kind, newest first."""
    for number in sorted(vault.about(vault.views.number_of(item)), reverse=True):
        record = vault.record(number)
        if record.type == "Rendition" and record.body["kind"] == kind and not vault.views.is_dead(number):
            yield record


def _enter(
    vault: Vault, of: StoredRecord, kind: str, parameters: dict[str, JSON], content: dict[str, JSON]
) -> StoredRecord:
    fields: dict[str, JSON] = {
        "item": str(of.body["item"]),
        "kind": kind,
        "tool": "amanet",
        "version": VERSION,
        "parameters": parameters,
        "content": content,
    }
    return vault.add(Draft("Rendition", fields))[0]
