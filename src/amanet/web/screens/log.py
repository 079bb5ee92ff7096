"""The log: who did what, and what vouches for it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "log/index.html")


routes = [
    Route("/log", show, methods=["GET"], name="log"),
]
