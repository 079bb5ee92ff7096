"""What people type for a use or a day."""

import pytest

from amanet.consent.grants import USES, parse_day, parse_use
from amanet.errors import BadData
from amanet.record.dates import parse_edtf


@pytest.mark.parametrize("use", USES)
def test_a_use_is_found_however_it_is_joined(use: str) -> None:
    for typed in (use, use.upper(), use.replace(" ", "-"), use.replace(" ", "_"), f" {use} "):
        assert parse_use(typed) == use


@pytest.mark.parametrize("typed", ["", "anything", "legal", "researchs"])
def test_what_is_no_use_is_refused_with_those_there_are(typed: str) -> None:
    with pytest.raises(BadData, match="documentation, research"):
        parse_use(typed)


def test_an_end_is_one_day() -> None:
    assert parse_day(parse_edtf("2027-11-22"), "the end").isoformat() == "2027-11-22"
    for less in ("2027-11", "2027-11-22~", "XXXX", "2027-11-22/2027-11-23"):
        with pytest.raises(BadData, match="the end"):
            parse_day(parse_edtf(less), "the end")
