"""A translation typed beside the words, line by line. It is of the version that the page shows; when that is corrected, what did not change
is carried over, and of the rest the old translation stands beside the new words until somebody has looked.
"""

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.screens.item_text import clock
from amanet.web.screens.typing_lines import AT_ONCE, Sent, exact_clock, read_lines
from amanet.web.screens.typing_page import Translating, elsewhere, gather_translation, who_and_when
from amanet.web.screens.typing_saving import Kept, LinesSent, meanwhile_page, save_by_script, without_on_top
from amanet.work.carried_translations import relay
from amanet.work.typed_lines import TypedLine, is_tag

if TYPE_CHECKING:
    from amanet.work.typed_readings import Typed

__all__ = ["routes"]


async def show(request: Request) -> Response:
    number, first = request.path_params["number"], request.path_params.get("first", 1)
    other = await desk_of(request).read(elsewhere, number)
    if other is not None:
        return RedirectResponse(f"/items/{other}/type/translation", 303)
    language = _language(request)
    found = await desk_of(request).read(gather_translation, number, language)
    if not 1 <= first <= max(1, len(found.sheet.lines)):
        raise HTTPException(404)
    start = (first - 1) // AT_ONCE * AT_ONCE
    return page(
        request,
        "typing/translation.html",
        found=found,
        sheet=found.sheet,
        number=number,
        language_of_it=found.language or language or words_of(request).tag,
        shown=found.sheet.lines[start : start + AT_ONCE],
        start=start,
        at_once=AT_ONCE,
        exact_clock=exact_clock,
        clock=clock,
    )


def _language(request: Request) -> str:
    language = str(request.path_params.get("language", ""))
    if language and not is_tag(language):
        raise HTTPException(404)
    return language


async def send_lines(request: Request) -> Response:
    """The lines that follow on those of the page, for the script."""
    found = await desk_of(request).read(gather_translation, request.path_params["number"], _language(request))
    return JSONResponse({"based_on": found.translation, "of": found.sheet.reading, "lines": _as_json(found)})


def _as_json(found: Translating) -> list[dict[str, Any]]:
    lines = []
    for one in found.sheet.lines:
        place = one.place or 0
        kept, old = found.kept.get(place), found.old.get(place)
        values = {
            "place": place,
            "from": exact_clock(one.from_ms),
            "speaker": one.speaker,
            "original": one.words,
            "language": one.language,
            "words": kept.words if kept else "",
            "old": old.words if old else None,
        }
        lines.append({name: value for name, value in values.items() if value not in (None, "")})
    return lines


async def save_form(request: Request) -> Response:
    """One page of lines; the others keep what they have."""
    number, form = request.path_params["number"], await read_form(request)
    sent = await desk_of(request).read(_sent, number, form)
    try:
        typed = await desk_of(request).write(_save, number, sent)
    except ChangedMeanwhile as problem:
        return await _meanwhile(request, number, sent, problem, without_on_top(form))
    _ = words_of(request).gettext
    say(request, _("Saved as version %(number)s.") % {"number": typed.number})
    return go_to(request, f"/items/{number}/type/translation/{sent.language}")


def _sent(vault: OpenVault, number: int, form: Form) -> Sent:
    language = form.text("language")
    lines = read_lines(form)
    here = {one.place for one in lines}
    found = gather_translation(vault, number, language)
    others = (
        [TypedLine(one.words, place=place) for place, one in found.kept.items() if place not in here]
        if found.language == language
        else []
    )
    return Sent(
        sorted([*lines, *others], key=lambda one: one.place or 0),
        form.number("based_on"),
        language,
        on_top=form.number("on_top"),
        of=form.number("of"),
    )


async def save_json(request: Request) -> Response:
    return await save_by_script(request, _save, _meanwhile)


def _save(vault: OpenVault, number: int, sent: Sent) -> "Typed":
    """Put on top of what somebody saved meanwhile, a line without words here takes theirs."""
    if sent.of is None or not sent.language:
        raise Misuse("Say which language it is translated into.")
    lines, based_on = sent.lines, sent.based_on
    if sent.on_top is not None:
        theirs = gather_translation(vault, number, sent.language).kept
        mine = {one.place: one for one in lines if one.words.strip()}
        more = [TypedLine(one.words, place=place) for place, one in theirs.items() if place not in mine]
        lines, based_on = sorted([*mine.values(), *more], key=lambda one: one.place or 0), sent.on_top
    return vault.type_translation(number, lines, of=sent.of, language=sent.language, based_on=based_on)


async def _meanwhile(
    request: Request, number: int, sent: Sent, problem: ChangedMeanwhile, kept: Kept
) -> Response:
    if problem.newest is None:
        raise problem
    values = await desk_of(request).read(_both, number, sent, problem.newest)
    address = f"/items/{number}/type/translation"
    return meanwhile_page(
        request, "typing/translated_meanwhile.html", number, problem.newest, kept, address, **values
    )


def _both(vault: OpenVault, number: int, sent: Sent, newest: int) -> dict[str, Any]:
    """Where the words themselves were corrected meanwhile, what was typed waits beside the older ones."""
    body = vault.record(newest).body
    found = gather_translation(vault, number, sent.language)
    mine = {one.place or 0: one.words for one in sent.lines if one.words.strip()}
    theirs = {place: one.words for place, one in found.kept.items()}
    rows = [
        (one.words, theirs.get(place, ""), mine.get(place, ""))
        for one in found.sheet.lines
        for place in (one.place or 0,)
        if theirs.get(place, "") != mine.get(place, "")
    ]
    return {
        "saved": who_and_when(vault, newest),
        "words_changed": body["kind"] == "reading",
        "rows": rows if body["kind"] != "reading" else [("", "", words) for words in mine.values()],
    }


async def carry(request: Request) -> Response:
    """Lays a translation that was read from a file beside the corrected words, where those are as they were."""
    number = request.path_params["number"]
    placed = await desk_of(request).write(_carry, number)
    told = words_of(request).ngettext(
        "%(num)d line of the translation stands beside the words again.",
        "%(num)d lines of the translation stand beside the words again.",
        placed,
    )
    say(request, told % {"num": placed})
    return go_to(request, f"/items/{number}")


def _carry(vault: OpenVault, number: int) -> int:
    from amanet.work.looking import look

    looked = look(vault.vault, number)
    if looked.outdated is None or looked.outdated.reading is None or looked.reading is None:
        raise Misuse("There is no translation of an earlier version here.")
    return relay(vault.vault, vault.record(looked.outdated.reading), looked.reading)


routes = [
    Route("/items/{number:int}/type/translation", show, methods=["GET"], name="translate"),
    Route(
        "/items/{number:int}/type/translation/from/{first:int}", show, methods=["GET"], name="translate_from"
    ),
    Route("/items/{number:int}/type/translation/{language}", show, methods=["GET"], name="translate_into"),
    Route(
        "/items/{number:int}/type/translation/{language}/from/{first:int}",
        show,
        methods=["GET"],
        name="translate_into_from",
    ),
    Route(
        "/items/{number:int}/type/translation/{language}/lines",
        send_lines,
        methods=["GET"],
        name="translated_lines",
    ),
    Route("/items/{number:int}/type/translation", save_form, methods=["POST"], name="save_translation"),
    LinesSent(
        "/items/{number:int}/type/translation", save_json, methods=["PUT"], name="save_translated_lines"
    ),
    Route("/items/{number:int}/type/carry", carry, methods=["POST"], name="carry_over"),
]
