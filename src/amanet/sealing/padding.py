"""PADMÉ: the length to pad to, so that the size of a file tells little about which file it is.

Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and
Communication with PURBs, PoPETs 2019 (4), algorithm 1. A length L leaks O(log log L) bits instead of O(log
L), for at most 12 % more, and less the longer it is.

>>> from amanet.sealing.padding import padme
>>> [padme(length) for length in (0, 1, 9, 20_000, 1_000_001)]
[0, 1, 10, 20480, 1015808]
"""

from amanet.errors import Misuse

__all__ = ["padme"]


def padme(length: int) -> int:
    """The padded length, in bytes. Lengths below 2 are left as they are."""
    if length < 0:
        raise Misuse("A length is not negative.")
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (length + mask) & ~mask
