"""When a checkpoint should be stamped again.

A time-stamp can be trusted without question while the authority's certificates live. A new time-stamp on a
*later* checkpoint of the same log covers the old one with its chain, because both stand in the log as a
`Stamp` record (RFC 4998 calls this renewal).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from amanet.stamps.chain import collect_chain, load
from amanet.stamps.token import TimeStamp

BEFORE_EXPIRY = timedelta(days=90)


def restamp_due(
    stamp: TimeStamp, extra_certs: Sequence[bytes] = (), *, before: timedelta = BEFORE_EXPIRY
) -> datetime:
    """The moment from which a new stamp should be asked for: `before` the first certificate of the chain
    expires.
    """
    chain = collect_chain(stamp.answer, extra_certs)
    return min(load(each).not_valid_after_utc for each in chain) - before


def needs_restamp(
    stamp: TimeStamp, now: datetime, extra_certs: Sequence[bytes] = (), *, before: timedelta = BEFORE_EXPIRY
) -> bool:
    return now >= restamp_due(stamp, extra_certs, before=before)
