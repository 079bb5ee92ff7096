"""Sources that are not heard any more: those who refused that the team documents them, or took it back, and did not allow it anew.

What they said does not count in any account, list or search, whatever day is asked about. Silence is not withdrawal here: what a team
wrote down before it asked anybody stays, and nothing is disclosed without a grant in any case (`amanet.consent`). Where a no cannot be
understood, or whom it covers is disputed, it counts.

    withdrawn_sources(vault)        the numbers of these sources, as of today
"""

from collections.abc import Iterator
from datetime import date
from weakref import WeakKeyDictionary

from amanet.consent import Recipient, Whose, Wishes
from amanet.consent.grants import Refusal, Withdrawal
from amanet.errors import BadData, Misuse
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.work.consent import today, wishes
from amanet.work.selves import whose

__all__ = ["withdrawn_sources"]

_USE = "documentation"
_TEAM = Recipient("team")


def withdrawn_sources(vault: Vault) -> frozenset[int]:
    """The numbers of the sources that are not heard any more. Without any refusal or withdrawal it costs nothing; with many, it is worked
    out anew only after something was entered, or on another day (grants expire).
    """
    state = (vault.last_number, today(vault))
    known = _KNOWN.get(vault)
    if known is None or known[0] != state:
        known = _KNOWN[vault] = (state, _worked_out(vault))
    return known[1]


_KNOWN: "WeakKeyDictionary[Vault, tuple[tuple[int, date], frozenset[int]]]" = WeakKeyDictionary()


def _worked_out(vault: Vault) -> frozenset[int]:
    found: set[int] = set()
    seen: set[str] = set()
    for person in dict.fromkeys(_who_said_no(vault)):
        for human in _who_that_may_be(vault, person):
            if human.person not in seen:
                seen |= human.own
                if _is_no(vault, human):
                    found.update(_sources(vault, human.own))
    return frozenset(found)


def _who_said_no(vault: Vault) -> Iterator[str]:
    """The ids of those of whom there is a refusal or withdrawal that may be one of being documented."""
    for record in vault.records("Refusal"):
        if Refusal.parse(Entered.of(record.body)).covers(_USE, _TEAM):
            yield str(record.body.get("person", ""))
    for record in vault.records("Withdrawal"):
        named = Withdrawal.parse(Entered.of(record.body)).withdraws
        if named is None or any(_may_be_ours(vault, one) for one in named):
            yield str(record.body.get("person", ""))


def _may_be_ours(vault: Vault, grant: str) -> bool:
    """Whether a grant that was taken back is one for documentation by the team; of an erased one nobody knows that it was not."""
    record = vault.with_ids([grant])
    if not record:
        return True
    body = record[0].body
    try:
        recipient = Recipient.from_json(body.get("recipient"))
    except BadData:
        return True
    return body.get("use") == _USE and _TEAM.is_same(recipient)


def _who_that_may_be(vault: Vault, person: str) -> Iterator[Whose]:
    """That human being, and whoever may be the same: another's no counts for them too."""
    record = vault.with_ids([person])
    if not record:
        return
    human = whose(vault, record[0])
    yield human
    for other in vault.with_ids(sorted(human.perhaps)):
        yield whose(vault, other)


def _is_no(vault: Vault, human: Whose) -> bool:
    """What they answer today. Of whom nobody can say what they wish, the no that is on record stands."""
    for record in vault.with_ids(sorted(human.own)):
        try:
            known: Wishes = wishes(vault, str(record.number))
        except Misuse:  # retracted, or a source that is said to be no person
            continue
        return not known.answer(_USE, _TEAM)
    return True


def _sources(vault: Vault, ids: frozenset[str]) -> Iterator[int]:
    for record in vault.with_ids(sorted(ids)):
        if record.type == "Entity" and record.body["schema"] == "Source":
            yield record.number
