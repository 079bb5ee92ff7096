"""After a hand-over: what was taken, and reading it: what each item is, and the words of chats, transcripts, tables and documents.

Reading is a job. What only a person knows is asked here, item by item, and nothing is guessed; a question lives until the lock, and
reading again asks it again.
"""

import asyncio
from itertools import islice
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.intake.parsers import FORMATS
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.screens.file_facts import kind_of_file
from amanet.web.screens.item_words import shown_size
from amanet.web.screens.reading_questions import Asked, answered, questions_of, read_asked
from amanet.work import handovers
from amanet.work.handovers import Ended, TakenItem

__all__ = ["follow", "routes"]

_SHOWN = 100
_LOOKS, _LOOK_EVERY = 6, 0.05
_MEMORY = "read after taking in"
# What has no words that a parser finds; everything else is tried.
_WITHOUT_WORDS = ("image/", "video/", "audio/")


async def done(request: Request) -> Response:
    number = request.path_params["number"]
    asked = questions_of(request)

    def look(vault: OpenVault) -> tuple[Ended, list[TakenItem], int]:
        custody, ended = handovers.get_handover(vault.vault, number)
        numbers = list(handovers.items_of(vault.vault, custody))
        first = sorted(numbers, key=lambda one: one not in asked)
        shown = [handovers.describe_item(vault.vault, one) for one in islice(first, _SHOWN)]
        return ended, sorted(shown, key=lambda one: one.number), len(numbers)

    ended, items, count = await desk_of(request).read(look)
    return page(
        request,
        "take_in/done.html",
        ended=ended,
        items=items,
        count=count,
        asked=asked,
        was_read=number in _was_read(request),
        formats=FORMATS,
        size=shown_size,
        kind_of_file=kind_of_file,
    )


async def read_now(request: Request) -> Response:
    _ = words_of(request).gettext
    number = request.path_params["number"]
    title, questions = _("Reading what was taken in"), questions_of(request)
    job = desk_of(request).start(title, _read_all, number, questions, _was_read(request))
    return await follow(request, job, f"/take-in/done/{number}")


async def answer(request: Request) -> Response:
    """What a person says about an item; it is read with that, and may ask more."""
    _ = words_of(request).gettext
    item, form, questions = request.path_params["item"], await read_form(request), questions_of(request)
    asked = answered(questions.get(item, Asked()), form)
    job = desk_of(request).start(_("Reading with your answer"), read_asked, item, asked, questions)
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


def _read_all(
    vault: OpenVault, job: Job, number: int, questions: dict[int, Asked], was_read: set[int]
) -> None:
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
            read_asked(vault, job, item, questions.get(item, Asked()), questions)
    job.report(total, total)
    was_read.add(number)


def _was_read(request: Request) -> set[int]:
    """The hand-overs that this session has read."""
    session = session_of(request)
    if session is None:
        raise HTTPException(404)
    return cast("set[int]", session.memory.setdefault(_MEMORY, set()))


routes = [
    Route("/take-in/done/{number:int}", done, methods=["GET"], name="hand_over_done"),
    Route("/take-in/done/{number:int}/read", read_now, methods=["POST"], name="read_now"),
    Route("/take-in/items/{item:int}/answer", answer, methods=["POST"], name="answer_question"),
]
