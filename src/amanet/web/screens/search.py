"""Search over everything, in any script.

The question is sent by POST, shown in the page that answers it, and stands in no address. The session remembers the last one, so that
going back from a hit finds the list again; reloading the page leaves it empty, and the lock forgets it.

- `POST /search`        the answer, or with htmx its part of the page; `only` a kind, `as_of` a day, `offset` a further page
- `POST /search/again`  the last question of this session once more
"""

import asyncio
from dataclasses import replace
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.errors import BadData, Misuse
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.screens import passage_places
from amanet.web.screens.search_results import AT_ONCE, KINDS, Asked, Found, find

__all__ = ["routes"]


async def show(request: Request) -> Response:
    """While somebody types there is time to load what compares names."""
    request.app.state.warming = asyncio.create_task(asyncio.to_thread(_warm_up))
    return _page(request, Asked(""), None)


async def search(request: Request) -> Response:
    return await _answer(request, _asked(await read_form(request)))


async def again(request: Request) -> Response:
    session = session_of(request)
    asked = session.asked if session is not None else None
    return await _answer(request, asked if isinstance(asked, Asked) else Asked(""))


async def _answer(request: Request, asked: Asked) -> Response:
    session = session_of(request)
    if session is not None:
        session.asked = asked
    if not asked.query:
        return _page(request, asked, None)
    try:
        found = await desk_of(request).read(find, asked, words_of(request).tag)
    except (Misuse, BadData) as problem:
        return _page(request, asked, None, problem=str(problem))
    return _page(request, asked, found)


def _page(request: Request, asked: Asked, found: Found | None, problem: str = "") -> Response:
    """Not as an error even where the question is none: htmx puts nothing else than answers into the page."""
    following = replace(asked, offset=asked.offset + AT_ONCE)
    before = replace(asked, offset=max(0, asked.offset - AT_ONCE))
    return page(
        request,
        "search/index.html",
        block="results",
        asked=asked,
        found=found,
        problem=problem,
        kinds=KINDS,
        following=following,
        before=before,
    )


@cache
def _warm_up() -> None:
    from amanet.names import compare

    compare("Talli Vane", "Talli Vain", kind="person")


def _asked(form: Form) -> Asked:
    only = form.text("only")
    return Asked(
        form.text("q"), only if only in KINDS else "", form.text("as_of"), form.number("offset", 0) or 0
    )


routes = [
    Route("/search", show, methods=["GET"], name="search"),
    Route("/search", search, methods=["POST"], name="search_for"),
    Route("/search/again", again, methods=["POST"], name="search_again"),
    *passage_places.routes,
]
