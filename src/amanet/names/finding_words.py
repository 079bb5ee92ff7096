"""The different words of a text and where they stand, and which pairs of neighbours may be two parts of one name.

A text of a million words has a tenth of that in different ones: what is slow is done once for each of those. Two words are neighbours if
nothing or one other word stands between them (a father's name, an initial). Words that are written together or apart (Abd Rahman, Memet
jan) are also taken together as one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanet.names.finding_endings import BINDING_FIRST, BINDING_LAST, stem_of
from amanet.names.finding_letters import Letters, is_han, is_silent, only_letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DistinctPairs", "Neighbours", "Words", "neighbours", "read_words"]

_LONGEST = 64
_FARTHEST = 64  # characters between two neighbours


@dataclass(frozen=True)
class Words:
    """`ids[i]` is the place in `folded` and `written` of the i-th word; after the words of the text come those taken together,
    whose first words are `together`, in `of_together`. `stems` are the words as written without the longest ending or clitic."""

    letters: Letters
    ids: "NDArray[np.int64]"
    folded: list[str]
    written: list[str]
    stems: list[str]
    together: "NDArray[np.int64]"
    of_together: "NDArray[np.int64]"


@dataclass(frozen=True)
class Neighbours:
    """Pairs of words by their places in `folded`, the first and last word of the text that each pair takes up, and whether
    a word stands between."""

    one: "NDArray[np.int64]"
    other: "NDArray[np.int64]"
    first: "NDArray[np.int64]"
    last: "NDArray[np.int64]"
    apart: bool


def read_words(letters: Letters) -> Words:
    import numpy as np

    ids, examples = _distinct(letters)
    begins, ends = letters.starts[examples], letters.starts[examples + 1]
    folded = [letters.folded[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    unread = (is_han(letters.codes[begins]) | (ends - begins > _LONGEST)).tolist()
    places = zip(letters.origins[begins].tolist(), letters.origins[ends - 1].tolist(), strict=True)
    opened = (
        (first - 1 if first and is_silent(letters.text[first - 1]) else first, last) for first, last in places
    )
    as_they_stand = [letters.text[first : last + 1] for first, last in opened]
    written = [_written(*each) for each in zip(as_they_stand, folded, unread, strict=True)]
    nothing = np.zeros(0, dtype=np.int64)
    words = Words(letters, ids, folded, written, [], nothing, nothing)
    return _with_words_together(words)


def neighbours(words: Words, wanted: "NDArray[np.bool_]", apart: "NDArray[np.bool_]") -> Iterator[Neighbours]:
    """All pairs of neighbours of which both are `wanted`, or wanted although a word stands between them (`apart`)."""
    import numpy as np

    far = _far_from_next(words.letters)
    places = np.arange(len(words.ids))
    for step, chosen in ((1, wanted), (2, apart)):
        near = ~far[: len(far) - step + 1] if step == 1 else ~(far[:-1] | far[1:])
        kept = (
            np.flatnonzero(near & chosen[words.ids[:-step]] & chosen[words.ids[step:]])
            if len(places) > step
            else places[:0]
        )
        yield Neighbours(words.ids[kept], words.ids[kept + step], kept, kept + step, step > 1)
    if not len(words.together):
        return
    yield from _of_words_together(words, wanted)


def _of_words_together(words: Words, wanted: "NDArray[np.bool_]") -> Iterator[Neighbours]:
    import numpy as np

    count = len(words.ids)
    first, ids = words.together, words.of_together
    at = np.full(count + 2, -1, dtype=np.int64)
    at[first] = ids
    for step in (2, 3):
        kept = first + step < count
        yield _wanted(
            ids[kept], words.ids[first[kept] + step], first[kept], first[kept] + step, wanted, apart=step > 2
        )
    for step in (1, 2):
        kept = first >= step
        yield _wanted(
            words.ids[first[kept] - step],
            ids[kept],
            first[kept] - step,
            first[kept] + 1,
            wanted,
            apart=step > 1,
        )
    kept = at[np.minimum(first + 2, count)] >= 0
    yield _wanted(ids[kept], at[first[kept] + 2], first[kept], first[kept] + 3, wanted, apart=False)


def _wanted(
    one: "NDArray[np.int64]",
    other: "NDArray[np.int64]",
    first: "NDArray[np.int64]",
    last: "NDArray[np.int64]",
    wanted: "NDArray[np.bool_]",
    *,
    apart: bool,
) -> Neighbours:
    kept = wanted[one] & wanted[other]
    return Neighbours(one[kept], other[kept], first[kept], last[kept], apart)


def _far_from_next(letters: Letters) -> "NDArray[np.bool_]":
    ends = letters.origins[letters.starts[1:-1] - 1]
    begins = letters.origins[letters.starts[1:-1]]
    far: NDArray[np.bool_] = begins - ends > _FARTHEST
    return far


def _distinct(letters: Letters) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """For each word the number of its kind, and of each kind one word. Very long words are all of one kind, which has no letters."""
    import numpy as np

    lengths = letters.lengths
    if not len(lengths):
        return lengths, lengths
    inside = np.arange(len(letters.codes), dtype=np.int32) - np.repeat(
        letters.starts[:-1].astype(np.int32), lengths
    )
    powers = np.cumprod(np.full(_LONGEST, 0x9E3779B97F4A7C15, dtype=np.uint64))
    worth = (letters.codes.astype(np.uint64) + np.uint64(0x1234567)) * powers[
        np.minimum(inside, _LONGEST - 1)
    ]
    hashes = np.add.reduceat(worth, letters.starts[:-1])
    hashes[lengths > _LONGEST] = 0
    _, examples, ids = np.unique(hashes, return_index=True, return_inverse=True)
    return ids.astype(np.int64), examples


def _written(as_it_stands: str, folded: str, unread: bool) -> str:
    """The word as it stands in the text, without what is no letter; nothing where it is not read."""
    if unread:
        return ""
    return as_it_stands if as_it_stands.isalpha() else only_letters(as_it_stands) or folded


def _with_words_together(words: Words) -> Words:
    import numpy as np

    opens = np.array([word in BINDING_FIRST for word in words.folded], dtype=np.bool_)
    closes = np.array([word in BINDING_LAST for word in words.folded], dtype=np.bool_)
    firsts = (
        np.flatnonzero(opens[words.ids[:-1]] | closes[words.ids[1:]]) if len(words.ids) > 1 else words.ids[:0]
    )
    numbers: dict[tuple[int, int], int] = {}
    of_together = []
    for one, other in zip(words.ids[firsts].tolist(), words.ids[firsts + 1].tolist(), strict=True):
        of_together.append(numbers.setdefault((one, other), len(words.folded) + len(numbers)))
    folded = words.folded + [words.folded[one] + words.folded[other] for one, other in numbers]
    written = words.written + [words.written[one] + words.written[other] for one, other in numbers]
    stems = [stem_of(*word) for word in zip(written, folded, strict=True)]
    return Words(
        words.letters, words.ids, folded, written, stems, firsts, np.array(of_together, dtype=np.int64)
    )


class DistinctPairs:
    """The different pairs among neighbours, and where each stands."""

    def __init__(self, pairs: Neighbours, count: int) -> None:
        import numpy as np

        self._pairs = pairs
        self.apart = pairs.apart
        keys = pairs.one * count + pairs.other
        self._order = np.argsort(keys, kind="stable")
        ordered = keys[self._order]
        begins = np.ones(len(ordered), dtype=np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        self._starts = np.append(np.flatnonzero(begins), len(ordered))
        self.one, self.other = np.divmod(ordered[begins], max(count, 1))

    def places(self, row: int) -> Iterator[tuple[int, int]]:
        """The first and the last word of each."""
        for place in self._order[self._starts[row] : self._starts[row + 1]].tolist():
            yield int(self._pairs.first[place]), int(self._pairs.last[place])
