"""What was learned of letters (`amanet.names.weights`), asked of very many pairs of words at once.

The number is that of `compare` for two words whose letters answer each other, without its rules for slips, endings and known writings.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from amanet.names.scripts import Script, script_of
from amanet.names.units import units_of
from amanet.names.weights import EIGHTHS, ORDER, Table, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Units", "learned_bits", "read_units"]

_LONGEST = 32  # units of a word that are looked at
_AT_ONCE = 20_000

Units = tuple[Script, tuple[int, ...], tuple[int, ...]]  # the codes of a word, and of Han by its sounds


def read_units(word: str) -> Units:
    """Those of `part_of`, without what is not needed here: a text has very many different words."""
    scripts = {_script_of_letter(letter) for letter in word}
    script = scripts.pop() if len(scripts) == 1 else script_of(word)
    units, learned = units_of(word, script), weights()
    codes = learned.coded(units, script)
    return script, codes, learned.coded_by_parts(units) if script is Script.HAN else codes


@cache
def _script_of_letter(letter: str) -> Script:
    return script_of(letter)


def learned_bits(
    words: Sequence[Units], parts: Sequence[Units], one: "NDArray[np.int64]", other: "NDArray[np.int64]"
) -> "NDArray[np.float32]":
    """Bits of the words `one` against the parts `other`, row by row."""
    import numpy as np

    scripts = list(Script)
    of_words = np.array([scripts.index(word[0]) for word in words], dtype=np.int64)
    of_parts = np.array([scripts.index(part[0]) for part in parts], dtype=np.int64)
    kinds = of_words[one] * len(scripts) + of_parts[other]
    found = np.zeros(len(one), dtype=np.float32)
    for kind in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == kind)
        script, their = (scripts[each] for each in divmod(kind, len(scripts)))
        firsts, of_first = _codes(words, one[rows], their)
        seconds, of_second = _codes(parts, other[rows], script)
        if ORDER[script] > ORDER[their]:
            script, their, firsts, seconds = their, script, seconds, firsts
            of_first, of_second = of_second, of_first
        found[rows] = _aligned(weights().tables[script, their], firsts, seconds, of_first, of_second)
    return found


def _codes(
    words: Sequence[Units], chosen: "NDArray[np.int64]", their: Script
) -> "tuple[list[tuple[int, ...]], NDArray[np.int64]]":
    import numpy as np

    distinct, which = np.unique(chosen, return_inverse=True)
    by_sounds = their in (Script.HAN, Script.OTHER)
    units = [words[each] for each in distinct.tolist()]
    return [
        (sounds if by_sounds and script is Script.HAN else codes)[:_LONGEST]
        for script, codes, sounds in units
    ], which


def _aligned(
    table: Table,
    firsts: Sequence[tuple[int, ...]],
    seconds: Sequence[tuple[int, ...]],
    one: "NDArray[np.int64]",
    other: "NDArray[np.int64]",
) -> "NDArray[np.float32]":
    import numpy as np

    rows, columns = table.gains.shape
    gains = np.zeros((rows + 1, columns + 1), dtype=np.int16)
    gains[:rows, :columns] = table.gains
    silent = np.array([sum(table.left_out[code] for code in codes) for codes in firsts], dtype=np.int64)
    unsaid = np.array([sum(table.put_in[code] for code in codes) for codes in seconds], dtype=np.int64)
    mine, theirs = _matrices(firsts, rows), _matrices(seconds, columns)
    found = np.zeros(len(one), dtype=np.float32)
    sizes = (
        (np.array([len(each) for each in firsts])[one] + 3) // 4,
        (np.array([len(each) for each in seconds])[other] + 3) // 4,
    )
    kinds = sizes[0] * _LONGEST + sizes[1]
    for kind in np.unique(kinds).tolist():
        size, their_size = (4 * each for each in divmod(kind, _LONGEST))
        of_kind = np.flatnonzero(kinds == kind)
        for begin in range(0, len(of_kind), _AT_ONCE):
            some = of_kind[begin : begin + _AT_ONCE]
            found[some] = _chains(gains, mine[one[some], :size], theirs[other[some], :their_size])
    bits: NDArray[np.float32] = (found + silent[one] + unsaid[other]) / np.float32(EIGHTHS)
    return bits


def _matrices(words: Sequence[tuple[int, ...]], padding: int) -> "NDArray[np.int16]":
    import numpy as np

    matrix = np.full((len(words), _LONGEST), padding, dtype=np.int16)
    for place, codes in enumerate(words):
        matrix[place, : len(codes)] = codes
    return matrix


def _chains(
    gains: "NDArray[np.int16]", mine: "NDArray[np.int16]", theirs: "NDArray[np.int16]"
) -> "NDArray[np.int16]":
    """The heaviest chain of gains of each row (see `alignment`)."""
    import numpy as np

    best = np.zeros((theirs.shape[1] + 1, len(theirs)), dtype=np.int16)
    columns = np.ascontiguousarray(theirs.T)
    for place in range(mine.shape[1]):
        row = mine[:, place]
        reached = best[:-1] + gains[row[None, :], columns]
        np.maximum(best[1:], reached, out=best[1:])
        for step in range(1, len(best)):
            np.maximum(best[step], best[step - 1], out=best[step])
    heaviest: NDArray[np.int16] = best[-1]
    return heaviest
