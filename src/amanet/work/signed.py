"""Custody records: what a member did, signed with a key of their own (`amanet.record.signature`)."""

from amanet.canonical import JSON, format_utc
from amanet.vault import Draft, Vault
from amanet.vault.signed import signed_draft

__all__ = ["custody", "signed_draft"]


def custody(vault: Vault, action: str, references: list[str], **fields: JSON) -> Draft:
    """A Custody draft: what was done (`action`) with which records, now. Fields that are None are left out."""
    given: dict[str, JSON] = {name: value for name, value in fields.items() if value is not None}
    given |= {"action": action, "records": references}
    given.setdefault("happened_at", format_utc(vault.settings.now()))
    return signed_draft(vault, "Custody", given)
