"""The vault on disk (docs/spec/vault-v1.md): the only package that sees SQL, and the only one that writes
into a vault's folder.

It keeps records, objects (the encrypted bytes of items) and the log in step: one database COMMIT
acknowledges, everything else is written before it (objects) or follows from it (the files of the log). It
decides nothing about consent and knows no parser.
"""

from amanet.vault.header import Header, read_header
from amanet.vault.records import Draft, StoredRecord
from amanet.vault.settings import Settings
from amanet.vault.store import Vault

__all__ = ["Draft", "Header", "Settings", "StoredRecord", "Vault", "read_header"]
