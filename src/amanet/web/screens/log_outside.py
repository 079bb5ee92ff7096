"""What people outside say about the log, by file: requests to carry out, answers to take in, and cosigning for a partner.

An answer arrives as text in a form: what a partner sends is text already, and an authority's answer or certificate is written in base64
by the page (or by hand, with any tool). So no file is uploaded, and the form works without JavaScript.
"""

import binascii
from base64 import b64decode
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, BadData
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of

__all__ = ["routes"]

_PEM = b"-----BEGIN"


async def show(request: Request) -> Response:
    return await _page(request)


async def stamp_request(request: Request) -> Response:
    data = await desk_of(request).read(OpenVault.stamp_request)
    return _file(data, "checkpoint.tsq", "application/timestamp-query")


async def take_stamp(request: Request) -> Response:
    form, desk, _ = await read_form(request), desk_of(request), words_of(request).gettext
    try:
        answer = _bytes(form.text("answer"), _("The answer of the authority"))
        root = _bytes(form.text("root"), _("The certificate")) if form.text("root") else None
        stamped = await desk.write(OpenVault.take_stamp, answer, roots=[root] if root else [])
    except AmanetError as problem:
        return await _page(request, problem=str(problem), about="stamp")
    verified = _("It was verified against the certificate that you gave.")
    fits = _(
        "It fits the checkpoint. Without the certificate of the authority, who signed it was not checked."
    )
    taken = _("The time-stamp was taken in.")
    say(request, f"{taken} {verified if stamped.verified else fits}")
    return go_to(request, "/log/outside")


async def cosign_request(request: Request) -> Response:
    """A request for a partner. It changes nothing here; it is a POST because the partner's key belongs in no address."""
    form = await read_form(request)
    key = form.text("cosigner_key") or None
    try:
        size = form.number("from_size")
        data = await desk_of(request).read(OpenVault.cosign_export, key, from_size=size)
    except AmanetError as problem:
        return await _page(request, problem=str(problem), about="ask")
    return _file(data, "cosign-request.txt", "text/plain")


async def take_cosignature(request: Request) -> Response:
    form, _ = await read_form(request), words_of(request).gettext
    try:
        answer = _text(form.text("answer"), _("The answer of the partner"))
        await desk_of(request).write(OpenVault.cosign_import, answer, form.text("cosigner_key"))
    except AmanetError as problem:
        return await _page(request, problem=str(problem), about="answer")
    say(request, _("The cosignature was taken in."))
    return go_to(request, "/log/outside")


async def cosign(request: Request) -> Response:
    """Signs a partner's checkpoint; the answer goes back to them."""
    form, _ = await read_form(request), words_of(request).gettext
    try:
        asked = _text(form.text("request"), _("The request of the partner"))
        key = form.text("log_key") or None
        cosigned = await desk_of(request).write(OpenVault.cosign_sign, asked, key)
    except AmanetError as problem:
        return await _page(request, problem=str(problem), about="sign")
    return await _page(request, cosigned=cosigned)


async def _page(request: Request, *, problem: str = "", about: str = "", cosigned: Any = None) -> Response:
    found = await desk_of(request).read(_state)
    status = 422 if problem else 200
    return page(
        request, "log/outside.html", status=status, problem=problem, about=about, cosigned=cosigned, **found
    )


def _state(vault: OpenVault) -> dict[str, Any]:
    from amanet.work.attention import outside

    words = vault.outside_words()
    epochs = {epoch.origin: epoch.number for epoch in vault.vault.epochs()}
    partners = dict.fromkeys(one.authority for one in words if one.kind == "cosignature")
    return {
        "state": outside(vault.vault),
        "words": [{**vars(one), "epoch": epochs.get(one.origin)} for one in reversed(words)],
        "checkpoints": [_checkpoint(vault, epoch) for epoch in reversed(vault.vault.epochs())],
        "partners": list(partners),
        "keys": vault.keys(),
    }


def _checkpoint(vault: OpenVault, epoch: Any) -> dict[str, Any]:
    newest = vault.vault.checkpoint(epoch)
    return {"epoch": epoch.number, "origin": epoch.origin, "size": newest.size, "root": newest.root.hex()}


def _bytes(text: str, what: str) -> bytes:
    """A certificate in PEM as it is, anything else from base64."""
    if text.encode("utf-8").startswith(_PEM):
        return text.encode("utf-8")
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadData(
            f"{what}: this is neither base64 nor PEM. Choose the file as you were given it."
        ) from problem


def _text(text: str, what: str) -> bytes:
    if not text:
        raise BadData(f"{what}: there is nothing. Choose the file, or paste what is in it.")
    return f"{text}\n".encode()


def _file(data: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Policy": "inert"}
    return Response(data, media_type=kind, headers=headers)


routes = [
    Route("/log/outside", show, methods=["GET"], name="outside"),
    Route("/log/outside/checkpoint.tsq", stamp_request, methods=["GET"], name="stamp_request"),
    Route("/log/outside/stamp", take_stamp, methods=["POST"], name="take_stamp"),
    Route("/log/outside/ask", cosign_request, methods=["POST"], name="cosign_request"),
    Route("/log/outside/answer", take_cosignature, methods=["POST"], name="take_cosignature"),
    Route("/log/outside/sign", cosign, methods=["POST"], name="cosign"),
]
