"""How a person may be reached: the strictest of what was ever said, and silence is no."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.consent.contact import CHANNELS, Instructions, verify_contact
from amanet.errors import BadData
from amanet.record.standing import Entered

Make = Callable[..., Entered]


def instructions(*rules: tuple[str, str], **options: Any) -> Instructions:
    records = [
        Entered(
            f"{n:03}",
            "Contact",
            f"2026-11-22T10:00:{n:02}Z",
            {"person": "P", "channel": channel, "rule": rule},
        )
        for n, (channel, rule) in enumerate(rules)
    ]
    return Instructions.of(records, "P", **options)


def usable(found: Instructions) -> set[str]:
    return {channel for channel in (*CHANNELS, "pigeon") if found.allows(channel)}


def test_silence_is_no_way() -> None:
    assert usable(instructions()) == set()
    assert instructions().lines() == (
        "Nothing is on record of how they may be reached. Ask before you write or call.",
    )


@pytest.mark.parametrize(
    ("rules", "ways"),
    [
        ([("signal", "allowed")], {"signal"}),
        ([("telephone", "never")], set()),
        ([("any", "allowed"), ("telephone", "never")], {"signal", "letter", "email", "pigeon"}),
        ([("any", "allowed"), ("Signal ", "only")], {"signal"}),
        ([("signal", "only"), ("letter", "allowed")], {"signal", "letter"}),
        ([("signal", "only"), ("letter", "only")], {"letter"}),
        ([("signal", "allowed"), ("any", "never")], set()),
        ([("any", "never"), ("signal", "allowed")], set()),
        (
            [("any", "never"), ("any", "allowed"), ("email", "never")],
            {"telephone", "signal", "letter", "pigeon"},
        ),
        ([("signal", "never"), ("signal", "allowed")], {"signal"}),
        ([("telephone", "allowed"), ("signal", "only"), ("signal", "never")], set()),
        ([("signal", "whenever")], set()),
    ],
)
def test_which_ways_are_open(rules: list[tuple[str, str]], ways: set[str]) -> None:
    assert usable(instructions(*rules)) == ways


def test_never_is_said_first_and_an_address_never(record: Make) -> None:
    found = Instructions.of(
        [
            record("Contact", channel="signal", rule="allowed", hours="after 20:00", address="+999 1"),
            record("Contact", channel="telephone", rule="never", note="the brother listens"),
        ],
        "P",
    )
    assert found.lines() == ("never: telephone", "allowed: signal (after 20:00)", "No other way.")
    assert found.hours("signal") == ("after 20:00",)


def test_what_was_retracted_does_not_count(record: Make) -> None:
    wrong = record("Contact", channel="any", rule="never")
    right = record("Contact", channel="letter", rule="allowed")
    assert Instructions.of([wrong, right], "P").do_not_contact
    assert Instructions.of([wrong, right], "P", ended={wrong.id}).allows("letter")


def test_whoever_may_be_the_same_can_only_forbid(record: Make) -> None:
    own = record("Contact", channel="telephone", rule="allowed")
    for rule, channel in (
        ("only", "signal"),
        ("never", "telephone"),
        ("never", "any"),
        ("allowed", "signal"),
    ):
        other = record("Contact", person="X", channel=channel, rule=rule)
        found = Instructions.of([own, other], "P", perhaps={"X"})
        assert usable(found) == ({"telephone"} if rule == "allowed" else set())


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "signal", "rule": "sometimes"},
        {"channel": " ", "rule": "never"},
        {"channel": "Any", "rule": "only"},
        {"channel": "signal", "rule": "only", "language": "Uyghur, please"},
    ],
)
def test_an_instruction_that_nobody_could_follow_is_not_taken(fields: dict[str, str]) -> None:
    with pytest.raises(BadData):
        verify_contact(fields)


RULES = st.lists(
    st.tuples(st.sampled_from(CHANNELS), st.sampled_from(["allowed", "only", "never"])), max_size=6
)


@settings(max_examples=200)
@given(RULES, st.sampled_from(CHANNELS))
def test_never_opens_no_way_but_for_lifting_an_earlier_instruction_for_all(
    rules: list[tuple[str, str]], channel: str
) -> None:
    before, after = instructions(*rules), instructions(*rules, (channel, "never"))
    assert usable(after) <= usable(before)
    assert not after.allows(channel)
