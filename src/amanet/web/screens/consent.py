"""What somebody allows, to whom and how long; how they may be reached; the sheet of the talk to print.

- `GET /people/N/consent`            of a person or a source: wishes at a glance, what ends soon, every record of it
- `POST /people/N/contact`           an instruction on how they may be reached
- `GET /people/N/consent/sheet/TAG`  the sheet as a PDF, with how they may be reached first; `/consent/sheet/TAG` for nobody in particular
- `GET /consent/sheets`              the languages of it, which of them are drafts; `POST` says that somebody has checked one

The talk itself is in `consent_talk`, taking back in `consent_withdrawal`, reading back in `consent_read_back`. A GET writes nothing; names and
what was typed travel by POST.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.consent.contact import CHANNELS as USUAL
from amanet.consent.contact import RULES
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, page_aside, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent_languages import TALKS, talk_language
from amanet.web.screens.consent_view import ConsentView, Whom, consent_view, contact_lines, find_whom
from amanet.web.screens.consent_words import CHANNELS

if TYPE_CHECKING:
    from amanet.web.languages import Words

__all__ = ["person_in", "routes", "view_of", "whom_in"]


# Of one person


async def show(request: Request) -> Response:
    view = await view_of(request)
    return await page_aside(request, "consent/index.html", view=view, **contact_form(), talks=TALKS)


async def set_contact(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    whom = await person_in(request)
    given = instruction(form)
    back = form.text("back") if form.text("back") in (whom.here, whom.home) else whom.here
    try:
        await desk_of(request).write(_set_contact, whom.number, form.number("based_on"), given)
    except ChangedMeanwhile as problem:
        return await _contact_again(request, whom, form, back, problem.newest or 0)
    except AmanetError as problem:
        return await _contact_again(request, whom, form, back, None, on_a_page(str(problem)))
    say(request, _("It was written down how they may be reached."))
    return go_to(request, back)


def _set_contact(vault: OpenVault, number: int, based_on: int | None, given: dict[str, str]) -> None:
    vault.set_contact(number, based_on=based_on, **given)


def instruction(form: Form) -> dict[str, str]:
    """An instruction as the form has it; only what was said."""
    channel = form.text("other_channel") or form.text("channel")
    given = {"channel": channel, "rule": form.text("rule")}
    more = {
        name: form.text(field)
        for name, field in (("hours", "hours"), ("language", "contact_language"), ("address", "address"), ("note", "contact_note"))
    }  # fmt: skip
    return given | {name: text for name, text in more.items() if text}


def contact_form(form: Form | None = None) -> dict[str, Any]:
    """What the fields of an instruction need."""
    return {"channels": CHANNELS, "usual": USUAL, "rules": RULES, "typed": form or Form(())}


async def _contact_again(
    request: Request, whom: Whom, form: Form, back: str, newest: int | None, problem: str = ""
) -> Response:
    """The form as it was typed, beside what stands there now."""
    lines, now = await desk_of(request).read(_contact_now, whom.number, words_of(request))
    return page(
        request,
        "consent/contact.html",
        status=422 if newest is None else 409,
        whom=whom,
        lines=lines,
        back=back,
        changed=newest is not None,
        contact_based_on=now,
        problem=problem,
        **contact_form(form),
    )


def _contact_now(vault: OpenVault, number: int, words: "Words") -> tuple[tuple[str, ...], int]:
    from amanet.work.consent import newest_contact

    return contact_lines(vault.safe_contact(number), words), newest_contact(vault.vault, vault.record(number))


# The sheet


async def send_sheet(request: Request) -> Response:
    """As a PDF, from memory: nothing of it is written to the disk here."""
    tag = talk_language(request.path_params["tag"])
    if tag is None:
        raise HTTPException(404)
    whom = await person_in(request) if "number" in request.path_params else None
    data = await desk_of(request).read(_sheet, tag, None if whom is None else whom.number)
    return pdf(data, f"consent-sheet-{tag}.pdf")


def pdf(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Policy": "inert"}
    return Response(data, media_type="application/pdf", headers=headers)


def _sheet(vault: OpenVault, tag: str, person: int | None) -> bytes:
    return vault.consent_sheet(tag, person=person).pdf()


async def show_sheets(request: Request) -> Response:
    return await _sheets(request)


async def check_sheet(request: Request) -> Response:
    """Somebody who speaks the language has read every line of it."""
    form, _ = await read_form(request), words_of(request).gettext
    tag = talk_language(request.path_params["tag"])
    if tag is None:
        raise HTTPException(404)
    if not form.text("by"):
        return await _sheets(request, tag, _("Write down who checked it."))
    await desk_of(request).write(OpenVault.review_translation, tag, by=form.text("by"))
    say(request, _("It was recorded that this translation was checked. It may be signed from now on."))
    return go_to(request, "/consent/sheets")


async def _sheets(request: Request, tag: str = "", problem: str = "") -> Response:
    found = await desk_of(request).read(_languages)
    status = 422 if problem else 200
    return page(request, "consent/sheets.html", status=status, sheets=found, wrong=tag, problem=problem)


def _languages(vault: OpenVault) -> list[Mapping[str, Any]]:
    from amanet.work.consent_talk import load_talk, review_of

    return [
        {"talk": one, "checked": review_of(vault.vault, load_talk(one.tag)), "lines": load_talk(one.tag)}
        for one in TALKS
    ]


# Shared with the other screens of consent


async def whom_in(request: Request) -> Whom:
    """The person or source of the address."""
    found = await desk_of(request).read(find_whom, number_in_path(request))
    if found is None:
        raise HTTPException(404)
    return found


async def person_in(request: Request) -> Whom:
    """The same, of a human being."""
    found = await whom_in(request)
    if not found.is_person:
        raise HTTPException(404)
    return found


async def view_of(request: Request) -> ConsentView:
    found = await desk_of(request).read(consent_view, number_in_path(request), words_of(request))
    if found is None:
        raise HTTPException(404)
    return found


routes = [
    Route("/people/{number:int}/consent", show, methods=["GET"], name="consent"),
    Route("/people/{number:int}/contact", set_contact, methods=["POST"], name="set_contact"),
    Route("/people/{number:int}/consent/sheet/{tag}", send_sheet, methods=["GET"], name="person_sheet"),
    Route("/consent/sheet/{tag}", send_sheet, methods=["GET"], name="sheet"),
    Route("/consent/sheets", show_sheets, methods=["GET"], name="sheets"),
    Route("/consent/sheets/{tag}", check_sheet, methods=["POST"], name="check_sheet"),
]
