"""Taking back what was allowed: which grants, what that ends, what had left before; the passphrase again; and the result, to be printed.

- `GET /people/N/consent/withdraw`        what can be taken back
- `POST`                                  shows what it would end, and with the passphrase does it (`go` is `withdraw`)
- `GET /people/N/consent/withdrawn/R`     what the withdrawal of record R did, worked out anew from the records
- `GET …/withdrawn/R/letters/NAME.pdf`    a letter to somebody who was given something of this person; and `.txt`

Nobody has to give a reason. Nothing is destroyed here and nothing is sent: what stops, what must go and what is in other hands is said, the letters
are offered, and how the person may be told.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.phrases import Phrase, phrase
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens import again
from amanet.web.screens.consent import pdf, person_in, view_of
from amanet.web.screens.consent_view import GrantLine, Whom, contact_lines, grant_line, history_since
from amanet.web.screens.consent_words import USES, recipient_words

if TYPE_CHECKING:
    from amanet.web.languages import Words
    from amanet.work.consent import PersonWishes
    from amanet.work.letters import SentRelease, Written
    from amanet.work.traces import Sent, Traces
    from amanet.work.withdrawing import Consequences, Stopped

__all__ = ["routes"]

# The kinds of what is held, in the order in which it is told.
_HELD = {
    "said": phrase("what they said"),
    "heard": phrase("what others heard from them"),
    "about": phrase("what others said of them"),
    "passages": phrase("passages"),
    "items": phrase("items that these passages are in"),
    "given": phrase("items handed over under their name"),
    "interviews": phrase("interviews"),
}
_ACTIONS = {
    "got": phrase("got out of the vault"),
    "read": phrase("read out of the vault"),
    "proved": phrase("proved in an evidence bundle"),
}
_WHAT = {
    "account": phrase("an account, written into a file"),
    "timeline": phrase("a timeline, written into a file"),
    "list of whom to warn": phrase("a list of whom to warn, with how to reach them"),
}


@dataclass(frozen=True)
class _Left:
    """Something that left the vault: how, when, to whom, which records."""

    how: str
    at: str
    to: str
    records: tuple[int, ...]


@dataclass(frozen=True)
class _Gone:
    """A proposal that stops, or what was released."""

    number: int
    recipient: str
    use: str
    day: str
    file: str = ""
    sha256: str = ""

    @classmethod
    def of(cls, one: "Stopped | SentRelease") -> "_Gone":
        recipient, use = recipient_words(one.recipient), USES.get(one.use, one.use)
        return cls(one.number, recipient, use, one.day, getattr(one, "file", ""), getattr(one, "sha256", ""))


async def show(request: Request) -> Response:
    return await _choose(request)


async def take_back(request: Request) -> Response:
    form, whom, _ = await read_form(request), await person_in(request), words_of(request).gettext
    if form.text("what") == "these" and not form.all("grant"):
        return await _choose(request, form, _("Choose at least one, or everything."))
    if form.text("what") not in ("all", "these"):
        return await _choose(request, form, _("What do they take back: everything, or only something?"))
    if form.text("go") != "withdraw":
        return await _check(request, whom, form)
    if not await again.passed(request, form):
        return await _check(request, whom, form, wrong=bool(form.exact(again.FIELD)), status=403)
    try:
        number = await desk_of(request).write(_withdraw, whom.number, form)
    except ChangedMeanwhile:
        return await _check(request, whom, form, changed=True, status=409)
    except AmanetError as problem:
        return await _choose(request, form, on_a_page(str(problem)))
    return go_to(request, f"{whom.here}/withdrawn/{number}")


async def show_done(request: Request) -> Response:
    whom, number = await person_in(request), number_in_path(request, "record")
    found = await desk_of(request).read(_done, whom, number, words_of(request))
    if found is None:
        raise HTTPException(404)
    return page(request, "consent/withdrawn.html", whom=whom, record=number, **found)


async def send_letter(request: Request) -> Response:
    """From memory: nothing of it is written to the disk here."""
    whom, number = await person_in(request), number_in_path(request, "record")
    name = str(request.path_params["name"])
    found = await desk_of(request).read(_letter, whom.number, number, name.rpartition(".")[0])
    if found is None or not name.endswith((".pdf", ".txt")):
        raise HTTPException(404)
    if name.endswith(".pdf"):
        return pdf(found.letter.pdf(), name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Policy": "inert"}
    return Response(found.letter.text(), media_type="text/plain", headers=headers)


async def _choose(request: Request, form: Form | None = None, problem: str = "") -> Response:
    view = await view_of(request)
    if not view.whom.is_person:
        raise HTTPException(404)
    return page(
        request,
        "consent/withdraw.html",
        status=422 if problem else 200,
        view=view,
        form=form or Form(()),
        chosen=form.all("grant") if form else [],
        problem=problem,
    )


async def _check(
    request: Request, whom: Whom, form: Form, *, wrong: bool = False, changed: bool = False, status: int = 200
) -> Response:
    """What it would end, what had left, what is held."""
    try:
        found = await desk_of(request).read(_foreseen, whom, form, changed, words_of(request))
    except AmanetError as problem:
        return await _choose(request, form, on_a_page(str(problem)))
    dropped = {again.FIELD, "go", "based_on"}
    return page(
        request,
        "consent/withdraw_check.html",
        status=status,
        whom=whom,
        carried=[(name, value) for name, value in form if name not in dropped],
        again=again.needed(request),
        wrong=wrong,
        changed=changed,
        everything=form.text("what") == "all",
        based_on=found.pop("newest") if changed else form.number("based_on", 0) or 0,
        **found,
    )


# In a reading or writing thread


def _given(form: Form) -> dict[str, Any]:
    names = ("given_at", "by_proxy", "reason")
    return {name: form.text(name).removeprefix("#") for name in names if form.text(name)}


def _grants(form: Form) -> list[str]:
    return form.all("grant") if form.text("what") == "these" else []


def _withdraw(vault: OpenVault, number: int, form: Form) -> int:
    done = vault.withdraw(number, _grants(form), based_on=form.number("based_on"), **_given(form))
    return done.record.number


def _foreseen(vault: OpenVault, whom: Whom, form: Form, changed: bool, words: "Words") -> dict[str, Any]:
    from amanet.work.consent import ended_between, newest_wish
    from amanet.work.selves import whose
    from amanet.work.traces import find_traces, sent_before

    found = vault.foresee_withdrawal(whom.number, _grants(form), **_given(form))
    numbers = vault.consents(whom.number)[0].numbers
    record = vault.record(whom.number)
    traces = find_traces(vault.vault, whose(vault.vault, record))
    since = form.number("based_on", 0) or 0
    ended = ended_between(found.before, found.after)
    return {
        "ends": [grant_line(one, numbers) for one in ended],
        "left": _left(sent_before(vault.vault, traces)),
        "held": _held(traces),
        **_follows(vault.consequences(whom.number, [one.id for one in ended])),
        "contact": contact_lines(vault.safe_contact(whom.number), words),
        "meanwhile": history_since(vault, whom.number, since, words) if changed else (),
        "newest": newest_wish(vault.vault, record),
    }


def _done(vault: OpenVault, whom: Whom, number: int, words: "Words") -> dict[str, Any] | None:
    from amanet.work.consent import withdrawal_done

    view = vault.consents(whom.number)[0]
    if not _is_theirs(vault, view, number):
        return None
    record = vault.record(number)
    done = withdrawal_done(vault.vault, record)
    ends: list[GrantLine] = [grant_line(one, view.numbers) for one in done.ended]
    return {
        "ends": ends,
        "left": _left(done.sent),
        "held": _held(done.traces),
        **_follows(vault.consequences(whom.number)),
        "at": str(record.body["entered_at"]),
        "everything": "withdraws" not in record.body,
        "contact": contact_lines(view.contact, words),
    }


def _follows(found: "Consequences") -> dict[str, Any]:
    return {
        "follows": found,
        "stops": [_Gone.of(one) for one in found.stops],
        "released": [_Gone.of(one) for one in found.releases],
    }


def _is_theirs(vault: OpenVault, view: "PersonWishes", number: int) -> bool:
    return number in view.numbers.values() and vault.record(number).type == "Withdrawal"


def _letter(vault: OpenVault, person: int, number: int, stem: str) -> "Written | None":
    if not _is_theirs(vault, vault.consents(person)[0], number):
        return None
    return next((one for one in vault.consequences(person).letters if one.stem == stem), None)


def _left(sent: "tuple[Sent, ...]") -> list[_Left]:
    return [_Left(_how(one), one.at, one.to or "", one.records) for one in sent]


def _how(one: "Sent") -> str:
    return _WHAT[one.what] if one.what in _WHAT else _ACTIONS.get(one.action, one.action)


def _held(traces: "Traces") -> list[tuple[Phrase, tuple[int, ...]]]:
    return [(words, numbers) for name, words in _HELD.items() if (numbers := getattr(traces, name))]


routes = [
    Route("/people/{number:int}/consent/withdraw", show, methods=["GET"], name="withdraw"),
    Route("/people/{number:int}/consent/withdraw", take_back, methods=["POST"], name="take_back"),
    Route(
        "/people/{number:int}/consent/withdrawn/{record:int}", show_done, methods=["GET"], name="withdrawn"
    ),
    Route(
        "/people/{number:int}/consent/withdrawn/{record:int}/letters/{name}",
        send_letter,
        methods=["GET"],
        name="withdrawal_letter",
    ),
]
