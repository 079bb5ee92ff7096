"""Check 6: what a member did was signed by that member's own key, and the ways in are those that members recorded
(docs/spec/log-v1.md, section 6).

Records that came from another vault by a merge are signed by people of that vault. Their keys count from where a member of
this vault vouched for them, and for nothing but such records (docs/spec/vault-v1.md, section 6); that they were
used is told.
"""

from amanet.errors import BadData, Misuse
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.fsck.slot_check import check_slots, member_records
from amanet.record import RECORD_TYPES
from amanet.record.signature import verify_signature
from amanet.vault.membership import KnownMember, known_members
from amanet.vault.vouching import BEGUN, is_of_one_vault, vouched_for_in

_WHERE = "signatures"
_VOUCHED = "Records signed by members of another vault are here; for their keys a member of this vault vouched in these records."
SIGNED = tuple(kind.name for kind in RECORD_TYPES.values() if "signature" in kind.slots)


def check_signatures(examined: Examined) -> None:
    """Member records among themselves; all others that are signed against those of whoever entered them."""
    signers = _Signers(_members(examined))
    signatures: dict[str, int] = {}
    for row in examined.database.records_of(*SIGNED):
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
            signers.verify(row.number, body)
        except BadData as problem:
            examined.findings.damage(_WHERE, str(problem), row.number)
    if signers.relied_on:
        examined.findings.notice(_WHERE, _VOUCHED, *signers.relied_on)
    check_slots(examined)


class _Signers:
    """Whose signatures count, as records are gone through in their order. `relied_on`: in which records somebody was vouched for
    who then signed.
    """

    def __init__(self, members: dict[str, KnownMember]) -> None:
        self._members = {member: known.public_key for member, known in members.items()}
        self._vouched: dict[str, tuple[str, int]] = {}
        self.relied_on: set[int] = set()

    def verify(self, number: int, body: Body) -> None:
        """Raises `BadData` where a record is not signed by somebody who may sign it."""
        signer = str(body["entered_by"])
        if signer in self._members:
            verify_signature(body, bytes.fromhex(self._members[signer]))
        else:
            self._verify_vouched(signer, body)
        if body.get("action") == BEGUN:
            self._vouch(number, body)

    def _verify_vouched(self, signer: str, body: Body) -> None:
        if signer not in self._vouched:
            raise BadData("A record names a member, of whom there is no Member record.")
        if is_of_one_vault(body):
            raise BadData("A record speaks of this vault itself, and who entered it is no member of it.")
        key, by = self._vouched[signer]
        verify_signature(body, bytes.fromhex(key))
        self.relied_on.add(by)

    def _vouch(self, number: int, body: Body) -> None:
        for one in vouched_for_in(body):
            known = self._members.get(one.member, self._vouched.get(one.member, (one.public_key, 0))[0])
            if known != one.public_key:
                raise BadData(
                    "The record of a merge gives another signing key to somebody whose key is known."
                )
            self._vouched.setdefault(one.member, (one.public_key, number))


def _members(examined: Examined) -> dict[str, KnownMember]:
    def refused(number: int, why: str = "A Member record does not hold, or its key is not one.") -> None:
        examined.findings.damage(_WHERE, why, number)

    return known_members(member_records(examined.database, refused), refused)
