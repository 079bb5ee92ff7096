"""Names of one word: found by their letters as words of their own, and by likeness only if they are long.

An ending may follow a name of four letters or more; a shorter one (Gül, Jan) needs an apostrophe or a hyphen before it, since too many
words begin with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import inf

from amanet.names.finding_heard import Heard
from amanet.names.finding_hits import InWords
from amanet.names.finding_joints import Joints
from amanet.names.finding_likeness import Alike, Likeness
from amanet.names.finding_names import SplitName
from amanet.names.finding_parts import NameParts, Reach
from amanet.names.finding_sounds import skeletons
from amanet.names.finding_usage import LEAST_ASKED, Usage
from amanet.names.finding_words import Words

__all__ = ["SingleNames"]

_TAKES_ENDINGS = 4
_LONG = 7
_GLANCE = 0.7
_FEWEST, _SLIPS = 2, 3  # consonants
_SHARE = 0.75  # of what the name is worth, for a fuzzy hit
_APOSTROPHES = frozenset("'’ʼ`´‘′＇")


class SingleNames:
    def __init__(self, names: Sequence[SplitName], parts: NameParts, reach: Reach) -> None:
        import numpy as np

        self._parts, self._needed = parts, reach.bits
        self._bearers: dict[int, list[int]] = defaultdict(list)
        for part, name in parts.single:
            self._bearers[part].append(name)
        long = np.array([part for part in self._bearers if len(parts.folded[part]) >= _LONG], dtype=np.int64)
        codes = [
            skeletons([sounds[part] for part in long.tolist()])
            for sounds in (parts.sounds, parts.second_sounds)
        ]
        self._joints = Joints(np.concatenate(codes), np.tile(long, 2), fewest=_FEWEST, slips=_SLIPS)

    def find(self, words: Words, heard: Heard, likeness: Likeness, usage: Usage) -> Iterator[InWords]:
        if not self._bearers:
            return
        found = []
        for word, part in sorted({*self._same(likeness), *self._alike(heard, likeness)}):
            alike = likeness.of(word, part)
            needed = max(_SHARE * likeness.worth(part), self._needed)
            if alike.folded or alike.bits >= needed + LEAST_ASKED / 2:
                found.append((word, part, alike, inf if alike.folded else alike.bits - needed))
        places = _places(words, {word for word, _, _, _ in found})
        for word, part, alike, spare in found:
            for place in places[word]:
                stands = _stands_alone(words, place, self._parts.folded[part], alike)
                if stands and spare >= usage.asked_of_one(place):
                    for name in self._bearers[part]:
                        yield InWords(name, place, place, alike.folded, alike.bits, (alike.reason,))

    def _same(self, likeness: Likeness) -> Iterator[tuple[int, int]]:
        return ((word, part) for word, part in likeness.same if part in self._bearers)

    def _alike(self, heard: Heard, likeness: Likeness) -> Iterator[tuple[int, int]]:
        """Long names whose consonants are those of a word, and that sound like it at a glance."""
        import numpy as np

        owners = np.repeat(np.arange(len(heard.codes.counts)), heard.codes.counts)
        words, parts = self._joints.meet(heard.codes.values, owners)
        kept = likeness.glance(words, parts) >= _GLANCE
        return zip(words[kept].tolist(), parts[kept].tolist(), strict=True)


def _places(words: Words, wanted: set[int]) -> dict[int, list[int]]:
    """Where each of these words stands in the text."""
    import numpy as np

    marked = np.zeros(len(words), dtype=np.bool_)
    marked[list(wanted)] = True
    found: dict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(marked[words.ids]).tolist():
        found[int(words.ids[place])].append(place)
    for place, word in zip(words.together.tolist(), words.of_together.tolist(), strict=True):
        if marked[word]:
            found[word].append(place)
    return found


def _stands_alone(words: Words, place: int, name: str, alike: Alike) -> bool:
    """As a word of its own, with an ending only if the name is long enough, or if an apostrophe stands between."""
    letters = words.letters
    begin, end = int(letters.starts[place]), int(letters.starts[place + 1])
    if not alike.folded or len(name) >= _TAKES_ENDINGS or letters.folded[begin:end] == name:
        return True
    first, last = letters.span(begin, end)
    return not _APOSTROPHES.isdisjoint(letters.text[first:last])
