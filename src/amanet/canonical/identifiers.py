"""UUID version 7 (RFC 9562, section 5.7). They tell the time of entry, so they never leave the vault."""

from collections.abc import Callable


def new_uuid7(milliseconds: int, random_bytes: Callable[[int], bytes]) -> str:
    """A UUIDv7 for a time in milliseconds since 1970, with 74 bits from `random_bytes`."""
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random_bytes(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
