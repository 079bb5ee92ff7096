"""Saying something from a passage: the form for a statement beside what was said from it already, and correcting one.

One form, of which every step sends everything: without JavaScript its buttons lead from one step to the next, with it they are pressed
by the script. Only "save" enters something, in one commit, and only after that the page says "saved". What is corrected carries what it was
based on; where it was corrected or reviewed meanwhile, the answer is 409, with both beside one another and all that was typed.

Nothing that is typed is in an address: those hold numbers.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.records import record_of
from amanet.web.screens.item_text import clock
from amanet.web.screens.log_words import STATES, Teller
from amanet.web.screens.passage_page import gather_passage, open_speaker, passage_of
from amanet.web.screens.saying_fields import Understood, fields_of
from amanet.web.screens.saying_rests import chosen_passages
from amanet.web.screens.saying_sheet import (
    Sheet,
    begin,
    begin_correction,
    decimal,
    look_at,
    passage_under,
    passages_with,
    replaced,
)
from amanet.web.screens.saying_understood import understand
from amanet.web.screens.sentences import Sentence
from amanet.work.saying_at_once import (
    Entered,
    New,
    must_be_as_seen,
    newest_seen,
    standing_for,
)

if TYPE_CHECKING:
    pass

__all__ = ["routes"]

# What a button of the form clears, so that somebody or something else can be chosen.
_CLEARED: Final = {
    "subject": ("subject", "subject_words", "subject_new", "subject_pick", "whom", "whom_words", "whom_pick"),
    "whom": ("whom", "whom_words", "whom_pick"),
    "value": ("value_entity", "value_words", "value_new", "value_pick"),
    "by": ("by", "by_words", "by_new", "by_pick"),
    "heard": ("heard", "heard_words", "heard_new", "heard_pick"),
}


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else did to the statement that is corrected: who and when, and what stands there now, if anything does."""

    by: str
    at: str
    what: Sentence = field(repr=False)
    now: Sentence | None = field(repr=False, default=None)


# Looking


async def show_passage(request: Request) -> Response:
    """Where it stands, and what rests on it."""
    found = await desk_of(request).read(gather_passage, number_in_path(request), words_of(request))
    return page(request, "saying/passage.html", passage=found, **_helpers())


async def show(request: Request) -> Response:
    """The form, with what is known already: the words, who speaks, and where somebody goes on, of whom the last statement was."""
    number, about = number_in_path(request), request.path_params.get("about")
    sheet = await desk_of(request).read(begin, number, about, words_of(request))
    return _form(request, sheet)


async def show_correction(request: Request) -> Response:
    """The form with a statement in it, to be entered in its place."""
    sheet = await desk_of(request).read(begin_correction, number_in_path(request), words_of(request))
    return _form(request, sheet)


# Filling in and saving


async def step(request: Request) -> Response:
    """A step of the form, or its end."""
    return await _step(request, number_in_path(request), None)


async def step_alone(request: Request) -> Response:
    """What rested on no passage and was taken back meanwhile is entered anew, and rests on none either."""
    return await _step(request, None, None)


async def step_correction(request: Request) -> Response:
    number = number_in_path(request)
    passage = await desk_of(request).read(
        lambda vault: passage_under(vault, record_of(vault, number, "Statement"))
    )
    return await _step(request, passage, number)


async def _step(request: Request, passage: int | None, correcting: int | None) -> Response:
    form = await read_form(request)
    fields, do = fields_of(form), form.text("do")
    fields["replaces"] = "" if correcting is None else fields["replaces"] or str(correcting)
    for name in _CLEARED.get(do.removeprefix("change:"), ()) if do.startswith("change:") else ():
        fields[name] = ""
    desk, words = desk_of(request), words_of(request)
    if do not in ("save", "propose"):
        return _form(request, await desk.read(look_at, passage, fields, words))
    problem = ""
    try:
        found = await desk.write(_save, passage, fields, do)
    except ChangedMeanwhile:
        return await _meanwhile(request, passage, fields)
    except AmanetError as told:
        found, problem = None, on_a_page(str(told))
    if isinstance(found, Entered):
        say(
            request,
            words.gettext("Saved as a draft.")
            if do == "save"
            else words.gettext("Saved, and proposed for review."),
        )
        on = f"/passages/{passage}/say/about/{found.subject}" if passage else f"/statements/{found.statement}"
        return go_to(request, on)
    sheet = await desk.read(look_at, passage, fields, words, finally_=True)
    return _form(request, sheet, status=422, problem=problem)


def _save(vault: OpenVault, passage: int | None, fields: dict[str, str], do: str) -> Entered | Understood:
    """In one commit, or not at all. Raises `ChangedMeanwhile`."""
    from dataclasses import replace

    if passage is not None:
        passage_of(vault, passage)
    old = replaced(vault, fields)
    if old is not None:
        must_be_as_seen(vault.vault, old.number, decimal(fields["based_on"]))
    passages = passages_with(vault, old, passage, fields)
    value = None if old is None else old.body["value"]
    found = understand(vault, fields, passages, finally_=True, old=value)
    if old is not None and not fields["reason"]:
        found.problems["reason"] = "-"
        return found
    if found.said is None:
        return found
    said = replace(found.said, state="proposed") if do == "propose" else found.said
    if old is None:
        speaker = open_speaker(vault, passage) if fields["speaker_is"] and passage is not None else None
        return vault.enter_said(replace(said, speaker=speaker))
    based_on = decimal(fields["based_on"])
    return vault.correct_said(old.number, said, based_on=based_on, reason=fields["reason"][:500])


async def _meanwhile(request: Request, passage: int | None, fields: dict[str, str]) -> Response:
    """409: what they did, what stands there now, and the form with all that was typed, based on that by now."""

    def both(vault: OpenVault) -> tuple[Meanwhile, Sheet]:
        number = int(fields["replaces"])
        newest = vault.record(newest_seen(vault.vault, number))
        teller = Teller(vault, words_of(request))
        standing = standing_for(vault.vault, number)
        now = None if standing is None else teller.statement(vault.record(standing))
        body = newest.body
        told = Meanwhile(
            teller.member(str(body["entered_by"])), str(body["entered_at"]), teller.tell(newest), now
        )
        fields["replaces"] = str(standing or "")
        fields["based_on"] = "" if standing is None else str(newest_seen(vault.vault, standing))
        return told, look_at(vault, passage, fields, words_of(request))

    told, sheet = await desk_of(request).read(both)
    return _form(request, sheet, status=409, meanwhile=told)


def _form(
    request: Request,
    sheet: Sheet,
    *,
    status: int = 200,
    problem: str = "",
    meanwhile: Meanwhile | None = None,
) -> Response:
    fields = sheet.understood.fields
    replaces = fields["replaces"]
    problems = dict(sheet.understood.problems)
    number = number_in_path(request) if sheet.passage is None else 0
    base = f"/passages/{sheet.passage.number}" if sheet.passage else f"/statements/{number}"
    if replaces and status == 422 and not fields["reason"]:
        problems["reason"] = words_of(request).gettext("Say why it is corrected.")
    return page(
        request,
        "saying/say.html",
        status=status,
        block="form",
        passage=sheet.passage,
        found=sheet.understood,
        fields=fields,
        problems=problems,
        questions={one.field: one for one in sheet.understood.questions},
        old=sheet.old,
        near=sheet.near,
        restable=sheet.restable,
        ticked=chosen_passages(fields),
        problem=problem,
        meanwhile=meanwhile,
        action=f"/statements/{replaces}/correct" if replaces else f"{base}/say",
        base=base,
        is_new=isinstance(sheet.understood.subject, New),
        **sheet.more,
        **_helpers(),
    )


def _helpers() -> dict[str, Any]:
    return {"clock": clock, "states": STATES}


routes = [
    Route("/passages/{number:int}", show_passage, methods=["GET"], name="passage"),
    Route("/passages/{number:int}/say", show, methods=["GET"], name="say"),
    Route("/passages/{number:int}/say/about/{about:int}", show, methods=["GET"], name="say_about"),
    Route("/passages/{number:int}/say", step, methods=["POST"], name="say_step"),
    Route("/statements/{number:int}/correct", show_correction, methods=["GET"], name="correct"),
    Route("/statements/{number:int}/say", step_alone, methods=["POST"], name="say_alone"),
    Route("/statements/{number:int}/correct", step_correction, methods=["POST"], name="correct_step"),
]
