"""amanet: an encrypted, local-first vault that keeps testimony and evidence provable.

Importing this does nothing and loads nothing heavy.

>>> import amanet
>>> with amanet.open_vault("Names.vault", "the passphrase") as vault:  # doctest: +SKIP
...     vault.add(["voice messages/"], source="a cousin", how="handed over on a card")
"""

from typing import TYPE_CHECKING

from amanet.version import VERSION

if TYPE_CHECKING:
    from amanet.app import OpenVault

__all__ = ["__version__", "open_vault"]
__version__ = VERSION


def open_vault(path: object, key: str, *, writable: bool = True) -> "OpenVault":
    """Opens the vault at `path` with a passphrase or a recovery code; see `amanet.app.open_vault`."""
    from amanet import app

    return app.open_vault(path, key, writable=writable)
