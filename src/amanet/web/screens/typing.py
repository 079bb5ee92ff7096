"""A transcript typed or corrected beside its player, and its translation.

Every save is a new version; nothing is overwritten. A form says what it is based on, and where somebody else saved meanwhile, the answer is
409 with both beside one another; nothing typed is lost, and "save both" puts mine on top of theirs where both changed a line. With the
script the page has all lines and saves them at once; without it, a form has a page of lines.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import ChangedMeanwhile
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.screens import typing_translation, typing_versions
from amanet.web.screens.item_text import clock
from amanet.web.screens.typing_lines import AT_ONCE, Sent, exact_clock, lines_as_json, read_lines
from amanet.web.screens.typing_page import elsewhere, gather, lines_in, who_and_when
from amanet.web.screens.typing_saving import Kept, LinesSent, meanwhile_page, save_by_script, without_on_top
from amanet.work.line_differences import differences
from amanet.work.merged_lines import merged
from amanet.work.typed_lines import TypedLine, lines_of

if TYPE_CHECKING:
    from amanet.work.typed_readings import Typed

__all__ = ["routes"]

_EMPTY_LINES = 8


async def show(request: Request) -> Response:
    """A page of lines, from the line `first` on."""
    number, first = request.path_params["number"], request.path_params.get("first", 1)
    other = await desk_of(request).read(elsewhere, number)
    if other is not None:
        return RedirectResponse(f"/items/{other}/type", 303)
    sheet = await desk_of(request).read(gather, number)
    if not 1 <= first <= max(1, len(sheet.lines)):
        raise HTTPException(404)
    start = (first - 1) // AT_ONCE * AT_ONCE
    return page(
        request,
        "typing/index.html",
        sheet=sheet,
        number=number,
        shown=sheet.lines[start : start + AT_ONCE],
        start=start,
        at_once=AT_ONCE,
        more_empty=_EMPTY_LINES if start + AT_ONCE >= len(sheet.lines) else 0,
        exact_clock=exact_clock,
        clock=clock,
    )


async def send_lines(request: Request) -> Response:
    """All lines, for the script."""
    sheet = await desk_of(request).read(gather, request.path_params["number"])
    return JSONResponse({"based_on": sheet.reading, "lines": lines_as_json(sheet.lines, sheet.language)})


async def save_form(request: Request) -> Response:
    """One page of lines, in the place of those that stood there in the version it is based on."""
    number, form = request.path_params["number"], await read_form(request)
    based_on, start, count = (form.number(name) for name in ("based_on", "start", "count"))
    base = [] if based_on is None else (await desk_of(request).read(lines_in, based_on))[1]
    start, count = start or 0, count or 0
    lines = [*base[:start], *read_lines(form), *base[start + count :]]
    sent = Sent(lines, based_on, form.text("language"), form.text("reason"), form.number("on_top"))
    try:
        typed = await desk_of(request).write(_save, number, sent)
    except ChangedMeanwhile as problem:
        return await _meanwhile(request, number, sent, problem, without_on_top(form))
    _ = words_of(request).gettext
    if typed.again:
        say(request, _("Nothing was changed, so nothing was saved."))
    else:
        say(request, _("Saved as version %(number)s.") % {"number": typed.number})
    line = f"/from/{start + 1}" if start else ""
    return go_to(request, f"/items/{number}/type{line}")


async def save_json(request: Request) -> Response:
    """All lines, from the script. The answer has the places that they have by now."""
    return await save_by_script(
        request, _save, _meanwhile, lambda typed: {"places": [one.place for one in lines_of(typed.reading)]}
    )


def _save(vault: OpenVault, number: int, sent: Sent) -> "Typed":
    lines, based_on = sent.lines, sent.based_on
    if sent.on_top is not None and sent.on_top != based_on:
        base = [] if based_on is None else lines_in(vault, based_on)[1]
        lines, based_on = merged(base, lines_in(vault, sent.on_top)[1], _in_full(sent)).lines, sent.on_top
    return vault.type_reading(
        number, lines, based_on=based_on, language=sent.language or None, reason=sent.reason or None
    )


async def _meanwhile(
    request: Request, number: int, sent: Sent, problem: ChangedMeanwhile, kept: Kept
) -> Response:
    """409: what they saved and what you typed, each against what both began with."""
    if problem.newest is None:
        raise problem
    values = await desk_of(request).read(_both, sent, problem.newest)
    return meanwhile_page(
        request,
        "typing/meanwhile.html",
        number,
        problem.newest,
        kept,
        f"/items/{number}/type",
        exact_clock=exact_clock,
        **values,
    )


def _both(vault: OpenVault, sent: Sent, newest: int) -> dict[str, Any]:
    base = [] if sent.based_on is None else lines_in(vault, sent.based_on)[1]
    theirs = lines_in(vault, newest)[1]
    mine = _in_full(sent)
    together = merged(base, theirs, mine)
    return {
        "saved": who_and_when(vault, newest),
        "theirs": differences(base, theirs).changes[: typing_versions.MOST],
        "mine": differences(base, mine).changes[: typing_versions.MOST],
        "conflicts": len(together.both),
    }


def _in_full(sent: Sent) -> list[TypedLine]:
    """The lines with words; those in the language of the whole name none on the page."""
    language = sent.language or None
    return [
        replace(one, words=one.words.strip(), language=one.language or language)
        for one in sent.lines
        if one.words.strip()
    ]


routes = [
    Route("/items/{number:int}/type", show, methods=["GET"], name="type"),
    Route("/items/{number:int}/type/from/{first:int}", show, methods=["GET"], name="type_from"),
    Route("/items/{number:int}/type/lines", send_lines, methods=["GET"], name="type_lines"),
    Route("/items/{number:int}/type", save_form, methods=["POST"], name="save_typed"),
    LinesSent("/items/{number:int}/type", save_json, methods=["PUT"], name="save_typed_lines"),
    *typing_translation.routes,
    *typing_versions.routes,
]
