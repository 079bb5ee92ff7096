"""Taking in files and folders."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "take_in/index.html")


routes = [
    Route("/take-in", show, methods=["GET"], name="take_in"),
]
