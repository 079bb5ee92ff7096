"""What is asked for: a use, a recipient, the day, and what the member chose, opened by name or hid.

A request says what somebody would like to give out. What may go is decided by `policy`, from the wishes of everybody it touches; nothing in
a request can widen that.

>>> from datetime import date
>>> from amanet.consent.levels import Recipient
>>> from amanet.disclosure.request import Request
>>> Request("UN submission", Recipient("UN body", "Working Group"), date(2026, 11, 23)).opens
frozenset()
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from amanet.consent.grants import USES
from amanet.consent.levels import Recipient
from amanet.errors import BadData, Misuse

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """`day` is the one on which it would leave. `opens` are names of sensitive properties asked for by name; `hidden` are ids that the member
    keeps back; `drafts` lets out what no second member has reviewed, marked so.
    """

    use: str
    recipient: Recipient
    day: date
    opens: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    drafts: bool = False

    def __post_init__(self) -> None:
        if self.use not in USES:
            raise BadData(f"A use is one of: {', '.join(USES)}.")
        if not self.recipient.is_clear:
            raise BadData("Say exactly to whom: team, public, partner:NAME, court:NAME or un:NAME.")
        if self.recipient.kind == "team":
            raise Misuse("The team works in the vault; nothing is disclosed to it. Name who is to get it.")

    def hiding(self, more: Iterable[str]) -> "Request":
        """The same with more kept back. There is no way to keep back less but to ask anew."""
        return replace(self, hidden=self.hidden | frozenset(more))
