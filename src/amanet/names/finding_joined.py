"""Whole names in a stream of letters, whatever stands between the letters: exact and folded finding.

One pass of numpy over the text asks, at each letter, whether some name can begin there (a hash of its first letters); only those places are
looked at one by one. Inside words longer than `_LONGEST_WORD` letters names are looked for at their beginning only, so that a text of one
letter costs no more than any other.

A name of at least `_LONG` letters is found glued to other letters too (`fileMemetTursun2`); a shorter one has to begin and end a word, but
for an ending or an Arabic clitic. Names in Han characters are found anywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanet.names.finding_endings import is_clitic, is_ending
from amanet.names.finding_letters import Letters, is_han
from amanet.names.finding_names import Form

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Found", "JoinedForms"]

_LONGER, _LONG, _SHORT, _HAN = 12, 8, 4, 2  # letters a form is sieved by
_SIZES = (_LONGER, _LONG, _SHORT, _HAN)
_BITS = 22
_LONGEST_WORD = 128
_ENDS_A_SENTENCE = frozenset("。，、；：！？!?;")


@dataclass(frozen=True)
class Found:
    """A form found at the letters `begin` to `end`, with what hangs on it."""

    form: int
    begin: int
    end: int
    before: str
    ending: str


class JoinedForms:
    """Forms, prepared; `find` gives them by their place in the list."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms = list(forms)
        self._buckets: dict[str, list[int]] = defaultdict(list)
        for index, form in enumerate(self._forms):
            if size := _prefix_size(form):
                self._buckets[form.letters[:size]].append(index)
        self._sieves = {size: _sieve([key for key in self._buckets if len(key) == size]) for size in _SIZES}

    def __reduce__(self) -> "tuple[type[JoinedForms], tuple[list[Form]]]":
        """Without the sieves, which are large and made anew."""
        return JoinedForms, (self._forms,)

    def find(self, letters: Letters) -> Iterator[Found]:
        if not self._buckets:
            return
        free_from = [0] * len(self._forms)  # one form is not found inside itself
        for size, places in self._candidates(letters):
            for place in places.tolist():
                for index in self._buckets.get(letters.folded[place : place + size], ()):
                    form = self._forms[index]
                    if place < free_from[index]:
                        continue
                    if letters.folded.startswith(form.letters, place) and (
                        found := _fits(letters, place, index, form)
                    ):
                        free_from[index] = found.end
                        yield found

    def _candidates(self, letters: Letters) -> "Iterator[tuple[int, NDArray[np.int64]]]":
        import numpy as np

        fours = _fours(letters.codes)
        begins = letters.starts[:-1]
        for size in (_LONGER, _LONG):
            if (sieve := self._sieves[size]) is not None and len(letters.codes) >= size:
                places = np.flatnonzero(sieve[_hashes(fours, size)])
                word = np.searchsorted(letters.starts, places, side="right") - 1
                yield size, places[(letters.lengths[word] <= _LONGEST_WORD) | (begins[word] == places)]
        if (sieve := self._sieves[_SHORT]) is not None:
            places = begins[begins < len(fours)]
            yield _SHORT, places[sieve[_spread(fours[places])]]
        if (sieve := self._sieves[_HAN]) is not None:
            places = np.flatnonzero(is_han(letters.codes[:-1]))
            yield _HAN, places[sieve[_spread(_twos(letters.codes)[places])]]


def _prefix_size(form: Form) -> int:
    if form.han:
        return _HAN
    return next((size for size in (_LONGER, _LONG, _SHORT) if len(form.letters) >= size), 0)


def _fits(letters: Letters, begin: int, index: int, form: Form) -> Found | None:
    import numpy as np

    end = begin + len(form.letters)
    if form.han:
        first, last = letters.span(begin, end)
        return None if _crosses_a_sentence(letters.text[first:last]) else Found(index, begin, end, "", "")
    word, after = np.searchsorted(letters.starts, (begin + 1, end)).tolist()
    cuts = set((letters.starts[word:after] - begin).tolist())
    before = letters.folded[letters.starts[word - 1] : begin]
    ending = letters.folded[end : letters.starts[after]]
    alone = (not before or is_clitic(before)) and (not ending or is_ending(ending))
    if not _may_be_cut(form, cuts, alone):
        return None
    return Found(index, begin, end, before if alone else "", ending if alone else "")


def _crosses_a_sentence(text: str) -> bool:
    return not _ENDS_A_SENTENCE.isdisjoint(text)


def _may_be_cut(form: Form, cuts: set[int], alone: bool) -> bool:
    """`cuts`: where words begin inside the form. In order: as its own words; in one word; letter by letter; anyhow, if it is long."""
    size = len(form.letters)
    if cuts == form.borders:
        return alone or size >= _LONG
    if not cuts:
        return (alone and size >= _SHORT + 2) or size >= _LONG + 2
    if len(cuts) == size - 1:
        return alone
    return alone and (cuts < form.borders or size >= _LONG)


def _sieve(prefixes: list[str]) -> "NDArray[np.bool_] | None":
    import numpy as np

    if not prefixes:
        return None
    size = len(prefixes[0])
    codes = np.frombuffer("".join(prefixes).encode("utf-32-le"), dtype="<u4")
    places = np.arange(0, len(codes), size)
    hashes = _spread(_twos(codes)[places]) if size == _HAN else _hashes(_fours(codes), size, places)
    sieve = np.zeros(1 << _BITS, dtype=np.bool_)
    sieve[hashes] = True
    return sieve


def _twos(codes: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    import numpy as np

    folded: NDArray[np.uint32] = (codes[:-1] << np.uint32(16)) ^ codes[1:]
    return folded


def _fours(codes: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    """Of four letters from each place on, eight bits of each."""
    import numpy as np

    small = (codes * np.uint32(2654435761)) >> np.uint32(24)
    twos = (small[:-1] << np.uint32(8)) | small[1:]
    fours: NDArray[np.uint32] = (twos[:-2] << np.uint32(16)) | twos[2:]
    return fours


def _hashes(
    fours: "NDArray[np.uint32]", size: int, places: "NDArray[np.int64] | slice" = slice(None)
) -> "NDArray[np.uint32]":
    """Of the first `size` letters from each place on, given all fours, for as many places as there are whole ones."""
    import numpy as np

    hashes = fours[: len(fours) - size + 4]
    for further in range(4, size, 4):
        hashes = hashes * np.uint32(2246822519) + fours[further : len(hashes) + further]
    return _spread(hashes[places])


def _spread(values: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    import numpy as np

    hashes: NDArray[np.uint32] = (values * np.uint32(2654435761)) >> np.uint32(32 - _BITS)
    return hashes
