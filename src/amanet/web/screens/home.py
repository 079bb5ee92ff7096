"""What needs a person."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "home/index.html")


routes = [
    Route("/", show, methods=["GET"], name="home"),
]
