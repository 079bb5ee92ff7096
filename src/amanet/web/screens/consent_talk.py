"""The consent talk as a form, in the language of the person: one question a step, or all on one page; read back before it is saved, as one step.

- `GET /people/N/consent/talk`    the first step; `language` a tag of the talk, `as` is `all` for one page
- `POST`                          the button pressed (`go`) says where to: `next`, `back`, `all`, `steps`, `language`, `summary`, `save`

What was typed travels in the form from step to step and nowhere else; only `save` writes, and what is written is all of it or nothing. `based_on` is
the newest record of their consent when the talk began: where another came since, both are shown and nothing is lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page_aside, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent import contact_form, person_in
from amanet.web.screens.consent_answers import NAMED, USE_CODES, answers_of, is_asked, missing_in, told_of
from amanet.web.screens.consent_languages import TALKS, talk_language, talk_of
from amanet.web.screens.consent_view import (
    GrantLine,
    HistoryLine,
    Whom,
    contact_lines,
    grant_line,
    history_since,
)

if TYPE_CHECKING:
    from amanet.consent import Talk
    from amanet.web.languages import Words
    from amanet.work.consent_answers import Answers

__all__ = ["STEPS", "routes", "step_of"]

# In the order of the sheet (docs/consent.md).
STEPS: Final = (
    "begin", "reach", "missing", "uses", "recipients", "identity", "media", "place", "date", "until", "end",
)  # fmt: skip
# By step the names of its fields; what ends in ":" is a beginning.
_FIELDS: Final = {
    "begin": ("given_at", "talk_place", "asked_by", "interpreter", "present"),
    "reach": ("channel", "other_channel", "rule", "hours", "contact_language", "address"),
    "missing": ("by_proxy", "kinship", "evidence", "dissent"),
    "uses": ("use:",),
    "recipients": ("to:", "name:"),
    "identity": ("identity",),
    "media": ("face", "voice", "words"),
    "place": ("place",),
    "date": ("date",),
    "until": ("expires", "review"),
    "end": ("read_aloud", "explained", "proof", "proof_item", "note"),
}
_OURS: Final = frozenset(("language", "step", "go", "based_on", "show_in"))
_FIRST_ALLOWED, _AFTER_ALLOWED = "recipients", "until"


@dataclass(frozen=True)
class _Known:
    """What the page has to know of the vault: how they may be reached, whether the words were checked, the newest record."""

    whom: Whom
    talk: "Talk"
    checked: bool
    contact: tuple[str, ...]
    do_not_contact: bool
    based_on: int
    last_language: str
    today: str


async def show(request: Request) -> Response:
    whom = await person_in(request)
    asked = talk_language(request.query_params.get("language", ""))
    known = await _known(request, whom, asked)
    step = "all" if request.query_params.get("as") == "all" else STEPS[0]
    form = Form((("based_on", str(known.based_on)), ("given_at", known.today)))
    return await _step(request, known, form, step)


async def go_on(request: Request) -> Response:
    form, whom = await read_form(request), await person_in(request)
    known = await _known(request, whom, talk_language(form.text("language")))
    here, to = form.text("step"), form.text("go")
    if to == "language":
        return await _step(
            request, await _known(request, whom, talk_language(form.text("show_in"))), form, here
        )
    if to in ("all", "steps"):
        return await _step(request, known, form, "all" if to == "all" else STEPS[0])
    if to == "back":
        return await _step(request, known, form, _beside(form, here, -1))
    if to not in ("summary", "save") and here in STEPS[:-1]:
        return await _step(request, known, form, _beside(form, here, 1))
    return await _end(request, known, form, saving=to == "save")


async def _end(request: Request, known: _Known, form: Form, *, saving: bool) -> Response:
    """The summary to be read back, or where it was read back, the saving of it."""
    words = words_of(request)
    problems = missing_in(form, words.gettext)
    if problems:
        return await _step(request, known, form, _where(problems, form), problems)
    answers = answers_of(form, known.talk, words.gettext)
    try:
        if not saving:
            return await _summary(request, known, form, answers)
        entered = await desk_of(request).write(
            OpenVault.record_answers, known.whom.number, answers, based_on=form.number("based_on")
        )
    except ChangedMeanwhile:
        return await _summary(request, known, form, answers, changed=True)
    except AmanetError as problem:
        return await _step(request, known, form, "all", {"": on_a_page(str(problem))})
    count = sum(one.type in ("Grant", "Refusal") for one in entered)
    said = words.ngettext("%(num)d answer was saved.", "%(num)d answers were saved.", count) % {"num": count}
    say(request, said if count else words.gettext("It was written down how they may be reached."))
    return go_to(request, known.whom.here)


async def _step(
    request: Request, known: _Known, form: Form, step: str, problems: dict[str, str] | None = None
) -> Response:
    step = step if step in (*STEPS, "all") else STEPS[0]
    shown = STEPS if step == "all" else (step,)
    return await page_aside(
        request,
        "consent/talk.html",
        status=422 if problems else 200,
        step=step,
        shown=shown,
        carried=list(_carried(form, shown)),
        problems=problems or {},
        place_of_step=(_path(form).index(step) + 1, len(_path(form))) if step in _path(form) else None,
        form=form,
        asked_uses=[use for use in USE_CODES if step == "all" or is_asked(form, use)],
        named=NAMED,
        uses=USE_CODES,
        **_common(known, form),
        **contact_form(form),
    )


async def _summary(
    request: Request, known: _Known, form: Form, answers: "Answers", *, changed: bool = False
) -> Response:
    """Reads back in their language what was answered, and says in ours what follows from it."""
    words = words_of(request)
    since = form.number("based_on", 0) or 0
    found = await desk_of(request).read(_foreseen, known.whom.number, answers, since, changed, words)
    common = _common(known, form) | ({"based_on": known.based_on} if changed else {})
    return await page_aside(
        request,
        "consent/summary.html",
        status=409 if changed else 200,
        told=told_of(form, known.talk),
        carried=list(_carried(form, ())),
        answers=answers,
        changed=changed,
        **found,
        **common,
    )


def _common(known: _Known, form: Form) -> dict[str, Any]:
    return {
        "whom": known.whom,
        "talk": known.talk,
        "of_talk": talk_of(known.talk.language),
        "talks": TALKS,
        "checked": known.checked,
        "contact": known.contact,
        "do_not_contact": known.do_not_contact,
        "based_on": form.number("based_on", 0) or 0,
    }


# Steps


def step_of(name: str) -> str | None:
    """The step in which a field of that name is asked; None for one that is none of ours."""
    for step, fields in _FIELDS.items():
        if any(name == one or (one.endswith(":") and name.startswith(one)) for one in fields):
            return step
    return None


def _carried(form: Form, shown: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What was answered in other steps than these."""
    shown = set(shown)
    for name, value in form:
        if name not in _OURS and step_of(name) not in shown | {None} and value:
            yield name, value


def _path(form: Form) -> tuple[str, ...]:
    """The steps that there are to take: of whom nothing is allowed, nobody is asked how they may appear."""
    if any(is_asked(form, use) for use in USE_CODES):
        return STEPS
    return (*STEPS[: STEPS.index(_FIRST_ALLOWED)], *STEPS[STEPS.index(_AFTER_ALLOWED) + 1 :])


def _beside(form: Form, step: str, by: int) -> str:
    path = _path(form)
    if step not in path:
        return path[0]
    return path[min(max(path.index(step) + by, 0), len(path) - 1)]


def _where(problems: dict[str, str], form: Form) -> str:
    """The step of the first thing that is missing, or all of them where they were asked on one page."""
    if form.text("step") == "all":
        return "all"
    return next((found for name in problems if (found := step_of(name))), "all")


# In a reading thread


async def _known(request: Request, whom: Whom, language: str | None) -> _Known:
    return await desk_of(request).read(_know, whom, language, words_of(request))


def _know(vault: OpenVault, whom: Whom, language: str | None, words: "Words") -> _Known:
    from amanet.work.consent import newest_wish, today
    from amanet.work.consent_talk import load_talk, review_of

    found = vault.consents(whom.number)[0]
    # The language in which they were asked last, or that of the page.
    last = next(
        (str(body["language"]) for body in reversed(list(found.bodies.values())) if "language" in body), ""
    )
    tag = language or talk_language(last) or talk_language(words.tag) or "en"
    talk = load_talk(tag)
    return _Known(
        whom,
        talk,
        review_of(vault.vault, talk) is not None,
        contact_lines(found.contact, words),
        found.contact.do_not_contact,
        newest_wish(vault.vault, vault.record(whom.number)),
        last,
        today(vault.vault).isoformat(),
    )


def _foreseen(
    vault: OpenVault, number: int, answers: "Answers", since: int, changed: bool, words: "Words"
) -> dict[str, Any]:
    given: list[GrantLine] = []
    ends: list[GrantLine] = []
    numbers = vault.consents(number)[0].numbers
    if answers.allowed or answers.refused:
        found = vault.foresee(number, answers)
        given = [grant_line(one, numbers) for one in found.given]
        ends = [grant_line(one, numbers) for one in found.ends]
    meanwhile: tuple[HistoryLine, ...] = history_since(vault, number, since, words) if changed else ()
    return {"given": given, "ends": ends, "meanwhile": meanwhile}


routes = [
    Route("/people/{number:int}/consent/talk", show, methods=["GET"], name="talk"),
    Route("/people/{number:int}/consent/talk", go_on, methods=["POST"], name="talk_on"),
]
