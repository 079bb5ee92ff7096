"""What this user prefers, in the state folder and outside every vault: the language, and how long the vault stays open unattended.

No path, no name of a vault or person stands in it. A file that cannot be read is as none.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from amanet.vault.durable import write_file

__all__ = ["IDLE_CHOICES", "Preferences", "load_preferences", "save_preferences"]

_FILE = "browser.json"
IDLE_CHOICES = (2, 5, 10, 20, 30, 60)


@dataclass(frozen=True)
class Preferences:
    """`language` is a tag, or empty for that of the browser; `idle_minutes` one of `IDLE_CHOICES`."""

    language: str = ""
    idle_minutes: int = 10


def load_preferences(state_folder: Path) -> Preferences:
    try:
        found = json.loads((state_folder / _FILE).read_text("utf-8"))
        language, idle = found["language"], found["idle_minutes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Preferences()
    known = isinstance(language, str) and idle in IDLE_CHOICES
    return Preferences(language[:20], idle) if known else Preferences()


def save_preferences(state_folder: Path, preferences: Preferences) -> None:
    """Raises `WorldFailed` where the state folder cannot be written to."""
    state_folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    write_file(state_folder / _FILE, json.dumps(asdict(preferences)).encode("utf-8"))
