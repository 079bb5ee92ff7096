"""The keys of names: kept step by step and made again they are the same; what is erased leaves nothing."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.names import KEY_VERSION, keys
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.name_keys import NameKeys, words_of
from amanet.vault.rewriting import erase_numbers
from amanet.vault.schema import VIEW_TABLES
from amanet.work.signed import signed_draft

TABLES = ("name_word", "name_key", "name_part")
WORDS = (
    "Muyesser",
    "مۇيەسسەر",
    "Муйессер",
    "木耶赛尔",
    "Ablet",
    "墨玉县",
    "Hajji",
    "unknown",
    "X",
    "12",
    "z̷̡a",
    "\u202eabc",
)


def dump(vault: Vault) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(vault.database.rows(f"SELECT * FROM {table}")) for table in TABLES}


def named(vault: Vault, name: str, *, polarity: str = "affirms") -> tuple[StoredRecord, StoredRecord]:
    person = vault.add(Draft("Entity", {"schema": "Person"}))[0]
    fields = {"subject": person.body["id"], "said_by": person.body["id"], "polarity": polarity}
    return person, vault.add(Draft("Statement", {**fields, "property": "name", "value": {"name": name}}))[0]


def erase(vault: Vault, *records: StoredRecord) -> None:
    numbers = sorted({number for one in records for number in (one.number, *vault.about(one.number))})
    references = [vault.record(number).reference for number in numbers]
    erase_numbers(vault, numbers, signed_draft(vault, "Erasure", {"erased": references, "reason": "r"}))


def test_they_are_views_and_of_this_version(world: Any) -> None:
    vault = world.new()
    assert set(TABLES) <= set(VIEW_TABLES)
    named(vault, "Muyesser")
    assert vault.database.meta("name_keys") == str(KEY_VERSION)
    assert vault.views.name_keys.are_of_this_version()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_kept_step_by_step_they_are_those_made_again(world: Any, data: st.DataObject) -> None:
    world.made = getattr(world, "made", 0) + 1
    vault = world.new(f"v{world.made}.vault")
    there: list[tuple[StoredRecord, StoredRecord]] = []
    for step in data.draw(
        st.lists(st.sampled_from(("name", "name", "denied", "retract", "erase")), max_size=8)
    ):
        if step in ("name", "denied"):
            name = data.draw(st.one_of(st.lists(st.sampled_from(WORDS)).map(" ".join), st.text(max_size=8)))
            name = name.encode("utf-8", "ignore").decode()
            there.append(named(vault, name, polarity="denies" if step == "denied" else "affirms"))
        elif there:
            person, statement = there.pop(data.draw(st.integers(0, len(there) - 1)))
            if step == "retract":
                vault.add(Draft("Retraction", {"retracts": statement.body["id"], "reason": "r"}))
            else:
                erase(vault, person, statement)
    kept = dump(vault)
    vault.views.name_keys.rebuild()
    assert dump(vault) == kept
    vault.views.rebuild()
    assert dump(vault) == kept
    vault.close()


def test_a_word_goes_with_the_last_name_that_has_it(world: Any) -> None:
    vault = world.new()
    first, second = named(vault, "Muyesser Ablet"), named(vault, "Muyesser Tursun")
    erase(vault, *first)
    assert {text for _, text in vault.database.rows("SELECT * FROM name_word")} == {"muyesser", "tursun"}
    erase(vault, *second)
    assert dump(vault) == {table: [] for table in TABLES}


def test_a_transaction_that_fails_leaves_nothing_behind(world: Any) -> None:
    vault = world.new()
    named(vault, "Ablet")
    before = dump(vault)

    def add_and_fail() -> None:
        with vault.database.transaction():
            body = {"polarity": "affirms", "value": {"name": "Muyesser"}}
            vault.views.name_keys.add([(99, "Statement", body)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert dump(vault) == before
    named(vault, "Muyesser")
    assert vault.views.name_keys.sharing(keys("Муйессер"), (), 9)[0].text == "muyesser"


def test_another_version_of_the_keys_makes_them_again_at_the_next_opening_for_writing(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = world.new()
    named(vault, "Muyesser Ablet")
    before = dump(vault)
    vault.database.set_meta("name_keys", "0")
    vault.database.execute("DELETE FROM name_key")
    vault.close()
    reader = world.open(writable=False)
    assert not reader.views.name_keys.are_of_this_version()
    reader.close()
    made: list[str] = []
    monkeypatch.setattr("amanet.vault.views.Views.rebuild", lambda _self: made.append("all views"))
    again = world.open()
    assert again.views.name_keys.are_of_this_version()
    assert (dump(again), made) == (before, [])


def test_a_database_without_these_tables_gets_them(world: Any) -> None:
    vault = world.new()
    named(vault, "Muyesser Ablet")
    before = dump(vault)
    for table in TABLES:
        vault.database.execute(f"DROP TABLE {table}")
    vault.database.execute("DELETE FROM meta WHERE key = 'name_keys'")
    vault.close()
    assert dump(world.open()) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tursun-oghli, Hëmit O’Brien", ("tursun", "oghli", "hëmit", "obrien")),
        ("木耶赛尔·阿布来提", ("木耶赛尔", "阿布来提")),
        ("Ablet ABLET", ("ablet",)),
        ("", ()),
        ("· – (?)", ()),
        ("a\u200bb\ud800", ("ab",)),
        ("x " * 40 + "y", ("x",)),
        ("y" * 900, ("y" * 500,)),
    ],
)
def test_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_names_hardly_anybody_would_write_do_no_harm(world: Any) -> None:
    vault = world.new()
    for name in ("", "unknown", "\u202e" * 30, "z" * 2000, "\u0300" * 400, "1", "wife of X"):
        named(vault, name)
    keys_here: NameKeys = vault.views.name_keys
    assert keys_here.sharing(keys("Муйессер"), (), 9) == []
