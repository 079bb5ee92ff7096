"""One act, with all that is said of it: its facts, who is said to have been in it and as what, and how long it lasted – as told, and beside
it what its dates give. Neither is corrected by the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from amanet.corroboration.bearing import Own
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.lengths import Length, between, fits
from amanet.corroboration.moments import When
from amanet.corroboration.terms import LIBERTY, all_named_by, codes_said, is_a
from amanet.corroboration.wording import listed
from amanet.phrases import phrase

__all__ = ["ActAccount", "Duration", "Involved", "acts_of", "involved_in"]


@dataclass(frozen=True)
class Duration(InJson):
    """`told` as facts; `by_dates` what beginning and end give, where both are said; `misfits` are those told that do not fit it."""

    told: tuple[Known, ...]
    by_dates: Length | None
    misfits: tuple[str, ...]


@dataclass(frozen=True)
class Involved(InJson):
    """Somebody in a role. `of` is the act or event; `roles` are codes, `text` their words."""

    involvement: str
    actor: str | None
    label: str
    of: tuple[str, ...]
    roles: tuple[str, ...]
    text: str
    facts: tuple[Known, ...]


@dataclass(frozen=True)
class ActAccount(InJson):
    """`to_the_person` is false where it is only denied that it was done to them: `facts` are then those denials, and the rest is empty.
    `takes_liberty`: an arrest, a detention …
    """

    act: str
    title: str
    types: tuple[str, ...]
    takes_liberty: bool
    to_the_person: bool
    start: When | None
    end: When | None
    duration: Duration
    facts: tuple[Known, ...]
    involved: tuple[Involved, ...]

    def about(self, *names: str) -> tuple[Known, ...]:
        """The facts of these properties that somebody says."""
        return tuple(known for known in self.facts if known.property in names and known.is_said)


def acts_of(weighed: Weighed, person: str, own: Own) -> tuple[ActAccount, ...]:
    """In the order of their beginnings, or ends where nobody says when they began; without a date last."""
    by_act: dict[str, list[str]] = {}
    for involvement in own.involved:
        for act in all_named_by(weighed.material, involvement, "act"):
            by_act.setdefault(act, []).append(involvement)
    found = [_act(weighed, person, act, by_act.get(act, ())) for act in own.acts]
    found += [_of_others(weighed, person, act) for act in own.not_theirs]
    return tuple(sorted(found, key=_order))


def involved_in(weighed: Weighed, involvements: Iterable[str]) -> tuple[Involved, ...]:
    return tuple(
        _involved(weighed, one, actor)
        for one in involvements
        for actor in all_named_by(weighed.material, one, "actor") or (None,)
    )


def _act(weighed: Weighed, person: str, act: str, involved: Iterable[str]) -> ActAccount:
    material = weighed.material
    types = codes_said(material, act, "type")
    return ActAccount(
        act,
        weighed.title(act),
        types,
        any(is_a(material, "act_type", code, LIBERTY) for code in types),
        person in all_named_by(material, act, "victim"),
        weighed.when(act, "start"),
        weighed.when(act, "end"),
        _duration(weighed, act),
        weighed.known(act),
        involved_in(weighed, involved),
    )


def _of_others(weighed: Weighed, person: str, act: str) -> ActAccount:
    """Of an act that is only said not to have been done to this person, who says that, and nothing of what others went through."""
    facts = tuple(one for one in weighed.known(act, "victim") if one.fact.value.get("entity") == person)
    nothing = Duration((), None, ())
    return ActAccount(act, weighed.title(act), (), False, False, None, None, nothing, facts, ())


def _duration(weighed: Weighed, act: str) -> Duration:
    start, end = weighed.when(act, "start"), weighed.when(act, "end")
    told = tuple(known for known in weighed.known(act, "duration") if known.is_said)
    if start is None or end is None:
        return Duration(told, None, ())
    by_dates = between((start.earliest, start.latest), (end.earliest, end.latest))
    misfits = (known.shown for known in told if not fits(known.fact.value, by_dates))
    return Duration(told, by_dates, tuple(misfits))


def _involved(weighed: Weighed, involvement: str, actor: str | None) -> Involved:
    material = weighed.material
    roles = codes_said(material, involvement, "role")
    return Involved(
        involvement,
        actor,
        weighed.called(actor) if actor else phrase("somebody who is not named"),
        all_named_by(material, involvement, "act", "event"),
        roles,
        listed(weighed.shown("Involvement", "role", {"term": code}) for code in roles)
        or phrase("in a role nobody says"),
        weighed.known(involvement),
    )


def _order(act: ActAccount) -> tuple[object, ...]:
    when = act.start or act.end
    return when is None, when and when.first, when and when.last, act.act
