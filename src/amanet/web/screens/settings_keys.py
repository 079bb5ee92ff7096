"""Passphrase, recovery code, and all keys of the vault. Each change asks for the passphrase again.

A new recovery code waits in the session, as that of a new vault does, until its owner says that it is on paper; the sheet is made when
it is asked for and kept nowhere.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import format_utc
from amanet.errors import AmanetError
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, session_of, words_of
from amanet.web.screens import again

__all__ = ["routes"]


async def show(request: Request) -> Response:
    return await _page(request)


async def change_passphrase(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    if not await again.passed(request, form):
        return await _page(
            request, _("The passphrase with which you unlock is not right. Nothing was changed.")
        )
    if form.exact("new") != form.exact("same"):
        return await _page(request, _("The two passphrases were not the same. Nothing was changed."))
    try:
        await desk_of(request).write(OpenVault.change_passphrase, form.exact("new"))
    except AmanetError as problem:
        return await _page(request, str(problem))
    told = _(
        "The passphrase was changed. If somebody may know the old one, change all keys too: an old copy of the vault opens with it."
    )
    say(request, told)
    return go_to(request, "/settings/keys")


async def change_recovery_code(request: Request) -> Response:
    form, desk, _ = await read_form(request), desk_of(request), words_of(request).gettext
    says = _(
        "The code on the old sheet opens the vault no more; an old copy of the vault it still opens. Burn the old sheet."
    )
    if (asked := await again.asked(request, form, _("Make a new recovery code"), says)) is not None:
        return asked
    code = await desk.write(OpenVault.change_recovery_code)
    session = session_of(request)
    if session is not None:
        session.recovery_code = code.text
    return go_to(request, "/settings/recovery")


async def recovery(request: Request) -> Response:
    """The code, until it is on paper."""
    session = session_of(request)
    if session is None or session.recovery_code is None:
        return go_to(request, "/settings/keys")
    return page(request, "settings/recovery.html", code=session.recovery_code)


async def sheet(request: Request) -> Response:
    """The sheet to print. Whoever saves it has the code in a file: the page says so."""
    from amanet.printing import RecoverySheet

    session, desk = session_of(request), desk_of(request)
    if session is None or session.recovery_code is None:
        raise HTTPException(404)
    made = RecoverySheet(desk.name, session.recovery_code, format_utc(desk.settings.now())[:10])
    headers = {"Content-Disposition": 'attachment; filename="recovery-sheet.pdf"', "X-Policy": "inert"}
    return Response(made.pdf(), media_type="application/pdf", headers=headers)


async def kept(request: Request) -> Response:
    session = session_of(request)
    if session is not None:
        session.recovery_code = None
    return go_to(request, "/settings/keys")


async def rotate(request: Request) -> Response:
    """Changes every key; an old copy with an old passphrase opens nothing that comes later."""
    form, desk, _ = await read_form(request), desk_of(request), words_of(request).gettext
    says = _(
        "A new epoch of the log begins. Partners who cosign need its new log key. Passphrases stay as they are."
    )
    if (asked := await again.asked(request, form, _("Change all keys"), says)) is not None:
        return asked
    try:
        await desk.alone(OpenVault.rotate_keys)
    except AmanetError as problem:
        return await _page(request, str(problem))
    say(request, _("Every key of the vault was changed."))
    return go_to(request, "/settings/keys")


async def _page(request: Request, problem: str = "") -> Response:
    ways = await desk_of(request).read(OpenVault.slots)
    return page(
        request,
        "settings/keys.html",
        status=422 if problem else 200,
        problem=problem,
        ways=[dict(way) for way in ways],
        by_code=any(way["opened_this"] and way["kind"] == "recovery" for way in ways),
        again=again.needed(request),
    )


routes = [
    Route("/settings/keys", show, methods=["GET"], name="keys"),
    Route("/settings/keys/passphrase", change_passphrase, methods=["POST"], name="change_passphrase"),
    Route("/settings/keys/recovery", change_recovery_code, methods=["POST"], name="change_recovery_code"),
    Route("/settings/keys/rotate", rotate, methods=["POST"], name="rotate_keys"),
    Route("/settings/recovery", recovery, methods=["GET"], name="recovery_code"),
    Route("/settings/recovery/sheet.pdf", sheet, methods=["GET"], name="recovery_sheet"),
    Route("/settings/recovery/kept", kept, methods=["POST"], name="recovery_kept"),
]
