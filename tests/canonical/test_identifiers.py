"""UUIDv7 as RFC 9562 lays it out."""

from itertools import pairwise
from random import Random
from uuid import RFC_4122, UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import Identifiers, new_uuid7


def test_the_example_of_rfc_9562_appendix_a6() -> None:
    # unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
    drawn = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    found = new_uuid7(0x017F22E279B0, lambda count: drawn[:count])
    assert found == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@settings(deadline=None)
@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_time_version_variant_and_randomness_stand_where_they_should(milliseconds: int, drawn: bytes) -> None:
    found = UUID(new_uuid7(milliseconds, lambda count: drawn[:count]))
    assert found.int >> 80 == milliseconds
    assert (found.version, found.variant) == (7, RFC_4122)
    kept = int.from_bytes(drawn, "big") & ~(0xF << 76 | 0x3 << 62)
    assert found.int & (1 << 80) - 1 & ~(0xF << 76 | 0x3 << 62) == kept


def test_later_ids_sort_after_earlier_ones() -> None:
    drawn = iter(range(255, 0, -1))
    ids = [new_uuid7(moment, lambda count: bytes([next(drawn)] * count)) for moment in range(200)]
    assert ids == sorted(ids)


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=40), st.randoms(use_true_random=False))
def test_ids_of_one_process_rise_whatever_the_clock_does(steps: list[int], random: Random) -> None:
    identifiers = Identifiers()
    found = [UUID(identifiers.new(1_700_000_000_000 + 1 - step, random.randbytes)) for step in steps]
    assert all(a < b for a, b in pairwise(found))
    assert all((one.version, one.variant) == (7, RFC_4122) for one in found)
