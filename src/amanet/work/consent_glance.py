"""Consent in a few words, of many people and sources at once: what stands beside testimony wherever it is shown.

Worked out of the same records and by the same rules as `work.consent.wishes`, in a fixed number of queries however many are asked about
(tests hold the two against each other). It says nothing that could be taken for leave to disclose: who discloses asks `wishes`.

    glances(vault, [7, 12])[7].code        AGREED, ASK_ANEW, NOTHING, NOT_ASKED, WITHDRAWN or NO_PERSON
    sources_of(vault, [41, 42])            by statement, the number of the source that says it
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from weakref import WeakKeyDictionary

from amanet.consent import Whose, Wishes
from amanet.record.judgement import entity_on
from amanet.record.standing import Entered, standing
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.vault.views import ViewRow
from amanet.work.consent import today, unsigned
from amanet.work.selves import has_died
from amanet.work.withdrawn import withdrawn_sources

__all__ = [
    "AGREED",
    "ASK_ANEW",
    "NOTHING",
    "NOT_ASKED",
    "NO_PERSON",
    "WITHDRAWN",
    "Glance",
    "HumanWishes",
    "glances",
    "sources_of",
    "sources_of_items",
    "wishes_of_many",
]

AGREED: Final = "agreed"
ASK_ANEW: Final = "to be asked anew"
NOTHING: Final = "nothing"
NOT_ASKED: Final = "not asked"
WITHDRAWN: Final = "withdrawn"
NO_PERSON: Final = "no person"
_CONSENT: Final = ("Grant", "Refusal", "Withdrawal")
_ENDING: Final = ("Supersession", "Retraction")
# From the widest to the narrowest.
_WIDEST: Final = ("public", "UN body", "court", "partner", "team")


@dataclass(frozen=True)
class Glance:
    """`widest` is the kind of the widest recipient that anything may go to: `public`, …, `team`; None where nothing may."""

    code: str
    widest: str | None = None


def glances(vault: Vault, numbers: Collection[int]) -> dict[int, Glance]:
    """Of people and sources, by number. What is neither is left out."""
    state = (vault.last_number, today(vault))
    known = _KNOWN.get(vault)
    if known is None or known[0] != state:
        known = _KNOWN[vault] = (state, {})
    missing = set(numbers) - known[1].keys()
    if missing:
        known[1].update(_worked_out(vault, missing, state[1]))
    return {number: known[1][number] for number in numbers if number in known[1]}


def sources_of(vault: Vault, statements: Collection[int]) -> dict[int, int]:
    """By statement, the number of who says it."""
    said = {row.number: str(row.body["said_by"]) for row in vault.related.bodies(statements) if row.type == "Statement"}  # fmt: skip
    numbers = vault.related.numbers(set(said.values()))
    return {number: numbers[source] for number, source in said.items() if source in numbers}


def sources_of_items(vault: Vault, items: Collection[int]) -> dict[int, list[int]]:
    """By item, whose words it holds, as far as it is known without what rests on it: who was interviewed in it, and who is called as the one
    who gave it.
    """
    related = vault.related
    bodies = {row.number: row.body for row in related.bodies(items)}
    ids = {str(body["id"]): number for number, body in bodies.items()}
    found: dict[int, set[int]] = {number: set() for number in bodies}
    interviews = [row.body for row in related.bodies(related.interviews_with(items))]
    sources = related.numbers({str(body["source"]) for body in interviews})
    for body in interviews:
        for item in {str(one) for one in body["items"]} & ids.keys():
            if str(body["source"]) in sources:
                found[ids[item]].add(sources[str(body["source"])])
    called: dict[str, set[int]] = {}
    for number, body in bodies.items():
        giver = str(body.get("source", ""))
        if giver and giver not in called:
            called[giver] = {one for one, schema in vault.views.called(giver) if schema == "Source"}
        found[number] |= called.get(giver, set())
    return {number: sorted(several) for number, several in found.items()}


_KNOWN: "WeakKeyDictionary[Vault, tuple[tuple[int, date], dict[int, Glance]]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class HumanWishes:
    """`wishes` is None where nothing of consent was ever recorded. `no_person`: a source that is said to be none. `gone`: is not heard any
    more, whatever else was allowed.
    """

    wishes: Wishes | None
    no_person: bool = False
    gone: bool = False


def wishes_of_many(vault: Vault, numbers: Collection[int], day: date) -> dict[int, HumanWishes]:
    """Of people and sources, by number, in a fixed number of queries. What is neither is left out."""
    schemata = Facts(vault.database).schemata(numbers)
    asked = {number for number in numbers if schemata.get(number) in ("Person", "Source")}
    selves = _Selves(vault, asked)
    rows = _consent_rows(vault, selves.all())
    departed, broken = _departed(vault, rows), frozenset(unsigned(vault, rows))
    ending, of_person = _by_person(rows)
    gone = {selves.ids[one] for one in withdrawn_sources(vault) & selves.ids.keys()}
    found = {}
    for number in asked:
        whose = replace(selves.whose(number), departed=departed, unsigned=broken)
        concerned = [one for who in whose.own | whose.perhaps for one in of_person.get(who, ())]
        wishes = Wishes.of((*concerned, *ending), whose, day) if concerned else None
        found[number] = HumanWishes(wishes, selves.is_no_person(number), bool(gone & whose.own))
    return found


def _worked_out(vault: Vault, numbers: Collection[int], day: date) -> dict[int, Glance]:
    return {number: _glance_of(one) for number, one in wishes_of_many(vault, numbers, day).items()}


def _glance_of(one: HumanWishes) -> Glance:
    if one.no_person:
        return Glance(NO_PERSON)
    if one.gone:
        return Glance(WITHDRAWN)
    return Glance(NOT_ASKED) if one.wishes is None else _glance(one.wishes)


def _glance(wishes: Wishes) -> Glance:
    kinds = {recipient.kind for _, recipient, answer in wishes.answers() if answer}
    if kinds:
        return Glance(AGREED, next(kind for kind in _WIDEST if kind in kinds))
    if any(one.state == "to be reviewed" for one in wishes.grants):
        return Glance(ASK_ANEW)
    return Glance(NOTHING)


def _by_person(rows: Iterable[ViewRow]) -> tuple[list[Entered], dict[str, list[Entered]]]:
    """What puts an end to something, and the records of consent by whose they are."""
    ending: list[Entered] = []
    found: dict[str, list[Entered]] = {}
    for row in rows:
        record = Entered.of(row.body)
        if record.type in _ENDING:
            ending.append(record)
        else:
            found.setdefault(str(row.body.get("person")), []).append(record)
    return ending, found


def _consent_rows(vault: Vault, entities: Collection[int]) -> list[ViewRow]:
    related = vault.related
    found = related.derived(entities, _CONSENT)
    return related.bodies(found | related.enders(found))


def _departed(vault: Vault, rows: Iterable[ViewRow]) -> frozenset[str]:
    proxies = {str(row.body["given_by"]) for row in rows if "given_by" in row.body}
    return frozenset(one for one in proxies if has_died(vault, one))


class _Selves:
    """Who is, or may be, whom: as `work.selves.whose` says of one, of all of some people and sources."""

    def __init__(self, vault: Vault, numbers: Collection[int]) -> None:
        self._vault = vault
        self.ids: dict[int, str] = {}
        self._kinds: dict[str, set[str]] = {}
        self._ties: dict[str, dict[str, bool]] = {}
        todo = set(numbers)
        while todo:
            reached = self._look_at(todo)
            todo = set(vault.related.numbers(reached).values()) - self.ids.keys()

    def all(self) -> set[int]:
        return set(self.ids)

    def is_no_person(self, number: int) -> bool:
        kinds = self._kinds.get(self.ids[number], set())
        return bool(kinds) and "person" not in kinds

    def whose(self, number: int) -> Whose:
        person = self.ids[number]
        sure: dict[str, bool] = {person: True}
        todo = [person]
        while todo:
            one = todo.pop()
            for other, is_sure in self._ties.get(one, {}).items():
                reached = is_sure and sure[one]
                if other not in sure or reached > sure[other]:
                    sure[other] = reached
                    todo.append(other)
        others = sure.items() - {(person, True)}
        return Whose(
            person,
            same=frozenset(one for one, is_sure in others if is_sure),
            perhaps=frozenset(one for one, is_sure in others if not is_sure),
        )

    def _look_at(self, numbers: Collection[int]) -> set[str]:
        """Takes in what is said of these; gives the ids of those they are tied to."""
        related, facts = self._vault.related, Facts(self._vault.database)
        self.ids |= facts.ids(numbers)
        sources = {one for one, schema in facts.schemata(numbers).items() if schema == "Source"}
        said = related.statements_of(sources, ("person", "kind")) | related.naming(numbers, ("person",))
        reviews, judged = related.derived(said, ("Review",)), related.judgements(numbers)
        rows = related.bodies(said | reviews | judged | related.enders(said | judged))
        now = standing(Entered.of(row.body) for row in rows)
        living = [row for row in rows if str(row.body["id"]) in now.living]
        reached: set[str] = set()
        by_id = self._schemata([row for row in living if row.type == "Statement"])
        for row in living:
            if row.type == "Judgement":
                reached |= self._judgement(row.body)
            elif row.type == "Statement" and by_id.get(str(row.body["subject"])) == "Source":
                reached |= self._statement(row.body, now.states.get(str(row.body["id"]), ""))
        return reached

    def _schemata(self, statements: Iterable[ViewRow]) -> Mapping[str, str]:
        numbers = self._vault.related.numbers({str(row.body["subject"]) for row in statements})
        schemata = Facts(self._vault.database).schemata(numbers.values())
        return {identifier: schemata.get(number, "") for identifier, number in numbers.items()}

    def _statement(self, body: Mapping[str, Any], state: str) -> set[str]:
        subject, value = str(body["subject"]), body["value"]
        if body["polarity"] != "affirms":
            return set()
        if body["property"] == "kind":
            self._kinds.setdefault(subject, set()).add(str(value.get("term")))
            return set()
        if "entity" not in value:
            return set()
        return self._tie(subject, str(value["entity"]), is_sure=state != "disputed")

    def _judgement(self, body: Mapping[str, Any]) -> set[str]:
        left, right = entity_on(body["left"]), entity_on(body["right"])
        if body["verdict"] not in ("same", "unsure") or left is None or right is None:
            return set()
        return self._tie(left, right, is_sure=False)

    def _tie(self, one: str, other: str, *, is_sure: bool) -> set[str]:
        for here, there in ((one, other), (other, one)):
            ties = self._ties.setdefault(here, {})
            ties[there] = ties.get(there, False) or is_sure
        return {one, other}
