"""Backups, each recorded before its first byte is copied, so that an erasure can name those that can still
bring something back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from amanet.canonical import JSON, format_utc
from amanet.errors import Misuse
from amanet.sealing.slots import Secret
from amanet.vault import Settings, Vault
from amanet.vault.backups import brought_back, copy_keys, copy_objects, size_of_objects
from amanet.vault.opening import open_vault
from amanet.work.signed import custody

_MADE, _DESTROYED = "backed up", "backup destroyed"


@dataclass(frozen=True)
class Backup:
    """One backup of the keys, as the log knows it."""

    name: str
    made_at: str
    keys_at: str
    keep_until: str | None
    number: int


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
    if destination.resolve().is_relative_to(vault.path.resolve()):
        raise Misuse("A backup inside the vault would be lost with it. Choose another disk.")
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
    found = []
    for record in vault.records("Custody"):
        body = record.body
        if body["action"] == _MADE:
            details = body["details"]
            found.append(
                Backup(
                    details["name"],
                    body["happened_at"],
                    details["keys_at"],
                    details.get("keep_until"),
                    record.number,
                )
            )
    return found


def outstanding_backups(vault: Vault) -> list[Backup]:
    """Those that were not said to be destroyed: they can bring back what is erased now."""
    destroyed = {
        record.body["details"]["name"]
        for record in vault.records("Custody")
        if record.body["action"] == _DESTROYED
    }
    return [backup for backup in list_backups(vault) if backup.name not in destroyed]


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
    can be run again.
    """
    with (
        brought_back(backup, keys or newest_keys(backup), destination) as temporary,
        open_vault(temporary, secret, settings, writable=True, adopt=True) as vault,
    ):
        vault.objects.keep_only({stored.place for _, stored in vault.stored_objects()})
    return open_vault(destination, secret, settings, writable=True)


def newest_keys(backup: Path) -> Path:
    """The newest folder of keys beside the objects. Raises `Misuse` where there is none."""
    folders = [path for path in (backup / "keys").glob("[!.]*") if (path / "vault.toml").is_file()]
    if not folders:
        raise Misuse(f"{backup} has no keys/ folder. Say where the keys are kept with --keys.")
    return max(folders, key=lambda path: (path / "vault.toml").stat().st_ctime)
