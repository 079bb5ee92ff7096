"""Glosses: who can read what coded words are taken to mean, and who cannot whatever they hold."""

import os
import shutil
from typing import Any

import pytest

from amanet.canonical import encode, from_base64, to_base64
from amanet.errors import BadData, Misuse
from amanet.fsck import verify_vault
from amanet.record.statement import Saying
from amanet.sealing import Identity, NoMatch, Passphrase, open_bytes, seal_bytes
from amanet.sealing.header import parse_header
from amanet.sealing.member_keys import member_identity, member_recipient
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.signed import signed_draft
from amanet.work.erase import erase, plan_erasure
from amanet.work.glosses import FOR_OTHERS, READ, UNREADABLE, ReadGloss, add_gloss, read_glosses
from amanet.work.history import history
from amanet.work.members import add_member, change_passphrase, find_member, remove_member, rotate_keys
from amanet.work.merge import merging
from amanet.work.statements import add_entity, add_source, retract, say, undo

WORDS = Passphrase("cheap, for tests only")
BAHAR = Passphrase("what Bahar remembers")
CEMILE = Passphrase("what Cemile remembers")
READING = "held in a camp, since the spring"


@pytest.fixture
def said(vault: Vault) -> StoredRecord:
    """A statement with the words of a wife, in a vault of three."""
    add_member(vault, "Bahar", "member", BAHAR)
    add_member(vault, "Cemile", "member", CEMILE)
    source = add_source(vault, "the wife", "person")
    named = Saying("", "name", {"name": "Aygül Nurlan", "kind": "full"}, str(source.body["id"]))
    person = add_entity(vault, "Person", [named])
    return say(
        vault,
        Saying(
            str(person.body["id"]),
            "notes",
            {"text": "He is studying now."},
            str(source.body["id"]),
            wording="ئۇ ئوقۇۋاتىدۇ",
        ),
    )


@pytest.fixture
def passage(vault: Vault) -> StoredRecord:
    """A passage with a quote, of an item."""
    item = {"sha256": "0" * 64, "size": 1, "name": "n", "kind": "file"}
    of = vault.add(Draft("Item", item))[0]
    fields = {"of": of.body["id"], "selectors": [], "quote": "the weather is good here"}
    return vault.add(Draft("Passage", fields))[0]


def readings(vault: Vault, of: StoredRecord | None = None) -> list[tuple[str, str | None]]:
    return [(one.words, one.reading) for one in read_glosses(vault, of)]


def test_those_named_and_the_author_read_it_and_nobody_else(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    record = add_gloss(vault, said, "studying", READING, ["Bahar"])
    assert len(record.body["readers"]) == 2
    assert readings(vault) == [("studying", READING)]
    vault.close()
    for secret, seen in ((BAHAR, READING), (CEMILE, None)):
        with world.open(secret=secret, writable=False) as opened:
            found = read_glosses(opened)
            assert found == [
                ReadGloss(
                    record.number,
                    said.number,
                    "studying",
                    seen,
                    READ if seen else FOR_OTHERS,
                    "Aygul",
                    found[0].readers,
                )
            ]
            assert sorted(found[0].readers) == ["Aygul", "Bahar"]


def test_who_holds_every_byte_of_the_open_vault_finds_no_reading_in_it(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    """Not in any row of any table, nor in what the log tells; nor its length, among short ones."""
    short = add_gloss(vault, said, "studying", "held", ["Bahar"])
    long = add_gloss(vault, said, "studying", READING, ["Bahar"])
    assert len(short.body["sealed"]) == len(long.body["sealed"])
    vault.close()
    with world.open(secret=CEMILE) as theirs:
        tables = [
            row[0] for row in theirs.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = b"\n".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in tables
            for row in theirs.database.rows(f"SELECT * FROM {table}")
            for value in row
        )
        assert b"He is studying now." in rows
        assert b"camp" not in rows
        assert not any("camp" in event.text for event in history(theirs))
        sealed = from_base64(str(theirs.record(long.number).body["sealed"]))
        for identity in (member_identity(theirs.unlocked.signing_seed), theirs.unlocked.identity):
            with pytest.raises(NoMatch):
                open_bytes(sealed, identity)


def test_it_is_an_age_file_with_one_stanza_for_each_reader(vault: Vault, said: StoredRecord) -> None:
    record = add_gloss(vault, said, "studying", READING, ["Bahar", "Bahar", "Aygul"])
    sealed = from_base64(str(record.body["sealed"]))
    assert len(parse_header(sealed).stanzas) == len(record.body["readers"]) == 2
    inside = open_bytes(sealed, member_identity(vault.unlocked.signing_seed))
    assert len(inside) == 512
    assert inside.rstrip(b"\0") == encode({"of": said.body["id"], "words": "studying", "reading": READING})
    assert READING not in repr(read_glosses(vault))


def test_who_is_added_later_reads_nothing_until_it_is_entered_again(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    add_gloss(vault, said, "studying", READING, ["Bahar"])
    add_member(vault, "Dilber", "member", Passphrase("what Dilber remembers"))
    add_gloss(vault, said, "studying", READING, ["Dilber"])
    vault.close()
    with world.open(secret=Passphrase("what Dilber remembers")) as theirs:
        assert [one.state for one in read_glosses(theirs)] == [FOR_OTHERS, READ]


def test_changing_keys_and_passphrases_loses_none(vault: Vault, said: StoredRecord, world: Any) -> None:
    add_gloss(vault, said, "studying", READING, ["Bahar"])
    rotate_keys(vault)
    assert readings(vault) == [("studying", READING)]
    change_passphrase(vault, Passphrase("another for Aygul"))
    remove_member(vault, find_member(vault, "Cemile"))
    vault.close()
    for secret in (Passphrase("another for Aygul"), BAHAR, world.code):
        with world.open(secret=secret) as opened:
            assert readings(opened) == [("studying", READING)]
            assert verify_vault(opened).holds


def test_who_was_removed_is_no_reader_of_what_comes_later(vault: Vault, said: StoredRecord) -> None:
    bahar = find_member(vault, "Bahar")
    add_gloss(vault, said, "studying", READING, ["Bahar"])
    remove_member(vault, bahar)
    for called in ("Bahar", bahar.member):
        with pytest.raises(Misuse, match="No single active member"):
            add_gloss(vault, said, "studying", READING, [called])
    assert read_glosses(vault)[0].readers != ()


@pytest.mark.parametrize("words", ["studying", "He is studying now.", "ئوقۇۋاتىدۇ"])
def test_the_words_stand_in_the_value_or_the_wording(vault: Vault, said: StoredRecord, words: str) -> None:
    assert add_gloss(vault, said, words, READING).body["words"] == words


@pytest.mark.parametrize("words", ["Studying", "weather", "", " ", "full"])
def test_words_that_do_not_stand_there_are_refused_and_not_repeated(
    vault: Vault, said: StoredRecord, words: str
) -> None:
    with pytest.raises(Misuse, match="do not stand in record") as refused:
        add_gloss(vault, said, words, READING)
    assert READING not in str(refused.value)
    assert "weather" not in str(refused.value)


def test_codes_and_ids_are_no_words(vault: Vault, said: StoredRecord) -> None:
    name = next(
        record
        for record in vault.records("Statement")
        if record.body["property"] == "name" and record.body["subject"] == said.body["subject"]
    )
    with pytest.raises(Misuse, match="do not stand"):
        add_gloss(vault, name, "full", READING)
    assert add_gloss(vault, name, "Nurlan", READING)


def test_a_gloss_is_of_a_passage_too_and_the_statement_that_rests_on_it_shows_it(
    vault: Vault, said: StoredRecord, passage: StoredRecord
) -> None:
    on_it = say(
        vault,
        Saying(
            str(said.body["subject"]),
            "notes",
            {"text": "something"},
            str(said.body["said_by"]),
            passages=(str(passage.body["id"]),),
        ),
    )
    add_gloss(vault, passage, "weather", "no searches at present")
    add_gloss(vault, on_it, "the weather is good", "they are let alone")
    add_gloss(vault, said, "studying", READING)
    assert readings(vault, passage) == [("weather", "no searches at present")]
    assert [words for words, _ in readings(vault, on_it)] == ["weather", "the weather is good"]
    assert readings(vault, said) == [("studying", READING)]
    person = vault.find(str(said.body["subject"]))
    assert [words for words, _ in readings(vault, person)] == ["the weather is good", "studying"]
    item = vault.find(str(passage.body["of"]))
    assert [words for words, _ in readings(vault, item)] == ["weather", "the weather is good"]


def test_of_nothing_else_and_of_nothing_that_does_not_count(vault: Vault, said: StoredRecord) -> None:
    with pytest.raises(Misuse, match="a statement or a passage"):
        add_gloss(vault, vault.find(str(said.body["subject"])), "Aygül", READING)
    retract(vault, said, reason="another person")
    with pytest.raises(Misuse, match="already superseded or retracted"):
        add_gloss(vault, said, "studying", READING)


@pytest.mark.parametrize("reading", ["", " \n", "x" * 20_000])
def test_a_reading_says_something_and_is_short(vault: Vault, said: StoredRecord, reading: str) -> None:
    with pytest.raises(Misuse):
        add_gloss(vault, said, "studying", reading)
    assert read_glosses(vault) == []


def test_text_that_is_none_is_refused(vault: Vault, said: StoredRecord) -> None:
    with pytest.raises(BadData):
        add_gloss(vault, said, "studying", "held \udcff")


def test_it_can_be_taken_back(vault: Vault, said: StoredRecord) -> None:
    first = add_gloss(vault, said, "studying", READING)
    add_gloss(vault, said, "studying", "at a school, after all")
    assert undo(vault).records[0][1] == "Gloss"
    assert readings(vault) == [("studying", READING)]
    retract(vault, first, reason="wrong")
    assert read_glosses(vault) == []


def test_erasing_a_statement_takes_its_glosses(vault: Vault, said: StoredRecord) -> None:
    record = add_gloss(vault, said, "studying", READING, ["Bahar"])
    plan = plan_erasure(vault, [said])
    assert record.number in plan.numbers
    erase(vault, plan, reason="withdrawn")
    assert read_glosses(vault) == []
    assert verify_vault(vault).holds


def test_erasing_an_item_takes_the_glosses_on_its_passages(vault: Vault, passage: StoredRecord) -> None:
    record = add_gloss(vault, passage, "weather", READING)
    assert record.number in plan_erasure(vault, [vault.find(str(passage.body["of"]))]).numbers


def test_merging_a_copy_keeps_them_for_those_they_are_for(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    vault.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(vault.path, world.folder / "copy.vault")
    with world.open("copy.vault", BAHAR, adopt=True) as copy:
        add_gloss(copy, copy.find(str(said.body["id"])), "studying", READING, ["Aygul"])
        add_gloss(copy, copy.find(str(said.body["id"])), "studying", "for Bahar alone")
    with merging(vault, world.folder / "copy.vault", WORDS) as both:
        both.carry_out()
    assert readings(vault) == [("studying", READING), ("studying", None)]
    assert verify_vault(vault).holds


def test_merged_into_the_vault_of_others_they_stay_closed_to_them(
    vault: Vault, said: StoredRecord, world: Any
) -> None:
    add_gloss(vault, said, "studying", READING, ["Bahar"])
    vault.close()
    other = world.new("other.vault", "Dauren")
    with merging(other, vault.path, WORDS) as both:
        both.carry_out()
    found = read_glosses(other)
    assert [(one.reading, one.state, one.by) for one in found] == [(None, FOR_OTHERS, "Aygul")]
    assert sorted(found[0].readers) == ["Aygul", "Bahar"]
    assert verify_vault(other).holds


def test_a_sealed_text_under_other_words_or_that_is_none_is_not_read(
    vault: Vault, said: StoredRecord
) -> None:
    """Whoever opens the vault can write any record: it does not open, and the others still do."""
    real = add_gloss(vault, said, "studying", READING)
    random_bytes = os.urandom
    own = member_recipient(bytes.fromhex(str(vault.members()[vault.member]["public_key"])))

    def sealed(text: bytes, *to: Any) -> str:
        return to_base64(seal_bytes(text, list(to or (own,)), random_bytes=random_bytes))

    inside = {"of": said.body["id"], "words": "He is"}
    planted: list[dict[str, Any]] = [
        {"words": "He is", "sealed": real.body["sealed"]},
        {"words": "He is", "sealed": "!"},
        {"words": "He is", "sealed": to_base64(b"no age file")},
        {"words": "He is", "sealed": sealed(b"no JSON")},
        {"words": "He is", "sealed": sealed(b"[1]")},
        {"words": "He is", "sealed": sealed(encode({**inside, "reading": 3}))},
        {"words": "He is", "sealed": sealed(encode(inside))},
        {"words": "He is", "sealed": sealed(b"{}", Identity.new(random_bytes).recipient)},
    ]
    for fields in planted:
        fields |= {"of": said.body["id"], "readers": [vault.member]}
        vault.add(signed_draft(vault, "Gloss", fields))
    found = read_glosses(vault)
    assert [one.state for one in found] == [READ, *[UNREADABLE] * len(planted)]
    assert [one.reading for one in found] == [READING, *[None] * len(planted)]


@pytest.mark.parametrize(
    ("type_name", "fields", "wrong"),
    [
        ("Gloss", {"words": "studying", "readers": "all", "sealed": ""}, "readers"),
        ("Gloss", {"words": "studying", "readers": [3], "sealed": ""}, "readers"),
        ("Gloss", {"words": ["studying"], "readers": [], "sealed": ""}, "words"),
        ("Gloss", {"words": "studying", "readers": [], "sealed": {}}, "sealed"),
        ("Assessment", {"credibility": []}, "credibility"),
        ("Assessment", {"basis": {}}, "basis"),
    ],
)
def test_one_of_another_shape_does_not_come_by_a_merge(
    vault: Vault, said: StoredRecord, world: Any, type_name: str, fields: dict[str, Any], wrong: str
) -> None:
    vault.add(signed_draft(vault, type_name, {"of": said.body["id"], **fields}))
    vault.close()
    other = world.new("other.vault", "Dauren")
    with (
        pytest.raises(BadData, match=f"holds in `{wrong}` what does not belong there"),
        merging(other, vault.path, WORDS) as both,
    ):
        both.carry_out()
