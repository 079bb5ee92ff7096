"""What the tests of the parsers share: hostile input may be long, and must not be worse than it is long."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CallsIn

GrowsAsItIsLong = Callable[[Callable[[int], object], int], None]


@pytest.fixture(scope="session")
def grows_as_it_is_long(calls_in: "CallsIn") -> GrowsAsItIsLong:
    """Holds the calls in `do(most)` against those in `do(most / 8)`: what is linear has eight times as many, a square sixty-four times."""

    def hold(do: Callable[[int], object], most: int) -> None:
        do(most // 64)  # whatever is imported, compiled or remembered once
        short, long = calls_in(lambda: do(most // 8)), calls_in(lambda: do(most))
        assert long < 10 * short, f"{most // 8} take {short} calls and {most} take {long}"

    return hold


@pytest.fixture(scope="session")
def matches_as_it_is_long() -> GrowsAsItIsLong:
    """The same where the work is done inside one call, by a regular expression or a parser in C: nothing counts it but the processor.

    Its time in this process is taken. The line is drawn at twenty-four times and half a second, which no load of the machine reaches and a
    square does wherever `most` is long enough to matter.
    """

    def hold(do: Callable[[int], object], most: int) -> None:
        do(most // 64)
        short, long = _spent(do, most // 8), _spent(do, most)
        assert long < 24 * short + 0.5, f"{most // 8} take {short:.2f} s and {most} take {long:.2f} s"

    return hold


def _spent(do: Callable[[int], object], length: int) -> float:
    began = time.process_time()
    do(length)
    return time.process_time() - began
