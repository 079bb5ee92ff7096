"""What goes wrong, told twice: to the person in words that say what to do, to the log by an id and a place in the code.

The log holds no message of an exception, because those may quote what was read: no name, no text, no file name (ASVS 5.0, 16.2.5).
`AMANET_TRACEBACK=1` prints where it happened, as on the command line.
"""

import logging
import os
import secrets
import traceback
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amanet.errors import (
    AmanetError,
    BadData,
    ChangedMeanwhile,
    ConsentForbids,
    Misuse,
    VaultDamaged,
    WorldFailed,
    WrongKey,
)
from amanet.web.answers import to_the_door
from amanet.web.desk import Locked
from amanet.web.pages import page
from amanet.web.plain_words import on_a_page
from amanet.web.throttle import TooManyAttempts

__all__ = ["Mishaps", "error_page", "record_mishap"]

log = logging.getLogger("amanet.web")
_STATUS: dict[type[AmanetError], int] = {
    Misuse: 400,
    BadData: 422,
    VaultDamaged: 500,
    ConsentForbids: 403,
    WorldFailed: 503,
    WrongKey: 403,
    ChangedMeanwhile: 409,
}


def record_mishap(problem: BaseException) -> str:
    """Logs what nobody foresaw; gives the id under which it stands there."""
    identifier = secrets.token_hex(4)
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    log.error("mishap %s: %s at %s", identifier, type(problem).__name__, places)
    if os.environ.get("AMANET_TRACEBACK") == "1":
        traceback.print_exception(problem)
    return identifier


def error_page(request: Request, problem: Exception) -> Response:
    """The page for what was raised while a page was being made."""
    if isinstance(problem, Locked):
        return to_the_door(request)
    if isinstance(problem, TooManyAttempts):
        seconds = int(problem.seconds) + 1
        return page(
            request, "error.html", status=429, headers={"Retry-After": str(seconds)},
            kind="wait", message="", identifier="", seconds=seconds,
        )  # fmt: skip
    if isinstance(problem, HTTPException):
        return _plain(request, problem.status_code, dict(problem.headers or {}))
    if isinstance(problem, AmanetError):
        status = next((_STATUS[family] for family in type(problem).__mro__ if family in _STATUS), 500)
        return page(
            request,
            "error.html",
            status=status,
            kind="told",
            message=on_a_page(str(problem)),
            identifier="",
            seconds=0,
        )
    return page(
        request, "error.html", status=500, kind="mishap", message="", identifier=record_mishap(problem), seconds=0
    )  # fmt: skip


def _plain(request: Request, status: int, headers: dict[str, str]) -> Response:
    known = {403: "forbidden", 404: "missing", 405: "method", 413: "large", 421: "misdirected"}
    return page(
        request, "error.html", status=status, headers=headers,
        kind=known.get(status, "refused"), message="", identifier="", seconds=0,
    )  # fmt: skip


class Mishaps:
    """ASGI middleware: nothing that is raised below leaves the program, and no answer is cut off in silence."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as problem:  # noqa: BLE001 - the one place where it becomes a page
            if begun:
                # Half of it is out. Ending the connection without its last chunk is what tells the browser.
                if not isinstance(problem, Locked):
                    record_mishap(problem)
                raise Broken from None
            await error_page(Request(scope, receive), problem)(scope, receive, send)


class Broken(Exception):
    """An answer that ended too early; what happened is in the log already."""
