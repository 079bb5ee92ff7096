"""The proofs that go along with what is released unchanged: that these very bytes were in the log, and since when at the latest.

An evidence bundle (docs/spec/bundle-v1.md) without the bytes, which lie beside it: of each item its type, SHA-256 and size are opened and
nothing else. It is the same each time a package is made: the first checkpoint that holds the items, and what was said of it by others before
the day of the proposal.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from amanet.errors import Misuse
from amanet.exports import (
    DEFAULT_FIELDS,
    BundleContents,
    BundledCheckpoint,
    BundledConsistency,
    BundledRecord,
)
from amanet.exports.assembly import assemble
from amanet.exports.contents import ordered
from amanet.record import open_fields
from amanet.vault import StoredRecord, Vault
from amanet.vault.store import Epoch, SignedCheckpoint
from amanet.work.prove import bundled_heads
from amanet.work.stamp import outside_words

__all__ = ["proofs_of"]


def proofs_of(vault: Vault, items: Sequence[StoredRecord], day: date) -> Mapping[str, bytes]:
    """The files of the bundle by name; none where nothing goes unchanged."""
    if not items:
        return {}
    heads: list[BundledCheckpoint] = []
    links: list[BundledConsistency] = []
    sizes: dict[int, list[int]] = {}
    for number in sorted({item.epoch for item in items}):
        epoch = vault.epochs()[number - 1]
        found = _heads(vault, epoch, [item for item in items if item.epoch == number], day)
        heads += found
        sizes[number] = sorted(head.checkpoint.size for head in found)
        links += [
            BundledConsistency(epoch.origin, old, new, vault.consistency(epoch, old, new))
            for old, new in zip(sizes[number], sizes[number][1:], strict=False)
        ]
    records = tuple(_record(vault, item, sizes[item.epoch]) for item in items)
    contents = BundleContents(records, tuple(heads), tuple(links), made_on=day.isoformat())
    return {file.name: b"".join(file.pieces) for file in assemble(ordered(contents))}


def _record(vault: Vault, item: StoredRecord, sizes: Sequence[int]) -> BundledRecord:
    return BundledRecord(
        opening=open_fields(item.body, item.salt, DEFAULT_FIELDS),
        entry=item.entry,
        origin=vault.epochs()[item.epoch - 1].origin,
        index=item.index,
        inclusion={size: vault.inclusion(item, size) for size in sizes if size > item.index},
    )


def _heads(vault: Vault, epoch: Epoch, items: Sequence[StoredRecord], day: date) -> list[BundledCheckpoint]:
    first, last = min(item.index for item in items), max(item.index for item in items)
    words = [
        word
        for word in outside_words(vault)
        if word.origin == epoch.origin and word.size > first and word.stated_at[:10] < day.isoformat()
    ]
    return bundled_heads(_first_with(vault, items[0].epoch, last), words)


def _first_with(vault: Vault, epoch: int, index: int) -> SignedCheckpoint:
    found = (one for one in vault.checkpoints() if one.epoch == epoch and one.size > index)
    checkpoint = next(found, None)
    if checkpoint is None:
        raise Misuse("An item of this release is in no checkpoint yet. Run `amanet verify`.")
    return checkpoint
