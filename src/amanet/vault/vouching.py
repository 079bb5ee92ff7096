"""The keys of members of another vault, for which a member here vouches when that vault is merged into this one
(docs/spec/vault-v1.md, section 6; docs/adr/0008-merging.md).

Merged records keep their signatures, by people who are no members here. So before the first of them comes, a Custody record
`merge begun` is entered, signed by a member of *this* vault, with the other log's signed checkpoint and the public keys of the
other vault's members. Who is vouched for may have signed records that came by a merge, and nothing else: they open
nothing, enter no Member record, vouch for nobody, and cannot speak of this vault's own keys, backups and partners.

>>> VouchedFor("c7b6", "Aygul", "00" * 32).to_json()["member"]
'c7b6'
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.merkle import VerifierKey, open_checkpoint
from amanet.vault.membership import members_of
from amanet.vault.store import Vault

__all__ = [
    "BEGUN",
    "MERGED",
    "OF_ONE_VAULT",
    "VouchedFor",
    "add_signers",
    "is_of_one_vault",
    "signers_of",
    "vouched_for_in",
]

BEGUN, MERGED = "merge begun", "merged"
# What a vault says of its own log, keys, members and partners: of no other vault is it true, and no merge takes it over.
OF_ONE_VAULT = frozenset(
    ("Epoch", "Member", "Stamp", BEGUN, MERGED, "backed up", "backup destroyed", "cosigned for a partner")
)


@dataclass(frozen=True)
class VouchedFor:
    """A member of another vault. `origin` names the log of the vault that they are of, where the merged one only vouched for
    them itself.
    """

    member: str
    name: str
    public_key: str
    origin: str | None = None

    def to_json(self) -> dict[str, JSON]:
        return {name: value for name, value in vars(self).items() if value is not None}


def is_of_one_vault(body: Mapping[str, Any]) -> bool:
    """Whether a record speaks of the vault that it was entered in, and not of what that vault holds."""
    kind = str(body["type"])
    return kind in OF_ONE_VAULT or (kind == "Custody" and str(body["action"]) in OF_ONE_VAULT)


def vouched_for_in(body: Mapping[str, Any]) -> tuple[VouchedFor, ...]:
    """Whom a record `merge begun` vouches for. Raises `BadData` where it does not hold together."""
    details = body.get("details")
    try:
        log_key = VerifierKey.parse(details["log_key"])  # type: ignore[index]
        signed = open_checkpoint(str(body["checkpoint"]).encode("utf-8"), log_key)
        stated = (details["origin"], details["size"])  # type: ignore[index]
        found = tuple(_one(each) for each in details["members"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as problem:
        raise BadData(
            "The record of a merge does not hold whose keys it vouches for, and by which log."
        ) from problem
    if stated != (signed.origin, signed.size):
        raise BadData("The record of a merge names another log or size than the checkpoint it holds.")
    return found


def signers_of(vault: Vault) -> dict[str, VouchedFor]:
    """Everybody whose signature may stand in this vault: its members, and whom they vouched for."""
    found = {
        one.member: VouchedFor(one.member, one.name, one.public_key) for one in members_of(vault).values()
    }
    for record in vault.records("Custody"):
        body = record.body
        if body["action"] == BEGUN:
            add_signers(found, _with_origin(body))
    return found


def add_signers(known: dict[str, VouchedFor], more: Iterable[VouchedFor]) -> None:
    """Raises `BadData` where somebody known would get another key: a member's key never changes."""
    for one in more:
        if known.setdefault(one.member, one).public_key != one.public_key:
            raise BadData(
                "Two signing keys are given for one person, and a member's key never changes. Nothing was merged; find out who made that vault."
            )


def _with_origin(body: Mapping[str, Any]) -> Iterable[VouchedFor]:
    origin = str(body["details"]["origin"])
    for one in vouched_for_in(body):
        yield VouchedFor(one.member, one.name, one.public_key, one.origin or origin)


def _one(said: Any) -> VouchedFor:
    one = VouchedFor(**said)
    if {type(value) for value in one.to_json().values()} != {str} or len(bytes.fromhex(one.public_key)) != 32:
        raise ValueError
    return one
