"""The examination of a vault, from its first check to its last."""

from collections.abc import Callable
from dataclasses import dataclass

from amanet.canonical import readable_name
from amanet.errors import AmanetError
from amanet.fsck.database_check import check_database
from amanet.fsck.epoch_check import check_epochs
from amanet.fsck.examined import Examined, Progress, list_files, list_logs
from amanet.fsck.folder_check import check_folder
from amanet.fsck.header_check import check_header
from amanet.fsck.log_check import check_log
from amanet.fsck.object_check import check_objects
from amanet.fsck.opened import verified_body
from amanet.fsck.record_check import check_records
from amanet.fsck.report import Counts, Report
from amanet.fsck.signature_check import check_signatures
from amanet.vault import Vault
from amanet.vault.durable import world_errors
from amanet.vault.examination import Examination

# Names are for reading; of more records than this only the first get one.
_MOST_NAMES = 1000


@dataclass(frozen=True)
class Check:
    """One step. `quick`: whether the quick examination makes it too."""

    name: str
    run: Callable[[Examined], None]
    quick: bool = True


CHECKS = (
    Check("1 vault.toml", check_header),
    Check("2 database", check_database),
    Check("3 epochs", check_epochs),
    Check("4 log", check_log),
    Check("5 records", check_records),
    Check("6 signatures", check_signatures),
    Check("7 objects", check_objects, quick=False),
    Check("8 folder", check_folder),
)


def verify_vault(vault: Vault, *, quick: bool = False, progress: Progress | None = None) -> Report:
    """Reads everything again from its bytes and says what is wrong. `quick` leaves out the bytes of the objects.

    Damage found by one check does not stop the others. Raises `WorldFailed` or `VaultDamaged` only where
    there is nothing to examine: the folder cannot be listed, the database cannot be opened. `progress` is
    told the step, how much is done, and of how much.
    """
    with world_errors(vault.path, "list"):
        files, logs = list_files(vault.path), list_logs(vault.path)
    with Examination(vault) as database:
        examined = Examined(vault, files, logs, database, progress or _tell_nobody)
        for check in CHECKS:
            if check.quick or not quick:
                with examined.going_on(check.name):
                    check.run(examined)
        names = _names(examined)
    counts = Counts(**examined.counts)
    return Report(examined.findings.all(), counts, quick, names)


def _tell_nobody(_step: str, _done: int, _total: int) -> None:
    return None


def _names(examined: Examined) -> dict[int, str]:
    """What the touched records are called: an item by its name, another record by its type."""
    found: dict[int, str] = {}
    for number in examined.findings.numbers()[:_MOST_NAMES]:
        try:
            row = next(examined.database.records(lambda _: None, number, number + 1), None)
            if row is None or row.body is None:
                continue
            body = verified_body(row)
            found[number] = readable_name(body["name"]) if body["type"] == "Item" else f"({body['type']})"
        except AmanetError:
            continue
    return found
