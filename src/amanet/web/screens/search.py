"""Search over everything."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "search/index.html")


routes = [
    Route("/search", show, methods=["GET"], name="search"),
]
