"""The passphrase again, before something grave: a role or a key is changed, something is erased (security requirement 14).

Who typed it is not asked for two minutes. Two ways:

    if (asked := await again.asked(request, form, _("Remove a member"))) is not None:
        return asked                      a page of its own asks, and sends the same form again with the passphrase in it

    {% include "again/field.html" %}      a form that holds other secrets asks in itself, so that these are in no page; its template
    if not await again.passed(request, form): …        gets `again=again.needed(request)`

Wrong ones count with those at the door (`desk.opens`), and are noted in the trail of reads and refusals.
"""

from starlette.requests import Request
from starlette.responses import Response

from amanet.vault.read_audit import REFUSED
from amanet.web.forms import Form
from amanet.web.pages import desk_of, page, session_of

__all__ = ["FIELD", "REMEMBERED", "asked", "needed", "passed"]

FIELD = "passphrase_again"
REMEMBERED = 2 * 60.0


def needed(request: Request) -> bool:
    """Whether it would be asked now."""
    session = session_of(request)
    return session is None or session.clock() >= session.sure_until


async def passed(request: Request, form: Form) -> bool:
    """Whether the member at work has just said who they are, in this form or a moment ago. Raises `TooManyAttempts`."""
    session, desk = session_of(request), desk_of(request)
    if not needed(request):
        return True
    typed = form.exact(FIELD)
    if session is None or not typed:
        return False
    if not await desk.opens(typed):
        desk.note(REFUSED)
        return False
    session.sure_until = session.clock() + REMEMBERED
    return True


async def asked(request: Request, form: Form, title: str, says: str = "") -> Response | None:
    """None where it may go on; else the page that asks. `says` is what will happen. A form with secrets in it asks in itself instead."""
    if await passed(request, form):
        return None
    return page(
        request,
        "again/ask.html",
        status=403,
        title=title,
        says=says,
        fields=[(name, value) for name, value in form if name != FIELD],
        wrong=bool(form.exact(FIELD)),
        action=request.url.path,
    )
