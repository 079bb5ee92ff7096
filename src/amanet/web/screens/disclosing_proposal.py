"""A proposal that waits: its package made anew, signing or refusing it, and sealing it. Once it was released, what went to whom.

- `GET /disclose/N`            piece by piece, the words that were changed, who has signed, what is missing; of a release, what is on record
- `GET /disclose/N/dossier`    the dossier as its recipient will read it, in a frame that runs nothing
- `POST /disclose/N/sign`      for or against; the passphrase again
- `POST /disclose/N/seal`      the leak check once more; the sealed file is handed to the browser, the release is on record

The sealed file is encrypted before it touches the disk, and its copy here is gone once the browser has it.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, Misuse
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens import again
from amanet.web.screens.disclosing import VERDICTS, changed_words, pieces
from amanet.web.screens.disclosing_released import release_view
from amanet.web.screens.log_words import USES

if TYPE_CHECKING:
    from amanet.web.languages import Words
    from amanet.work.disclosing import Drafted
    from amanet.work.disclosing_signed import Waiting

__all__ = ["routes"]

_PIECE = 1 << 20


async def show(request: Request) -> Response:
    return await _shown(request, Form(()))


async def dossier(request: Request) -> Response:
    """As it will be read. Raises 404 where nothing of it may leave any more."""
    content = await desk_of(request).read(_dossier, _number(request))
    if content is None:
        raise HTTPException(404)
    return Response(content, headers={"Content-Type": "text/html; charset=utf-8", "X-Policy": "inert"})


async def sign(request: Request) -> Response:
    form, number, _ = await read_form(request), _number(request), words_of(request).gettext
    refuses, reason = form.text("verdict") == "refuse", form.text("reason")
    if refuses and not reason:
        return await _shown(
            request,
            form,
            problem=_("Say why it may not leave: whoever proposed it has to know what to change."),
        )
    title = _("Sign that it may not leave") if refuses else _("Sign that it may leave")
    if (asked := await again.asked(request, form, title)) is not None:
        return asked
    try:
        await desk_of(request).write(
            lambda vault: vault.approve_release(number, refuse=refuses, reason=reason or None)
        )
    except AmanetError as problem:
        return await _shown(request, form, problem=on_a_page(str(problem)))
    say(request, _("Signed."))
    return go_to(request, f"/disclose/{number}")


async def seal(request: Request) -> Response:
    """The file as an answer, after its record."""
    form, number, _ = await read_form(request), _number(request), words_of(request).gettext
    keys, words = form.text("keys").split(), form.exact("recipient_words")
    if bool(keys) == bool(words):
        return await _shown(
            request,
            form,
            problem=_("Give either the keys of who may open it, or words to be told to them, not both."),
        )
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="amanet-sealed-"))
    target = folder / f"release-{number}.age"
    try:
        await desk_of(request).write(
            lambda vault: vault.seal_release(number, target, keys, passphrase=words or None)
        )
    except AmanetError as problem:
        await asyncio.to_thread(_remove, target)
        return await _shown(request, form, problem=on_a_page(str(problem)))
    headers = {
        "Content-Disposition": f'attachment; filename="{target.name}"',
        "Content-Length": str(target.stat().st_size),
    }
    return StreamingResponse(_handed_over(target), media_type="application/octet-stream", headers=headers)


async def _handed_over(target: Path) -> AsyncIterator[bytes]:
    """The file in pieces; then it is gone here, however far the browser read."""
    try:
        with target.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece
    finally:
        _remove(target)


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)
    target.parent.rmdir()


async def _shown(request: Request, form: Form, *, problem: str = "") -> Response:
    number, words = _number(request), words_of(request)
    view = await desk_of(request).read(_view, number, words)
    if view is None:
        released = await desk_of(request).read(release_view, number, words)
        if released is None:
            raise HTTPException(404)
        return page(
            request, "disclose/released.html", status=422 if problem else 200, problem=problem, **released
        )
    return page(
        request,
        "disclose/proposal.html",
        status=422 if problem else 200,
        form=form,
        problem=problem,
        verdicts=VERDICTS,
        **view,
    )


def _view(vault: OpenVault, number: int, words: "Words") -> dict[str, Any] | None:
    if (found := _waiting(vault, number)) is None:
        return None
    waiting, drafted = found
    return {
        "waiting": waiting,
        "use": USES.get(waiting.use, waiting.use),
        "counts": drafted.plan.counts,
        "pieces": pieces(vault, drafted, words),
        "changed": changed_words(drafted),
    }


def _dossier(vault: OpenVault, number: int) -> bytes | None:
    found = _waiting(vault, number)
    package = None if found is None else found[1].package
    return None if package is None else package.files["data/dossier.html"]


def _waiting(vault: OpenVault, number: int) -> "tuple[Waiting, Drafted] | None":
    """The proposal of that number and its package; None for any other record, and for one that was released."""
    try:
        record = vault.record(number)
    except Misuse:  # there is no such record
        return None
    return vault.look_at_proposal(number) if record.type == "Proposal" else None


def _number(request: Request) -> int:
    return number_in_path(request, "number")


routes = [
    Route("/disclose/{number:int}", show, methods=["GET"], name="proposal"),
    Route("/disclose/{number:int}/dossier", dossier, methods=["GET"]),
    Route("/disclose/{number:int}/sign", sign, methods=["POST"]),
    Route("/disclose/{number:int}/seal", seal, methods=["POST"]),
]
