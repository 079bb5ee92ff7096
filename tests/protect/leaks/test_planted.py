"""Every kind of planted leak is found, the same file without it passes, and no report says a secret."""

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from amanet.names import fold
from amanet.protect.leaks import Finding, Report, Secrets

planted = sys.modules["planted_leaks"]
if TYPE_CHECKING:
    from planted import Plant

# A picture and a recording always wait for a person, where no program reads or hears them.
WAIT_FOR_A_PERSON = {"picture not read", "recording not heard"}


def test_there_are_more_than_a_hundred_kinds() -> None:
    assert len({plant.title for plant in planted.PLANTS}) == len(planted.PLANTS) > 100


@pytest.mark.parametrize("plant", planted.PLANTS, ids=lambda plant: plant.title)
def test_it_is_found(plant: "Plant", by_file: Mapping[str, list[Finding]]) -> None:
    found = {(each.kind, each.secret_id, each.severity) for each in by_file.get(f"planted/{plant.file}", [])}
    assert (plant.kind, plant.secret_id, "block") in found


@pytest.mark.parametrize("plant", planted.PLANTS, ids=lambda plant: plant.title)
def test_without_it_the_file_passes(plant: "Plant", by_file: Mapping[str, list[Finding]]) -> None:
    found = by_file.get(f"harmless/{plant.file}", [])
    assert {each.kind for each in found} <= WAIT_FOR_A_PERSON


def test_the_report_never_says_a_secret(everything: Report, secrets: Secrets) -> None:
    said = fold(json.dumps(everything.to_json(), ensure_ascii=False) + repr(everything))
    for field in ("names", "numbers", "addresses", "accounts", "links", "serials", "texts"):
        for secret in getattr(secrets, field):
            assert fold(secret.text) not in said
            assert all(word not in said for word in fold(secret.text).split() if len(word) > 7)


def test_secrets_do_not_say_themselves(secrets: Secrets) -> None:
    said = repr(secrets)
    assert planted.NAME not in said
    assert str(planted.LATITUDE) not in said
