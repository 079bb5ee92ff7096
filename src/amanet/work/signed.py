"""Records that a member signs with a key of their own: custody and erasures (`amanet.record.signature`)."""

from collections.abc import Mapping

from amanet.canonical import JSON, format_utc
from amanet.record.signature import signature_message
from amanet.vault import Draft, Vault


def signed_draft(vault: Vault, type_name: str, fields: Mapping[str, JSON]) -> Draft:
    """A draft with the signature of the member who opened the vault."""
    message = signature_message({**fields, "type": type_name, "entered_by": vault.member})
    return Draft(type_name, {**fields, "signature": vault.sign(message)})


def custody(vault: Vault, action: str, references: list[str], **fields: JSON) -> Draft:
    """A Custody draft: what was done (`action`) with which records, now. Fields that are None are left out."""
    given: dict[str, JSON] = {name: value for name, value in fields.items() if value is not None}
    given |= {"action": action, "records": references}
    given.setdefault("happened_at", format_utc(vault.settings.now()))
    return signed_draft(vault, "Custody", given)
