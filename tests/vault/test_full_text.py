"""The full text says what the records say: kept step by step, made again, and searched slowly, it is the same."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from amanet.names.folding import fold
from amanet.record.dates import may_overlap, parse_edtf
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.full_text import (
    SegmentRow,
    days_between,
    key_of,
    place_of,
    searchable,
    searchable_with_offsets,
    texts_of,
)
from amanet.vault.rewriting import erase_numbers
from amanet.vault.text_lookup import CLOSENESSES, MANY, Lookup, Part, has
from amanet.work.signed import signed_draft

INDEXES = ("named", "said", "kept", "heard")
# A few words in several scripts that are parts of one another, so that something is found.
WORDS = (
    "Aygül",
    "aygul",
    "Aygüller",
    "gül",
    "a",
    "it",
    "喀什",
    "喀",
    "什喀什",
    "ئايگۈل",
    "گۈل",
    "Қашқар",
    "қаш",
    "2018-01",
    "o'n",
    "–",
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from([" ".join(words), ", ".join(words), "".join(words)])
)
DATES = st.sampled_from(
    ("2018-01-05", "2018-01", "2018", "2017-12~", "../2018-01-01", "2018-02/..", "1999", "[2018-01-03..2018-01-09]", "XXXX", "2018-XX-05")
)  # fmt: skip


def indexed(vault: Vault) -> dict[str, list[tuple[Any, ...]]]:
    """Every trigram with its place in its text; and what stands beside the indexes."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for index in INDEXES:
        vault.database.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.v_{index} USING fts5vocab('main', '{index}', 'instance')"
        )
        found[index] = sorted(vault.database.rows(f"SELECT term, doc, offset FROM temp.v_{index}"))
        found[f"{index}: keys"] = sorted(vault.database.rows(f"SELECT rowid FROM {index}"))
        vault.database.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")
    for table in ("segment", "dated", "unread"):
        found[table] = sorted(vault.database.rows(f"SELECT * FROM {table}"), key=repr)
    return found


def statement(
    vault: Vault, source: StoredRecord, subject: StoredRecord | None = None, **fields: Any
) -> StoredRecord:
    return vault.add(stating(source, subject, **fields))[0]


def stating(source: StoredRecord, subject: StoredRecord | None = None, **fields: Any) -> Draft:
    given = {
        "subject": (subject or source).body["id"],
        "property": "notes",
        "polarity": "affirms",
        "said_by": source.body["id"],
        **fields,
    }
    return Draft("Statement", given)


def entity(vault: Vault, schema: str = "Source") -> StoredRecord:
    return vault.add(Draft("Entity", {"schema": schema}))[0]


# The searchable form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Xi’an, (2018)!", " xian 2018 "),
        ("", " "),
        (" \x00 -- \u202e \ud800 ؟", " "),
        ("喀什a", " \ue000喀\ue001\ue000什\ue001a "),
        ("ئايگۈل۵", " ايگول5 "),
        ("\ue000\ue001\ue002", " "),
    ],
)
def test_the_searchable_form(text: str, form: str) -> None:
    assert searchable(text) == form


@given(st.text())
def test_offsets_lead_back_to_the_original(text: str) -> None:
    form, places = searchable_with_offsets(text)
    assert form == searchable(text)
    assert len(places) == len(form)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)


@given(st.text(max_size=30), st.data())
def test_words_that_stand_in_the_folded_text_stand_in_the_searchable_one(
    text: str, data: st.DataObject
) -> None:
    words = [word for word in fold(text).split() if searchable(word) != " "]
    for word in words:
        start = data.draw(st.integers(0, len(word) - 1))
        part = word[start : data.draw(st.integers(start + 1, len(word)))]
        assert searchable(part).strip() in searchable(text)


@given(st.integers(0, 1 << 36), st.integers(-1, (1 << 26) - 2))
def test_keys_lead_back_to_their_records(number: int, place: int) -> None:
    assert place_of(key_of(number, place)) == (number, place if place >= 0 else None)


def test_what_a_record_says() -> None:
    body = {
        "property": "name",
        "polarity": "affirms",
        "value": {"name": "Aygul"},
        "wording": "Aygul",
        "note": "by phone",
    }
    assert texts_of("Statement", body) == {"named": ("Aygul",), "said": ("by phone",)}
    denied = {**body, "polarity": "denies"}
    assert texts_of("Statement", denied) == {"said": ("Aygul", "by phone")}
    dated = {
        "property": "start",
        "polarity": "affirms",
        "value": {"date": {"edtf": "2018", "words": "two winters ago"}},
    }
    assert texts_of("Statement", dated) == {"said": ("two winters ago",)}
    assert texts_of("Statement", {**dated, "value": {"term": "female"}}) == {"said": ()}
    item = {"name": {"b64": "/w=="}, "path": "a/b.txt", "note": "n", "source": "s", "sha256": "00"}
    assert texts_of("Item", item) == {"kept": ("\\xff", "a/b.txt", "n", "s")}


# Finding


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=12), st.lists(TEXTS, min_size=1, max_size=2))
def test_the_index_finds_what_reading_everything_finds(
    world: Any, texts: list[str], asked: list[str]
) -> None:
    vault = world.new(f"v{next(_COUNTER)}.vault")
    source = entity(vault)
    numbers = dict(enumerate(texts, vault.last_number + 1))
    vault.add_many([stating(source, value={"text": text}) for text in texts])
    words = [form for form in (searchable(word).strip() for word in asked) if form]
    if words:
        lookup = Lookup(vault.database)
        for closeness in CLOSENESSES:
            found = list(lookup.matching("said", words, closeness))
            assert sorted(found) == [
                n for n, text in numbers.items() if has(searchable(text), words, closeness)
            ]
            lengths = [len(searchable(numbers[one])) for one in found]
            assert lengths == sorted(lengths)
    vault.close()


def test_of_very_many_all_come_in_the_order_of_entry(vault: Vault) -> None:
    source = entity(vault)
    one = {
        "subject": source.body["id"],
        "property": "notes",
        "polarity": "affirms",
        "said_by": source.body["id"],
    }
    drafts = [
        Draft("Statement", {**one, "value": {"text": "the same" + " word" * (n % 3)}})
        for n in range(MANY + 5)
    ]
    vault.add_many(drafts)
    found = list(Lookup(vault.database).matching("said", ["same"], "inside"))
    assert len(found) == MANY + 5
    assert found == sorted(found)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=6), DATES)
def test_a_day_finds_every_statement_that_may_speak_of_it(
    world: Any, dates: list[tuple[str, str]], asked: str
) -> None:
    days = days_between({"edtf": asked})
    if days is None:
        return
    vault = world.new(f"v{next(_COUNTER)}.vault")
    source = entity(vault)
    expected = set()
    drafts = [
        stating(source, value={"date": {"edtf": value}}, said_at={"edtf": said_at})
        for value, said_at in dates
    ]
    for number, (value, said_at) in enumerate(dates, vault.last_number + 1):
        known = [parse_edtf(one) for one in (value, said_at) if parse_edtf(one).bounds() != (None, None)]
        if any(may_overlap(one, parse_edtf(asked)) for one in known):
            expected.add(number)
    vault.add_many(drafts)
    part = Part(("nothing",), (days,))
    lookup = Lookup(vault.database)
    assert set(lookup.within(part)) == expected == set(lookup.together([part, part], "word"))
    vault.close()


_COUNTER = itertools.count()


# Keeping it


def test_what_the_full_text_says_is_what_the_records_say_whatever_is_done(world: Any) -> None:
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.vault = world.new(f"v{next(_COUNTER)}.vault")
            self.source = entity(self.vault)
            self.people = [entity(self.vault, "Person")]
            self.said: list[StoredRecord] = []
            self.items: list[StoredRecord] = []
            self.enders: list[StoredRecord] = []

        @rule(text=TEXTS, kind=st.sampled_from(["name", "text", "identifier"]), data=st.data())
        def statement(self, text: str, kind: str, data: st.DataObject) -> None:
            subject = data.draw(st.sampled_from(self.people))
            more = {"said_at": {"edtf": data.draw(DATES)}, "wording": data.draw(TEXTS)}
            prop = "name" if kind == "name" else "notes"
            self.said.append(
                statement(self.vault, self.source, subject, property=prop, value={kind: text}, **more)
            )

        @rule(text=TEXTS)
        def item(self, text: str) -> None:
            fields = {"sha256": "00" * 32, "size": 0, "name": text, "kind": "file"}
            self.items.append(self.vault.add(Draft("Item", fields))[0])

        @precondition(lambda self: self.items)
        @rule(text=TEXTS, data=st.data())
        def passage(self, text: str, data: st.DataObject) -> None:
            of = data.draw(st.sampled_from(self.items)).body["id"]
            self.said.append(self.vault.add(Draft("Passage", {"of": of, "selectors": [], "quote": text}))[0])

        @precondition(lambda self: self.said)
        @rule(data=st.data())
        def retract(self, data: st.DataObject) -> None:
            of = data.draw(st.sampled_from(self.said + self.enders))
            self.enders.append(
                self.vault.add(Draft("Retraction", {"retracts": of.body["id"], "reason": "r"}))[0]
            )

        @precondition(lambda self: self.said)
        @rule(data=st.data())
        def erase(self, data: st.DataObject) -> None:
            gone = data.draw(st.sampled_from(self.said + self.items + self.enders))
            numbers = [gone.number, *self.vault.about(gone.number)]
            references = [self.vault.record(number).reference for number in numbers]
            fields = {"erased": references, "reason": "r"}
            erase_numbers(self.vault, numbers, signed_draft(self.vault, "Erasure", fields))
            for kept in (self.said, self.items, self.enders):
                kept[:] = [record for record in kept if record.number not in numbers]

        @invariant()
        def finds_what_reading_everything_finds(self) -> None:
            lookup = Lookup(self.vault.database)
            forms = {index: list(slowly(self.vault, index)) for index in INDEXES}
            for word, closeness in itertools.product(("gul", "喀什", "ايگول", "it"), CLOSENESSES):
                form = searchable(word).strip()
                for index in INDEXES:
                    found = sorted(lookup.matching(index, [form], closeness))
                    expected = [
                        key
                        for key, texts in forms[index]
                        if any(has(text, [form], closeness) for text in texts)
                    ]
                    assert found == sorted(expected), (index, word)

        def teardown(self) -> None:
            before = indexed(self.vault)
            self.vault.views.rebuild()
            assert indexed(self.vault) == before
            self.vault.close()

    test = Machine.TestCase()
    test.settings = settings(
        max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck), deadline=None
    )
    test.runTest()


def slowly(vault: Vault, index: str) -> Iterator[tuple[int, list[str]]]:
    """Every key of an index with its texts in searchable form, from the records alone."""
    for record in vault.records():
        if vault.views.is_dead(record.number):
            continue
        texts = texts_of(record.type, record.body).get(index, ())
        key = record.number
        if index == "heard" and record.type == "Passage":
            texts, key = (record.body["quote"],), key_of(key)
        yield key, [searchable(text) for text in texts]


def test_a_reading_waits_until_it_is_indexed_and_is_erased_with_its_words(vault: Vault) -> None:
    item = vault.add(Draft("Item", {"sha256": "00" * 32, "size": 0, "name": "a.txt", "kind": "file"}))[0]
    fields = {"item": item.body["id"], "kind": "reading", "tool": "t", "version": "1"}
    reading = vault.add(Draft("Rendition", fields))[0]
    full_text = vault.views.full_text
    assert full_text.unread() == [reading.number]
    rows = [
        SegmentRow(key_of(reading.number, place), place, None, text)
        for place, text in enumerate(("zwei Wörter", " - "))
    ]
    with vault.database.transaction():
        full_text.add_segments(reading.number, rows)
    assert full_text.unread() == []
    lookup = Lookup(vault.database)
    assert list(lookup.matching("heard", ["worter"], "word")) == [key_of(reading.number, 0)]
    assert lookup.segment(key_of(reading.number, 0)).text == "zwei Wörter"
    vault.add(Draft("Retraction", {"retracts": reading.body["id"], "reason": "r"}))
    assert list(lookup.matching("heard", ["worter"], "word")) == []
    erased = signed_draft(vault, "Erasure", {"erased": [reading.reference], "reason": "r"})
    erase_numbers(vault, [reading.number], erased)
    assert indexed(vault)["segment"] == indexed(vault)["heard"] == []


@pytest.mark.parametrize("others", [0, 400])
def test_nothing_is_left_of_an_erased_word(vault: Vault, others: int) -> None:
    """Not in the pages of the indexes, not in the keys that lead to them."""
    source = entity(vault)
    word = "zqxjvkwpqzj"
    gone = [
        statement(vault, source, value={"text": f"{word} {n} {word}"}).number for n in range(others // 4 + 1)
    ]
    # Some in one commit and some one by one, so that the index has parts of many sizes.
    more = [stating(source, value={"text": f"one more of {number} others"}) for number in range(others)]
    for number, draft in enumerate(more[::4]):
        vault.add(draft)
        vault.add_many(more[4 * number + 1 : 4 * number + 4])
    assert _bytes_with(vault, "said", word)
    references = [vault.record(number).reference for number in gone]
    erase_numbers(vault, gone, signed_draft(vault, "Erasure", {"erased": references, "reason": "r"}))
    assert not _bytes_with(vault, "said", word)


def _bytes_with(vault: Vault, index: str, word: str) -> bool:
    """Whether a trigram of a word is stored anywhere in an index. (Terms are cut where they begin like the one before.)"""
    stored = [bytes(row[0]) for row in vault.database.rows(f"SELECT block FROM {index}_data")]
    stored += [
        bytes(str(row[0]), "utf-8") if isinstance(row[0], str) else bytes(row[0])
        for row in vault.database.rows(f"SELECT term FROM {index}_idx")
    ]
    trigrams = {word[at : at + 3].encode() for at in range(len(word) - 2)}
    return any(trigram in one for trigram in trigrams for one in stored)


def test_the_indexes_come_through_the_export_of_an_erasure(vault: Vault) -> None:
    source = entity(vault)
    kept, gone = (statement(vault, source, value={"text": text}) for text in ("kept words", "words that go"))
    erased = signed_draft(vault, "Erasure", {"erased": [gone.reference], "reason": "r"})
    erase_numbers(vault, [gone.number], erased)
    assert list(Lookup(vault.database).matching("said", ["words"], "word")) == [kept.number]
    later = statement(vault, source, value={"text": "later words"})
    assert list(Lookup(vault.database).matching("said", ["words"], "word")) == [kept.number, later.number]


def test_a_transaction_that_fails_leaves_nothing_in_the_indexes(vault: Vault) -> None:
    source = entity(vault)
    before = indexed(vault)
    fields = {
        "subject": source.body["id"],
        "property": "notes",
        "polarity": "affirms",
        "said_by": source.body["id"],
    }
    draft = Draft("Statement", {**fields, "value": {"text": "lost"}})
    with pytest.raises(Exception, match="no such table"):
        vault.commit([vault.prepare(draft)], also=[("INSERT INTO nowhere VALUES (1)", ())])
    assert indexed(vault) == before
