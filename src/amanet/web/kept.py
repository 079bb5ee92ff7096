"""What was worked out of the vault for a page, kept in memory until the log grows or the day changes.

Another look at the same costs nothing then, and what many ask for at once is worked out once. It stands in the session's memory: with
the lock it is gone, and nothing of it is ever written. Only the last few things are kept.

>>> view = await kept(request, account_page, 7, "")  # doctest: +SKIP
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from starlette.requests import Request

from amanet.app import OpenVault
from amanet.web.desk import Locked
from amanet.web.pages import desk_of, session_of

__all__ = ["kept"]

P = ParamSpec("P")
T = TypeVar("T")
_NAME: Final = "kept"
_MOST: Final = 4
_DAY: Final = 24 * 60 * 60


async def kept(
    request: Request, function: Callable[Concatenate[OpenVault, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """`function(vault, …)` from a reading thread, or what it gave before: it must depend on the records and the day alone, and what it
    gives is not changed by anybody. Raises `Locked`, and what the function raises.
    """
    desk, session = desk_of(request), session_of(request)
    if session is None:
        raise Locked
    opening = desk.opening
    state = await desk.read(_state)
    things = cast("OrderedDict[object, _Thing]", session.memory.setdefault(_NAME, OrderedDict()))
    name = (function, args, tuple(sorted(kwargs.items())))
    thing = things.setdefault(name, _Thing())
    things.move_to_end(name)
    while len(things) > _MOST:
        things.popitem(last=False)
    async with thing.lock:
        if thing.state != state:
            value = await desk.read(function, *args, **kwargs)
            if opening != desk.opening:
                raise Locked
            thing.state, thing.value = state, value
        return cast("T", thing.value)


class _Thing:
    """One answer, and what the vault was when it was asked for; `lock` is held by whoever asks."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.state: object = None
        self.value: object = None


def _state(opened: OpenVault) -> tuple[int, int]:
    """Every change is an entry of the log; and days of silence are counted to today."""
    vault = opened.vault
    return vault.last_number, int(vault.settings.now()) // _DAY
