"""The recovery code: printed, put away, and typed once, years later (docs/spec/vault-v1.md, section 1).

26 random symbols of Crockford base32 (130 bits) and two check symbols, in seven groups of four. The 28
symbols are a Reed-Solomon code word over GF(32), x⁵ + x² + 1: as a polynomial, the first symbol with the
highest power, it is zero at 1 and at x. So any one or two wrong symbols are always found, which covers every
slip of one symbol and every swap of two; of anything worse, one in 1024 passes. Where a single symbol is
wrong, its group is named. Nothing is corrected silently: the person looks again.

>>> parse_recovery_code("0000-0000-0000-0000-0000-0000-0000").text
'0000-0000-0000-0000-0000-0000-0000'
"""

import re
from typing import ClassVar, Final

from amanet.errors import BadData
from amanet.sealing.keys import RandomBytes

__all__ = ["RecoveryCode", "new_recovery_code", "parse_recovery_code"]

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS: Final = 26
_CHECKS = 2
_LENGTH = SYMBOLS + _CHECKS
_GROUP = 4
_READ_AS = str.maketrans("OIL", "011")
# What people and word processors put between groups: spaces of any kind, hyphens, dashes, and marks of
# writing direction.
_BETWEEN = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_FIELD = 0b100101


class RecoveryCode:
    """A whole and consistent code. Shows itself only by `text`."""

    __slots__ = ("_symbols",)
    kind: ClassVar = "recovery"

    def __init__(self, symbols: str) -> None:
        """`symbols` are the 26 without check symbols, upper case."""
        self._symbols: Final = symbols

    @property
    def key_material(self) -> bytes:
        """What the slot key is derived from: the 26 symbols in ASCII, without check symbols and hyphens."""
        return self._symbols.encode("ascii")

    @property
    def text(self) -> str:
        values = [ALPHABET.index(symbol) for symbol in self._symbols]
        whole = self._symbols + "".join(ALPHABET[value] for value in _check_values(values))
        return "-".join(whole[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))

    def __repr__(self) -> str:
        return "RecoveryCode(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecoveryCode) and self._symbols == other._symbols

    def __hash__(self) -> int:
        return hash((RecoveryCode, self._symbols))


def new_recovery_code(random_bytes: RandomBytes) -> RecoveryCode:
    return RecoveryCode("".join(ALPHABET[value & 31] for value in random_bytes(SYMBOLS)))


def parse_recovery_code(untrusted_text: str) -> RecoveryCode:
    """Reads a code in any case, with or without hyphens and spaces, O as 0, I and L as 1.

    Raises `BadData` that says which group to look at.
    """
    groups = [group for group in _BETWEEN.split(untrusted_text.upper().translate(_READ_AS)) if group]
    for number, group in enumerate(groups, 1):
        if not set(group) <= set(ALPHABET):
            raise BadData(
                f"Group {number} of the recovery code holds a character that no code has (such as U). "
                "Look at the sheet again."
            )
    symbols = "".join(groups)
    if len(symbols) != _LENGTH:
        raise BadData(_wrong_length(groups))
    values = [ALPHABET.index(symbol) for symbol in symbols]
    at_one, at_x = _syndromes(values)
    if at_one or at_x:
        raise BadData(_mistyped(at_one, at_x))
    return RecoveryCode(symbols[:SYMBOLS])


def _wrong_length(groups: list[str]) -> str:
    found = sum(map(len, groups))
    message = f"A recovery code has {_LENGTH} characters in seven groups of four; found {found}."
    odd = [str(number) for number, group in enumerate(groups, 1) if len(group) != _GROUP]
    if len(groups) > 1 and odd:
        message += f" Not four characters long: group {', '.join(odd)}."
    return message + " Look at the sheet again."


def _mistyped(at_one: int, at_x: int) -> str:
    message = "The recovery code was mistyped: its check characters do not fit."
    for place in range(_LENGTH):
        if at_one and _times(at_one, _power(_LENGTH - 1 - place)) == at_x:
            message += f" If one character is wrong, it stands in group {place // _GROUP + 1}."
    return message + " Compare it with the sheet, group by group."


def _check_values(values: list[int]) -> tuple[int, int]:
    """The two symbols a, b that make the polynomial D·y² + a·y + b zero at 1 and at x."""
    at_one, at_x = _syndromes([*values, 0, 0])
    first = _divide(at_one ^ at_x, 1 ^ 2)
    return first, at_one ^ first


def _syndromes(values: list[int]) -> tuple[int, int]:
    at_one = at_x = 0
    for value in values:
        at_one ^= value
        at_x = _times(at_x, 2) ^ value
    return at_one, at_x


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD
        right >>= 1
    return product


def _power(exponent: int) -> int:
    result = 1
    for _ in range(exponent):
        result = _times(result, 2)
    return result


def _divide(dividend: int, divisor: int) -> int:
    """In a field of 32 elements the inverse is the 30th power."""
    for _ in range(30):
        dividend = _times(dividend, divisor)
    return dividend
