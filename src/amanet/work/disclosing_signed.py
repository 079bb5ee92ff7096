"""Signatures over a package, and sealing it: what a second member does, and the last step.

The Release record is entered before the sealed file gets its name: what may have left is on record, also where the machine stops between
the two. Nothing is written in the clear. A proposal whose package is another one by now can be neither signed nor sealed.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from amanet.canonical import JSON, parse_utc
from amanet.consent import Recipient as RecipientOfRelease
from amanet.disclosure.clearing import Cleared, Signed, clear, what_is_missing
from amanet.errors import BadData, ConsentForbids, Misuse
from amanet.exports.release import stream_release
from amanet.record.signature import verify_signature
from amanet.sealing import Passphrase, PassphraseRecipient, Recipient, seal_stream
from amanet.vault import StoredRecord, Vault
from amanet.vault.durable import new_file, write_all
from amanet.vault.membership import members_of
from amanet.work.disclosing import Drafted, again
from amanet.work.disclosing_checked import leaks_of
from amanet.work.entities import find_record
from amanet.work.signed import signed_draft
from amanet.work.streams import IteratorReader

__all__ = [
    "Released",
    "Waiting",
    "approvals_of",
    "approve",
    "find_proposal",
    "look_at",
    "releases",
    "seal",
    "waiting",
]

APPROVED: Final = "approved"
REFUSED: Final = "refused"


@dataclass(frozen=True)
class Waiting:
    """A proposal, who has signed it (and whether for or against), and what is missing but for the leak check, which sealing makes anew. `void`
    where its package is another one by now, or nothing of it may leave any more.
    """

    number: int
    use: str
    recipient: str
    day: str
    by: str
    consequences: str
    signed: tuple[tuple[str, bool], ...]
    missing: tuple[str, ...]
    void: bool


@dataclass(frozen=True)
class Released:
    """`pieces` are statements and items; `file` the name the sealed file was written under, `sha256` its hash."""

    number: int
    use: str
    recipient: str
    day: str
    pieces: int
    file: str
    sha256: str


def find_proposal(vault: Vault, which: str) -> StoredRecord:
    return find_record(vault, which, "Proposal")


def approve(
    vault: Vault, proposal: StoredRecord, *, refuse: bool = False, reason: str | None = None
) -> StoredRecord:
    """The member at work signs that this very package may leave, or that it may not. Raises `Misuse` where it is another one by now."""
    drafted = _unchanged(vault, proposal, lambda: again(vault, proposal))
    if refuse and not (reason or "").strip():
        raise Misuse("Say why it may not leave: whoever proposed it has to know what to change.")
    fields: dict[str, JSON] = {
        "of": str(proposal.body["id"]),
        "manifest": drafted.manifest,
        "verdict": REFUSED if refuse else APPROVED,
    }
    if reason:
        fields["reason"] = reason
    return vault.add(signed_draft(vault, "Approval", fields))[0]


def approvals_of(vault: Vault, proposal: StoredRecord) -> tuple[Signed, ...]:
    """Those whose signature holds, by members who are active, in the order of entry. Whoever proposed it has signed by that."""
    members = members_of(vault)
    found = []
    for record in (proposal, *_approvals(vault, proposal)):
        member = members.get(str(record.body["entered_by"]))
        if member is None or not member.active or member.role == "reader":
            continue
        try:
            verify_signature(record.body, bytes.fromhex(member.public_key))
        except BadData:
            continue
        found.append(
            Signed(
                str(record.body["id"]),
                member.member,
                member.public_key,
                str(record.body["manifest"]),
                record.body.get("verdict", APPROVED) == APPROVED,
                datetime.fromtimestamp(parse_utc(str(record.body["entered_at"])), UTC),
            )
        )
    return tuple(found)


def waiting(vault: Vault) -> Iterator[Waiting]:
    """The proposals of which nothing was released, newest first. Each package is made anew for it."""
    released = _released(vault)
    for proposal in reversed(list(vault.records("Proposal"))):
        if str(proposal.body["id"]) not in released:
            void = _is_void(vault, proposal, partial(again, vault, proposal))
            yield _waiting(vault, proposal, void=void)


def look_at(vault: Vault, proposal: StoredRecord) -> tuple[Waiting, Drafted] | None:
    """One proposal that waits, and its package, made anew once; None where it was released. Raises as `again`."""
    if str(proposal.body["id"]) in _released(vault):
        return None
    drafted = again(vault, proposal)
    return _waiting(vault, proposal, void=_is_void(vault, proposal, lambda: drafted)), drafted


def releases(vault: Vault) -> list[Released]:
    """Newest first."""
    return [
        Released(
            record.number,
            str(record.body["use"]),
            str(RecipientOfRelease.from_json(record.body["recipient"])),
            str(record.body["day"]),
            len(record.body["records"]),
            str(record.body.get("file", "")),
            str(record.body["sha256"]),
        )
        for record in reversed(list(vault.records("Release")))
    ]


def _released(vault: Vault) -> set[str]:
    """The ids of the proposals that something was released of."""
    return {str(record.body.get("of")) for record in vault.records("Release")}


def _waiting(vault: Vault, proposal: StoredRecord, *, void: bool) -> Waiting:
    body = proposal.body
    signed = [one for one in approvals_of(vault, proposal) if one.manifest == body["manifest"]]
    missing = () if void else what_is_missing((), signed, _members(vault), _now(vault))
    return Waiting(
        proposal.number,
        str(body["use"]),
        str(RecipientOfRelease.from_json(body["recipient"])),
        str(body["day"]),
        _called(vault, str(body["entered_by"])),
        str(body["consequences"]),
        tuple((_called(vault, one.member), one.approved) for one in signed),
        missing,
        void,
    )


def _is_void(vault: Vault, proposal: StoredRecord, make: Callable[[], Drafted]) -> bool:
    """Whether its package is another one by now, or there is none: also where an item of it cannot be made anew any more."""
    try:
        _unchanged(vault, proposal, make)
    except (BadData, ConsentForbids, Misuse):
        return True
    return False


def seal(
    vault: Vault,
    proposal: StoredRecord,
    destination: Path,
    to: Sequence[str] = (),
    *,
    passphrase: Passphrase | None = None,
    note: str | None = None,
) -> StoredRecord:
    """Seals the package to age recipients or a passphrase into the new file `destination`, and enters the Release. Raises `Misuse` with
    everything that is missing.
    """
    if bool(to) == (passphrase is not None):
        raise Misuse(
            "Say to whom it is sealed: --to AGE-KEY, or a passphrase that the recipient is told another way."
        )
    if destination.exists() or destination.is_symlink():
        raise Misuse(f"{destination} exists already. Choose another name.")
    recipients = PassphraseRecipient(passphrase) if passphrase else [Recipient.from_text(one) for one in to]
    drafted = _unchanged(vault, proposal, lambda: again(vault, proposal))
    cleared = clear(
        drafted.manifest,
        leaks_of(vault, drafted).open,
        approvals_of(vault, proposal),
        _members(vault),
        _now(vault),
    )
    with new_file(destination) as file:
        digest = hashlib.sha256()

        def write(data: bytes | bytearray | memoryview) -> None:
            digest.update(data)
            write_all(file, data)

        assert drafted.package is not None
        sealed = seal_stream(
            IteratorReader(stream_release(drafted.package, cleared)),
            write,
            recipients,
            random_bytes=vault.settings.random_bytes,
        )
        return _recorded(
            vault,
            proposal,
            drafted,
            cleared,
            digest.hexdigest(),
            sealed.stored_size,
            to,
            destination.name,
            note,
        )


def _recorded(
    vault: Vault,
    proposal: StoredRecord,
    drafted: Drafted,
    cleared: Cleared,
    digest: str,
    size: int,
    to: Sequence[str],
    name: str,
    note: str | None,
) -> StoredRecord:
    disclosed = drafted.disclosed
    assert disclosed is not None
    gone = {*disclosed.origins.values(), *disclosed.items}
    fields: dict[str, JSON] = {
        "of": str(proposal.body["id"]),
        "use": disclosed.use,
        "recipient": disclosed.recipient.to_json(),
        "day": disclosed.day,
        "records": _references(vault, gone),
        "grants": _references(vault, disclosed.grants),
        "shown": {
            record.reference: disclosed.shown[str(record.body["id"])]
            for record in vault.with_ids(sorted(disclosed.shown))
        },
        "manifest": drafted.manifest,
        "sha256": digest,
        "size": size,
        "approvals": list(cleared.approvals),
        "consequences": str(proposal.body["consequences"]),
        "file": name,
        **({"sealed_to": list(to)} if to else {}),
        **({"note": note} if note else {}),
    }
    return vault.add(signed_draft(vault, "Release", fields))[0]


def _unchanged(vault: Vault, proposal: StoredRecord, make: Callable[[], Drafted]) -> Drafted:
    """What `make` makes of a proposal, where it is what was signed. Raises `BadData`, `Misuse`, and what `make` raises."""
    _verify_proposed(vault, proposal)
    drafted = make()
    if drafted.package is None or drafted.manifest != proposal.body["manifest"]:
        raise Misuse(
            f"Since proposal {proposal.number} was made, consent or records have changed: the package would be another one. Look at it anew and "
            "propose it again."
        )
    return drafted


def _verify_proposed(vault: Vault, proposal: StoredRecord) -> None:
    """What a member decided about findings and hid is believed of that member only. Raises `BadData`."""
    member = members_of(vault).get(str(proposal.body["entered_by"]))
    if member is None:
        raise BadData(f"Nobody known made proposal {proposal.number}. Propose it anew.")
    verify_signature(proposal.body, bytes.fromhex(member.public_key))


def _approvals(vault: Vault, proposal: StoredRecord) -> list[StoredRecord]:
    found = (vault.record(number) for number in vault.about(proposal.number))
    return [
        record for record in found if record.type == "Approval" and record.body["of"] == proposal.body["id"]
    ]


def _references(vault: Vault, ids: Sequence[str] | set[str] | tuple[str, ...]) -> list[JSON]:
    found: list[JSON] = []
    found.extend(sorted(record.reference for record in vault.with_ids(sorted(ids))))
    return found


def _called(vault: Vault, member: str) -> str:
    known = members_of(vault).get(member)
    return known.name if known else ""


def _members(vault: Vault) -> int:
    return sum(member.active for member in members_of(vault).values())


def _now(vault: Vault) -> datetime:
    return datetime.fromtimestamp(vault.settings.now(), UTC)
