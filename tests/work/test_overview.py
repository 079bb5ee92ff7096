"""Whole-vault answers are those of asking about everybody one by one, the slow way."""

import itertools
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.corroboration.facts import Weighing
from amanet.corroboration.material import Material
from amanet.corroboration.signs import silence_of
from amanet.record.statement import Saying
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.consent import refuse
from amanet.work.gathering import gather_all
from amanet.work.overview import contested, is_contested, silent
from amanet.work.signed import signed_draft
from amanet.work.silent import listed
from amanet.work.statements import add_entity, add_source, say

TODAY = date(2026, 11, 22)
DATES = (
    "2018",
    "2018-05",
    "2018-05-12",
    "2019-01",
    "2019~",
    "[2017,2020]",
    "2018/2019",
    "../2018-06",
    "2020/..",
    "2026-10",
    "2027",
)
TERMS = {
    "sex": ("male", "female"),
    "type": ("arrest", "detention", "lost_contact", "release", "death", "death_in_custody"),
    "position": ("deny", "no_knowledge", "acknowledge", "at_liberty", "dead"),
    "kind": ("call", "video_call", "letter"),
    "connection": ("relative", "official", "witness"),
}
SCHEMATA = {
    "Person": ("sex", "birth_date", "birth_place", "name", "occupation_as_told", "dependants"),
    "Act": ("type", "victim", "start", "end", "place", "sentence_length"),
    "SignOfLife": ("person", "kind", "date"),
    "AgreedSign": ("person", "kind", "every"),
    "OfficialClaim": ("about", "about_act", "about_place", "position", "date"),
    "Source": ("connection", "person", "draws_on", "name"),
    "Place": ("part_of", "name"),
}
NAMED = {
    "victim": "Person", "person": "Person", "about": "Person", "about_act": "Act", "about_place": "Place", "birth_place": "Place",
    "place": "Place", "part_of": "Place", "draws_on": "Source",
}  # fmt: skip
STORIES = {
    "Person": ("birth_place", "birth_place", "birth_date"),
    "Place": ("part_of", "part_of"),
    "Act": ("type", "victim", "start"),
    "OfficialClaim": ("about", "position", "date"),
    "AgreedSign": ("person", "every"),
    "SignOfLife": ("person", "date"),
}
OFTEN = (
    "Person",
    "Person",
    "Act",
    "Act",
    "Act",
    "SignOfLife",
    "SignOfLife",
    "AgreedSign",
    "OfficialClaim",
    "Source",
    "Place",
)


class Invented:
    """A vault in which everything that bears on a fact is drawn: contradictions, hearsay, corrections, judgements, refusals."""

    def __init__(self, vault: Vault, seed: int) -> None:
        self.vault = vault
        self.rng = random.Random(seed)
        self.drafts: list[Draft] = []
        self.of: dict[str, list[str]] = {}
        self.statements: list[str] = []
        self.ended: list[str] = []
        self.judged: list[str] = []
        for schema, count in (
            ("Source", 4),
            ("Person", 3),
            ("Act", 3),
            ("Place", 3),
            ("SignOfLife", 3),
            ("AgreedSign", 1),
            ("OfficialClaim", 2),
        ):
            self.of[schema] = [self.enter("Entity", schema=schema) for _ in range(count)]
        self.passages = self.documents()
        for _ in range(self.rng.randrange(15, 80)):
            self.step()
        vault.add_many(self.drafts)

    def documents(self) -> list[str]:
        items = [
            self.enter("Item", sha256=f"{n % 2:064}", size=1, name="a", kind="file", source="s")
            for n in range(3)
        ]
        reading = self.enter("Rendition", item=items[0], kind="text", tool="t", version="1")
        self.enter(
            "Rendition", item=items[1], kind="recording", tool="t", version="1", parameters={"to": items[2]}
        )
        self.enter("Interview", source=self.of["Source"][0], items=[items[1], items[2]])
        return [self.enter("Passage", of=of, selectors=[]) for of in (*items, reading)]

    def step(self) -> None:
        rng = self.rng
        draw = rng.random()
        if draw < 0.25:
            self.story()
        elif draw < 0.75 or not self.statements:
            self.say()
        elif draw < 0.80:
            self.ended.append(
                self.enter("Supersession", replaces=rng.choice(self.statements), by=self.statements[-1])
            )
        elif draw < 0.86:
            everything = (
                self.statements + self.ended + [one for several in self.of.values() for one in several][3:]
            )
            gone = rng.choice(self.judged if self.judged and rng.random() < 0.3 else everything)
            self.ended.append(self.enter("Retraction", retracts=gone, reason="r"))
        elif draw < 0.91:
            self.sign("Review", of=rng.choice(self.statements), state=rng.choice(("reviewed", "disputed")))
        elif draw < 0.95:
            self.sign(
                "Assessment", of=rng.choice(self.statements), basis=rng.choice(("hearsay", "own_experience"))
            )
        else:
            self.judge()

    def judge(self) -> None:
        """Mostly of those of whom there is most to say, so that it matters."""
        rng = self.rng
        several = self.of[rng.choice(("Person", "Act", "Source", "SignOfLife", "Place"))]
        left, right = rng.sample(several[:2] if rng.random() < 0.6 else several, 2)
        verdict = rng.choice(("same", "same", "same", "different", "unsure"))
        self.judged.append(
            self.sign("Judgement", left={"entity": left}, right={"entity": right}, verdict=verdict)
        )

    def story(self) -> None:
        """Several statements that make sense together, some of them reviewed."""
        rng = self.rng
        schema = rng.choice(tuple(STORIES))
        subject = rng.choice(self.of[schema])
        for name in STORIES[schema]:
            self.say(schema, name, subject, polarity="affirms")
            if rng.random() < 0.4:
                self.sign("Review", of=self.statements[-1], state="reviewed")

    def say(self, schema: str = "", name: str = "", subject: str = "", polarity: str = "") -> None:
        rng = self.rng
        schema = schema or rng.choice(OFTEN)
        name = name or rng.choice(SCHEMATA[schema])
        more: dict[str, Any] = {}
        if rng.random() < 0.3:
            more["heard_from"] = rng.choice(self.of["Source"])
        if rng.random() < 0.3:
            more["passages"] = [rng.choice(self.passages)]
        if rng.random() < 0.3:
            more["said_at"] = {"edtf": rng.choice(("2017", "2019-02", "2021"))}
        statement = self.enter(
            "Statement",
            subject=subject or rng.choice(self.of[schema][:2] if rng.random() < 0.8 else self.of[schema]),
            property=name,
            value=self.value(name),
            polarity=polarity or rng.choices(("affirms", "denies", "does not know"), (85, 12, 3))[0],
            said_by=rng.choice(self.of["Source"]),
            **more,
        )
        self.statements.append(statement)

    def value(self, name: str) -> dict[str, Any]:
        rng = self.rng
        if rng.random() < 0.05:
            return {"absent": "unknown"}
        if name in NAMED:
            return {"entity": rng.choice(self.of[NAMED[name]])}
        if name in TERMS:
            return {"term": rng.choice(TERMS[name])}
        if name in ("start", "end", "date", "birth_date"):
            return {"date": {"edtf": rng.choice(DATES)}}
        if name in ("every", "sentence_length", "dependants"):
            return {
                "quantity": {
                    "about": rng.choice(("1", "12")),
                    "unit": rng.choice(("years", "months", "weeks", "days")),
                }
            }
        return {"name": rng.choice("ab"), "kind": "usual"} if name == "name" else {"text": rng.choice("ab")}

    def enter(self, type_name: str, **fields: Any) -> str:
        identifier = self.vault.new_id()
        self.drafts.append(Draft(type_name, fields, identifier))
        return identifier

    def sign(self, type_name: str, **fields: Any) -> str:
        draft = signed_draft(self.vault, type_name, fields)
        self.drafts.append(draft)
        assert draft.id is not None
        return draft.id


def slowly_contested(material: Material) -> set[Any]:
    weighing = Weighing(material)
    return {
        (repr(fact), material.labels.get(entity, ""))
        for entity in material.entities
        for fact in weighing.facts(entity)
        if is_contested(fact)
    }


def slowly_heard(vault: Vault, material: Material) -> list[Any]:
    people = [one for one, schema in material.entities.items() if schema == "Person"]
    return sorted(
        (listed(material, silence_of(material, one, TODAY), vault.views.number_of(one)) for one in people),
        key=lambda one: one.order,
    )


def test_what_is_contested_and_who_is_silent_is_what_asking_one_by_one_gives(world: Any) -> None:
    numbers = itertools.count(1)

    @given(st.integers(0, 2**40))
    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    def whatever_was_entered(seed: int) -> None:
        with world.new(f"v{next(numbers)}.vault") as vault:
            made = Invented(vault, seed)
            if seed % 3 == 0:
                refuse(vault, made.of["Source"][1], uses=["documentation"], recipient="team")
            times = sorted(str(record.body["entered_at"]) for record in vault.records())
            for as_of in (None, times[len(times) * 2 // 3]):
                fast = [(repr(one.fact), one.label) for one in contested(vault, as_of=as_of)]
                everything = gather_all(vault, as_of=as_of)
                assert set(fast) == slowly_contested(everything)
                assert len(fast) == len(set(fast))
                heard = slowly_heard(vault, everything)
                for days in (0, 90, 3000):
                    found = silent(vault, longer_than_days=days, today=TODAY, as_of=as_of)
                    assert found == [one for one in heard if one.is_listed(days)]

    whatever_was_entered()


@pytest.fixture
def aunt(vault: Vault) -> StoredRecord:
    return add_source(vault, "an aunt", "person")


def entered(vault: Vault, schema: str, by: StoredRecord, **values: dict[str, Any]) -> StoredRecord:
    said = str(by.body["id"])
    return add_entity(vault, schema, [Saying("", name, value, said) for name, value in values.items()])


def test_it_is_told_what_is_contested_who_says_it_and_who_against_it(
    vault: Vault, aunt: StoredRecord
) -> None:
    neighbour = add_source(vault, "a neighbour", "person")
    person = entered(vault, "Person", aunt, name={"name": "Lada Jur", "kind": "full"}, birth_date=on("1980"))
    assert list(contested(vault)) == []
    against = say(
        vault, Saying(str(person.body["id"]), "birth_date", dict(on("1975-05")), str(neighbour.body["id"]))
    )
    found = list(contested(vault))
    assert [(one.number, one.schema, one.label, one.fact.value) for one in found] == [
        (person.number, "Person", "Lada Jur", dict(value)) for value in (on("1975-05"), on("1980"))
    ]
    assert found[0].sources == {str(aunt.body["id"]): "an aunt", str(neighbour.body["id"]): "a neighbour"}
    assert found[0].numbers[str(against.body["id"])] == against.number
    assert len(list(contested(vault, limit=1))) == 1
    told: list[tuple[int, int]] = []
    assert len(list(contested(vault, tell=lambda *done: told.append(done)))) == 2
    assert told == [(1, 1)]
    vault.add(Draft("Retraction", {"retracts": str(against.body["id"]), "reason": "misheard"}))
    assert list(contested(vault)) == []
    before = str(against.body["entered_at"])
    assert [repr(one.fact) for one in contested(vault, as_of=before)] == [repr(one.fact) for one in found]


def test_whoever_withdrew_calls_nobody_anything_in_what_is_contested(
    vault: Vault, aunt: StoredRecord
) -> None:
    neighbour, other = (
        str(add_source(vault, name, "person").body["id"]) for name in ("a neighbour", "another")
    )
    person = entered(vault, "Person", aunt, name={"name": "Lada Jur", "kind": "full"})
    for name, value, by in (
        ("name", {"name": "Lada the tailor", "kind": "alias"}, neighbour),
        ("birth_date", dict(on("1980")), neighbour),
        ("birth_date", dict(on("1975-05")), other),
    ):
        say(vault, Saying(str(person.body["id"]), name, value, by))
    assert {one.label for one in contested(vault)} == {"Lada Jur"}
    refuse(vault, str(aunt.number), uses=["documentation"], recipient="team")
    assert {one.label for one in contested(vault)} == {"Lada the tailor"}


def test_the_longest_silence_comes_first_and_nothing_is_concluded_from_it(
    vault: Vault, aunt: StoredRecord
) -> None:
    people = [
        entered(vault, "Person", aunt, name={"name": name, "kind": "full"})
        for name in ("Lada", "Mira", "Dana")
    ]
    for person, day in zip(people, ("2026-11-01", "2020-02", "2018-05-01"), strict=True):
        entered(vault, "SignOfLife", aunt, person={"entity": str(person.body["id"])}, date=on(day))
    found = silent(vault, longer_than_days=90, today=TODAY)
    assert [(one.label, one.marks) for one in found] == [("Dana", ()), ("Mira", ())]
    since = found[1].since
    assert since is not None
    assert (TODAY - date(2020, 2, 29)).days == since.at_least
    assert (TODAY - date(2020, 2, 1)).days == since.at_most
    assert found[1].last == (date(2020, 2, 1), date(2020, 2, 29))


def test_a_death_marks_somebody_only_once_it_was_reviewed_and_takes_nobody_off_the_list(
    vault: Vault, aunt: StoredRecord
) -> None:
    person = entered(vault, "Person", aunt, name={"name": "Mira", "kind": "full"})
    whom = {"entity": str(person.body["id"])}
    entered(vault, "SignOfLife", aunt, person=whom, date=on("2019"))
    death = entered(vault, "Act", aunt, type={"term": "death_in_custody"}, victim=whom)
    assert [one.marks for one in silent(vault, longer_than_days=90, today=TODAY)] == [()]
    for number in vault.views.statements_of(death.number):
        fields = {"of": str(vault.record(number).body["id"]), "state": "reviewed"}
        vault.add(signed_draft(vault, "Review", fields))
    assert [one.marks for one in silent(vault, longer_than_days=90, today=TODAY)] == [("dead",)]


def test_lost_contact_without_a_day_and_an_agreed_sign_that_never_came_stand_at_the_end(
    vault: Vault, aunt: StoredRecord
) -> None:
    people = [
        entered(vault, "Person", aunt, name={"name": name, "kind": "full"})
        for name in ("Lada", "Mira", "Dana", "Jelen")
    ]
    whom = [{"entity": str(person.body["id"])} for person in people]
    entered(vault, "Act", aunt, type={"term": "lost_contact"}, victim=whom[0])
    entered(vault, "AgreedSign", aunt, person=whom[1], every={"quantity": {"about": "1", "unit": "weeks"}})
    entered(vault, "Act", aunt, type={"term": "lost_contact"}, victim=whom[2], start=on("2017-03"))
    found = silent(vault, longer_than_days=90, today=TODAY)
    assert [(one.label, one.lost_contact, one.rhythm) for one in found] == [
        ("Dana", True, None),
        ("Lada", True, None),
        ("Mira", False, "no_sign"),
    ]


def on(day: str) -> dict[str, Any]:
    return {"date": {"edtf": day}}


def test_contact_was_lost_only_with_those_of_whom_an_entry_that_counts_says_it(
    vault: Vault, aunt: StoredRecord
) -> None:
    lada, mira, dana = (
        entered(vault, "Person", aunt, name={"name": name, "kind": "full"})
        for name in ("Lada", "Mira", "Dana")
    )
    said = {"type": {"term": "lost_contact"}, "start": on("2018-05-01")}
    lost = entered(vault, "Act", aunt, **said, victim={"entity": str(lada.body["id"])})
    for person, polarity in ((mira, "denies"), (dana, "does not know")):
        whom = {"entity": str(person.body["id"])}
        say(vault, Saying(str(lost.body["id"]), "victim", whom, str(aunt.body["id"]), polarity=polarity))
    as_of = str(vault.record(max(one.number for one in vault.records())).body["entered_at"])
    for moment in (None, as_of):
        assert [one.label for one in silent(vault, longer_than_days=90, today=TODAY, as_of=moment)] == [
            "Lada"
        ]
    victim = next(iter(vault.views.statements_of(lost.number, "victim")))
    fields = {"of": str(vault.record(victim).body["id"]), "state": "disputed"}
    vault.add(signed_draft(vault, "Review", fields))
    assert silent(vault, longer_than_days=90, today=TODAY) == []
