"""An initial with a full stop beside the other part of a name: M. Tursun.

With one letter hardly anything is said, so the other part has to have the letters of the name, or, if few names are looked for, sound like it.
"""

from collections import defaultdict
from collections.abc import Iterator

from amanet.names.finding_likeness import Alike, Likeness
from amanet.names.finding_pairs import Pair
from amanet.names.finding_parts import NameParts
from amanet.names.finding_sounds import rough_sounds
from amanet.names.finding_words import Words

__all__ = ["Initials"]

_INITIAL = 2.0
_NEEDED = 10.0  # bits of the other part
_STOPS = (".", "．", "·")


class Initials:
    def __init__(self, parts: NameParts) -> None:
        self._parts = parts
        self._beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
        spelled = ~(parts.is_han[parts.one] | parts.is_han[parts.other])
        for name, one, other in zip(
            parts.of_name[spelled].tolist(),
            parts.one[spelled].tolist(),
            parts.other[spelled].tolist(),
            strict=True,
        ):
            self._beside[one].append((other, name))

    def find(self, words: Words, likeness: Likeness) -> Iterator[tuple[int, Pair]]:
        """Names, each with the initial and the part found."""
        known: dict[int, list[int]] = defaultdict(list)
        for word, part in likeness.same:
            known[word].append(part)
        for place in _initials(words):
            letter = words.folded(int(words.ids[place]))
            for beside in (place - 1, place + 1):
                if 0 <= beside < len(words.ids):
                    for part in sorted(known.get(int(words.ids[beside]), ())):
                        yield from self._found(
                            letter, place, beside, part, likeness.of(int(words.ids[beside]), part)
                        )

    def _found(
        self, letter: str, place: int, beside: int, part: int, alike: Alike
    ) -> Iterator[tuple[int, Pair]]:
        if alike.bits < _NEEDED:
            return
        sound = rough_sounds([letter])[0][:1]
        for other, name in self._beside[part]:
            if self._parts.folded[other][0] == letter or (sound and self._parts.sounds[other][:1] == sound):
                reason = f"{letter} / {self._parts.folded[other]}: an initial"
                found = ((place, other, _INITIAL, reason), (beside, part, alike.bits, alike.reason))
                (first, one, bits, why), (last, two, more, because) = sorted(found)
                yield name, Pair(first, last, (one, two), False, (bits, more), (why, because))


def _initials(words: Words) -> Iterator[int]:
    """Words of one letter that a full stop follows."""
    letters = words.letters
    for place in (letters.lengths == 1).nonzero()[0].tolist():
        end = letters.span(0, int(letters.starts[place + 1]))[1]
        if letters.text[end : end + 1] in _STOPS and not words.letters.word(place) >= "㐀":
            yield place
