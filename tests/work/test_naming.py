"""A name is found from any of its writings, with reasons; who is perhaps here already is said; nothing is merged or stored."""

import itertools
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest

from amanet.errors import Misuse
from amanet.record.statement import Saying
from amanet.vault import StoredRecord, Vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.hits import Allowed, Hit
from amanet.work.naming import Alike, alike_to, already_here, propose_names
from amanet.work.renderings import ENOUGH, find_renderings
from amanet.work.searching import search, search_each
from amanet.work.statements import add_entity, add_source, correct, retract, say

FIRST = ("مۇيەسسەر", "木耶赛尔", "Муйессер", "Muyesser")
FULL = ("مۇيەسسەر ئابلەت", "木耶赛尔·阿布来提", "Муйессер Абләт", "Muyesser Ablet")


class Scene:
    """People called by invented names, and who says so."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.aunt, self.uncle = (
            add_source(vault, "an aunt", "person"),
            add_source(vault, "an uncle", "person"),
        )
        self.others = [self.named(name) for name in ("Tursun Hëmit", "Насыр Балтабай", "图尔逊·玉素甫")]

    def named(self, name: str, schema: str = "Person", by: StoredRecord | None = None, **more: Any) -> int:
        kind = "full" if schema == "Person" else "usual"
        who = (by or self.aunt).body["id"]
        sayings = [Saying("", "name", {"name": name, "kind": kind}, who)]
        return add_entity(
            self.vault, schema, sayings + [Saying("", k, v, who) for k, v in more.items()]
        ).number

    def say(self, number: int, prop: str, value: dict[str, Any]) -> int:
        subject = self.vault.record(number).body["id"]
        return say(self.vault, Saying(subject, prop, value, self.aunt.body["id"])).number

    def by_rendering(self, query: str, **more: Any) -> list[Hit]:
        return [hit for hit in search(self.vault, query, **more).hits if hit.closeness == "rendering"]

    def entities(self, query: str, **more: Any) -> list[int]:
        return [hit.number for hit in self.by_rendering(query, **more) if hit.kind == "entity"]

    def alike(self, name: str, *more: Any, **named: Any) -> list[int]:
        return [one.number for one in already_here(self.vault, "Person", name, *more, **named)]


@pytest.fixture
def scene(vault: Vault) -> Scene:
    return Scene(vault)


# Searching


@pytest.mark.parametrize("writings", [FIRST, FULL])
def test_each_writing_finds_the_others(scene: Scene, writings: Sequence[str]) -> None:
    numbers = [scene.named(name) for name in writings]
    for number, name in zip(numbers, writings, strict=True):
        found = search(scene.vault, name)
        assert found.hits[0].number == number
        assert found.hits[0].closeness == "word"
        assert set(scene.entities(name)) == set(numbers) - {number} == set(found.renderings or ())


def test_they_come_best_first_with_reasons(scene: Scene) -> None:
    for name in FULL:
        scene.named(name)
    hits = [hit for hit in scene.by_rendering("Муйессер Абләт") if hit.kind == "entity"]
    bits = [hit.bits or 0 for hit in hits]
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] >= ENOUGH
    assert all("the same consonants" in "; ".join(hit.reasons) for hit in hits)
    assert any("Han rendering" in "; ".join(hit.reasons) for hit in hits)


@pytest.mark.parametrize(
    ("name", "asked"), [("喀什噶尔", "Qeshqer"), ("墨玉县", "Moyu"), ("Каракаш", "Qaraqash")]
)
def test_places_too(scene: Scene, name: str, asked: str) -> None:
    place = scene.named(name, "Place")
    assert scene.entities(asked) == [place]


def test_every_word_asked_for_is_answered(scene: Scene) -> None:
    scene.named("Муйессер")
    assert scene.entities("Muyesser Ablet") == []
    assert scene.entities("Muyesser A") == []
    assert scene.entities("Muyesser 2018-05") == []
    assert scene.entities("unknown") == []


def test_initials_have_to_be_answered_by_words_that_begin_so(scene: Scene) -> None:
    person = scene.named("Muyesser Ablet")
    other = scene.named("مۇيەسسەر ئابلەت")
    scene.named("Tursun Ablet")
    assert set(scene.entities("M. Ablet")) == {person, other}
    assert scene.entities("M. A.") == scene.entities("M. K. Ablet") == []


@pytest.mark.parametrize(
    "asked", ["Mr. Muyesser Ablet", "Muyеsser Ablеt", "Muyesser Ab1et", "Muyesser Ab let"]
)
def test_who_is_called_so_is_found_by_words_that_are_not_quite_theirs(scene: Scene, asked: str) -> None:
    person = scene.named("Muyesser Ablet")
    found = search(scene.vault, asked).hits
    assert found[0].number == person


def test_a_name_that_does_not_count_any_more_hides_no_other_writing(scene: Scene) -> None:
    person = scene.named("Muyesser")
    old = scene.vault.views.statements_of(person)[0]
    scene.say(person, "name", {"name": "Муйессер", "kind": "full"})
    retract(scene.vault, scene.vault.record(old), reason="never called so")
    assert scene.entities("Muyesser") == [person]


# Several spellings


def test_several_spellings_are_looked_for_in_turn(scene: Scene) -> None:
    one, other, third = scene.named("Ablet"), scene.named("Ablat"), scene.named("ئابلەت")
    found = search(scene.vault, "Ablet or Ablat")
    assert [hit.number for hit in found.hits if hit.kind == "entity"][:2] == [one, other]
    assert third in {hit.number for hit in found.hits}
    assert third in (found.renderings or ())
    assert found.about == ("Looked for as any of these: Ablet or Ablat.",)
    assert found.complete
    each = search_each(scene.vault, "Ablet/Ablat", ["entity", "statement"])
    assert {one, other} <= {hit.number for hit in each["entity"].hits}


def test_what_has_the_words_as_they_stand_comes_first(scene: Scene) -> None:
    scene.named("Dan")
    person = scene.named("Dan Or Levi")
    assert search(scene.vault, "Dan Or Levi").hits[0].number == person


def test_pages_of_several_spellings_follow_one_another(scene: Scene) -> None:
    for name in ["Ablet", "Ablat", "ئابلەت"] * 4:
        scene.named(name)
    whole = search(scene.vault, "Ablet or Ablat", limit=100).hits
    pages = [search(scene.vault, "Ablet or Ablat", limit=5, offset=at).hits for at in range(0, len(whole), 5)]
    assert list(itertools.chain(*pages)) == list(whole)


# Relatives


class Family(Scene):
    """Somebody, and who is said to be whose wife."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault)
        self.person = self.named("Tursun Ablet")
        self.wife = self.named("Munar Tuz")
        self.relation = self.tie(self.person, self.wife, "wife")

    def tie(self, person: int, relative: int, kind: str, by: StoredRecord | None = None) -> int:
        who = (by or self.aunt).body["id"]
        ids = [str(self.vault.record(one).body["id"]) for one in (person, relative)]
        values = {"person": {"entity": ids[0]}, "relative": {"entity": ids[1]}, "kind": {"term": kind}}
        sayings = [Saying("", name, value, who) for name, value in values.items()]
        return add_entity(self.vault, "Relation", sayings).number

    def kin(self, query: str, **more: Any) -> list[int]:
        return [hit.number for hit in search(self.vault, query, **more).hits if hit.closeness == "kin"]


@pytest.fixture
def family(vault: Vault) -> Family:
    return Family(vault)


@pytest.mark.parametrize(
    "asked",
    [
        "wife of Tursun Ablet", "Tursun Ablet's wife", "Tursun Abletning ayali", "жена Турсуна Аблета", "تۇرسۇن ئابلەتنىڭ ئايالى",
        "Tursun Ablet'in eşi", "wife of Tursun Ablat or Ablet", "family of Tursun Ablet",
    ],
)  # fmt: skip
def test_words_for_a_relative_lead_to_who_is_said_to_be_that(family: Family, asked: str) -> None:
    found = search(family.vault, asked)
    wife = next(hit for hit in found.hits if hit.kind == "entity")
    assert (wife.number, wife.closeness, wife.through) == (family.wife, "kin", (family.person,))
    assert any(
        line.startswith(f"#{family.wife} is recorded as wife of #{family.person}, see #")
        for line in found.about
    )
    assert family.person in {hit.number for hit in found.hits}


def test_a_tie_is_read_from_both_sides_and_as_it_is_recorded(family: Family) -> None:
    assert family.kin("husband of Munar Tuz", only=["entity"]) == [family.person]
    assert f"#{family.person} is recorded" not in " ".join(search(family.vault, "husband of Munar Tuz").about)
    assert family.kin("mother of Munar Tuz") == family.kin("mother of Tursun Ablet") == []
    child = family.named("Aytoz")
    family.tie(child, family.wife, "mother")
    family.tie(child, family.person, "parent")
    assert family.kin("Aytozning anisi", only=["entity"]) == [family.wife, family.person]
    assert family.kin("son of Munar Tuz", only=["entity"]) == [child]
    assert family.kin("Munar Tuz's parents") == []


def test_the_statement_that_says_so_is_found_as_a_statement(family: Family) -> None:
    (number,) = family.kin("wife of Tursun Ablet", only=["statement"])
    assert family.vault.record(number).body["property"] == "kind"


def test_without_such_a_relative_it_is_said_and_the_name_is_found(family: Family) -> None:
    found = search(family.vault, "mother of Munar Tuz")
    assert found.hits[0].number == family.wife
    assert "No such relative is recorded" in found.about[0]
    assert search(family.vault, "wife of Nobody Here").hits == ()


def test_ties_that_do_not_count_lead_nowhere(family: Family) -> None:
    before = family.vault.record(family.vault.last_number).body["entered_at"]
    assert family.kin("wife of Tursun Ablet", without=frozenset([family.aunt.number])) == []
    for number in family.vault.views.statements_of(family.relation, "kind"):
        retract(family.vault, family.vault.record(number), reason="somebody else")
    assert [
        line for line in search(family.vault, "wife of Tursun Ablet").about if "nobody says which" in line
    ]
    for number in family.vault.views.statements_of(family.relation):
        retract(family.vault, family.vault.record(number), reason="somebody else")
    assert family.kin("wife of Tursun Ablet") == []
    assert family.kin("wife of Tursun Ablet", as_of=before, only=["entity"]) == [family.wife]


def test_words_written_as_one_are_found_from_two(scene: Scene) -> None:
    person = scene.named("Абдурахман")
    assert scene.entities("Abdu Rahman") == [person]


def test_what_has_the_words_comes_first_and_statements_come_through_whom_they_are_about(scene: Scene) -> None:
    exact, other = scene.named("Muyesser"), scene.named("Муйессер")
    words = scene.say(scene.others[0], "notes", {"text": "a letter from Muyesser"})
    about = scene.say(other, "notes", {"text": "wrote once"})
    hits = search(scene.vault, "Muyesser").hits
    assert [hit.number for hit in hits] == [exact, words, other, about]
    assert hits[-1].through == (other,)
    assert (hits[-1].kind, hits[-1].closeness, hits[1].reasons) == ("statement", "rendering", ())
    assert scene.by_rendering("Muyesser", only=["statement"])[0].number == about
    assert scene.by_rendering("Muyesser", only=["item", "segment"]) == []


def test_pages_follow_one_another_without_a_gap(scene: Scene) -> None:
    for name in itertools.chain.from_iterable(itertools.repeat(FULL, 8)):
        scene.named(name)
    whole = search(scene.vault, "Muyesser Ablet", limit=1000)
    pages: list[Hit] = []
    while len(pages) < len(whole.hits):
        pages += search(scene.vault, "Muyesser Ablet", limit=7, offset=len(pages)).hits
    assert pages == list(whole.hits)
    assert len(scene.entities("Muyesser Ablet", limit=1000)) == 20


def test_others_are_found_however_many_have_the_very_words(scene: Scene) -> None:
    for _ in range(130):
        scene.named("Muyesser")
    other = scene.named("木耶赛尔")
    found = find_renderings(Allowed(scene.vault, None, frozenset()), "Muyesser")
    assert [one.entity for one in found] == [other]


def test_what_does_not_count_is_not_found(scene: Scene) -> None:
    kept, retracted, theirs = (
        scene.named("Муйессер"),
        scene.named("木耶赛尔"),
        scene.named("مۇيەسسەر", by=scene.uncle),
    )
    before = scene.vault.record(scene.vault.last_number).body["entered_at"]
    name = scene.vault.views.statements_of(retracted)[0]
    retract(scene.vault, scene.vault.record(name), reason="another person")
    assert set(scene.entities("Muyesser")) == {kept, theirs}
    assert set(scene.entities("Muyesser", as_of=before)) == {kept, retracted, theirs}
    assert scene.entities("Muyesser", without=frozenset([scene.uncle.number])) == [kept]
    erase(scene.vault, plan_erasure(scene.vault, [scene.vault.record(kept)]), reason="asked for")
    assert scene.entities("Muyesser") == [theirs]


def test_a_corrected_name_is_found_by_the_new_one(scene: Scene) -> None:
    person = scene.named("Муйессер")
    old = scene.vault.record(scene.vault.views.statements_of(person)[0])
    correct(
        scene.vault,
        old,
        Saying(str(old.body["subject"]), "name", {"name": "Турсун", "kind": "full"}, scene.aunt.body["id"]),
    )
    assert (scene.entities("Muyesser"), person in scene.entities("Tursun")) == ([], True)


def test_keys_of_another_version_are_not_used_and_it_is_said(scene: Scene) -> None:
    scene.named("Муйессер")
    scene.vault.database.set_meta("name_keys", "0")
    assert search(scene.vault, "Muyesser").renderings is None
    assert scene.alike("Muyesser") == []


# Already here?


def test_who_is_perhaps_here_already(scene: Scene) -> None:
    numbers = [scene.named(name) for name in FULL]
    scene.named("Муйессер Турсун")
    for name in FULL:
        assert set(scene.alike(name)) == set(numbers)
    assert set(numbers) <= set(scene.alike("Muyesser"))
    assert scene.alike("unknown") == scene.alike("") == scene.alike("‮") == []
    assert already_here(scene.vault, "Place", "Muyesser Ablet") == []


def test_it_stores_and_merges_nothing(scene: Scene) -> None:
    scene.named("Муйессер")
    before = scene.vault.last_number
    assert scene.alike("Muyesser")
    assert scene.vault.last_number == before


@pytest.mark.parametrize(
    ("mine", "theirs", "agreeing", "differing"),
    [
        ("1984-05", "1984-05-17", ("birth date",), ()),
        ("1984", "1985-02", (), ("birth date",)),
        ("1984-01-01", "1984-05-17", ("birth date (the year; 1 January is often a placeholder)",), ()),
        ("1984-01-01", "1984-01-01", ("birth date (the year; 1 January is often a placeholder)",), ()),
        ("1984-01-01", "1985-01-01", (), ("birth date",)),
    ],
)
def test_birth_dates_agree_or_differ(
    scene: Scene, mine: str, theirs: str, agreeing: tuple[str, ...], differing: tuple[str, ...]
) -> None:
    scene.named("Муйессер", birth_date={"date": {"edtf": theirs}})
    found = already_here(scene.vault, "Person", "Muyesser", {"edtf": mine})[0]
    assert (found.agreeing, found.differing) == (agreeing, differing)


def test_of_somebody_just_entered_all_that_is_said_is_looked_at(scene: Scene) -> None:
    paper = {"document": {"identifier": "AB 123-45"}, "sex": {"term": "female"}}
    first = scene.named("Муйессер Абләт", **paper)
    second = scene.named("Muyesser Ablet", document={"identifier": "ab12345"}, sex={"term": "male"})
    found = alike_to(scene.vault, second)
    assert [(one.number, one.agreeing, one.differing) for one in found] == [(first, ("document",), ("sex",))]
    assert found[0].label == "Муйессер Абләт"


def test_no_result_has_room_for_a_presumed_origin() -> None:
    assert [field.name for field in fields(Alike)] == [
        "number",
        "label",
        "bits",
        "reasons",
        "agreeing",
        "differing",
    ]


# Proposals


def test_renderings_are_proposed_in_one_script_or_all_but_its_own() -> None:
    assert propose_names("Muyesser", "Cyrl")[0].text.casefold().startswith("муй")
    assert {one.script.value for one in propose_names("Muyesser")} == {"Arabic", "Cyrillic", "Han"}
    assert propose_names("") == propose_names("12") == []
    with pytest.raises(Misuse, match="Arab, Cyrl, Hans, Latn"):
        propose_names("Muyesser", "Thai")
