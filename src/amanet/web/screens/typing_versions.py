"""The versions of an item's words: who typed, corrected or read them, when, and what differs from the version before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.vault import StoredRecord
from amanet.vault.vouching import signers_of
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.screens.consent_badge import badges_of_item
from amanet.web.screens.typing_lines import exact_clock
from amanet.web.screens.typing_page import elsewhere, lines_in
from amanet.work.kept_readings import KIND, TRANSLATION, renditions_of
from amanet.work.line_differences import Differences, differences
from amanet.work.typed_renditions import CORRECTED, get_item, is_typed

__all__ = ["MOST", "routes"]

# Changes on one page.
MOST: Final = 300


@dataclass(frozen=True)
class Version:
    """`before` is the number of the version it took the place of; `why` what was said of it."""

    number: int
    at: str
    by: str
    typed: bool
    tool: str
    translation: bool
    language: str
    lines: int
    counts: bool
    before: int | None
    why: str


async def show(request: Request) -> Response:
    number, chosen = request.path_params["number"], request.path_params.get("version")
    other = await desk_of(request).read(_elsewhere, number)
    if other is not None:
        return RedirectResponse(f"/items/{other}/versions", 303)
    values = await desk_of(request).read(_gather, number, chosen)
    return page(request, "typing/versions.html", number=number, most=MOST, exact_clock=exact_clock, **values)


def _elsewhere(vault: OpenVault, number: int) -> int | None:
    return elsewhere(vault, number)


def _gather(vault: OpenVault, number: int, chosen: int | None) -> dict[str, Any]:
    record = get_item(vault.vault, number)
    versions = _versions(vault, record)
    one = next((one for one in versions if one.number == chosen), None)
    if chosen is not None and one is None:
        raise HTTPException(404)
    one = one or next((each for each in versions if each.before is not None), None)
    return {
        "name": readable_name(record.body["name"]),
        "agreed": badges_of_item(vault, number),
        "versions": versions,
        "chosen": one,
        "differences": None if one is None or one.before is None else _differences(vault, one),
    }


def _differences(vault: OpenVault, one: Version) -> Differences:
    assert one.before is not None
    return differences(lines_in(vault, one.before)[1], lines_in(vault, one.number)[1])


def _versions(vault: OpenVault, item: StoredRecord) -> list[Version]:
    """The newest first."""
    found = [one for one in renditions_of(vault.vault, item) if one.body["kind"] in (KIND, TRANSLATION)]
    names = {member: readable_name(known.name) for member, known in signers_of(vault.vault).items()}
    numbers = {str(one.body["id"]): one.number for one in found}
    ended: dict[str, tuple[str, str]] = {}
    for one in (
        vault.record(ender) for each in found for ender in vault.vault.views.living_enders(each.number)
    ):
        if one.type == "Supersession":
            ended[str(one.body["by"])] = (str(one.body["replaces"]), str(one.body.get("reason", "")))
    return [_version(vault, one, names, numbers, ended) for one in reversed(found)]


def _version(
    vault: OpenVault,
    one: StoredRecord,
    names: Mapping[str, str],
    numbers: Mapping[str, int],
    ended: Mapping[str, tuple[str, str]],
) -> Version:
    body = one.body
    replaced, why = ended.get(str(body["id"]), ("", ""))
    parameters = body.get("parameters") or {}
    return Version(
        one.number,
        str(body["entered_at"]),
        names.get(str(body["entered_by"]), ""),
        is_typed(one),
        str(body["tool"]),
        body["kind"] == TRANSLATION,
        str(parameters.get("language", "")),
        int(body["content"]["segments"]),
        not vault.vault.views.is_dead(one.number),
        numbers.get(str(parameters.get("corrects", replaced)), numbers.get(replaced)),
        "" if why == CORRECTED else why,
    )


async def bring_back(request: Request) -> Response:
    """The words of an earlier version, saved anew on top of what counts now."""
    number, version = request.path_params["number"], request.path_params["version"]
    form = await read_form(request)
    typed = await desk_of(request).write(_bring_back, number, version, form.number("based_on"))
    _ = words_of(request).gettext
    say(request, _("Saved as version %(number)s.") % {"number": typed.number})
    return go_to(request, f"/items/{number}/versions")


def _bring_back(vault: OpenVault, number: int, version: int, based_on: int | None) -> Any:
    from dataclasses import replace

    record = vault.record(version)
    if (
        record.type != "Rendition"
        or record.body["kind"] != KIND
        or record.body["item"] != vault.record(number).body["id"]
    ):
        raise HTTPException(404)
    reading, lines = lines_in(vault, version)
    language = reading.details.get("language")
    return vault.type_reading(
        number,
        [replace(one, place=None) for one in lines],
        based_on=based_on,
        language=language if isinstance(language, str) else None,
        reason=f"version {version} was brought back",
    )


routes = [
    Route("/items/{number:int}/versions", show, methods=["GET"], name="versions"),
    Route("/items/{number:int}/versions/{version:int}", show, methods=["GET"], name="version"),
    Route(
        "/items/{number:int}/versions/{version:int}/again", bring_back, methods=["POST"], name="bring_back"
    ),
]
