"""What a text says about a fuzzy hit beside its letters: whether it uses capitals there, and how common its words are.

- Names begin with a capital where a text uses them at all. Whether it does is asked of the words around, never of a language: in a chat
  without capitals, in headings that have nothing else, and in scripts that know none, nothing is said.
- A word that stands again and again beside other words is likelier an ordinary one ("one", "from").

What has the very letters of a name is found whatever is said here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanet.names.finding_words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEAST_ASKED", "Usage"]

_AROUND = 100  # words to each side
_FEWEST, _MOST = 0.03, 0.5  # the share of words with a capital, in a text that uses them as most do
# Bits. One name in a hundred or so stands without its capitals in a text that has them, and one pair of other words in ten has two.
_BOTH, _ONE, _NONE = -3.0, 5.0, 11.0
_UNUSED = 3.0  # where a text has capitals nowhere, ordinary words are found more often than in scripts that know none
LEAST_ASKED = _BOTH
_OFTEN, _COMMON = 8, 400  # times in the text, and one word in so many: from there on a bit for each doubling
_MOST_OF_COMMON = 5.0
_WORDS = 2


@dataclass(frozen=True)
class Usage:
    """Of the words of a text: which have a capital, and which are in a script that has any, with running numbers of both; how often each
    different one stands there, and which is which."""

    has: "NDArray[np.bool_]"
    cased: "NDArray[np.bool_]"
    sum_has: "NDArray[np.int64]"
    sum_cased: "NDArray[np.int64]"
    counts: "NDArray[np.int64]"
    ids: "NDArray[np.int64]"

    @classmethod
    def of(cls, words: Words) -> "Usage":
        import numpy as np

        letters = words.letters
        firsts = letters.spelled[letters.starts[:-1]]
        table = np.zeros(0x110000, dtype=np.uint8)
        for code in np.flatnonzero(np.bincount(firsts)).tolist():
            letter = chr(code)
            table[code] = 2 * letter.isupper() + letter.islower()
        kinds = table[firsts]
        has, cased = kinds == 2, kinds > 0
        return cls(has, cased, _running(has), _running(cased), np.bincount(words.ids), words.ids)

    def asked(
        self, first: "NDArray[np.int64]", last: "NDArray[np.int64]", times: "NDArray[np.int64]"
    ) -> "NDArray[np.float32]":
        """How many bits more are asked of the words `first` and `last`, which stand together so many `times`; less than nothing if their
        capitals speak for them."""
        asked = self.by_capitals(first, last)
        for words in (first, last):
            asked += self._by_count(words, times)
        return asked

    def asked_of_one(self, word: int) -> float:
        """Of a name of one word: capitals say half as much as of two."""
        import numpy as np

        words = np.array([word], dtype=np.int64)
        return float(self.by_capitals(words, words)[0]) / 2

    def by_capitals(self, first: "NDArray[np.int64]", last: "NDArray[np.int64]") -> "NDArray[np.float32]":
        import numpy as np

        share = self._share(first, last)
        found = self.has[first].astype(np.int64) + self.has[last]
        asked = np.array([_NONE, _ONE, _BOTH], dtype=np.float32)[found]
        asked[(share < _FEWEST) & (found < _WORDS)] = _UNUSED
        asked[(share > _MOST) | ~(self.cased[first] & self.cased[last])] = 0.0
        return asked

    def _by_count(self, word: "NDArray[np.int64]", times: "NDArray[np.int64]") -> "NDArray[np.float32]":
        import numpy as np

        counts = self.counts[self.ids[word]]
        often = np.where(counts >= _OFTEN, (counts - times) * (_COMMON / len(self.ids)), 0.0)
        return np.minimum(np.log2(np.maximum(often, 1.0)), _MOST_OF_COMMON).astype(np.float32)

    def _share(self, first: "NDArray[np.int64]", last: "NDArray[np.int64]") -> "NDArray[np.float64]":
        """Of the other words around, those with a capital."""
        import numpy as np

        begin, end = np.maximum(first - _AROUND, 0), np.minimum(last + 1 + _AROUND, len(self.has))
        with_one, of_all = (
            sums[end] - sums[begin] - sums[last + 1] + sums[first] for sums in (self.sum_has, self.sum_cased)
        )
        share: NDArray[np.float64] = with_one / np.maximum(of_all, 1)
        return share


def _running(marks: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    import numpy as np

    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(marks, dtype=np.int64)))
