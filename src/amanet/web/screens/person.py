"""People: the list, the account of one, what is contested, and who has been silent for long.

- `GET /people`, `POST /people`      the list, a page after somebody (by number); how a name begins is sent by POST alone
- `GET /people/N`                    the account; `as_of` a day, which `POST /people/N` chooses; a long one shortened, but for `all=1`
- `GET /people/N/contested`         what is contested or denied in it, with who stands against whom
- `GET /contested`, `GET /silent`    everybody: the page comes at once, what was found follows from `/contested/found`, `/silent/found`

There is no score, no order of how grave anything is, and no map of more than one person. The map of one (person_map.py) has no time in it.
"""

import re
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import BadData
from amanet.vault.read_audit import READ
from amanet.web.answers import go_to
from amanet.web.forms import read_form
from amanet.web.kept import kept, kept_page
from amanet.web.pages import desk_of, page
from amanet.web.screens.people_listing import (
    ContestedPage,
    PeoplePage,
    SilentPage,
    contested_of,
    contested_page,
    day_in,
    people_page,
    silent_page,
    silent_people,
)
from amanet.web.screens.person_account import AccountPage, account_page
from amanet.web.screens.person_map import draw_places
from amanet.web.screens.person_shortened import shortened

__all__ = ["routes"]

SILENCES = (30, 90, 180, 365)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,12}")


async def show_people(request: Request) -> Response:
    return await _people(request, "", _number(request, "after"))


async def find_people(request: Request) -> Response:
    form = await read_form(request)
    return await _people(request, form.text("beginning")[:200], form.number("after", 0) or 0)


async def show_account(request: Request) -> Response:
    as_of, number = request.query_params.get("as_of", ""), request.path_params["number"]
    whole = request.query_params.get("all") == "1"
    view, latest = await kept(request, _account_and_day, number, as_of)
    desk_of(request).note(READ, view.found.number)
    return await kept_page(
        request,
        "person/account.html",
        of=view,
        view=view,
        account=view.account,
        shortened=shortened(view, request.url.path, as_of, whole),
        draw_places=draw_places,
        as_of=as_of,
        latest=latest.isoformat(),
    )


def _account_and_day(opened: OpenVault, number: int, as_of: str) -> tuple[AccountPage, date]:
    return account_page(opened, number, as_of), day_in(opened)


async def choose_day(request: Request) -> Response:
    """On to the account as of a day, or of today where the field was emptied."""
    day, here = (await read_form(request)).text("as_of"), request.url.path
    if day and not _DAY.fullmatch(day):
        raise BadData("A day was expected here, as 2026-05-01. Go back and choose one.")
    return go_to(request, f"{here}?as_of={day}" if day else here)


async def show_contested(request: Request) -> Response:
    return page(
        request, "person/contested.html", block="found", found=None, after=_number(request, "after"), person=0
    )


async def found_contested(request: Request) -> Response:
    after = _number(request, "after")
    found: ContestedPage = await kept(request, contested_page, after)
    return page(request, "person/contested.html", block="found", found=found, after=after, person=0)


async def contested_in_account(request: Request) -> Response:
    """The same of one person, worked out from their account."""
    number = request.path_params["number"]
    name, found = await kept(request, contested_of, number)
    desk_of(request).note(READ, number)
    return page(
        request, "person/contested.html", block="found", found=found, after=0, person=number, person_name=name
    )


async def show_silent(request: Request) -> Response:
    return _silent(request, None)


async def found_silent(request: Request) -> Response:
    everybody = await kept(request, silent_people, _days(request))
    found = silent_page(everybody, _number(request, "after"))
    return _silent(request, found)


def _silent(request: Request, found: SilentPage | None) -> Response:
    days, after = _days(request), _number(request, "after")
    return page(
        request, "person/silent.html", block="found", found=found, days=days, after=after, lengths=SILENCES
    )


async def _people(request: Request, beginning: str, after: int) -> Response:
    found: PeoplePage = await kept(request, people_page, beginning, after)
    return page(request, "person/index.html", block="people", found=found, beginning=beginning, after=after)


def _days(request: Request) -> int:
    """One of those that are offered: the shortest that is not shorter than asked for."""
    asked = _number(request, "days") or SILENCES[1]
    return next((days for days in SILENCES if days >= asked), SILENCES[-1])


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if text and not _NUMBER.fullmatch(text):
        raise BadData("This address is not whole. Go back and use the links of the page.")
    return int(text or 0)


routes = [
    Route("/people", show_people, methods=["GET"], name="people"),
    Route("/people", find_people, methods=["POST"], name="find_people"),
    Route("/people/{number:int}", show_account, methods=["GET"], name="account"),
    Route("/people/{number:int}", choose_day, methods=["POST"], name="account_as_of"),
    Route("/people/{number:int}/contested", contested_in_account, methods=["GET"], name="account_contested"),
    Route("/contested", show_contested, methods=["GET"], name="contested"),
    Route("/contested/found", found_contested, methods=["GET"], name="found_contested"),
    Route("/silent", show_silent, methods=["GET"], name="silent"),
    Route("/silent/found", found_silent, methods=["GET"], name="found_silent"),
]
