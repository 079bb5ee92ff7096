"""Sources: who or what statements come from. The list; one of them with what it said; an interview that was held.

- `GET /sources`, `POST /sources`        the list, a page after somebody (by number); what a name has in it is sent by POST alone
- `GET /sources/N`                       how they may be reached first; what was agreed; what they said, whom they heard it from, interviews
- `POST /sources/N/interviews`           that they were interviewed; who was interviewed before is shown before anybody asks again

Adding somebody is in `source_adding`. No source is graded or put in an order of how much it is believed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.vault.facts import Facts
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, page_aside, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent import contact_form
from amanet.web.screens.consent_badge import Badge, badges
from amanet.web.screens.consent_view import ConsentView, consent_view
from amanet.web.screens.log_words import Teller
from amanet.web.screens.person_words import AccountWords
from amanet.web.screens.sentences import Piece, Sentence

if TYPE_CHECKING:
    from amanet.web.languages import Words
    from amanet.work.interviews import Interviewed

__all__ = ["SourceLine", "routes"]

_PER_PAGE: Final = 25
_SAID_PER_PAGE: Final = 40
# The properties of a source whose values are terms, and of which thesaurus.
_THESAURI: Final = {
    "kind": "source_kind",
    "connection": "source_connection",
    "basis_of_knowledge": "basis_of_knowledge",
    "language": "language",
    "material": "source_material",
}
_IN_LIST: Final = ("kind", "connection")


@dataclass(frozen=True)
class SourceLine:
    """A source in the list: what it is and to whom, in the words of the ontology."""

    number: int
    label: str = field(repr=False)
    kinds: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    badge: Badge | None = None


@dataclass(frozen=True)
class SaidLine:
    """A statement in words, and the passages that it rests on."""

    number: int
    told: Sentence = field(repr=False)
    passages: tuple[Piece, ...] = field(default=(), repr=False)
    state: str = ""
    heard_from: Piece | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SourceView:
    """`facts` are what is said of the source itself; `heard` what others heard from it; `after` from which statement the next page is."""

    consent: ConsentView
    facts: tuple[tuple[str, str, Piece | None], ...] = field(repr=False)
    said: tuple[SaidLine, ...] = field(repr=False)
    total: int = 0
    after: int | None = None
    heard: tuple[SaidLine, ...] = field(default=(), repr=False)
    heard_total: int = 0
    heard_from: tuple[Piece, ...] = field(default=(), repr=False)
    interviews: "tuple[Interviewed, ...]" = ()

    @property
    def newest_interview(self) -> int:
        return max((one.number for one in self.interviews), default=0)


# The list


async def show_list(request: Request) -> Response:
    after = request.query_params.get("after", "0")
    if not after.isdecimal() or len(after) > 12:
        raise HTTPException(404)
    return await _list(request, "", int(after))


async def find(request: Request) -> Response:
    form = await read_form(request)
    return await _list(request, form.text("containing")[:200], form.number("after", 0) or 0)


async def _list(request: Request, containing: str, after: int) -> Response:
    lines, more = await desk_of(request).read(_listed, containing, after)
    return page(
        request,
        "sources/index.html",
        block="sources",
        lines=lines,
        more=more,
        containing=containing,
        after=after,
    )


def _listed(vault: OpenVault, containing: str, after: int) -> tuple[list[SourceLine], int | None]:
    from amanet.work.entities import list_entities

    found = (one for one in list_entities(vault.vault, "Source", containing) if one.number > after)
    several = list(islice(found, _PER_PAGE + 1))
    shown = several[:_PER_PAGE]
    numbers = [one.number for one in shown]
    said, marks = _said_of(vault, numbers), badges(vault, numbers)
    lines = [
        SourceLine(
            one.number,
            one.label,
            tuple(said.get((one.number, "kind"), ())),
            tuple(said.get((one.number, "connection"), ())),
            marks.get(one.number),
        )
        for one in shown
    ]
    return lines, shown[-1].number if len(several) > _PER_PAGE else None


def _said_of(vault: OpenVault, numbers: Collection[int]) -> Mapping[tuple[int, str], list[str]]:
    """What these are and to whom, by number and property: a few queries, however many."""
    words = _ontology_words()
    living = Facts(vault.vault.database).said_of(numbers, *_IN_LIST)
    rows = vault.vault.related.bodies({one.number for one in living})
    ids = vault.vault.related.numbers({str(row.body["subject"]) for row in rows})
    found: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        body = row.body
        if body["polarity"] != "affirms" or "term" not in body["value"]:
            continue
        name = str(body["property"])
        told = found.setdefault((ids[str(body["subject"])], name), [])
        word = words.code(_THESAURI[name], str(body["value"]["term"]))
        if word not in told:
            told.append(word)
    return found


def _ontology_words() -> AccountWords:
    from amanet.vault.ontology_files import load_ontology

    return AccountWords(load_ontology(), {})


# One source


async def show(request: Request) -> Response:
    return await _source(request)


async def _source(request: Request, form: Form | None = None, *, problem: str = "", changed: bool = False) -> Response:  # fmt: skip
    after = request.query_params.get("after", "0")
    if not after.isdecimal() or len(after) > 12:
        raise HTTPException(404)
    view = await desk_of(request).read(_gather, number_in_path(request), int(after), words_of(request))
    if view is None:
        raise HTTPException(404)
    return await page_aside(
        request,
        "sources/source.html",
        status=409 if changed else 422 if problem else 200,
        view=view,
        first=int(after) == 0,
        interview=form or Form(()),
        problem=problem,
        changed=changed,
        **contact_form(),
    )


async def add_interview(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    number = number_in_path(request)
    names = [one.strip() for one in form.text("by").split(";") if one.strip()]
    if not names or not form.text("held_at"):
        return await _source(request, form, problem=_("An interview was held on a day, by somebody."))
    try:
        await desk_of(request).write(_add_interview, number, names, form)
    except ChangedMeanwhile:
        return await _source(request, form, changed=True)
    except AmanetError as problem:
        return await _source(request, form, problem=on_a_page(str(problem)))
    say(request, _("The interview was recorded."))
    return go_to(request, f"/sources/{number}#interviews")


def _add_interview(vault: OpenVault, number: int, names: list[str], form: Form) -> None:
    from amanet.work.consent import must_be_newest

    newest = max((one.number for one in vault.interviewed_before(number)), default=0)
    must_be_newest(form.number("based_on"), newest)
    more = {name: form.text(name) for name in ("language", "interpreter", "place", "note") if form.text(name)}
    items = [one.removeprefix("#") for one in form.text("items").replace(",", " ").split()]
    vault.add_interview(number, held_at=form.text("held_at"), interviewers=names, items=items, **more)


def _gather(vault: OpenVault, number: int, after: int, words: "Words") -> SourceView | None:
    consent = consent_view(vault, number, words)
    if consent is None or consent.whom.schema != "Source":
        return None
    teller, identifier = Teller(vault, words), str(vault.record(number).body["id"])
    held = [one for one in vault.held_from(number).statements if one.living]
    own = [one for one in held if one.body["said_by"] == identifier and one.body["subject"] != identifier]
    others = [one for one in held if one.body["said_by"] != identifier]
    shown = [one for one in own if one.number > after]
    sources = dict.fromkeys(str(one.body["heard_from"]) for one in own if "heard_from" in one.body)
    return SourceView(
        consent,
        tuple(_facts(vault, teller, number)),
        tuple(_said(teller, vault, one) for one in shown[:_SAID_PER_PAGE]),
        len(own),
        shown[_SAID_PER_PAGE - 1].number if len(shown) > _SAID_PER_PAGE else None,
        tuple(_said(teller, vault, one) for one in others[:_SAID_PER_PAGE]),
        len(others),
        tuple(teller.named(one) for one in sources),
        tuple(vault.interviewed_before(number)) if consent.whom.is_person else (),
    )


def _said(teller: Teller, vault: OpenVault, one: Any) -> SaidLine:
    record = vault.record(one.number)
    return SaidLine(
        one.number,
        teller.statement(record),
        tuple(teller.named(passage) for passage in one.body.get("passages", ())),
        one.state,
        teller.named(one.body["heard_from"]) if "heard_from" in one.body else None,
    )


def _facts(vault: OpenVault, teller: Teller, number: int) -> Iterator[tuple[str, str, Piece | None]]:
    """What is said of the source itself: the property and its value, which may lead somewhere."""
    seen: set[tuple[str, str]] = set()
    for one in vault.held(number).statements:
        body = one.body
        if not one.living or body["polarity"] != "affirms":
            continue
        name = teller.property_of("Source", str(body["property"]))
        link = teller.named(body["value"]["entity"]) if "entity" in body["value"] else None
        value = "" if link else _value(vault, body)
        if (key := (name, link.text if link else value)) not in seen:
            seen.add(key)
            yield name, value, link


def _value(vault: OpenVault, body: Mapping[str, Any]) -> str:
    thesaurus = _THESAURI.get(str(body["property"]))
    if thesaurus and "term" in body["value"]:
        return _ontology_words().code(thesaurus, str(body["value"]["term"]))
    return vault.shown(body)


routes = [
    Route("/sources", show_list, methods=["GET"], name="sources"),
    Route("/sources", find, methods=["POST"], name="find_sources"),
    Route("/sources/{number:int}", show, methods=["GET"], name="source"),
    Route("/sources/{number:int}/interviews", add_interview, methods=["POST"], name="add_interview"),
]
