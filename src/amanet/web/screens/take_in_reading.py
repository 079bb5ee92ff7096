"""After a hand-over: what was taken, and reading it: what each item is, and the words of chats, transcripts, tables and documents.

Reading is a job. What only a person knows is asked here, item by item, and nothing is guessed; a question lives until the lock, and
reading again asks it again.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, VaultDamaged, WorldFailed
from amanet.intake.parsers import FORMATS
from amanet.intake.parsers.parsing import NeedsAnswer
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.work import handovers
from amanet.work.handovers import Ended, TakenItem

if TYPE_CHECKING:
    from amanet.web.sessions import Session

__all__ = ["follow", "routes"]

_SHOWN = 100
_LOOKS, _LOOK_EVERY = 6, 0.05
_MEMORY = "read after taking in"
# What has no words that a parser finds; everything else is tried.
_WITHOUT_WORDS = ("image/", "video/", "audio/")
_FIELDS = {"date_order": "date_order", "encoding": "encoding", "language": "language", "format": "as_format"}


@dataclass(frozen=True)
class Asked:
    """Why an item was not read: a question (`question` is a field of the answer form), or only a reason."""

    reason: str = field(repr=False)
    question: str = ""
    choices: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    speakers: tuple[str, ...] = field(default=(), repr=False)


@dataclass
class Tried:
    """What this session has learned by reading: by item, and how often each hand-over was read."""

    asked: dict[int, Asked] = field(default_factory=dict, repr=False)
    read: set[int] = field(default_factory=set)


async def done(request: Request) -> Response:
    number = request.path_params["number"]
    tried = _tried(request)

    def look(vault: OpenVault) -> tuple[Ended, list[TakenItem], int]:
        custody, ended = handovers.get_handover(vault.vault, number)
        numbers = list(handovers.items_of(vault.vault, custody))
        first = [one for one in numbers if one in tried.asked] + [
            one for one in numbers if one not in tried.asked
        ]
        shown = [handovers.describe_item(vault.vault, one) for one in islice(first, _SHOWN)]
        return ended, sorted(shown, key=lambda one: one.number), len(numbers)

    ended, items, count = await desk_of(request).read(look)
    return page(
        request,
        "take_in/done.html",
        ended=ended,
        items=items,
        count=count,
        asked=tried.asked,
        was_read=number in tried.read,
        formats=FORMATS,
    )


async def read_now(request: Request) -> Response:
    _ = words_of(request).gettext
    number = request.path_params["number"]
    tried = _tried(request)
    job = desk_of(request).start(_("Reading what was taken in"), _read_all, number, tried)
    return await follow(request, job, f"/take-in/done/{number}")


async def answer(request: Request) -> Response:
    """What a person says about an item; it is read with that, and may ask more."""
    _ = words_of(request).gettext
    item, form, tried = request.path_params["item"], await read_form(request), _tried(request)
    before = tried.asked.get(item, Asked(""))
    given = {name: form.text(field) for field, name in _FIELDS.items() if form.text(field)}
    asked = Asked("", answers=before.answers | given, speakers=(*before.speakers, *form.all("speakers")))
    job = desk_of(request).start(_("Reading with your answer"), _read_asked, item, asked, tried)
    back = form.number("back")
    return await follow(request, job, f"/take-in/done/{back}" if back else "/take-in")


async def follow(request: Request, job: Job, then: str) -> Response:
    """To the page of a job; where it is done at once, to what comes after it."""
    job.then = then
    for _ in range(_LOOKS):
        await asyncio.sleep(_LOOK_EVERY)
        if job.state == "done":
            return go_to(request, then)
    return go_to(request, f"/jobs/{job.id}")


def _read_all(vault: OpenVault, job: Job, number: int, tried: Tried) -> None:
    custody, _ended = handovers.get_handover(vault.vault, number)
    items = list(handovers.items_of(vault.vault, custody))
    new = [one for one in items if not handovers.describe_item(vault.vault, one).media_type]
    total = len(new) + len(items)
    if new:
        vault.describe(new, progress=lambda done: job.report(done, total))
    for done_, item in enumerate(items, len(new)):
        job.report(done_, total)
        taken = handovers.describe_item(vault.vault, item)
        if not taken.reading_number and not taken.media_type.startswith(_WITHOUT_WORDS):
            _read_asked(vault, job, item, tried.asked.get(item, Asked("")), tried)
    job.report(total, total)
    tried.read.add(number)


def _read_asked(vault: OpenVault, job: Job, item: int, asked: Asked, tried: Tried) -> None:
    """Reads one item, and keeps what it asks."""

    def tell(_size: int) -> None:
        job.must_go_on()

    try:
        read = vault.read(item, **asked.answers, speakers=asked.speakers, progress=tell)
    except NeedsAnswer as problem:
        reason = _without_options(str(problem))
        tried.asked[item] = Asked(reason, problem.question, problem.choices, asked.answers, asked.speakers)
    except (WorldFailed, VaultDamaged):
        raise
    except AmanetError as problem:
        tried.asked[item] = Asked(_without_options(str(problem)))
    else:
        tried.asked.pop(item, None)
        _describe_inside(vault, read.items)


def _without_options(text: str) -> str:
    """Without the sentences that speak of options of the command line: here there is a form for that."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(one for one in sentences if not re.search(r"\B--\w|^The formats: ", one))


def _describe_inside(vault: OpenVault, items: Sequence[int]) -> None:
    new = [one for one in items if not handovers.describe_item(vault.vault, one).media_type]
    if new:
        vault.describe(new)


def _tried(request: Request) -> Tried:
    session: Session | None = session_of(request)
    if session is None:
        raise HTTPException(404)
    return cast(Tried, session.memory.setdefault(_MEMORY, Tried()))


routes = [
    Route("/take-in/done/{number:int}", done, methods=["GET"], name="hand_over_done"),
    Route("/take-in/done/{number:int}/read", read_now, methods=["POST"], name="read_now"),
    Route("/take-in/items/{item:int}/answer", answer, methods=["POST"], name="answer_question"),
]
