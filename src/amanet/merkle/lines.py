"""The lines that C2SP texts are made of: decimal numbers without leading zeros, and hashes in base64."""

from collections.abc import Iterable
from re import compile as pattern

from amanet.canonical import from_base64, to_base64
from amanet.errors import BadData
from amanet.merkle.tree import HASH_SIZE

LARGEST_SIZE = 2**63 - 1  # What tlog-cosignature allows for times and Go's tlog for sizes.
MOST_HASHES = 63  # tlog-witness allows no longer proof, and no tree of LARGEST_SIZE needs one.
_DECIMAL = pattern(r"0|[1-9][0-9]{0,18}")


def parse_decimal(text: str, what: str) -> int:
    if not _DECIMAL.fullmatch(text) or int(text) > LARGEST_SIZE:
        raise BadData(f"The {what} is not a decimal number without leading zeros, below 2**63.")
    return int(text)


def parse_hash(line: str) -> bytes:
    found = from_base64(line)
    if len(found) != HASH_SIZE:
        raise BadData(f"A hash is {HASH_SIZE} bytes in base64; this one has {len(found)}.")
    return found


def parse_hashes(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise BadData(f"A proof has at most {MOST_HASHES} hashes; this one has {len(lines)}.")
    return tuple(parse_hash(line) for line in lines)


def hash_lines(hashes: Iterable[bytes]) -> str:
    return "".join(to_base64(one) + "\n" for one in hashes)


def split_at_blank_line(data: bytes, largest: int) -> tuple[list[str], bytes]:
    """The ASCII lines before the first blank line, and the bytes after it."""
    if len(data) > largest:
        raise BadData(f"This is {len(data)} bytes long; more than {largest} are not read.")
    head, blank, rest = data.partition(b"\n\n")
    if not blank or not head.isascii():
        raise BadData("Expected ASCII lines, a blank line and a checkpoint after it.")
    return head.decode("ascii").split("\n"), rest
