"""Check 6: what a member did was signed by that member's own key, and the ways in are those that members recorded
(docs/spec/log-v1.md, section 6).
"""

from amanet.errors import BadData, Misuse
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.fsck.slot_check import check_slots, member_records
from amanet.record.signature import verify_signature
from amanet.vault.membership import KnownMember, known_members

_WHERE = "signatures"
SIGNED = ("Custody", "Erasure")


def check_signatures(examined: Examined) -> None:
    """Member records among themselves; Custody and Erasure records against those of whoever entered them."""
    members = _members(examined)
    signatures: dict[str, int] = {}
    for row in examined.database.records_of("Member", *SIGNED):
        if row.body is None:
            continue
        try:
            body = verified_body(row)
        except (BadData, Misuse):
            continue  # the accounting says so
        first = signatures.setdefault(str(body.get("signature")), row.number)
        if first != row.number:
            examined.findings.damage(
                _WHERE, "The same signature stands in two records: one is a copy.", first, row.number
            )
        if body["type"] == "Member":
            continue
        try:
            verify_signature(body, _key_of(body, members))
        except BadData as problem:
            examined.findings.damage(_WHERE, str(problem), row.number)
    check_slots(examined)


def _members(examined: Examined) -> dict[str, KnownMember]:
    def refused(number: int, why: str = "A Member record does not hold, or its key is not one.") -> None:
        examined.findings.damage(_WHERE, why, number)

    return known_members(member_records(examined.database, refused), refused)


def _key_of(body: Body, members: dict[str, KnownMember]) -> bytes:
    member = members.get(str(body["entered_by"]))
    if member is None:
        raise BadData("A record names a member, of whom there is no Member record.")
    return bytes.fromhex(member.public_key)
