"""The log: who did what, and what vouches for it. Nothing here contacts anybody: what goes out and comes in goes by file.

Under `/log` what was entered, newest first; `/log/outside` stamps, cosignatures and the keys to give to partners (`log_outside`);
`/log/verify` everything read again from its bytes; `/log/reads` who looked at what, for the founders of the vault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.jobs import Job
from amanet.web.kept import kept, kept_page
from amanet.web.languages import words_in
from amanet.web.pages import desk_of, page, words_of
from amanet.web.screens import log_outside
from amanet.web.screens.log_words import Teller
from amanet.web.screens.sentences import Piece, Sentence

if TYPE_CHECKING:
    from amanet.web.languages import Words
    from amanet.work.history import Event

__all__ = ["KINDS", "routes"]

PER_PAGE = 50
_READS_PER_PAGE = 200
_FOUNDER = "founder"


def N_(text: str) -> str:
    return text


# What can be asked for by itself, in the order in which people look for it.
KINDS = {
    "Item": N_("Items taken in"),
    "Entity": N_("People, places, events"),
    "Statement": N_("Statements"),
    "Supersession": N_("Corrections"),
    "Retraction": N_("Retractions"),
    "Review": N_("Reviews"),
    "Judgement": N_("Who is one with whom"),
    "Assessment": N_("Assessments"),
    "Passage": N_("Passages"),
    "Rendition": N_("Readings and descriptions"),
    "Gloss": N_("Glosses"),
    "Interview": N_("Interviews"),
    "Grant": N_("Grants of consent"),
    "Refusal": N_("Refusals"),
    "Withdrawal": N_("Withdrawals"),
    "Contact": N_("How to reach people"),
    "Custody": N_("What was done with items"),
    "Proposal": N_("Proposals to disclose"),
    "Approval": N_("Signatures on proposals"),
    "Release": N_("What was disclosed"),
    "Erasure": N_("Erasures"),
    "Stamp": N_("Stamps and cosignatures"),
    "Member": N_("Members"),
    "Epoch": N_("Epochs of the log"),
}


@dataclass(frozen=True)
class Line:
    """One entry of the log; of what was erased, nothing is `told`."""

    number: int
    at: str
    by: str
    told: Sentence = field(repr=False)


@dataclass(frozen=True, eq=False)
class Events:
    """A page of the log. `older` is where the next begins; `last` the newest record of the member's last step, where it can be taken back
    from here; `size` and `root` are of the log as it is now.
    """

    events: list[Line]
    older: int | None
    last: int
    size: int
    root: str


async def show(request: Request) -> Response:
    """Fifty events, newest first; `before` and `kind` say which."""
    kind = request.query_params.get("kind", "")
    before = _number(request.query_params.get("before", ""))
    if kind and kind not in KINDS:
        raise HTTPException(404)
    found = await kept(request, _events, before, kind or None, words_of(request).tag)
    values = {one.name: getattr(found, one.name) for one in fields(found)}
    return await kept_page(
        request, "log/index.html", of=found, kinds=KINDS, kind=kind, before=before, **values
    )


async def choose(request: Request) -> Response:
    """Which kind to show: a form is sent by POST, whatever stands in it, and leads to the page."""
    kind = (await read_form(request)).text("kind")
    return go_to(request, f"/log?kind={kind}" if kind in KINDS else "/log")


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise HTTPException(404)
    return int(text)


def _events(vault: OpenVault, before: int | None, kind: str | None, tag: str) -> Events:
    events = vault.recent(before=before, kind=kind, limit=PER_PAGE + 1)
    checkpoint = vault.vault.checkpoint()
    teller = Teller(vault, words_in(tag))
    return Events(
        [_line(vault, teller, one) for one in events[:PER_PAGE]],
        events[PER_PAGE - 1].number if len(events) > PER_PAGE else None,
        0 if kind or before is not None else _last_of_mine(vault),
        checkpoint.size,
        checkpoint.root.hex(),
    )


def _last_of_mine(vault: OpenVault) -> int:
    """The newest record of the last step of the member at work; 0 where there is none to take back."""
    step = vault.last_step(most=1)
    return step[0].number if step else 0


def _line(vault: OpenVault, teller: Teller, event: "Event") -> Line:
    told = teller.tell(vault.record(event.number)) if event.type else ()
    return Line(event.number, event.at, event.by, told)


# Verify


async def verify_page(request: Request) -> Response:
    return page(request, "log/verify.html", report=None, quick=False)


async def verify(request: Request) -> Response:
    desk, form, _ = desk_of(request), await read_form(request), words_of(request).gettext
    title = _("Reading everything again from its bytes")
    steps = {"log": _("the log"), "records": _("records"), "objects": _("items and readings")}
    job = desk.start_reading(title, _verify, quick=form.has("quick"), steps=steps)
    job.then = f"/log/verified/{job.id}"
    return go_to(request, f"/jobs/{job.id}")


def _verify(vault: OpenVault, job: Job, *, quick: bool, steps: Mapping[str, str]) -> Any:
    """`steps` are what the steps of the examination are called, in the language of whoever asked for it."""

    def tell(step: str, done: int, total: int) -> None:
        job.report(done, max(total, 1), steps.get(step, step))

    return vault.verify(quick=quick, progress=tell)


async def verified(request: Request) -> Response:
    """What an examination found. It is kept until the vault is locked, and nowhere else."""
    job = desk_of(request).jobs.find(request.path_params["id"])
    if job is None or job.state != "done" or not job.then.startswith("/log/verified/"):
        raise HTTPException(404)
    return page(request, "log/verify.html", report=job.result, quick=job.result.quick)


# Who looked at what


async def reads(request: Request) -> Response:
    """Founders see it: who has the vault open could read it all the same (threat model, section 4)."""
    before = _number(request.query_params.get("before", ""))
    found = await desk_of(request).read(_reads, before, words_of(request))
    return page(request, "log/reads.html", **found)


def _reads(vault: OpenVault, before: int | None, words: "Words") -> dict[str, Any]:
    from amanet.canonical import format_utc

    members = {one.member: one for one in vault.members()}
    founders = [one for one in members.values() if one.role == _FOUNDER and one.status == "active"]
    me = vault.vault.member
    if founders and me not in {one.member for one in founders}:
        return {"allowed": False, "noted": [], "older": None}
    teller = Teller(vault, words)
    noted = vault.reads(_READS_PER_PAGE, before=before)
    lines = [
        {
            "at": format_utc(one.at),
            "by": members[one.member].name if one.member in members else "",
            "what": one.what,
            "of": _called(teller, one.number),
        }
        for one in noted
    ]
    older = int(noted[-1].at) if len(noted) == _READS_PER_PAGE else None
    return {"allowed": True, "noted": lines, "older": older}


def _called(teller: Teller, number: int) -> Sentence:
    """What it was, as far as it is there still."""
    from amanet.errors import AmanetError

    try:
        return (teller.entity(number),) if number else ()
    except AmanetError:
        return (Piece(f"#{number}"),)


routes = [
    Route("/log", show, methods=["GET"], name="log"),
    Route("/log", choose, methods=["POST"], name="choose_kind"),
    Route("/log/verify", verify_page, methods=["GET"], name="verify_page"),
    Route("/log/verify", verify, methods=["POST"], name="verify_vault"),
    Route("/log/verified/{id}", verified, methods=["GET"], name="verified"),
    Route("/log/reads", reads, methods=["GET"], name="reads"),
    *log_outside.routes,
]
