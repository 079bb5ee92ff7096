"""Check 6: what a member did was signed by that member's own key (docs/spec/log-v1.md, section 6)."""

from amanet.errors import BadData, Misuse
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.record.signature import verify_signature

_WHERE = "signatures"
SIGNED = ("Custody", "Erasure")


def check_signatures(examined: Examined) -> None:
    """Custody and Erasure records, against the Member record of whoever entered them."""
    keys = _keys(examined)
    for row in examined.database.records_of(*SIGNED):
        if row.body is None:
            continue
        try:
            body = verified_body(row)
        except (BadData, Misuse):
            continue  # the accounting says so
        try:
            verify_signature(body, _key_of(body, keys))
        except BadData as problem:
            examined.findings.damage(_WHERE, str(problem), row.number)


def _keys(examined: Examined) -> dict[str, bytes]:
    """The signing key of each member. It never changes: one that does could make one person two."""
    keys: dict[str, bytes] = {}
    for row in examined.database.records_of("Member"):
        try:
            body = verified_body(row)
            key = bytes.fromhex(str(body["public_key"]))
        except (BadData, Misuse, ValueError):
            examined.findings.damage(
                _WHERE, "A Member record does not hold, or its key is not one.", row.number
            )
            continue
        if keys.setdefault(str(body["member"]), key) != key:
            examined.findings.damage(
                _WHERE, "A Member record gives another signing key to a member who has one.", row.number
            )
    return keys


def _key_of(body: Body, keys: dict[str, bytes]) -> bytes:
    key = keys.get(str(body["entered_by"]))
    if key is None:
        raise BadData("A record names a member, of whom there is no Member record.")
    return key
