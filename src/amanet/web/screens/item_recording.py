"""Words and the recording in which they are heard: a transcript that somebody else made stands beside its player from when a member says so.

Nothing is guessed: a member chooses among the recordings of the vault. Where somebody said it meanwhile, nothing is entered.
"""

from dataclasses import dataclass, field
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.records import record_of
from amanet.web.screens.item_page import ItemPage
from amanet.work.shelf import browse
from amanet.work.translations import recording_of

__all__ = ["Recording", "may_be_linked", "routes"]

_MOST = 200


@dataclass(frozen=True)
class Recording:
    """One that may be chosen."""

    number: int
    name: str = field(repr=False)


def may_be_linked(shown: ItemPage) -> bool:
    """Whether the item shows words of its own that stand beside no recording."""
    looked = shown.looked
    own = shown.window is not None and shown.window.form != "table" and looked.transcript is None
    return own and looked.recording is None and looked.media_type != "application/pdf"


async def show(request: Request) -> Response:
    """The recordings of the vault, to choose from."""
    number = number_in_path(request)
    name, recordings = await desk_of(request).read(_choices, number)
    return page(request, "item/recording.html", number=number, name=name, recordings=recordings)


def _choices(vault: OpenVault, number: int) -> tuple[str, list[Recording]]:
    name = readable_name(record_of(vault, number, "Item").body["name"])
    found = chain(*(browse(vault.vault, kind, limit=_MOST).items for kind in ("sound", "film")))
    newest = sorted(found, key=lambda one: -one.number)[:_MOST]
    return name, [Recording(one.number, one.name) for one in newest if one.number != number]


async def link(request: Request) -> Response:
    """What the item says is heard in a recording."""
    number, form, _ = number_in_path(request), await read_form(request), words_of(request).gettext
    chosen = form.number("recording")
    if chosen is None:
        raise Misuse(
            "Choose the recording in which these words are heard. Nothing was entered; go back and choose one."
        )
    await desk_of(request).write(_link, number, chosen)
    say(request, _("The words stand beside their recording from now on."))
    return go_to(request, f"/items/{number}")


def _link(vault: OpenVault, number: int, chosen: int) -> None:
    record_of(vault, number, "Item")
    recording = record_of(vault, chosen, "Item")
    if recording_of(vault.vault, number) is not None:
        raise ChangedMeanwhile(
            "Somebody said meanwhile of which recording these words are, and nothing was entered. Look at the page of the item."
        )
    vault.link_recording(number, recording.number)


routes = [
    Route("/items/{number:int}/recording", show, methods=["GET"], name="choose_recording"),
    Route("/items/{number:int}/recording", link, methods=["POST"], name="link_recording"),
]
