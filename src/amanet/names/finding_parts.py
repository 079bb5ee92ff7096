"""The parts of all names that are looked for, and every two of them that may find a name: in both orders, two of three taken as one, an initial.

What speaks for a pair depends on how many names there are to be mistaken for: see `Reach`. Names in Han characters are counted apart, as
only they are compared by what characters sound like.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import TYPE_CHECKING

from amanet.names.finding_endings import bare
from amanet.names.finding_names import SplitName, is_han_word
from amanet.names.finding_sounds import coarse, han_sounds, rough_sounds
from amanet.names.parts import Part, part_of
from amanet.names.scripts import script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NameParts", "Reach", "sounds_of_parts"]

_MOST_HAN_SPLITS = 10


@dataclass(frozen=True)
class Reach:
    """`fewest`: consonants that two parts need together. `slips`: of how many on, one may be another, missing or too many. `bits`: what
    a fuzzy hit has to weigh. `far`: whether likeness is enough if a word stands between two parts. `glances`: how alike both parts together
    have to sound at a glance. `discount`: how fast a part is then worth less, the less alike it sounds."""

    fewest: int
    slips: int
    bits: float
    far: bool
    glances: float
    discount: float

    @classmethod
    def for_count(cls, names: int, sure: float) -> "Reach":
        """`sure`: bits beside those that the number of names asks for, measured on running text (bench/names_find.py)."""
        bits = sure + log2(max(names, 2))
        if names <= 1500:
            return cls(2, 4, bits, True, 0.95, 0.0)
        if names <= 5000:
            return cls(4, 6, bits, True, 0.95, 0.0)
        return cls(3, 6, bits, False, 1.1, 0.4)


class NameParts:
    """The different parts, and the pairs of them: `one`, `other`, and whose they are (`of_name`)."""

    def __init__(self, names: Sequence[SplitName]) -> None:
        import numpy as np

        self.folded: list[str] = []
        self.written: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        pairs = [(index, *pair) for index, name in enumerate(names) for pair in self._pairs_of(name)]
        both = [*pairs, *((index, other, one) for index, one, other in pairs)]
        table = np.array(both or np.zeros((0, 3)), dtype=np.int64)
        self.of_name, self.one, self.other = table[:, 0], table[:, 1], table[:, 2]
        self.single = [
            (self._number(name.parts[0], name.written[0]), index)
            for index, name in enumerate(names)
            if name.is_single
        ]
        self.is_han = np.array([is_han_word(part) for part in self.folded], dtype=np.bool_)
        self.read: list[Part] = [part_of(part, script_of(part), "person") for part in self.written]
        self.worth = np.array([part.information for part in self.read], dtype=np.float32)
        self.by_letters = self._by_letters()
        self.sounds = sounds_of_parts(self.written, self.is_han, second=False)
        self.sound_lengths = np.array([len(sound) for sound in self.sounds], dtype=np.int64)
        self.second_sounds = sounds_of_parts(self.written, self.is_han, second=True)

    def __len__(self) -> int:
        return len(self.folded)

    def _pairs_of(self, name: SplitName) -> list[tuple[int, int]]:
        """Every two parts; of three and more also two taken as one."""
        if len(name.parts) == 1:
            return self._han_splits(name.written[0]) if name.han else []
        parts = [self._number(*part) for part in zip(name.parts, name.written, strict=True)]
        found = list(combinations(parts, 2))
        for place in range(len(parts) - 1 if len(parts) > 2 else 0):
            merged = self._number(
                "".join(name.parts[place : place + 2]), "".join(name.written[place : place + 2])
            )
            found += [(merged, part) for part in (*parts[:place], *parts[place + 2 :])]
        return found

    def _han_splits(self, written: str) -> list[tuple[int, int]]:
        if len(written) > _MOST_HAN_SPLITS:
            return []
        splits = [(written[:cut], written[cut:]) for cut in range(1, len(written))]
        return [(self._number(one, one), self._number(other, other)) for one, other in splits]

    def _number(self, folded: str, written: str) -> int:
        key = (folded, written.casefold())
        if key not in self._numbers:
            self._numbers[key] = len(self.folded)
            self.folded.append(folded)
            self.written.append(written)
        return self._numbers[key]

    def _by_letters(self) -> dict[str, list[tuple[int, bool]]]:
        """Parts by their folded letters, and by what stays of them before a Russian ending (said by True)."""
        found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for number, part in enumerate(self.folded):
            if not self.is_han[number]:
                found[part].append((number, False))
                if stem := bare(part):
                    found[stem].append((number, True))
        return dict(found)


def sounds_of_parts(written: Sequence[str], han: "NDArray[np.bool_]", *, second: bool) -> list[str]:
    """Rough sounds, of Han parts by their readings and in the classes that Han keeps."""
    sounds = rough_sounds(
        ["" if is_han else part for part, is_han in zip(written, han.tolist(), strict=True)], second=second
    )
    return [
        coarse([han_sounds(part, second=second)])[0] if is_han else sound
        for part, sound, is_han in zip(written, sounds, han.tolist(), strict=True)
    ]
