"""Identities and counted-out randomness for the tests of sealing."""

import random
from collections.abc import Callable

import pytest

from amanet.sealing import Identity


@pytest.fixture(scope="session")
def identity() -> Identity:
    """The identity of the examples in C2SP age.md: 32 times the letter B."""
    return Identity(b"\x42" * 32)


@pytest.fixture(scope="session")
def stranger() -> Identity:
    return Identity(b"\x24" * 32)


@pytest.fixture
def fixed_random() -> Callable[[int], bytes]:
    """The same row of bytes in every run. For tests only."""
    return random.Random(7).randbytes


@pytest.fixture(scope="session")
def noise() -> bytes:
    """Bytes no two chunks of which are alike."""
    return random.Random(11).randbytes(5 * 65536)
