"""Merging another vault into this one: the union of records less the union of erasures (docs/spec/vault-v1.md, section 6;
docs/adr/0008-merging.md).

A record comes as it stands there, with its id, salt, time and signature, so the same record is the same in both vaults. It gets a
new leaf here, which proves when it came. The other vault is only read.

1. What the other side erased is erased here, with everything derived from it, by an Erasure of ours that names theirs.
2. A Custody record `merge begun` vouches for the keys of the other vault's members, under its signed checkpoint.
3. Records come in their order of entry, so that whatever one speaks of is there before it; a chunk is one commit.
4. A Custody record `merged` says that it is complete.

Interrupted anywhere, the vault holds, and merging again carries on. Merging once more adds nothing.

>>> with merging(vault, Path("Other.vault"), secret) as other:  # doctest: +SKIP
...     print(other.plan.coming)
...     other.carry_out()
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.sealing.slots import Secret
from amanet.vault import Vault
from amanet.vault.examination import LoggedRecord
from amanet.vault.membership import members_of
from amanet.vault.merging import copy_objects, prepared_as_it_stands
from amanet.vault.objects import PACK_SIZE, StoredObject
from amanet.vault.vouching import BEGUN, MERGED, VouchedFor, add_signers, signers_of
from amanet.work.erase import ErasurePlan, erase, plan_erasure
from amanet.work.merge_fates import Fate, Sorting
from amanet.work.other_vault import OtherVault, Progress, opened_beside
from amanet.work.searching import index_readings
from amanet.work.signed import custody

__all__ = ["MergePlan", "Merged", "Merging", "merging"]

Body = Mapping[str, Any]

_AT_ONCE = 5000
_MOST_CITED = 3


@dataclass(frozen=True)
class MergePlan:
    """What a merge does. `coming`: what comes, by type; `known`: what is here already; `kept_out`: what was erased on either side, or
    speaks of such; `removed`: their members who were removed here. `erasure`: what is destroyed here, and what that does not reach.
    """

    coming: Mapping[str, int]
    known: int
    kept_out: int
    removed: int
    erasure: ErasurePlan | None

    @property
    def erasing(self) -> int:
        """How many records are destroyed here."""
        return 0 if self.erasure is None else len(self.erasure.numbers)


@dataclass(frozen=True)
class Merged:
    """What became of it: records taken, by type; how many were destroyed here, and the number of the Erasure; and of the
    Custody record that closes it. Both are None where there was nothing to do.
    """

    taken: Mapping[str, int]
    erased: int = 0
    erasure: int | None = None
    custody: int | None = None


@contextmanager
def merging(
    vault: Vault, path: Path, secret: Secret, *, progress: Progress | None = None
) -> Iterator["Merging"]:
    """Opens another vault for reading, examines it, and works out what merging it does. Raises `Misuse` (no vault there, this very
    one, what may not be erased here), `WrongKey`, `BadData` (a newer format, what cannot be merged), `VaultDamaged`.
    """
    with opened_beside(vault, path, secret, progress) as other:
        yield Merging(vault, other)


class Merging:
    """Another vault beside ours. `plan` says what `carry_out` does."""

    def __init__(self, vault: Vault, other: OtherVault) -> None:
        self.vault = vault
        self.other = other
        self._strangers = _strangers(vault, other)
        self._erased_here = {each for record in vault.records("Erasure") for each in record.body["erased"]}
        self.plan = self._planned(_plan_erasure(vault, other.erased - self._erased_here))

    def carry_out(self, progress: Callable[[int], None] = lambda _records: None) -> Merged:
        """Merges. `progress` is told how many records are safe now. Needs the vault for itself where something is destroyed."""
        self.vault.must_be_writable()
        begun = _left_open(self.vault, self.other.note)
        if not (begun or self.plan.coming or self.plan.erasing):
            return Merged({})
        erasure = self._erase()
        begun = begun or self._begin()
        taking, fates = _Taking(self.vault, self.other, progress), Counter[Fate]()
        for fate, row, body in self._sorted(self.plan.erasure, verified=True):
            fates[fate] += 1
            if fate is Fate.COMING:
                taking.take(row, body)
        taking.commit()
        number = self._finish(begun, fates)
        return Merged(dict(sorted(taking.counts.items())), self.plan.erasing, erasure, number)

    def _planned(self, erasure: ErasurePlan | None) -> MergePlan:
        fates: Counter[Fate] = Counter()
        coming: Counter[str] = Counter()
        for fate, _, body in self._sorted(erasure, verified=False):
            fates[fate] += 1
            coming.update([str(body["type"])] if fate is Fate.COMING else ())
        removed = {one.member for one in members_of(self.vault).values() if not one.active}
        back = sum(one.active and one.member in removed for one in members_of(self.other.vault).values())
        return MergePlan(dict(sorted(coming.items())), fates[Fate.KNOWN], fates[Fate.KEPT_OUT], back, erasure)

    def _sorted(
        self, erasure: ErasurePlan | None, *, verified: bool
    ) -> Iterator[tuple[Fate, LoggedRecord, Body]]:
        """Every living record of theirs with what becomes of it."""
        gone = self._erased_here | self.other.erased | set(() if erasure is None else erasure.references)
        sorting = Sorting(self.vault, self.other.vault, gone)
        for row, body in self.other.records(verified=verified):
            yield sorting.fate(row, body), row, body

    def _erase(self) -> int | None:
        """First of all: where another process has the vault open this fails, and nothing was done."""
        plan = self.plan.erasure
        if plan is None:
            return None
        named = [one for one, erased in self.other.erasures() if not set(plan.references).isdisjoint(erased)]
        more = f" and {len(named) - _MOST_CITED} more" if len(named) > _MOST_CITED else ""
        cited = ", ".join(reference[:16] for reference in named[:_MOST_CITED]) + more
        reason = f"erased in another vault, there by {cited}; its log is {self.other.origin}"
        erase(self.vault, plan, reason=reason)
        return self.vault.last_number

    def _begin(self) -> str:
        """Before the first record whose signature rests on it."""
        details: dict[str, JSON] = {
            "origin": self.other.origin,
            "size": self.other.size,
            "log_key": self.other.log_key,
            "members": [one.to_json() for one in self._strangers],
        }
        draft = custody(self.vault, BEGUN, [], checkpoint=self.other.note, details=details)
        return self.vault.add(draft)[0].reference

    def _finish(self, begun: str, fates: Mapping[Fate, int]) -> int:
        details: dict[str, JSON] = {
            "origin": self.other.origin,
            "size": self.other.size,
            "held": fates[Fate.KNOWN] + fates[Fate.COMING],
            "kept_out": fates[Fate.KEPT_OUT],
        }
        number = self.vault.add(custody(self.vault, MERGED, [begun], details=details))[0].number
        index_readings(self.vault)
        return number


class _Taking:
    """Takes records over, a chunk at a time. `counts` are those that are safe, by type."""

    def __init__(self, vault: Vault, other: OtherVault, progress: Callable[[int], None]) -> None:
        self.counts: Counter[str] = Counter()
        self._vault = vault
        self._other = other
        self._progress = progress
        self._chunk: list[tuple[LoggedRecord, Body, StoredObject | None]] = []
        self._size = 0

    def take(self, row: LoggedRecord, body: Body) -> None:
        stored = self._other.stored_object(row)
        self._chunk.append((row, body, stored))
        self._size += len(row.body or b"") + (0 if stored is None else stored.size)
        if len(self._chunk) >= _AT_ONCE or self._size >= PACK_SIZE:
            self.commit()

    def commit(self) -> None:
        """Copies the objects of the chunk, then enters its records."""
        chunk, self._chunk, self._size = self._chunk, [], 0
        if not chunk:
            return
        wanted = [stored for _, _, stored in chunk if stored is not None]
        copied = iter(copy_objects(self._vault, self._other.vault, wanted))
        prepared = [
            prepared_as_it_stands(row, body, None if stored is None else next(copied))
            for row, body, stored in chunk
        ]
        self._vault.commit(prepared)
        self.counts.update(record.type for record in prepared)
        self._progress(len(prepared))


def _strangers(vault: Vault, other: OtherVault) -> list[VouchedFor]:
    """Whose signatures come along. Raises `BadData` where somebody known here would get another key."""
    theirs = list(signers_of(other.vault).values())
    add_signers(signers_of(vault), theirs)
    ours = members_of(vault)
    return [one for one in theirs if one.origin is None or one.member not in ours]


def _plan_erasure(vault: Vault, erased: set[str]) -> ErasurePlan | None:
    """What the other side erased and is here still, with all that follows. Raises `Misuse` for what may not be erased here."""
    records = [vault.record(number) for number in vault.numbers_of(list(erased))] if erased else []
    if any(record.type == "Custody" and record.body["action"] in (BEGUN, MERGED) for record in records):
        raise Misuse(
            "The other vault erased the record of an earlier merge, on which signatures here rest. Nothing was taken."
        )
    return plan_erasure(vault, records) if records else None


def _left_open(vault: Vault, note: str) -> str | None:
    """The reference of the record that began a merge under this checkpoint, where it was interrupted."""
    begun: str | None = None
    for record in vault.records("Custody"):
        body = record.body
        if body["action"] == BEGUN and body["checkpoint"] == note:
            begun = record.reference
        elif body["action"] == MERGED and begun in body["records"]:
            begun = None
    return begun
