"""What helps while somebody fills in the form of a statement: who may be meant, and how the words of a date are understood.

Both are asked by POST, so that nothing typed stands in an address, and neither enters anything.
"""

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.answers import number_in_path
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, words_of
from amanet.web.screens import saying_choices as choices
from amanet.web.screens.passage_page import near, passage_of
from amanet.web.screens.saying_fields import fields_of
from amanet.web.screens.saying_suggestions import suggest
from amanet.web.screens.saying_understood import echo, understand
from amanet.work.saying_at_once import naming_of

if TYPE_CHECKING:
    from amanet.record.ontology import Ontology

__all__ = ["routes"]


async def show_suggestions(request: Request) -> Response:
    """Who may be meant, while somebody types."""
    return await _suggestions(request, number_in_path(request))


async def show_suggestions_alone(request: Request) -> Response:
    """The same where a statement rests on no passage."""
    return await _suggestions(request, None)


async def _suggestions(request: Request, passage: int | None) -> Response:
    form = await read_form(request)
    name = form.text("of")
    if name not in ("subject", "whom", "value", "by", "heard"):
        raise HTTPException(404)
    tag = words_of(request).tag
    found = await desk_of(request).read(_suggested, passage, name, fields_of(form), form.text("q"), tag)
    return page(request, "saying/suggestions.html", **found, of=name, q=form.text("q"))


def _suggested(
    vault: OpenVault, passage: int | None, name: str, fields: dict[str, str], asked: str, tag: str
) -> dict[str, Any]:
    from amanet.vault.ontology_files import load_ontology

    ontology = load_ontology()
    wanted = _wanted(vault, ontology, name, fields)
    at_hand = [] if passage is None else near(vault, passage_of(vault, passage))
    found = suggest(
        vault, asked, lambda schema: wanted is None or ontology.schema(schema).is_a(wanted), at_hand
    )
    new = [] if name == "whom" else choices.new_kinds(ontology, tag, wanted)
    if name in ("by", "heard"):
        new = [choices.Choice("Source", ontology.schema("Source").label_in(tag))]
    named = [one for one in new if naming_of(ontology, one.code)] if asked else []
    return {
        "people": found,
        "new": named,
        "kinds": {one: choices.schema_label(ontology, one, tag) for one in {one.schema for one in found}},
    }


def _wanted(vault: OpenVault, ontology: "Ontology", name: str, fields: dict[str, str]) -> str | None:
    if name in ("by", "heard"):
        return "Source"
    if name == "subject":
        return None
    found = understand(vault, fields, (), finally_=False)
    if name == "value":
        return found.expected.range if found.expected is not None else None
    from amanet.work.saying_at_once import ABOUT_WHOM

    properties = ontology.schema(found.schema).properties if found.schema else {}
    return next((properties[one].range for one in ABOUT_WHOM if one in properties), None)


async def show_echo(request: Request) -> Response:
    """How the words of a date are understood, while somebody types."""
    found = await desk_of(request).read(echo, fields_of(await read_form(request)))
    return page(request, "saying/echo.html", told=found)


routes = [
    Route("/passages/{number:int}/say/suggest", show_suggestions, methods=["POST"], name="say_suggest"),
    Route("/passages/{number:int}/say/echo", show_echo, methods=["POST"], name="say_echo"),
    Route(
        "/statements/{number:int}/say/suggest",
        show_suggestions_alone,
        methods=["POST"],
        name="correct_suggest",
    ),
    Route("/statements/{number:int}/say/echo", show_echo, methods=["POST"], name="correct_echo"),
]
