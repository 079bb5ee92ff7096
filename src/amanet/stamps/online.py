"""Asking an authority over the network (RFC 3161, section 3.4). Called only in a command in which the user
gave its address.

What the authority and the network between learn: this machine's address (or the proxy's), the moment, and one
hash. No name of this program is sent. Plain http is allowed, because many authorities offer nothing else and
the answer is signed; it shows to the network that a time-stamp is asked for. Refused: other schemes,
credentials in the address, any redirect, answers over 1 MiB and of another content type.
"""

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amanet.canonical import readable_name
from amanet.errors import Misuse, WorldFailed
from amanet.stamps.cms import LARGEST_ANSWER

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import BaseHandler

_BY_HAND = "Or carry the request file to an authority by hand and import its answer."


def ask_authority(url: str, request_der: bytes, timeout: float = 30.0) -> bytes:
    """The authority's answer, unread. Raises `WorldFailed`.

    `timeout` is in seconds, for every silence of the authority and for the whole body of its answer.
    """
    import http.client
    import urllib.error
    import urllib.request

    _check_address(url)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=request_der, headers=headers, method="POST")  # noqa: S310 (scheme checked)
    opener = urllib.request.build_opener(_no_redirects())
    opener.addheaders = []
    deadline = time.monotonic() + timeout
    try:
        with opener.open(request, timeout=timeout) as response:
            return _read(response, deadline)
    except urllib.error.HTTPError as problem:
        with problem:
            raise WorldFailed(_refusal(problem.code, problem.headers.get("Location"))) from None
    except TimeoutError as problem:
        raise WorldFailed(
            f"The authority did not answer within {timeout:g} seconds. Try again later. {_BY_HAND}"
        ) from problem
    except (OSError, http.client.HTTPException, ValueError) as problem:
        reason = _shown(str(getattr(problem, "reason", problem)))
        raise WorldFailed(
            f"The authority could not be asked ({reason}). Check the address and the connection. {_BY_HAND}"
        ) from problem


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.username is None
            and parts.password is None
        )
        _ = parts.port
    except ValueError as problem:
        raise Misuse("The address of the authority cannot be read.") from problem
    if not fits:
        raise Misuse(
            "The address of an authority begins with https:// or http:// and holds no user name or password."
        )


def _no_redirects() -> "BaseHandler":
    import urllib.request

    class NoRedirects(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    return NoRedirects()


def _read(response: "HTTPResponse", deadline: float) -> bytes:
    kind = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if kind != "application/timestamp-reply":
        raise WorldFailed(
            "Expected an answer of the type application/timestamp-reply and found "
            f"{_shown(kind) or 'none'}: perhaps a page of the network you are in. {_BY_HAND}"
        )
    answer = b""
    while chunk := response.read1(65536):
        answer += chunk
        if len(answer) > LARGEST_ANSWER:
            raise WorldFailed(
                f"The answer is longer than 1 MiB, which no time-stamp is. Ask another authority. {_BY_HAND}"
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise WorldFailed(f"The connection broke off in the middle of the answer. Try again. {_BY_HAND}")
    return answer


def _refusal(code: int, elsewhere: str | None) -> str:
    if 300 <= code < 400:
        return (
            f"The authority points to another address ({_shown(elsewhere or 'nowhere')}), which is not "
            f"followed. If you trust it, give that one. {_BY_HAND}"
        )
    return f"The authority answered with the error {code}. Check the address, or try again later. {_BY_HAND}"


def _shown(text: str) -> str:
    return readable_name(text[:200].encode("utf-8", "backslashreplace").decode("utf-8"))
