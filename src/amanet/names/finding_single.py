"""Names of one word: found by their letters as words of their own, and by likeness only if they are long.

An ending may follow a name of four letters or more; a shorter one (Gül, Jan) needs an apostrophe or a hyphen before it, since too many
words begin with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from amanet.names.finding_codes import NameParts
from amanet.names.finding_hits import InWords
from amanet.names.finding_likeness import Alike, Likeness
from amanet.names.finding_names import SplitName
from amanet.names.finding_pairs import Codes
from amanet.names.finding_words import Words

__all__ = ["SingleNames"]

_TAKES_ENDINGS = 4
_LONG = 7
_GLANCE = 0.7
_SHARE = 0.75  # of what the name is worth, for a fuzzy hit
_APOSTROPHES = frozenset("'’ʼ`´‘′＇")


class SingleNames:
    def __init__(self, names: Sequence[SplitName], parts: NameParts) -> None:
        import numpy as np

        self._parts = parts
        self._bearers: dict[int, list[int]] = defaultdict(list)
        for index, name in enumerate(names):
            if name.is_single:
                self._bearers[parts.number_of(name.parts[0], name.written[0])].append(index)
        long = [part for part in self._bearers if len(parts.folded[part]) >= _LONG]
        owners = np.repeat(np.array(long, dtype=np.int64), parts.codes.counts[long])
        values = np.concatenate([parts.codes.of(part) for part in long]) if long else owners
        order = np.argsort(values, kind="stable")
        self._owners, self._values = owners[order], values[order]

    def find(self, words: Words, codes: Codes, likeness: Likeness) -> Iterator[InWords]:
        if not self._bearers:
            return
        places = _Places(words)
        for word, part in sorted({*self._same(likeness), *self._alike(codes, likeness)}):
            alike = likeness.of(word, part)
            if not alike.folded and alike.bits < max(_SHARE * likeness.worth(part), self._parts.reach.bits):
                continue
            for place in places.of(word):
                if _stands_alone(words, place, self._parts.folded[part], alike):
                    for name in self._bearers[part]:
                        yield InWords(name, place, place, alike.folded, alike.bits, (alike.reason,))

    def _same(self, likeness: Likeness) -> Iterator[tuple[int, int]]:
        return ((word, part) for word, part in likeness.same if part in self._bearers)

    def _alike(self, codes: Codes, likeness: Likeness) -> Iterator[tuple[int, int]]:
        """Long names that share a code with a word and sound like it at a glance."""
        import numpy as np

        wanted = np.flatnonzero(np.isin(codes.values, self._values))
        words = np.searchsorted(codes.starts, wanted, side="right") - 1
        left = np.searchsorted(self._values, codes.values[wanted], "left")
        right = np.searchsorted(self._values, codes.values[wanted], "right")
        pairs = {
            (word, part)
            for word, first, last in zip(words.tolist(), left.tolist(), right.tolist(), strict=True)
            for part in self._owners[first:last].tolist()
        }
        table = np.array(sorted(pairs) or np.zeros((0, 2)), dtype=np.int64)
        kept = likeness.glance(table[:, 0], table[:, 1]) >= _GLANCE
        return ((word, part) for word, part in table[kept].tolist())


class _Places:
    """Where each different word of a text stands."""

    def __init__(self, words: Words) -> None:
        import numpy as np

        self._order = np.argsort(words.ids, kind="stable")
        self._starts = np.searchsorted(words.ids[self._order], np.arange(len(words.folded) + 1))

    def of(self, word: int) -> list[int]:
        found: list[int] = self._order[self._starts[word] : self._starts[word + 1]].tolist()
        return found


def _stands_alone(words: Words, place: int, name: str, alike: Alike) -> bool:
    """As a word of its own, with an ending only if the name is long enough, or if an apostrophe stands between."""
    letters = words.letters
    begin, end = int(letters.starts[place]), int(letters.starts[place + 1])
    if not alike.folded or len(name) >= _TAKES_ENDINGS or letters.folded[begin:end] == name:
        return True
    first, last = letters.span(begin, end)
    return not _APOSTROPHES.isdisjoint(letters.text[first:last])
