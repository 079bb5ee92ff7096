"""The inner layer: without a session nothing but the door, and no body larger than its page takes.

Authorised is the very path that the router will match (`scope["path"]`), never an address as it was written. Somebody is there when
a page is asked for; what pages fetch by themselves (`QUIET`, or the header `X-Amanet-Quiet: 1`) does not keep the vault open.
"""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amanet.web.answers import to_the_door
from amanet.web.desk import Desk
from amanet.web.sessions import COOKIE

__all__ = ["FORM_SIZE", "OPEN", "Gate", "Upload", "is_open"]

# What needs no session.
OPEN = frozenset({"/unlock", "/new", "/language", "/guide"})
QUIET = re.compile(r"/static/|/countdown$|/unlock$|/jobs/")
FORM_SIZE = 1 << 20


class Upload(Route):
    """A route whose body may be as large as `largest`, in bytes; None where only the disk bounds it. The body is streamed."""

    largest: int | None = None


def is_open(path: str) -> bool:
    return path in OPEN or path.startswith(("/static/", "/guide/"))


class Gate:
    def __init__(self, app: ASGIApp, desk: Desk, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._desk = desk
        self._uploads = [route for route in routes if isinstance(route, Upload)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        await self._desk.lock_if_due()
        session = self._desk.session_of(request.cookies.get(COOKIE, ""))
        scope["state"] = {**scope.get("state", {}), "session": session}
        if session is None and not is_open(scope["path"]):
            await to_the_door(request)(scope, receive, send)
            return
        quiet = QUIET.match(scope["path"]) or request.headers.get("x-amanet-quiet") == "1"
        if session is not None and not quiet:
            session.touch()
        await self._app(scope, _bounded(scope, receive, self._largest(scope)), send)

    def _largest(self, scope: Scope) -> int | None:
        for route in self._uploads:
            if route.matches(scope)[0] is Match.FULL:
                return route.largest
        return FORM_SIZE


def _bounded(scope: Scope, receive: Receive, largest: int | None) -> Receive:
    """The same body. Raises 413 before it is read where it says how long it is, and else as soon as it is too long."""
    if largest is None:
        return receive
    said = Headers(scope=scope).get("content-length", "0")
    if not said.isdecimal() or len(said) > 15 or int(said) > largest:
        raise HTTPException(413)
    left = largest

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    return counted
