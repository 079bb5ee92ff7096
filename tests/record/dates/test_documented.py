"""Every table of docs/dates.md is run: what it says is understood is understood so."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import BadData
from amanet.record.dates import Ambiguous, PartialDate, parse_date_words, parse_edtf
from amanet.record.quantities import Quantity, parse_quantity_words

DOCUMENT = Path(__file__).parents[3] / "docs" / "dates.md"
DATES = "| words | told beside | EDTF | earliest | latest |"
DATES_ASKED = "| words | question | may be |"
REFUSED = "| refused words | because |"
QUANTITIES = "| quantity | told beside | value | least | most |"
QUANTITIES_ASKED = "| quantity | question | may be |"


def rows(header: str) -> Iterator[list[str]]:
    within = False
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line == header:
            within = True
        elif not line.startswith("|"):
            within = False
        elif within and not line.startswith("|---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def told(beside: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in filter(None, beside.split(", ")):
        name, value = part.split(" ", 1)
        found["said_at" if name == "said" else name] = parse_edtf(value) if name == "said" else value
    return found


def shown(day: object) -> str:
    return "–" if day is None else str(day)


def value_of(quantity: Quantity) -> str:
    content = {name: value for name, value in quantity.to_json().items() if name != "words"}
    return ", ".join(name if value is True else f"{name} {value}" for name, value in content.items())


@pytest.mark.parametrize(("words", "beside", "edtf", "earliest", "latest"), list(rows(DATES)))
def test_dates(words: str, beside: str, edtf: str, earliest: str, latest: str) -> None:
    found = parse_date_words(words, **told(beside))
    assert f"`{found.edtf}`" == edtf
    assert [shown(day) for day in found.bounds()] == [earliest, latest]
    assert found.words in (words, None)
    assert PartialDate.from_json(found.to_json()) == found


@pytest.mark.parametrize(("words", "question", "choices"), list(rows(DATES_ASKED)))
def test_dates_that_are_asked_about(words: str, question: str, choices: str) -> None:
    with pytest.raises(Ambiguous) as asked:
        parse_date_words(words)
    assert asked.value.question == question
    assert ", ".join(f"`{one.edtf}`" for one in asked.value.candidates) == choices


@pytest.mark.parametrize(("words", "because"), list(rows(REFUSED)))
def test_dates_that_are_refused(words: str, because: str) -> None:
    with pytest.raises(BadData) as refused:
        parse_date_words(words)
    assert not isinstance(refused.value, Ambiguous)
    assert words not in str(refused.value)


@pytest.mark.parametrize(("words", "beside", "value", "least", "most"), list(rows(QUANTITIES)))
def test_quantities(words: str, beside: str, value: str, least: str, most: str) -> None:
    found = parse_quantity_words(words, **told(beside))
    assert value_of(found) == value
    assert [shown(bound) for bound in found.bounds()] == [least, most]
    assert Quantity.from_json(found.to_json()) == found


@pytest.mark.parametrize(("words", "question", "choices"), list(rows(QUANTITIES_ASKED)))
def test_quantities_that_are_asked_about(words: str, question: str, choices: str) -> None:
    with pytest.raises(Ambiguous) as asked:
        parse_quantity_words(words)
    assert asked.value.question == question
    assert "; ".join(value_of(one) for one in asked.value.candidates) == choices


def test_the_tables_are_there() -> None:
    counts = [
        len(list(rows(header))) for header in (DATES, DATES_ASKED, REFUSED, QUANTITIES, QUANTITIES_ASKED)
    ]
    assert all(count > 4 for count in counts), counts
