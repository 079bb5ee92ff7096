"""Settings: the language and the idle time of whoever sits here, the members, the keys, the backups, and what amanet is.

What changes a role or a key asks for the passphrase again (`again`). The parts that change the vault stand in `settings_members`,
`settings_keys` and `settings_backups`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.errors import Misuse
from amanet.version import VERSION
from amanet.web import statics
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.languages import draft_languages
from amanet.web.pages import desk_of, page, say, session_of, words_of
from amanet.web.preferences import IDLE_CHOICES
from amanet.web.screens import settings_backups, settings_keys, settings_members

__all__ = ["routes"]

_VENDOR = Path(statics.__file__).parent / "static" / "vendor"
_LIBRARIES = (
    "starlette", "uvicorn", "jinja2", "babel", "cryptography", "pynacl", "sqlcipher3", "fpdf2", "lxml", "pypdfium2",
    "openpyxl", "python-docx", "warcio", "beautifulsoup4", "numpy", "rapidfuzz", "click", "rich",
)  # fmt: skip


async def show(request: Request) -> Response:
    desk = desk_of(request)
    return page(
        request,
        "settings/index.html",
        chosen=desk.preferences.language,
        drafts=draft_languages(),
        idle=desk.preferences.idle_minutes,
        idle_choices=IDLE_CHOICES,
        absolute_hours=int(desk.limits.absolute // 3600),
        here_minutes=_minutes_here(request),
    )


def _minutes_here(request: Request) -> int:
    session = session_of(request)
    return 0 if session is None else int((session.clock() - session.began) // 60)


async def idle(request: Request) -> Response:
    desk, form = desk_of(request), await read_form(request)
    minutes = form.number("minutes")
    if minutes not in IDLE_CHOICES:
        raise Misuse("Choose one of the times of the list.")
    desk.prefer(idle_minutes=minutes)
    say(request, words_of(request).gettext("From now on the vault locks itself after this time."))
    return go_to(request, "/settings")


async def about(request: Request) -> Response:
    return page(
        request,
        "settings/about.html",
        version=VERSION,
        vendored=_vendored(),
        libraries=_libraries(),
        drafts=draft_languages(),
    )


@cache
def _vendored() -> list[dict[str, Any]]:
    path = _VENDOR / "manifest.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found


@cache
def _libraries() -> list[tuple[str, str, str]]:
    """Name, version and licence of what amanet stands on, as far as it is installed."""
    return [found for name in _LIBRARIES if (found := _library(name)) is not None]


def _library(name: str) -> tuple[str, str, str] | None:
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    said = [*(told.get_all("License-Expression") or ()), _from_classifiers(told.get_all("Classifier") or ())]
    said += [str(one).partition("\n")[0][:60] for one in told.get_all("License") or ()]
    return name, str(told["Version"]), next(filter(None, said), "")


def _from_classifiers(classifiers: Any) -> str:
    licences = [one for one in classifiers if one.startswith("License ::")]
    return ", ".join(one.rpartition(":: ")[2] for one in licences)


routes = [
    Route("/settings", show, methods=["GET"], name="settings"),
    Route("/settings/idle", idle, methods=["POST"], name="set_idle"),
    Route("/settings/about", about, methods=["GET"], name="about"),
    *settings_members.routes,
    *settings_keys.routes,
    *settings_backups.routes,
]
