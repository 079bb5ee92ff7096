"""Pseudonyms say nothing: not who, not how many stay inside, not who was entered first."""

from collections import Counter

import pytest

from amanet.disclosure.pseudonyms import LISTS, draw_pseudonyms, named_list, read_list, shuffled
from amanet.errors import BadData, Misuse
from amanet.work.disclosing import draws_from


def drawing(number: int):  # type: ignore[no-untyped-def]
    return draws_from(number.to_bytes(32, "big"))


def test_each_gets_one_and_no_two_the_same() -> None:
    people = {f"p{number}": "Person" for number in range(30)}
    found = draw_pseudonyms(people, LISTS["trees"], drawing(1))
    assert found.keys() == people.keys()
    assert len(set(found.values())) == len(people)
    assert sum(name in LISTS["trees"] for name in found.values()) == len(LISTS["trees"])
    assert {name for name in found.values() if name not in LISTS["trees"]} == {
        f"Person {number}" for number in range(1, 31 - len(LISTS["trees"]))
    }


def test_every_pseudonym_is_as_likely_for_everybody() -> None:
    """600 draws for four people from four names: each pair some 150 times (six standard deviations are 64)."""
    people = dict.fromkeys(("a", "b", "c", "d"), "Person")
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(600):
        seen.update(draw_pseudonyms(people, ("Alder", "Beech", "Elm", "Oak"), drawing(number)).items())
    assert len(seen) == 16
    assert all(86 < count < 214 for count in seen.values())


def test_numbers_do_not_tell_who_was_entered_first() -> None:
    people = dict.fromkeys(("a", "b", "c", "d"), "Person")
    first = Counter(draw_pseudonyms(people, (), drawing(number))["a"] for number in range(400))
    assert len(first) == 4
    assert all(48 < count < 152 for count in first.values())


def test_it_follows_from_the_seed_and_from_nothing_else() -> None:
    people = {"b": "Person", "a": "Source", "c": "Person"}
    other = dict(sorted(people.items()))
    assert draw_pseudonyms(people, (), drawing(7)) == draw_pseudonyms(other, (), drawing(7))
    assert set(draw_pseudonyms(people, (), drawing(7)).values()) == {"Person 1", "Person 2", "Source 1"}


def test_a_name_that_stands_twice_in_a_list_is_given_once() -> None:
    found = draw_pseudonyms(dict.fromkeys("abc", "Person"), ("Elm", "Elm", "Oak"), drawing(3))
    assert sorted(found.values()) == ["Elm", "Oak", "Person 1"]


def test_shuffled_is_a_permutation_and_uniform() -> None:
    seen = Counter("".join(shuffled("abc", drawing(number))) for number in range(600))
    assert len(seen) == 6
    assert all(45 < count < 155 for count in seen.values())


def test_lists() -> None:
    assert named_list("numbers") == ()
    assert named_list("stones") == LISTS["stones"]
    assert read_list(["  Red  kite ", "", "Red kite", "Wren"]) == ("Red kite", "Wren")
    with pytest.raises(Misuse, match="trees"):
        named_list("birds")
    for lines in ([], ["x" * 61], ["Wr\u202een"], [f"{number}" for number in range(10_001)]):
        with pytest.raises(BadData):
            read_list(lines)
