"""Where files may be written to: anywhere but into the folder of a vault, by whatever way the path leads there.

What lies in there by accident would be in the way of the vault's own files or replace one of them, and plain
bytes of an item would lie beside the ciphertext.
"""

import os
from pathlib import Path

from amanet.errors import Misuse


def must_be_outside(vault: Path, *paths: Path) -> None:
    """Raises `Misuse` where one of these is the folder of the vault or in it, or is a link into it."""
    folder = os.path.realpath(vault)
    for path in paths:
        itself = Path(os.path.realpath(path.absolute().parent)) / path.name
        for place in (itself, Path(os.path.realpath(path))):
            if any(_same(folder, each) for each in (place, *place.parents)):
                raise Misuse(f"{path} is inside the vault. Choose a place outside of it; nothing was done.")


def _same(folder: str, other: Path) -> bool:
    """By name, and by what the system says they are: a name may be written in other cases there."""
    try:
        return str(other) == folder or other.samefile(folder)
    except OSError:
        return False
