"""PADMÉ against its definition (Nikitin et al., PoPETs 2019, algorithm 1) and its promises."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.sealing import padme

LENGTHS = st.integers(0, 2**45)


def as_in_the_paper(length: int) -> int:
    exponent = math.floor(math.log2(length))
    bits_of_exponent = math.floor(math.log2(exponent)) + 1
    unit = 2 ** (exponent - bits_of_exponent)
    return math.ceil(length / unit) * unit


@given(st.integers(2, 2**40))
def test_it_is_the_algorithm_of_the_paper(length: int) -> None:
    assert padme(length) == as_in_the_paper(length)


@given(LENGTHS)
def test_it_is_never_shorter_costs_at_most_twelve_percent_and_settles(length: int) -> None:
    assert length <= padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


@given(LENGTHS, LENGTHS)
def test_it_keeps_order(one: int, other: int) -> None:
    shorter, longer = sorted((one, other))
    assert padme(shorter) <= padme(longer)


def test_nothing_stays_nothing() -> None:
    assert padme(0) == 0


def test_a_negative_length_is_misuse() -> None:
    with pytest.raises(Misuse):
        padme(-1)
