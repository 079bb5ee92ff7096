"""One statement by itself: what it says, who entered it, where it stands in review, what it rests on, and what can be done with it.

Every number of a statement on other screens leads here, also of one that rests on no passage. What took its place is named.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.vault.read_audit import READ
from amanet.web.answers import number_in_path
from amanet.web.pages import desk_of, page, words_of
from amanet.web.records import record_of
from amanet.web.screens.consent_badge import badges_of_statements
from amanet.web.screens.log_words import STATES, Teller
from amanet.web.screens.passage_page import Resting
from amanet.work.saying_at_once import newest_seen, standing_for

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = ["routes"]


@dataclass(frozen=True)
class StatementPage:
    """`people` are those whose accounts it belongs to; `now` what stands in its place, 0 where nothing does; `passages` with their words."""

    one: Resting
    at: str
    counts: bool
    now: int
    wording: str = field(repr=False)
    language: str
    note: str = field(repr=False)
    passages: tuple[tuple[int, str, str], ...] = field(repr=False)
    people: tuple[tuple[int, str], ...] = field(repr=False)


async def show(request: Request) -> Response:
    number = number_in_path(request)
    found = await desk_of(request).read(_gather, number, words_of(request))
    desk_of(request).note(READ, number)
    return page(request, "saying/statement.html", found=found, states=STATES)


def _gather(vault: OpenVault, number: int, words: "Words") -> StatementPage:
    record = record_of(vault, number, "Statement")
    teller, body = Teller(vault, words), record.body
    by = str(body["entered_by"])
    one = Resting(
        number,
        teller.statement(record),
        vault.vault.views.state(number),
        teller.member(by),
        by == vault.vault.member,
        newest_seen(vault.vault, number),
        badges_of_statements(vault, [number]).get(number),
    )
    counts = not vault.vault.views.is_dead(number)
    now = 0 if counts else standing_for(vault.vault, number) or 0
    return StatementPage(
        one,
        str(body["entered_at"]),
        counts,
        now,
        str(body.get("wording", "")),
        str(body.get("language", "")),
        str(body.get("note", "")),
        tuple(_passages(vault, record)),
        _people(vault, vault.vault.views.number_of(str(body["subject"]))),
    )


def _passages(vault: OpenVault, record: "StoredRecord") -> list[tuple[int, str, str]]:
    found = vault.vault.with_ids([str(one) for one in record.body.get("passages", ())])
    living = (one for one in found if not vault.vault.views.is_dead(one.number))
    return [(one.number, str(one.body.get("quote", "")), str(one.body.get("language", ""))) for one in living]


def _people(vault: OpenVault, subject: int) -> tuple[tuple[int, str], ...]:
    from amanet.work.people import names_heard, people_in

    is_person = vault.record(subject).body["schema"] == "Person"
    numbers = [subject] if is_person else people_in(vault.vault, [subject]).get(subject, [])
    names = names_heard(vault.vault, set(numbers))
    return tuple((one, names.get(one, "")) for one in numbers)


routes = [Route("/statements/{number:int}", show, methods=["GET"], name="statement")]
