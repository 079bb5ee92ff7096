"""What needs a person, each with one thing to do next; in an empty vault, what to do first.

The page itself asks only what is answered in milliseconds. The rest comes after it, part by part, and is kept until the log grows
(`home_parts`). Without JavaScript each part has a page of its own.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.answers import go_to
from amanet.web.desk import Locked
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.screens import home_parts

__all__ = ["routes"]


async def show(request: Request) -> Response:
    """Of a small vault everything at once; of others what was worked out before."""
    desk, session = desk_of(request), session_of(request)
    if session is None:
        raise Locked
    now, words = await desk.read(home_parts.at_once), words_of(request)
    state = (now["state"], words.tag)
    if now["small"] and not now["empty"]:
        for name in home_parts.LATER:
            await home_parts.part(desk, session, name, state, words)
    parts = dict(home_parts.known(session, state))
    return page(
        request,
        "home/index.html",
        now=now,
        parts={name: parts.get(name) for name in home_parts.LATER},
        calm=_is_calm(now, parts),
        has_recovery_code=session.recovery_code is not None,
    )


async def show_part(request: Request) -> Response:
    """One part: into the page, or as a page of its own."""
    return await _part(request, more=False)


async def show_more(request: Request) -> Response:
    """The same, with much more time."""
    return await _part(request, more=True)


async def describe(request: Request) -> Response:
    """Finds out what the items are that nobody looked into yet."""
    desk = desk_of(request)
    job = desk.start(words_of(request).gettext("Finding out what the items are"), _describe)
    return go_to(request, f"/jobs/{job.id}")


async def _part(request: Request, *, more: bool) -> Response:
    desk, session, name = desk_of(request), session_of(request), request.path_params["name"]
    if name not in home_parts.LATER:
        raise HTTPException(404)
    if session is None:
        raise Locked
    now, words = await desk.read(home_parts.at_once), words_of(request)
    value = await home_parts.part(desk, session, name, (now["state"], words.tag), words, more=more)
    return page(request, "home/part.html", block="part", name=name, value=value)


def _is_calm(now: dict[str, Any], parts: dict[str, Any]) -> bool:
    """Whether everything was looked at and nothing needs anybody."""
    if len(parts) < len(home_parts.LATER) or now["outside"].is_due or _backups_need(now["backups"]):
        return False
    return not any(_needs(name, value) for name, value in parts.items())


def _backups_need(backups: Any) -> bool:
    return bool(backups.is_due or backups.overdue)


def _needs(name: str, value: Any) -> bool:
    if isinstance(value, home_parts.Overdue):
        return True
    if name != "work":
        return bool(value["count"]) or not value["whole"]
    return bool(
        value["items"].undescribed
        or value["items"].unread
        or any(one["count"] for one in value["review"].values())
    )


def _describe(vault: OpenVault, job: Job) -> None:
    from amanet.work.describe import undescribed

    numbers = undescribed(vault.vault)
    vault.describe(numbers, progress=lambda done: job.report(done, len(numbers)))


routes = [
    Route("/", show, methods=["GET"], name="home"),
    Route("/home/describe", describe, methods=["POST"], name="describe_items"),
    Route("/home/{name}", show_part, methods=["GET"], name="home_part"),
    Route("/home/{name}/more", show_more, methods=["POST"], name="home_part_more"),
]
