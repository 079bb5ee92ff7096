"""Language, members, idle time."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "settings/index.html")


routes = [
    Route("/settings", show, methods=["GET"], name="settings"),
]
