"""Backups: made to a folder of this computer (a disk that is plugged in, say), listed, and said to be destroyed.

The path is typed: a browser does not tell one. It stands in the vault's own record of the backup and in no address, log or preference.
"""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, Misuse
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, say, words_of

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return await _page(request)


async def make(request: Request) -> Response:
    form, desk, _ = await read_form(request), desk_of(request), words_of(request).gettext
    try:
        destination = _folder(form.exact("folder"))
        keys_to = _folder(form.exact("keys_folder")) if form.text("keys_folder") else None
    except AmanetError as problem:
        return await _page(request, form, problem=str(problem))
    job = desk.start(_("Making a backup"), _back_up, destination, keys_to, form.text("keep_until") or None)
    job.then = "/settings/backups"
    return go_to(request, f"/jobs/{job.id}")


async def forget(request: Request) -> Response:
    """It is the member's word that the keys of a backup were destroyed; nothing is deleted."""
    form, _ = await read_form(request), words_of(request).gettext
    try:
        await desk_of(request).write(OpenVault.forget_backup, form.text("name"))
    except AmanetError as problem:
        return await _page(request, problem=str(problem))
    say(request, _("Recorded: the keys of this backup were destroyed."))
    return go_to(request, "/settings/backups")


def _folder(typed: str) -> Path:
    """A whole path to a folder, which is made where only its last part is missing."""
    text = typed.strip()
    path = Path(text).expanduser() if text else Path()
    if not path.is_absolute() or "\0" in text:
        raise Misuse(
            "Write the whole path of the folder, from its beginning: /media/disk/amanet, or D:\\amanet."
        )
    if not path.exists() and not path.parent.is_dir():
        raise Misuse(
            "There is no such folder. Is the disk plugged in? The last part of the path is made where it is missing."
        )
    return path


def _back_up(vault: OpenVault, job: Job, destination: Path, keys_to: Path | None, until: str | None) -> None:
    vault.back_up(
        destination,
        keys_to=keys_to,
        keep_until=until,
        progress=lambda done, total: job.report(done >> 20, max(total >> 20, 1)),
    )


async def _page(request: Request, form: Form | None = None, *, problem: str = "") -> Response:
    found = await desk_of(request).read(_backups)
    return page(
        request,
        "settings/backups.html",
        status=422 if problem else 200,
        problem=problem,
        folder=form.text("folder") if form else "",
        keys_folder=form.text("keys_folder") if form else "",
        keep_until=form.text("keep_until") if form else "",
        **found,
    )


def _backups(vault: OpenVault) -> dict[str, Any]:
    made, outstanding = vault.backups()
    return {"backups": list(reversed(made)), "outstanding": outstanding}


routes = [
    Route("/settings/backups", show, methods=["GET"], name="backups"),
    Route("/settings/backups", make, methods=["POST"], name="make_backup"),
    Route("/settings/backups/forget", forget, methods=["POST"], name="forget_backup"),
]
