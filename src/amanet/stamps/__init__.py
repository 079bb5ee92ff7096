"""RFC 3161 time-stamps on checkpoints: somebody outside says that a log of this size and root existed by a
moment.

Pure, but for `ask_authority`, which is called only when the user gave an address in that command. Requests
can always be carried by hand. What a time-stamp proves, and what it does not, is in docs/threat-model.md;
what was decided, in docs/adr/0004-time-stamps.md.

>>> request = make_request(b"amanet/00\\n1\\nAAAA\\n", nonce=None)
>>> stamp = parse_answer(answer)                                     # doctest: +SKIP
>>> verify_token(answer, note_text, [root_pem]).time                 # doctest: +SKIP
"""

from amanet.stamps.chain import (
    collect_chain,
    is_complete,
    read_certificates,
    read_revocation,
    write_certificates,
)
from amanet.stamps.online import ask_authority
from amanet.stamps.renewal import needs_restamp, restamp_due
from amanet.stamps.request import imprint_of, make_request
from amanet.stamps.token import TimeStamp, parse_answer, verify_fits
from amanet.stamps.verification import VerifiedStamp, verify_token

__all__ = [
    "TimeStamp",
    "VerifiedStamp",
    "ask_authority",
    "collect_chain",
    "imprint_of",
    "is_complete",
    "make_request",
    "needs_restamp",
    "parse_answer",
    "read_certificates",
    "read_revocation",
    "restamp_due",
    "verify_fits",
    "verify_token",
    "write_certificates",
]
