"""What this user's machine remembers of a vault, outside its folder: the last checkpoint seen, and in which
folder (docs/spec/vault-v1.md, section 4).

Without it, somebody who puts an older copy of the folder back would not be noticed. It holds no path and no
name. Losing it loses only that.
"""

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from amanet.vault.durable import write_file


@dataclass(frozen=True)
class Sighting:
    """One folder's last seen state: the inode of its `log` folder and the checkpoint. Of size 0: an epoch is
    about to begin there.
    """

    inode: int
    epoch: int
    origin: str
    size: int
    root: str


class LastSeen:
    """The memory of one vault on this machine."""

    def __init__(self, state_folder: Path, vault: str) -> None:
        self._path = state_folder / f"{vault}.json"
        self._data = self._read()

    def sighting(self, home: str) -> Sighting | None:
        found = self._data["homes"].get(home)
        wanted = {field.name: int if field.type is int else str for field in fields(Sighting)}
        if not isinstance(found, dict) or {name: type(value) for name, value in found.items()} != wanted:
            return None
        return Sighting(**found)

    def all(self) -> list[Sighting]:
        """Every state of the vault and its copies that was last seen somewhere."""
        found = (self.sighting(home) for home in self._data["homes"])
        return [sighting for sighting in found if sighting is not None]

    def newest_in(self, inode: int) -> Sighting | None:
        """The newest state ever seen in this very folder, under whichever home."""
        here = [sighting for sighting in self.all() if sighting.inode == inode]
        return max(here, key=lambda sighting: (sighting.epoch, sighting.size), default=None)

    @property
    def slot(self) -> str | None:
        found = self._data.get("slot")
        return found if isinstance(found, str) else None

    def remember(self, home: str, sighting: Sighting, slot: str) -> None:
        """Raises `WorldFailed` where the state folder cannot be written to."""
        self._data["homes"][home] = vars(sighting)
        self._data["slot"] = slot
        if os.name != "nt" and not self._path.parent.is_dir():
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_file(self._path, json.dumps(self._data, sort_keys=True).encode("ascii"))

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._path.read_text("ascii"))
        except (OSError, ValueError, RecursionError):
            return {"homes": {}}
        if not isinstance(data, dict) or not isinstance(data.get("homes"), dict):
            return {"homes": {}}
        return {"homes": data["homes"], "slot": data.get("slot")}


def inode_of(folder: Path) -> int:
    return folder.stat().st_ino
