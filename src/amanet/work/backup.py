"""Backups, each recorded before its first byte is copied, so that an erasure can name those that can still
bring something back.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from amanet.canonical import JSON, format_utc, name_from_bytes, readable_name
from amanet.errors import Misuse
from amanet.sealing.slots import Secret
from amanet.vault import Settings, StoredRecord, Vault
from amanet.vault.backups import brought_back, copy_keys, copy_objects, size_of_objects
from amanet.vault.opening import open_vault
from amanet.work.destinations import must_be_outside
from amanet.work.signed import custody

_MADE, _DESTROYED = "backed up", "backup destroyed"


@dataclass(frozen=True)
class Backup:
    """One backup of the keys, as the log knows it. `overdue` where it was to be kept until a day that is over
    and was not said to be destroyed.
    """

    name: str
    made_at: str
    keys_at: str
    keep_until: str | None
    number: int
    overdue: bool


def back_up(
    vault: Vault,
    destination: Path,
    *,
    keys_to: Path | None = None,
    name: str | None = None,
    keep_until: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Backup:
    """Copies ciphertext and log to `destination` (only what is new) and the keys to a folder of their own.
    Run again after an interruption it carries on.
    """
    name = name or f"{format_utc(vault.settings.now())[:10]}-{vault.settings.random_bytes(3).hex()}"
    if not name.replace("-", "").replace("_", "").isalnum():
        raise Misuse("The name of a backup is letters, digits, - and _.")
    if keep_until is not None and not _is_date(keep_until):
        raise Misuse("Until when its keys are kept is a date: YYYY-MM-DD, as 2031-12-31.")
    must_be_outside(vault.path, destination, *([] if keys_to is None else [keys_to]))
    keys = (keys_to or destination / "keys") / name
    details: dict[str, JSON] = {"name": name, "keys_at": str(keys)}
    if keep_until:
        details["keep_until"] = keep_until
    if not _was_interrupted(vault, name, keys):
        vault.add(custody(vault, _MADE, [], details=details))
    total = size_of_objects(vault)
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    copy_objects(vault, destination, tell)
    copy_keys(vault, keys)
    return next(backup for backup in list_backups(vault) if backup.name == name)


def _was_interrupted(vault: Vault, name: str, keys: Path) -> bool:
    """Whether a backup of that name was begun and not ended. Raises `Misuse` where there is another of that
    name.
    """
    if all(backup.name != name for backup in list_backups(vault)):
        return False
    if keys.exists() or all(
        (one.name, one.keys_at) != (name, str(keys)) for one in outstanding_backups(vault)
    ):
        raise Misuse(f"There is a backup called {name} already. Choose another name.")
    return True


def list_backups(vault: Vault) -> list[Backup]:
    """Every backup that was ever made."""
    return [backup for backup, _ in _told(vault)]


def outstanding_backups(vault: Vault) -> list[Backup]:
    """Those that were not said to be destroyed: they can bring back what is erased now."""
    return [backup for backup, destroyed in _told(vault) if not destroyed]


def _told(vault: Vault) -> list[tuple[Backup, bool]]:
    """Every backup, and whether it was said to be destroyed: later, so that a name used again hides nothing."""
    made: list[StoredRecord] = []
    destroyed: dict[str, int] = {}
    for record in vault.records("Custody"):
        if record.body["action"] == _MADE:
            made.append(record)
        elif record.body["action"] == _DESTROYED:
            destroyed[record.body["details"]["name"]] = record.number
    today = format_utc(vault.settings.now())[:10]
    found = []
    for record in made:
        details = record.body["details"]
        name, until = details["name"], details.get("keep_until")
        gone = destroyed.get(name, 0) > record.number
        overdue = not gone and _is_date(until) and until < today
        made_at = record.body["happened_at"]
        found.append((Backup(name, made_at, details["keys_at"], until, record.number, overdue), gone))
    return found


def _is_date(text: object) -> bool:
    """Only dates written like this one compare as text."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def forget_backup(vault: Vault, name: str) -> None:
    """Records that the keys of a backup were destroyed. It is the member's word: nothing is deleted here."""
    if name not in {backup.name for backup in outstanding_backups(vault)}:
        raise Misuse(f"No outstanding backup is called {name}. `amanet backup list` shows them.")
    vault.add(custody(vault, _DESTROYED, [], details={"name": name}))


def restore(
    backup: Path, destination: Path, secret: Secret, settings: Settings, *, keys: Path | None = None
) -> Vault:
    """Brings a vault back from a backup and begins a new epoch of its log, so that two vaults that go on from
    one state can be told apart. It gets its name at the end: interrupted or refused, nothing is left and it
    can be run again. Without `keys` they are those of `only_keys`.
    """
    with (
        brought_back(backup, keys or only_keys(backup), destination) as temporary,
        open_vault(temporary, secret, settings, writable=True, adopt=True) as vault,
    ):
        vault.objects.keep_only({stored.place for _, stored in vault.stored_objects()})
    return open_vault(destination, secret, settings, writable=True)


def only_keys(backup: Path) -> Path:
    """The folder of keys beside the objects. Raises `Misuse` where there is none, and where there are several:
    which of them is the right one is not ours to guess.
    """
    folders = sorted(path for path in (backup / "keys").glob("[!.]*") if (path / "vault.toml").is_file())
    if not folders:
        raise Misuse(f"{backup} has no keys/ folder. Say where the keys are kept with --keys.")
    if len(folders) > 1:
        listed = ", ".join(
            f"{readable_name(name_from_bytes(os.fsencode(folder.name)))} ({format_utc(folder.stat().st_mtime)[:10]})"
            for folder in folders
        )
        raise Misuse(
            f"{backup / 'keys'} holds the keys of several backups: {listed}. Say which with --keys {backup / 'keys' / 'NAME'}."
        )
    return folders[0]
