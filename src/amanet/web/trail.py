"""The trail of what was looked at and what was refused, on its way into the vault (`amanet.vault.read_audit`).

A page that shows one record has its number in its address, so this stands around all pages and no screen has to think of it. A GET
writes nothing: the desk's writer takes down, a few seconds later and at the lock, what has gathered here. What a search or a list shows
is not in the trail, nor what another program reads. Where the vault is open for reading only there is none.
"""

import re
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amanet.vault.read_audit import READ, REFUSED, Noted

if TYPE_CHECKING:
    from amanet.web.desk import Desk

__all__ = ["Trail", "TrailOfPages", "number_in"]

_RECORD = re.compile(r"/(?!static/|jobs/|log/|settings/|home/)[\w-]+/([0-9]{1,12})(?:/|$)")
_MOST = 10_000
_MINUTE = 60


class Trail:
    """What was noted since it was last taken down. From any thread."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = Lock()
        self._noted: dict[Noted, None] = {}

    def note(self, member: str, number: int, what: str) -> None:
        minute = int(self._now()) // _MINUTE * _MINUTE
        with self._lock:
            if len(self._noted) < _MOST:
                self._noted[Noted(minute, member, number, what)] = None

    def take(self) -> list[Noted]:
        with self._lock:
            taken, self._noted = list(self._noted), {}
        return taken

    def __len__(self) -> int:
        return len(self._noted)


def number_in(path: str) -> int:
    """The number of the record that a page is about; 0 for a page of none."""
    found = _RECORD.match(path)
    return int(found[1]) if found else 0


class TrailOfPages:
    """ASGI middleware, around the guard: notes every record that was shown, and every refusal while the vault is open."""

    def __init__(self, app: ASGIApp, desk: "Desk") -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = number_in(scope["path"])

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, number, message["status"])
            await send(message)

        await self._app(scope, receive, watched)

    def _note(self, scope: Scope, number: int, status: int) -> None:
        if status in (403, 421):
            self._desk.note(REFUSED, number)
        elif number and status in (200, 206) and scope["method"] == "GET":
            self._desk.note(READ, number)
