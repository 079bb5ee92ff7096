"""What the views tell of everybody is what the records say, asked one by one."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.record.dates import parse_edtf
from amanet.vault import Draft, Vault
from amanet.vault.facts import Facts, Group
from amanet.vault.views import digest_of

ONE_VALUE = ("sex", "birth_date")
DATES = ("2018", "2018-05", "2019-01", "[2017,2020]", "../2018-06", "2020/..", "1950~")


def say(
    vault: Vault, subject: str, name: str, value: dict[str, Any], by: str, polarity: str = "affirms"
) -> str:
    fields = {"subject": subject, "property": name, "value": value, "said_by": by, "polarity": polarity}
    return str(vault.add(Draft("Statement", fields))[0].body["id"])


def entity(vault: Vault, schema: str) -> str:
    return str(vault.add(Draft("Entity", {"schema": schema}))[0].body["id"])


def told(vault: Vault, number: int) -> tuple[Any, ...]:
    columns = "polarity, value, low, high"
    found = vault.database.one(f"SELECT {columns} FROM statement WHERE number = ?", (number,))
    assert found is not None
    return found


def test_a_value_becomes_a_number_and_a_date_two_days(vault: Vault) -> None:
    source, person, place = (entity(vault, schema) for schema in ("Source", "Person", "Place"))
    number = vault.views.number_of
    born = say(vault, person, "birth_place", {"entity": place}, source)
    assert told(vault, number(born)) == (1, number(place), None, None)
    month = say(vault, person, "birth_date", {"date": {"edtf": "1980-05"}}, source, "denies")
    first, last = parse_edtf("1980-05").bounds()
    assert first
    assert last
    assert told(vault, number(month)) == (-1, None, first.toordinal(), last.toordinal())
    sex = say(vault, person, "sex", {"term": "female"}, source, "does not know")
    assert told(vault, number(sex)) == (0, digest_of({"term": "female"}), None, None)
    assert told(vault, number(say(vault, person, "sex", {"absent": "refused"}, source))) == (
        1,
        None,
        None,
        None,
    )


def test_what_is_no_date_of_this_version_has_no_days_and_stops_nothing(vault: Vault) -> None:
    source, person = entity(vault, "Source"), entity(vault, "Person")
    odd = {"date": {"edtf": "1980-05", "of a newer version": "x"}}
    number = vault.views.number_of(say(vault, person, "birth_date", odd, source))
    assert told(vault, number) == (1, digest_of(odd), None, None)


def test_digests_are_below_zero_where_no_number_of_an_entity_is() -> None:
    found = {digest_of({"text": str(number)}) for number in range(1000)}
    assert len(found) == 1000
    assert all(one is not None and -(2**63) <= one < 0 for one in found)


def apart(one: str, other: str) -> bool:
    """The slow obvious version; of dates that are several stretches nothing is sure."""
    first, second = parse_edtf(one).bounds(), parse_edtf(other).bounds()
    if "[" in one + other:
        return True
    return bool(
        (first[1] and second[0] and first[1] < second[0]) or (second[1] and first[0] and second[1] < first[0])
    )


@given(st.integers(0, 2**40))
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_what_may_be_contradicted_is_found_and_nothing_that_agrees(vault: Vault, seed: int) -> None:
    rng = random.Random(seed)
    facts, source = Facts(vault.database), entity(vault, "Source")
    person = entity(vault, "Person")
    said: list[tuple[str, str, Any, str]] = []
    for _ in range(rng.randrange(1, 6)):
        name = rng.choice(("sex", "birth_date", "notes"))
        polarity = rng.choices(("affirms", "denies", "does not know"), (8, 1, 1))[0]
        content = rng.choice(DATES) if name == "birth_date" else rng.choice(("male", "female"))
        if rng.random() < 0.1:
            value: dict[str, Any] = {"absent": "unknown"}
        elif name == "birth_date":
            value = {"date": {"edtf": content}}
        else:
            value = {"term": content} if name == "sex" else {"text": content}
        record = say(vault, person, name, value, source, polarity)
        gone = rng.random() < 0.2
        if gone:
            vault.add(Draft("Retraction", {"retracts": record, "reason": "r"}))
        else:
            said.append((name, polarity, None if "absent" in value else content, record))
    number = vault.views.number_of(person)
    found = {group.property for group in facts.contradicted(ONE_VALUE) if group.subject == number}
    expected = {name for name, polarity, _, _ in said if polarity == "denies"}
    for name in ONE_VALUE:
        contents = [content for one, _, content, _ in said if one == name and content is not None]
        differs = apart if name == "birth_date" else str.__ne__
        if any(differs(one, other) for place, one in enumerate(contents) for other in contents[:place]):
            expected.add(name)
    assert found == expected
    numbers = facts.statements_in([Group(number, name) for name in found])
    assert {vault.views.number_of(record) for name, _, _, record in said if name in found} <= set(numbers)
    living = facts.about([number])
    for name in {one.name for one in living}:
        assert facts.differ([one for one in living if one.name == name], ONE_VALUE) == (name in found)


def test_terms_signs_and_sources_are_found_by_schema(vault: Vault) -> None:
    facts, number = Facts(vault.database), vault.views.number_of
    source, person, sign, act = (
        entity(vault, schema) for schema in ("Source", "Person", "SignOfLife", "Act")
    )
    whose = say(vault, sign, "person", {"entity": person}, source)
    say(vault, act, "type", {"term": "release"}, source, "denies")
    kind = say(vault, act, "type", {"term": "lost_contact"}, source)
    assert [(one.number, one.value) for one in facts.said("SignOfLife", "person")] == [
        (number(whose), number(person))
    ]
    assert list(facts.said("Act", "person")) == []
    found = facts.of_term("Act", "type", {"lost_contact", "release"})
    assert [(one.number, one.subject, one.code, one.state) for one in found] == [
        (number(kind), number(act), "lost_contact", "draft")
    ]
    assert facts.said_by([number(source)]) >= {number(whose), number(kind)}
    vault.add(
        Draft("Retraction", {"retracts": kind, "reason": "r"}),
        Draft("Retraction", {"retracts": sign, "reason": "r"}),
    )
    assert facts.of_term("Act", "type", {"lost_contact"}) == []
    assert facts.retracted_entities() == {number(sign)}
