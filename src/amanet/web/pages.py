"""Pages: a template of `templates/` with what every page needs beside its own values.

Autoescape is on and an unknown name in a template is an error. A template never calls the vault; it gets values.

>>> return page(request, "search/index.html", hits=hits)  # doctest: +SKIP
"""

import asyncio
from collections.abc import Mapping
from functools import cache, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse

from amanet.web.answers import is_partial
from amanet.web.directions import composed
from amanet.web.languages import LANGUAGES, Words, choose_language, words_in
from amanet.web.phrasing import in_plain_words, in_words, without_weight
from amanet.web.statics import static_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from amanet.web.desk import Desk
    from amanet.web.sessions import Session

__all__ = ["desk_of", "page", "page_aside", "say", "session_of", "warm_up", "words_of"]

_TEMPLATES = Path(__file__).parent / "templates"


def desk_of(request: Request) -> "Desk":
    return cast("Desk", request.app.state.desk if "app" in request.scope else request.scope["state"]["desk"])


def session_of(request: Request) -> "Session | None":
    """Whose request this is; None at the door."""
    return cast("Session | None", request.scope.get("state", {}).get("session"))


def say(request: Request, text: str) -> None:
    """What the next page tells, once. Where the session ended meanwhile, nobody is told."""
    session = session_of(request)
    if session is not None:
        session.say(text)


def words_of(request: Request) -> Words:
    """The texts in the language of this request: `_ = words_of(request).gettext`."""
    wanted = desk_of(request).language
    return words_in(choose_language(wanted, request.headers.get("accept-language", "")))


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    block: str = "",
    **values: Any,
) -> HTMLResponse:
    """The page, or where htmx asks and `block` is named, that block of it alone."""
    words = words_of(request)
    found = _environment(words.tag).get_template(template)
    whole = {**_common(request, words), **values}
    if block and is_partial(request):
        context = found.new_context(whole)
        text = "".join(found.blocks[block](context))
    else:
        text = found.render(whole)
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


async def page_aside(request: Request, template: str, **values: Any) -> HTMLResponse:
    """A long page: put together in a thread, so that nobody else waits for it."""
    return await asyncio.to_thread(page, request, template, **values)


def _common(request: Request, words: Words) -> dict[str, Any]:
    from amanet.web.navigation import NAVIGATION
    from amanet.web.practice import is_practice

    desk, session = desk_of(request), session_of(request)
    inside = session is not None
    return {
        "language": words.tag,
        "direction": words.direction,
        "languages": LANGUAGES,
        "is_inside": inside,
        "vault_name": desk.name if inside else desk.path.stem,
        "member": desk.member if inside else "",
        "practice": inside and is_practice(desk.at),
        "read_only": inside and bool(desk.read_only_because),
        "seconds_left": ceil(desk.seconds_left()) if inside else 0,
        "idle_seconds": int(desk.limits.idle),
        "navigation": NAVIGATION if inside else (),
        "here": request.scope["path"],
        "said": session.take_said() if session is not None and not is_partial(request) else [],
    }


def warm_up(language: str) -> None:
    """Compiles every template, so that nobody waits for it: while somebody types the passphrase there is time."""
    environment = _environment(words_in(language).tag)
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


@cache
def _environment(tag: str) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from amanet.web.compiled import TemplateCode

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=TemplateCode(),
    )
    words = words_in(tag)
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(static=static_address)
    environment.filters["composed"] = composed
    environment.filters["in_words"] = partial(in_words, words)
    environment.filters["in_plain_words"] = partial(in_plain_words, words)
    environment.filters["without_weight"] = without_weight
    return environment
