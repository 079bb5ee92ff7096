"""A text as a stream of folded letters, with the places they came from: what names are searched in.

Whatever is no letter (spaces, line breaks, punctuation, digits) only ends a word; what is invisible (zero-width characters, direction
controls, diacritics, apostrophes) does not even do that. Two letters of the stream are equal where `fold` makes their characters equal; the
carrier of Uyghur and Kazakh vowels (ئ) goes at the beginning of a word.
A word that is broken by a hyphen at the end of a line is one word. Work and memory grow with the length of the text, whatever it holds.

    >>> letters = read_letters("Tur-\\nsun, Ali")
    >>> [letters.word(0), letters.word(1)]
    ['tursun', 'ali']
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from amanet.names.finding_hashes import StreamHashes
from amanet.names.folding import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Letters", "is_han", "is_silent", "letters_of", "read_letters"]

_GONE, _END_OF_WORD = 0, 1
_SEVERAL = 0x110000  # above this: a place in _LONGER, for characters that fold to more than one letter
_UNMET = 0xFFFFFFFF
_CARRIERS = "\u0626\ufe89\ufe8a\ufe8b\ufe8c"
_BROKEN = re.compile("[-\u00ad\u058a\u2010\u2011]\\s*[\n\r\u2028\u2029]\\s*")


@dataclass(frozen=True)
class Letters:
    """`codes[i]` is a folded letter, `spelled[i]` the letter as it was written, `origins[i]` the index in `text` of the character that gave
    it; `starts` are where words begin in `codes`, with the length of `codes` at the end."""

    text: str
    codes: "NDArray[np.uint32]"
    spelled: "NDArray[np.uint32]"
    origins: "NDArray[np.int64]"
    starts: "NDArray[np.int64]"

    @cached_property
    def folded(self) -> str:
        return self.codes.tobytes().decode("utf-32-le")

    @cached_property
    def hashes(self) -> StreamHashes:
        return StreamHashes(self.codes)

    @cached_property
    def lengths(self) -> "NDArray[np.int64]":
        """In letters, of each word."""
        return self.starts[1:] - self.starts[:-1]

    def word(self, index: int) -> str:
        return self.folded[self.starts[index] : self.starts[index + 1]]

    def written(self, index: int) -> str:
        """The word as it stands in the text, without what is no letter."""
        return self.as_spelled(int(self.starts[index]), int(self.starts[index + 1]))

    def as_spelled(self, begin: int, end: int) -> str:
        return self.spelled[begin:end].tobytes().decode("utf-32-le", "replace")

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where the letters `begin` to `end` stand in the text, with silent letters and marks at both ends."""
        first, last = int(self.origins[begin]), int(self.origins[end - 1]) + 1
        while first > 0 and is_silent(self.text[first - 1]):
            first -= 1
        while last < len(self.text) and is_silent(self.text[last]):
            last += 1
        return first, last


def read_letters(text: str) -> Letters:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    values = _values(codes)
    _drop_carriers(text, codes, values)
    seen = np.flatnonzero(values)
    values = values[seen]
    if values.size and int(values.max()) > _SEVERAL:
        values, seen = _spread(values, seen)
    inked = values > _END_OF_WORD
    begins = np.empty(len(values), dtype=np.bool_)
    begins[:1] = True
    np.logical_not(inked[:-1], out=begins[1:])
    han = is_han(values)
    begins[1:] |= han[1:] != han[:-1]
    places = np.flatnonzero(inked)
    origins = seen[places]
    begins = begins[places]
    values = values[places]
    _join_broken(text, origins, begins)
    spelled = _spelled(codes, values, origins)
    return Letters(text, values, spelled, origins, np.append(np.flatnonzero(begins), len(places)))


def is_silent(character: str) -> bool:
    """A letter or mark that leaves nothing in the stream: the carrier of vowels, a lone hamza, a diacritic."""
    return character in _CARRIERS or (
        not character.isascii() and unicodedata.category(character)[0] in "LM" and not fold(character)
    )


def letters_of(text: str) -> str:
    """The stream of a short text, as a string."""
    return read_letters(text).folded


def is_han(codes: "NDArray[np.uint32]") -> "NDArray[np.bool_]":
    found: NDArray[np.bool_] = ((codes >= 0x3400) & (codes < 0xA000)) | (
        (codes >= 0x20000) & (codes < 0x40000)
    )
    return found


def _spelled(
    codes: "NDArray[np.uint32]", values: "NDArray[np.uint32]", origins: "NDArray[np.int64]"
) -> "NDArray[np.uint32]":
    """The letters as they were written, composed with the first mark upon them; of one that folds to several, those."""
    import numpy as np

    spelled = codes[origins]
    again = origins[1:] == origins[:-1]
    if again.any():
        several = np.concatenate((again, [False])) | np.concatenate(([False], again))
        spelled[several] = values[several]
    marks = np.flatnonzero((codes >= 0x300) & (codes < 0x656) & ((codes < 0x370) | (codes >= 0x653)))
    if not len(marks) or not len(origins):
        return spelled
    places = np.minimum(np.searchsorted(origins, marks - 1), len(origins) - 1)
    kept = (origins[places] == marks - 1) & (spelled[places] == codes[np.maximum(marks - 1, 0)])
    pairs = (spelled[places[kept]].astype(np.uint64) << np.uint64(32)) | codes[marks[kept]]
    distinct, which = np.unique(pairs, return_inverse=True)
    spelled[places[kept]] = np.array([_composed(pair) for pair in distinct.tolist()], dtype=np.uint32)[which]
    return spelled


def _composed(pair: int) -> int:
    letter = chr(pair >> 32)
    composed = unicodedata.normalize("NFC", letter + chr(pair & 0xFFFFFFFF))
    return ord(composed if len(composed) == 1 else letter)


def _drop_carriers(text: str, codes: "NDArray[np.uint32]", values: "NDArray[np.uint32]") -> None:
    """The carrier of a vowel that begins a word (ئ, or a yeh with a hamza on it) goes, as `fold` does it."""
    import numpy as np

    carries = np.zeros(len(codes), dtype=np.bool_)
    for carrier in _CARRIERS:
        if carrier in text:
            carries |= codes == ord(carrier)
    if "\u0654" in text:
        carries[:-1] |= (codes[1:] == 0x654) & ((codes[:-1] == 0x649) | (codes[:-1] == 0x64A))
    places = np.flatnonzero(carries)
    if not len(places):
        return
    seen = np.flatnonzero(values)
    before = np.searchsorted(seen, places) - 1
    begins = (before < 0) | (values[seen[before]] <= _END_OF_WORD)
    values[places[begins]] = _GONE


def _values(codes: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    table = _table()
    values = table[codes]
    if values.size and int(values.max()) == _UNMET:
        for code in set(codes[values == _UNMET].tolist()):
            table[code] = _value(chr(code))
        values = table[codes]
    return values


def _value(character: str) -> int:
    folded = fold(character) or (" " if character.isspace() else "")
    if not folded:
        return _GONE
    if any(unicodedata.category(each)[0] not in "LM" for each in folded):
        return _END_OF_WORD
    if len(folded) == 1:
        return ord(folded)
    _LONGER.append(folded)
    return _SEVERAL + len(_LONGER)


def _spread(
    values: "NDArray[np.uint32]", seen: "NDArray[np.int64]"
) -> "tuple[NDArray[np.uint32], NDArray[np.int64]]":
    """Each character that folds to several letters becomes them."""
    import numpy as np

    several = np.flatnonzero(values > _SEVERAL)
    counts = np.ones(len(values), dtype=np.int64)
    longer = [_LONGER[value - _SEVERAL - 1] for value in values[several].tolist()]
    counts[several] = [len(each) for each in longer]
    first = np.cumsum(counts) - counts
    wide = np.repeat(values, counts)
    for place, each in zip(first[several].tolist(), longer, strict=True):
        wide[place : place + len(each)] = [ord(letter) for letter in each]
    return wide, np.repeat(seen, counts)


def _join_broken(text: str, origins: "NDArray[np.int64]", begins: "NDArray[np.bool_]") -> None:
    """The letter after a hyphen at the end of a line does not begin a word, if a letter stood before the hyphen."""
    import numpy as np

    if not any(end in text for end in "\n\r\u2028\u2029"):
        return
    broken = [match.span() for match in _BROKEN.finditer(text)]
    befores = np.searchsorted(origins, [begin for begin, _ in broken]) - 1
    for (begin, end), before in zip(broken, befores.tolist(), strict=True):
        after = before + 1
        if before >= 0 and after < len(origins) and origins[before] == begin - 1 and origins[after] == end:
            begins[after] = False


def _table() -> "NDArray[np.uint32]":
    import numpy as np

    if not _TABLE:
        _TABLE.append(np.full(0x110000, _UNMET, dtype=np.uint32))
    return _TABLE[0]


_TABLE: "list[NDArray[np.uint32]]" = []
_LONGER: list[str] = []
