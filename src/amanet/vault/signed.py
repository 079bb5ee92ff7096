"""Drafts that carry the signature of the member at work (docs/spec/log-v1.md, section 6)."""

from collections.abc import Mapping

from amanet.canonical import JSON
from amanet.record.signature import signature_message
from amanet.vault.records import Draft
from amanet.vault.store import Vault


def signed_draft(vault: Vault, type_name: str, fields: Mapping[str, JSON]) -> Draft:
    """A draft with the signature of the member who opened the vault. Its id is drawn here, because it is
    signed too: a copy of the record, entered again, is nobody's.
    """
    identifier = vault.new_id()
    body = {**fields, "type": type_name, "id": identifier, "entered_by": vault.member}
    return Draft(type_name, {**fields, "signature": vault.sign(signature_message(body))}, identifier)
