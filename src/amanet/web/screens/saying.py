"""Saying something from a passage: the form for a statement beside what was said from it already; correcting, proposing, taking back, undoing.

One form, of which every step sends everything: without JavaScript its buttons lead from one step to the next, with it they are pressed
by the script. Only "save" enters something, in one commit, and only after that the page says "saved". What is corrected carries what it was
based on; where it was corrected or reviewed meanwhile, the answer is 409, with both beside one another and all that was typed.

Nothing that is typed is in an address: those hold numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile, Misuse
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.records import record_of
from amanet.web.screens import saying_choices as choices
from amanet.web.screens.item_text import clock
from amanet.web.screens.log_words import STATES, Teller
from amanet.web.screens.passage_page import PassagePage, gather_passage, near, passage_of, resting_on
from amanet.web.screens.saying_suggestions import Suggested, suggest
from amanet.web.screens.saying_understood import (
    FIELDS,
    Understood,
    echo,
    fields_of,
    understand,
    words_of_value,
)
from amanet.web.screens.sentences import Sentence
from amanet.work.saying_at_once import (
    Entered,
    New,
    must_be_as_seen,
    naming_of,
    newest_seen,
    standing_for,
)

if TYPE_CHECKING:
    from amanet.record.ontology import Ontology
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = ["routes"]

_LONGEST_WORDS: Final = 2_000
_BACK: Final = re.compile(r"/(?:passages|people|items)/[0-9]{1,12}(?:/say)?")
# What a button of the form clears, so that somebody or something else can be chosen.
_CLEARED: Final = {
    "subject": ("subject", "subject_words", "subject_new", "subject_pick", "whom", "whom_words", "whom_pick"),
    "whom": ("whom", "whom_words", "whom_pick"),
    "value": ("value_entity", "value_words", "value_new", "value_pick"),
    "by": ("by", "by_words", "by_new", "by_pick"),
    "heard": ("heard", "heard_words", "heard_new", "heard_pick"),
}


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else did to the statement that is corrected: who and when, and what stands there now, if anything does."""

    by: str
    at: str
    what: Sentence = field(repr=False)
    now: Sentence | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Sheet:
    """All that the form shows. `old` is the statement that is corrected, in words."""

    passage: PassagePage
    understood: Understood
    old: Sentence | None = field(repr=False, default=None)
    near: tuple[Suggested, ...] = field(repr=False, default=())
    more: Mapping[str, Any] = field(repr=False, default_factory=dict)


# Looking


async def show_passage(request: Request) -> Response:
    """Where it stands, and what rests on it."""
    found = await desk_of(request).read(gather_passage, number_in_path(request), words_of(request))
    return page(request, "saying/passage.html", passage=found, **_helpers())


async def show(request: Request) -> Response:
    """The form, with what is known already: the words, who speaks, and where somebody goes on, of whom the last statement was."""
    number, about = number_in_path(request), request.path_params.get("about")
    sheet = await desk_of(request).read(_begin, number, about, words_of(request))
    return _form(request, sheet)


async def show_correction(request: Request) -> Response:
    """The form with a statement in it, to be entered in its place."""
    sheet = await desk_of(request).read(_begin_correction, number_in_path(request), words_of(request))
    return _form(request, sheet)


def _begin(vault: OpenVault, number: int, about: int | None, words: "Words") -> Sheet:
    passage = gather_passage(vault, number, words)
    quote = passage.stations[0].quote
    given = dict.fromkeys((*FIELDS, "renderings"), "")
    given |= {
        "polarity": "affirms",
        "wording": quote if len(quote) <= _LONGEST_WORDS else "",
        "language": passage.stations[0].language,
        "by": str(passage.judged or passage.last_by or ""),
        "subject": str(about or ""),
    }
    return _sheet(vault, passage, understand(vault, given, (number,), finally_=False), words)


def _begin_correction(vault: OpenVault, number: int, words: "Words") -> Sheet:
    record = record_of(vault, number, "Statement")
    if vault.vault.views.is_dead(number):
        raise Misuse(
            f"Statement {number} does not count any more; what stands in its place can be corrected."
        )
    given = _fields_of_statement(vault, record) | {
        "replaces": str(number),
        "based_on": str(newest_seen(vault.vault, number)),
    }
    passage = gather_passage(vault, _passage_of(vault, record), words)
    old = record.body["value"]
    found = understand(vault, given, (passage.number,), finally_=False, old=old)
    return _sheet(vault, passage, found, words, old=record)


def _fields_of_statement(vault: OpenVault, record: "StoredRecord") -> dict[str, str]:
    body, number_of = record.body, vault.vault.views.number_of
    value: Mapping[str, Any] = body["value"]
    given = dict.fromkeys((*FIELDS, "renderings"), "")
    given |= {
        name: str(body.get(name, ""))
        for name in ("property", "polarity", "basis", "certainty", "wording", "language", "note")
    }
    given |= {"subject": str(number_of(str(body["subject"]))), "by": str(number_of(str(body["said_by"])))}
    given["heard"] = str(number_of(str(body["heard_from"]))) if "heard_from" in body else ""
    given["said_at"] = words_of_value({"date": body["said_at"]}) if "said_at" in body else ""
    if "absent" in value:
        given["absent"] = str(value["absent"])
        given["polarity"] = "affirms" if body["polarity"] == "does not know" else given["polarity"]
    elif "entity" in value:
        given["value_entity"] = str(number_of(str(value["entity"])))
    else:
        given["value"] = words_of_value(value)
        given |= {"kind": str(value.get("kind", "")), "script": str(value.get("script", ""))}
        given |= {"name_language": str(value.get("language", "")), "issuer": str(value.get("issuer", ""))}
    return given


# Filling in and saving


async def step(request: Request) -> Response:
    """A step of the form, or its end."""
    return await _step(request, number_in_path(request), None)


async def step_correction(request: Request) -> Response:
    number = number_in_path(request)
    passage = await desk_of(request).read(
        lambda vault: _passage_of(vault, record_of(vault, number, "Statement"))
    )
    return await _step(request, passage, number)


async def _step(request: Request, passage: int, correcting: int | None) -> Response:
    form = await read_form(request)
    fields, do = fields_of(form), form.text("do")
    fields["replaces"] = "" if correcting is None else fields["replaces"] or str(correcting)
    for name in _CLEARED.get(do.removeprefix("change:"), ()) if do.startswith("change:") else ():
        fields[name] = ""
    desk, words = desk_of(request), words_of(request)
    if do not in ("save", "propose"):
        return _form(request, await desk.read(_look, passage, fields, words))
    problem = ""
    try:
        found = await desk.write(_save, passage, fields, do)
    except ChangedMeanwhile:
        return await _meanwhile(request, passage, fields)
    except AmanetError as told:
        found, problem = None, on_a_page(str(told))
    if isinstance(found, Entered):
        _say(
            request,
            words.gettext("Saved as a draft.")
            if do == "save"
            else words.gettext("Saved, and proposed for review."),
        )
        return go_to(request, f"/passages/{passage}/say/about/{found.subject}")
    sheet = await desk.read(_look, passage, fields, words, finally_=True)
    return _form(request, sheet, status=422, problem=problem)


def _look(
    vault: OpenVault, passage: int, fields: dict[str, str], words: "Words", *, finally_: bool = False
) -> Sheet:
    shown = gather_passage(vault, passage, words)
    old = _old(vault, fields)
    value = None if old is None else old.body["value"]
    found = understand(vault, fields, (passage,), finally_=finally_, old=value)
    return _sheet(vault, shown, found, words, old=old)


def _save(vault: OpenVault, passage: int, fields: dict[str, str], do: str) -> Entered | Understood:
    """In one commit, or not at all. Raises `ChangedMeanwhile`."""
    from dataclasses import replace

    passage_of(vault, passage)
    old = _old(vault, fields)
    if old is not None:
        must_be_as_seen(vault.vault, old.number, _decimal(fields["based_on"]))
    passages = (passage,) if old is None else _passages_with(vault, old, passage)
    value = None if old is None else old.body["value"]
    found = understand(vault, fields, passages, finally_=True, old=value)
    if old is not None and not fields["reason"]:
        found.problems["reason"] = "-"
        return found
    if found.said is None:
        return found
    said = replace(found.said, state="proposed") if do == "propose" else found.said
    if old is None:
        return vault.enter_said(said)
    based_on = _decimal(fields["based_on"])
    return vault.correct_said(old.number, said, based_on=based_on, reason=fields["reason"][:500])


async def _meanwhile(request: Request, passage: int, fields: dict[str, str]) -> Response:
    """409: what they did, what stands there now, and the form with all that was typed, based on that by now."""

    def both(vault: OpenVault) -> tuple[Meanwhile, Sheet]:
        number = int(fields["replaces"])
        newest = vault.record(newest_seen(vault.vault, number))
        teller = Teller(vault, words_of(request))
        standing = standing_for(vault.vault, number)
        now = None if standing is None else teller.statement(vault.record(standing))
        body = newest.body
        told = Meanwhile(
            teller.member(str(body["entered_by"])), str(body["entered_at"]), teller.tell(newest), now
        )
        fields["replaces"] = str(standing or "")
        fields["based_on"] = "" if standing is None else str(newest_seen(vault.vault, standing))
        return told, _look(vault, passage, fields, words_of(request))

    told, sheet = await desk_of(request).read(both)
    return _form(request, sheet, status=409, meanwhile=told)


async def show_suggestions(request: Request) -> Response:
    """Who may be meant, while somebody types."""
    form = await read_form(request)
    name = form.text("of")
    if name not in ("subject", "whom", "value", "by", "heard"):
        raise HTTPException(404)
    tag = words_of(request).tag
    found = await desk_of(request).read(
        _suggested, number_in_path(request), name, fields_of(form), form.text("q"), tag
    )
    return page(request, "saying/suggestions.html", **found, of=name, q=form.text("q"))


def _suggested(
    vault: OpenVault, passage: int, name: str, fields: dict[str, str], asked: str, tag: str
) -> dict[str, Any]:
    from amanet.vault.ontology_files import load_ontology

    ontology = load_ontology()
    wanted = _wanted(vault, ontology, name, fields)
    at_hand = near(vault, passage_of(vault, passage))
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


# What is done with statements


async def propose(request: Request) -> Response:
    """One statement, or all drafts of a passage."""
    number, form, words = number_in_path(request), await read_form(request), words_of(request)
    chosen = [int(one) for one in form.all("of") if one.isdecimal() and len(one) < 13][:200]
    done = await desk_of(request).write(_propose, number, chosen)
    said = words.ngettext(
        "%(num)d statement was proposed for review.", "%(num)d statements were proposed for review.", done
    )
    _say(request, said % {"num": done})
    return go_to(request, _back(form.text("back"), f"/passages/{number}"))


def _propose(vault: OpenVault, passage: int, chosen: list[int]) -> int:
    """Those that rest on the passage and still are drafts."""
    drafts = [
        one.number
        for one in resting_on(vault, passage_of(vault, passage))
        if one.number in chosen and vault.vault.views.state(one.number) == "draft"
    ]
    for number in drafts:
        vault.review(number, "proposed")
    return len(drafts)


async def take_back(request: Request) -> Response:
    """A statement that no longer counts, with the reason."""
    number, form, words = number_in_path(request), await read_form(request), words_of(request)
    reason, based_on = form.text("reason"), form.number("based_on")

    def retract(vault: OpenVault) -> int:
        record = record_of(vault, number, "Statement")
        passage = _passage_of(vault, record)
        vault.retract(number, reason=reason[:500], based_on=based_on)
        return passage

    try:
        passage = await desk_of(request).write(retract)
    except Misuse as problem:
        if reason:
            raise
        raise Misuse(
            "Say why it is taken back. Nothing was changed; go back and write the reason."
        ) from problem
    _say(request, words.gettext("Taken back. It stays in the log, with the reason."))
    return go_to(request, _back(form.text("back"), f"/passages/{passage}"))


async def undo(request: Request) -> Response:
    """Takes back the last step of the member at work, if it is still the one that the page told of."""
    form, words = await read_form(request), words_of(request)
    undone = await desk_of(request).write(OpenVault.undo, based_on=form.number("last"))
    count = len(undone.records)
    said = words.ngettext(
        "Undone: %(num)d record was taken back.", "Undone: %(num)d records were taken back.", count
    )
    _say(request, said % {"num": count})
    back = _back(form.text("back"), "/")
    gone = await desk_of(request).read(_is_gone, back)
    return go_to(request, gone or back)


def _is_gone(vault: OpenVault, back: str) -> str:
    """Where a passage itself was taken back, the item that it was of."""
    found = re.match(r"/passages/([0-9]+)", back)
    if found is None:
        return ""
    number = int(found[1])
    record = vault.record(number)
    if record.type != "Passage" or not vault.vault.views.is_dead(number):
        return ""
    from amanet.web.screens.passage_page import item_of

    return f"/items/{item_of(vault, record)}"


# Parts


def _sheet(
    vault: OpenVault,
    passage: PassagePage,
    found: Understood,
    words: "Words",
    old: "StoredRecord | None" = None,
) -> Sheet:
    from amanet.vault.ontology_files import load_ontology

    ontology, tag = load_ontology(), words.tag
    told = None if old is None else Teller(vault, words).statement(old)
    at_hand = tuple(suggest(vault, "", lambda _schema: True, near(vault, passage_of(vault, passage.number))))
    return Sheet(passage, found, told, at_hand, _choices(ontology, found, tag))


def _choices(ontology: "Ontology", found: Understood, tag: str) -> dict[str, Any]:
    expected, schema = found.expected, found.schema
    common, others = choices.properties(ontology, schema, tag) if schema else ([], [])
    has_terms = expected is not None and expected.thesaurus is not None
    is_new = isinstance(found.subject, New)
    named = is_new and naming_of(ontology, schema) is not None
    return {
        "new_kinds": choices.new_kinds(ontology, tag),
        "common": common,
        "others": others,
        "terms": choices.terms(ontology, str(expected.thesaurus), tag)
        if expected is not None and has_terms
        else [],
        "value_kinds": choices.new_kinds(ontology, tag, expected.range)
        if expected is not None and expected.range
        else [],
        "bases": choices.bases(ontology, tag),
        "schema_label": choices.schema_label(ontology, schema, tag) if schema else "",
        "property_label": expected.label_in(tag) if expected is not None else "",
        "property_hint": expected.description.partition(" HURIDOCS")[0] if expected is not None else "",
        "kind_labels": {one: choices.schema_label(ontology, one, tag) for one in ontology.schemata},
        "renderings": _renderings(found.fields["subject_words"]) if named else [],
    }


def _renderings(name: str) -> list[tuple[str, str, str]]:
    """Code of the script, the name in it, what is weak about it; a few of each. Proposals: nobody stores them but who ticks them."""
    from amanet.app import propose_names
    from amanet.work.naming import SCRIPTS

    found = []
    for code in SCRIPTS:
        found += [(code, one.text, one.caution) for one in (propose_names(name, code) if name else [])[:2]]
    return found


def _form(
    request: Request,
    sheet: Sheet,
    *,
    status: int = 200,
    problem: str = "",
    meanwhile: Meanwhile | None = None,
) -> Response:
    fields = sheet.understood.fields
    replaces = fields["replaces"]
    problems = dict(sheet.understood.problems)
    if replaces and status == 422 and not fields["reason"]:
        problems["reason"] = words_of(request).gettext("Say why it is corrected.")
    return page(
        request,
        "saying/say.html",
        status=status,
        block="form",
        passage=sheet.passage,
        found=sheet.understood,
        fields=fields,
        problems=problems,
        questions={one.field: one for one in sheet.understood.questions},
        old=sheet.old,
        near=sheet.near,
        problem=problem,
        meanwhile=meanwhile,
        action=f"/statements/{replaces}/correct" if replaces else f"/passages/{sheet.passage.number}/say",
        is_new=isinstance(sheet.understood.subject, New),
        **sheet.more,
        **_helpers(),
    )


def _helpers() -> dict[str, Any]:
    return {"clock": clock, "states": STATES}


def _old(vault: OpenVault, fields: Mapping[str, str]) -> "StoredRecord | None":
    number = _decimal(fields["replaces"])
    return None if number is None else record_of(vault, number, "Statement")


def _passage_of(vault: OpenVault, statement: "StoredRecord") -> int:
    """The first passage that it rests on and that counts. 404 where it rests on none."""
    for one in statement.body.get("passages", ()):
        number = vault.vault.with_ids([str(one)])
        if number and not vault.vault.views.is_dead(number[0].number):
            return number[0].number
    raise Misuse(f"Statement {statement.number} rests on no passage, and only what does is corrected here.")


def _passages_with(vault: OpenVault, statement: "StoredRecord", passage: int) -> tuple[int, ...]:
    """A correction rests on what the older statement rested on."""
    found = [
        one.number for one in vault.vault.with_ids([str(one) for one in statement.body.get("passages", ())])
    ]
    return tuple(dict.fromkeys((passage, *(one for one in found if not vault.vault.views.is_dead(one)))))


def _decimal(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 13 else None


def _back(given: str, otherwise: str) -> str:
    return given if _BACK.fullmatch(given) else otherwise


def _say(request: Request, text: str) -> None:
    session = session_of(request)
    if session is not None:
        session.say(text)


routes = [
    Route("/passages/{number:int}", show_passage, methods=["GET"], name="passage"),
    Route("/passages/{number:int}/say", show, methods=["GET"], name="say"),
    Route("/passages/{number:int}/say/about/{about:int}", show, methods=["GET"], name="say_about"),
    Route("/passages/{number:int}/say", step, methods=["POST"], name="say_step"),
    Route("/passages/{number:int}/say/suggest", show_suggestions, methods=["POST"], name="say_suggest"),
    Route("/passages/{number:int}/say/echo", show_echo, methods=["POST"], name="say_echo"),
    Route("/passages/{number:int}/propose", propose, methods=["POST"], name="propose"),
    Route("/statements/{number:int}/correct", show_correction, methods=["GET"], name="correct"),
    Route("/statements/{number:int}/correct", step_correction, methods=["POST"], name="correct_step"),
    Route("/statements/{number:int}/take-back", take_back, methods=["POST"], name="take_back"),
    Route("/undo", undo, methods=["POST"], name="undo"),
]
