"""Taking in: who hands over, then the files, then what can be done with them at once.

What is said of a hand-over is asked once and sent as a form; files follow by PUT (`take_in_upload`), and the end of it is one record, of
which a receipt is made. While it goes on it stands in the session's memory and is gone with the lock; what was acknowledged stays, and
a hand-over that was cut off is found again among the records.
"""

from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.gate import Upload
from amanet.web.kept import kept
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.screens import take_in_reading, take_in_table, take_in_upload
from amanet.work import handovers
from amanet.work.take_in import Provenance
from amanet.work.take_in_stream import HandOver

if TYPE_CHECKING:
    from amanet.web.sessions import Session

__all__ = ["routes"]

_MEMORY = "hand-overs"


async def show(request: Request) -> Response:
    lately = await kept(request, _lately)
    going_on = _going_on(request)
    cut_off = [one for one in lately.cut_off if one.batch not in going_on]
    return page(
        request,
        "take_in/index.html",
        lately=lately,
        cut_off=cut_off,
        going_on=going_on,
        read_only_because=desk_of(request).read_only_because,
    )


def _lately(opened: OpenVault) -> handovers.Lately:
    return handovers.lately(opened.vault)


async def begin(request: Request) -> Response:
    form = await read_form(request)
    provenance = _provenance(form)
    handover = await desk_of(request).write(lambda vault: HandOver.begin(vault.vault, provenance))
    return _go_on_with(request, handover)


async def go_on(request: Request) -> Response:
    """A hand-over that was cut off: more of it, or its end."""
    form = await read_form(request)
    batch = form.text("batch")
    handover = _going_on(request).get(batch)
    if handover is None:
        handover = await desk_of(request).write(lambda vault: handovers.resume(vault.vault, batch))
    if form.has("end"):
        return await _end(request, handover, 0)
    return _go_on_with(request, handover)


async def hand_over(request: Request) -> Response:
    return page(request, "take_in/hand_over.html", handover=_handover(request))


async def receive(request: Request) -> Response:
    return await take_in_upload.receive(request, _handover(request))


async def end(request: Request) -> Response:
    handover = _handover(request)
    form = await read_form(request)
    return await _end(request, handover, form.number("not_taken", 0) or 0)


async def _end(request: Request, handover: HandOver, not_taken: int) -> Response:
    number = await desk_of(request).write(lambda vault: handover.end(vault.vault, not_taken=not_taken))
    _going_on(request).pop(handover.batch, None)
    if number is None:
        _ = words_of(request).gettext
        _session(request).say(_("Nothing was handed over, so nothing was recorded."))
        return go_to(request, "/take-in")
    return go_to(request, f"/take-in/done/{number}")


def _provenance(form: Form) -> Provenance:
    how, when, where, note = (form.text(name) or None for name in ("how", "when", "where", "note"))
    return Provenance(form.text("source"), how, when, where, note)


def _go_on_with(request: Request, handover: HandOver) -> Response:
    _going_on(request)[handover.batch] = handover
    return go_to(request, f"/take-in/hand-over/{handover.batch}")


def _handover(request: Request) -> HandOver:
    handover = _going_on(request).get(request.path_params["batch"])
    if handover is None:
        raise HTTPException(404)
    return handover


def _going_on(request: Request) -> dict[str, HandOver]:
    """By batch, the hand-overs that this session has begun and not ended."""
    return cast("dict[str, HandOver]", _session(request).memory.setdefault(_MEMORY, {}))


def _session(request: Request) -> "Session":
    session = session_of(request)
    if session is None:
        raise HTTPException(404)
    return session


async def receipt(request: Request) -> Response:
    """The receipt of a hand-over, to print. Making it is reading."""
    number = request.path_params["number"]

    def make(vault: OpenVault) -> bytes:
        handovers.get_handover(vault.vault, number)
        return vault.receipt(number).pdf()

    content = await desk_of(request).read(make)
    headers = {"Content-Disposition": f'attachment; filename="receipt-{number}.pdf"', "X-Policy": "inert"}
    return Response(content, media_type="application/pdf", headers=headers)


routes = [
    Route("/take-in", show, methods=["GET"], name="take_in"),
    Route("/take-in", begin, methods=["POST"], name="begin_hand_over"),
    Route("/take-in/go-on", go_on, methods=["POST"], name="go_on_with_hand_over"),
    Route("/take-in/hand-over/{batch}", hand_over, methods=["GET"], name="hand_over"),
    Upload("/take-in/hand-over/{batch}", receive, methods=["PUT"], name="receive"),
    Route("/take-in/hand-over/{batch}/end", end, methods=["POST"], name="end_hand_over"),
    Route("/take-in/done/{number:int}/receipt.pdf", receipt, methods=["GET"], name="receipt"),
    *take_in_reading.routes,
    *take_in_table.routes,
]
