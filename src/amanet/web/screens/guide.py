"""The guide: ten short pages for somebody who has never documented before, to be read without a network.

It holds nothing of any vault, and is open at the door too: whoever has lost the passphrase reads there what to do.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.web.guide_pages import guide_pages, picture
from amanet.web.pages import page

__all__ = ["routes"]


async def contents(request: Request) -> Response:
    return page(request, "guide/index.html", pages=guide_pages())


async def show(request: Request) -> Response:
    pages = guide_pages()
    names = [one.name for one in pages]
    if request.path_params["name"] not in names:
        raise HTTPException(404)
    at = names.index(request.path_params["name"])
    following = pages[at + 1] if at + 1 < len(pages) else None
    return page(
        request,
        "guide/page.html",
        chapter=pages[at],
        number=at + 1,
        previous=pages[at - 1] if at else None,
        following=following,
    )


async def show_picture(request: Request) -> Response:
    content = picture(request.path_params["name"])
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png")


routes = [
    Route("/guide", contents, methods=["GET"], name="guide"),
    Route("/guide/{name}", show, methods=["GET"], name="guide_page"),
    Route("/guide/pictures/{name}", show_picture, methods=["GET"], name="guide_picture"),
]
