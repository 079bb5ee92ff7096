"""The items of the vault."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "item/index.html")


routes = [
    Route("/items", show, methods=["GET"], name="items"),
]
