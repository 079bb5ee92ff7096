"""The people in the vault, and what is known of each."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.pages import page

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return page(request, "person/index.html")


routes = [
    Route("/people", show, methods=["GET"], name="people"),
]
