"""Records that an address names: the one that is meant, or the answer that there is nothing here.

What does not exist, was erased or is of another type is answered alike (404), so that an address says nothing of what is in the vault.
"""

from starlette.exceptions import HTTPException

from amanet.app import OpenVault
from amanet.errors import AmanetError
from amanet.vault import StoredRecord
from amanet.web.answers import MOST

__all__ = ["record_of"]


def record_of(vault: OpenVault, number: int, type_name: str, *, living: bool = False) -> StoredRecord:
    """Raises 404 where there is none of that type; with `living`, where it does not count any more."""
    try:
        record = vault.record(number) if 0 < number < MOST else None
    except AmanetError:
        record = None
    if record is None or record.type != type_name or (living and vault.vault.views.is_dead(number)):
        raise HTTPException(404)
    return record
