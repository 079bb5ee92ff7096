"""What is done with statements that stand: proposing them for review, taking one back with the reason, undoing one's last step.

Taking back and undoing carry what they were based on; where that changed meanwhile, nothing is done (`ChangedMeanwhile`).
"""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import Misuse
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, say, words_of
from amanet.web.records import record_of
from amanet.web.screens.passage_page import item_of, passage_of, resting_on
from amanet.web.screens.saying_sheet import passage_under

__all__ = ["routes"]

_BACK: Final = re.compile(r"/log|/(?:passages|people|items|statements)/[0-9]{1,12}(?:/say)?")


async def propose(request: Request) -> Response:
    """One statement, or all drafts of a passage."""
    number, form, words = number_in_path(request), await read_form(request), words_of(request)
    chosen = [int(one) for one in form.all("of") if one.isdecimal() and len(one) < 13][:200]
    done = await desk_of(request).write(_propose, number, chosen)
    said = words.ngettext(
        "%(num)d statement was proposed for review.", "%(num)d statements were proposed for review.", done
    )
    say(request, said % {"num": done})
    return go_to(request, _back(form.text("back"), f"/passages/{number}"))


def _propose(vault: OpenVault, passage: int, chosen: list[int]) -> int:
    """Those that rest on the passage and still are drafts."""
    drafts = [
        one.number
        for one in resting_on(vault, passage_of(vault, passage))
        if one.number in chosen and vault.vault.views.state(one.number) == "draft"
    ]
    for number in drafts:
        vault.review(number, "proposed")
    return len(drafts)


async def propose_one(request: Request) -> Response:
    """A statement by itself, whatever it rests on."""
    number, words = number_in_path(request), words_of(request)

    def put(vault: OpenVault) -> int:
        record_of(vault, number, "Statement", living=True)
        is_draft = vault.vault.views.state(number) == "draft"
        if is_draft:
            vault.review(number, "proposed")
        return int(is_draft)

    done = await desk_of(request).write(put)
    said = words.ngettext(
        "%(num)d statement was proposed for review.", "%(num)d statements were proposed for review.", done
    )
    say(request, said % {"num": done})
    return go_to(request, f"/statements/{number}")


async def take_back(request: Request) -> Response:
    """A statement that no longer counts, with the reason."""
    number, form, words = number_in_path(request), await read_form(request), words_of(request)
    reason, based_on = form.text("reason"), form.number("based_on")

    def retract(vault: OpenVault) -> int | None:
        record = record_of(vault, number, "Statement")
        passage = passage_under(vault, record)
        vault.retract(number, reason=reason[:500], based_on=based_on)
        return passage

    try:
        passage = await desk_of(request).write(retract)
    except Misuse as problem:
        if reason:
            raise
        raise Misuse(
            "Say why it is taken back. Nothing was changed; go back and write the reason."
        ) from problem
    say(request, words.gettext("Taken back. It stays in the log, with the reason."))
    otherwise = f"/passages/{passage}" if passage else f"/statements/{number}"
    return go_to(request, _back(form.text("back"), otherwise))


async def undo(request: Request) -> Response:
    """Takes back the last step of the member at work, if it is still the one that the page told of."""
    form, words = await read_form(request), words_of(request)
    based_on = form.number("based_on")
    if based_on is None:
        raise Misuse(
            "Which step is to be undone was not sent, and nothing was changed. Open the log and undo it there."
        )
    undone = await desk_of(request).write(OpenVault.undo, based_on=based_on)
    count = len(undone.records)
    said = words.ngettext(
        "%(num)d entry was taken back. It stays in the log, and no longer counts.",
        "%(num)d entries were taken back. They stay in the log, and no longer count.",
        count,
    )
    say(request, said % {"num": count})
    back = _back(form.text("back"), "/")
    gone = await desk_of(request).read(_is_gone, back)
    return go_to(request, gone or back)


def _is_gone(vault: OpenVault, back: str) -> str:
    """Where a passage itself was taken back, the item that it was of."""
    found = re.match(r"/passages/([0-9]+)", back)
    if found is None:
        return ""
    number = int(found[1])
    record = vault.record(number)
    if record.type != "Passage" or not vault.vault.views.is_dead(number):
        return ""
    return f"/items/{item_of(vault, record)}"


def _back(given: str, otherwise: str) -> str:
    return given if _BACK.fullmatch(given) else otherwise


routes = [
    Route("/passages/{number:int}/propose", propose, methods=["POST"], name="propose"),
    Route("/statements/{number:int}/propose", propose_one, methods=["POST"], name="propose_one"),
    Route("/statements/{number:int}/take-back", take_back, methods=["POST"], name="take_back"),
    Route("/undo", undo, methods=["POST"], name="undo"),
]
