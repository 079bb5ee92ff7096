"""The innermost loop of `find`, compiled: which pairs of neighbouring words sound like which pairs of parts.

The same as `NearNames` does with arrays, pair by pair and without keeping what is thrown away again. Imported only when a text is long: the
compiler takes a while to load. Nothing here can fail on what a text holds; all numbers come from arrays that were made before.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from amanet.names.finding_hashes import BASE, SIEVE_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Least", "Sounds", "Table", "alike"]

_ROOM = np.uint64((1 << 56) - 1)  # fourteen consonants
_BASE = np.uint64(BASE)
_SIEVE_SHIFT = np.uint64(64 - SIEVE_BITS)
_MOST_READINGS = 4  # rows of a word that there is room for: as it stands, without an ending, without a clitic
_SYMBOLS = 128


class Table(NamedTuple):
    """Joined skeletons of pairs of parts by slots: those of a slot stand together in `codes`, with their `owners`. `sieve` says of nearly all other
    codes that they are in none."""

    starts: "NDArray[np.int32]"
    codes: "NDArray[np.uint64]"
    owners: "NDArray[np.int64]"
    sieve: "NDArray[np.uint8]"
    shift: int
    fewest: int
    slips: int


class Sounds(NamedTuple):
    """Sounds by their numbers, those of `row` from `starts[row]` to `ends[row]`."""

    letters: "NDArray[np.uint8]"
    starts: "NDArray[np.int64]"
    ends: "NDArray[np.int64]"


class Least(NamedTuple):
    """How alike each part, and both together, have to sound at a glance; how fast a part is worth less, the less alike it sounds."""

    each: float
    both: float
    discount: float


@njit(cache=True)
def alike(
    one: Any, other: Any, code_starts: Any, codes: Any, row_starts: Any, rows: Any, heard: Any, coarse_of: Any,
    table: Any, part_one: Any, part_other: Any, parts: Any, is_han: Any, worth: Any, asked: Any, least: Any,
) -> Any:  # fmt: skip
    """Rows of `one` and `other` with the pairs of parts that they sound like."""
    found_rows = np.empty(1 << 16, dtype=np.int64)
    found_pairs = np.empty(1 << 16, dtype=np.int64)
    count = 0
    seen = np.full(len(part_one), -1, dtype=np.int64)
    masks = np.zeros((2, 2, _MOST_READINGS, _SYMBOLS), dtype=np.uint64)
    lengths = np.zeros((2, _MOST_READINGS), dtype=np.int64)
    variants = np.empty(16, dtype=np.uint64)
    for row in range(len(one)):
        first, second = one[row], other[row]
        prepared = False
        for a in range(code_starts[first], code_starts[first + 1]):
            for b in range(code_starts[second], code_starts[second + 1]):
                many = _variants(codes[a], codes[b], table.fewest, table.slips, variants)
                for v in range(many):
                    spread = variants[v] * _BASE
                    bit = spread >> _SIEVE_SHIFT
                    if not table.sieve[bit >> np.uint64(3)] & (np.uint8(1) << np.uint8(bit & np.uint64(7))):
                        continue
                    slot = np.int64(spread >> np.uint64(table.shift))
                    for place in range(table.starts[slot], table.starts[slot + 1]):
                        if table.codes[place] != variants[v]:
                            continue
                        pair = table.owners[place]
                        if seen[pair] == row:
                            continue
                        seen[pair] = row
                        if not prepared:
                            _prepare(first, 0, row_starts, rows, heard, coarse_of, masks, lengths)
                            _prepare(second, 1, row_starts, rows, heard, coarse_of, masks, lengths)
                            prepared = True
                        p, q = part_one[pair], part_other[pair]
                        if not _passes(
                            _most(row_starts[first + 1] - row_starts[first], lengths[0], parts, p),
                            _most(row_starts[second + 1] - row_starts[second], lengths[1], parts, q),
                            worth[p], worth[q], asked[row], least,
                        ):  # fmt: skip
                            continue
                        if not _passes(
                            _glance(first, 0, row_starts, masks, lengths, parts, p, is_han),
                            _glance(second, 1, row_starts, masks, lengths, parts, q, is_han),
                            worth[p], worth[q], asked[row], least,
                        ):  # fmt: skip
                            continue
                        if count == len(found_rows):
                            found_rows = np.concatenate((found_rows, np.empty_like(found_rows)))
                            found_pairs = np.concatenate((found_pairs, np.empty_like(found_pairs)))
                        found_rows[count], found_pairs[count] = row, pair
                        count += 1
    return found_rows[:count], found_pairs[:count]


@njit(cache=True)
def _variants(one: Any, other: Any, fewest: Any, slips: Any, variants: Any) -> Any:
    """The joined skeleton and, if it is long enough, the same without each of its consonants."""
    size = _size(one)
    joined = (one | (other << np.uint64(4 * size))) & _ROOM
    length = _size(joined)
    if length < fewest - 1:
        return 0
    variants[0] = joined
    if length < slips:
        return 1
    count = 1
    for place in range(length):
        below = (np.uint64(1) << np.uint64(4 * place)) - np.uint64(1)
        shorter = (joined & below) | ((joined >> np.uint64(4)) & ~below)
        if shorter != variants[count - 1] or count == 1:
            variants[count] = shorter
            count += 1
    return count


@njit(cache=True)
def _size(code: Any) -> Any:
    size = 0
    while code:
        size += 1
        code >>= np.uint64(4)
    return size


@njit(cache=True)
def _prepare(
    word: Any, side: Any, row_starts: Any, rows: Any, heard: Any, coarse_of: Any, masks: Any, lengths: Any
) -> None:
    """Of each reading of a word where each sound stands, one bit a place; as it is, and in the classes that Han keeps."""
    for reading in range(row_starts[word + 1] - row_starts[word]):
        row = rows[row_starts[word] + reading]
        masks[side, 0, reading, :] = 0
        masks[side, 1, reading, :] = 0
        begin, end = heard.starts[row], heard.ends[row]
        lengths[side, reading] = end - begin
        for place in range(min(end - begin, 64)):
            bit = np.uint64(1) << np.uint64(place)
            sound = heard.letters[begin + place]
            masks[side, 0, reading, sound] |= bit
            masks[side, 1, reading, coarse_of[sound]] |= bit


@njit(cache=True)
def _most(readings: Any, lengths: Any, parts: Any, part: Any) -> Any:
    """No glance says more: as many sounds of the longer as the shorter has."""
    size = parts.ends[part] - parts.starts[part]
    best = np.float32(0)
    for reading in range(readings):
        shorter, longer = min(size, lengths[reading]), max(size, lengths[reading])
        best = max(best, np.float32(shorter / max(longer, 1)) if longer else np.float32(1))
    return best


@njit(cache=True)
def _glance(
    word: Any, side: Any, row_starts: Any, masks: Any, lengths: Any, parts: Any, part: Any, is_han: Any
) -> Any:
    """How alike the best reading and the part sound, from 0 to 1."""
    best = np.float32(0)
    kind = 1 if is_han[part] else 0
    begin, end = parts.starts[part], parts.ends[part]
    for reading in range(row_starts[word + 1] - row_starts[word]):
        length = lengths[side, reading]
        longest = max(length, end - begin)
        edits = _edits(masks[side, kind, reading], length, parts.letters, begin, end)
        best = max(best, np.float32(1.0 - edits / longest) if longest else np.float32(1))
    return best


@njit(cache=True)
def _edits(masks: Any, length: Any, letters: Any, begin: Any, end: Any) -> Any:
    """Levenshtein's distance, all places of the word at once (Myers 1999, as simplified by Hyyrö 2003)."""
    if length == 0:
        return end - begin
    up, down = ~np.uint64(0), np.uint64(0)
    last = np.uint64(1) << np.uint64(length - 1)
    edits = length
    for place in range(begin, end):
        same = masks[letters[place]]
        across = (((same & up) + up) ^ up) | same | down
        rise, fall = down | ~(across | up), across & up
        if rise & last:
            edits += 1
        if fall & last:
            edits -= 1
        rise = (rise << np.uint64(1)) | np.uint64(1)
        fall <<= np.uint64(1)
        up, down = fall | ~(across | rise), rise & across
    return edits


@njit(cache=True)
def _passes(first: Any, second: Any, worth: Any, other_worth: Any, asked: Any, least: Any) -> Any:
    """Whether glances at both words say enough."""
    one = np.float32(1)
    if min(first, second) < np.float32(least.each) or first + second < np.float32(least.both):
        return False
    if first + second == np.float32(2):
        return True
    discount = np.float32(least.discount)
    bits = worth * (first - discount * (one - first)) + other_worth * (second - discount * (one - second))
    return bits >= asked
