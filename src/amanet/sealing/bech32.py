"""Bech32 (BIP 173) without its limit on length, for age identities and recipients (C2SP age.md).

Strict: refuses mixed case, a wrong checksum, characters outside the alphabet, and bits left over that are not
zero. A message never repeats the text, which may be a secret.

>>> from amanet.sealing.bech32 import decode, encode
>>> decode(encode("age", bytes(32))) == ("age", bytes(32))
True
"""

from amanet.errors import BadData, Misuse

__all__ = ["decode", "encode"]

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {symbol: value for value, symbol in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_SYMBOLS = 6


def encode(prefix: str, data: bytes) -> str:
    """The lower-case text of `data` under a human-readable `prefix`. Upper-case the whole for an identity."""
    if not _is_prefix(prefix) or prefix != prefix.lower():
        raise Misuse("A bech32 prefix is lower-case printable ASCII.")
    values = _to_fives(data)
    check = _polymod([*_expand(prefix), *values, *[0] * _CHECK_SYMBOLS]) ^ 1
    values += [check >> 5 * (_CHECK_SYMBOLS - 1 - place) & 31 for place in range(_CHECK_SYMBOLS)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def decode(untrusted_text: str) -> tuple[str, bytes]:
    """Prefix (in lower case) and data. Raises `BadData` for what `encode` does not write, but for case."""
    if not untrusted_text.isascii():
        raise BadData("A bech32 text is plain ASCII; this one holds another character. Copy it again.")
    if untrusted_text not in (untrusted_text.lower(), untrusted_text.upper()):
        raise BadData("This key mixes upper and lower case; a bech32 text is all of one case.")
    prefix, separator, symbols = untrusted_text.lower().rpartition("1")
    if not separator or not _is_prefix(prefix) or len(symbols) < _CHECK_SYMBOLS:
        raise BadData(
            "This is not a bech32 text (prefix, the digit 1, data, six check characters). Copy it again."
        )
    if not _VALUES.keys() >= set(symbols):
        raise BadData("This bech32 text holds a character outside its alphabet. Copy it again.")
    values = [_VALUES[symbol] for symbol in symbols]
    if _polymod([*_expand(prefix), *values]) != 1:
        raise BadData(
            "The check characters of this bech32 text do not fit: it was mistyped or cut. Copy it again."
        )
    return prefix, _from_fives(values[:-_CHECK_SYMBOLS])


def _is_prefix(text: str) -> bool:
    return bool(text) and all(33 <= ord(symbol) <= 126 for symbol in text)


def _expand(prefix: str) -> list[int]:
    return [ord(symbol) >> 5 for symbol in prefix] + [0] + [ord(symbol) & 31 for symbol in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            if top >> place & 1:
                check ^= generator
    return check


def _to_fives(data: bytes) -> list[int]:
    count = (8 * len(data) + 4) // 5
    number = int.from_bytes(data, "big") << 5 * count - 8 * len(data)
    return [number >> 5 * (count - 1 - place) & 31 for place in range(count)]


def _from_fives(values: list[int]) -> bytes:
    number = 0
    for value in values:
        number = number << 5 | value
    size, spare = divmod(5 * len(values), 8)
    if spare >= 5 or number & (1 << spare) - 1:
        raise BadData("This bech32 text has stray bits at its end. Copy it again.")
    return (number >> spare).to_bytes(size, "big")
