"""Statements that wait for somebody, one after the other: drafts, what was proposed to others, what a member disputes.

Who entered a statement does not pass it, unless they work alone (`record.statement.verify_review`). What is chosen is put into its new
state statement by statement, each signed; where one of them cannot be, it is said which, and the others are. One that somebody corrected,
took back or reviewed since the page was made is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent_badge import Badge, badges_of_statements
from amanet.web.screens.log_words import Teller
from amanet.web.screens.sentences import Piece, Sentence
from amanet.work.saying_at_once import must_be_as_seen, newest_seen

if TYPE_CHECKING:
    from amanet.web.languages import Words

__all__ = ["routes"]

PER_PAGE = 40
_QUOTED = 400


def N_(text: str) -> str:
    return text


# The states that wait, and into which states somebody may put what is in them.
_ONWARDS = {
    "draft": ("proposed", "reviewed"),
    "proposed": ("reviewed", "disputed"),
    "disputed": ("reviewed", "proposed"),
}
_TITLES = {"draft": N_("Drafts"), "proposed": N_("Proposed"), "disputed": N_("Disputed")}


@dataclass(frozen=True)
class Waiting:
    """A statement in words, who entered it and when, and the passages that it rests on, with their words and the language of those. `seen` is
    the newest record about it.
    """

    number: int
    told: Sentence = field(repr=False)
    passages: tuple[tuple[Piece, str, str], ...] = field(repr=False)
    by: str = ""
    at: str = ""
    seen: int = 0
    badge: Badge | None = None


async def show(request: Request) -> Response:
    """Forty in their order of entry; `after` says from where on."""
    state, after = request.path_params["state"], request.query_params.get("after", "0")
    if state not in _ONWARDS or not after.isdecimal() or len(after) > 12:
        raise HTTPException(404)
    found = await desk_of(request).read(_waiting, state, int(after), words_of(request))
    return page(
        request,
        "review/index.html",
        state=state,
        titles=_TITLES,
        onwards=_ONWARDS[state],
        after=int(after),
        **found,
    )


async def settle(request: Request) -> Response:
    """What was chosen goes into another state."""
    form, state, _ = await read_form(request), request.path_params["state"], words_of(request)
    to, chosen = form.text("to"), [int(one) for one in form.all("of") if one.isdecimal() and len(one) < 13]
    if state not in _ONWARDS or to not in _ONWARDS[state]:
        raise HTTPException(404)
    here = f"/review/{state}"
    if not chosen:
        said = _.gettext("Choose at least one statement first.")
    else:
        seen = {one: form.number(f"seen-{one}") for one in chosen[:PER_PAGE]}
        settled = await desk_of(request).write(_settle, seen, to, form.text("reason"))
        said = _told(_, settled)
    say(request, said)
    return go_to(request, here)


@dataclass(frozen=True)
class Settled:
    """How many were; how many were left because somebody changed them meanwhile; why another could not be."""

    done: int = 0
    changed: int = 0
    problem: str = ""


def _told(words: "Words", settled: Settled) -> str:
    done = words.ngettext("%(num)d statement was settled.", "%(num)d statements were settled.", settled.done)
    said = done % {"num": settled.done}
    if settled.changed:
        changed = words.ngettext(
            "%(num)d was changed by somebody meanwhile and left as it is. Look at it again.",
            "%(num)d were changed by somebody meanwhile and left as they are. Look at them again.",
            settled.changed,
        )
        said += " " + changed % {"num": settled.changed}
    return f"{said} {on_a_page(settled.problem)}" if settled.problem else said


def _waiting(vault: OpenVault, state: str, after: int, words: "Words") -> dict[str, Any]:
    views, teller = vault.vault.views, Teller(vault, words)
    numbers = views.in_state(state)
    shown = list(islice((one for one in numbers if one > after), PER_PAGE + 1))
    marks = badges_of_statements(vault, shown[:PER_PAGE])
    lines = [_line(vault, teller, one, marks.get(one)) for one in shown[:PER_PAGE]]
    return {
        "count": len(numbers),
        "lines": lines,
        "more": lines[-1].number if len(shown) > PER_PAGE else None,
    }


def _line(vault: OpenVault, teller: Teller, number: int, badge: Badge | None) -> Waiting:
    record = vault.record(number)
    passages = tuple(_passage(vault, teller, str(one)) for one in record.body.get("passages", ()))
    by = teller.member(str(record.body["entered_by"]))
    at = str(record.body["entered_at"])
    seen = newest_seen(vault.vault, number)
    return Waiting(number, teller.statement(record), passages, by, at, seen, badge)


def _passage(vault: OpenVault, teller: Teller, identifier: str) -> tuple[Piece, str, str]:
    """Whoever looks whether the words say so has them before them, as far as they fit there."""
    try:
        body = vault.record(vault.vault.views.number_of(identifier)).body
    except Misuse:  # erased
        return teller.named(identifier), "", ""
    quote = str(body.get("quote", ""))
    shown = quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]} …"
    return teller.named(identifier), shown, str(body.get("language", ""))


def _settle(vault: OpenVault, seen: Mapping[int, int | None], to: str, reason: str) -> Settled:
    done, changed, problem = 0, 0, ""
    for number, based_on in seen.items():
        try:
            must_be_as_seen(vault.vault, number, based_on)
            vault.review(number, to, reason=reason or None)
            done += 1
        except ChangedMeanwhile:
            changed += 1
        except Misuse as told:
            problem = str(told)
    return Settled(done, changed, problem)


routes = [
    Route("/review/{state}", show, methods=["GET"], name="review"),
    Route("/review/{state}", settle, methods=["POST"], name="settle_review"),
]
