"""How much of a long account stands on its first page: the first of every long list, with a way to all of it.

Nothing is left out of the account, only of that page: `?all=1` has all of it at once, to read on or to print. Most accounts are whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from amanet.web.screens.person_account import AccountPage
from amanet.web.screens.person_gaps import with_gaps

__all__ = ["Shortened", "shortened"]

_MOST: Final[Mapping[str, int]] = {
    "signs": 20,
    "done": 20,
    "time": 40,
    "places": 30,
    "known": 40,
    "sources": 20,
    "counts-once": 20,
    "passages": 60,
}
# A list that is hardly longer is shown to its end.
_A_FEW: Final = 5


@dataclass(frozen=True)
class Shortened:
    """Of an address, as of a day; `whole` where all of it was asked for."""

    address: str
    as_of: str
    whole: bool
    today: date
    view: AccountPage = field(repr=False)

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        """By the section that they stand in."""
        account, view = self.view.account, self.view
        return {
            "signs": account.silence.signs[::-1],
            "done": account.acts,
            "time": account.timeline,
            "places": account.places,
            "known": view.facts(account.known),
            "sources": account.sources,
            "counts-once": view.ties(),
            "passages": view.passages(),
        }

    def first(self, section: str) -> Sequence[Any]:
        found, most = self.lists[section], _MOST[section]
        return found if self.whole or len(found) <= most + _A_FEW else found[:most]

    def in_time(self) -> list[Any]:
        """The order of time with its silences; the last of them only where all of it is shown."""
        return list(with_gaps(self.first("time"), None if self.left("time") else self.today))

    def left(self, section: str) -> int:
        """How many this page does not show."""
        return len(self.lists[section]) - len(self.first(section))

    @property
    def is_short(self) -> bool:
        return any(map(self.left, self.lists))

    def all_of(self, section: str = "") -> str:
        """The address of all of it, where a section begins."""
        return self._address(all="1") + (f"#{section}" if section else "")

    def less(self) -> str:
        """The address of the page with the first of everything."""
        return self._address()

    def _address(self, **more: str) -> str:
        asked = {**({"as_of": self.as_of} if self.as_of else {}), **more}
        return f"{self.address}?{urlencode(asked)}" if asked else self.address


def shortened(view: AccountPage, address: str, as_of: str, whole: bool) -> Shortened:
    return Shortened(address, as_of, whole, view.account.today, view)
