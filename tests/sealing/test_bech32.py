"""The vectors of BIP 173 that hold without its limit on length, and the strictness that age asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.sealing.bech32 import decode, encode

VALID = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
]
INVALID = [
    "\x201nwldj5",  # a space in the prefix
    "\x7f1axkwrx",
    "\x801eym55h",
    "pzry9x0s0muk",  # no separator
    "1pzry9x0s0muk",  # no prefix
    "x1b4n0q5v",  # b is not in the alphabet
    "li1dgmt3",  # too few check characters
    "de1lg7wt\xff",
    "A1G7SGD8",  # checksum over the upper-case prefix
    "10a06t8",
    "1qzzfhee",
    "A12uEL5L",  # mixed case
    "",
]


@pytest.mark.parametrize("text", VALID)
def test_valid_texts_of_bip_173(text: str) -> None:
    prefix, data = decode(text)
    assert encode(prefix, data) == text.lower()


@pytest.mark.parametrize("text", INVALID)
def test_invalid_texts_of_bip_173(text: str) -> None:
    with pytest.raises(BadData):
        decode(text)


@given(st.binary(max_size=120))
def test_round_trip(data: bytes) -> None:
    assert decode(encode("age", data)) == ("age", data)


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 61),
    st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"),
)
def test_any_mistyped_character_is_found(data: bytes, at: int, symbol: str) -> None:
    text = encode("age", data)
    mistyped = text[:at] + symbol + text[at + 1 :]
    if mistyped != text:
        with pytest.raises(BadData):
            decode(mistyped)


@pytest.mark.parametrize("text", ["age1qpu0j2ex", "age1qqqyst3gn"])
def test_stray_bits_are_refused(text: str) -> None:
    with pytest.raises(BadData, match="stray"):
        decode(text)


def test_letters_that_only_look_ascii_are_refused() -> None:
    with pytest.raises(BadData, match="ASCII"):
        decode("AGE-SECRET-\u212aEY-1QQ")
