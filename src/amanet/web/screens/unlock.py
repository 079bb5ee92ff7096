"""The door: unlocking, making the vault, locking, and the language that one reads here already.

What was typed is never shown again, logged, or put into an address. The page before the door says nothing of a vault but the name of
its folder, which whoever started the server chose.
"""

from math import ceil
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amanet.errors import AmanetError, Misuse, WrongKey
from amanet.web import practice
from amanet.web.answers import CLEAR_SITE_DATA, go_to
from amanet.web.forms import Form, read_form
from amanet.web.languages import LANGUAGES
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.sessions import COOKIE, expired_cookie, session_cookie
from amanet.web.throttle import TooManyAttempts

if TYPE_CHECKING:
    from amanet.web.desk import Desk

__all__ = ["routes"]


async def door(request: Request) -> Response:
    desk = desk_of(request)
    if session_of(request) is not None:
        return go_to(request, "/")
    if not desk.path.exists():
        return go_to(request, "/new")
    answer = _door(request)
    if COOKIE in request.cookies:
        answer.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        answer.headers["Set-Cookie"] = expired_cookie()
    return answer


async def unlock(request: Request) -> Response:
    desk, form = desk_of(request), await read_form(request)
    which = form.text("which")
    at = practice.practice_beside(desk.path) if which == "practice" else desk.path
    typed = form.exact("passphrase")
    if not typed.strip():
        return _door(request, which, problem="empty", status=422)
    try:
        token = await desk.unlock(typed, at)
    except TooManyAttempts as problem:
        return _door(request, which, status=429, seconds=problem.seconds)
    except WrongKey:
        return _door(request, which, problem="wrong", status=403)
    except AmanetError as problem:
        return _door(request, which, problem="told", status=503, told=str(problem))
    _tell_of_failures(request, desk)
    to, desk.begin = desk.begin, "/"
    return _inside(request, token, to=to)


async def lock(request: Request) -> Response:
    await desk_of(request).lock()
    answer = go_to(request, "/unlock")
    answer.headers["Set-Cookie"] = expired_cookie()
    answer.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return answer


async def countdown(request: Request) -> Response:
    """How many seconds are left; asking does not lengthen them."""
    return JSONResponse({"seconds": ceil(desk_of(request).seconds_left())})


async def still_here(request: Request) -> Response:
    """Somebody types or reads on one page for long: the gate has taken note."""
    return JSONResponse({"seconds": ceil(desk_of(request).seconds_left())})


async def language(request: Request) -> Response:
    desk, form = desk_of(request), await read_form(request)
    wanted = form.text("language")
    desk.prefer(language=wanted if any(wanted == one.tag for one in LANGUAGES) else "")
    return go_to(request, "/settings" if session_of(request) else "/unlock")


# A new vault


async def new(request: Request) -> Response:
    if desk_of(request).path.exists():
        return go_to(request, "/unlock")
    return page(request, "unlock/new.html", problem="", told="", member="", status=200)


async def make(request: Request) -> Response:
    desk, form = desk_of(request), await read_form(request)
    try:
        if form.exact("passphrase") != form.exact("again"):
            return _new_again(request, form, problem="again")
        if not form.text("member"):
            return _new_again(request, form, problem="member")
        token = await desk.make(form.exact("passphrase"), form.text("member"))
    except Misuse as problem:
        return _new_again(request, form, problem="told", told=str(problem))
    beside = practice.practice_beside(desk.path)
    if form.has("practice") and not beside.exists():
        _ = words_of(request).gettext
        desk.start_aside(
            _("Making the practice vault"),
            lambda job: practice.make_practice(job, beside, desk.settings),
            said=_("The practice vault is ready. Lock this one, and choose it at the door."),
        )
    return _inside(request, token, to="/new/recovery")


async def recovery(request: Request) -> Response:
    """The recovery code of a vault just made, until its owner says that it is written down."""
    session = session_of(request)
    if session is None or session.recovery_code is None:
        return go_to(request, "/")
    return page(request, "unlock/recovery.html", code=session.recovery_code)


async def kept(request: Request) -> Response:
    session = session_of(request)
    if session is not None:
        session.recovery_code = None
    return go_to(request, "/")


def _door(
    request: Request,
    which: str = "",
    *,
    problem: str = "",
    status: int = 200,
    seconds: float = 0,
    told: str = "",
) -> Response:
    desk = desk_of(request)
    beside = practice.practice_beside(desk.path)
    seconds = seconds or desk.throttle.seconds_to_wait
    return page(
        request,
        "unlock/index.html",
        status=status,
        headers={"Retry-After": str(int(seconds) + 1)} if status == 429 else {},
        which=which,
        problem=problem,
        told=told,
        wait_seconds=int(seconds) + 1 if seconds else 0,
        because=desk.locked_because,
        practice_passphrase=practice.PASSPHRASE if (beside / "vault.toml").exists() else "",
    )


def _new_again(request: Request, form: Form, *, problem: str, told: str = "") -> Response:
    return page(
        request, "unlock/new.html", status=422, problem=problem, told=told, member=form.text("member")
    )


def _inside(request: Request, token: str, to: str = "/") -> Response:
    answer = go_to(request, to)
    answer.headers["Set-Cookie"] = session_cookie(token)
    return answer


def _tell_of_failures(request: Request, desk: "Desk") -> None:
    if desk.failed_before and desk.session is not None:
        told = words_of(request).ngettext(
            "Before you, %(num)d attempt to unlock this vault failed here.",
            "Before you, %(num)d attempts to unlock this vault failed here.",
            desk.failed_before,
        )
        desk.session.say(told % {"num": desk.failed_before})


routes = [
    Route("/unlock", door, methods=["GET"], name="door"),
    Route("/unlock", unlock, methods=["POST"], name="unlock"),
    Route("/lock", lock, methods=["POST"], name="lock"),
    Route("/countdown", countdown, methods=["GET"], name="countdown"),
    Route("/still-here", still_here, methods=["POST"], name="still_here"),
    Route("/language", language, methods=["POST"], name="language"),
    Route("/new", new, methods=["GET"], name="new"),
    Route("/new", make, methods=["POST"], name="make"),
    Route("/new/recovery", recovery, methods=["GET"], name="recovery"),
    Route("/new/kept", kept, methods=["POST"], name="kept"),
]
