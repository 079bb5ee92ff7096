"""What the different words of a text sound like, roughly: for every reading its sounds, and for every word the skeletons it may have."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from amanet.names.finding_hashes import ranges
from amanet.names.finding_sounds import coarse, coarsely, heard_in_lines, skeletons_in_lines
from amanet.names.finding_words import Readings, Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Codes", "Heard", "codes_from", "crossed", "hear"]

_END = ord("\n")


@dataclass(frozen=True)
class Codes:
    """Codes by owner: those of `owner` are `values[starts[owner] : starts[owner + 1]]`."""

    starts: "NDArray[np.int64]"
    values: "NDArray[np.uint64]"

    @property
    def counts(self) -> "NDArray[np.int64]":
        counts: NDArray[np.int64] = self.starts[1:] - self.starts[:-1]
        return counts

    def coarse(self) -> "Codes":
        """In the classes that Han renderings keep."""
        return Codes(self.starts, coarsely(self.values))


@dataclass(frozen=True)
class Heard:
    """`lines`: the sounds of each reading; `rows` and `row_starts`: the readings of each word; `codes`: its skeletons."""

    words: Words
    readings: Readings
    lines: bytes
    rows: "NDArray[np.int64]"
    row_starts: "NDArray[np.int64]"
    codes: Codes

    @cached_property
    def sounds(self) -> list[str]:
        return self.lines.decode("ascii")[:-1].split("\n")

    @cached_property
    def coarse(self) -> list[str]:
        return coarse(self.sounds)

    @cached_property
    def sound_lengths(self) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """The fewest and the most sounds among the readings of each word."""
        import numpy as np

        ends = np.flatnonzero(np.frombuffer(self.lines, dtype=np.uint8) == _END)
        lengths = np.diff(ends, prepend=-1)[self.rows] - 1
        starts = self.row_starts[:-1]
        return np.minimum.reduceat(lengths, starts), np.maximum.reduceat(lengths, starts)

    def written(self, row: int) -> str:
        begin, end = int(self.readings.begins[row]), int(self.readings.ends[row])
        return self.words.letters.as_spelled(begin, end)

    def of_word(self, word: int) -> list[int]:
        found: list[int] = self.rows[self.row_starts[word] : self.row_starts[word + 1]].tolist()
        return found


def hear(words: Words, readings: Readings) -> Heard:
    import numpy as np

    lines = _lines(words, readings)
    first, second = heard_in_lines(lines), heard_in_lines(lines, second=True)
    codes = np.concatenate((skeletons_in_lines(first), skeletons_in_lines(second)))
    owners = np.concatenate((readings.words, readings.words))
    order = np.argsort(readings.words, kind="stable")
    row_starts = np.searchsorted(readings.words[order], np.arange(len(words) + 1))
    return Heard(words, readings, first, order, row_starts, codes_from(owners, codes, len(words)))


def _lines(words: Words, readings: Readings) -> str:
    """The readings as they are written, a line each; words that are not read are empty lines."""
    import numpy as np

    counts = np.where(words.alphabetic[readings.words], readings.ends - readings.begins, 0)
    ends = np.cumsum(counts + 1)
    codes = np.full(int(ends[-1]) if len(ends) else 0, ord("\n"), dtype=np.uint32)
    codes[ranges(ends - counts - 1, counts)] = words.letters.spelled[ranges(readings.begins, counts)]
    return codes.tobytes().decode("utf-32-le", "replace")


def codes_from(owners: "NDArray[np.int64]", values: "NDArray[np.uint64]", count: int) -> Codes:
    """In order and without repetition, for the owners 0 to `count` - 1."""
    import numpy as np

    order = np.lexsort((values, owners))
    owners, values = owners[order], values[order]
    kept = np.ones(len(owners), dtype=np.bool_)
    kept[1:] = (owners[1:] != owners[:-1]) | (values[1:] != values[:-1])
    owners, values = owners[kept], values[kept]
    return Codes(np.searchsorted(owners, np.arange(count + 1)), values)


def crossed(
    codes: Codes, one: "NDArray[np.int64]", other: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint64]]":
    """Every code of `one` with every code of `other`, row by row."""
    import numpy as np

    ones, others = codes.counts[one], codes.counts[other]
    totals = ones * others
    row = np.repeat(np.arange(len(one)), totals)
    within = ranges(np.zeros(len(one), dtype=np.int64), totals)
    width = others[row]
    first = codes.values[codes.starts[one][row] + within // np.maximum(width, 1)]
    second = codes.values[codes.starts[other][row] + within % np.maximum(width, 1)]
    return row, first, second
