"""Which words of a text are which parts of names by their letters, but for an ending or an Arabic clitic.

Every beginning of a word that an ending may follow is looked up by its hash; only words with one that is known are looked at one by one.
"""

from collections.abc import Iterator

from amanet.names.finding_endings import LONGEST_ENDING, is_clitic, is_ending
from amanet.names.finding_hashes import Known, hashes_of
from amanet.names.finding_words import Words

__all__ = ["LetteredParts"]

_LONGEST_WORD = 64
_LONGEST_CLITIC = 3


class LetteredParts:
    """Parts by their letters, and by what stays of them before a Russian ending (said by True)."""

    def __init__(self, by_letters: dict[str, list[tuple[int, bool]]]) -> None:
        import numpy as np

        self._parts = by_letters
        self._known = Known(hashes_of(list(by_letters)), np.arange(len(by_letters)))

    def find(self, words: Words) -> set[tuple[int, int]]:
        """Pairs of a word and a part."""
        import numpy as np

        hopeful = np.zeros(len(words), dtype=np.bool_)
        lengths = words.ends - words.begins
        lengths = np.where(lengths > _LONGEST_WORD, 0, lengths)
        codes = words.letters.codes[words.begins]
        for before in range(_LONGEST_CLITIC + 1):
            from_here = np.flatnonzero(
                (lengths > before + 1) & (np.bool_(before == 0) | ((codes >= 0x620) & (codes < 0x700)))
            )
            for size in range(LONGEST_ENDING + 1):
                long = from_here[lengths[from_here] >= before + size + (2 if size else 1)]
                hashes = words.letters.hashes.of(words.begins[long] + before, words.ends[long] - size)
                hopeful[long[self._known.seen(hashes)]] = True
        found: set[tuple[int, int]] = set()
        for word in np.flatnonzero(hopeful).tolist():
            found.update((word, part) for part in self._in(words.folded(word)))
        return found

    def _in(self, word: str) -> Iterator[int]:
        yield from self._after(word, 0)
        if "\u0620" <= word[:1] <= "\u06ff":
            for begin in range(1, _LONGEST_CLITIC + 1):
                yield from self._after(word, begin)

    def _after(self, word: str, begin: int) -> Iterator[int]:
        if begin and not is_clitic(word[:begin]):
            return
        for cut in (
            len(word),
            *range(len(word) - 1, max(begin + 2, len(word) - LONGEST_ENDING - 1), -1),
        ):
            for part, is_bare in self._parts.get(word[begin:cut], ()):
                ending = word[cut:]
                if is_ending(ending) if ending else not is_bare:
                    yield part
