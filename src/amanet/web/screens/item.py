"""The items of the vault: the list of them, and one of them with everything that the vault knows of it.

What an item holds is shown, never run: words as letters, pictures and pages drawn anew in a confined process, sound and film with a type
of ours where content and finding agree (`item_bytes`). HTML and SVG are never given but as a file to keep, sandboxed. Places within an
item are addresses of numbers: `/items/N/at/MILLISECONDS`, `/items/N/segment/PLACE` (from 0, as hits have it), `/items/N/page/PAGE`.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.intake.page_pictures import draw
from amanet.intake.parsers import FORMATS
from amanet.vault.read_audit import READ
from amanet.web.answers import MOST, go_to, number_in_path
from amanet.web.forms import read_form
from amanet.web.jobs import Job
from amanet.web.languages import Words
from amanet.web.pages import desk_of, page, words_of
from amanet.web.screens import again, file_facts, item_recording, item_words, translating
from amanet.web.screens.consent_badge import Badge, badges_of_item, badges_of_statements
from amanet.web.screens.item_bytes import Seen, kind_of, send_bytes
from amanet.web.screens.item_page import At, gather, may_be_shown_whole, see
from amanet.web.screens.item_text import clock, direction_of
from amanet.web.screens.log_words import Teller
from amanet.web.screens.reading_questions import Asked, answered, questions_of, read_asked
from amanet.web.screens.sentences import Piece
from amanet.work.checking import Checked, check_item
from amanet.work.looking import Looked
from amanet.work.shelf import CHOICES, browse

__all__ = ["routes"]

_PAGE = 50
_SOON = 256 << 20
_ABSENT = dict.fromkeys(("source", "acquired_how", "acquired_at", "acquired_where", "note", "modified_at"))


# The list


async def show_list(request: Request) -> Response:
    choice, before = request.path_params.get("kind", ""), request.path_params.get("number")
    if (choice and choice not in CHOICES) or (before is not None and before > MOST):
        raise HTTPException(404)
    found = await desk_of(request).read(_browse, choice, before)
    _ = words_of(request).gettext
    return page(
        request,
        "item/index.html",
        found=found,
        choice=choice,
        is_first=before is None,
        choices=item_words.kind_words(_),
        kinds=item_words.one_of_kind(_),
        size=item_words.shown_size,
    )


def _browse(vault: OpenVault, choice: str, before: int | None) -> Any:
    return browse(vault.vault, choice, before=before, limit=_PAGE)


# One item


async def show(request: Request) -> Response:
    number = number_in_path(request)
    given = request.path_params
    at = At(given.get("ms"), given.get("place"), given.get("page"))
    if any(one is not None and one > MOST for one in (at.ms, at.segment, at.page)):
        raise HTTPException(404)
    found = await desk_of(request).read(gather, number, at)
    if found is None:
        raise HTTPException(404)
    # The trail of pages notes this item; the words of others that are shown with it are read too.
    for other in (found.looked.transcript, found.looked.original, found.looked.translation):
        if other is not None:
            desk_of(request).note(READ, other.number)
    words = words_of(request)
    _ = words.gettext
    resting = await desk_of(request).read(_resting, found.looked, words)
    agreed, said_with = await desk_of(request).read(_agreed, number, list(resting))
    return page(
        request,
        "item/item.html",
        shown=found,
        item=found.looked,
        body=_ABSENT | found.looked.record.body,
        text=found.window,
        resting=resting,
        may_be_linked=item_recording.may_be_linked(found),
        may_be_laid=translating.may_be_laid(found),
        agreed=agreed,
        said_with=said_with,
        number=number,
        question=questions_of(request).get(number),
        formats=FORMATS,
        kinds=item_words.one_of_kind(_),
        steps=item_words.step_words(_),
        metadata=file_facts.file_facts(_, found.looked.description),
        kind_of_file=file_facts.kind_of_file(found.looked.media_type),
        moment=file_facts.moment,
        size=item_words.shown_size,
        bytes=item_words.shown_bytes,
        clock=clock,
        direction_of=direction_of,
    )


def _resting(vault: OpenVault, looked: Looked, words: Words) -> dict[int, tuple[Piece, str]]:
    """By statement that rests on a passage: of whom or what it is, and what it says of it."""
    teller = Teller(vault, words)
    found = {}
    for said in (said for one in looked.passages for said in one.statements):
        schema = str(vault.record(said.subject).body["schema"]) if said.subject else ""
        whom = teller.entity(said.subject) if said.subject else Piece(said.subject_label)
        found[said.number] = (whom, teller.property_of(schema, said.property))
    return found


def _agreed(vault: OpenVault, number: int, statements: list[int]) -> tuple[list[Badge], Mapping[int, Badge]]:
    """What was agreed with those whose words the item holds, and by statement with who says it."""
    return badges_of_item(vault, number, statements), badges_of_statements(vault, statements)


async def send(request: Request) -> Response:
    """Sound, film, and pictures as they are."""
    number = number_in_path(request)
    seen, whole = await desk_of(request).read(_seen, number)
    if seen is None:
        raise HTTPException(404)
    kind = kind_of(seen)
    if kind is None or (kind.served.startswith("image/") and not whole):
        raise HTTPException(415)
    return await send_bytes(request, desk_of(request), number, seen, kind)


def _seen(vault: OpenVault, number: int) -> tuple[Seen | None, bool]:
    seen = see(vault, number)
    if seen is None or not (seen.media_type or "").startswith("image/"):
        return seen, False
    from amanet.work.looking import description_of

    return seen, may_be_shown_whole(seen, description_of(vault.vault, number))


async def send_picture(request: Request) -> Response:
    """A picture, or a page, drawn anew."""
    number, which = number_in_path(request), request.path_params.get("page", 1)
    if which > MOST:
        raise HTTPException(404)
    content, kind = await desk_of(request).read(_draw, number, which)
    return Response(content, headers={"Content-Type": kind, "X-Policy": "inert"})


def _draw(vault: OpenVault, number: int, which: int) -> tuple[bytes, str]:
    seen = see(vault, number)
    if seen is None:
        raise HTTPException(404)
    with vault.vault.open_object(number) as reader:
        drawn = draw(reader.read, reader.size, seen.media_type or "", page=which)
    if seen.media_type in ("image/jpeg", "image/heic", "image/heif"):
        return drawn.jpeg(), "image/jpeg"
    return drawn.png(), "image/png"


# What is done with it


async def read(request: Request) -> Response:
    """Reads its words, with what a person says about it; what only a person knows is asked on its page."""
    _ = words_of(request).gettext
    number, questions = number_in_path(request), questions_of(request)
    asked = answered(questions.get(number, Asked()), await read_form(request))
    title = _("Reading item %(number)d") % {"number": number}
    job = desk_of(request).start(title, read_asked, number, asked, questions)
    job.then = f"/items/{number}"
    return go_to(request, f"/jobs/{job.id}")


async def describe(request: Request) -> Response:
    """Looks at what it is."""
    _ = words_of(request).gettext
    number = number_in_path(request)
    job = desk_of(request).start(_("Looking at item %(number)d") % {"number": number}, _describe, number)
    job.then = f"/items/{number}"
    return go_to(request, f"/jobs/{job.id}")


def _describe(vault: OpenVault, _job: Job, number: int) -> None:
    vault.describe([number])


async def verify(request: Request) -> Response:
    """Reads the item again from its bytes: at once, or where that takes long, as a job."""
    number, desk = number_in_path(request), desk_of(request)
    seen = await desk.read(see, number)
    if seen is None:
        raise HTTPException(404)
    if seen.size <= _SOON or desk.read_only_because:
        return _checked(request, await desk.read(_check, number))
    _ = words_of(request).gettext
    job = desk.start(_("Verifying item %(number)d") % {"number": number}, _check_slowly, number, seen.size)
    job.then = f"/items/{number}/checked/{job.id}"
    return go_to(request, f"/jobs/{job.id}")


async def show_checked(request: Request) -> Response:
    job = desk_of(request).jobs.find(request.path_params["job"])
    if job is None or not isinstance(job.result, Checked) or job.result.number != number_in_path(request):
        raise HTTPException(404)
    return _checked(request, job.result)


def _checked(request: Request, found: Checked) -> Response:
    return page(
        request,
        "item/checked.html",
        block="outcome",
        found=found,
        number=found.number,
        size=item_words.shown_size,
    )


def _check(vault: OpenVault, number: int) -> Checked:
    return check_item(vault.vault, number)


def _check_slowly(vault: OpenVault, job: Job, number: int, size: int) -> Checked:
    return check_item(vault.vault, number, progress=partial(job.report, total=size))


async def send_original(request: Request) -> Response:
    """The item as a file to keep. That is an export: asked again, logged before the first byte, and never opened by the browser."""
    _ = words_of(request).gettext
    number, form, desk = number_in_path(request), await read_form(request), desk_of(request)
    if await desk.read(see, number) is None:
        raise HTTPException(404)
    says = _("The original leaves the vault unencrypted, and the log says that it did.")
    if (asked := await again.asked(request, form, _("Get the original out"), says)) is not None:
        return asked
    name = await desk.write(_log_that_it_leaves, number, form.text("purpose")[:500])
    headers = {
        "X-Policy": "inert",
        "Content-Type": "application/octet-stream",
        "Content-Disposition": _as_file(name, number),
    }
    stream = desk.stream(_whole, number)
    first = await anext(stream, b"")

    async def onwards() -> Any:
        yield first
        async for piece in stream:
            yield piece

    return StreamingResponse(onwards(), headers=headers)


def _log_that_it_leaves(vault: OpenVault, number: int, purpose: str) -> str:
    from amanet.work.signed import custody

    record = vault.record(number)
    vault.vault.add(custody(vault.vault, "got", [record.reference], note=purpose or None))
    return readable_name(record.body["name"])


def _whole(vault: OpenVault, number: int) -> Iterator[bytes]:
    from amanet.work.give_out import verified_stream

    for piece in verified_stream(vault.vault, vault.record(number)):
        yield bytes(piece)


def _as_file(name: str, number: int) -> str:
    """RFC 6266: the name in UTF-8, and for what is older a plain one."""
    from urllib.parse import quote

    kept = "".join("_" if character in '/\\:*?"<>|' else character for character in name)[:180]
    return f"attachment; filename=\"item-{number}\"; filename*=UTF-8''{quote(kept, safe='')}"


routes = [
    Route("/items", show_list, methods=["GET"], name="items"),
    Route("/items/before/{number:int}", show_list, methods=["GET"], name="items_before"),
    Route("/items/of/{kind}", show_list, methods=["GET"], name="items_of"),
    Route("/items/of/{kind}/before/{number:int}", show_list, methods=["GET"], name="items_of_before"),
    Route("/items/{number:int}", show, methods=["GET"], name="item"),
    Route("/items/{number:int}/at/{ms:int}", show, methods=["GET"], name="item_at"),
    Route("/items/{number:int}/segment/{place:int}", show, methods=["GET"], name="item_segment"),
    Route("/items/{number:int}/page/{page:int}", show, methods=["GET"], name="item_page"),
    Route("/items/{number:int}/bytes", send, methods=["GET"], name="item_bytes"),
    Route("/items/{number:int}/picture", send_picture, methods=["GET"], name="item_picture"),
    Route(
        "/items/{number:int}/page/{page:int}/picture", send_picture, methods=["GET"], name="item_page_picture"
    ),
    Route("/items/{number:int}/read", read, methods=["POST"], name="read_item"),
    Route("/items/{number:int}/look", describe, methods=["POST"], name="look_at_item"),
    Route("/items/{number:int}/verify", verify, methods=["POST"], name="verify_item"),
    Route("/items/{number:int}/checked/{job}", show_checked, methods=["GET"], name="checked_item"),
    Route("/items/{number:int}/original", send_original, methods=["POST"], name="item_original"),
    *item_recording.routes,
]
