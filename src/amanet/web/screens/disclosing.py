"""The only way out, in the browser: what may leave, piece by piece; what was changed in it; the leak check; and proposing it.

- `GET /disclose`            proposals that wait, what was released; `?who=N` begins with an account
- `POST /disclose/plan`      the plan of what was chosen, the original beside what leaves; a member may keep back more, never less
- `POST /disclose/propose`   runs the leak check; what it finds is decided one by one, with a reason; then the proposal is entered

What waits for a signature is in `disclosing_proposal`. Nothing is written to a disk, and nothing leaves here.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.consent import USES
from amanet.disclosure.pseudonyms import LISTS, NUMBERS, named_list
from amanet.errors import AmanetError, Misuse
from amanet.phrases import Phrase, phrase
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.consent_badge import Badge, badges_of_statements
from amanet.web.screens.disclosing_compare import comparable
from amanet.web.screens.log_words import USES as USES_IN_WORDS
from amanet.web.screens.log_words import Teller
from amanet.web.screens.sentences import Sentence

if TYPE_CHECKING:
    from amanet.web.languages import Words
    from amanet.work.disclosing import Drafted, Wanted
    from amanet.work.disclosing_checked import Leaks

__all__ = ["ChangedWords", "OpenPlace", "PlannedPiece", "changed_words", "open_places", "pieces", "routes"]

KINDS: Final = {
    "partner": phrase("a partner organization"),
    "court": phrase("a court"),
    "un": phrase("a body of the United Nations"),
    "public": phrase("the public"),
}
VERDICTS: Final = {
    "release": phrase("goes as it is"),
    "transform": phrase("goes changed"),
    "withhold": phrase("stays"),
}
_CARRIED: Final = (
    "who",
    "use",
    "kind",
    "name",
    "opens",
    "words",
    "pseudonyms",
    "drafts",
    "items",
    "statements",
)


@dataclass(frozen=True)
class PlannedPiece:
    """A statement or item, what becomes of it and why."""

    number: int
    told: Sentence = field(repr=False)
    verdict: str
    reasons: tuple[str, ...]
    how: tuple[str, ...]
    badge: Badge | None = None
    hidden: bool = False


@dataclass(frozen=True)
class ChangedWords:
    """Words as they were and as they will be read, each cut into pieces; the second of a piece says whether it was replaced."""

    before: tuple[tuple[str, bool], ...] = field(repr=False)
    after: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class OpenPlace:
    """Something the leak check found. What may be decided with a reason has a key; the rest has to be mended."""

    key: str
    where: str
    what: str
    may_be_decided: bool


async def show(request: Request) -> Response:
    waiting, released, pairs = await desk_of(request).read(
        lambda vault: (vault.proposals(), vault.releases(), comparable(vault))
    )
    return page(
        request,
        "disclose/index.html",
        waiting=waiting,
        released=released,
        pairs=pairs,
        form=Form((("who", request.query_params.get("who", "")[:200]),)),
        problem="",
        **_choices(),
    )


async def plan(request: Request) -> Response:
    return await _planned(request, await read_form(request))


async def propose(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request)
    if not form.text("consequences"):
        return await _planned(
            request, form, problem=_.gettext("Say in a sentence what may come of it for the people in it.")
        )
    try:
        wanted = _wanted(form)
        open_ones = await desk_of(request).read(_open_places, wanted, _)
        if open_ones:
            return await _planned(request, form, found=open_ones)
        number = await desk_of(request).write(_propose, wanted, form.text("consequences"))
    except AmanetError as problem:
        return await _planned(request, form, problem=on_a_page(str(problem)))
    say(request, _.gettext("Proposed, and signed by you."))
    return go_to(request, f"/disclose/{number}")


async def _planned(
    request: Request, form: Form, *, problem: str = "", found: tuple[OpenPlace, ...] = ()
) -> Response:
    try:
        view = await desk_of(request).read(_view, _wanted(form), words_of(request))
    except AmanetError as trouble:
        return page(
            request,
            "disclose/index.html",
            status=422,
            waiting=(),
            released=(),
            pairs=(),
            form=form,
            problem=on_a_page(str(trouble)),
            **_choices(),
        )
    return page(
        request,
        "disclose/plan.html",
        status=422 if problem or found else 200,
        form=form,
        carried=[(name, value) for name, value in form if name in _CARRIED],
        problem=problem,
        found=found,
        reasons=_reasons(form),
        verdicts=VERDICTS,
        **view,
    )


def pieces(vault: OpenVault, drafted: "Drafted", words: "Words") -> list[PlannedPiece]:
    """Everything that was chosen, what goes first."""
    rulings = {**drafted.plan.statements, **drafted.plan.items}
    numbers = vault.vault.related.numbers(rulings)
    marks = badges_of_statements(vault, [numbers[one] for one in drafted.plan.statements if one in numbers])
    teller = Teller(vault, words)
    found = []
    for identifier, ruling in rulings.items():
        number = numbers.get(identifier)
        if number is None:
            continue
        decision = getattr(ruling, "decision")  # noqa: B009 - of two kinds of ruling
        found.append(
            PlannedPiece(
                number,
                teller.tell(vault.record(number)),
                decision.verdict,
                decision.reasons,
                decision.how,
                marks.get(number),
                identifier in drafted.request.hidden,
            )
        )
    order = ("release", "transform", "withhold")
    return sorted(found, key=lambda one: (order.index(one.verdict), one.number))


def changed_words(drafted: "Drafted") -> list[ChangedWords]:
    """Each stretch of words once, in the order in which it was met."""
    found: dict[str, ChangedWords] = {}
    for text, done in drafted.changed:
        if text in found:
            continue
        before, after = list[tuple[str, bool]](), list[tuple[str, bool]]()
        end = 0
        for one in done.replacements:
            kept = text[end : one.start]
            before += [(kept, False), (text[one.start : one.end], True)]
            after += [(kept, False), (one.shown, True)]
            end = one.end
        rest = (text[end:], False)
        found[text] = ChangedWords((*before, rest), (*after, rest))
    return list(found.values())


def open_places(leaks: "Leaks") -> tuple[OpenPlace, ...]:
    """What nobody has decided, what has to be mended first."""
    found = [
        OpenPlace(one.key, one.where, one.what_to_do, one.severity == "decide")
        for one in leaks.report.findings
    ]
    found += [
        OpenPlace(one.key, one.as_open().where, one.as_open().what, True)
        for one in leaks.tied
        if one.key not in leaks.decided
    ]
    return tuple(sorted(found, key=lambda one: (one.may_be_decided, one.where, one.key)))


def _view(vault: OpenVault, wanted: "Wanted", words: "Words") -> dict[str, Any]:
    drafted = vault.draft_release(wanted)
    return {
        "request_of": drafted.request,
        "use": _use(drafted.request.use),
        "counts": drafted.plan.counts,
        "pieces": pieces(vault, drafted, words),
        "changed": changed_words(drafted),
        "leaves": drafted.package is not None,
    }


def _open_places(vault: OpenVault, wanted: "Wanted", words: "Words") -> tuple[OpenPlace, ...]:
    drafted = vault.draft_release(wanted)
    return open_places(vault.leaks_of(drafted)) if drafted.package is not None else ()


def _propose(vault: OpenVault, wanted: "Wanted", consequences: str) -> int:
    return vault.propose_release(vault.draft_release(wanted), consequences).number


def _wanted(form: Form) -> "Wanted":
    """What the form asks for. Raises `Misuse`."""
    from amanet.work.disclosing import Wanted

    kind, name = form.text("kind"), form.text("name")
    if kind not in KINDS:
        raise Misuse("Say to whom it goes.")
    return Wanted(
        form.text("use"),
        kind if kind == "public" else f"{kind}:{name}",
        about=tuple(_listed(form.text("who"))),
        statements=tuple(_listed(form.text("statements"))),
        items=tuple(_listed(form.text("items"))),
        opens=tuple(_listed(form.text("opens"))),
        hide=tuple(dict.fromkeys(form.all("hide"))),
        words=tuple(_hidden_words(form.text("words"))),
        pseudonyms=named_list(form.text("pseudonyms") or NUMBERS),
        drafts=form.has("drafts"),
        decisions=tuple(_reasons(form).items()),
    )


def _reasons(form: Form) -> dict[str, str]:
    """What a member decided about findings, by key."""
    given = {
        name.removeprefix("reason-"): value.strip() for name, value in form if name.startswith("reason-")
    }
    return {key: reason for key, reason in given.items() if reason}


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.replace("\n", ",").split(",") if one.strip()]


def _hidden_words(text: str) -> list[tuple[str, str]]:
    """A line each: the words, or the words, an equals sign and what stands in their place."""
    found = []
    for line in text.splitlines():
        words, _, shown = line.partition("=")
        if words.strip():
            found.append((words.strip(), shown.strip()))
    return found


def _use(use: str) -> Phrase | str:
    return USES_IN_WORDS.get(use, use)


def _choices() -> dict[str, Any]:
    return {
        "uses": [(use, USES_IN_WORDS.get(use, use)) for use in USES],
        "kinds": KINDS,
        "lists": (NUMBERS, *LISTS),
    }


routes = [
    Route("/disclose", show, methods=["GET"], name="disclose"),
    Route("/disclose/plan", plan, methods=["POST"]),
    Route("/disclose/propose", propose, methods=["POST"]),
]
