"""Records of invented people, as they stand in a vault, without a vault."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from amanet.record.standing import Entered


@pytest.fixture
def record() -> Callable[..., Entered]:
    """`record("Refusal", given_at="2026-05-01", use="media")`, of the person "P"; later calls are entered later."""
    numbers = count(1)

    def made(type_name: str, *, given_at: str | None = None, **fields: Any) -> Entered:
        number = next(numbers)
        body = {"person": "P", **fields}
        if given_at is not None:
            body["given_at"] = {"edtf": given_at}
        return Entered(f"r{number:03}", type_name, f"2026-11-01T{number % 24:02}:00:00Z", body)

    return made


@pytest.fixture
def grant(record: Callable[..., Entered]) -> Callable[..., Entered]:
    """A grant for research to the team, named, with exact words, given on 1 May 2026, unless told otherwise."""

    def made(**fields: Any) -> Entered:
        usual = {
            "use": "research",
            "recipient": {"kind": "team"},
            "identity": "named",
            "media": {"words": True, "place": "exact", "date": "day"},
            "given_at": "2026-05-01",
        }
        return record("Grant", **{**usual, **fields})

    return made
