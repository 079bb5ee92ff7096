"""What was worked out of the vault for a page, kept in memory until the log grows or the day changes.

Another look at the same costs nothing then, and what many ask for at once is worked out once. It stands in the session's memory: with
the lock it is gone, and nothing of it is ever written. Only the last few things are kept. A page that is made of such a thing alone is
kept as text, but for its frame, which tells who is at work and when the vault locks.

>>> view = await kept(request, account_page, 7, "")  # doctest: +SKIP
>>> return await kept_page(request, "person/account.html", of=view, view=view)  # doctest: +SKIP
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from weakref import ref

from starlette.requests import Request
from starlette.responses import HTMLResponse

from amanet.app import OpenVault
from amanet.web.desk import Locked
from amanet.web.pages import desk_of, page, page_aside, session_of, words_of

__all__ = ["kept", "kept_page"]

P = ParamSpec("P")
T = TypeVar("T")
_NAME: Final = "kept"
_TEXTS: Final = "kept texts"
_MOST: Final = 8
_MOST_TEXTS: Final = 8
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


async def kept_page(request: Request, template: str, *, of: object, **values: Any) -> HTMLResponse:
    """The page, whose block `main` is told once in a language as long as `of`, which `kept` gave, is the thing that is kept. That block may
    depend on `of`, on the address and on what stays the same while the vault is open, and on nothing else.
    """
    session = session_of(request)
    if session is None:
        raise Locked
    name = (template, words_of(request).tag, request.url.path, request.url.query)
    texts = cast("OrderedDict[object, _Text]", session.memory.setdefault(_TEXTS, OrderedDict()))
    text = texts.get(name)
    if text is None or text.of() is not of:
        text = texts[name] = _Text(of)
    texts.move_to_end(name)
    while len(texts) > _MOST_TEXTS:
        texts.popitem(last=False)
    values |= {"inner": template, "kept": text}
    async with text.lock:
        if not text.main:
            return await page_aside(request, "kept.html", **values)
    return page(request, "kept.html", **values)


class _Text:
    """What a page says of one thing, once it was told; `lock` is held by whoever tells it."""

    def __init__(self, of: object) -> None:
        self.lock = asyncio.Lock()
        self.of = ref(of)
        self.main = ""

    def keep(self, main: str) -> str:
        self.main = main
        return main


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
