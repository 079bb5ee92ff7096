"""Finds, among many names, those most likely to be another writing of one name: `rank`, and the index it can be given.

First every distinct word of the pool that shares traits of sound with a word of the query is collected (consonants by class, in pairs, with one
left out between them, at the beginning and the end, and with the vowels); the best of them are aligned with the query's words all at
once; the best names are then compared one by one. What comes back are candidates, best first, with reasons: nothing is decided.

    >>> [place for place, _ in rank("Муйессер", ["Tursun", "Muyesser", "Nurgül"], limit=1)]
    [1]
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from amanet.names.alignment import align_many
from amanet.names.comparison import Comparison, compare_names
from amanet.names.parts import Name, Part, Role, parse_name
from amanet.names.scripts import Script
from amanet.names.weights import EIGHTHS, ORDER, weights
from amanet.names.word_comparison import KNOWN

if TYPE_CHECKING:
    import numpy as np

__all__ = ["NameIndex", "rank"]

_ALL_ARE_ALIGNED = 2000  # distinct words of one script; of more, only the best by their traits
_ALIGNED = 1000
_NOTHING = -40.0  # bits of a word that nothing in a name answers
_COMPARED = 60  # names compared one by one, at least


def rank(
    query: str,
    pool: "Sequence[str] | NameIndex",
    *,
    limit: int = 20,
    kind: Literal["person", "place"] = "person",
) -> list[tuple[int, Comparison]]:
    """The `limit` likeliest names of `pool`, best first: where they stand in it, and the comparison.

    Where no name is known, in the query or in the pool, nothing is ranked. For many queries over one pool make a `NameIndex` once (its own
    `kind` holds then); of plain lists the two last used are kept indexed.
    """
    index = pool if isinstance(pool, NameIndex) else _indexed(tuple(pool), kind)
    return index.rank(query, limit=limit)


@lru_cache(maxsize=2)
def _indexed(pool: tuple[str, ...], kind: Literal["person", "place"]) -> "NameIndex":
    return NameIndex(pool, kind=kind)


class NameIndex:
    """The names of a pool, made ready. Holds names in memory only and writes nothing."""

    def __init__(self, names: Iterable[str], *, kind: Literal["person", "place"] = "person") -> None:
        self.kind = kind
        self._names = [parse_name(name, kind) for name in names]
        owners: dict[tuple[Script, str], list[int]] = defaultdict(list)
        parts: dict[tuple[Script, str], Part] = {}
        for place, name in enumerate(self._names):
            for part in name.parts:
                if part.role in (Role.NAME, Role.INITIAL):
                    parts.setdefault((part.script, part.text), part)
                    owners[part.script, part.text].append(place)
        self._lexicons = [
            _Lexicon([part for part in parts.values() if part.script is script], owners)
            for script in Script
            if any(part.script is script for part in parts.values())
        ]

    def __len__(self) -> int:
        return len(self._names)

    def rank(self, query: str, *, limit: int = 20) -> list[tuple[int, Comparison]]:
        if limit < 1 or not self._names:
            return []
        asked = parse_name(query, self.kind)
        if asked.is_unknown or not asked.parts:
            return []
        compared = [
            (place, compare_names(asked, self._names[place])) for place in self._candidates(asked, limit)
        ]
        compared.sort(key=lambda found: (-found[1].bits, found[0]))
        return compared[:limit]

    def _candidates(self, asked: Name, limit: int) -> list[int]:
        import numpy as np

        bits = np.zeros(len(self._names), dtype=np.float32)
        for word in (*asked.words, *asked.initials):
            of_word = np.full(len(self._names), _NOTHING, dtype=np.float32)
            for lexicon in self._lexicons:
                lexicon.raise_owners(word, of_word)
            bits += of_word
        wanted = min(max(_COMPARED, 3 * limit), len(bits))
        best = np.argpartition(-bits, wanted - 1)[:wanted] if wanted < len(bits) else np.arange(len(bits))
        return [
            int(place) for place in best if self._names[place].parts and not self._names[place].is_unknown
        ]


class _Lexicon:
    """The distinct words of one script: their units as a matrix, their traits, and which names have them."""

    def __init__(self, parts: list[Part], owners: dict[tuple[Script, str], list[int]]) -> None:
        import numpy as np

        self.script = parts[0].script
        of_each = [owners[part.script, part.text] for part in parts]
        self._owners = np.array([owner for owned in of_each for owner in owned], dtype=np.int32)
        self._numbers = np.array([len(owned) for owned in of_each], dtype=np.int64)
        self._starts = np.cumsum(self._numbers) - self._numbers
        self._by_codes = _matrix([part.codes for part in parts])
        self._by_sounds = (
            _matrix([part.sounds for part in parts]) if self.script is Script.HAN else self._by_codes
        )
        postings: dict[str, list[int]] = defaultdict(list)
        traits = [_traits(part) for part in parts]
        for place, of_part in enumerate(traits):
            for trait in of_part:
                postings[trait].append(place)
        self._count = len(parts)
        self._known: dict[int, list[int]] = defaultdict(list)
        for place, part in enumerate(parts):
            if part.known_as:
                self._known[part.known_as].append(place)
        self._postings = {trait: np.array(places, dtype=np.int32) for trait, places in postings.items()}
        self._norms = np.array([len(of_part) for of_part in traits], dtype=np.float32) ** 0.5

    def raise_owners(self, word: Part, bits: "np.ndarray") -> None:
        """Raises, for each name that has a word of this lexicon, its bits to what the word says for `word`."""
        import numpy as np

        places = self._likely(word)
        numbers = self._numbers[places]
        # Where each word's owners stand in the long list of all owners, one after another.
        within = np.arange(int(numbers.sum())) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        owners = self._owners[np.repeat(self._starts[places], numbers) + within]
        np.maximum.at(bits, owners, np.repeat(self._align(word, places), numbers))
        for place in self._known.get(word.known_as, ()):
            start, number = int(self._starts[place]), int(self._numbers[place])
            bits[self._owners[start : start + number]] = KNOWN * word.information

    def _likely(self, word: Part) -> "np.ndarray":
        import numpy as np

        if self._count <= _ALL_ARE_ALIGNED:
            return np.arange(self._count)
        known = [places for trait in _traits(word) if (places := self._postings.get(trait)) is not None]
        known.sort(key=len)
        shared, looked_at = np.zeros(self._count, dtype=np.float32), 0
        for places in known:
            # Rare traits tell most; what very many words share takes long and tells little.
            if looked_at > self._count and len(places) > self._count // 10:
                break
            looked_at += len(places)
            shared[places] += np.log(self._count / len(places)) + 0.1
        shared /= self._norms + 1
        best: np.ndarray = np.argpartition(-shared, _ALIGNED)[:_ALIGNED]
        return best

    def _align(self, word: Part, places: "np.ndarray") -> "np.ndarray":
        """Bits of `word` against each of the words at `places`."""
        import numpy as np

        mine_first = word.order <= ORDER[self.script]
        first, second = (word.script, self.script) if mine_first else (self.script, word.script)
        table = weights().tables[first, second]
        by_sounds = first is Script.HAN and second in (Script.HAN, Script.OTHER)
        codes = list(word.sounds if by_sounds else word.codes)
        columns = (self._by_sounds if by_sounds else self._by_codes)[:, places]
        gains = table.gains if mine_first else table.gains.T
        out, into = (table.left_out, table.put_in) if mine_first else (table.put_in, table.left_out)
        silences = np.array([*into, 0], dtype=np.int32)[columns].sum(axis=0) + sum(
            out[code] for code in codes
        )
        padded = np.hstack([gains[codes], np.zeros((len(codes), 1), dtype=np.int16)])
        result: np.ndarray = (align_many(padded, columns) + silences) / np.float32(EIGHTHS)
        return result


def _matrix(words: list[tuple[int, ...]]) -> "np.ndarray":
    """One word a column, padded below with -1."""
    import numpy as np

    matrix = np.full((max(map(len, words), default=0), len(words)), -1, dtype=np.int16)
    for place, codes in enumerate(words):
        matrix[: len(codes), place] = codes
    return matrix


@lru_cache(maxsize=1 << 16)
def _traits(part: Part) -> frozenset[str]:
    """What two words that sound alike have in common."""
    outline = f"^{part.outline}$"
    pairs = {first + second for first, second in pairwise(outline)}
    across = {f"{first}.{second}" for first, second in zip(outline, outline[2:], strict=False)}
    signs = f"^{part.heard}$"
    spoken = {f"{first}{second}'" for first, second in pairwise(signs)}
    return frozenset({*pairs, *across, *spoken, f"={part.outline}"})
