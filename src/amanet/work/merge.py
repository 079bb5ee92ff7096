"""Merging another vault into this one: the union of records less the union of erasures (docs/spec/vault-v1.md, section 6;
docs/adr/0008-merging.md).

The other vault is only read. It has to hold (`verify`, quick) before anything is taken; its objects are checked as they are copied.
A record comes as it stands, with its id, salt, time and signature, so the same record is the same in both vaults. It gets a
new leaf here, which proves when it came.

1. What the other side erased is erased here, with everything derived from it, by an Erasure of ours that names theirs.
2. A Custody record `merge begun` vouches for the keys of the other vault's members, under its signed checkpoint.
3. Records come in their order of entry, so that whatever one speaks of is there before it; a chunk is one commit.
4. A Custody record `merged` says that it is complete.

Not taken: what was erased on either side or speaks of such; and what a vault says of itself (its epochs, members, stamps, backups).
Interrupted anywhere, the vault holds, and merging again carries on. Merging once more adds nothing.

>>> with merging(vault, Path("Other.vault"), secret) as other:  # doctest: +SKIP
...     print(other.plan.coming)
...     other.carry_out()
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData, Misuse, VaultDamaged
from amanet.fsck import verify_vault
from amanet.fsck.object_check import PLACE
from amanet.fsck.opened import verified_body
from amanet.record import record_reference
from amanet.record.types import derived_ids
from amanet.sealing.slots import Secret
from amanet.vault import Vault
from amanet.vault.examination import Examination, LoggedRecord
from amanet.vault.membership import members_of
from amanet.vault.merging import copy_objects, entry_of_id, prepared_as_it_stands
from amanet.vault.objects import PACK_SIZE, StoredObject
from amanet.vault.opening import open_vault
from amanet.vault.schema import SCHEMA_VERSION
from amanet.vault.vouching import BEGUN, MERGED, VouchedFor, add_signers, is_of_one_vault, signers_of
from amanet.work.erase import ErasurePlan, erase, plan_erasure
from amanet.work.signed import custody

__all__ = ["MergePlan", "Merged", "Merging", "merging"]

Body = Mapping[str, Any]

_AT_ONCE = 5000
_MOST_NAMED = 3
# Custody that goes with the last of what it is about (`amanet.work.erase`).
_GIVEN_OUT = frozenset({"got", "read", "proved"})
# What of a record is relied on here before anybody looks at it: what it must be.
_SHAPES: Mapping[str, type] = {
    **dict.fromkeys(
        ["id", "entered_at", "entered_by", "schema", "subject", "property", "polarity", "said_by", "heard_from"], str
    ),
    **dict.fromkeys(["state", "replaces", "by", "retracts", "of", "item", "inside", "source", "person", "action"], str),
    **dict.fromkeys(["records", "erased", "passages", "withdraws"], list),
    **dict.fromkeys(["value", "details"], dict),
}


@dataclass(frozen=True)
class MergePlan:
    """What a merge does, in counts: what comes, by type; what of theirs is here already; what stays out because it was erased on either
    side, or speaks of such; and the numbers of the records here that are destroyed. `erasure` says what that does not reach.
    `removed` counts their members who were removed here.
    """

    coming: Mapping[str, int]
    known: int
    kept_out: int
    erasing: tuple[int, ...]
    removed: int
    erasure: ErasurePlan | None = None


@dataclass(frozen=True)
class Merged:
    """What became of it: records taken, by type; how many were destroyed here, and by which Erasure; and the number of the Custody
    record that closes it, None where there was nothing to do.
    """

    taken: Mapping[str, int]
    erased: int = 0
    erasure: int | None = None
    custody: int | None = None


@contextmanager
def merging(
    vault: Vault,
    path: Path,
    secret: Secret,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator["Merging"]:
    """Opens another vault for reading, examines it, and works out what merging it would do. `progress` is told the steps of the
    examination.

    Raises `Misuse` (no vault there, this very vault), `WrongKey`, `BadData` (a newer format, what cannot be merged), `VaultDamaged`.
    """
    _refuse_itself(vault, path)
    with open_vault(path, secret, vault.settings, writable=False) as other, Examination(other) as database:
        _must_hold(other, progress)
        yield Merging(vault, other, database)


class Merging:
    """Another vault beside ours, as it is at one moment. `plan` says what `carry_out` does."""

    def __init__(self, vault: Vault, other: Vault, database: Examination) -> None:
        self.vault = vault
        self._other = other
        self._database = database
        self._epoch = database.epochs()[-1]
        self._signed = database.checkpoints(self._epoch.number)[-1]
        self._erased_there = _erased(body for _, body in self._bodies("Erasure"))
        self._vouched_for = self._strangers()
        self._erasure = self._plan_erasure()
        self.plan = self._plan()

    def carry_out(self, progress: Callable[[int], None] = lambda _records: None) -> Merged:
        """Merges. `progress` is told records as they are safe. Needs the vault for itself where something is destroyed."""
        self.vault.must_be_writable()
        begun = self._left_open()
        if not (begun or self.plan.coming or self.plan.erasing):
            return Merged({})
        erasure = self._erase()
        begun = begun or self._begin()
        taken = _Taking(self.vault, self._other, progress)
        fates = Counter(taken.meet(*each) for each in self._sorted(verified=True))
        taken.commit()
        number = self._finish(begun, fates)
        return Merged(dict(sorted(taken.counts.items())), len(self.plan.erasing), erasure, number)

    # Working it out

    def _plan(self) -> MergePlan:
        fates: Counter[Fate] = Counter()
        coming: Counter[str] = Counter()
        for fate, _, body in self._sorted():
            fates[fate] += 1
            if fate is Fate.COMING:
                coming[str(body["type"])] += 1
        ours = members_of(self.vault)
        theirs = [one for one in members_of(self._other).values() if one.active and one.member in ours]
        return MergePlan(
            coming=dict(sorted(coming.items())),
            known=fates[Fate.KNOWN],
            kept_out=fates[Fate.KEPT_OUT],
            erasing=() if self._erasure is None else self._erasure.numbers,
            removed=sum(not ours[one.member].active for one in theirs),
            erasure=self._erasure,
        )

    def _plan_erasure(self) -> ErasurePlan | None:
        """What the other side erased and is here still, with all that follows. Raises `Misuse` for what may not be erased here."""
        numbers = self.vault.numbers_of(sorted(self._erased_there - _erased_in(self.vault)))
        records = [self.vault.record(number) for number in numbers]
        if any(record.type == "Custody" and record.body["action"] in (BEGUN, MERGED) for record in records):
            raise Misuse(
                "The other vault erased the record of an earlier merge, on which signatures here rest. Nothing was taken."
            )
        return plan_erasure(self.vault, records) if records else None

    def _sorted(self, *, verified: bool = False) -> Iterator[tuple["Fate", LoggedRecord, Body]]:
        """Every living record of theirs with what becomes of it."""
        gone = _erased_in(self.vault) | self._erased_there
        gone.update(() if self._erasure is None else self._erasure.references)
        sorting = _Sorting(self.vault, self._other, gone)
        for row in self._database.records(_unreadable):
            if row.body is not None:
                body = verified_body(row) if verified else _decoded(row)
                yield sorting.fate(row, body), row, body

    def _bodies(self, *types: str) -> Iterator[tuple[str, Body]]:
        for row in self._database.records_of(*types):
            if row.body is not None:
                yield record_reference(row.entry), verified_body(row)

    def _strangers(self) -> list[VouchedFor]:
        """Whose signatures come along. Raises `BadData` where somebody known here would get another key."""
        theirs = list(signers_of(self._other).values())
        add_signers(signers_of(self.vault), theirs)
        ours = members_of(self.vault)
        return [one for one in theirs if one.origin is None or one.member not in ours]

    # Doing it

    def _erase(self) -> int | None:
        if self._erasure is None:
            return None
        wanted = set(self._erasure.references)
        named = [reference for reference, body in self._bodies("Erasure") if wanted & set(body["erased"])]
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        cited = ", ".join(reference[:16] for reference in named[:_MOST_NAMED]) + more
        erase(
            self.vault,
            self._erasure,
            reason=f"erased in another vault, whose log is {self._epoch.origin}, there by {cited}",
        )
        return self.vault.last_number

    def _left_open(self) -> str | None:
        """The reference of the record that began this very merge, where it was interrupted."""
        note = self._signed.note.decode("utf-8")
        begun: str | None = None
        for record in self.vault.records("Custody"):
            body = record.body
            if body["action"] == BEGUN and body["checkpoint"] == note:
                begun = record.reference
            elif body["action"] == MERGED and begun in body["records"]:
                begun = None
        return begun

    def _begin(self) -> str:
        details: dict[str, JSON] = {
            **self._which(),
            "log_key": self._epoch.log_key,
            "members": [one.to_json() for one in self._vouched_for],
        }
        draft = custody(self.vault, BEGUN, [], checkpoint=self._signed.note.decode("utf-8"), details=details)
        return self.vault.add(draft)[0].reference

    def _finish(self, begun: str, fates: "Counter[Fate]") -> int:
        held, kept_out = fates[Fate.KNOWN] + fates[Fate.COMING], fates[Fate.KEPT_OUT]
        details: dict[str, JSON] = {**self._which(), "held": held, "kept_out": kept_out}
        return self.vault.add(custody(self.vault, MERGED, [begun], details=details))[0].number

    def _which(self) -> dict[str, JSON]:
        return {"origin": self._epoch.origin, "size": self._signed.size}


class Fate(Enum):
    """What becomes of a record of the other vault."""

    OF_ONE_VAULT = auto()
    KNOWN = auto()
    KEPT_OUT = auto()
    COMING = auto()


class _Sorting:
    """Decides over records as they are met in their order. `gone` are references."""

    def __init__(self, vault: Vault, other: Vault, gone: set[str]) -> None:
        self._vault = vault
        self._other = other
        self._gone = gone
        self._gone_ids: set[str] = set()

    def fate(self, row: LoggedRecord, body: Body) -> Fate:
        """Raises `BadData` for what cannot be merged."""
        _verify_shape(row.number, body)
        if is_of_one_vault(body):
            return Fate.OF_ONE_VAULT
        reference = record_reference(row.entry)
        if reference not in self._gone:
            here = entry_of_id(self._vault, str(body["id"]))
            if here is not None:
                return self._known(row, here)
            if not self._speaks_of_what_is_gone(body):
                self._verify_order(row, body)
                return Fate.COMING
        self._gone.add(reference)
        self._gone_ids.add(str(body["id"]))
        return Fate.KEPT_OUT

    def _known(self, row: LoggedRecord, here: bytes) -> Fate:
        if here != row.entry:
            raise BadData(
                f"Record {row.number} of the other vault has the id of another record here. Ids are drawn at random: one of the two "
                "was made to look like the other. Nothing of it can be merged; find out who made it."
            )
        return Fate.KNOWN

    def _speaks_of_what_is_gone(self, body: Body) -> bool:
        if not self._gone_ids.isdisjoint(derived_ids(body)):
            return True
        if body["type"] != "Custody" or not body["records"] or not self._gone.issuperset(body["records"]):
            return False
        told = "note" in body or "offset" in body.get("details", {})
        return body["action"] == "taken in" or (body["action"] in _GIVEN_OUT and told)

    def _verify_order(self, row: LoggedRecord, body: Body) -> None:
        """What ends or changes something stands behind it, in every vault: views rely on it."""
        numbers = (self._other.views.number_of(origin) for origin in derived_ids(body))
        if not all(0 < number < row.number for number in numbers):
            raise BadData(
                f"Record {row.number} of the other vault speaks of one that was entered later, or never. Nothing of it can be merged."
            )


@dataclass
class _Taking:
    """Takes records over, a chunk at a time. `counts` are those that are safe, by type."""

    vault: Vault
    other: Vault
    progress: Callable[[int], None]
    counts: Counter[str] = field(default_factory=Counter)
    chunk: list[tuple[LoggedRecord, Body, StoredObject | None]] = field(default_factory=list)
    size: int = 0

    def meet(self, fate: Fate, row: LoggedRecord, body: Body) -> Fate:
        if fate is Fate.COMING:
            stored = None if row.sha256 is None else self._stored(row)
            self.chunk.append((row, body, stored))
            self.size += len(row.body or b"") + (0 if stored is None else stored.size)
            if len(self.chunk) >= _AT_ONCE or self.size >= PACK_SIZE:
                self.commit()
        return fate

    def commit(self) -> None:
        """Copies the objects of the chunk, then enters its records."""
        chunk, self.chunk, self.size = self.chunk, [], 0
        if not chunk:
            return
        wanted = [stored for _, _, stored in chunk if stored is not None]
        copied = iter(copy_objects(self.vault, self.other, wanted, lambda _size: None))
        self.vault.commit(
            [
                prepared_as_it_stands(row, body, None if stored is None else next(copied))
                for row, body, stored in chunk
            ]
        )
        self.counts.update(str(body["type"]) for _, body, _ in chunk)
        self.progress(len(chunk))

    def _stored(self, row: LoggedRecord) -> StoredObject:
        stored = self.other.stored_object(row.number)
        if stored is None or not PLACE.fullmatch(stored.place):
            raise VaultDamaged(
                f"Record {row.number} of the other vault has an object in a place that is none."
            )
        if (stored.sha256, stored.size) != (row.sha256, row.size):
            raise VaultDamaged(
                f"Record {row.number} of the other vault has another object than a moment ago."
            )
        return stored


def _refuse_itself(vault: Vault, path: Path) -> None:
    try:
        itself = path.samefile(vault.path)
    except OSError:
        return  # opening it says what is wrong
    if itself:
        raise Misuse("This is the vault itself. Name the other vault to merge into it.")


def _must_hold(other: Vault, progress: Callable[[str, int, int], None] | None) -> None:
    if other.database.version < SCHEMA_VERSION:
        raise Misuse(
            f"{other.path} was written by an older version of amanet. Open it once for writing with this one "
            f"(`amanet describe --vault {other.path}`), then merge it."
        )
    wrong = [
        f"{finding.where}: {finding.what}"
        for finding in verify_vault(other, quick=True, progress=progress).findings
        if finding.severity == "damage"
    ]
    if wrong:
        more = f" (and {len(wrong) - _MOST_NAMED} more)" if len(wrong) > _MOST_NAMED else ""
        raise VaultDamaged(
            f"{other.path} is damaged, so nothing was taken from it. {' '.join(wrong[:_MOST_NAMED])}{more} "
            f"`amanet verify {other.path}` shows all of it; take it from a backup, and merge that."
        )


def _verify_shape(number: int, body: Body) -> None:
    """Nobody enters anything else, but another vault may hold any bytes. Raises `BadData`."""
    for name, kind in _SHAPES.items():
        value = body.get(name)
        if value is None:
            continue
        if type(value) is not kind or (kind is list and {type(each) for each in value} - {str}):
            raise BadData(
                f"Record {number} of the other vault has something else in `{name}` than belongs there. Nothing of it can be merged."
            )


def _erased_in(vault: Vault) -> set[str]:
    return _erased(record.body for record in vault.records("Erasure"))


def _erased(erasures: Iterator[Body]) -> set[str]:
    return {reference for body in erasures for reference in body["erased"]}


def _decoded(row: LoggedRecord) -> Body:
    import json

    found: Body = json.loads(row.body or b"{}")
    return found


def _unreadable(number: int) -> None:
    raise VaultDamaged(f"Record {number} of the other vault cannot be read any more. The merge stops here.")
