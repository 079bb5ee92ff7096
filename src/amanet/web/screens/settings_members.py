"""Who can open the vault: the list, adding somebody, removing somebody. Both change keys, so the passphrase is asked again.

One session at a time is open on one desk; it is listed with the way to end it. Several people at once wait for the server of a team.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError
from amanet.web.answers import go_to
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, session_of, words_of
from amanet.web.screens import again

__all__ = ["ROLES", "routes"]


def N_(text: str) -> str:
    return text


# The founder is who made the vault. Roles are words for the team, not locks (threat model, section 4).
ROLES = {"member": N_("member"), "reviewer": N_("reviewer"), "reader": N_("reader"), "founder": N_("founder")}


async def show(request: Request) -> Response:
    return await _page(request)


async def add(request: Request) -> Response:
    """With a passphrase that the new member types here; so this form asks for the old one in itself."""
    form, _ = await read_form(request), words_of(request).gettext
    if not await again.passed(request, form):
        return await _page(
            request, form, problem=_("The passphrase with which you unlock is not right. Nobody was added.")
        )
    if form.exact("new") != form.exact("same"):
        return await _page(
            request, form, problem=_("The two passphrases were not the same. Nobody was added.")
        )
    role = form.text("role")
    try:
        added = await desk_of(request).write(
            OpenVault.add_member,
            form.text("name"),
            form.exact("new"),
            role=role if role in ROLES else "member",
        )
    except AmanetError as problem:
        return await _page(request, form, problem=str(problem))
    say(request, _("%(name)s can open the vault now.") % {"name": added.name})
    return go_to(request, "/settings/members")


async def remove(request: Request) -> Response:
    """Changes every key of the vault. Readers stand aside meanwhile; other sessions there are none."""
    form, words, desk = await read_form(request), words_of(request), desk_of(request)
    _ = words.gettext
    says = _(
        "All keys of the vault change, and a new epoch of its log begins. Partners who cosign need its new log key. "
        "What this person copied before, they can still read."
    )
    if (asked := await again.asked(request, form, _("Remove from the team"), says)) is not None:
        return asked
    try:
        removed = await desk.alone(OpenVault.remove_member, form.text("member"))
    except AmanetError as problem:
        return await _page(request, problem=str(problem))
    say(request, _("%(name)s was removed, and every key was changed.") % {"name": removed.name})
    return go_to(request, "/settings/members")


async def _page(request: Request, form: Form | None = None, *, problem: str = "") -> Response:
    found = await desk_of(request).read(_members)
    session = session_of(request)
    began = 0 if session is None else int((session.clock() - session.began) // 60)
    return page(
        request,
        "settings/members.html",
        status=422 if problem else 200,
        problem=problem,
        again=again.needed(request),
        name=form.text("name") if form else "",
        chosen_role=form.text("role") if form else "member",
        roles=ROLES,
        session_minutes=began,
        **found,
    )


def _members(vault: OpenVault) -> dict[str, Any]:
    slots = vault.slots()
    kinds = [
        {**vars(one), "ways": [str(slot["kind"]) for slot in slots if slot["member"] == one.name]}
        for one in vault.members()
    ]
    return {
        "me": vault.vault.member,
        "active": [one for one in kinds if one["status"] == "active"],
        "former": [one for one in kinds if one["status"] != "active"],
        "unknown": sum(1 for slot in slots if slot["member"] == "(unknown)"),
    }


routes = [
    Route("/settings/members", show, methods=["GET"], name="members"),
    Route("/settings/members", add, methods=["POST"], name="add_member"),
    Route("/settings/members/remove", remove, methods=["POST"], name="remove_member"),
]
