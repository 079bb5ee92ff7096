"""UUID version 7 (RFC 9562, section 5.7). They tell the time of entry, so they never leave the vault."""

from collections.abc import Callable

_RANDOM_BITS = 74
_STEP_BYTES = 4


class Identifiers:
    """Ids of one process, each later than the one before also within a millisecond (RFC 9562, section 6.2, method 2): what was
    entered first sorts first.
    """

    def __init__(self) -> None:
        self._last = (0, 0)

    def new(self, milliseconds: int, random_bytes: Callable[[int], bytes]) -> str:
        """A UUIDv7. Where the clock stood still or went back, the random part of the last one is raised by a random step."""
        last, drawn = self._last
        if milliseconds > last:
            drawn = int.from_bytes(random_bytes(10), "big") & (1 << _RANDOM_BITS) - 1
        else:
            milliseconds = last
            drawn += 1 + int.from_bytes(random_bytes(_STEP_BYTES), "big")
            if drawn >> _RANDOM_BITS:
                milliseconds, drawn = last + 1, drawn & (1 << _RANDOM_BITS) - 1
        self._last = (milliseconds, drawn)
        return _text(milliseconds, drawn >> 62, drawn & (1 << 62) - 1)


def new_uuid7(milliseconds: int, random_bytes: Callable[[int], bytes]) -> str:
    """A UUIDv7 for a time in milliseconds since 1970, with 74 bits from `random_bytes`."""
    drawn = int.from_bytes(random_bytes(10), "big")
    return _text(milliseconds, drawn >> 64 & 0xFFF, drawn & (1 << 62) - 1)


def _text(milliseconds: int, first: int, second: int) -> str:
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | first << 64 | 0x2 << 62 | second
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
