"""Another vault, opened for reading and found to hold, as it is at one moment: what a merge takes from.

It may have been made by anybody. So it is examined (`verify`, quick) before a word of it is believed, and read in one snapshot
taken before that: what another process enters there meanwhile is not part of it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amanet.errors import Misuse, VaultDamaged
from amanet.fsck import verify_vault
from amanet.fsck.object_check import PLACE
from amanet.fsck.opened import verified_body
from amanet.record import record_reference
from amanet.sealing.slots import Secret
from amanet.vault import Vault
from amanet.vault.examination import Examination, LoggedRecord
from amanet.vault.objects import StoredObject
from amanet.vault.opening import open_vault
from amanet.vault.schema import SCHEMA_VERSION

__all__ = ["OtherVault", "opened_beside"]

Body = Mapping[str, Any]
Progress = Callable[[str, int, int], None]

_MOST_NAMED = 3


class OtherVault:
    """`note` is its last signed checkpoint, of `size` entries, of the log `origin` with the key `log_key`. `erased` are the references
    that its erasures name.
    """

    def __init__(self, vault: Vault, database: Examination) -> None:
        self.vault = vault
        self._database = database
        epoch = database.epochs()[-1]
        signed = database.checkpoints(epoch.number)[-1]
        self.origin, self.log_key = epoch.origin, epoch.log_key
        self.size, self.note = signed.size, signed.note.decode("utf-8")
        self.erased = {reference for _, references in self.erasures() for reference in references}

    def records(self, *, verified: bool) -> Iterator[tuple[LoggedRecord, Body]]:
        """Every living record in its order of entry; `verified`: held against its entry once more, before it is taken."""
        for row in self._database.records(_unreadable):
            if row.body is not None:
                yield row, verified_body(row) if verified else json.loads(row.body)

    def erasures(self) -> Iterator[tuple[str, list[str]]]:
        """Each Erasure's reference, and the references that it names."""
        for row in self._database.records_of("Erasure"):
            if row.body is not None:
                references = verified_body(row)["erased"]
                yield record_reference(row.entry), list(map(str, references))  # type: ignore[arg-type]

    def stored_object(self, row: LoggedRecord) -> StoredObject | None:
        """Where the object of a record lies there. Raises `VaultDamaged`."""
        if row.sha256 is None:
            return None
        stored = self.vault.stored_object(row.number)
        if stored is None or (stored.sha256, stored.size) != (row.sha256, row.size):
            raise VaultDamaged(
                f"Record {row.number} of the other vault has another object than a moment ago."
            )
        if not PLACE.fullmatch(stored.place):
            raise VaultDamaged(
                f"Record {row.number} of the other vault has an object in a place that is none."
            )
        return stored


@contextmanager
def opened_beside(
    vault: Vault, path: Path, secret: Secret, progress: Progress | None = None
) -> Iterator[OtherVault]:
    """The vault at `path`, examined. Raises `Misuse` (none there, or this very one), `WrongKey`, `BadData` (a newer format),
    `VaultDamaged` with what is wrong. `progress` is told the steps of the examination.
    """
    _refuse_itself(vault, path)
    with open_vault(path, secret, vault.settings, writable=False) as other:
        _refuse_older_schema(other)
        with Examination(other) as database:
            _must_hold(other, progress)
            yield OtherVault(other, database)


def _refuse_itself(vault: Vault, path: Path) -> None:
    try:
        itself = path.samefile(vault.path)
    except OSError:
        return  # opening it says what is wrong
    if itself:
        raise Misuse("This is the vault itself. Name the other vault, which is to be merged into it.")


def _refuse_older_schema(other: Vault) -> None:
    if other.database.version < SCHEMA_VERSION:
        raise Misuse(
            f"{other.path} was written by an older version of amanet. Open it once for writing with this one "
            f"(`amanet describe --vault {other.path}`), then merge it."
        )


def _must_hold(other: Vault, progress: Progress | None) -> None:
    wrong = [
        f"{finding.where}: {finding.what}"
        for finding in verify_vault(other, quick=True, progress=progress).findings
        if finding.severity == "damage"
    ]
    if wrong:
        more = f" (and {len(wrong) - _MOST_NAMED} more)" if len(wrong) > _MOST_NAMED else ""
        raise VaultDamaged(
            f"{other.path} is damaged, so nothing was taken from it. {' '.join(wrong[:_MOST_NAMED])}{more} "
            f"`amanet verify {other.path}` shows all of it. Take it from a backup, and merge that."
        )


def _unreadable(number: int) -> None:
    raise VaultDamaged(f"Record {number} of the other vault cannot be read any more. The merge stops here.")
