"""The outermost layer of the server: who may ask at all, and what every answer carries.

- The address asked for must be one of ours, with its port (421): a page elsewhere whose name was turned to 127.0.0.1 is not.
- What changes something must come from a page of ours (403), by `Origin`, or where a browser leaves it out, by `Sec-Fetch-Site`.
- Nothing is given to pages of other sites, nor of other ports of this machine, which browsers call the same site (403). Only the
  front door may be walked to from elsewhere.
- Every answer forbids what it does not need: scripts and styles but our own, frames, caching, guessing at types. No CORS headers.

ASVS 5.0: 3.4.2 to 3.4.8, 3.5.1, 3.5.3, 3.5.8, 14.3.2. What a policy is for stands in `POLICIES`; an answer chooses another one by
the header `X-Policy: NAME`, which does not leave the server.
"""

from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amanet.web.mishaps import error_page

__all__ = ["POLICIES", "SAFE", "Guard"]

SAFE = frozenset({"GET", "HEAD"})
_KNOWN = SAFE | {"POST", "PUT", "DELETE"}
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# `page` for all; `framing` for a page that shows something inert in a frame; `inert` for what stands in it, or is given as it was
# taken in: no script, no form, no request, whatever it holds.
POLICIES: Mapping[str, str] = {
    "page": _PAGE,
    "framing": f"{_PAGE}; frame-src 'self'",
    "inert": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """`hosts` are the authorities under which this server answers: `amanet.localhost:PORT`, …"""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no websocket is ever accepted
            await send({"type": "websocket.close", "code": 1008})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(MutableHeaders(scope=message))
            await send(message)

        status = self._refusal(scope)
        if status:
            answer = error_page(Request(scope, receive), HTTPException(status))
            await answer(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> int:
        """The status with which to refuse, or 0."""
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or headers["host"].lower() not in self._hosts:
            return 421
        if scope["method"] not in _KNOWN:
            return 405
        site = headers.get("sec-fetch-site")
        if scope["method"] in SAFE:
            return 0 if site in (None, "none", "same-origin") or _is_front_door(scope, headers) else 403
        # Browsers write `Origin: null` where a page forbids the Referer, as ours do; then it is Sec-Fetch-Site that counts.
        origin = headers.get("origin", "null")
        if origin == "null":
            return 0 if site == "same-origin" else 403
        ours = f"http://{headers['host'].lower()}"
        return 0 if origin == ours and site in (None, "same-origin") else 403


def _is_front_door(scope: Scope, headers: Headers) -> bool:
    """A link to the application itself, followed from anywhere. It shows what the cookie says, and to nobody but the person."""
    return (
        scope["path"] in ("/", "/unlock")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _harden(headers: MutableHeaders) -> None:
    policy = headers.get("x-policy", "page")
    if "x-policy" in headers:
        del headers["x-policy"]
    headers["Content-Security-Policy"] = POLICIES[policy]
    if policy != "inert":
        headers["X-Frame-Options"] = "DENY"
    headers.update(_ALWAYS)
    headers.setdefault("Cache-Control", "no-store")
