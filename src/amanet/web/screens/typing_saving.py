"""Saving typed lines, of a transcript and of a translation alike: all of them sent by the script, and the answer where somebody saved
meanwhile (409, the block "both" of a page that shows the two beside one another).

What is saved, and what the two are, is each screen's own.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from amanet.app import OpenVault
from amanet.errors import AmanetError, ChangedMeanwhile
from amanet.web.answers import is_partial
from amanet.web.gate import Upload
from amanet.web.pages import desk_of, page
from amanet.web.plain_words import on_a_page
from amanet.web.screens.typing_lines import Sent, read_json

if TYPE_CHECKING:
    from amanet.work.typed_readings import Typed

__all__ = ["Kept", "LinesSent", "meanwhile_page", "save_by_script", "without_on_top"]

# The fields of a form that was not saved, so that it can be sent again.
Kept = list[tuple[str, str]]
Save = Callable[[OpenVault, int, Sent], "Typed"]
Meanwhile = Callable[[Request, int, Sent, ChangedMeanwhile, Kept], Awaitable[Response]]
_LARGEST: Final = 24 << 20


class LinesSent(Upload):
    """All lines of a long transcript are more than a form takes."""

    largest = _LARGEST


async def save_by_script(
    request: Request,
    save: Save,
    meanwhile: Meanwhile,
    more: Callable[["Typed"], Mapping[str, Any]] = lambda _typed: {},
) -> Response:
    """`more` is what the answer tells besides."""
    number = request.path_params["number"]
    try:
        sent = read_json(b"".join([piece async for piece in request.stream()]))
        typed = await desk_of(request).write(save, number, sent)
    except ChangedMeanwhile as problem:
        return await meanwhile(request, number, sent, problem, [])
    except AmanetError as problem:
        return JSONResponse({"problem": on_a_page(str(problem))}, 422)
    told = {"number": typed.number, "again": typed.again, "together": sent.on_top is not None}
    return JSONResponse({**told, **more(typed)})


def without_on_top(form: Iterable[tuple[str, str]]) -> Kept:
    return [(name, value) for name, value in form if name != "on_top"]


def meanwhile_page(
    request: Request, template: str, number: int, newest: int, kept: Kept, address: str, **values: Any
) -> Response:
    return page(
        request,
        template,
        status=409,
        block="both",
        number=number,
        kept=kept,
        action=address,
        by_script=is_partial(request),
        newest=newest,
        **values,
    )
