"""The parts of the first page, worked out once and kept until the log grows or the day changes; with the lock they are gone.

What costs much has a limit of time: then the page shows what was found until there, and says so. It can be asked for with more time.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

from amanet.app import OpenVault
from amanet.errors import WorldFailed
from amanet.web.desk import Locked
from amanet.web.screens.log_words import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanet.web.desk import Desk
    from amanet.web.languages import Words
    from amanet.web.sessions import Session

__all__ = ["LATER", "Overdue", "at_once", "known", "part"]

SECONDS: Final = 6.0
MORE_SECONDS: Final = 120.0
# So small a vault answers everything at once.
_SMALL: Final = 3000
_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True)
class Overdue:
    """It took too long, and nothing can be said yet."""


def _work(vault: OpenVault, _seconds: float, words: "Words") -> dict[str, Any]:
    from amanet.work import attention

    review = attention.review(vault.vault)
    teller = Teller(vault, words)
    waiting = {
        state: {"count": one.count, "lines": [_said(vault, teller, number) for number, _, _ in one.first]}
        for state, one in review.items()
    }
    return {"items": attention.items(vault.vault), "review": waiting}


def _said(vault: OpenVault, teller: Teller, number: int) -> dict[str, Any]:
    """A statement: who says what of whom, and the first passage that it rests on, which is where somebody looks whether it is so."""
    record = vault.record(number)
    passages = [vault.vault.views.number_of(str(one)) for one in record.body.get("passages", ())]
    return {"number": number, "told": teller.statement(record), "passage": next(filter(None, passages), 0)}


def _contested(vault: OpenVault, seconds: float, words: "Words") -> dict[str, Any]:
    from amanet.work import attention

    found = attention.contested_facts(vault.vault, go_on=_until(seconds))
    teller = Teller(vault, words)
    lines = [_contested_line(vault, one, teller) for one in found.first]
    return {"count": found.count, "lines": lines, "whole": found.whole}


def _contested_line(vault: OpenVault, one: Any, teller: Teller) -> dict[str, Any]:
    fact = one.fact
    value = {"subject": fact.subject, "property": fact.property, "value": fact.value}
    return {
        "whom": teller.entity(one.number),
        "property": teller.property_of(one.schema, fact.property),
        "value": vault.shown(value),
        "saying": fact.verdict.independent,
        "against": fact.verdict.against,
        "denied": bool(fact.verdict.denied),
    }


def _silent(vault: OpenVault, _seconds: float, _words: "Words") -> dict[str, Any]:
    from amanet.work import attention

    found = attention.long_silences(vault.vault)
    lines = [
        {
            "number": one.person,
            "label": one.label,
            "days": None if one.since is None else one.since.at_least,
            "rhythm": one.rhythm,
            "lost": one.lost_contact,
        }
        for one in found.first
    ]
    return {"count": found.count, "lines": lines, "whole": found.whole}


def _consents(vault: OpenVault, seconds: float, words: "Words") -> dict[str, Any]:
    from amanet.work import attention

    found = attention.consents_to_renew(vault.vault, go_on=_until(seconds))
    teller = Teller(vault, words)
    lines = [
        {
            "whom": replace(teller.entity(one.person), address=f"/people/{one.person}/consent"),
            "use": teller.use(one.use),
            "state": one.state,
            "day": one.day,
        }
        for one in found.first
    ]
    return {"count": found.count, "lines": lines, "whole": found.whole}


Work = Callable[[OpenVault, float, "Words"], dict[str, Any]]
LATER: Final[Mapping[str, Work]] = {
    "work": _work,
    "contested": _contested,
    "silent": _silent,
    "consents": _consents,
}


def at_once(vault: OpenVault) -> dict[str, Any]:
    """What every first page shows: it takes milliseconds, however much there is."""
    from amanet.work import attention

    return {
        "state": (vault.vault.last_number, int(vault.vault.settings.now()) // _DAY),
        "small": vault.vault.last_number <= _SMALL,
        "empty": attention.is_empty(vault.vault),
        "outside": attention.outside(vault.vault),
        "backups": attention.backups(vault.vault),
    }


def known(session: "Session", state: object) -> dict[str, Any]:
    """The parts that were worked out for this state already."""
    if session.memory.get("home_state") != state:
        session.memory["home_state"], session.memory["home"] = state, {}
    values: dict[str, Any] = session.memory["home"]
    return values


async def part(
    desk: "Desk", session: "Session", name: str, state: object, words: "Words", *, more: bool = False
) -> Any:
    """One part, worked out once however many ask; `more` takes its time. `state` is that of the vault, and the language. Raises `Locked`
    where the vault was locked meanwhile.
    """
    async with session.memory.setdefault(f"home {name}", asyncio.Lock()):
        values = known(session, state)
        if name in values and not (more and _is_partial(values[name])):
            return values[name]
        opening = desk.opening
        found = await desk.read(_limited, LATER[name], MORE_SECONDS if more else SECONDS, words)
        if opening != desk.opening:
            raise Locked
        values[name] = found
        return found


def _is_partial(value: Any) -> bool:
    return isinstance(value, Overdue) or not value.get("whole", True)


def _limited(vault: OpenVault, work: Work, seconds: float, words: "Words") -> Any:
    with _interrupted_after(vault, seconds + 1) as is_over:
        try:
            return work(vault, seconds, words)
        except WorldFailed:
            if not is_over():
                raise
            return Overdue()


@contextmanager
def _interrupted_after(vault: OpenVault, seconds: float) -> "Iterator[Callable[[], bool]]":
    """One long question to the database cannot be asked between steps whether to go on: it is interrupted, and so is the next."""
    over, done = Event(), Event()

    def watch() -> None:
        if done.wait(max(0.0, seconds)):
            return
        over.set()
        while not done.wait(0.1):
            vault.vault.database.interrupt()

    watcher = Thread(target=watch, name="amanet-limit", daemon=True)
    watcher.start()
    try:
        yield over.is_set
    finally:
        done.set()
        watcher.join()


def _until(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() < ends
