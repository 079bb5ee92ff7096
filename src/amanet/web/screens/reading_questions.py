"""What has to be known before an item can be read: asked of a person, on the page of the item or of its hand-over, and never guessed.

One memory of it for both pages, in the session: it is gone with the lock, and reading again asks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request

from amanet.app import OpenVault
from amanet.errors import AmanetError, VaultDamaged, WorldFailed
from amanet.intake.parsers.parsing import NeedsAnswer
from amanet.web.forms import Form
from amanet.web.jobs import Job
from amanet.web.pages import session_of
from amanet.web.plain_words import on_a_page

__all__ = ["Asked", "answered", "describe_new", "questions_of", "read_asked"]

_MEMORY = "questions about items"
_FIELDS = ("format", "date_order", "encoding", "language")


@dataclass(frozen=True)
class Asked:
    """Why an item was not read: a question (`question` is the field that answers it) or only a reason; and what was answered so far."""

    reason: str = field(default="", repr=False)
    question: str = ""
    choices: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    speakers: tuple[str, ...] = field(default=(), repr=False)


def questions_of(request: Request) -> dict[int, Asked]:
    """By item, what this session knows of it."""
    session = session_of(request)
    if session is None:
        raise HTTPException(404)
    return cast("dict[int, Asked]", session.memory.setdefault(_MEMORY, {}))


def answered(before: Asked, form: Form) -> Asked:
    """What was answered before, with what a form says."""
    given = {name: form.text(name) for name in _FIELDS if form.text(name)}
    return Asked(answers=before.answers | given, speakers=(*before.speakers, *form.all("speakers")))


def read_asked(vault: OpenVault, job: Job, item: int, asked: Asked, questions: dict[int, Asked]) -> None:
    """Reads one item with what was answered, and keeps what it asks further, or why it cannot be read."""

    def tell(_size: int) -> None:
        job.must_go_on()

    answers = {name: value for name, value in asked.answers.items() if name != "format"}
    try:
        read = vault.read(
            item, as_format=asked.answers.get("format"), speakers=asked.speakers, progress=tell, **answers
        )
    except NeedsAnswer as problem:
        reason = on_a_page(str(problem))
        questions[item] = replace(asked, reason=reason, question=problem.question, choices=problem.choices)
    except (WorldFailed, VaultDamaged):
        raise
    except AmanetError as problem:
        questions[item] = Asked(on_a_page(str(problem)))
    else:
        questions.pop(item, None)
        describe_new(vault, read.items)


def describe_new(vault: OpenVault, items: Sequence[int]) -> None:
    """Finds out what those are that nobody looked into yet."""
    from amanet.work.handovers import describe_item

    new = [one for one in items if not describe_item(vault.vault, one).media_type]
    if new:
        vault.describe(new)
