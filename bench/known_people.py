"""A vault of invented people for `known.py`: names, dates, acts, signs of life and claims, with a few per cent of contradictions.

Ten statements a person on average; one person has five hundred. Everything is drawn from one seed, so two runs make the same people.
Entered as records, not through an import: what is measured is what is known, not how it came in.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from amanet.vault import Draft, Vault
from amanet.vault.records import Prepared

STATEMENTS_A_PERSON = 10
MUCH_SAID = 500
_AT_ONCE = 20_000
_CYRILLIC = (
    "Ай",
    "Ба",
    "Гүл",
    "Да",
    "Жан",
    "Ка",
    "Ла",
    "Ма",
    "Нур",
    "Ора",
    "Са",
    "Та",
    "Ул",
    "Шар",
    "Эль",
    "Яр",
)
_LATIN = (
    "Ai",
    "Ba",
    "Gul",
    "Da",
    "Zhan",
    "Ka",
    "La",
    "Ma",
    "Nur",
    "Ora",
    "Sa",
    "Ta",
    "Ul",
    "Shar",
    "El",
    "Yar",
)
_ENDS = (("ова", "ova"), ("ов", "ov"), ("кызы", "kyzy"), ("бай", "bai"), ("жан", "zhan"))
_PLACES = ("Tarvik", "Osmel", "Kelimbay", "Dzhangul", "Sarmola", "Vetluga-on-Ilem", "Norlyk", "Ashkeng")
_WORK = ("teacher", "herder", "driver", "tailor", "nurse", "trader", "farmer", "musician", "student", "cook")
_LOOKS = ("tall", "short", "a scar on the chin", "grey hair", "walks with a stick", "a birthmark on the hand")
_TOLD = (
    "was taken from the house at night by men in uniform",
    "went to register at the police station and did not come back",
    "was called by telephone and told to bring a blanket",
    "was seen in the yard of the school behind the market",
    "wrote once and then no more",
    "is said to be studying; nobody could visit",
)


@dataclass
class People:
    """Enters them. `number_of_much_said` is of the person with many statements, `name` what they are called."""

    vault: Vault
    statements: int
    rng: random.Random = field(default_factory=lambda: random.Random(11))
    made: int = 0
    name: str = ""
    much_said: str = ""
    _prepared: list[Prepared] = field(default_factory=list)
    _sources: list[str] = field(default_factory=list)
    _places: list[str] = field(default_factory=list)
    _office: str = ""
    _rendition: str = ""

    def enter(self) -> None:
        """All of them. Afterwards the vault holds about as many statements as were asked for."""
        self._setting()
        self._person_of_whom_much_is_said()
        while self.made < self.statements:
            self._person()
            if len(self._prepared) >= _AT_ONCE:
                self._commit()
        self._commit()

    def _setting(self) -> None:
        item = self._enter("Item", sha256="00" * 32, size=1, name="table.csv", kind="file", source="nobody")
        self._rendition = self._enter("Rendition", item=item, kind="text", tool="bench", version="1")
        for number in range(max(20, self.statements // 500)):
            source = self._enter("Entity", schema="Source")
            self._sources.append(source)
            self._say(
                source, "name", {"name": f"source {number} {self._called()[1]}", "kind": "usual"}, source
            )
            self._say(source, "kind", {"term": "person"}, source)
            self._say(source, "connection", {"term": self.rng.choice(("relative", "witness"))}, source)
        self._office = self._enter("Entity", schema="Source")
        self._say(self._office, "kind", {"term": "organization"}, self._office)
        self._say(self._office, "connection", {"term": "official"}, self._office)
        for name in _PLACES:
            place = self._enter("Entity", schema="Place")
            self._places.append(place)
            self._say(place, "name", {"name": name, "kind": "usual"}, self._sources[0])

    def _person_of_whom_much_is_said(self) -> None:
        person, passage = self._named()
        self.much_said = person
        before = self.made
        while self.made - before < MUCH_SAID - STATEMENTS_A_PERSON:
            self._act(person, passage)
            self._sign(person, passage)
        self._contradictions(person, passage, always=True)

    def _person(self) -> None:
        person, passage = self._named()
        draw = self.rng.random()
        if draw < 0.65:
            self._act(person, passage)
        if draw < 0.30:
            self._sign(person, passage)
        if draw < 0.01:
            self._agreed(person, passage)
        if 0.30 < draw < 0.32:
            self._claim(person, passage)
        self._contradictions(person, passage)

    def _named(self) -> tuple[str, str]:
        cyrillic, latin = self._called()
        person = self._enter("Entity", schema="Person")
        told = self.rng.choice(_TOLD)
        quote = f"{cyrillic}; {latin}; {self.rng.choice(_WORK)}; {told} in {self.rng.choice(_PLACES)}"
        selector = {"type": "TextPositionSelector", "start": 0, "end": len(quote)}
        passage = self._enter("Passage", of=self._rendition, selectors=[selector], quote=quote)
        by = self.rng.choice(self._sources)
        rng = self.rng
        for name, value in (
            ("name", {"name": cyrillic, "kind": "full", "script": "Cyrl"}),
            ("name", {"name": latin, "kind": "alias", "script": "Latn"}),
            ("sex", {"term": rng.choice(("male", "female"))}),
            ("birth_date", _date(date(1940, 1, 1) + timedelta(days=rng.randrange(24_000)))),
            ("occupation_as_told", {"text": rng.choice(_WORK)}),
            ("physical_description", {"text": rng.choice(_LOOKS)}),
            ("notes", {"text": f"{latin} {told}, case {rng.randrange(10**8)}"}),
        ):
            self._say(person, name, value, by, passage)
        self.name = self.name or latin
        return person, passage

    def _act(self, person: str, passage: str) -> None:
        act, rng = self._enter("Entity", schema="Act"), self.rng
        by = rng.choice(self._sources)
        heard = rng.choice(self._sources) if rng.random() < 0.2 else None
        kind = rng.choices(("detention", "internment", "lost_contact", "release"), (60, 30, 4, 6))[0]
        day = date(2016, 1, 1) + timedelta(days=rng.randrange(2500))
        self._say(act, "victim", {"entity": person}, by, passage, heard)
        self._say(act, "type", {"term": kind}, by, passage, heard)
        self._say(
            act, "start", {"date": {"edtf": day.isoformat()[: rng.choice((4, 7, 10))]}}, by, passage, heard
        )

    def _sign(self, person: str, passage: str) -> None:
        sign, rng = self._enter("Entity", schema="SignOfLife"), self.rng
        by = rng.choice(self._sources)
        day = date(2018, 1, 1) + timedelta(days=rng.randrange(3200))
        self._say(sign, "person", {"entity": person}, by, passage)
        self._say(sign, "kind", {"term": rng.choice(("call", "message", "sighting"))}, by, passage)
        self._say(sign, "date", _date(day), by, passage)

    def _agreed(self, person: str, passage: str) -> None:
        agreed, by = self._enter("Entity", schema="AgreedSign"), self.rng.choice(self._sources)
        self._say(agreed, "person", {"entity": person}, by, passage)
        self._say(agreed, "every", {"quantity": {"about": "1", "unit": "weeks"}}, by, passage)

    def _claim(self, person: str, passage: str) -> None:
        claim = self._enter("Entity", schema="OfficialClaim")
        position = self.rng.choice(("deny", "no_knowledge", "at_liberty", "no_answer"))
        self._say(claim, "about", {"entity": person}, self._office, passage)
        self._say(claim, "position", {"term": position}, self._office, passage)
        self._say(
            claim, "date", _date(date(2020, 1, 1) + timedelta(days=self.rng.randrange(900))), self._office
        )

    def _contradictions(self, person: str, passage: str, *, always: bool = False) -> None:
        """Another date of birth of two people in a hundred, a denial of one."""
        rng = self.rng
        if always or rng.random() < 0.02:
            day = date(1940, 1, 1) + timedelta(days=rng.randrange(24_000))
            self._say(person, "birth_date", _date(day), rng.choice(self._sources), passage)
        if always or rng.random() < 0.01:
            value = {"text": rng.choice(_WORK)}
            self._say(
                person, "occupation_as_told", value, rng.choice(self._sources), passage, polarity="denies"
            )

    def _called(self) -> tuple[str, str]:
        """A name in two scripts."""
        parts = [self.rng.randrange(len(_LATIN)) for _ in range(4)]
        end = self.rng.choice(_ENDS)
        spelled = zip((_CYRILLIC, _LATIN), end, strict=True)
        both = [
            f"{made[parts[0]]}{made[parts[1]].lower()} {made[parts[2]]}{made[parts[3]].lower()}{last}"
            for made, last in spelled
        ]
        return both[0], both[1]

    def _say(
        self,
        subject: str,
        name: str,
        value: Mapping[str, Any],
        by: str,
        passage: str | None = None,
        heard_from: str | None = None,
        polarity: str = "affirms",
    ) -> None:
        more: dict[str, Any] = {} if passage is None else {"passages": [passage]}
        if heard_from is not None:
            more["heard_from"] = heard_from
        self._enter(
            "Statement", subject=subject, property=name, value=value, said_by=by, polarity=polarity, **more
        )
        self.made += 1

    def _enter(self, type_name: str, **fields: Any) -> str:
        prepared = self.vault.prepare(Draft(type_name, fields))
        self._prepared.append(prepared)
        return prepared.id

    def _commit(self) -> None:
        if self._prepared:
            prepared, self._prepared = self._prepared, []
            self.vault.commit(prepared)


def _date(day: date) -> dict[str, Any]:
    return {"date": {"edtf": day.isoformat()}}


def texts(vault: Vault) -> Iterator[str]:
    """The words that are searched, as plain texts: names, texts and quotes."""
    for record in vault.records("Statement"):
        value = record.body["value"]
        words = value.get("name", value.get("text"))
        if words is not None:
            yield str(words)
    for record in vault.records("Passage"):
        yield str(record.body["quote"])
