"""The recovery code: what is written is read again however it is typed, and slips are found and placed."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.sealing import RecoveryCode, new_recovery_code, parse_recovery_code
from amanet.sealing.recovery import ALPHABET

CODES = st.binary(min_size=26, max_size=26).map(lambda data: new_recovery_code(lambda _: data))
PLACES = st.integers(0, 27)


def with_symbols(code: RecoveryCode, changes: dict[int, str]) -> str:
    symbols = list(code.text.replace("-", ""))
    for place, symbol in changes.items():
        symbols[place] = symbol
    return "".join(symbols)


def test_a_known_code() -> None:
    code = new_recovery_code(lambda count: bytes(range(count)))
    assert code.text == "0123-4567-89AB-CDEF-GHJK-MNPQ-RS10"
    assert code.key_material == b"0123456789ABCDEFGHJKMNPQRS"


@given(CODES)
def test_it_has_seven_groups_of_four(code: RecoveryCode) -> None:
    assert [len(group) for group in code.text.split("-")] == [4] * 7
    assert set(code.text) <= {*ALPHABET, "-"}


@given(CODES)
def test_it_is_read_however_it_is_typed(code: RecoveryCode) -> None:
    sloppy = code.text.replace("0", "o").replace("1", "l")
    for typed in (
        code.text,
        sloppy,
        code.text.lower().replace("-", " – "),
        f"\u200f{code.text.replace('-', '')}\n",
    ):
        assert parse_recovery_code(typed) == code


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_found_and_its_group_named(code: RecoveryCode, place: int, symbol: str) -> None:
    typed = with_symbols(code, {place: symbol})
    if typed == with_symbols(code, {}):
        return
    with pytest.raises(BadData, match=f"stands in group {place // 4 + 1}\\."):
        parse_recovery_code(typed)


@given(CODES, PLACES, PLACES, st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_any_two_wrong_symbols_are_found(
    code: RecoveryCode, one: int, two: int, first: str, second: str
) -> None:
    typed = with_symbols(code, {one: first, two: second})
    if typed == with_symbols(code, {}):
        return
    with pytest.raises(BadData, match="mistyped"):
        parse_recovery_code(typed)


@given(CODES, st.integers(0, 26))
def test_swapped_neighbours_are_found(code: RecoveryCode, place: int) -> None:
    whole = with_symbols(code, {})
    typed = with_symbols(code, {place: whole[place + 1], place + 1: whole[place]})
    if typed == whole:
        return
    with pytest.raises(BadData, match="mistyped"):
        parse_recovery_code(typed)


def test_a_group_too_short_is_named() -> None:
    with pytest.raises(BadData, match=r"found 27\. Not four characters long: group 3\."):
        parse_recovery_code("0000-0000-000-0000-0000-0000-0000")


def test_a_group_with_a_foreign_character_is_named() -> None:
    with pytest.raises(BadData, match="Group 2"):
        parse_recovery_code("0000-00U0-0000-0000-0000-0000-0000")


@pytest.mark.parametrize("text", ["", "-", "0" * 27, "0" * 29, "six words that are a passphrase", "٠" * 28])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadData):
        parse_recovery_code(text)


def test_it_does_not_show_itself() -> None:
    code = new_recovery_code(os.urandom)
    assert code.text[:4] not in repr(code) + str(code)
