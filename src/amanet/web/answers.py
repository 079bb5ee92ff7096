"""Short answers that many pages give: onwards after a form, or to the door where nobody has unlocked the vault."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from amanet.web.sessions import COOKIE, expired_cookie

__all__ = ["CLEAR_SITE_DATA", "MOST", "go_to", "is_partial", "number_in_path", "to_the_door"]

# No number of a record, a page or a moment is larger; the database takes no larger ones.
MOST: Final = 2**53
CLEAR_SITE_DATA = '"cache", "cookies", "storage"'


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def number_in_path(request: Request, name: str = "number") -> int:
    """A number of the address; 404 for one that no record can have."""
    number = int(request.path_params[name])
    if not 0 < number < MOST:
        raise HTTPException(404)
    return number


def go_to(request: Request, address: str) -> Response:
    """After a form: 303, so that going back or reloading does not send it again."""
    if is_partial(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return Response(status_code=303, headers={"Location": address})


def to_the_door(request: Request) -> Response:
    """To the unlock page; what the browser still holds of an ended session is cleared."""
    headers = {"HX-Redirect": "/unlock"} if is_partial(request) else {}
    if COOKIE in request.cookies:
        headers |= {"Set-Cookie": expired_cookie(), "Clear-Site-Data": CLEAR_SITE_DATA}
    if request.method in ("GET", "HEAD") and request.headers.get("sec-fetch-dest", "document") == "document":
        if not is_partial(request):
            return Response(status_code=303, headers={**headers, "Location": "/unlock"})
    elif not is_partial(request) and request.headers.get("sec-fetch-mode") == "navigate":
        return Response(status_code=303, headers={**headers, "Location": "/unlock"})
    return Response("locked", status_code=401, media_type="text/plain", headers=headers)
