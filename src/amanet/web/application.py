"""The application: which screens there are, and through what every request passes on its way to them.

From the outside in: `guard` (who may ask, what every answer carries), `mishaps` (nothing raised leaves the program), `gate` (the
session, the size of a body), the routes. A GET changes nothing: it is answered by reading.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from importlib import import_module

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from amanet.web import progress, statics
from amanet.web.desk import Desk
from amanet.web.gate import Gate
from amanet.web.guard import Guard
from amanet.web.mishaps import Mishaps, error_page
from amanet.web.trail import TrailOfPages
from amanet.web.warming import before_the_door, behind_the_door

__all__ = ["SCREENS", "host_names", "make_application"]

_CONSENT = ("sources", "source_adding", "consent", "consent_talk", "consent_withdrawal", "consent_read_back")
SCREENS = (
    "unlock",
    "home",
    "review",
    "take_in",
    "item",
    "speakers",
    "translating",
    "typing",
    "marking",
    "saying",
    "saying_aside",
    "statement_deeds",
    "statement_page",
    "search",
    "log",
    "settings",
    "guide",
    "person",
    "disclosing",
    "disclosing_proposal",
    "disclosing_compare",
    *_CONSENT,
)
_TICK = 1.0


def host_names(port: int) -> tuple[str, ...]:
    """Under which names browsers reach this server, the preferred one first. An address of numbers is none of them."""
    return (f"amanet.localhost:{port}", f"localhost:{port}")


def make_application(desk: Desk, hosts: Iterable[str]) -> Starlette:
    """The application on one desk. `hosts` are the names with port under which it answers."""
    from starlette.exceptions import HTTPException

    routes = list(_all_routes())
    application = Starlette(
        routes=routes,
        middleware=[
            Middleware(_WithDesk, desk=desk),
            Middleware(TrailOfPages, desk=desk),
            Middleware(Guard, hosts=hosts),
            Middleware(Mishaps),
            Middleware(Gate, desk=desk, routes=routes),
        ],
        # Errors go up to `Mishaps`, those of routing too.
        exception_handlers={HTTPException: error_page},
        lifespan=_with_ticks,
    )
    application.router.redirect_slashes = False
    application.state.desk = desk
    return application


def _all_routes() -> Iterable[BaseRoute]:
    yield from statics.routes
    yield from progress.routes
    for name in SCREENS:
        yield from import_module(f"amanet.web.screens.{name}").routes


class _WithDesk:
    """Puts the desk where pages find it, error pages too."""

    def __init__(self, app, desk: Desk) -> None:  # type: ignore[no-untyped-def]
        self._app, self._desk = app, desk

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        scope["state"] = {**scope.get("state", {}), "desk": self._desk}
        await self._app(scope, receive, send)


@asynccontextmanager
async def _with_ticks(application: Starlette) -> AsyncIterator[None]:
    """Locks in time, whether anybody asks for a page or not; and at the end."""
    desk: Desk = application.state.desk
    ticking = asyncio.create_task(_tick(desk))
    warming = asyncio.create_task(asyncio.to_thread(before_the_door, desk.language))
    try:
        yield
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
        await warming
        await desk.lock()


async def _tick(desk: Desk) -> None:
    warmed: object = None
    while True:
        await asyncio.sleep(_TICK)
        await desk.lock_if_due()
        desk.write_trail_if_due()
        if desk.session is not None and desk.session is not warmed:
            warmed = desk.session
            desk.each_reader(behind_the_door)
