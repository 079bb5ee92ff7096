"""The files that pages are made of: style sheets, scripts, typefaces. Nothing of a vault, and nothing from elsewhere.

Only what lies there when the program starts is served, by its exact name: no path is put together from an address, and there are no ranges.
A name carries the digest of its content, so that browsers keep it until it changes.
"""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import amanet.printing

__all__ = ["routes", "static_address"]

_HERE = Path(__file__).parent / "static"
_TYPEFACES = Path(amanet.printing.__file__).parent / "typefaces"
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_SERVED = {*_TYPES, ".json", ".png", ".webp", ".ico", ".woff2", ".txt"}


@cache
def _files() -> dict[str, Path]:
    found = {path.relative_to(_HERE).as_posix(): path for path in _HERE.rglob("*") if path.suffix in _SERVED}
    return found | {f"fonts/{path.name}": path for path in _TYPEFACES.glob("*.ttf")}


@cache
def _content(name: str) -> tuple[bytes, str]:
    content = _files()[name].read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


@cache
def static_address(name: str) -> str:
    """The address of a file under static/, or `fonts/…`. Raises `KeyError` where there is none."""
    return f"/static/{name}?v={_content(name)[1]}"


async def serve_static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _files():
        raise HTTPException(404)
    content, digest = _content(name)
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, max-age=86400"}
    if request.headers.get("if-none-match") == f'"{digest}"':
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


routes = [Route("/static/{name:path}", serve_static, methods=["GET"], name="static")]
