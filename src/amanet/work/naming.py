"""A name in other scripts, and who may be here already under another writing of it.

    propose_names    renderings of a name in other scripts, for a person to choose from; needs no vault and stores nothing
    already_here     of one name: who in the vault may be the same, with what speaks for it, what agrees and what differs

Both propose and a person decides: nothing is merged, linked or judged here. One name is asked for at a time; there is no comparison of
lists and none that runs by itself (DESIGN section 7). What somebody's language, ethnicity or religion may be is not looked at.

>>> from amanet.work.naming import propose_names
>>> [one.text for one in propose_names("Muyesser", "Cyrl")][:1]
['муйәссәр']
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amanet.errors import Misuse
from amanet.vault import Vault
from amanet.vault.full_text import days_between
from amanet.vault.name_keys import name_in
from amanet.work.hits import Allowed
from amanet.work.renderings import Rendering, find_alike

if TYPE_CHECKING:
    from amanet.names import Proposal

__all__ = ["SCRIPTS", "Alike", "alike_to", "already_here", "propose_names"]

# Codes of ISO 15924, and what `names` calls these scripts.
SCRIPTS: Final = {"Arab": "Arabic", "Cyrl": "Cyrillic", "Hans": "Han", "Latn": "Latin"}
_ENOUGH = 10.0  # a little more than for a search: here nobody asked to be shown anybody
_MOST = 10
_LOOKED_AT = 100
_COMPARED = ("birth_date", "birth_place", "sex", "document")

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Alike:
    """Somebody or something that may be the same: `bits` and `reasons` of the names, and which other statements agree or differ."""

    number: int
    label: str
    bits: float
    reasons: tuple[str, ...]
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]


def propose_names(name: str, script: str | None = None) -> "list[Proposal]":
    """Renderings in the script of that code, or in all that are known but its own. Raises `Misuse` for a script that is not known."""
    from amanet.names import Script, propose

    if script is not None and script not in SCRIPTS:
        raise Misuse(f"Names are proposed in {', '.join(SCRIPTS)}; not in {script!r}.")
    wanted = [Script(SCRIPTS[script])] if script is not None else [Script(one) for one in SCRIPTS.values()]
    return [proposal for one in wanted for proposal in propose(name, one)]


def already_here(
    vault: Vault,
    schema: str,
    name: str,
    birth_date: Said | None = None,
    *,
    more: Mapping[str, Said] | None = None,
    besides: int | None = None,
    without: frozenset[int] = frozenset(),
) -> list[Alike]:
    """Who of that schema may be called so, best first, at most ten. `birth_date` is a date as records hold it; `more` are values of other
    properties; `besides` is the number of an entity that is not meant; `without` are sources whose words do not count.
    """
    known = dict(more or {}) | ({"birth_date": {"date": birth_date}} if birth_date is not None else {})
    allowed = Allowed(vault, None, without)
    found = find_alike(allowed, name, besides=besides, enough=_ENOUGH, limit=_LOOKED_AT)
    same = [one for one in found if allowed.lookup.schema(one.entity) == schema]
    return [_alike(allowed, one, known) for one in same[:_MOST]]


def alike_to(vault: Vault, number: int, *, without: frozenset[int] = frozenset()) -> list[Alike]:
    """The same for an entity that was just entered, by its living names and what else is said of it."""
    allowed = Allowed(vault, None, without)
    bodies = [allowed.body(one) for one in vault.views.statements_of(number)]
    values = {
        str(body["property"]): body["value"] for body in reversed(bodies) if body["polarity"] == "affirms"
    }
    best: dict[int, Alike] = {}
    for name in dict.fromkeys(filter(None, map(name_in, bodies))):
        for one in already_here(
            vault, allowed.lookup.schema(number), name, more=values, besides=number, without=without
        ):
            if one.number not in best or one.bits > best[one.number].bits:
                best[one.number] = one
    return sorted(best.values(), key=lambda one: (-one.bits, one.number))[:_MOST]


def _alike(allowed: Allowed, one: Rendering, known: Mapping[str, Said]) -> Alike:
    agreeing, differing = [], []
    for name in _COMPARED:
        here = _said(allowed, one.entity, name) if name in known else []
        agreed = [reason for value in here if (reason := _agree(name, known[name], value)) is not None]
        if agreed:
            agreeing.append(agreed[0])
        elif here:
            differing.append(name.replace("_", " "))
    label = allowed.vault.views.label(one.entity) or ""
    return Alike(one.entity, label, one.comparison.bits, one.why.reasons, tuple(agreeing), tuple(differing))


def _said(allowed: Allowed, entity: int, name: str) -> list[Said]:
    """What is affirmed, as far as it says anything."""
    numbers = (one for one in allowed.vault.views.statements_of(entity, name) if allowed.statement(one))
    bodies = (allowed.body(one) for one in numbers)
    return [
        body["value"] for body in bodies if body["polarity"] == "affirms" and "absent" not in body["value"]
    ]


def _agree(name: str, one: Said, other: Said) -> str | None:
    """In which words two values of a property agree; None where they do not."""
    shown = name.replace("_", " ")
    if "date" in one and "date" in other:
        return _dates_agree(shown, one["date"], other["date"])
    if "identifier" in one and "identifier" in other:
        return shown if _plain(one["identifier"]) == _plain(other["identifier"]) else None
    return shown if one == other else None


def _dates_agree(shown: str, one: Any, other: Any) -> str | None:
    """Whether there is a day that both may mean. The first of January is often written where only the year is known."""
    placeholder = any(str(date.get("edtf", ""))[4:] == "-01-01" for date in (one, other))
    days = [days_between(_year(date) if placeholder else date) for date in (one, other)]
    if days[0] is None or days[1] is None:
        return None
    (low, high), (other_low, other_high) = days[0], days[1]
    if max(low, other_low) > min(high, other_high):
        return None
    return f"{shown} (the year; 1 January is often a placeholder)" if placeholder else shown


def _year(date: Any) -> Any:
    edtf = str(date.get("edtf", ""))
    return {**date, "edtf": edtf[:4]} if edtf[4:] == "-01-01" else date


def _plain(text: Any) -> str:
    return "".join(character for character in str(text).casefold() if character.isalnum())
