"""Reading back to somebody everything that is held from them and about them, in their language: on the page to read and print, or as a PDF.

`GET` says what it is and asks for the language; `POST` gathers it and logs that it was read back, as the work layer has it. What is read is in
no address and is not kept: it is the answer to that one form.
"""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.vault.read_audit import READ
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, page_aside, words_of
from amanet.web.screens.consent import pdf, person_in
from amanet.web.screens.consent_languages import TALKS, talk_language, talk_of
from amanet.web.screens.consent_view import Whom, contact_lines

if TYPE_CHECKING:
    from amanet.web.languages import Words

__all__ = ["routes"]


async def show(request: Request) -> Response:
    whom = await person_in(request)
    lines, last = await desk_of(request).read(_about, whom, words_of(request))
    chosen = talk_language(last) or talk_language(words_of(request).tag)
    return page(request, "consent/read_back_ask.html", whom=whom, contact=lines, talks=TALKS, chosen=chosen)


async def read_back(request: Request) -> Response:
    form, whom = await read_form(request), await person_in(request)
    tag = talk_language(form.text("language")) or "en"
    desk_of(request).note(READ, whom.number)
    found = await desk_of(request).write(OpenVault.read_back, whom.number, language=tag)
    if form.text("as") == "pdf":
        return pdf(found.pdf(), f"read-back-{tag}.pdf")
    return await page_aside(
        request, "consent/read_back.html", whom=whom, sheet=found.sheet, of_talk=talk_of(tag)
    )


def _about(vault: OpenVault, whom: Whom, words: "Words") -> tuple[tuple[str, ...], str]:
    found = vault.consents(whom.number)[0]
    last = next((str(body["language"]) for body in reversed(list(found.bodies.values())) if "language" in body), "")  # fmt: skip
    return contact_lines(found.contact, words), last


routes = [
    Route("/people/{number:int}/consent/read-back", show, methods=["GET"], name="ask_read_back"),
    Route("/people/{number:int}/consent/read-back", read_back, methods=["POST"], name="read_back"),
]
