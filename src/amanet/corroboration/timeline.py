"""What happened, in the order of its days: one line for each date that somebody says.

Of one date, what is less exact and agrees ("2018" beside "May 2018") stands in the line of the more exact; dates that contradict each
other have a line each, and their verdict says so. Lines are in the order of the earliest day they allow, then the latest; where nobody says
when, at the end. No day is ever picked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from amanet.corroboration.bearing import Own, affirmed
from amanet.corroboration.hedges import denied_in
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material
from amanet.corroboration.moments import Moment, moment_of
from amanet.corroboration.verdict import CONTESTED, Verdict
from amanet.corroboration.wording import listed, of_no_kind
from amanet.phrases import Phrase, phrase

__all__ = ["Line", "finest", "timeline"]


@quickly_made
@dataclass(frozen=True)
class Line(InJson):
    """`kind` is what of it: birth, act_begins, act_ends, sign, claim …, or undated. `facts` the date first; `verdict` is that of the date,
    or, without one, of what it was. `edtf` and `words` as said. `marks` are what must be said with it, whatever its date: that it is contested
    whose it was, that officials deny it.
    """

    earliest: date | None
    latest: date | None
    edtf: str | None
    words: str | None
    kind: str
    entity: str
    title: str
    verdict: Verdict | None
    facts: tuple[Known, ...]
    sources: tuple[str, ...]
    statements: tuple[str, ...]
    passages: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[bool, date, date, str, str, str]:
        dated = self.edtf is not None
        first, last = self.earliest or date.min, self.latest or date.max
        return not dated, first, last, self.entity, self.kind, f"{self.edtf} {self.statements}"


@dataclass(frozen=True)
class _Rule:
    """How entities of a schema come into the timeline: `dates` with the kind and the title of their lines (None: what it was), what tells
    more.
    """

    dates: tuple[tuple[str, str, Phrase | None], ...]
    what: str
    telling: tuple[str, ...]
    undated: str = "undated"
    whose: str | None = None


_END = phrase("end of %(what)s")
_SINCE, _UNTIL = phrase("since then: %(what)s"), phrase("until then: %(what)s")
_ACTS = _Rule(
    (("start", "act_begins", None), ("end", "act_ends", _END)),
    "type",
    ("type", "duration", "place", "facility", "place_at_end", "status_at_end"),
    whose="victim",
)
_EVENTS = _Rule((("start", "event_begins", None), ("end", "event_ends", _END)), "title", ("place",))
_SIGNS = _Rule(
    (("date", "sign", phrase("sign of life: %(what)s")),),
    "kind",
    ("kind", "words", "supervised"),
    whose="person",
)
_CLAIMS = _Rule(
    (("date", "claim", phrase("officials: %(what)s")),), "position", ("position", "words", "made_by")
)
_DEEDS = _Rule((("date", "intervention", None),), "type", ("type", "asked", "by", "response"))
_TIES = _Rule(
    (("start", "relation_begins", _SINCE), ("end", "relation_ends", _UNTIL)),
    "kind",
    ("kind", "person", "relative"),
)
_AGREED = _Rule(
    (
        ("start", "agreement_begins", phrase("agreed sign: %(what)s")),
        ("end", "agreement_ends", phrase("end of the agreed sign: %(what)s")),
    ),
    "kind",
    ("kind", "every"),
)
_INVOLVED = _Rule(
    (("start", "involvement_begins", _SINCE), ("end", "involvement_ends", _UNTIL)),
    "role",
    ("role", "actor", "act", "event"),
)
# Of these, those without a date say nothing of when; the account has them elsewhere.
_LEFT_WITHOUT_DATE = (_TIES, _AGREED, _INVOLVED)


def timeline(material: Material, person: str, weighed: Weighed | None = None) -> tuple[Line, ...]:
    one, weighed = material.one(person), weighed or Weighed(material)
    lines = list(_birth(weighed, one))
    for entity, rule in _in_it(affirmed(material, one, weighed.own(one))):
        lines += _lines(weighed, entity, rule, tuple(_marks(weighed, one, entity, rule)))
    return tuple(sorted(lines, key=lambda line: line.order))


def finest(several: Iterable[Known]) -> tuple[Known, ...]:
    """Of several facts of one property: those that somebody says, without those that another only says more exactly."""
    said = [known for known in several if known.is_said]
    if len(said) < 2:
        return tuple(said)
    sayings = [frozenset(told.id for told in known.fact.saying) for known in said]
    vaguer = [frozenset(told.id for told in known.fact.vaguer) for known in said]
    own = [saying.difference(*(other for other in sayings if other < saying)) for saying in sayings]
    return tuple(
        known
        for known, mine in zip(said, own, strict=True)
        if not mine or not any(mine <= agreed for agreed in vaguer)
    )


def _in_it(own: Own) -> Iterator[tuple[str, _Rule]]:
    several = (
        (own.acts, _ACTS),
        (own.events, _EVENTS),
        (own.signs, _SIGNS),
        (own.claims, _CLAIMS),
        (own.interventions, _DEEDS),
        (own.relations, _TIES),
        (own.agreed, _AGREED),
        ((*own.involved, *own.roles), _INVOLVED),
    )
    for entities, rule in several:
        yield from ((entity, rule) for entity in entities)


def _birth(weighed: Weighed, person: str) -> Iterator[Line]:
    for known in finest(weighed.known(person, "birth_date")):
        yield _line("birth", person, phrase("birth"), known, (known,))


def _lines(weighed: Weighed, entity: str, rule: _Rule, marks: tuple[str, ...]) -> list[Line]:
    telling = tuple(known for name in rule.telling for known in finest(weighed.known(entity, name)))
    what = _title(weighed, entity, rule)
    lines = [
        _line(kind, entity, _titled(title, what), known, (known, *telling), marks)
        for name, kind, title in rule.dates
        for known in finest(weighed.known(entity, name))
    ]
    if not lines and rule not in _LEFT_WITHOUT_DATE:
        lines.append(_line(rule.undated, entity, _titled(rule.dates[0][2], what), None, telling, marks))
    return lines


def _titled(title: Phrase | None, what: str) -> str:
    return what if title is None else title.fill(what=what)


def _marks(weighed: Weighed, person: str, entity: str, rule: _Rule) -> Iterator[str]:
    whose = weighed.known(entity, rule.whose) if rule.whose else ()
    theirs = [known for known in whose if known.fact.value.get("entity") == person]
    if any(known.fact.verdict.standing == CONTESTED for known in theirs):
        yield phrase("contested whether it was theirs")
    if rule is _ACTS:
        told = [*theirs, *(known for known in weighed.known(entity, rule.what) if known.stands)]
        yield from denied_in(known.fact.verdict for known in told)


def _title(weighed: Weighed, entity: str, rule: _Rule) -> str:
    words = [known.shown for known in finest(weighed.known(entity, rule.what))]
    if words:
        return listed(dict.fromkeys(words))
    if rule is _ACTS or rule is _DEEDS:
        return of_no_kind(weighed.material, weighed.material.schema_of(entity) or "")
    return weighed.called(entity) if rule is _EVENTS else phrase("of a kind that nobody says")


def _line(
    kind: str,
    entity: str,
    title: str,
    dated: Known | None,
    facts: tuple[Known, ...],
    marks: tuple[str, ...] = (),
) -> Line:
    moment = _moment(dated)
    told = {one.id: one for known in facts for one in (*known.fact.saying, *known.fact.vaguer)}
    in_order = [told[identifier] for identifier in sorted(told)]
    first = dated or (facts[0] if facts else None)
    return Line(
        moment.earliest if moment else None,
        moment.latest if moment else None,
        moment.edtf if moment else None,
        moment.words if moment else None,
        kind,
        entity,
        title,
        first.fact.verdict if first else None,
        facts,
        tuple(sorted({one.said_by for one in in_order})),
        tuple(sorted(told)),
        tuple(dict.fromkeys(passage for one in in_order for passage in one.passages)),
        marks,
    )


def _moment(dated: Known | None) -> Moment | None:
    return moment_of(dated.fact.value) if dated else None
