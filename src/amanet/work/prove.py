"""An evidence bundle: items with their proofs, for somebody who trusts nobody here (docs/spec/bundle-v1.md).

By default only `type`, `sha256` and `size` are opened; never the record salt, never who gave it unless asked.
What is proved is logged before the bundle is written.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from amanet.canonical import format_utc, readable_name, sha256
from amanet.errors import BadData, Misuse
from amanet.exports import (
    DEFAULT_FIELDS,
    BundleContents,
    BundledCheckpoint,
    BundledConsistency,
    BundledRecord,
    BundledStamp,
    verify_stamp_fits_a_bundle,
)
from amanet.merkle import parse_note
from amanet.printing import BundleSummary, SummaryItem, SummaryStamp
from amanet.record import open_fields
from amanet.vault import StoredRecord, Vault
from amanet.vault.store import Epoch, SignedCheckpoint
from amanet.work.give_out import verified_stream
from amanet.work.signed import custody
from amanet.work.stamp import Outside, outside_words

# Whether it is for somebody outside (docs/adr/0014-working-copies.md).
_MARKS = {
    False: (
        "Working copy of the team, not for passing on. What is for others goes through `amanet disclose`, which asks everybody whom it touches."
    ),
    True: (
        "For one recipient, to check that it was there. Nobody whom it touches was asked for this copy: not for passing on and not for publication."
    ),
}


@dataclass(frozen=True)
class Proved:
    """What went into a bundle."""

    records: int
    payload_bytes: int
    checkpoints: int
    stamps: int


def gather(
    vault: Vault,
    numbers: Sequence[int],
    *,
    open_also: Sequence[str] = (),
    recipient: str | None = None,
    purpose: str | None = None,
    outside: bool = False,
) -> tuple[BundleContents, Proved]:
    """Logs that these records are proved, and gathers everything that a bundle of them needs. `outside` where it is for somebody who is named: its
    first page says which of the two it is, without any name.
    """
    if not numbers:
        raise Misuse("Name at least one item to prove. `amanet list` shows them.")
    if "id" in open_also:
        raise Misuse("The field `id` tells the moment of entry and never leaves the vault.")
    records = [vault.record(number) for number in dict.fromkeys(numbers)]
    openings = [open_fields(record.body, record.salt, _fields(record, open_also)) for record in records]
    vault.add(
        custody(
            vault,
            "proved",
            [record.reference for record in records],
            to=recipient,
            note=purpose,
            details={"opened": sorted({name for opening in openings for name in opening.fields})},
        )
    )
    epochs = {record.epoch: vault.epochs()[record.epoch - 1] for record in records}
    heads: list[BundledCheckpoint] = []
    links: list[BundledConsistency] = []
    sizes: dict[int, list[int]] = {}
    stamps: list[Outside] = []
    for number, epoch in sorted(epochs.items()):
        first = min(record.index for record in records if record.epoch == number)
        found, words = _heads(vault, epoch, first)
        heads += found
        stamps += words
        sizes[number] = sorted(head.checkpoint.size for head in found)
        links += [
            BundledConsistency(epoch.origin, old, new, vault.consistency(epoch, old, new))
            for old, new in zip(sizes[number], sizes[number][1:], strict=False)
        ]
    bundled = tuple(
        BundledRecord(
            opening=opening,
            entry=record.entry,
            origin=epochs[record.epoch].origin,
            index=record.index,
            inclusion={
                size: vault.inclusion(record, size) for size in sizes[record.epoch] if size > record.index
            },
            payload=_payload(vault, record),
        )
        for record, opening in zip(records, openings, strict=True)
    )
    contents = BundleContents(
        records=bundled,
        checkpoints=tuple(heads),
        consistency=tuple(links),
        made_on=format_utc(vault.settings.now())[:10],
        summary=_summary(vault, bundled, heads, stamps, epochs.values(), _MARKS[outside]),
    )
    size = sum(int(record.body["size"]) for record in records if record.body["type"] == "Item")
    return contents, Proved(len(bundled), size, len(heads), len(stamps))


def write(contents: BundleContents, destination: Path) -> None:
    """Writes the bundle as a folder."""
    from amanet.exports import write_bundle

    write_bundle(destination, contents)


def write_sealed(
    contents: BundleContents, destination: Path, recipients: Sequence[str], vault: Vault
) -> None:
    """Writes the bundle as one tar file sealed to age recipients; nothing of it is on the disk in the clear."""
    from amanet.exports import stream_bundle
    from amanet.sealing import Recipient, seal_stream
    from amanet.vault.durable import new_file, write_all
    from amanet.work.streams import IteratorReader

    if destination.exists():
        raise Misuse(f"{destination} exists already. Choose another name.")
    parsed = [Recipient.from_text(recipient) for recipient in recipients]
    with new_file(destination) as file:
        seal_stream(
            IteratorReader(stream_bundle(contents)),
            lambda data: write_all(file, data),
            parsed,
            random_bytes=vault.settings.random_bytes,
        )


def _fields(record: StoredRecord, open_also: Sequence[str]) -> list[str]:
    """The fields to open: the default ones where the record has them, and every one that was asked for."""
    body = record.body
    return [name for name in DEFAULT_FIELDS if name in body] + list(open_also)


def _payload(vault: Vault, record: StoredRecord) -> Iterable[bytes] | None:
    if record.body["type"] != "Item":
        return None
    return (bytes(piece) for piece in verified_stream(vault, record))


def _heads(vault: Vault, epoch: Epoch, first: int) -> tuple[list[BundledCheckpoint], list[Outside]]:
    """The newest checkpoint of an epoch, and every one that somebody outside vouched for and that holds a
    record of the bundle.
    """
    words = [word for word in outside_words(vault) if word.origin == epoch.origin and word.size > first]
    return bundled_heads(vault.checkpoint(epoch), words), words


def bundled_heads(own: SignedCheckpoint, words: Sequence[Outside]) -> list[BundledCheckpoint]:
    """A checkpoint of the vault's own and those that somebody outside vouched for, each once, with what they said."""
    notes = {own.size: parse_note(own.note)}
    tokens: dict[int, list[BundledStamp]] = {}
    for word in words:
        note = notes.setdefault(word.size, parse_note(word.checkpoint))
        if word.kind == "cosignature":
            for line in parse_note(word.checkpoint).signatures:
                if line not in note.signatures:
                    note = note.with_signature(line)
            notes[word.size] = note
        else:
            chain = "".join(word.chain).encode("ascii")
            if _is_sound(word, chain):
                tokens.setdefault(word.size, []).append(BundledStamp(word.token, chain))
    return [
        BundledCheckpoint(note.to_bytes(), tuple(tokens.get(size, ())))
        for size, note in sorted(notes.items())
    ]


def _is_sound(word: Outside, chain: bytes) -> bool:
    """A stamp that every checker would refuse is left out, so that it does not spoil the whole bundle."""
    try:
        verify_stamp_fits_a_bundle(word.token, chain, parse_note(word.checkpoint).text.encode("utf-8"))
    except BadData:
        return False
    return True


def _summary(
    vault: Vault,
    records: Sequence[BundledRecord],
    heads: Sequence[BundledCheckpoint],
    words: Sequence[Outside],
    epochs: Iterable[Epoch],
    mark: str,
) -> bytes:
    from amanet.canonical import to_base64

    head = heads[-1].checkpoint
    items = []
    for number, record in enumerate(records, 1):
        fields = {name: value for name, (_, value) in record.opening.fields.items()}
        kind = str(fields.pop("type"))
        payload = (
            f"data/items/{number:04d}.bin" if record.payload is not None else f"(a record of type {kind})"
        )
        digest, size = str(fields.pop("sha256", "")), fields.pop("size", 0)
        shown = [(name, _shown(value)) for name, value in fields.items()]
        items.append(SummaryItem(payload, digest, size if isinstance(size, int) else 0, shown))
    summary = BundleSummary(
        title="Evidence bundle",
        made_on=format_utc(vault.settings.now())[:10],
        origin=head.origin,
        keys=[
            (f"log key of {epoch.origin}", sha256(epoch.log_key.encode("ascii")).hex()) for epoch in epochs
        ],
        checkpoint_size=head.size,
        checkpoint_root=to_base64(head.root),
        stamps=[SummaryStamp(word.kind, word.authority, word.stated_at) for word in words],
        items=items,
        verify_command="python3 verify_bundle.py BUNDLE --log-key KEY",
        mark=mark,
    )
    return summary.pdf()


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) == {"b64"}:
        try:
            return readable_name(value)
        except BadData:
            pass
    return json.dumps(value, ensure_ascii=False)
