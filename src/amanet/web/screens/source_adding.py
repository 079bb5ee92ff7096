"""Adding a source or a person by hand: who may be here already, in any script, is shown while a name is typed. Nothing is ever merged.

- `GET /sources/new`, `GET /people/new`          the forms
- `POST` to the same                             adds; where somebody alike was not shown yet, it asks first
- `POST /sources/alike`, `POST /people/alike`    who may be meant, for the form (names travel by POST alone)
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent_badge import Badge, badges
from amanet.web.screens.person_words import AccountWords

if TYPE_CHECKING:
    from amanet.work.naming import Alike

__all__ = ["routes"]

_MOST_SOURCES: Final = 300


@dataclass(frozen=True)
class Here:
    """Somebody who may be meant, and where they are looked at."""

    number: int
    label: str = field(repr=False)
    schema: str
    reasons: tuple[str, ...] = field(repr=False)
    agreeing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    badge: Badge | None = None

    @property
    def address(self) -> str:
        return f"/{'people' if self.schema == 'Person' else 'sources'}/{self.number}"


async def show_source(request: Request) -> Response:
    return await _source_form(request, Form(()))


async def show_person(request: Request) -> Response:
    return await _person_form(request, Form(()))


async def alike_sources(request: Request) -> Response:
    return await _alike(request, ("Source", "Person"))


async def alike_people(request: Request) -> Response:
    return await _alike(request, ("Person",))


async def add_source(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    if not form.text("name"):
        return await _source_form(request, form, problem=_("What does the team call the source? It may be a cover name."))  # fmt: skip
    try:
        number, found = await desk_of(request).write(_add_source, form)
    except AmanetError as problem:
        return await _source_form(request, form, problem=on_a_page(str(problem)), english=True)
    if found:
        return await _source_form(request, form, found=found, ask=True)
    say(request, _("The source was added. Ask for its consent when it is safe to."))
    return go_to(request, f"/sources/{number}")


async def add_person(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    if not form.text("name"):
        return await _person_form(request, form, problem=_("What is the person called?"))
    if not form.text("by"):
        return await _person_form(request, form, problem=_("Who says so? Every statement has a source."))
    try:
        number, found = await desk_of(request).write(_add_person, form)
    except AmanetError as problem:
        return await _person_form(request, form, problem=on_a_page(str(problem)), english=True)
    if found:
        return await _person_form(request, form, found=found, ask=True)
    say(request, _("The person was added."))
    return go_to(request, f"/people/{number}")


async def _alike(request: Request, schemata: tuple[str, ...]) -> Response:
    form = await read_form(request)
    found = await desk_of(request).read(_who, form.text("name"), "", schemata) if form.text("name") else []
    return page(request, "sources/alike.html", found=found, ask=False)


async def _source_form(request: Request, form: Form, *, found: list[Here] | None = None, **more: Any) -> Response:  # fmt: skip
    terms = await desk_of(request).read(_terms)
    return _form(request, "sources/new_source.html", form, found, {**terms, **more})


async def _person_form(request: Request, form: Form, *, found: list[Here] | None = None, **more: Any) -> Response:  # fmt: skip
    sources = await desk_of(request).read(_sources)
    return _form(request, "sources/new_person.html", form, found, {"sources": sources, **more})


def _form(request: Request, template: str, form: Form, found: list[Here] | None, more: dict[str, Any]) -> Response:  # fmt: skip
    values = {"problem": "", "ask": False, "english": False, **more}
    status = 422 if values["problem"] else 409 if values["ask"] else 200
    return page(request, template, status=status, form=form, chosen=form.all("connection"), found=found or [], **values)  # fmt: skip


def _unseen(found: list[Here], form: Form) -> bool:
    """Whether somebody alike was not on the page yet when it was sent."""
    seen = set(form.all("seen"))
    return any(str(one.number) not in seen for one in found)


# In a reading or writing thread


def _who(vault: OpenVault, name: str, born: str, schemata: tuple[str, ...]) -> list[Here]:
    found: list[tuple[str, Alike]] = []
    for schema in schemata:
        more = {"birth_date": born} if born and schema == "Person" else {}
        found += [(schema, one) for one in vault.already_here(name[:300], schema, **more)]
    marks = badges(vault, [one.number for _, one in found])
    found.sort(key=lambda pair: -pair[1].bits)
    return [
        Here(one.number, one.label, schema, one.reasons, one.agreeing, one.differing, marks.get(one.number))
        for schema, one in found[:8]
    ]


def _terms(vault: OpenVault) -> dict[str, Any]:
    from amanet.vault.ontology_files import load_ontology

    ontology = load_ontology()
    words = AccountWords(ontology, {})
    return {
        name: [(code, words.code(thesaurus, code)) for code in ontology.thesaurus(thesaurus).terms]
        for name, thesaurus in (("kinds", "source_kind"), ("connections", "source_connection"))
    }


def _sources(vault: OpenVault) -> list[tuple[int, str]]:
    found = [(one.number, one.label) for one in vault.entities("Source")]
    return found[-_MOST_SOURCES:]


def _add_source(vault: OpenVault, form: Form) -> tuple[int, list[Here]]:
    """Its number; or 0, and who is alike and was not on the page yet: looked for at the moment of writing, when no other member writes."""
    found = _who(vault, form.text("name"), "", ("Source", "Person"))
    if _unseen(found, form):
        return 0, found
    more = [("kind", form.text("kind"))] if form.text("kind") else []
    more += [("connection", one) for one in form.all("connection")]
    more += [("notes", form.text("notes"))] if form.text("notes") else []
    more += [("person", form.text("person").removeprefix("#"))] if form.text("person") else []
    return vault.add_entity("Source", form.text("name"), more).number, []


def _add_person(vault: OpenVault, form: Form) -> tuple[int, list[Here]]:
    """The same of a person."""
    found = _who(vault, form.text("name"), form.text("birth_date"), ("Person",))
    if _unseen(found, form):
        return 0, found
    more = [("name", form.text("also"))] if form.text("also") else []
    more += [("birth_date", form.text("birth_date"))] if form.text("birth_date") else []
    by = form.text("by").partition(" · ")[0].removeprefix("#")
    return vault.add_entity("Person", form.text("name"), more, by=by).number, []


routes = [
    Route("/sources/new", show_source, methods=["GET"], name="new_source"),
    Route("/sources/new", add_source, methods=["POST"], name="add_source"),
    Route("/sources/alike", alike_sources, methods=["POST"], name="alike_sources"),
    Route("/people/new", show_person, methods=["GET"], name="new_person"),
    Route("/people/new", add_person, methods=["POST"], name="add_person"),
    Route("/people/alike", alike_people, methods=["POST"], name="alike_people"),
]
