"""What is not known yet of a person: questions that follow from a table of rules, for people to ask on, in its order.

Each rule has a code that stays, a sentence, and what it finds: the ids it concerns. A question is asked once, of all that it concerns. None
says what the answer should be, and nothing is asked that would draw a conclusion about the person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amanet.corroboration.acts import ActAccount
from amanet.corroboration.bearing import Own
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.material import Told
from amanet.corroboration.moments import moment_of
from amanet.corroboration.rhythm import BROKEN, PERHAPS
from amanet.corroboration.scripts import script_of
from amanet.corroboration.signs import Silence
from amanet.corroboration.spoken import Spoke
from amanet.corroboration.terms import is_a
from amanet.corroboration.unanswered import DOES_NOT_KNOW, NOT_ASKED, Unanswered
from amanet.corroboration.verdict import CONTESTED, SINGLE
from amanet.phrases import phrase

__all__ = ["RULES", "Case", "Question", "Rule", "questions_of"]


@dataclass(frozen=True)
class Question(InJson):
    """`concerns` are ids of entities or statements, sorted; `text` is a phrase, `code` for programs."""

    code: str
    text: str
    concerns: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """What the rules look at. `told` are the living statements of the account; `spoke` says whether the person is a source themselves."""

    person: str
    weighed: Weighed
    own: Own
    acts: tuple[ActAccount, ...]
    silence: Silence
    facts: tuple[Known, ...]
    told: tuple[Told, ...]
    spoke: Spoke | None
    unanswered: tuple[Unanswered, ...]

    def about(self, *names: str) -> tuple[Known, ...]:
        return tuple(known for known in self.weighed.known(self.person, *names) if known.is_said)

    @property
    def is_person(self) -> bool:
        """Not a group or an organization, which nobody bore and from which no sign of life comes."""
        return self.weighed.material.schema_of(self.person) in ("Person", None)

    @property
    def taken(self) -> Iterator[ActAccount]:
        """The acts that take the person's liberty."""
        return (act for act in self.acts if act.takes_liberty and act.to_the_person)


@dataclass(frozen=True)
class Rule:
    """`find` gives the ids that a case leaves open; none, and nothing is asked."""

    code: str
    text: str
    find: Callable[[Case], Iterable[str]]


def questions_of(case: Case) -> tuple[Question, ...]:
    found = ((rule, tuple(sorted(set(rule.find(case))))) for rule in RULES)
    return tuple(Question(rule.code, rule.text, concerns) for rule, concerns in found if concerns)


def _lacking(*names: str) -> Callable[[Case], Iterable[str]]:
    """The acts that take liberty of which nobody says any of these."""
    return lambda case: (act.act for act in case.taken if not act.about(*names))


def _place_by_hearsay(case: Case) -> Iterator[str]:
    for act in case.taken:
        places = act.about("place", "facility")
        if places and all(known.fact.verdict.hearsay for known in places):
            yield act.act


def _duration_misfits(case: Case) -> Iterator[str]:
    return (act.act for act in case.acts if act.duration.misfits)


def _no_end(case: Case) -> Iterator[str]:
    """Held, and nobody says until when or how it was then; nor of anything after it that would end it."""
    ending = [act for act in case.acts if act.to_the_person and _is_one(case, act, _ENDING)]
    for act in case.taken:
        left_open = _is_one(case, act, _HELD) and not act.about("end", "status_at_end")
        if left_open and not any(_may_follow(act, other) for other in ending):
            yield act.act


def _is_one(case: Case, act: ActAccount, wanted: frozenset[str]) -> bool:
    return any(is_a(case.weighed.material, "act_type", code, wanted) for code in act.types)


def _may_follow(first: ActAccount, second: ActAccount) -> bool:
    return first.start is None or second.start is None or second.start.last >= first.start.first


def _no_birth_date(case: Case) -> Iterator[str]:
    return iter((case.person,) if case.is_person and not case.about("birth_date") else ())


def _first_of_january(case: Case) -> Iterator[str]:
    for known in case.about("birth_date"):
        moment = moment_of(known.fact.value)
        if moment and moment.earliest == moment.latest and moment.edtf.endswith("-01-01"):
            yield from (told.id for told in known.fact.saying)


def _no_sign(case: Case) -> Iterator[str]:
    heard = case.silence.signs or case.spoke
    return iter((case.person,) if case.is_person and not heard else ())


def _broken(case: Case) -> Iterator[str]:
    return (rhythm.agreed for rhythm in case.silence.rhythms if rhythm.code in (BROKEN, PERHAPS))


def _contested(case: Case) -> Iterator[str]:
    for known in case.facts:
        if known.fact.verdict.standing == CONTESTED:
            yield from (told.id for told in (*known.fact.saying, *known.fact.against))


def _of_one_source(case: Case) -> Iterator[str]:
    for known in case.facts:
        weighty = known.property in _WEIGHTY and known.is_said
        if weighty and known.fact.verdict.standing == SINGLE:
            yield from (told.id for told in known.fact.saying)


def _not_reviewed(case: Case) -> Iterator[str]:
    return (told.id for told in case.told if told.state in ("draft", "proposed"))


def _disputed(case: Case) -> Iterator[str]:
    return (told.id for told in case.told if told.state == "disputed")


def _never_asked(case: Case) -> Iterator[str]:
    asked = case.own.interventions or case.own.claims
    gone = any(True for _ in case.taken) or bool(case.silence.no_contact)
    return iter((case.person,) if gone and not asked else ())


def _no_answer(case: Case) -> Iterator[str]:
    """Interventions that nobody says any answer to."""
    material = case.weighed.material
    for deed in case.own.interventions:
        answered = any(
            told.property == "in_answer_to" for told in material.naming(deed) if told.ended is None
        )
        if not answered and not any(known.is_said for known in case.weighed.known(deed, "response")):
            yield deed


def _one_script(case: Case) -> Iterator[str]:
    names = case.about("name")
    scripts = {script_of(known.fact.value) for known in names} - {None}
    return iter((case.person,) if case.is_person and names and len(scripts) < 2 else ())


def _without_answer(how: frozenset[str]) -> Callable[[Case], Iterable[str]]:
    """The statements that have no value for that reason, where nobody else gives one."""
    return lambda case: (one.statement for one in case.unanswered if one.is_open and one.how in how)


def _same_and_different(case: Case) -> Iterator[str]:
    theirs = {case.person, *case.own.everything}
    return (one for group in case.weighed.material.apart if not theirs.isdisjoint(group) for one in group)


# Somebody is held in these for a time; an arrest, an abduction, a round-up is over at once.
_HELD: Final = frozenset(("detention", "disappearance"))
_ENDING: Final = frozenset(("release", "escape", "death", "transfer", "deportation"))
# What most depends on: one voice more matters most here.
_WEIGHTY: Final = frozenset(
    (
        "type",
        "victim",
        "start",
        "end",
        "place",
        "facility",
        "place_at_end",
        "status_at_end",
        "birth_date",
        "date",
    )
)

RULES: Final = (
    Rule("same_and_different", phrase("Members judged these to be the same and also to be different: which is it?"), _same_and_different),
    Rule("no_start", phrase("Nobody says when this began."), _lacking("start")),
    Rule("no_place", phrase("Nobody says where this was: neither a place nor a facility."), _lacking("place", "facility")),
    Rule("place_by_hearsay", phrase("Only hearsay for the place: who was there, or saw it?"), _place_by_hearsay),
    Rule("no_authority", phrase("Nobody says in whose name this was done."), _lacking("authority")),
    Rule("no_reason", phrase("Nobody says which reason was given."), _lacking("stated_reason", "charge", "legal_basis")),
    Rule("duration_misfit", phrase("The duration that was told does not fit the dates."), _duration_misfits),
    Rule("no_end", phrase("Nobody says how or when this ended."), _no_end),
    Rule("contested", phrase("These statements contradict each other."), _contested),
    Rule("no_sign_of_life", phrase("No sign of life is on record."), _no_sign),
    Rule("rhythm_broken", phrase("An agreed sign is missing: was there any other since?"), _broken),
    Rule("officials_never_asked", phrase("No record that officials were asked, or that they said anything."), _never_asked),
    Rule("no_answer", phrase("No answer to this is on record."), _no_answer),
    Rule("does_not_know", phrase("Asked, and does not know: who else may?"), _without_answer(DOES_NOT_KNOW)),
    Rule("not_asked", phrase("Nobody was asked this yet."), _without_answer(NOT_ASKED)),
    Rule("one_source", phrase("These rest on one source: who else knows?"), _of_one_source),
    Rule("no_birth_date", phrase("Nobody says when the person was born."), _no_birth_date),
    Rule("first_of_january", phrase("The birthday is a first of January, often put where the day is not known."), _first_of_january),
    Rule("one_script", phrase("The name is on record in one script only."), _one_script),
    Rule("disputed_entries", phrase("Members dispute these entries."), _disputed),
    Rule("not_reviewed", phrase("Nobody else has reviewed these entries yet."), _not_reviewed),
)  # fmt: skip
