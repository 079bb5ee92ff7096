"""Who has to sign, and when: two different keys, or one twice with a night between."""

from datetime import UTC, datetime, timedelta

import pytest

from amanet.disclosure.clearing import COOLING_OFF, Cleared, OpenFinding, Signed, clear
from amanet.errors import Misuse

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MANIFEST = "ab" * 32


def signed(
    key: str, hours_ago: float = 0, *, approved: bool = True, manifest: str = MANIFEST, member: str = ""
) -> Signed:
    at = NOW - timedelta(hours=hours_ago)
    return Signed(f"{key}{hours_ago}", member or key, key, manifest, approved, at)


def cleared(*approvals: Signed, members: int = 2, findings: tuple[OpenFinding, ...] = ()) -> Cleared:
    return clear(MANIFEST, findings, approvals, members, NOW)


def test_two_different_members_clear_it() -> None:
    done = cleared(signed("a", 2), signed("b", 1))
    assert done.approvals == ("a2", "b1")
    assert not done.alone


@pytest.mark.parametrize(
    "approvals",
    [
        (),
        (signed("a"),),
        (signed("a", 48), signed("a", 1)),
        # Two slots, or two entries in the list of members, with one key.
        (signed("a", member="one"), signed("a", 1, member="other")),
        (signed("a"), signed("b", manifest="cd" * 32)),
    ],
)
def test_less_than_two_keys_over_this_manifest_do_not(approvals: tuple[Signed, ...]) -> None:
    with pytest.raises(Misuse, match="sign"):
        cleared(*approvals)


def test_a_refusal_stops_it_whoever_else_signed() -> None:
    with pytest.raises(Misuse, match="refused"):
        cleared(signed("a"), signed("b"), signed("c", approved=False))


def test_a_refusal_of_another_package_does_not() -> None:
    assert cleared(signed("a"), signed("b"), signed("c", approved=False, manifest="cd" * 32))


def test_a_finding_that_nobody_decided_stops_it() -> None:
    with pytest.raises(Misuse, match="1 place"):
        cleared(signed("a"), signed("b"), findings=(OpenFinding("data/statements.csv", "a name"),))


def test_who_works_alone_signs_twice_with_a_night_between() -> None:
    assert cleared(signed("a", 25), signed("a", 0), members=1).alone
    for approvals in (
        (),
        (signed("a", 25),),
        (signed("a", 3), signed("a", 0)),
        (signed("a", 50), signed("a", 49)),
    ):
        with pytest.raises(Misuse):
            cleared(*approvals, members=1)


def test_a_clock_set_forward_and_back_waits_for_nothing() -> None:
    with pytest.raises(Misuse, match="sleep on it"):
        cleared(signed("a", 0), signed("a", -25), members=1)
    with pytest.raises(Misuse):
        cleared(signed("a", -1), signed("a", -26), members=1)


def test_exactly_the_cooling_off_time_is_enough() -> None:
    hours = COOLING_OFF.total_seconds() / 3600
    assert cleared(signed("a", hours), signed("a", 0), members=1)


def test_a_vault_of_which_nobody_is_a_member_clears_nothing() -> None:
    with pytest.raises(Misuse):
        cleared(members=0)


def test_nobody_makes_it_by_hand() -> None:
    with pytest.raises(Misuse, match="Nothing else can be sealed"):
        Cleared(MANIFEST, ("a", "b"), False)
