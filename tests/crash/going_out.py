"""The way out, interrupted: a small story to disclose, and what must not be found afterwards, wherever it stopped. Everything is invented."""

import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import pyrage

from amanet.record.statement import Saying
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import grant
from amanet.work.disclosing import Wanted, draft, propose
from amanet.work.disclosing_signed import approve, seal
from amanet.work.statements import add_entity, add_source, say

# Stands in the package word for word; nowhere else may it ever stand in the clear.
CANARY = "the lantern went out twice"
SEALED = "sealed.age"
_KEY = "key of the recipient"
_WISHES: dict[str, Any] = {
    "uses": ["UN submission"], "recipient": "un:Working Group", "identity": "pseudonym", "given_at": "2026-01-02", "language": "ug",
    "explained": "all of it", "media": {"words": True, "place": "exact", "date": "day"},
}  # fmt: skip


def prepare(vault: Vault, folder: Path) -> None:
    source = add_source(vault, "Nursel Qumdengiz", "person")
    said_by = str(source.body["id"])
    name = Saying("", "name", {"name": "Aytoz Qumdengiz", "kind": "full"}, said_by)
    person = add_entity(vault, "Person", [name])
    act = str(add_entity(vault, "Act", [Saying("", "type", {"term": "arrest"}, said_by)]).body["id"])
    say(vault, Saying(act, "victim", {"entity": str(person.body["id"])}, said_by, wording=CANARY))
    grant(vault, str(source.number), **_WISHES)
    grant(vault, str(person.number), by_proxy=said_by, kinship="sister", **_WISHES)
    (folder / _KEY).write_text(str(pyrage.x25519.Identity.generate()))


def proposed(vault: Vault) -> StoredRecord:
    """The proposal that waits, or a new one."""
    known = list(vault.records("Proposal"))
    if known:
        return known[-1]
    wanted = Wanted("UN submission", "un:Working Group", about=("Aytoz Qumdengiz",), drafts=True)
    return propose(vault, draft(vault, wanted), "Whoever reads it may ask after him.")


def send(vault: Vault, folder: Path) -> StoredRecord:
    """What the second member does."""
    proposal = proposed(vault)
    if not any(record.body["of"] == proposal.body["id"] for record in vault.records("Approval")):
        approve(vault, proposal)
    key = pyrage.x25519.Identity.from_str((folder / _KEY).read_text())
    return seal(vault, proposal, folder / SEALED, [str(key.to_public())])


def problems(vault: Vault, folder: Path) -> list[str]:
    """The canary in the clear; a file that is no whole package; one that no record tells of."""
    found = [
        f"{path.relative_to(folder)} holds what was said, in the clear"
        for path in folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    sealed = folder / SEALED
    if sealed.exists():
        content = sealed.read_bytes()
        known = {str(record.body["sha256"]) for record in vault.records("Release")}
        if hashlib.sha256(content).hexdigest() not in known:
            found.append("a package left of which there is no Release")
        if CANARY.encode() not in _statements(content, folder):
            found.append("half a package")
    return found


def _statements(content: bytes, folder: Path) -> bytes:
    key = pyrage.x25519.Identity.from_str((folder / _KEY).read_text())
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(content, [key]))) as tar:
        file = tar.extractfile("release/data/statements.json")
        return b"" if file is None else file.read()
