"""Asking a vault: best first, in any script, by words, names and days; nothing that does not count, nothing of who withdrew."""

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.intake.parsers.parsing import Answers
from amanet.record.statement import Saying
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.text_lookup import MANY, Part
from amanet.work.erase import erase, plan_erasure
from amanet.work.excerpts import excerpt
from amanet.work.hits import Allowed, Hit
from amanet.work.passages import mark_fragment, mark_text
from amanet.work.question import LONGEST, MOST_PARTS, parse_question
from amanet.work.read_item import read_item
from amanet.work.searching import KINDS, Found, index_readings, search, search_each
from amanet.work.speakers import judge_speaker
from amanet.work.statements import add_entity, add_source, correct, retract, review, say, undo
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
TALK = "AYGUL:\nThey took him to Qeshqer at night.\n\nLI:\nWhen was that?\n\nAYGUL:\nIn winter, to the kaşgar school.\n".encode()


class Scene:
    """A vault with a few people, places and words; all invented."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.aunt = add_source(vault, "an aunt", "person")
        self.uncle = add_source(vault, "an uncle", "person")
        self.kashgar = self.entity("Place", "name", {"name": "Kashgar", "kind": "usual"})
        self.aygul = self.entity("Person", "name", {"name": "Aygül Nurlan", "kind": "full"})

    def entity(
        self, schema: str, prop: str, value: dict[str, Any], by: StoredRecord | None = None
    ) -> StoredRecord:
        return add_entity(self.vault, schema, [Saying("", prop, value, (by or self.aunt).body["id"])])

    def say(self, prop: str, value: dict[str, Any], subject: StoredRecord | None = None, **more: Any) -> int:
        by = more.pop("by", self.aunt)
        about = (subject or self.aygul).body["id"]
        return say(self.vault, Saying(about, prop, value, by.body["id"], **more)).number

    def note(self, text: str, **more: Any) -> int:
        return self.say("notes", {"text": text}, **more)

    def find(self, query: str, **more: Any) -> list[Hit]:
        return list(search(self.vault, query, **more).hits)

    def numbers(self, query: str, **more: Any) -> list[int]:
        return [hit.number for hit in self.find(query, **more)]


@pytest.fixture
def scene(vault: Vault) -> Scene:
    return Scene(vault)


@pytest.fixture
def talk(scene: Scene, hand_over: HandOver, take: Take) -> int:
    """The number of a reading."""
    item = take(scene.vault, hand_over({"talk.txt": TALK}), source="a cousin").added[0]
    return read_item(scene.vault, item, Answers()).rendition


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.marks]


# What is found


def test_names_before_statements_before_segments_before_items(scene: Scene, talk: int) -> None:
    said = scene.note("She was brought to Kaşgar, she thinks.")
    hits = scene.find("kashgar") + scene.find("KAŞGAR")
    assert [(hit.kind, hit.number) for hit in hits[:1]] == [("entity", scene.kashgar.number)]
    found = scene.find("kaşgar")
    assert [(hit.kind, hit.number) for hit in found[:2]] == [("statement", said), ("segment", talk)]
    assert [(hit.number, hit.closeness) for hit in found[2:]] == [(scene.kashgar.number, "rendering")]
    assert marked(found[0]) == ["Kaşgar"]
    assert found[0].said_by == scene.aunt.number
    assert found[0].state == "draft"
    item = scene.vault.views.number_of(str(scene.vault.record(talk).body["item"]))
    assert [(hit.kind, hit.number) for hit in scene.find("talk")] == [("item", item)]
    segment = found[1]
    reading = TALK.decode()
    assert (segment.of, segment.speaker) == (item, "AYGUL")
    assert reading[segment.at : segment.at + len(segment.excerpt)] == segment.excerpt
    assert marked(segment) == ["kaşgar"]


def test_a_whole_word_before_the_beginning_of_one_before_its_inside(scene: Scene) -> None:
    inside, beginning, whole = (
        scene.note(text) for text in ("unschooled", "schoolmates there", "the old school of the town")
    )
    found = scene.find("school")
    assert [(hit.number, hit.closeness) for hit in found] == [
        (whole, "word"),
        (beginning, "beginning"),
        (inside, "inside"),
    ]
    assert [marked(hit) for hit in found] == [["school"]] * 3


def test_the_shorter_text_first_then_what_was_entered_first(scene: Scene) -> None:
    long, first, second = (scene.note(text) for text in ("a car came to the gate", "the car", "one car"))
    assert scene.numbers("car") == [first, second, long]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("喀什的教师", "喀"),
        ("喀什的教师", "教师"),
        ("在蘇萊曼家", "苏莱曼"),
        ("ئايگۈل قەشقەردە", "ئايگۈل"),
        ("ئايگۈل قەشقەردە", "قەشقەر"),
        ("Ёлбарс в Қашқаре", "елбарс"),
        ("Ёлбарс в Қашқаре", "ҚАШҚАР"),
        ("phone 139-1234-5678", "1391234"[:3]),
        ("on ۲۰۱۸", "2018"),
        ("Li Na", "na"),
        ("plan B failed", "b"),
        ("it’s Xi’an", "xian"),
    ],
)
def test_words_in_any_script(scene: Scene, text: str, query: str) -> None:
    number = scene.note(text)
    assert number in scene.numbers(query)
    hit = next(hit for hit in scene.find(query) if hit.number == number)
    assert marked(hit)


@pytest.mark.parametrize("query", ["Gulnar", "salt house", "nowhere Gulnar", "2018-05", "Гүлнар"])
def test_each_kind_is_found_as_if_it_were_asked_for_alone(scene: Scene, talk: int, query: str) -> None:
    each = search_each(scene.vault, query, KINDS, limit=3)
    for kind in KINDS:
        alone = search(scene.vault, query, only=[kind], limit=3)
        assert replace(each[kind], renderings=alone.renderings) == alone
        assert set(each[kind].renderings or ()) <= set(alone.renderings or ()) or kind in ("segment", "item")


def test_quotation_marks_keep_words_together(scene: Scene) -> None:
    together, apart = scene.note("the old school"), scene.note("a school, old")
    assert set(scene.numbers("old school")) == {together, apart}
    assert scene.numbers('"old school"') == scene.numbers("«old school»") == [together]


def test_no_words_are_found_across_two_texts_of_a_statement(scene: Scene) -> None:
    number = scene.note("the old", note="school")
    assert scene.numbers('"old school"') == []
    assert scene.numbers("old school") == [number]


def test_all_words_or_what_has_most(scene: Scene) -> None:
    two, one = scene.note("a white car"), scene.note("a white house")
    found = search(scene.vault, "white car")
    assert (found.complete, [hit.number for hit in found.hits]) == (True, [two])
    found = search(scene.vault, "white car gate")
    assert (found.complete, [hit.number for hit in found.hits]) == (False, [two])
    assert one in scene.numbers("white lorry")
    assert search(scene.vault, "lorry gate").hits == ()


def test_a_name_brings_the_statements_that_name_it_marked_so(scene: Scene) -> None:
    born = scene.say("birth_place", {"entity": scene.kashgar.body["id"]})
    entity, brought = scene.find("kashgar")
    assert (entity.kind, entity.number) == ("entity", scene.kashgar.number)
    assert (brought.number, brought.through, brought.of) == (
        born,
        (scene.kashgar.number,),
        scene.aygul.number,
    )
    assert scene.numbers("nurlan kashgar") == [born]
    assert set(scene.find("nurlan kashgar")[0].through) == {scene.kashgar.number, scene.aygul.number}
    assert scene.numbers("kashgar", only=["entity"]) == [scene.kashgar.number]
    assert scene.numbers("uncle", only=["statement"]) == []  # all that a source says is not what was asked


def test_a_day_finds_statements_that_may_speak_of_it(scene: Scene) -> None:
    month = scene.say("birth_date", {"date": {"edtf": "2018-01"}})
    told = scene.note("told then", said_at={"edtf": "2018-01-07"})
    year = scene.say("birth_date", {"date": {"edtf": "2018"}})
    scene.say("birth_date", {"date": {"edtf": "2019-01"}})
    written = scene.note("in January 2018 they came")
    for query in ("January 2018", "2018-01", "2018年1月"):
        found = scene.find(query)
        assert {hit.number for hit in found} >= {told, month, year}
        assert [hit.number for hit in found if hit.by_day] == [told, month, year]
    assert scene.numbers("January 2018")[0] == written
    assert set(scene.numbers("nurlan 2018-01-07")) == {told, month, year}
    assert scene.numbers("told 2018-01-07") == [told]
    assert scene.find("2018-01", only=["statement"])[0].excerpt == "told then"


def test_what_is_heard_in_a_recording_is_found_by_its_quote(
    scene: Scene, hand_over: HandOver, take: Take
) -> None:
    item = take(scene.vault, hand_over({"voice.opus": b"v"}), source="a cousin").added[0]
    passage = mark_fragment(
        scene.vault, scene.vault.record(item), time=(1000, 2000), quote="they spoke of Mirel"
    )
    hit, *others = scene.find("mirel")
    assert (hit.kind, hit.number, hit.of, hit.place, hit.passages) == (
        "segment",
        passage.number,
        item,
        None,
        (passage.number,),
    )
    assert others == []


def test_passages_come_with_what_rests_on_them(scene: Scene, talk: int) -> None:
    passage = mark_text(scene.vault, scene.vault.record(talk), 7, 20)
    number = scene.note("taken away", passages=(passage.body["id"],))
    hit = scene.find("taken away")[0]
    assert (hit.number, hit.passages) == (number, (passage.number,))
    assert [one.kind for one in scene.find("took him")] == [
        "segment"
    ]  # the quote stands in the reading, once


# What counts


def test_what_was_retracted_superseded_or_undone_is_not_found_until_that_is_taken_back(scene: Scene) -> None:
    number = scene.note("the yellow gate")
    retract(scene.vault, scene.vault.record(number), reason="another town")
    assert scene.numbers("yellow") == []
    undo(scene.vault)
    assert scene.numbers("yellow") == [number]
    subject, by = scene.aygul.body["id"], scene.aunt.body["id"]
    new = correct(
        scene.vault, scene.vault.record(number), Saying(subject, "notes", {"text": "the green gate"}, by)
    )
    assert scene.numbers("gate") == [new.number]
    undo(scene.vault)
    assert scene.numbers("gate") == [number]
    retract(scene.vault, scene.aygul, reason="twice")
    assert scene.numbers("nurlan", only=["entity"]) == []


def test_as_of_finds_what_counted_then(scene: Scene) -> None:
    number = scene.note("the yellow gate", state="proposed")
    entered = scene.vault.record(number).body["entered_at"]
    before = scene.vault.record(number - 1).body["entered_at"]
    review(scene.vault, scene.vault.record(number), "disputed")
    gone = retract(scene.vault, scene.vault.record(number), reason="another town").body["entered_at"]
    assert scene.numbers("yellow", as_of=before) == []
    then = scene.find("yellow", as_of=entered)
    assert [(hit.number, hit.state) for hit in then] == [(number, "proposed")]
    assert scene.numbers("yellow", as_of=gone) == scene.numbers("yellow") == []
    undo(scene.vault)
    assert [hit.state for hit in scene.find("yellow")] == ["disputed"]
    assert scene.numbers("yellow", as_of=gone) == []
    assert search(scene.vault, "yellow blue", as_of=before).hits == ()


def test_a_name_that_was_corrected_brings_nothing_by_its_old_form(scene: Scene) -> None:
    born = scene.say("birth_place", {"entity": scene.kashgar.body["id"]})
    named = scene.find("kashgar")[0].named_by
    assert named is not None
    moment = scene.vault.record(born).body["entered_at"]
    by = scene.aunt.body["id"]
    value = {"name": "Yarkent", "kind": "usual"}
    correct(scene.vault, scene.vault.record(named), Saying(scene.kashgar.body["id"], "name", value, by))
    assert scene.numbers("kashgar") == []
    found = search(scene.vault, "nurlan kashgar")
    assert not found.complete
    assert all(scene.kashgar.number not in hit.through for hit in found.hits)
    assert scene.numbers("kashgar", as_of=moment) == [scene.kashgar.number, born]
    assert scene.numbers("nurlan kashgar", as_of=moment) == [born]


def test_the_words_of_a_source_that_is_left_out_are_not_found(
    scene: Scene, talk: int, hand_over: HandOver, take: Take
) -> None:
    vault = scene.vault
    her, his = scene.note("the blue van"), scene.note("a blue van", by=scene.uncle)
    heard = scene.note("some blue van", by=scene.uncle, heard_from=scene.aunt.body["id"])
    born = scene.say("birth_place", {"entity": scene.kashgar.body["id"]}, by=scene.uncle)
    judge_speaker(vault, str(talk), "AYGUL", str(scene.aunt.number), "same")
    item = take(vault, hand_over({"voice.opus": b"v"}), source="a cousin").added[0]
    passage = mark_fragment(vault, vault.record(item), time=(0, 1), quote="blue smoke")
    scene.note("it burnt", passages=(passage.body["id"],))
    assert set(scene.numbers("blue")) == {her, his, heard, passage.number}
    without = frozenset([scene.aunt.number])
    assert scene.numbers("blue", without=without) == [his]
    assert scene.numbers("winter") == [talk]
    assert scene.numbers("winter", without=without) == []
    assert scene.numbers("when", without=without) == [talk]  # said by another
    assert scene.numbers("kashgar") == [scene.kashgar.number, born]
    assert scene.numbers("kashgar", without=without) == []  # only she calls it so
    assert scene.numbers("nurlan kashgar", without=without) == []


def test_what_was_erased_is_not_found(scene: Scene, talk: int) -> None:
    number = scene.note("the yellow gate")
    erase(scene.vault, plan_erasure(scene.vault, [scene.vault.record(number)]), reason="wish")
    assert scene.numbers("yellow") == []
    item = scene.find("winter")[0].of
    assert item is not None
    erase(scene.vault, plan_erasure(scene.vault, [scene.vault.record(item)]), reason="wish")
    assert scene.numbers("winter") == scene.numbers("talk") == []
    scene.vault.views.rebuild()
    assert scene.numbers("winter") == scene.numbers("yellow") == []


# Readings


@pytest.fixture
def unindexed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A reading that was kept, and the program stopped before it was indexed."""
    monkeypatch.setattr("amanet.work.read_item.index_readings", lambda _vault: [])
    return int(request.getfixturevalue("talk"))


def test_a_vault_opened_for_reading_is_searched_wholly(world: Any, scene: Scene, unindexed: int) -> None:
    scene.vault.close()
    reader = world.open(writable=False)
    assert reader.views.full_text.unread() == [unindexed]
    queries = ("winter", "took", "they night", "winter nothing", "shgar")
    loose = [search(reader, query) for query in queries]
    reader.close()
    writer = world.open()
    assert [search(writer, query) for query in queries] == loose
    assert all(found.hits for found in loose)
    assert writer.views.full_text.unread() == []


def test_a_reading_that_does_not_open_is_told_and_the_rest_is_searched(
    scene: Scene, unindexed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amanet.errors import VaultDamaged

    def damaged(*_: object) -> None:
        raise VaultDamaged("x")

    number = scene.note("in winter")
    monkeypatch.setattr("amanet.work.searching.load_reading", damaged)
    found = search(scene.vault, "winter")
    assert ([hit.number for hit in found.hits], found.unread) == ([number], (unindexed,))
    monkeypatch.undo()
    assert scene.numbers("winter") == [number, unindexed]


def test_a_reading_replaced_by_another_is_not_found(scene: Scene, talk: int) -> None:
    assert scene.numbers("winter") == [talk]
    item = scene.find("winter")[0].of
    assert item is not None
    again = read_item(scene.vault, item, Answers(language="en"))
    assert again.replaced == (talk,)
    assert scene.numbers("winter") == [again.rendition]
    assert index_readings(scene.vault) == []


# Pages


def test_pages_follow_one_another_without_a_gap(scene: Scene) -> None:
    for number in range(30):
        scene.note(f"word {'x' * (number % 7)} {number}")
        scene.note(f"sword {number}")
    whole = search(scene.vault, "word", limit=1000)
    assert not whole.more
    assert len(whole.hits) == len({hit.number for hit in whole.hits}) == 60
    pages: list[Hit] = []
    while True:
        page = search(scene.vault, "word", limit=7, offset=len(pages))
        pages += page.hits
        if not page.more:
            break
    assert pages == list(whole.hits)


def test_of_very_many_the_first_page_has_the_first_entered(scene: Scene) -> None:
    one = {
        "subject": scene.aygul.body["id"],
        "property": "notes",
        "polarity": "affirms",
        "said_by": scene.aunt.body["id"],
    }
    drafts = [
        Draft("Statement", {**one, "value": {"text": f"many {'x ' * (n % 3)}"}}) for n in range(MANY + 10)
    ]
    scene.vault.add_many(drafts)
    found = search(scene.vault, "many")
    numbers = [hit.number for hit in found.hits]
    assert found.more
    assert numbers == list(range(numbers[0], numbers[0] + 20))


# Against going through everything

ASKED = ("gül", "aygül", "a", "qar", "qarqar", "2018-01", "喀", "school")


@pytest.mark.parametrize(("many", "stretch"), [(1000, 1 << 16), (1, 9)])
def test_statements_are_those_that_going_through_all_of_them_finds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, many: int, stretch: int
) -> None:
    monkeypatch.setattr("amanet.vault.text_lookup.MANY", many)
    monkeypatch.setattr("amanet.vault.text_lookup._FIRST_STRETCH", stretch)
    chance = random.Random(many)
    for _ in range(40):
        _say_something(scene, chance)
    naming = {one.number for one in scene.vault.records("Statement") if "name" in one.body["value"]}
    questions = [" ".join(words) for count in (1, 2, 3) for words in itertools.combinations(ASKED, count)]
    for query, without in itertools.product(questions, (frozenset[int](), frozenset([scene.aunt.number]))):
        found = search(scene.vault, query, only=["statement"], limit=1000, without=without)
        parts = parse_question(query).parts
        counts = _slowly(scene.vault, parts, without)
        best = max(counts.values())
        wanted = {number for number, count in counts.items() if count == best > 0}
        # What says a name stands there as an entity, where only that name is asked for.
        exact = {hit.number for hit in found.hits if hit.closeness != "rendering"}
        if found.renderings and not exact:
            continue  # found by another writing of the name: what has most of the words is not wanted then
        assert exact ^ wanted <= naming, query
        if wanted - naming:
            assert found.complete == (best == len(parts)), query


def _say_something(scene: Scene, chance: random.Random) -> None:
    text = " ".join(chance.choices((*ASKED, "Gül-Ay", "X"), k=chance.randint(1, 3)))
    place = {"entity": scene.kashgar.body["id"]}
    prop, value = chance.choice(
        [
            ("notes", {"text": text}),
            ("notes", {"text": text}),
            ("name", {"name": text, "kind": "usual"}),
            ("birth_place", place),
            ("birth_date", {"date": {"edtf": "2018"}}),
        ]
    )
    subject = scene.aygul if prop.startswith("birth") else chance.choice([scene.aygul, scene.kashgar])
    if prop == "name" and subject is scene.aygul:
        value = {"name": text, "kind": "full"}
    number = scene.say(prop, value, subject, by=chance.choice([scene.aunt, scene.uncle]))
    if chance.random() < 0.2:
        retract(scene.vault, scene.vault.record(number), reason="r")


def _slowly(vault: Vault, parts: Sequence[Part], without: frozenset[int]) -> dict[int, int]:
    allowed = Allowed(vault, None, without)
    counts = {}
    for record in vault.records("Statement"):
        said_by = vault.views.number_of(record.body["said_by"])
        if not vault.views.is_dead(record.number) and said_by not in without:
            counts[record.number] = sum(allowed.has_part(record.number, part, "inside") for part in parts)
    return counts


# Excerpts


@given(st.text(max_size=300), st.text(min_size=1, max_size=5))
def test_an_excerpt_is_a_stretch_of_the_text(before: str, word: str) -> None:
    text = f"{before} {word} {before}"
    form = parse_form(word)
    made = excerpt(text, [form] if form else [])
    assert text[made.at : made.at + len(made.text)] == made.text
    assert all(0 <= start < end <= len(made.text) for start, end in made.marks)
    assert made.marks or not form


def parse_form(word: str) -> str:
    from amanet.vault.full_text import searchable

    return searchable(word).strip()


def test_the_excerpt_of_a_long_text_has_the_words() -> None:
    text = "word " * 20_000 + "the yellow gate " + "word " * 20_000
    made = excerpt(text, ["yellow"])
    assert [made.text[start:end] for start, end in made.marks] == ["yellow"]
    assert text[made.at :].startswith(made.text)


# Hostile questions


@pytest.mark.parametrize(
    "query",
    [
        'NEAR("a" "b", 2)', "a AND OR NOT b", 'named:"x" *', "^a", "'; DROP TABLE said; --", "a\x00b", "gate\ud800",
        "\u202egate", "{a b} : c", "-gate", "a" * 500, '"unbalanced', "喀" * 300, "% _ LIKE", "😀 gate", "9" * 400,
    ],
)  # fmt: skip
def test_any_question_gets_an_answer(scene: Scene, query: str) -> None:
    scene.note("the yellow gate")
    assert isinstance(search(scene.vault, query), Found)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?!…–",
        "\x00",
        "\u202e\u200f",
        "😀",
        '"',
        '""""',
        "\ue000",
        "x" * (LONGEST + 1),
        "x" * 10_000,
    ],
)
def test_nothing_to_look_for_is_said(scene: Scene, query: str) -> None:
    with pytest.raises(Misuse):
        search(scene.vault, query)


def test_too_many_words_are_refused() -> None:
    with pytest.raises(Misuse, match="parts"):
        parse_question(" ".join(f"w{chr(97 + n)}" for n in range(MOST_PARTS + 1)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_asked(scene: Scene, query: str) -> None:
    try:
        found = search(scene.vault, query, limit=3)
    except Misuse:
        return
    assert all(0 <= start < end <= len(hit.excerpt) for hit in found.hits for start, end in hit.marks)


def test_what_is_asked_for_is_checked(scene: Scene) -> None:
    for wrong in ({"limit": 0}, {"limit": 1001}, {"offset": -1}, {"only": ["people"]}):
        with pytest.raises(Misuse):
            search(scene.vault, "gate", **wrong)  # type: ignore[arg-type]


def test_a_vault_of_an_older_version_says_what_to_do(scene: Scene) -> None:
    scene.vault.database.execute("PRAGMA user_version = 2")
    with pytest.raises(Misuse, match="older version"):
        search(scene.vault, "nurlan")
    scene.vault.views.make_ready()
    assert scene.numbers("nurlan") == [scene.aygul.number]
