"""Opens a vault and keeps it open until it is killed or its input ends: `hold.py VAULT STATE read|write
[PATH]`.

Takes PATH in first, where one is given. Says "open" when it is.
"""

import sys
from pathlib import Path

from amanet.sealing import Passphrase
from amanet.vault import Settings
from amanet.vault.opening import open_vault
from amanet.work.take_in import Provenance, take_in

if __name__ == "__main__":
    _, path, state, how, *paths = sys.argv
    with open_vault(
        Path(path), Passphrase("one and only"), Settings(Path(state)), writable=how == "write"
    ) as vault:
        if paths:
            take_in(vault, [Path(path) for path in paths], Provenance())
        print("open", flush=True)
        sys.stdin.read()
