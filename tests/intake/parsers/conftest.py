"""What the tests of the parsers share: hostile input may be long, and must not be worse than it is long."""

import time
from collections.abc import Callable

import pytest

GrowsAsItIsLong = Callable[[Callable[[int], object], int], None]


@pytest.fixture(scope="session")
def grows_as_it_is_long() -> GrowsAsItIsLong:
    """Holds the work of `do(most)` against that of `do(most / 8)`, in processor time of this process.

    What is linear takes eight times as much, a square sixty-four times: the line is drawn at twenty-four and half
    a second, which no load of the machine reaches and a square does wherever `most` is long enough to matter.
    """

    def hold(do: Callable[[int], object], most: int) -> None:
        do(most // 64)  # whatever is imported, compiled or remembered once
        short, long = _spent(do, most // 8), _spent(do, most)
        assert long < 24 * short + 0.5, f"{most // 8} take {short:.2f} s and {most} take {long:.2f} s"

    return hold


def _spent(do: Callable[[int], object], length: int) -> float:
    began = time.process_time()
    do(length)
    return time.process_time() - began
